import KringTestSupport

/// One kring-server beside another: the same load, in turn, within seconds of each other.
struct Beside {
  let own: Contestant
  let peer: Contestant
  /// What the ratio of deliveries to the server's CPU must be, in words.
  let deliveries: String
  /// By how much the middle delay may be longer, in words.
  let delay: String
  /// Whether the load has its core for itself: PostgreSQL computes wherever there is room.
  let isAlone: Bool

  /// Kring on a PostgreSQL beside Kring on a folder. What PostgreSQL itself computes does not count.
  static func database(_ postgres: PostgresFolder) -> Beside {
    Beside(
      own: .database(postgres), peer: .kring, deliveries: "≥ 0.8", delay: "≤ 500 µs",
      isAlone: false)
  }

  /// Kring beside another build of it.
  static func other(_ program: String) -> Beside {
    Beside(own: .kring, peer: .other(program), deliveries: "", delay: "", isAlone: true)
  }

  /// Measures both, the peer first in every other run.
  private func both<Value>(
    _ run: Int, _ measure: (Contestant) async throws -> Value
  ) async throws -> (own: Value, peer: Value) {
    if run.isMultiple(of: 2) {
      let value = try await measure(own)
      return (value, try await measure(peer))
    }
    let other = try await measure(peer)
    return (try await measure(own), other)
  }

  /// A hundred rooms of eight that edit: throughput and delay.
  func measureRooms(_ run: Int, for time: Double, _ place: Workplace, _ table: inout Table)
    async throws
  {
    let (ours, others) = try await both(run) { try await Rooms($0, for: time, place) }
    defer {
      ours.close()
      others.close()
    }
    func rooms(_ contestant: Contestant) -> Rooms { contestant == own ? ours : others }
    for window in [1, 16] {
      let found = try await both(run) {
        try rooms($0).throughput(inFlight: window, for: time)
      }
      func add(_ figure: String, _ value: (Throughput) -> Double, _ budget: String = "") {
        table.add(
          "\(figure), \(window) in flight", value(found.own), beside: value(found.peer),
          budget: budget)
      }
      add("deliveries per server-CPU-s", \.deliveriesPerCPU, deliveries)
      add("messages/s", \.messagesPerSecond)
    }
    let found = try await both(run) { try rooms($0).delays(for: time, isAlone: isAlone) }
    for part in [0.5, 0.99] {
      let name = "to all of a room at 1,000/s, p\(Int(part * 100))"
      let (own, peer) = (found.own.percentile(part), found.peer.percentile(part))
      table.add(name, own, beside: peer, .microseconds)
      guard part == 0.5 else { continue }
      table.add("\(name): own less peer", own - peer, beside: nil, .microseconds, budget: delay)
    }
  }

  /// Many who come in, stay and come back.
  func measureArrivals(_ run: Int, rooms: Int, _ place: Workplace, _ table: inout Table)
    async throws
  {
    let found = try await both(run) { try await Arrivals.measure($0, rooms: rooms, place) }
    func add(_ figure: String, _ value: (Arrivals) -> Double, _ unit: Table.Unit = .number) {
      table.add(figure, value(found.own), beside: value(found.peer), unit)
    }
    add("joins/s", \.joinsPerSecond)
    add("server-CPU per join", \.joinCPU, .microseconds)
    add("memory per idle member", \.bytesPerMember, .bytes)
    add("memory without sessions", \.emptyBytes, .mebibytes)
    add("\(found.own.dropped) members back after a drop", \.backSeconds, .milliseconds)
    add("server-CPU per return", \.backCPU, .microseconds)
  }
}
