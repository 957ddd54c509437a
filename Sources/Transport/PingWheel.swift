/// When each connection is checked next: a ring of buckets, one for each tick, so that thousands of idle connections
/// cost nothing between two checks.
struct PingWheel {
  /// The time between two ticks.
  let tick: Duration
  /// The number of the current tick.
  private(set) var current: UInt64 = 0
  private let interval: UInt64
  let patience: UInt64
  let drain: UInt64
  let grace: UInt64
  let silence: UInt64
  private var buckets: [[ConnectionID]]

  init(_ configuration: ServerConfiguration) {
    // Pings are spread over ± a fifth of the interval: fifty ticks an interval are fine enough for that.
    let tick = max(.milliseconds(5), min(.milliseconds(500), configuration.pingInterval / 50))
    func ticks(_ duration: Duration) -> UInt64 { UInt64(max(1, (duration / tick).rounded(.up))) }
    self.tick = tick
    interval = ticks(configuration.pingInterval)
    patience = ticks(configuration.deadAfter)
    drain = ticks(configuration.drainLimit)
    grace = ticks(configuration.closeGrace)
    silence = ticks(configuration.silenceAllowed)
    let longest = max(interval + interval / 5, patience, drain, grace) + 2
    buckets = Array(repeating: [], count: Int(longest))
  }

  /// The number of ticks until the next ping: the interval give or take a fifth, so that pings do not come in waves.
  func untilPing() -> UInt64 {
    let fifth = interval / 5
    return interval - fifth + UInt64.random(in: 0...(2 * fifth))
  }

  /// The least number of silent ticks after which a ping may be sent.
  var shortestSilence: UInt64 { interval - interval / 5 }

  /// Has a connection looked at after some ticks, at least one.
  mutating func add(_ id: ConnectionID, after ticks: UInt64) {
    let place = (current + min(max(1, ticks), UInt64(buckets.count - 1))) % UInt64(buckets.count)
    buckets[Int(place)].append(id)
  }

  /// Moves on by one tick and returns who is to be looked at.
  mutating func turn() -> [ConnectionID] {
    current += 1
    let place = Int(current % UInt64(buckets.count))
    let due = buckets[place]
    buckets[place] = []
    return due
  }
}
