/// How fast a client sends: safely below what the server accepts, which is 20 messages a second
/// and 40 at once.
struct Pace {
  private static let burst = 32.0
  private static let perSecond = 18.0
  /// The messages that may be sent now.
  private var room = Pace.burst
  /// When the room was last counted, in seconds of any clock that does not go back.
  private var counted: Double?

  /// Takes room for one message, or says in how many seconds there will be some.
  mutating func take(at now: Double) -> Double? {
    room = min(Self.burst, room + (now - (counted ?? now)) * Self.perSecond)
    counted = now
    // A millisecond at least: a wait as short as the rounding of sums would never end.
    guard room >= 1 else { return max(0.001, (1 - room) / Self.perSecond) }
    room -= 1
    return nil
  }
}

/// Waiting times between attempts: 0.5 s doubled up to 15 s, ± 50 %.
struct BackOff {
  private var base = 500

  mutating func next() -> Int {
    defer { base = min(15_000, base * 2) }
    return Int.random(in: base / 2...base * 3 / 2)
  }
}
