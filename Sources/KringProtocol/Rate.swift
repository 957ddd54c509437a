/// How many messages may be sent, or other things done.
package struct Rate: Sendable {
  /// In the long run, so many a second.
  package var perSecond: Int
  /// At once, after a pause.
  package var burst: Int

  /// Creates a rate; without numbers the one that a server allows each client without flags.
  package init(perSecond: Int = 20, burst: Int = 40) {
    self.perSecond = perSecond
    self.burst = burst
  }
}

/// A leaky bucket: what a rate still allows.
package struct Bucket {
  private let rate: Rate
  /// What may be done now, in thousandths.
  private var level: Int
  /// When the level was last counted, in milliseconds.
  private var time: Int

  /// Creates a bucket that allows the whole burst.
  ///
  /// - Parameter now: in milliseconds of any clock.
  package init(_ rate: Rate, now: Int) {
    self.rate = rate
    level = rate.burst * 1000
    time = now
  }

  /// Takes so many; false, and nothing taken, if they are not allowed now.
  package mutating func take(_ count: Int = 1, now: Int) -> Bool {
    level = min(rate.burst * 1000, level + max(0, now - time) * rate.perSecond)
    time = now
    guard level >= count * 1000 else { return false }
    level -= count * 1000
    return true
  }

  /// The milliseconds from the last `take` until one more is allowed; 0 if it is allowed already.
  package var wait: Int { max(0, (1000 - level + rate.perSecond - 1) / rate.perSecond) }
}
