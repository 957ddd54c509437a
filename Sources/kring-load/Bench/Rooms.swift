import Foundation

/// A hundred rooms of eight at one server, busy in turn with those at other servers: what two of
/// them show within seconds of each other can be compared on a machine that is never quite idle.
final class Rooms {
  let crowd: Crowd
  private let server: Child

  /// Starts a server and lets everybody in. It is warmed up for so many seconds and has recovered
  /// from it: the log is as long as it gets, and empty.
  init(_ contestant: Contestant, for time: Double, _ place: Workplace) async throws {
    server = try contestant.start(place)
    crowd = try await Crowd(contestant, at: server, rooms: 100, members: 8)
    try crowd.enter(Array(crowd.rooms.joined()))
    try crowd.begin()
    try crowd.warmUp(for: time, server)
  }

  func throughput(inFlight window: Int, for time: Double) throws -> Throughput {
    try crowd.closedLoop(window, for: time, server: server)
  }

  /// As `Crowd.openLoop`, a thousand messages a second.
  func delays(for time: Double, isAlone: Bool = true) throws -> [Double] {
    try crowd.openLoop(rate: 1_000, for: time, isAlone: isAlone)
  }

  /// Lets one member in each of ten rooms read nothing any more and send what it may.
  func turnHostile() { crowd.turnHostile(crowd.rooms.prefix(10).map { $0[0] }) }

  func close() { server.kill() }
}

extension BenchCommand {
  /// Rooms of eight that edit: throughput and delay.
  func measureRooms(_ place: Workplace, _ relay: URL?, _ table: inout Table) async throws {
    let time = quick ? 1.5 : 4.0
    let node = place.hasNode ? try await Rooms(.node, for: time, place) : nil
    defer { node?.close() }
    var second: Rooms?
    if let relay { second = try await Rooms(.relay(relay), for: time, place) }
    defer { second?.close() }
    let own = try await Rooms(.kring, for: time, place)
    defer { own.close() }
    for (window, budget, relayBudget) in [(1, "≥ 1.2", "≥ 1.2"), (16, "≥ 3", "")] {
      let others = try second?.throughput(inFlight: window, for: time)
      let peers = try node?.throughput(inFlight: window, for: time)
      let ours = try own.throughput(inFlight: window, for: time)
      func add(_ figure: String, _ value: (Throughput) -> Double, _ budget: String = "") {
        table.add(
          "\(figure), \(window) in flight", value(ours), beside: peers.map(value), budget: budget)
      }
      add("deliveries per server-CPU-s", \.deliveriesPerCPU, budget)
      add("messages/s", \.messagesPerSecond)
      add("server-CPU-s", \.cpu)
      if let relay, let others {
        table.add(
          "deliveries, \(window) in flight (peer: \(relay.lastPathComponent))",
          ours.deliveriesPerCPU, beside: others.deliveriesPerCPU, budget: relayBudget)
      }
    }
    // The peer keeps nothing, so what keeping costs at least is added to its delay.
    let peers = try node?.delays(for: time)
    let floor = try syncedWrites(of: 905, rate: 1_000, for: time, in: place.folder)
    let ours = try own.delays(for: time)
    for part in [0.5, 0.99] {
      table.add(
        "to all of a room at 1,000/s, p\(Int(part * 100))", ours.percentile(part),
        beside: peers.map { $0.percentile(part) + floor.percentile(part) }, .microseconds,
        budget: "≤ 2.0")
      table.add(
        "one fdatasync of the same bytes, p\(Int(part * 100))", floor.percentile(part),
        beside: nil, .microseconds)
    }
    try await measureHostile(own, for: time, place, &table)
  }

  /// The delays of the others when one member in ten rooms reads nothing and sends what it may,
  /// beside those where nobody does.
  private func measureHostile(
    _ quiet: Rooms, for time: Double, _ place: Workplace, _ table: inout Table
  ) async throws {
    let beset = try await Rooms(.kring, for: time, place)
    defer { beset.close() }
    beset.turnHostile()
    let without = try quiet.delays(for: time)
    let with = try beset.delays(for: time)
    table.add(
      "p99 with ten hostile members (peer: without)", with.percentile(0.99),
      beside: without.percentile(0.99), .microseconds, budget: "≤ 1.2")
  }
}
