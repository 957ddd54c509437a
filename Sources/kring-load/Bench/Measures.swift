import Foundation
import Glibc
import KringClient
import KringCore
import KringProtocol
import KringSeal

/// Deliveries in so much CPU of the server.
struct Throughput {
  /// One event at one member, for each second of the server's CPU.
  let deliveriesPerCPU: Double
  /// Messages for each second of the clock.
  let messagesPerSecond: Double
  /// The seconds of CPU that the server used.
  let cpu: Double
}

/// What is measured in rooms of eight that edit.
extension Crowd {
  /// Each room always has so many messages under way; members take turns.
  func closedLoop(_ window: Int, for time: Double, server: Child) throws -> Throughput {
    var isRunning = true
    var messages = 0
    done = { [unowned self] member in
      messages += 1
      guard isRunning else { return }
      let room = rooms[member.room]
      send(room[(member.place + 1) % room.count])
    }
    defer { done = { _ in } }
    let (cpu, before, start) = (server.cpu, deliveries, seconds())
    for number in 0..<window {
      for room in rooms { send(room[number % room.count]) }
    }
    try wait("the closed loop", seconds: time + 60) { seconds() - start >= time }
    let messagesPerSecond = Double(messages) / (seconds() - start)
    isRunning = false
    try settle()
    // What is done for its sender may still be on its way to the others.
    let expected = before + messages * rooms[0].count
    try wait("the last deliveries", seconds: 30) { deliveries >= expected }
    let used = max(server.cpu - cpu, 0.001)
    return Throughput(
      deliveriesPerCPU: Double(deliveries - before) / used, messagesPerSecond: messagesPerSecond,
      cpu: used)
  }

  /// Keeps a new server busy and then lets it rest, so that it is measured as one that has been
  /// running for a while.
  func warmUp(for time: Double, _ server: Child) throws {
    _ = try closedLoop(1, for: time, server: server)
    rest(1)
  }

  /// Sends so many messages a second, whatever comes back, and returns how long each took from
  /// the moment it was meant to be sent until the last of its room had it, in seconds, sorted.
  ///
  /// Hostile members neither count nor are waited for. Between two messages it spins where it has a
  /// core of its own, and sleeps where `isAlone` says that others need that core as well.
  func openLoop(rate: Double, for time: Double, isAlone: Bool = true) throws -> [Double] {
    let members = rooms.map { $0.filter { !$0.isHostile } }
    let hostile = rooms.joined().filter(\.isHostile)
    var intended: [[Double]] = rooms.map { _ in [] }
    var waiting: [[Int]] = rooms.map { _ in [] }
    let before = rooms.map { $0.map(\.heard) }
    var times: [Double] = []
    delivered = { member, count in
      guard !member.isHostile else { return }
      let heard = member.heard - before[member.room][member.place]
      for message in max(0, heard - count)..<heard
      where message < waiting[member.room].count {
        waiting[member.room][message] -= 1
        if waiting[member.room][message] == 0 {
          times.append(seconds() - intended[member.room][message])
        }
      }
    }
    defer { delivered = { _, _ in } }
    let start = seconds()
    let total = Int(rate * time)
    for number in 0..<total {
      let moment = start + Double(number) / rate
      while seconds() < moment {
        if isAlone && Cores.count > 1 { lines.turn(0) } else { lines.turn(until: moment) }
      }
      if let trouble { throw BenchFailure("\(contestant): \(trouble)") }
      let room = number % rooms.count
      intended[room].append(moment)
      waiting[room].append(members[room].count)
      send(members[room][number / rooms.count % members[room].count])
      // Twenty a second, which is what a member may send for as long as it likes.
      if number % Int(rate / 20) == 0 { hostile.forEach { annoy($0) } }
    }
    try wait("the open loop", seconds: 30) { times.count == total }
    return times.sorted()
  }
}

/// Many who come in, stay idle, fall out and come back.
struct Arrivals {
  /// Members who came in a second, each with its own connection.
  var joinsPerSecond = 0.0
  /// The server's seconds of CPU for each of them.
  var joinCPU = 0.0
  /// The server's memory for each of them, in bytes.
  var bytesPerMember = 0.0
  /// The server's memory before, in bytes.
  var emptyBytes = 0.0
  /// How long it took until all who fell out were back, each with what it missed, in seconds.
  var backSeconds = 0.0
  /// The server's seconds of CPU for each of them.
  var backCPU = 0.0
  /// How many fell out.
  var dropped = 0

  /// Lets rooms of eight come in; all but one of each fall out, miss a message and come back.
  static func measure(
    _ contestant: Contestant, rooms: Int, _ place: Workplace
  ) async throws -> Arrivals {
    let server = try contestant.start(place)
    defer { server.kill() }
    var result = Arrivals()
    result.emptyBytes = server.memory
    let crowd = try await Crowd(contestant, at: server, rooms: rooms, members: 8)
    let everybody = Array(crowd.rooms.joined())
    let (start, cpu) = (seconds(), server.cpu)
    try crowd.enter(everybody)
    result.joinsPerSecond = Double(everybody.count) / (seconds() - start)
    result.joinCPU = (server.cpu - cpu) / Double(everybody.count)
    crowd.rest(1)
    result.bytesPerMember = (server.memory - result.emptyBytes) / Double(everybody.count)
    try crowd.begin()
    let falling = crowd.rooms.flatMap { $0.dropFirst() }
    result.dropped = falling.count
    crowd.drop(falling)
    crowd.rest(1)
    for room in crowd.rooms { crowd.send(room[0]) }
    try crowd.settle()
    let (back, used) = (seconds(), server.cpu)
    try crowd.enter(falling)
    result.backSeconds = seconds() - back
    result.backCPU = (server.cpu - used) / Double(falling.count)
    return result
  }
}

extension Crowd {
  /// Lets so many seconds pass.
  func rest(_ time: Double) {
    let end = seconds() + time
    while seconds() < end { lines.turn(50) }
  }
}

/// A start after a power cut.
enum Restart {
  /// How long a start took until a member was served, and one reading of the file by `sqlite3`.
  struct Times {
    var start = 0.0
    var reading: Double?
  }

  /// Fills sessions with events, then kills and starts the server so many times.
  static func measure(
    sessions: Int, events: Int, times: Int, _ place: Workplace
  ) async throws -> [Times] {
    let data = place.newFolder()
    var server = try place.startKring(data: data)
    let crowd = try await Crowd(.kring, at: server, rooms: sessions, members: 1)
    try crowd.enter(Array(crowd.rooms.joined()))
    try crowd.begin()
    crowd.done = { member in
      if member.heard < events { crowd.send(member) }
    }
    for room in crowd.rooms { crowd.send(room[0]) }
    try crowd.settle()
    crowd.done = { _ in }
    let someone = crowd.rooms[0][0]
    crowd.drop(Array(crowd.rooms.joined()))
    server.kill()
    var results: [Times] = []
    for _ in 0..<times {
      let reading = try read(data + "/journal.sqlite")
      let start = seconds()
      server = try place.startKring(data: data)
      try crowd.enter([someone], port: server.port)
      results.append(Times(start: seconds() - start, reading: reading))
      crowd.drop([someone])
      server.kill()
    }
    return results
  }

  /// The seconds that the `sqlite3` program needs to read all events once.
  private static func read(_ file: String) throws -> Double? {
    let program = "/usr/bin/sqlite3"
    guard FileManager.default.isExecutableFile(atPath: program) else { return nil }
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = [file, "select count(*), sum(length(bytes)) from events"]
    process.standardOutput = FileHandle.nullDevice
    let start = seconds()
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw BenchFailure("sqlite3 could not read the journal")
    }
    return seconds() - start
  }
}

/// Writes of so many bytes to a file and to the disk, at a fixed rate: what durability costs at
/// least. Returns how long each took from the moment it was meant to begin, in seconds, sorted.
func syncedWrites(
  of bytes: Int, rate: Double, for time: Double, in folder: String
) throws -> [Double] {
  let file = open(folder + "/floor", O_CREAT | O_WRONLY | O_APPEND, 0o600)
  guard file >= 0 else { throw BenchFailure("cannot write to \(folder)") }
  defer { close(file) }
  let payload = [UInt8](repeating: 0x78, count: bytes)
  let start = seconds()
  return try (0..<Int(rate * time)).map { number in
    let moment = start + Double(number) / rate
    while seconds() < moment { usleep(20) }
    guard write(file, payload, bytes) == bytes, fdatasync(file) == 0 else {
      throw BenchFailure("cannot write to \(folder)")
    }
    return seconds() - moment
  }.sorted()
}

/// What an event costs the server when so many sessions share a load, in seconds of CPU.
func costOfAnEvent(sessions: Int, for time: Double, _ place: Workplace) async throws -> Double {
  let server = try place.startKring()
  defer { server.kill() }
  let crowd = try await Crowd(.kring, at: server, rooms: sessions, members: 2)
  try crowd.enter(Array(crowd.rooms.joined()))
  try crowd.begin()
  let rate = 2_000.0
  _ = try crowd.openLoop(rate: rate, for: time / 4)
  let before = server.cpu
  _ = try crowd.openLoop(rate: rate, for: time)
  return (server.cpu - before) / (rate * time)
}
