/// The state of a session as one member may see it: the fold of that member's events.
///
/// The server keeps the full view and answers with a filtered copy; a client folds its own. Both
/// use `reduce`, so `fold(view at k, events k+1…n) == view at n` holds for every member.
package struct View: Hashable, Sendable {
  /// The number of the last event in it.
  package var seq = 0
  /// The time of the last event in it, in milliseconds since 1970.
  package var at = 0
  /// What the session was created with; `nil` before its first event.
  package var creation: Creation?
  /// How often its plan or its time was changed before the beginning.
  package var edition = 0
  /// When the session goes because it was left, in milliseconds since 1970; `nil` when somebody has
  /// done something since that was told.
  package var ending: Int?
  /// Everybody who ever joined, in order of joining, which is the order of the seats.
  package var members: [Member] = []
  /// Whether newcomers need the chair's click even before the start.
  package var locked = false
  /// Who chairs.
  package var chair: ID?
  /// The number of the chair's term, raised by each change.
  package var term = 0
  /// The former chair who is offered the chair back.
  package var back: ID?
  /// Whether the chair only leads and does not write along.
  package var guiding = false
  /// Who steps in for the chair.
  package var deputy: ID?
  /// The cases, in order.
  package var cases: [Case] = []
  /// The id of the current plan step; `nil` in the lobby and after the close.
  package var step: String?
  /// The number of the current visit; 0 in the lobby.
  package var visit = 0
  /// The ids of the steps entered so far, each once, in order of first entering.
  package var visited: [String] = []
  /// The clock of the current step.
  package var clock = StepClock(planned: 0, ran: 0, since: nil)
  /// Who has the floor.
  package var floor = FloorState(turn: 0)
  /// Whether the presenter of the current visit was called back.
  package var called = false
  /// Who asked for a halt, until it is cleared.
  package var halted: ID?
  /// Who holds the pen.
  package var pen: ID?
  /// The number of the cast list.
  package var take = 0
  /// The cast list of the current step.
  package var roles: [Role] = []
  /// The items that can be read, in order of arrival or opening.
  package var items: [Item] = []
  /// The note lines, one for each step that has one, in order of first writing.
  package var notes: [Note] = []
  /// The closed sets, in order of their numbers.
  package var sets: [CardSet] = []
  /// Who was noted as present, each time, in order.
  package var attendance: [Attendance] = []
  /// When the group had discussed what stays secret, in milliseconds since 1970.
  package var secrecy: Int?
  /// When the content will be removed, in milliseconds since 1970; set by the close.
  package var purge: Int?
  /// Who has made a report.
  package var reports: [ID] = []

  /// Creates the view before the first event.
  package init() {}

  /// A member of the session.
  package struct Member: Hashable, Sendable {
    /// The member's id.
    package var member: ID
    /// The sealed name.
    package var name: Envelope
    /// Whether this member made the session, which only suggests the chair.
    package var host: Bool
    /// Whether the member has left the round.
    package var left = false
    /// Whether the seat was closed.
    package var removed = false
    /// When it was last given to somebody who asked for it as lost, and by whom.
    package var given: Given?

    /// Creates a member who has just joined.
    package init(member: ID, name: Envelope, host: Bool) {
      self.member = member
      self.name = name
      self.host = host
    }
  }

  /// That a seat was given back.
  package struct Given: Hashable, Sendable {
    /// When, in milliseconds since 1970.
    package var at: Int
    /// Who gave it.
    package var by: ID

    package init(at: Int, by: ID) {
      self.at = at
      self.by = by
    }
  }

  /// A case of the meeting.
  package struct Case: Hashable, Sendable {
    /// Who presents it.
    package var presenter: ID?
    /// Who chairs it in the place of the chair who presents.
    package var chair: ID?
    /// The proposal that was chosen.
    package var item: ID?
    /// Whether it was stopped.
    package var stopped = false

    /// Creates a case that nobody presents yet.
    package init() {}
  }

  /// Something written that can be read.
  package struct Item: Hashable, Sendable {
    /// The item's id.
    package var item: ID
    /// The plan step and input it was written in.
    package var path: Plan.InputPath
    /// The set it was opened with; `nil` for a live item.
    package var set: Int?
    /// Who wrote it; `nil` for an unnamed card.
    package var by: ID?
    /// Its version, from 1.
    package var version = 1
    /// Its sealed text.
    package var envelope: Envelope
    /// Whether it was folded away.
    package var folded = false
    /// Who said that it is theirs.
    package var claimed: ID?
    /// What its id was derived from (32 bytes), as its writer showed.
    package var nonce: [UInt8]?
    /// The marks on it, in order of first marking; a member sees only their own.
    package var marks: [Mark] = []

    package init(item: ID, path: Plan.InputPath, set: Int?, by: ID?, envelope: Envelope) {
      self.item = item
      self.path = path
      self.set = set
      self.by = by
      self.envelope = envelope
    }
  }

  /// A member's mark on an item.
  package struct Mark: Hashable, Sendable {
    /// Who made it.
    package var by: ID
    /// The sealed mark.
    package var mark: Sealed

    package init(by: ID, mark: Sealed) {
      self.by = by
      self.mark = mark
    }
  }

  /// The note line of a step.
  package struct Note: Hashable, Sendable {
    /// The id of the plan step.
    package var step: String
    /// Who wrote it last.
    package var by: ID?
    /// The sealed text.
    package var note: Sealed

    package init(step: String, by: ID?, note: Sealed) {
      self.step = step
      self.by = by
      self.note = note
    }
  }

  /// A closed set, or what became of it.
  package struct CardSet: Hashable, Sendable {
    /// Its number, from 1.
    package var set: Int
    /// The plan step and input it gathers.
    package var path: Plan.InputPath
    /// Whether its cards carry names once opened.
    package var named: Bool
    /// Whether it is closed, opened or discarded.
    package var state = State.closed
    /// When an announced opening is due, in milliseconds since 1970.
    package var due: Int?
    /// The seats that were given to somebody after the set was made, as long as it is closed: who
    /// holds them writes nothing in it.
    package var late: [ID] = []

    package init(set: Int, path: Plan.InputPath, named: Bool) {
      self.set = set
      self.path = path
      self.named = named
    }

    /// The life of a set.
    package enum State: String, Sendable, CaseIterable {
      /// Takes cards; nobody sees them.
      case closed
      /// Its cards are items.
      case opened
      /// Its cards were thrown away.
      case discarded
    }
  }
}
