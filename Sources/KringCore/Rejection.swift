/// A refusal of a command: a stable word for clients, never a sentence.
public struct Rejection: Error, Hashable, Sendable {
  /// The word.
  public let code: Code
  /// The least number of writers and the number there is, with `too-few`.
  public let count: Count?

  /// Creates a refusal.
  public init(_ code: Code, count: Count? = nil) {
    self.code = code
    self.count = count
  }

  /// How many different writers a set has, and how many it needs.
  public struct Count: Hashable, Sendable {
    /// The different writers of the set.
    public var writers: Int
    /// The least number.
    public var minimum: Int

    /// Creates a count.
    public init(writers: Int, minimum: Int) {
      self.writers = writers
      self.minimum = minimum
    }
  }

  /// The words for refusals, in the order of `protocol/README.md`.
  public enum Code: String, Sendable, CaseIterable, Hashable {
    /// The counter has moved on, and what was asked is not so.
    case stale
    /// The state of the meeting does not allow it now (lobby, under way, closed).
    case notNow = "not-now"
    /// It belongs to another role or another member.
    case notYours = "not-yours"
    /// There is no such member, or the seat was closed.
    case noMember = "no-member"
    /// There is nobody with that id at the door.
    case noNewcomer = "no-newcomer"
    /// There is no such step or input in the plan.
    case noStep = "no-step"
    /// There is no such case in the plan.
    case noCase = "no-case"
    /// There is no such item, or it belongs to another writer.
    case noItem = "no-item"
    /// There is no such set.
    case noSet = "no-set"
    /// The id names another thing already.
    case idTaken = "id-taken"
    /// The set takes no cards any more.
    case closed
    /// The writer has as many items here as the method allows.
    case full
    /// The session has as many members as it may.
    case sessionFull = "session-full"
    /// The session holds as many items or bytes as it may.
    case tooMuch = "too-much"
    /// Too few different writers to open the set.
    case tooFew = "too-few"
    /// Ratings are never forced open.
    case notForcible = "not-forcible"
    /// A closed set would be left that can never be opened; open it or discard it first.
    case setClosed = "set-closed"
    /// Nobody presents this case yet.
    case noPresenter = "no-presenter"
    /// The presenter cannot chair the own case; another chair is needed.
    case presenterChairs = "presenter-chairs"
    /// The chair is here; it cannot be taken.
    case chairHere = "chair-here"
    /// This step has no such turn.
    case noTurn = "no-turn"
    /// Somebody else holds the pen.
    case notPen = "not-pen"
    /// A number is outside its bounds.
    case outOfRange = "out-of-range"
    /// The session is locked or has begun: wait at the door.
    case door

    /// Whether the same command may succeed later without anything else being done.
    public var temporary: Bool {
      switch self {
      case .tooFew, .setClosed, .chairHere, .noPresenter, .notNow, .sessionFull: true
      default: false
      }
    }
  }
}
