// Decisions about closed sets: cards that are no events, and their opening.

extension Session {
  func decideCards(
    _ command: Command, _ circumstances: Circumstances
  ) throws(Rejection) -> Decision {
    guard let proof = circumstances.proof else {
      preconditionFailure("commands on closed sets come with a proof")
    }
    switch command {
    case .addCard(let item, let set, let envelope):
      return try addCard(item, set, envelope, proof, circumstances)
    case .editCard(let item, let set, let version, let envelope):
      var card = try ownCard(item, in: set, proof)
      if card.version == version + 1, card.envelope == envelope { return hidden([]) }
      guard card.version == version else { throw Rejection(.stale) }
      try requireRoom(for: envelope, newItem: false, insteadOf: card.envelope)
      card.version += 1
      card.envelope = envelope
      return hidden([.card(card)])
    case .withdrawCard(let item, let set):
      _ = try closedSet(set)
      guard var card = cards[item] else { return hidden([]) }
      guard card.own == proof.own, card.set == set else { throw Rejection(.noItem) }
      guard card.envelope != nil else { return hidden([]) }
      card.version += 1
      card.envelope = nil
      let count = max(0, ballotCount(set, proof) - 1)
      return hidden([.card(card), .ballot(set: set, ballot: proof.ballot, count: count)])
    default: preconditionFailure("not a command about closed cards")
    }
  }

  private func hidden(_ effects: [Effect]) -> Decision {
    Decision(effects: effects, hidden: true)
  }

  private func ballotCount(_ set: Int, _ proof: ClosedProof) -> Int {
    ballots[set]?[proof.ballot] ?? 0
  }

  private func existingSet(_ set: Int) throws(Rejection) -> View.CardSet {
    guard let known = full.sets.first(where: { $0.set == set }) else { throw Rejection(.noSet) }
    return known
  }

  private func closedSet(_ set: Int) throws(Rejection) -> View.CardSet {
    let known = try existingSet(set)
    guard known.state == .closed else { throw Rejection(.closed) }
    return known
  }

  private func ownCard(
    _ item: ID, in set: Int, _ proof: ClosedProof
  ) throws(Rejection) -> ClosedCard {
    _ = try closedSet(set)
    guard let card = cards[item], card.set == set, card.own == proof.own, card.envelope != nil
    else { throw Rejection(.noItem) }
    return card
  }

  private func addCard(
    _ item: ID, _ set: Int, _ envelope: Envelope, _ proof: ClosedProof,
    _ circumstances: Circumstances
  ) throws(Rejection) -> Decision {
    let known = try existingSet(set)
    if let card = cards[item] {
      // What its writer changed or withdrew since may differ: the addition itself was done.
      let changedByOwner = card.own == proof.own && (card.envelope == nil || card.version > 1)
      guard card.set == set, card.envelope == envelope || changedByOwner else {
        throw Rejection(.idTaken)
      }
      return hidden([])
    }
    if let opened = full.items.first(where: { $0.item == item }) {
      guard opened.set == set, opened.envelope == envelope else { throw Rejection(.idTaken) }
      return hidden([])
    }
    guard withdrawn[item] == nil else { throw Rejection(.idTaken) }
    guard known.state == .closed, known.path.step == full.step, let input = input(known.path)
    else { throw Rejection(.closed) }
    guard mayWrite(circumstances.by, input) else { throw Rejection(.notYours) }
    let count = ballotCount(set, proof)
    guard count < input.max else { throw Rejection(.full) }
    try requireRoom(for: envelope, newItem: true)
    let card = ClosedCard(
      set: set, item: item, own: proof.own, version: 1,
      author: known.named ? circumstances.by : nil, envelope: envelope)
    return hidden([.card(card), .ballot(set: set, ballot: proof.ballot, count: count + 1)])
  }

  func decideSets(
    _ command: Command, _ circumstances: Circumstances
  ) throws(Rejection) -> Decision {
    switch command {
    case .openSet(let number):
      let (set, input) = try openable(number, to: .opened, circumstances)
      guard let set, let input else { return Self.nothing }
      if !set.named {
        let writers = ballots[number, default: [:]].count { $0.value > 0 }
        guard writers == 0 || writers >= input.minimum else {
          throw Rejection(.tooFew, count: .init(writers: writers, minimum: input.minimum))
        }
      }
      return open(set, forced: false, by: circumstances.by, now: circumstances.now)
    case .forceSet(let number):
      let (set, input) = try openable(number, to: .opened, circumstances)
      guard let set, let input else { return Self.nothing }
      guard !set.named, input.forcible else { throw Rejection(.notForcible) }
      guard set.due == nil else { return Self.nothing }
      let due = max(circumstances.now, full.at) + Self.forcedDelay
      return one(.setForcing(set: number, due: due), circumstances)
    case .discardSet(let number):
      try requireChair(circumstances)
      let set = try existingSet(number)
      switch set.state {
      case .opened: throw Rejection(.stale)
      case .discarded: return Self.nothing
      case .closed:
        var draft = Draft(self, now: circumstances.now)
        discard(number, by: circumstances.by, in: &draft)
        return draft.decision
      }
    default: preconditionFailure("not a command about sets")
    }
  }

  /// A closed set in the step that opens it, or nothing if it has become what is asked.
  private func openable(
    _ number: Int, to state: View.CardSet.State, _ circumstances: Circumstances
  ) throws(Rejection) -> (View.CardSet?, Plan.Input?) {
    let set = try existingSet(number)
    if set.state == state { return (nil, nil) }
    guard set.state == .closed, let input = input(set.path) else { throw Rejection(.stale) }
    try requireChair(circumstances)
    guard input.opens == full.step else { throw Rejection(.notNow) }
    return (set, input)
  }

  func openForced(_ number: Int, now: Int) throws(Rejection) -> Decision {
    let set = try closedSet(number)
    guard let due = set.due, due <= now else { throw Rejection(.notNow) }
    return open(set, forced: true, by: nil, now: now)
  }

  /// Opens a set in one event, in the order of its random ids, which says nothing of arrival.
  private func open(_ set: View.CardSet, forced: Bool, by: ID?, now: Int) -> Decision {
    let items = cards.values.filter { $0.set == set.set }
      .compactMap { card in
        card.envelope.map { OpenedItem(item: card.item, by: card.author, envelope: $0) }
      }
      .sorted { $0.item < $1.item }
    var draft = Draft(self, now: now)
    draft.emit(.setOpened(set: set.set, forced: forced, items: items), by: by)
    draft.effects.append(.endSet(set: set.set))
    if let step = full.current, step.over == set.path, !items.isEmpty {
      var floor = full.floor
      floor.turn += 1
      let rest = floor.card == nil ? [] : [floor.card].compactMap { $0 } + floor.waiting
      deal(rest + items.map(\.item), to: &floor)
      draft.emit(.turnChanged(floor), by: nil)
    }
    return draft.decision
  }
}
