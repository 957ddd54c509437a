/// What a member asks of a session.
///
/// Sending one twice does what sending it once did: things carry the id their client drew,
/// transitions the counter they move, amounts are absolute.
public enum Command: Hashable, Sendable {
  // MARK: People

  /// Leaves the round: frees chair and pen; the seat stays.
  case leave
  /// Comes back after leaving.
  case comeBack
  /// Closes a member's seat and locks the session for newcomers.
  case remove(member: ID)
  /// Lets a newcomer in.
  case admit(newcomer: ID)
  /// Sends a newcomer away.
  case refuse(newcomer: ID)
  /// Gives a seat to the newcomer who lost it.
  case giveSeat(newcomer: ID, seat: ID)
  /// Takes the chair; `term` is the term it ends.
  case takeChair(term: Int)
  /// Hands the chair over; `term` is the term it ends.
  case giveChair(term: Int, member: ID)
  /// Says whether the chair only leads, without writing along.
  case guide(guiding: Bool)
  /// Names the deputy, or nobody.
  case nameDeputy(member: ID?)
  /// Says who presents a case and, if the chair does, who chairs it.
  case castCase(number: Int, presenter: ID?, chair: ID?)

  // MARK: Steps and time

  /// Sets whether the cards of a closed input carry names; only before the start.
  case nameInput(path: Plan.InputPath, named: Bool)
  /// Enters a step; `visit` is the visit it ends, 0 to begin.
  case go(visit: Int, to: String)
  /// Sets the planned time of the current step in milliseconds.
  case planClock(visit: Int, planned: Int)
  /// Pauses the clock or lets it run.
  case pauseClock(visit: Int, paused: Bool)
  /// Sets the planned times of steps still to come, in milliseconds.
  case timePlan(visit: Int, planned: [StepTime])
  /// Calls the presenter back from outside.
  case callPresenter(visit: Int)
  /// Stops the case; without `keep` its words go.
  case stopCase(visit: Int, keep: Bool)
  /// Asks the chair to halt the process.
  case raiseHalt(visit: Int)
  /// Takes the process up again.
  case clearHalt(visit: Int)
  /// Closes the meeting and keeps its content for so many milliseconds.
  case close(visit: Int, keep: Int)
  /// Changes how long the content is kept, counted from the close.
  case keep(keep: Int)
  /// Removes the session from the server.
  case purge
  /// Tells that a report was made.
  case report

  // MARK: The floor

  /// Passes the floor on; `turn` is the turn it ends.
  case nextTurn(turn: Int)
  /// Moves the speaker to the end of the round; `member` is that speaker.
  case laterTurn(turn: Int, member: ID)
  /// Lets the round pass over the speaker, or over oneself while waiting.
  case skipTurn(turn: Int, member: ID)
  /// Gives the floor to a member.
  case giveTurn(turn: Int, member: ID)
  /// Offers to read the card aloud.
  case readTurn(turn: Int)
  /// Writes a new cast list; `take` is the take it ends.
  case cast(take: Int, roles: [Role])

  // MARK: Texts

  /// Adds an item to a live input of the current step.
  case addItem(item: ID, visit: Int, input: String, envelope: Envelope)
  /// Adds a card to a closed set.
  case addCard(item: ID, set: Int, envelope: Envelope)
  /// Edits a live item; `version` is the version it was made on.
  case editItem(item: ID, version: Int, envelope: Envelope)
  /// Edits a card in a closed set; `version` is the version it was made on.
  case editCard(item: ID, set: Int, version: Int, envelope: Envelope)
  /// Withdraws a live item.
  case withdrawItem(item: ID)
  /// Withdraws a card from a closed set.
  case withdrawCard(item: ID, set: Int)
  /// Folds an item away for all, or back.
  case foldItem(item: ID, folded: Bool)
  /// Says that an unnamed opened card is one's own.
  /// `nonce` is what its id was derived from (32 bytes), which only its writer has.
  case claimItem(item: ID, nonce: [UInt8])
  /// Marks an item for oneself; the last mark of a member on an item wins.
  case markItem(item: ID, mark: ID, envelope: Envelope)
  /// Takes the pen over from a member, or from nobody.
  case takePen(from: ID?)
  /// Writes the note line of the current step.
  case writeNote(note: ID, visit: Int, envelope: Envelope)

  // MARK: Closed sets

  /// Opens a set.
  case openSet(set: Int)
  /// Announces that a set below its minimum will be opened.
  case forceSet(set: Int)
  /// Throws the cards of a set away.
  case discardSet(set: Int)
  /// Names the outcome of a vote: who presents this case and, if the chair does, who chairs it.
  case settle(visit: Int, item: ID?, presenter: ID, chair: ID?)
}

/// A planned time of one step, in milliseconds.
public struct StepTime: Hashable, Sendable {
  /// The id of the plan step.
  public var step: String
  /// The planned time in milliseconds.
  public var planned: Int

  /// Creates a planned time.
  public init(step: String, planned: Int) {
    self.step = step
    self.planned = planned
  }
}

/// A line of the cast list: who plays what.
public struct Role: Hashable, Sendable {
  /// The name of the role in the plan step.
  public var role: String
  /// Who plays it.
  public var member: ID

  /// Creates a line of the cast list.
  public init(role: String, member: ID) {
    self.role = role
    self.member = member
  }
}

/// What time, connections and starts of the server cause.
public enum ServerCommand: Hashable, Sendable {
  /// Creates the session; the first command of all.
  case create(Creation)
  /// A newcomer takes a seat.
  case join(Newcomer)
  /// The announced opening of a set is due.
  case openForced(set: Int)
  /// The server was down between two times (milliseconds since 1970).
  case wasDown(from: Int, to: Int)
  /// The time to keep the content is over.
  case purge
}

/// What a session is created with.
public struct Creation: Hashable, Sendable {
  /// The session's id, derived from the link secret.
  public var session: ID
  /// The compiled plan.
  public var plan: Plan
  /// The planned start, in milliseconds since 1970.
  public var start: Int?
  /// The planned end, in milliseconds since 1970.
  public var end: Int?
  /// The link of the call, sealed under its own item id.
  public var call: Sealed?

  /// Creates the description of a session.
  public init(session: ID, plan: Plan, start: Int?, end: Int?, call: Sealed?) {
    self.session = session
    self.plan = plan
    self.start = start
    self.end = end
    self.call = call
  }
}

/// An envelope with the id it is sealed under.
public struct Sealed: Hashable, Sendable {
  /// The id in the additional data.
  public var item: ID
  /// The sealed text.
  public var envelope: Envelope

  /// Creates a sealed text.
  public init(item: ID, envelope: Envelope) {
    self.item = item
    self.envelope = envelope
  }
}

/// Somebody at the door: wants a new seat, or the old one back.
public struct Newcomer: Hashable, Sendable {
  /// The member id that the newcomer's client drew.
  public var member: ID
  /// The sealed name.
  public var name: Envelope
  /// SHA-256 of the token that will prove the seat.
  public var tokenHash: [UInt8]
  /// Whether the newcomer showed the chair claim of the maker.
  public var host: Bool
  /// Whether the newcomer asks for a lost seat.
  public var lost: Bool

  /// Creates a newcomer.
  public init(member: ID, name: Envelope, tokenHash: [UInt8], host: Bool, lost: Bool) {
    self.member = member
    self.name = name
    self.tokenHash = tokenHash
    self.host = host
    self.lost = lost
  }
}
