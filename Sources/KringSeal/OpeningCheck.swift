import KringCore

/// What a client finds when it checks an opened set: the order, and its own cards.
///
/// The order must be that of the item ids, which are random and so say nothing about who was
/// first. A server that left out, changed or reordered cards is seen by the members who wrote them.
package struct OpeningCheck: Hashable, Sendable {
  /// Whether the ids rise, none appearing twice.
  package let ascending: Bool
  /// The ids of own cards that are not in the set, in rising order.
  package let missing: [ID]
  /// The ids of own cards whose envelope is not the one last sent, in rising order.
  package let changed: [ID]

  /// Whether nothing is wrong.
  package var holds: Bool { ascending && missing.isEmpty && changed.isEmpty }

  /// Checks the items of an opening, in the order received, against the own cards of this client
  /// as it last sent them, withdrawn ones left out.
  package init(opened: some Sequence<(item: ID, envelope: Envelope)>, own: [ID: Envelope]) {
    let opened = Array(opened)
    ascending = zip(opened, opened.dropFirst()).allSatisfy { $0.item < $1.item }
    let found = Dictionary(opened.map { ($0.item, $0.envelope) }, uniquingKeysWith: { $1 })
    missing = own.keys.filter { found[$0] == nil }.sorted()
    changed = own.filter { found[$0.key] != nil && found[$0.key] != $0.value }.keys.sorted()
  }
}
