/// The state of a session as one member may see it: the fold of that member's events.
///
/// The server keeps the full view and answers with a filtered copy; a client folds its own. Both
/// use `reduce`, so `fold(view at k, events k+1…n) == view at n` holds for every member.
public struct View: Hashable, Sendable {
  /// The number of the last event in it.
  public var seq = 0
  /// The time of the last event in it, in milliseconds since 1970.
  public var at = 0
  /// What the session was created with; `nil` before its first event.
  public var creation: Creation?
  /// Everybody who ever joined, in order of joining, which is the order of the seats.
  public var members: [Member] = []
  /// Whether newcomers need the chair's click even before the start.
  public var locked = false
  /// Who chairs.
  public var chair: ID?
  /// The number of the chair's term, raised by each change.
  public var term = 0
  /// The former chair who is offered the chair back.
  public var back: ID?
  /// Whether the chair only leads and does not write along.
  public var guiding = false
  /// Who steps in for the chair.
  public var deputy: ID?
  /// The cases, in order.
  public var cases: [Case] = []
  /// The id of the current plan step; `nil` in the lobby and after the close.
  public var step: String?
  /// The number of the current visit; 0 in the lobby.
  public var visit = 0
  /// The ids of the steps entered so far, each once, in order of first entering.
  public var visited: [String] = []
  /// The clock of the current step.
  public var clock = StepClock(planned: 0, ran: 0, since: nil)
  /// Who has the floor.
  public var floor = FloorState(turn: 0)
  /// Whether the presenter of the current visit was called back.
  public var called = false
  /// Who asked for a halt, until it is cleared.
  public var halted: ID?
  /// Who holds the pen.
  public var pen: ID?
  /// The number of the cast list.
  public var take = 0
  /// The cast list of the current step.
  public var roles: [Role] = []
  /// The items that can be read, in order of arrival or opening.
  public var items: [Item] = []
  /// The note lines, one for each step that has one, in order of first writing.
  public var notes: [Note] = []
  /// The closed sets, in order of their numbers.
  public var sets: [CardSet] = []
  /// When the content will be removed, in milliseconds since 1970; set by the close.
  public var purge: Int?
  /// Who has made a report.
  public var reports: [ID] = []

  /// Creates the view before the first event.
  public init() {}

  /// A member of the session.
  public struct Member: Hashable, Sendable {
    /// The member's id.
    public var member: ID
    /// The sealed name.
    public var name: Envelope
    /// Whether this member made the session, which only suggests the chair.
    public var host: Bool
    /// Whether the member has left the round.
    public var left = false
    /// Whether the seat was closed.
    public var removed = false
    /// When it was last given to somebody who asked for it as lost, and by whom.
    public var given: Given?

    /// Creates a member who has just joined.
    public init(member: ID, name: Envelope, host: Bool) {
      self.member = member
      self.name = name
      self.host = host
    }
  }

  /// That a seat was given back.
  public struct Given: Hashable, Sendable {
    /// When, in milliseconds since 1970.
    public var at: Int
    /// Who gave it.
    public var by: ID

    /// Creates the record of a seat that was given back.
    public init(at: Int, by: ID) {
      self.at = at
      self.by = by
    }
  }

  /// A case of the meeting.
  public struct Case: Hashable, Sendable {
    /// Who presents it.
    public var presenter: ID?
    /// Who chairs it in the place of the chair who presents.
    public var chair: ID?
    /// The proposal that was chosen.
    public var item: ID?
    /// Whether it was stopped.
    public var stopped = false

    /// Creates a case that nobody presents yet.
    public init() {}
  }

  /// Something written that can be read.
  public struct Item: Hashable, Sendable {
    /// The item's id.
    public var item: ID
    /// The plan step and input it was written in.
    public var path: Plan.InputPath
    /// The set it was opened with; `nil` for a live item.
    public var set: Int?
    /// Who wrote it; `nil` for an unnamed card.
    public var by: ID?
    /// Its version, from 1.
    public var version = 1
    /// Its sealed text.
    public var envelope: Envelope
    /// Whether it was folded away.
    public var folded = false
    /// Who said that it is theirs.
    public var claimed: ID?
    /// What its id was derived from (32 bytes), as its writer showed.
    public var nonce: [UInt8]?
    /// The marks on it, in order of first marking; a member sees only their own.
    public var marks: [Mark] = []

    /// Creates an item as it first appears.
    public init(item: ID, path: Plan.InputPath, set: Int?, by: ID?, envelope: Envelope) {
      self.item = item
      self.path = path
      self.set = set
      self.by = by
      self.envelope = envelope
    }
  }

  /// A member's mark on an item.
  public struct Mark: Hashable, Sendable {
    /// Who made it.
    public var by: ID
    /// The sealed mark.
    public var mark: Sealed

    /// Creates a mark.
    public init(by: ID, mark: Sealed) {
      self.by = by
      self.mark = mark
    }
  }

  /// The note line of a step.
  public struct Note: Hashable, Sendable {
    /// The id of the plan step.
    public var step: String
    /// Who wrote it last.
    public var by: ID?
    /// The sealed text.
    public var note: Sealed

    /// Creates a note line.
    public init(step: String, by: ID?, note: Sealed) {
      self.step = step
      self.by = by
      self.note = note
    }
  }

  /// A closed set, or what became of it.
  public struct CardSet: Hashable, Sendable {
    /// Its number, from 1.
    public var set: Int
    /// The plan step and input it gathers.
    public var path: Plan.InputPath
    /// Whether its cards carry names once opened.
    public var named: Bool
    /// Whether it is closed, opened or discarded.
    public var state = State.closed
    /// When an announced opening is due, in milliseconds since 1970.
    public var due: Int?
    /// The seats that were given to somebody after the set was made, as long as it is closed: who
    /// holds them writes nothing in it.
    public var late: [ID] = []

    /// Creates a closed set.
    public init(set: Int, path: Plan.InputPath, named: Bool) {
      self.set = set
      self.path = path
      self.named = named
    }

    /// The life of a set.
    public enum State: String, Sendable, CaseIterable {
      /// Takes cards; nobody sees them.
      case closed
      /// Its cards are items.
      case opened
      /// Its cards were thrown away.
      case discarded
    }
  }
}
