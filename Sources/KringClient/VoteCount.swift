import KringJSON

/// What came of an opened vote.
package struct VoteCount: Hashable, Sendable {
  /// What could be chosen: items, options or, where a pick has both, an item and an option.
  package let choices: [[String]]
  /// How many cards chose each of them.
  package private(set) var counts: [Int]
  /// Cards that do not count: broken ones, and picks of nothing there was.
  package private(set) var invalid = 0

  /// The places in `choices` with most votes; none without a vote.
  package var top: [Int] {
    let most = counts.max() ?? 0
    return most == 0 ? [] : counts.indices.filter { counts[$0] == most }
  }

  /// Counts checked cards, each once for all that it picks together; `nil` is a broken one.
  ///
  /// `items` are the ids of those that the vote is about, as they were at the opening.
  package init(of cards: [JSON?], page: JSON, items: [String]) {
    var options: [String]?
    if case .array(let listed)? = page["options"] {
      options = listed.compactMap { $0["id"]?.string }
    }
    switch (page["of"], options) {
    case (nil, let options): choices = (options ?? []).map { [$0] }
    case (_, nil): choices = items.map { [$0] }
    case (_, let options?): choices = items.flatMap { item in options.map { [item, $0] } }
    }
    counts = choices.map { _ in 0 }
    for card in cards {
      guard case .array(let picks)? = card?["pick"],
        let place = choices.firstIndex(of: picks.compactMap(\.string))
      else {
        invalid += 1
        continue
      }
      counts[place] += 1
    }
  }
}
