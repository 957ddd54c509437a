// Decisions about closed sets: cards that are no events, and their opening.

extension Session {
  /// How long writers may still withdraw before a forced opening, in milliseconds.
  package static let forcedDelay = 15_000
  /// How long a forced opening waits at most for a writer who lost the connection, in milliseconds.
  package static let forcedPatience = 60_000

  /// Gives back the room of a set that is discarded; comes before the event changes the state.
  mutating func remember(_ sets: Event.ClosedSets) {
    switch sets {
    case .setDiscarded(let set):
      guard let path = full.sets.first(where: { $0.set == set })?.path else { return }
      reserve(for: path, times: -1)
    case .setOpened, .setForcing: break
    }
  }

  func decide(
    _ command: Command.ClosedSets, _ circumstances: Circumstances
  ) throws(Rejection) -> Decision {
    switch command {
    case .addCard(let item, let set, let envelope):
      return try addCard(item, set, envelope, circumstances)
    case .editCard(let item, let set, let version, let envelope):
      try requireHeld(closedSet(set), by: circumstances.by)
      guard var card = cards[item], card.set == set, card.envelope != nil,
        card.own == proof(circumstances).own
      else { throw Rejection(.noItem) }
      if card.version == version + 1, card.envelope == envelope { return hidden([]) }
      // A card that its writer laid again, since the server lost the set, is behind the writer's count.
      guard card.version <= version else { throw Rejection(.stale) }
      guard isInRound(circumstances.by) else { throw Rejection(.notYours) }
      card.version = version + 1
      card.envelope = envelope
      return hidden([.card(card)])
    case .withdrawCard(let item, let set):
      try requireHeld(closedSet(set), by: circumstances.by)
      let proof = proof(circumstances)
      guard var card = cards[item] else { return hidden([]) }
      guard card.own == proof.own, card.set == set else { throw Rejection(.noItem) }
      guard card.envelope != nil else { return hidden([]) }
      card.version += 1
      card.envelope = nil
      let count = max(0, ballotCount(set, proof) - 1)
      return hidden([.card(card)] + ballot(set, count, proof, circumstances))
    case .openSet(let number):
      guard let (set, _) = try openable(number, to: .opened, circumstances) else {
        return Self.nothing
      }
      // A set without cards is not opened either: it would be open for good while people still type.
      guard hasEnoughWriters(set) else { throw Rejection(.tooFew) }
      return open(set, forced: false, by: circumstances.by, now: circumstances.now)
    case .forceSet(let number):
      guard let (set, input) = try openable(number, to: .opened, circumstances) else {
        return Self.nothing
      }
      guard !set.named, input.forcible else { throw Rejection(.notForcible) }
      guard set.due == nil else { return Self.nothing }
      let due = max(circumstances.now, full.at) + Self.forcedDelay
      return one(.sets(.setForcing(set: number, due: due)), circumstances)
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
    }
  }

  /// What stands in for the writer of a card.
  private func proof(_ circumstances: Circumstances) -> ClosedProof {
    guard let proof = circumstances.proof else {
      preconditionFailure("a command on a card comes with a proof")
    }
    return proof
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

  /// Refuses whoever got the seat after the set was made: one seat would be two writers.
  private func requireHeld(_ set: View.CardSet, by member: ID) throws(Rejection) {
    guard !set.late.contains(member) else { throw Rejection(.late) }
  }

  /// Whether a member had the seat when a set was made; who did not is no writer for its minimum,
  /// or somebody could be removed and let in again to be two.
  private func wasThere(_ member: ID, at set: Int) -> Bool {
    let place = full.members.firstIndex { $0.member == member } ?? .max
    return place < seatsWhenMade[set, default: 0]
  }

  /// Keeps the number of cards behind a ballot. Of those who joined later only the number is kept,
  /// not which ballot is theirs: where there is one of them, that would name a writer.
  private func ballot(
    _ set: Int, _ count: Int, _ proof: ClosedProof, _ circumstances: Circumstances
  ) -> [Effect] {
    let kept = Effect.ballot(set: set, ballot: proof.ballot, count: count)
    let change = (count > 0 ? 1 : 0) - (ballotCount(set, proof) > 0 ? 1 : 0)
    guard change != 0, !wasThere(circumstances.by, at: set) else { return [kept] }
    return [kept, .latecomers(set: set, count: latecomers[set, default: 0] + change)]
  }

  /// Whether a closed set may be opened: unnamed cards need their minimum of different people who
  /// were there when it was made, named ones one card.
  func hasEnoughWriters(_ set: View.CardSet) -> Bool {
    let writers = ballots[set.set, default: [:]].count { $0.value > 0 }
    if set.named { return writers > 0 }
    return writers - latecomers[set.set, default: 0] >= max(1, input(set.path)?.minimum ?? 1)
  }

  private func addCard(
    _ item: ID, _ set: Int, _ envelope: Envelope, _ circumstances: Circumstances
  ) throws(Rejection) -> Decision {
    let proof = proof(circumstances)
    let known = try existingSet(set)
    try requireHeld(known, by: circumstances.by)
    if let card = cards[item] {
      // Its writer may have edited or withdrawn it since: what is asked again is only the addition,
      // and that was done.
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
    guard known.state == .closed, let input = input(known.path),
      known.path.step == full.step || input.opens == full.step
    else { throw Rejection(.closed) }
    guard mayWrite(circumstances.by, input) else { throw Rejection(.notYours) }
    let count = ballotCount(set, proof)
    guard count < input.max else { throw Rejection(.full) }
    try requireRoomForCards(by: circumstances.by)
    let card = ClosedCard(
      set: set, item: item, own: proof.own, version: 1,
      author: known.named ? circumstances.by : nil, envelope: envelope)
    return hidden([.card(card)] + ballot(set, count + 1, proof, circumstances))
  }

  /// A closed set in the step that opens it, or nothing if it has become what is asked.
  private func openable(
    _ number: Int, to state: View.CardSet.State, _ circumstances: Circumstances
  ) throws(Rejection) -> (View.CardSet, Plan.Input)? {
    let set = try existingSet(number)
    if set.state == state { return nil }
    guard set.state == .closed, let input = input(set.path) else { throw Rejection(.stale) }
    try requireChair(circumstances)
    guard input.opens == full.step else { throw Rejection(.notNow) }
    return (set, input)
  }

  /// Opens a set as announced; later where somebody who may withdraw is away only for a moment.
  func openForced(
    _ number: Int, now: Int, _ presence: Presence
  ) throws(Rejection) -> Decision {
    let set = try closedSet(number)
    guard let due = set.due, due <= now, !waits(for: set, due: due, now: now, presence) else {
      throw Rejection(.notNow)
    }
    guard ballots[number, default: [:]].contains(where: { $0.value > 0 }) else {
      var draft = Draft(self, now: now)
      draft.emit(.sets(.setForcing(set: number, due: nil)), by: nil)
      return draft.decision
    }
    return open(set, forced: true, by: nil, now: now)
  }

  /// Whether a possible writer lost the connection less than a minute ago. All of them are waited
  /// for, since nobody knows who wrote; none for longer than a minute, however often they drop.
  private func waits(
    for set: View.CardSet, due: Int, now: Int, _ presence: Presence
  ) -> Bool {
    guard now < due + Self.forcedPatience, let input = input(set.path) else { return false }
    return round.contains { member in
      guard let since = presence.away[member], !set.late.contains(member) else { return false }
      return now - since < Self.forcedPatience && mayWrite(member, input)
    }
  }

  /// Opens a set in one event, in the order of its random ids, which says nothing of arrival.
  private func open(_ set: View.CardSet, forced: Bool, by: ID?, now: Int) -> Decision {
    let items = cards.values.filter { $0.set == set.set }
      .compactMap { card in
        card.envelope.map { OpenedItem(item: card.item, by: card.author, envelope: $0) }
      }
      .sorted { $0.item < $1.item }
    var draft = Draft(self, now: now)
    draft.emit(.sets(.setOpened(set: set.set, forced: forced, items: items)), by: by)
    draft.effects.append(.endSet(set: set.set))
    if let step = full.current, step.over == set.path, !items.isEmpty {
      var floor = full.floor
      floor.turn += 1
      let rest = floor.card.map { [$0] + floor.waiting } ?? []
      let writers = full.items.map { ($0.item, $0.by) } + items.map { ($0.item, $0.by) }
      deal(rest + inOrder(items.map { ($0.item, $0.by) }), by: writers, to: &floor)
      draft.emit(.floor(.turnChanged(floor)), by: nil)
    }
    return draft.decision
  }
}
