import ArgumentParser
import Foundation
import Glibc
import KringClient
import KringTerminal

/// Attacks a server of its own, and measures what a session notices of it.
struct SiegeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "siege",
    abstract: "Attacks a server that it starts itself, and measures what a session notices.",
    discussion: """
      Starts kring-server on the loopback, anew for each attack, with the limits that hold \
      without flags. A session of twelve sends \(Int(Defence.rate)) commands a second whatever \
      comes back; meanwhile attackers come from many addresses of the loopback, or from one. \
      Prints one line an attack: what was tried, what the server did about it, how long a command \
      took until all twelve had it, and the most memory the server used. A whole run takes \
      about three minutes; build for release first, as `./kring siege` does.

      Ends with 1 when a member was cut off, a command was lost, an attack was not refused as it \
      should be, half of the commands took 200 ms or one in a hundred did, or the server used \
      512 MiB or more.

      EXAMPLE
        kring-load siege --attack half-open --seconds 3 --untimed
      """)

  @Option(help: "Only attacks whose name contains this; may be given more than once.")
  var attack: [String] = []
  @Option(help: "How long each attack lasts, 1 to 60 seconds.")
  var seconds = 6
  @Option(help: "How many connections the largest attacks hold, 100 to 100000.")
  var sockets = 10_000
  @Option(help: "The kring-server to attack (default: the one beside this program).")
  var program: String?
  @Flag(help: "Take times and memory for what they are, for a machine with other work.")
  var untimed = false

  func validate() throws {
    guard (1...60).contains(seconds) else { throw ValidationError("--seconds: expected 1 to 60.") }
    guard (100...100_000).contains(sockets) else {
      throw ValidationError("--sockets: expected 100 to 100000.")
    }
    for word in attack where !Attack.names.contains(where: { $0.contains(word) }) {
      throw ValidationError(
        "--attack: expected a part of one of: \(Attack.names.joined(separator: "; ")).")
    }
  }

  func run() async throws {
    do {
      try await besiege()
    } catch let error as BenchFailure {
      throw Leaving.failed.because("siege: \(error)")
    }
  }

  private func besiege() async throws {
    let place = try Workplace(server: program)
    defer { place.clear() }
    try Cores.take()
    #if DEBUG
      if !untimed { complain("siege: this is a debug build; its figures mean little") }
    #endif
    var table = SiegeTable()
    let chosen = Attack.names.filter { name in
      attack.isEmpty || attack.contains { name.contains($0) }
    }
    for name in ["nothing"] + chosen {
      complain("siege: \(name)")
      table.add(try await row(name, place))
    }
    table.lines.forEach { say($0) }
    let broken = table.rows.flatMap { row in
      row.broken(timed: !untimed).map { "\(row.attack): \($0)" }
    }
    guard broken.isEmpty else {
      throw Leaving.failed.because("siege:\n  " + broken.joined(separator: "\n  "))
    }
  }

  /// One attack on a server of its own; «nothing» is none.
  private func row(_ name: String, _ place: Workplace) async throws -> SiegeTable.Row {
    let key = "the key of this siege"
    let keyFile = place.folder + "/key"
    try Data(key.utf8).write(to: URL(filePath: keyFile))
    let server = try Child(
      place.server,
      [
        "--port", "0", "--data", place.newFolder(), "--web", place.root + "/web",
        "--methods", place.root + "/protocol/methods", "--creation-key-file", keyFile,
        "--members", String(Defence.measured + Defence.hostile),
      ])
    defer { server.kill() }
    let defence = try await Defence(server: server, creationKey: key)
    let target = Target(
      hellos: defence.hostileHellos, wrongHello: defence.wrongHello, creationKey: key,
      longMethod: try LongMethod.bytes(place.root), sockets: min(sockets, try descriptors()))
    // A moment to warm up, so that the first commands do not stand for all.
    _ = defence.work(for: 0.5)
    let attack = Attack.all(target).first { $0.name == name }
    try server.forgetPeak()
    let raid = attack.map { Raid($0, port: server.port) }
    let result = defence.work(for: Double(seconds))
    let memory = server.peakMemory
    let tally = raid?.end() ?? Tally()
    // What the attack leaves behind must not cut anybody off either.
    let after = defence.work(for: 0.5)
    return SiegeTable.Row(
      attack: name, tally: tally, delays: result.delays, lost: result.lost + after.lost,
      trouble: result.trouble ?? after.trouble, memory: memory,
      missing: (attack?.expected ?? []).filter { tally.outcomes[$0] == nil })
  }

  /// How many more sockets this process may have.
  private func descriptors() throws -> Int {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else {
      throw BenchFailure("the limit of open files cannot be read")
    }
    return Int(clamping: limit.rlim_cur) - 200
  }
}

/// A method file nearly as long as one may be.
enum LongMethod {
  static func bytes(_ root: String) throws -> [UInt8] {
    let path = root + "/protocol/methods/bovv6.json"
    guard let data = FileManager.default.contents(atPath: path),
      var method = try JSONSerialization.jsonObject(with: data) as? [String: Any],
      var steps = method["steps"] as? [[String: Any]], var step = steps.last
    else { throw BenchFailure("\(path) cannot be read") }
    let text = String(repeating: "Woorden. ", count: 66)
    let both = ["nl": text, "en": text]
    step["inputs"] = nil
    step["over"] = nil
    step["name"] = both
    step["floor"] = "free"
    step["do"] = ["chair": both, "presenter": both, "others": both]
    for number in 0..<9 {
      step["id"] = "lang\(number)"
      steps.insert(step, at: steps.count - 1)
    }
    method["id"] = "lang"
    method["steps"] = steps
    return Array(try JSONSerialization.data(withJSONObject: method))
  }
}
