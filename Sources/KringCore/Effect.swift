/// One consequence of a command; a session changes by effects and by nothing else.
package enum Effect: Hashable, Sendable {
  /// A new event, to be journaled and broadcast.
  case event(Event)
  /// A seat's token, as SHA-256; replaces an earlier one.
  case seat(member: ID, tokenHash: [UInt8])
  /// A row of the closed store, new or changed.
  case card(ClosedCard)
  /// The number of cards behind a ballot of a set.
  case ballot(set: Int, ballot: [UInt8], count: Int)
  /// How many writers of a set do not count towards its minimum: they joined after it was made.
  case latecomers(set: Int, count: Int)
  /// The closed rows of a set go.
  case endSet(set: Int)
  /// A newcomer is sent away from the door.
  case turnAway(newcomer: ID)
  /// All of the session goes from the server.
  case purge
}

/// Something told to everybody present that is no event.
package enum Notice: Hashable, Sendable {
  /// A set could not be opened: fewer different writers than it needs, which may be none.
  case tooFew(set: Int)
}

/// Everything that a decision needs besides the state: who, when, and who is here.
package struct Circumstances: Sendable {
  /// The member who asks.
  package var by: ID
  /// The time in milliseconds since 1970, never before the last event.
  package var now: Int
  /// Who is here, hands and door included.
  package var presence: Presence
  /// What stands in for the writer, with commands on closed sets.
  package var proof: ClosedProof?
  /// The item id that comes of the nonce shown, with a claim.
  package var derived: ID?
  /// The plan that a wish comes to, with a choice of plan; `nil` if there is no such method.
  package var plan: Plan?

  package init(
    by: ID, now: Int, presence: Presence, proof: ClosedProof? = nil, derived: ID? = nil,
    plan: Plan? = nil
  ) {
    self.by = by
    self.now = now
    self.presence = presence
    self.proof = proof
    self.derived = derived
    self.plan = plan
  }
}

/// The outcome of a command that was not refused.
package struct Decision: Hashable, Sendable {
  /// What happens, in order; empty if what was asked is so already.
  package var effects: [Effect]
  /// Whether the answer must not name a place in the order of events.
  package var hidden: Bool

  package init(effects: [Effect], hidden: Bool = false) {
    self.effects = effects
    self.hidden = hidden
  }
}

/// The bounds of a session; flags of the server.
package struct Limits: Hashable, Sendable {
  /// Members with a seat, closed ones not counted; up to 32.
  package var members = 12
  /// Seats that a session ever has, closed ones counted; they all stay in its view.
  package var seats = 100
  /// Live items of one seat, withdrawn ones included, and the cards that it could have laid: each
  /// set that was not discarded counts for as many as its input allows.
  package var items = 1_000
  /// Characters of the envelopes of one seat: live items, edits, marks, notes and the cards that it
  /// could have laid, each as long as the largest.
  package var characters = 4 << 20
  /// How often another plan may be chosen, by all members together.
  package var plans = 60
  /// Events without a text that one member may cause; what ends something is always possible.
  package var deeds = 1_000
  /// Events without a text that all members together may cause.
  package var allDeeds = 20_000
  /// The longest time to keep content after the close, in milliseconds (7 days).
  package var keep = 7 * 24 * 3_600_000

  /// Creates the limits that hold without flags.
  package init() {}
}
