// Decisions about the floor. One structure, `FloorState`, holds what is so for all five ways of
// speaking that a step may have (`Plan.Floor`).

extension FloorState {
  /// Puts somebody at the end of the round, but before the presenter.
  mutating func append(_ member: ID, before presenter: ID?) {
    if let presenter, presenter != member, waiting.last == presenter {
      waiting.insert(member, at: waiting.count - 1)
    } else {
      waiting.append(member)
    }
  }

  mutating func give(to member: ID?) {
    speaker = member
    guard let member else { return }
    waiting.removeAll { $0 == member }
    if let place = spoken.firstIndex(where: { $0.member == member }) {
      spoken[place].turns += 1
    } else {
      spoken.append(Turns(member: member, turns: 1))
    }
  }
}

extension Session {
  /// How long who reads a card aloud has it at least before passing on, in milliseconds.
  package static let readingTime = 3_000

  mutating func remember(_ floor: Event.Floor, of event: Event) {
    switch floor {
    case .turnChanged: turnedAt = event.at
    case .castChanged: break
    }
  }

  /// The floor at the start of a visit.
  func firstFloor(in step: Plan.Step, _ presence: Presence) -> FloorState {
    var floor = FloorState(turn: full.floor.turn + 1)
    let presenter = step.caseNumber.flatMap { full.cases[$0 - 1].presenter }
    switch step.floor {
    case .presenter: floor.give(to: presenter)
    case .hands, .nobody, .free: break
    case .turns:
      if let over = step.over {
        let cards = full.items.filter { $0.path == over && !$0.folded }.map { ($0.item, $0.by) }
        deal(inOrder(cards), by: cards, to: &floor)
      } else {
        beginRound(of: step, presenter: presenter, presence, in: &floor)
      }
    }
    return floor
  }

  /// Everybody once; the first one who is here begins.
  private func beginRound(
    of step: Plan.Step, presenter: ID?, _ presence: Presence, in floor: inout FloorState
  ) {
    floor.waiting = seatOrder(last: presenter ?? full.chair)
    if step.outside != .in { floor.waiting.removeAll { $0 == presenter } }
    floor.give(to: floor.waiting.first { presence.away[$0] == nil })
  }

  /// A card with its writer, if it carries one.
  typealias Signed = (item: ID, by: ID?)

  /// Takes the first card in hand. A card with a name is its writer's to read, so the floor is too.
  func deal(_ cards: [ID], by writers: [Signed], to floor: inout FloorState) {
    floor.card = cards.first
    floor.waiting = Array(cards.dropFirst())
    let writer = writers.first { $0.item == floor.card }?.by
    floor.give(to: writer.flatMap { isInRound($0) ? $0 : nil })
  }

  /// The order in which cards are gone through: that of the opening, and writer by writer in the
  /// order of the seats where they carry names.
  func inOrder(_ cards: [Signed]) -> [ID] {
    let seats = full.members.map(\.member)
    func seat(_ card: Signed) -> Int { card.by.flatMap(seats.firstIndex) ?? 0 }
    return cards.enumerated()
      .sorted { (seat($0.element), $0.offset) < (seat($1.element), $1.offset) }
      .map(\.element.item)
  }

  /// The round in seat order from the left of one member, who comes last.
  private func seatOrder(last: ID?) -> [ID] {
    guard let last, let place = round.firstIndex(of: last) else { return round }
    return Array(round[(place + 1)...] + round[...place])
  }

  /// The floor after a member has gone; `nil` if that changes nothing.
  func floor(without gone: ID, _ presence: Presence) -> FloorState? {
    guard let step = full.current else { return nil }
    var floor = full.floor
    guard floor.speaker == gone || floor.waiting.contains(gone) else { return nil }
    floor.turn += 1
    floor.waiting.removeAll { $0 == gone }
    if floor.speaker == gone {
      floor.speaker = nil
      if step.floor == .turns, floor.card == nil {
        floor.give(to: floor.waiting.first { presence.away[$0] == nil })
      }
    }
    return floor
  }

  func decide(
    _ command: Command.Floor, _ circumstances: Circumstances
  ) throws(Rejection) -> Decision {
    guard let step = full.current else { throw Rejection(.notNow) }
    let by = circumstances.by
    let leads = by == full.chair || by == full.floor.speaker
    switch command {
    case .nextTurn(let turn):
      guard turn == full.floor.turn else { return try old(turn, so: true) }
      return try next(step, circumstances)
    case .laterTurn(let turn, let member):
      // Where nobody else is here, whoever moves to the end of the round is next again.
      guard turn == full.floor.turn else { return try old(turn, so: isIn(member)) }
      guard step.floor == .turns, full.floor.card == nil, full.floor.speaker == member else {
        throw Rejection(.noTurn)
      }
      guard leads else { throw Rejection(.notYours) }
      var floor = full.floor
      floor.spoken.removeAll { $0.member == member }
      floor.append(member, before: full.presenter)
      return pass(floor, to: firstHere(in: floor, circumstances), circumstances)
    case .skipTurn(let turn, let member):
      guard turn == full.floor.turn else { return try old(turn, so: !isIn(member)) }
      guard step.floor == .turns, full.floor.card == nil, isIn(member) else {
        throw Rejection(.noTurn)
      }
      guard full.floor.speaker == member ? leads : by == member else {
        throw Rejection(.notYours)
      }
      var floor = full.floor
      if floor.speaker == member {
        return pass(floor, to: firstHere(in: floor, circumstances), circumstances)
      }
      floor.waiting.removeAll { $0 == member }
      floor.turn += 1
      return one(.floor(.turnChanged(floor)), circumstances)
    case .giveTurn(let turn, let member):
      guard turn == full.floor.turn else { return try old(turn, so: full.floor.speaker == member) }
      try requireChair(circumstances)
      guard isInRound(member) else { throw Rejection(.noMember) }
      guard step.floor != .nobody else { throw Rejection(.noTurn) }
      guard full.floor.speaker != member else { return Self.nothing }
      return pass(full.floor, to: member, circumstances)
    case .readTurn(let turn):
      guard turn == full.floor.turn else { return try old(turn, so: full.floor.speaker == by) }
      guard let card = full.floor.card, writer(of: card) == nil else { throw Rejection(.noTurn) }
      guard by != full.presenter, isInRound(by) else { throw Rejection(.notYours) }
      guard full.floor.speaker != by else { return Self.nothing }
      return pass(full.floor, to: by, circumstances)
    case .cast(let take, let roles): return try cast(take, roles, step, circumstances)
    }
  }

  /// Who wrote an item; `nil` for an unnamed card.
  private func writer(of item: ID) -> ID? {
    full.items.first { $0.item == item }?.by
  }

  private func hasCards(_ path: Plan.InputPath?) -> Bool {
    full.items.contains { $0.path == path }
  }

  /// Whether a member has the floor or is still to come.
  private func isIn(_ member: ID) -> Bool {
    full.floor.speaker == member || full.floor.waiting.contains(member)
  }

  /// The answer to a turn that has passed: fine if what was asked is so.
  private func old(_ turn: Int, so: Bool) throws(Rejection) -> Decision {
    guard turn < full.floor.turn, so else { throw Rejection(.stale) }
    return Self.nothing
  }

  private func firstHere(in floor: FloorState, _ circumstances: Circumstances) -> ID? {
    floor.waiting.first { circumstances.presence.away[$0] == nil }
  }

  private func pass(
    _ floor: FloorState, to member: ID?, _ circumstances: Circumstances
  ) -> Decision {
    var floor = floor
    floor.turn += 1
    floor.give(to: member)
    return one(.floor(.turnChanged(floor)), circumstances)
  }

  private func next(
    _ step: Plan.Step, _ circumstances: Circumstances
  ) throws(Rejection) -> Decision {
    let by = circumstances.by
    let queue = circumstances.presence.queue(spoken: full.floor.spoken).map(\.member)
      .filter {
        isInRound($0) && $0 != full.floor.speaker && circumstances.presence.away[$0] == nil
      }
    let presenterLeads = by == full.presenter && (step.floor == .hands || step.floor == .presenter)
    let nextInLine = step.floor == .hands && by == queue.first
    guard by == full.chair || by == full.floor.speaker || presenterLeads || nextInLine else {
      throw Rejection(.notYours)
    }
    var to: ID?
    switch step.floor {
    case .nobody: throw Rejection(.noTurn)
    case .presenter: to = queue.first ?? full.presenter
    case .hands, .free: to = queue.first
    case .turns where full.floor.card != nil:
      // Else who offers to read could pass all cards on before anybody has seen one.
      guard by == full.chair || circumstances.now - turnedAt >= Self.readingTime else {
        throw Rejection(.notNow)
      }
      var floor = full.floor
      floor.turn += 1
      deal(floor.waiting, by: full.items.map { ($0.item, $0.by) }, to: &floor)
      return one(.floor(.turnChanged(floor)), circumstances)
    case .turns where step.over != nil && full.floor.spoken.isEmpty && !hasCards(step.over):
      // No cards to go through: the group speaks in turn.
      var floor = full.floor
      floor.turn += 1
      beginRound(of: step, presenter: full.presenter, circumstances.presence, in: &floor)
      return one(.floor(.turnChanged(floor)), circumstances)
    case .turns: to = firstHere(in: full.floor, circumstances)
    }
    guard to != full.floor.speaker else { return Self.nothing }
    return pass(full.floor, to: to, circumstances)
  }

  private func cast(
    _ take: Int, _ roles: [Role], _ step: Plan.Step, _ circumstances: Circumstances
  ) throws(Rejection) -> Decision {
    guard take == full.take else {
      guard take < full.take, full.roles == roles else { throw Rejection(.stale) }
      return Self.nothing
    }
    guard !step.cast.isEmpty else { throw Rejection(.notNow) }
    guard isInRound(circumstances.by) else { throw Rejection(.notYours) }
    guard Set(roles.map(\.role)).count == roles.count else { throw Rejection(.outOfRange) }
    for role in roles {
      guard step.cast.contains(role.role) else { throw Rejection(.noStep) }
      guard isInRound(role.member) else { throw Rejection(.noMember) }
    }
    return one(.floor(.castChanged(take: take + 1, roles: roles)), circumstances)
  }
}
