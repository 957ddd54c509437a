/// The connections that have shown no key (``Server/prove(_:)``), oldest first: when there is no more room, the oldest
/// gives way.
struct Strangers {
  private var queue: [(id: ConnectionID, since: UInt64)] = []
  private var first = 0

  /// Adds one that came at some tick.
  mutating func add(_ id: ConnectionID, at tick: UInt64) { queue.append((id, tick)) }

  /// Removes and returns the oldest that came at the tick or before and is a stranger still; those that are none any
  /// more are removed on the way.
  mutating func takeOldest(
    until tick: UInt64, where isStranger: (ConnectionID) -> Bool
  ) -> ConnectionID? {
    defer { tidy(where: isStranger) }
    while first < queue.count, queue[first].since <= tick {
      let id = queue[first].id
      first += 1
      if isStranger(id) { return id }
    }
    return nil
  }

  /// Forgets, now and then, those that have gone or were proved.
  mutating func tidy(among count: Int, where isStranger: (ConnectionID) -> Bool) {
    guard queue.count - first > 2 * count + 64 else { return }
    queue = queue[first...].filter { isStranger($0.id) }
    first = 0
  }

  private mutating func tidy(where isStranger: (ConnectionID) -> Bool) {
    guard first > 1_024, first > queue.count / 2 else { return }
    queue.removeFirst(first)
    first = 0
  }
}

extension Server {
  /// Notes a connection that may have to give way later.
  func noteStranger(_ connection: Connection) {
    strangers.add(connection.id, at: wheel.current)
    strangers.tidy(among: table.count) { [table] in table[$0]?.isStranger == true }
  }

  /// Ends the oldest connection that nobody vouches for; false when there is none, or only such as have just come.
  func endOldestStranger(where fits: (Connection) -> Bool = { _ in true }) -> Bool {
    guard wheel.current >= wheel.silence else { return false }
    let oldest = strangers.takeOldest(until: wheel.current - wheel.silence) { [table] in
      table[$0].map { $0.isStranger && fits($0) } == true
    }
    guard let oldest, let connection = table[oldest] else { return false }
    counts.gaveWay += 1
    if connection.phase == .open {
      close(connection, configuration.gaveWayCode, "full")
    }
    disconnect(connection)
    return true
  }
}

extension Connection {
  /// Whether nobody vouches for it and it waits for nothing of ours.
  var isStranger: Bool {
    guard !isPrivate, !isProved else { return false }
    switch phase {
    case .http: return request == nil
    case .upgrading, .open: return true
    case .closing, .gone: return false
    }
  }
}
