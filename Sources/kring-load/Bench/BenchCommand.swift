import ArgumentParser
import Foundation
import KringClient
import KringTerminal
import Transport

/// Measures a server of its own, beside plain relays.
struct BenchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measures a server that it starts itself, beside plain relays.",
    discussion: """
      Starts kring-server on the loopback with a data folder that is removed afterwards, and \
      relays that check and keep nothing: one on node where node and Debian's node-ws are \
      installed, and for throughput one on swift-nio, which `./kring bench` builds. \
      Servers run on one core, the load on another where there are two. Prints one table: the \
      least, the middle and the most of the runs, the peer's middle, and the ratio of the \
      two middles beside the budget. A whole run takes some minutes, --quick less than one; build \
      for release first, as `./kring bench` does. Other work on the machine shows in the figures.

      EXAMPLE
        kring-load bench --quick
      """)

  @Flag(help: "Smaller and shorter, to see that it works.")
  var quick = false
  @Option(help: "The kring-server to measure (default: the one beside this program).")
  var program: String?
  @Option(
    help: ArgumentHelp(
      "A relay to measure in the place of the one on swift-nio.",
      discussion: """
        It listens on a port of 127.0.0.1, prints a line that ends with a colon and this port, and \
        passes each text on to everybody who asked for the same path.
        """))
  var relay: String?
  @Option(help: "How many runs, 1 to 9 (default: 3, or 1 with --quick).")
  var runs: Int?

  @Option(
    parsing: .upToNextOption,
    help: """
      Only some figures: rooms (throughput, delay), arrivals (joins, memory), sessions (many and \
      few), starts.
      """)
  var only: [Part] = Part.allCases

  /// What is measured together.
  enum Part: String, CaseIterable, ExpressibleByArgument {
    case rooms, arrivals, sessions, starts
  }

  func validate() throws {
    if let runs, !(1...9).contains(runs) { throw ValidationError("--runs: expected 1 to 9.") }
  }

  func run() async throws {
    do {
      try await measure()
    } catch let error as BenchFailure {
      throw Leaving.failed.because("bench: \(error)")
    }
  }

  private func measure() async throws {
    let place = try Workplace(server: program)
    defer { place.clear() }
    try Cores.take()
    #if DEBUG
      complain("bench: this is a debug build; its figures mean little")
    #endif
    if !place.hasNode { complain("bench: without node and node-ws there is no peer") }
    let relay = relay.map { URL(filePath: $0) } ?? place.nioRelay
    if relay == nil { complain("bench: the relay on swift-nio is not built") }
    var table = Table()
    let runs = runs ?? (quick ? 1 : 3)
    for run in 1...runs {
      complain("bench: run \(run) of \(runs)")
      if only.contains(.rooms) { try await measureRooms(place, relay, &table) }
      if only.contains(.arrivals) { try await measureArrivals(place, &table) }
      if only.contains(.sessions) { try await measureSessions(place, &table) }
    }
    if only.contains(.starts) { try await measureStarts(place, runs, &table) }
    say(
      "\(Cores.count) cores, \(runs) runs, data in \(FileManager.default.temporaryDirectory.path)")
    table.lines.forEach { say($0) }
  }

  /// Rooms of eight that edit: throughput and delay.
  private func measureRooms(
    _ place: Workplace, _ relay: URL?, _ table: inout Table
  ) async throws {
    let seconds = quick ? 1.5 : 4.0
    var peer = Rooms()
    if place.hasNode { peer = try await Rooms.measure(.node, for: seconds, place) }
    var second = Rooms()
    if let relay { second = try await Rooms.measure(.relay(relay), for: seconds, place) }
    let own = try await Rooms.measure(.kring, for: seconds, place)
    let floor = try syncedWrites(of: 905, rate: 1_000, for: seconds, in: place.folder)
    let hasPeer = place.hasNode
    func add(
      _ figure: String, _ value: (Rooms) -> Double, plus: Double = 0, _ unit: Table.Unit = .number,
      _ budget: String = ""
    ) {
      table.add(
        figure, value(own), beside: hasPeer ? value(peer) + plus : nil, unit, budget: budget)
    }
    add("deliveries per server-CPU-s, 1 in flight", { $0.one.deliveriesPerCPU }, .number, "≥ 1.2")
    add("messages/s, 1 in flight", { $0.one.messagesPerSecond })
    add("server-CPU-s, 1 in flight", { $0.one.cpu })
    add(
      "deliveries per server-CPU-s, 16 in flight", { $0.sixteen.deliveriesPerCPU }, .number,
      "≥ 3")
    add("messages/s, 16 in flight", { $0.sixteen.messagesPerSecond })
    add("server-CPU-s, 16 in flight", { $0.sixteen.cpu })
    if let relay {
      table.add(
        "the same, 1 in flight (peer: \(relay.lastPathComponent))", own.one.deliveriesPerCPU,
        beside: second.one.deliveriesPerCPU, budget: "≥ 1.2")
      table.add(
        "the same, 16 in flight (peer: \(relay.lastPathComponent))", own.sixteen.deliveriesPerCPU,
        beside: second.sixteen.deliveriesPerCPU)
    }
    // The peer keeps nothing, so what keeping costs at least is added to its delay.
    add(
      "to all of a room at 1,000/s, p50", { $0.delays.percentile(0.5) },
      plus: floor.percentile(0.5), .microseconds, "≤ 2.0")
    add(
      "to all of a room at 1,000/s, p99", { $0.delays.percentile(0.99) },
      plus: floor.percentile(0.99), .microseconds, "≤ 2.0")
    for part in [0.5, 0.99] {
      table.add(
        "one fdatasync of the same bytes, p\(Int(part * 100))", floor.percentile(part),
        beside: nil, .microseconds)
    }
    table.add(
      "p99 with ten hostile members (peer: without)", own.besideHostile.percentile(0.99),
      beside: own.delays.percentile(0.99), .microseconds, budget: "≤ 1.2")
  }

  /// Many who come in, stay and come back.
  private func measureArrivals(_ place: Workplace, _ table: inout Table) async throws {
    let rooms = quick ? 50 : 286
    let own = try await Arrivals.measure(.kring, rooms: rooms, place)
    var peer: Arrivals?
    if place.hasNode { peer = try await Arrivals.measure(.node, rooms: rooms, place) }
    table.add("joins/s", own.joinsPerSecond, beside: peer?.joinsPerSecond, budget: "≥ 1.0")
    table.add(
      "memory per idle member", own.bytesPerMember, beside: peer?.bytesPerMember, .bytes,
      budget: "≤ 1.5")
    table.add(
      "memory without sessions", own.emptyBytes, beside: peer?.emptyBytes, .mebibytes,
      budget: "≤ 0.8")
    table.add(
      "\(own.dropped) members back after a drop", own.backSeconds, beside: peer?.backSeconds,
      .milliseconds, budget: "≤ 1.5")
  }

  /// The same load on many sessions and on few.
  private func measureSessions(_ place: Workplace, _ table: inout Table) async throws {
    let (many, few) = quick ? (500, 50) : (5_000, 50)
    let time = quick ? 1.5 : 4.0
    table.add(
      "server-CPU per event, \(many) sessions (peer: \(few))",
      try await costOfAnEvent(sessions: many, for: time, place),
      beside: try await costOfAnEvent(sessions: few, for: time, place), .microseconds,
      budget: "≤ 1.3")
  }

  private func measureStarts(
    _ place: Workplace, _ runs: Int, _ table: inout Table
  ) async throws {
    let (sessions, events) = quick ? (100, 100) : (1_000, 200)
    complain("bench: starts after kill -9")
    let times = try await Restart.measure(
      sessions: sessions, events: events, times: runs, place)
    for time in times {
      table.add(
        "kill -9 to serving, \(sessions) × \(events) events (peer: sqlite3)", time.start,
        beside: time.reading, .milliseconds, budget: "≤ 5")
    }
  }
}

/// What is measured in a hundred rooms of eight.
struct Rooms {
  var one = Throughput(deliveriesPerCPU: 0, messagesPerSecond: 0, cpu: 0)
  var sixteen = Throughput(deliveriesPerCPU: 0, messagesPerSecond: 0, cpu: 0)
  var delays: [Double] = []
  /// The delays of the others when one member in ten rooms reads nothing and sends what it may.
  var besideHostile: [Double] = []

  static func measure(
    _ contestant: Contestant, for seconds: Double, _ place: Workplace
  ) async throws -> Rooms {
    let server = try contestant.start(place)
    defer { server.kill() }
    let crowd = try await Crowd(contestant, at: server, rooms: 100, members: 8)
    try crowd.enter(Array(crowd.rooms.joined()))
    try crowd.begin()
    var result = Rooms()
    // Time to warm up, and to recover from it: the log is as long as it gets, and empty.
    try crowd.warmUp(for: seconds, server)
    result.delays = try crowd.openLoop(rate: 1_000, for: seconds)
    result.one = try crowd.closedLoop(1, for: seconds, server: server)
    result.sixteen = try crowd.closedLoop(16, for: seconds, server: server)
    guard contestant == .kring else { return result }
    let other = try contestant.start(place)
    defer { other.kill() }
    let beset = try await Crowd(contestant, at: other, rooms: 100, members: 8)
    try beset.enter(Array(beset.rooms.joined()))
    try beset.begin()
    try beset.warmUp(for: seconds, other)
    beset.turnHostile(beset.rooms.prefix(10).map { $0[0] })
    result.besideHostile = try beset.openLoop(rate: 1_000, for: seconds)
    return result
  }
}
