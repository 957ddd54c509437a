import KringCore
import KringJournal
import KringProtocol
import KringSeal

// What must be so of closed sets: who writes, what is opened, how much, and who claims what.

extension Witness {
  func take(_ card: ClosedCard) throws(Finding) {
    defer {
      rows[card.item] = card
      if crashed.removeValue(forKey: card.item) != nil { again.insert(card.item) }
    }
    let old = rows[card.item]
    guard let set = now.sets.first(where: { $0.set == card.set }), set.state == .closed else {
      throw Finding(.place, "a card is laid in set \(card.set), which is not closed")
    }
    if let writer = writers[card.item]?.member, writer == asides[events.count]?.member {
      throw Finding(.silence, "a presenter who is away lays, changes or takes back a card")
    }
    guard (card.author != nil) == set.named else {
      throw Finding(.author, "a card in a set with named: \(set.named)")
    }
    if let old {
      guard old.set == card.set, old.own == card.own,
        old.version + 1 == card.version || again.contains(card.item) && old.version < card.version
      else {
        throw Finding(.once, "a card does not follow from the one before")
      }
      return
    }
    if let writer = writers[card.item], wasGiven(writer.member, since: card.set) {
      throw Finding(.writers, "a seat given to somebody after set \(card.set) was made writes")
    }
    guard card.version == 1, !known.contains(card.item) else {
      throw Finding(.once, "a card with an id that was used")
    }
    guard let input = input(set.path), [set.path.step, input.opens].contains(now.step) else {
      throw Finding(.place, "a card for \(set.path.step) in step \(now.step ?? "none")")
    }
    guard let writer = writers[card.item] else {
      throw Finding(.author, "a card that nobody wrote")
    }
    guard mayWrite(writer.member, input) else {
      throw Finding(.place, "a card for \(set.path.step)/\(set.path.input) by another role")
    }
    let count = rows.values.count {
      $0.set == card.set && $0.envelope != nil && writers[$0.item]?.token == writer.token
    }
    guard count < input.max else { throw Finding(.ballots, "\(count + 1) cards of one writer") }
  }

  /// The ballot of nobody counts the writers who joined after the set was made.
  func checkBallot(_ set: Int, _ count: Int, isNobodys: Bool) throws(Finding) {
    guard let path = now.sets.first(where: { $0.set == set })?.path, let input = input(path)
    else { return }
    let later = now.members.count - founders[set, default: []].count
    guard 0...(isNobodys ? later : input.max) ~= count else {
      throw Finding(.ballots, "a ballot of \(count)")
    }
  }

  func checkOpening(
    _ number: Int, _ forced: Bool, _ items: [OpenedItem], _ event: Event
  ) throws(Finding) {
    guard let set = now.sets.first(where: { $0.set == number }), set.state == .closed,
      let input = input(set.path)
    else { throw Finding(.once, "set \(number) is opened again") }
    guard zip(items, items.dropFirst()).allSatisfy({ $0.item < $1.item }) else {
      throw Finding(.opening, "set \(number) is not in order")
    }
    for item in items {
      try checkNew(item.item)
      guard (item.by != nil) == set.named else {
        throw Finding(.author, "set \(number) opens with named: \(set.named)")
      }
      if let by = item.by, by != writers[item.item]?.member {
        throw Finding(.author, "a card carries another member than its writer")
      }
    }
    let there = Dictionary(uniqueKeysWithValues: items.map { ($0.item, $0.envelope) })
    let kept = rows.values.filter { $0.set == number && $0.envelope != nil }
    guard there.count == kept.count, kept.allSatisfy({ there[$0.item] == $0.envelope }) else {
      throw Finding(.opening, "set \(number) opens with other cards than lay in it")
    }
    let missing = laid[number, default: []].filter { there[$0] == nil }
    guard missing.allSatisfy({ crashed[$0] == number }) else {
      throw Finding(.kept, "an acknowledged card is not in set \(number)")
    }
    lost.formUnion(missing)
    guard !items.contains(where: { takenBack.contains($0.item) }) else {
      throw Finding(.kept, "a withdrawn card is in set \(number)")
    }
    if forced {
      guard let due = announced[number], due <= event.at, input.forcible, !set.named else {
        throw Finding(.minimum, "set \(number) is forced open")
      }
      return
    }
    guard input.opens == now.step else { throw Finding(.place, "set \(number) in another step") }
    guard !items.isEmpty else { throw Finding(.minimum, "set \(number) opens with nothing") }
    guard !set.named else { return }
    let people = people(of: items.map(\.item), in: number)
    guard people >= input.minimum else {
      throw Finding(.minimum, "set \(number) opens with \(people) of \(input.minimum) writers")
    }
  }

  // MARK: Writers, room and claims

  /// Whether a seat was given to somebody after a set was made.
  private func wasGiven(_ seat: ID, since number: Int) -> Bool {
    let made = events.lastIndex { event in
      guard case .course(.stepEntered(let entry)) = event.kind else { return false }
      return entry.sets.contains { $0.set == number }
    }
    return events[(made ?? 0)...].contains {
      if case .people(.seatGiven(seat, _)) = $0.kind { true } else { false }
    }
  }

  /// How many different people, of those who had a seat when a set was made, wrote some cards.
  private func people(of cards: [ID], in number: Int) -> Int {
    Set(cards.compactMap { writers[$0]?.member })
      .intersection(founders[number, default: []]).count
  }

  /// Whether a closed set could be opened now.
  func hasEnoughWriters(_ set: View.CardSet) -> Bool {
    let cards = rows.values.filter { $0.set == set.set && $0.envelope != nil }.map(\.item)
    guard !set.named else { return !cards.isEmpty }
    return people(of: cards, in: set.set) >= max(1, input(set.path)?.minimum ?? 1)
  }

  /// Whether a seat may write so many characters more that are no new item.
  func hasRoom(_ member: ID, for more: Int) -> Bool {
    let most = now.sets.filter { $0.state != .discarded }
      .reduce(0) { $0 + (input($1.path)?.max ?? 0) }
    let own = characters[member, default: 0]
    return own + most * Envelope.lengths[3] + more <= limits.characters
  }

  func countRoom(_ event: Event) {
    guard let by = event.by else { return }
    let envelope: Envelope
    switch event.kind {
    case .writing(.itemAdded(_, _, _, let text)), .writing(.itemEdited(_, _, let text)):
      envelope = text
    case .writing(.itemMarked(_, let sealed)), .writing(.noteWritten(_, let sealed)):
      envelope = sealed.envelope
    default: return
    }
    characters[by, default: 0] += envelope.text.count
  }

  func checkClaim(_ item: ID, _ nonce: [UInt8]?, _ event: Event) throws(Finding) {
    guard let card = now.items.first(where: { $0.item == item }), card.set != nil,
      card.by == nil, let writer = writers[item], writer.member == event.by
    else { throw Finding(.claim, "event \(event.seq) claims what another wrote") }
    guard nonce.flatMap(CardNonce.init)?.item == item, input(card.path)?.claimable == true else {
      throw Finding(.claim, "event \(event.seq) claims without proof")
    }
  }
}
