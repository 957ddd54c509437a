import KringCore

/// One message of the server.
package enum ServerMessage: Hashable, Sendable {
  /// In.
  case welcome(Welcome)
  /// At the door, until a time in milliseconds since 1970.
  case waiting(until: Int, reason: WaitingReason)
  /// What happened, in order and without a gap.
  case events([DeliveredEvent])
  /// A command was carried out: on disk, and contained in the events up to `seq`.
  case ok(ref: Int, seq: Int)
  /// A command on a closed set was carried out; it has no place in the order.
  case okHidden(ref: Int)
  /// A statement about the own seat, with its signature (64 bytes).
  case proof(ref: Int, statement: ProofStatement, signature: [UInt8])
  /// A command was refused.
  case rejected(ref: Int, Refusal)
  /// What is wrong, before the connection closes.
  case error(Failure)
  /// The answer to a ping, with the server's time in milliseconds since 1970.
  case pong(now: Int)
  /// Who is here, whole.
  case presence(PresenceFrame)
  /// Something told to everybody that is no event.
  case notice(Notice)
  /// The server restarts: come back after so many milliseconds.
  case drain(reconnect: Int)
  /// The receipt of a session that is gone.
  case purged(Receipt)
  /// Something that a newer server says; only reading gives it.
  case unknown
}

/// One entry of a frame of events.
package enum DeliveredEvent: Hashable, Sendable {
  /// An event for this member.
  case event(Event)
  /// Events that are not for this member, first and last.
  case gap(from: Int, to: Int)
  /// The whole state, in the place of the events up to `seq`.
  case view(seq: Int, View)
  /// An event of a newer server; only reading gives it. The client reloads.
  case unknown(seq: Int)
}

/// Why somebody waits at the door.
package enum WaitingReason: String, Sendable, CaseIterable {
  /// For a new seat.
  case door
  /// For the seat that was lost.
  case lost
}

/// What a member is told on coming in.
package struct Welcome: Hashable, Sendable {
  /// The member; another than asked for after a seat was given back.
  package var member: ID
  /// The run of the server.
  package var epoch: ID
  /// The number of the last event.
  package var seq: Int
  /// The server's time, in milliseconds since 1970.
  package var now: Int
  /// How often the server pings, in milliseconds.
  package var heartbeat: Int
  /// The bounds of the session.
  package var limits: Bounds
  /// The session's id.
  package var session: ID

  package init(
    member: ID, epoch: ID, seq: Int, now: Int, heartbeat: Int, limits: Bounds, session: ID
  ) {
    self.member = member
    self.epoch = epoch
    self.seq = seq
    self.now = now
    self.heartbeat = heartbeat
    self.limits = limits
    self.session = session
  }

  /// The bounds that a client can tell its person about.
  package struct Bounds: Hashable, Sendable {
    /// The most members.
    package var members: Int
    /// The most items.
    package var items: Int
    /// The longest JSON text that an envelope holds, in bytes.
    package var text: Int

    /// The longest JSON text that the largest of the four envelopes holds.
    package static let longestText = 4_094

    package init(members: Int, items: Int, text: Int = Bounds.longestText) {
      self.members = members
      self.items = items
      self.text = text
    }
  }
}

/// Why a command was refused.
package struct Refusal: Hashable, Sendable {
  /// The word: one of `Rejection.Code`, `bad-message`, or that of a newer server.
  package var code: String
  /// Whether the same command may succeed later.
  package var temporary: Bool
  /// The place in the command, with `bad-message`.
  package var at: String?
  /// What was expected there, with `bad-message`.
  package var expected: String?

  init(code: String, temporary: Bool, at: String?, expected: String?) {
    self.code = code
    self.temporary = temporary
    self.at = at
    self.expected = expected
  }

  package init(_ rejection: Rejection) {
    self.init(
      code: rejection.code.rawValue, temporary: rejection.code.temporary, at: nil, expected: nil)
  }

  /// Becomes `bad-message`, which is never temporary, with place and expectation.
  package init(_ bad: BadMessage) {
    self.init(
      code: ErrorCode.badMessage.rawValue, temporary: ErrorCode.badMessage.temporary, at: bad.at,
      expected: bad.expected)
  }

  /// The word, if it is one that a session decides.
  package var rejection: Rejection.Code? { Rejection.Code(rawValue: code) }
}

/// What is wrong with a connection; a close follows.
package struct Failure: Hashable, Sendable {
  /// The word: one of `ErrorCode`, or that of a newer server.
  package var code: String
  /// Whether the same may succeed later.
  package var temporary: Bool
  /// The place in the message, with `bad-message`.
  package var at: String?
  /// What was expected there, with `bad-message`.
  package var expected: String?
  /// The number of the command it came of.
  package var ref: Int?
  /// The node that serves the session, with `moved`.
  package var node: NodeLabel?

  init(
    code: String, temporary: Bool, at: String?, expected: String?, ref: Int?, node: NodeLabel?
  ) {
    self.code = code
    self.temporary = temporary
    self.at = at
    self.expected = expected
    self.ref = ref
    self.node = node
  }

  package init(_ code: ErrorCode, ref: Int? = nil) {
    self.init(
      code: code.rawValue, temporary: code.temporary, at: nil, expected: nil, ref: ref, node: nil)
  }

  /// Becomes `moved`: another node serves the session. Only to be told to who has shown `joinKey`.
  package init(movedTo node: NodeLabel) {
    self.init(.moved)
    self.node = node
  }

  /// Becomes `bad-message`, with place and expectation; a close follows.
  package init(_ bad: BadMessage) {
    self.init(
      code: ErrorCode.badMessage.rawValue, temporary: ErrorCode.badMessage.temporary, at: bad.at,
      expected: bad.expected, ref: bad.ref, node: nil)
  }

  /// The word, if it is a known one.
  package var error: ErrorCode? { ErrorCode(rawValue: code) }
}

/// What was removed with a session.
package struct Receipt: Hashable, Sendable {
  /// The session that is no more.
  package var session: ID
  /// When, in milliseconds since 1970.
  package var at: Int
  /// The number of events removed.
  package var events: Int
  /// The number of seats removed.
  package var seats: Int

  package init(session: ID, at: Int, events: Int, seats: Int) {
    self.session = session
    self.at = at
    self.events = events
    self.seats = seats
  }
}
