import KringCore

// How much may be created: those who meet must not wait for those who make sessions.

/// A leaking bucket of creations, where a body counts for more the longer it is.
struct CreationBudget {
  /// The bytes of a body that count as one creation.
  static let bytesOfOne = 4_096

  private let rate: Rate
  /// In thousandths of creations.
  private var level: Int
  private var time: Int

  init(_ rate: Rate, now: Int) {
    self.rate = rate
    level = rate.burst * 1000
    time = now
  }

  /// Takes what a body of so many bytes counts for; false, and nothing taken, if that is not there.
  mutating func take(bytes: Int, now: Int) -> Bool {
    level = min(rate.burst * 1000, level + max(0, now - time) * rate.perSecond)
    time = now
    let cost = min(rate.burst, 1 + bytes / Self.bytesOfOne) * 1000
    guard level >= cost else { return false }
    level -= cost
    return true
  }
}

extension Plan {
  /// The bytes of what is only passed on to pages: nearly all that a plan takes in memory.
  var pageBytes: Int {
    steps.reduce(page.count) { sum, step in
      step.inputs.reduce(sum + step.page.count) { $0 + $1.page.count }
    }
  }
}
