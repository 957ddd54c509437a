import KringProtocol

/// How much may be created by all together: those who meet must not wait for those who make
/// sessions. A body counts for more the longer it is.
struct CreationBudget {
  /// The bytes of a body that count as one creation.
  static let bytesOfOne = 4_096

  private let burst: Int
  private var bucket: Bucket

  init(_ rate: Rate, now: Int) {
    burst = rate.burst
    bucket = Bucket(rate, now: now)
  }

  /// Takes what a body of so many bytes counts for; false, and nothing taken, if that is not there.
  mutating func take(bytes: Int, now: Int) -> Bool {
    bucket.take(min(burst, 1 + bytes / Self.bytesOfOne), now: now)
  }
}
