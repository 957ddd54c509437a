/// What only the present moment knows: connections, hands, readiness and the door.
///
/// It is never journaled and has no place in the order of events; members repeat theirs after
/// each welcome. `decide` gets it as an argument.
package struct Presence: Hashable, Sendable {
  /// Since when each absent member has been away, in milliseconds since 1970.
  ///
  /// A member without an entry is here. After a start everybody is away since then.
  package var away: [ID: Int] = [:]
  /// The members whose page is in the background.
  package var background: Set<ID> = []
  /// The members who are ready in the current visit.
  package var ready: Set<ID> = []
  /// The raised hands, in order of raising.
  package var hands: [Hand] = []
  /// Who waits at the door, in order of arrival.
  package var door: [Newcomer] = []

  /// Creates the presence of an empty room.
  package init() {}

  /// A raised hand.
  package struct Hand: Hashable, Sendable {
    /// Whose hand.
    package var member: ID
    /// The item with the question, if it was typed.
    package var item: ID?

    package init(member: ID, item: ID?) {
      self.member = member
      self.item = item
    }
  }

  /// Raises a hand, or changes the item of a raised one without losing its place.
  package mutating func raise(_ member: ID, item: ID?) {
    if let place = hands.firstIndex(where: { $0.member == member }) {
      hands[place].item = item
    } else {
      hands.append(Hand(member: member, item: item))
    }
  }

  /// Lowers a hand.
  package mutating func lower(_ member: ID) {
    hands.removeAll { $0.member == member }
  }

  /// The raised hands as a queue: fewest turns first, then longest waiting.
  package func queue(spoken: [Turns]) -> [Hand] {
    func turns(_ hand: Hand) -> Int { spoken.first { $0.member == hand.member }?.turns ?? 0 }
    return hands.enumerated()
      .sorted { (turns($0.element), $0.offset) < (turns($1.element), $1.offset) }
      .map(\.element)
  }
}
