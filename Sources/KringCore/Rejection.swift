/// A refusal of a command: a stable word for clients, never a sentence.
package struct Rejection: Error, Hashable, Sendable {
  /// The word.
  package let code: Code

  package init(_ code: Code) {
    self.code = code
  }

  /// The words for refusals, in the order of `protocol/README.md`.
  package enum Code: String, Sendable, CaseIterable, Hashable {
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
    /// The server has no such method, or no such part of the frame.
    case noMethod = "no-method"
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
    /// The seat was given to somebody after the set was made: they write nothing in it.
    case late
    /// The writer has as many items here as the method allows.
    case full
    /// The session has as many members as it may.
    case sessionFull = "session-full"
    /// The seat has used all the room it has for items or characters.
    case tooMuch = "too-much"
    /// Fewer different writers than the set needs to be opened; maybe none.
    case tooFew = "too-few"
    /// Ratings are never forced open.
    case notForcible = "not-forcible"
    /// A closed set with enough writers would be left behind; open it or discard it first.
    case setClosed = "set-closed"
    /// Nobody presents this case yet.
    case noPresenter = "no-presenter"
    /// The presenter cannot chair the own case; another chair is needed.
    case presenterChairs = "presenter-chairs"
    /// The chair is here; it cannot be taken.
    case chairHere = "chair-here"
    /// Somebody sits in that seat, or did so a moment ago.
    case seatInUse = "seat-in-use"
    /// This step has no such turn.
    case noTurn = "no-turn"
    /// Somebody else holds the pen.
    case notPen = "not-pen"
    /// A number is outside its bounds.
    case outOfRange = "out-of-range"
    /// The session is locked or has begun: wait at the door.
    case door

    /// Whether the same command may succeed later without anything else being done.
    package var temporary: Bool {
      switch self {
      case .tooFew, .setClosed, .chairHere, .seatInUse, .noPresenter, .notNow, .sessionFull: true
      case .stale, .notYours, .noMember, .noNewcomer, .noStep, .noMethod, .noCase, .noItem, .noSet,
        .idTaken, .closed, .late, .full, .tooMuch, .notForcible, .presenterChairs, .noTurn, .notPen,
        .outOfRange, .door:
        false
      }
    }
  }
}
