import KringProtocol

/// How fast a client sends: safely below what the server accepts, which is 20 messages a second
/// and 40 at once.
struct Pace {
  private static let rate = Rate(perSecond: 18, burst: 32)
  private var bucket: Bucket?

  /// Takes room for one message, or says in how many seconds there will be some.
  ///
  /// - Parameter now: in seconds of any clock that does not go back.
  mutating func take(at now: Double) -> Double? {
    let milliseconds = Int(now * 1000)
    var bucket = self.bucket ?? Bucket(Self.rate, now: milliseconds)
    defer { self.bucket = bucket }
    return bucket.take(now: milliseconds) ? nil : Double(bucket.wait) / 1000
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
