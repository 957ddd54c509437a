// Who has the floor and who is next, and who plays what in a step with a cast.

extension Command {
  /// What is asked about the floor and the cast list.
  package enum Floor: Hashable, Sendable {
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

    var isForOutside: Bool {
      switch self {
      case .nextTurn, .laterTurn, .skipTurn, .giveTurn, .readTurn, .cast: false
      }
    }
  }
}

extension Event {
  /// What happened to the floor and the cast list.
  package enum Floor: Hashable, Sendable {
    /// Somebody else speaks, or others are next.
    case turnChanged(FloorState)
    /// Others play the roles of the step; `take` counts the cast lists.
    case castChanged(take: Int, roles: [Role])

    var reachesOutside: Bool {
      switch self {
      case .turnChanged, .castChanged: false
      }
    }
  }
}

/// Who has the floor, and who is next.
package struct FloorState: Hashable, Sendable {
  /// A counter over the whole session; each change of the floor raises it by one.
  package var turn: Int
  /// Who speaks; in a round over cards, who reads aloud.
  package var speaker: ID?
  /// The card in hand, in a round over cards.
  package var card: ID?
  /// Who (or, over cards, which card) is still to come, in order.
  package var waiting: [ID]
  /// How often each member has had the floor in this visit, in order of first turns.
  package var spoken: [Turns]

  package init(
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
package struct Turns: Hashable, Sendable {
  /// The member.
  package var member: ID
  /// The number of turns, the present one included.
  package var turns: Int

  package init(member: ID, turns: Int) {
    self.member = member
    self.turns = turns
  }
}

/// A line of the cast list: who plays what.
package struct Role: Hashable, Sendable {
  /// The name of the role in the plan step.
  package var role: String
  /// Who plays it.
  package var member: ID

  package init(role: String, member: ID) {
    self.role = role
    self.member = member
  }
}

extension View {
  mutating func reduce(_ floor: Event.Floor) {
    switch floor {
    case .turnChanged(let floor): self.floor = floor
    case .castChanged(let take, let roles):
      self.take = take
      self.roles = roles
    }
  }
}
