import KringCore
import KringProtocol

/// What the server counts for its operator, over all sessions together.
///
/// No figure is about one session, member or address, and closed and live commands are one
/// counter, so that figures do not tell who writes cards. Used on the socket thread only.
package final class Metrics {
  /// How late the once-a-second timer came up, in seconds.
  var loopLag = Histogram(bounds: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5])
  /// From handing a batch to the disk thread to its report that it is on disk, in seconds.
  var commit = Histogram(bounds: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 5])
  /// How long a note of the wall clock took, by which other nodes see that this one is alive, in seconds.
  var beat = Histogram(bounds: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5])
  /// The sessions that were taken over from other nodes, by what they were taken for.
  private(set) var claims: [Cause: Int] = [:]
  /// Those of them that the operator has not been told of.
  private var untoldClaims = 0
  var events = 0
  var commands = 0
  var rejections: [String: Int] = [:]
  var resumes: [Resume: Int] = [:]
  var diskFailures = 0
  /// How often another node had taken over what was served here.
  var fenced = 0
  /// The sessions of which the database lacked what members had been told was kept.
  var lostTails = 0
  /// How many were told that another node serves their session.
  var moved = 0
  /// The sessions of which the journal refused something.
  var diskRefusals = 0
  /// What those who asked for a new session were answered, by status.
  var creations: [Int: Int] = [:]
  private var submitted: [(batch: UInt64, at: Duration)] = []
  private let clock: () -> Duration

  /// How a member came back.
  enum Resume: String, CaseIterable {
    /// With the events that were missed.
    case events
    /// With the whole view.
    case view
    /// Not at all.
    case refused
  }

  /// What a session is taken over for.
  enum Cause: String, CaseIterable {
    /// Somebody came to it.
    case member
    /// Nobody came, and its node was gone for a minute: what falls due is done all the same.
    case orphan
  }

  /// Counts a session that was taken over.
  func took(for cause: Cause) {
    claims[cause, default: 0] += 1
    untoldClaims += 1
  }

  /// The sessions that were taken over since this was last asked.
  func takeClaims() -> Int {
    defer { untoldClaims = 0 }
    return untoldClaims
  }

  /// Creates counters at zero.
  ///
  /// - Parameter clock: a time that never goes back; without one no time is measured.
  package init(clock: @escaping () -> Duration = { .zero }) {
    self.clock = clock
  }

  /// Notes that a batch was handed to the disk.
  func submitted(_ batch: UInt64) { submitted.append((batch, clock())) }

  /// Notes that all batches up to a number are on disk.
  func committed(through batch: UInt64) {
    let now = clock()
    let done = submitted.prefix { $0.batch <= batch }
    for each in done { commit.add((now - each.at) / .seconds(1)) }
    submitted.removeFirst(done.count)
  }

  /// Notes that the disk failed, or that another node has taken over: what waited will never be on it.
  func diskFailed(isFenced: Bool) {
    submitted = []
    if isFenced { fenced += 1 } else { diskFailures += 1 }
  }

  /// Counts what a member is answered, if it is a rejection.
  func note(_ answer: ServerMessage) {
    if case .rejected(_, let refusal) = answer { rejections[refusal.code, default: 0] += 1 }
  }

  /// Counts the return of a known member, by what became of it.
  func resumed(_ connection: Connection) {
    switch connection.phase {
    case .seated: resumes[connection.outbox.owesView ? .view : .events, default: 0] += 1
    case .silent, .arriving, .waiting, .over: resumes[.refused, default: 0] += 1
    }
  }
}

/// How many durations fell into each range.
struct Histogram {
  let bounds: [Double]
  private(set) var counts: [Int]
  private(set) var sum = 0.0

  init(bounds: [Double]) {
    self.bounds = bounds
    counts = Array(repeating: 0, count: bounds.count + 1)
  }

  mutating func add(_ value: Double) {
    counts[bounds.firstIndex { value <= $0 } ?? bounds.count] += 1
    sum += value
  }
}
