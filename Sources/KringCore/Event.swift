/// Something that happened in a session, in the one order that all its members share.
public struct Event: Hashable, Sendable {
  /// Its place in the session, from 1 without gaps.
  public var seq: Int
  /// When, in milliseconds since 1970; never before the event in front of it.
  public var at: Int
  /// Who did it; `nil` for the server.
  public var by: ID?
  /// Who receives it.
  public var audience: Audience
  /// What happened.
  public var kind: Kind

  /// Creates an event.
  public init(seq: Int, at: Int, by: ID?, audience: Audience = .everyone, kind: Kind) {
    self.seq = seq
    self.at = at
    self.by = by
    self.audience = audience
    self.kind = kind
  }

  /// What happened, with everything needed to change a view.
  public enum Kind: Hashable, Sendable {
    case created(Creation)
    case memberJoined(member: ID, name: Envelope, host: Bool)
    case memberLeft(member: ID)
    case memberReturned(member: ID)
    case memberRemoved(member: ID)
    case seatGiven(member: ID, newcomer: ID)
    case chairChanged(chair: ID?, term: Int, back: ID?)
    case chairGuiding(guiding: Bool)
    case deputyChanged(deputy: ID?)
    case caseCast(number: Int, presenter: ID?, chair: ID?)
    case inputNamed(path: Plan.InputPath, named: Bool)
    case stepEntered(Entry)
    case clockChanged(Clock)
    case planTimed([StepTime])
    case presenterCalled
    case caseStopped(number: Int, keep: Bool)
    case haltRaised
    case haltCleared
    case turnChanged(FloorState)
    case castChanged(take: Int, roles: [Role])
    case itemAdded(item: ID, step: String, input: String, envelope: Envelope)
    case itemEdited(item: ID, version: Int, envelope: Envelope)
    case itemWithdrawn(item: ID)
    case itemFolded(item: ID, folded: Bool)
    /// The nonce proves it to everybody; claims of servers before this one have none.
    case itemClaimed(item: ID, nonce: [UInt8]?)
    case itemMarked(item: ID, mark: Sealed)
    case penChanged(pen: ID?)
    case noteWritten(step: String, note: Sealed)
    case setOpened(set: Int, forced: Bool, items: [OpenedItem])
    /// Without `due` the announcement has ended, for there was nothing to open.
    case setForcing(set: Int, due: Int?)
    case setDiscarded(set: Int)
    case voteSettled(number: Int, item: ID?, presenter: ID)
    case sessionClosed(purge: Int)
    case sessionKept(purge: Int)
    case reportMade

    /// Whether something that somebody wrote is in it: of those the texts are counted.
    var carriesText: Bool {
      switch self {
      case .created, .memberJoined, .itemAdded, .itemEdited, .itemMarked, .noteWritten, .setOpened:
        true
      default: false
      }
    }
  }
}

/// Who receives an event.
public enum Audience: Hashable, Sendable {
  /// Every member.
  case everyone
  /// Every member but one.
  case everyoneBut(ID)
  /// One member.
  case only(ID)

  /// Tells whether a member receives it.
  public func includes(_ member: ID) -> Bool {
    switch self {
    case .everyone: true
    case .everyoneBut(let other): other != member
    case .only(let one): one == member
    }
  }
}

/// The entering of a step.
public struct Entry: Hashable, Sendable {
  /// The id of the plan step.
  public var step: String
  /// The number of the visit, from 1.
  public var visit: Int
  /// The clock at the start of the visit.
  public var clock: Clock
  /// The closed sets that this visit made, in order of their numbers.
  public var sets: [NewSet]
  /// Who speaks first.
  public var floor: FloorState

  /// Creates the entering of a step.
  public init(step: String, visit: Int, clock: Clock, sets: [NewSet], floor: FloorState) {
    self.step = step
    self.visit = visit
    self.clock = clock
    self.sets = sets
    self.floor = floor
  }
}

/// A closed set that a visit made.
public struct NewSet: Hashable, Sendable {
  /// Its number in the session, from 1.
  public var set: Int
  /// The id of the input it gathers, in the step entered.
  public var input: String
  /// Whether its cards carry names once opened.
  public var named: Bool

  /// Creates a closed set.
  public init(set: Int, input: String, named: Bool) {
    self.set = set
    self.input = input
    self.named = named
  }
}

/// The soft clock of a step.
public struct Clock: Hashable, Sendable {
  /// The planned time in milliseconds.
  public var planned: Int
  /// The time that ran before `since`, in milliseconds.
  public var ran: Int
  /// Since when it runs, in milliseconds since 1970; `nil` while paused.
  public var since: Int?

  /// Creates a clock.
  public init(planned: Int, ran: Int, since: Int?) {
    self.planned = planned
    self.ran = ran
    self.since = since
  }

  /// The time that has run at a moment, in milliseconds.
  public func elapsed(at now: Int) -> Int {
    ran + (since.map { max(0, now - $0) } ?? 0)
  }
}

/// Who has the floor, and who is next.
public struct FloorState: Hashable, Sendable {
  /// A counter over the whole session; each change of the floor raises it by one.
  public var turn: Int
  /// Who speaks; in a round over cards, who reads aloud.
  public var speaker: ID?
  /// The card in hand, in a round over cards.
  public var card: ID?
  /// Who (or, over cards, which card) is still to come, in order.
  public var waiting: [ID]
  /// How often each member has had the floor in this visit, in order of first turns.
  public var spoken: [Turns]

  /// Creates a floor.
  public init(
    turn: Int, speaker: ID? = nil, card: ID? = nil, waiting: [ID] = [], spoken: [Turns] = []
  ) {
    self.turn = turn
    self.speaker = speaker
    self.card = card
    self.waiting = waiting
    self.spoken = spoken
  }
}

/// How often a member has had the floor.
public struct Turns: Hashable, Sendable {
  /// The member.
  public var member: ID
  /// The number of turns, the present one included.
  public var turns: Int

  /// Creates a count.
  public init(member: ID, turns: Int) {
    self.member = member
    self.turns = turns
  }
}

/// A card of an opened set.
public struct OpenedItem: Hashable, Sendable {
  /// The card's id.
  public var item: ID
  /// Its writer, for a named input only.
  public var by: ID?
  /// Its sealed text.
  public var envelope: Envelope

  /// Creates an opened card.
  public init(item: ID, by: ID?, envelope: Envelope) {
    self.item = item
    self.by = by
    self.envelope = envelope
  }
}
