import ArgumentParser
import Foundation
import KringClient
import KringTerminal
import KringTestSupport
import TransportClient

/// Measures a server of its own, beside plain relays.
struct BenchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measures a server that it starts itself, beside plain relays.",
    discussion: """
      Starts kring-server on the loopback with a data folder that is removed afterwards, and \
      relays that check and keep nothing: one on node where node and Debian's node-ws are \
      installed, and for throughput one on swift-nio, which `./kring bench` builds. \
      Servers run on one core, the load on another where there are two; each figure of a run is \
      taken at Kring right after it was taken at the peer. Prints one table: the least, the \
      middle and the most of the runs, the peer's middle, and beside the budget the middle of the \
      runs' ratios. A whole run takes some minutes, --quick less than one; build \
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
    help: ArgumentHelp(
      "Another kring-server to measure beside in the place of all peers.",
      discussion: "As that of an earlier version. Rooms and arrivals only."))
  var beside: String?
  @Flag(
    help: ArgumentHelp(
      "Kring on a PostgreSQL that it starts itself, beside Kring on a folder.",
      discussion: "What PostgreSQL computes is not counted. Rooms and arrivals only."))
  var database = false

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
    guard beside == nil || !database else {
      throw ValidationError("--database: expected without --beside.")
    }
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
    // PostgreSQL, started before, is on no core of its own.
    var postgres: PostgresFolder?
    if database {
      try Database.require()
      postgres = try PostgresFolder()
    }
    defer { postgres?.stop(SIGQUIT) }
    try Cores.take()
    #if DEBUG
      complain("bench: this is a debug build; its figures mean little")
    #endif
    var table = Table()
    let runs = runs ?? (quick ? 1 : 3)
    if let beside {
      try await measure(.other(beside), runs, place, &table)
    } else if let postgres {
      try await measure(.database(postgres), runs, place, &table)
    } else {
      try await measureAgainstRelays(runs, place, &table)
    }
    say(
      "\(Cores.count) cores, \(runs) runs, data in \(FileManager.default.temporaryDirectory.path)")
    table.lines.forEach { say($0) }
  }

  /// Kring in two forms, one beside the other.
  private func measure(
    _ pair: Beside, _ runs: Int, _ place: Workplace, _ table: inout Table
  ) async throws {
    for run in 1...runs {
      complain("bench: run \(run) of \(runs)")
      if only.contains(.rooms) {
        try await pair.measureRooms(run, for: quick ? 1.5 : 4, place, &table)
      }
      if only.contains(.arrivals) {
        try await pair.measureArrivals(run, rooms: quick ? 50 : 286, place, &table)
      }
    }
  }

  private func measureAgainstRelays(
    _ runs: Int, _ place: Workplace, _ table: inout Table
  ) async throws {
    if !place.hasNode { complain("bench: without node and node-ws there is no peer") }
    let relay = relay.map { URL(filePath: $0) } ?? place.nioRelay
    if relay == nil { complain("bench: the relay on swift-nio is not built") }
    for run in 1...runs {
      complain("bench: run \(run) of \(runs)")
      if only.contains(.rooms) { try await measureRooms(place, relay, &table) }
      if only.contains(.arrivals) { try await measureArrivals(place, &table) }
      if only.contains(.sessions) { try await measureSessions(place, &table) }
    }
    if only.contains(.starts) { try await measureStarts(place, runs, &table) }
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
