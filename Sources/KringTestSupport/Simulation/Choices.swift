import KringClient
import KringCore
import KringProtocol
import KringSeal

// What a member may come to ask, given what that member knows.

extension SimulatedMember {
  /// Something that the chair would do next, or that makes somebody the chair.
  func leading(_ chance: inout SeededRandom) -> Command? {
    if view.purge != nil {
      if view.chair != id { return .report }
      return chance.happens(25) ? .purge : chance.happens(50) ? .report : .keep(keep: 7_200_000)
    }
    guard view.chair == id else { return .takeChair(term: view.term) }
    if let asks = replica.presence.door.first { return welcome(asks, &chance) }
    if let fix = setRight(&chance) { return fix }
    if let step = view.current { return leading(in: step, &chance) }
    if let number = view.cases.firstIndex(where: { $0.presenter == nil }), chance.happens(60) {
      return cast(number + 1, &chance)
    }
    guard let first = view.nextStep else {
      return .close(visit: view.visit, keep: 3_600_000)
    }
    return .go(visit: view.visit, to: first.id)
  }

  private func welcome(_ asks: PresenceFrame.Visitor, _ chance: inout SeededRandom) -> Command {
    let away = replica.presence.members.first { $0.away != nil && $0.member != view.chair }
    if asks.lost, let away, chance.happens(80) {
      return .giveSeat(newcomer: asks.member, seat: away.member)
    }
    return chance.happens(75) ? .admit(newcomer: asks.member) : .refuse(newcomer: asks.member)
  }

  /// What hinders the next step.
  private func setRight(_ chance: inout SeededRandom) -> Command? {
    if view.halted != nil, chance.happens(60) { return .clearHalt(visit: view.visit) }
    for set in view.sets where set.state == .closed && set.path.step != "" {
      guard input(set.path)?.opens == view.step, chance.happens(60) else { continue }
      return chance.happens(70)
        ? .openSet(set: set.set)
        : chance.happens(70) ? .forceSet(set: set.set) : .discardSet(set: set.set)
    }
    return nil
  }

  private func leading(in step: Plan.Step, _ chance: inout SeededRandom) -> Command {
    if step.settles, let number = step.caseNumber, view.cases[number - 1].presenter == nil {
      let presenter = others(&chance) ?? id
      let item = view.items.filter { $0.path.step == step.id }.randomElement(using: &chance)
      return .settle(visit: view.visit, item: item?.item, presenter: presenter, chair: nil)
    }
    if chance.happens(35), step.floor != .nobody { return .nextTurn(turn: view.floor.turn) }
    if step.outside == .away, !view.called, chance.happens(30) {
      return .callPresenter(visit: view.visit)
    }
    let steps = view.creation?.plan.steps ?? []
    guard let here = steps.firstIndex(where: { $0.id == step.id }) else {
      return .go(visit: view.visit, to: step.id)
    }
    if here > 0, chance.happens(8) { return .go(visit: view.visit, to: steps[here - 1].id) }
    if let next = view.nextStep {
      return .go(visit: view.visit, to: next.id)
    }
    return .close(visit: view.visit, keep: chance.happens(20) ? 0 : 3_600_000)
  }

  private func cast(_ number: Int, _ chance: inout SeededRandom) -> Command {
    if chance.happens(25) {
      return .castCase(number: number, presenter: view.chair, chair: others(&chance))
    }
    return .castCase(number: number, presenter: others(&chance), chair: nil)
  }

  private func input(_ path: Plan.InputPath) -> Plan.Input? {
    view.creation?.plan.steps.first { $0.id == path.step }?.inputs.first { $0.id == path.input }
  }

  private func others(_ chance: inout SeededRandom) -> ID? {
    view.members.filter { !$0.left && !$0.removed && $0.member != id }
      .randomElement(using: &chance)?.member
  }

  // MARK: Anybody

  /// Something that fits what this member sees.
  func fitting(_ chance: inout SeededRandom) -> Command? {
    if view.members.contains(where: { $0.member == id && $0.left }), chance.happens(60) {
      return .comeBack
    }
    if view.chair == nil, chance.happens(30) { return .takeChair(term: view.term) }
    if let step = view.current, chance.happens(60), let text = writing(in: step, &chance) {
      return text
    }
    let kinds: [(inout SeededRandom) -> Command?] = [
      inStep, aboutItems, floor, chairing, rarely,
    ]
    return kinds.randomElement(using: &chance)?(&chance)
  }

  private func mayWrite(_ input: Plan.Input) -> Bool {
    switch input.by {
    case .presenter: id == view.presenter || (id == view.pen && input.opens == nil)
    case .others: id != view.presenter && !(view.guiding && id == view.chair)
    case .all: true
    case .chair: id == view.chair
    }
  }

  private func writing(in step: Plan.Step, _ chance: inout SeededRandom) -> Command? {
    guard let input = step.inputs.filter(mayWrite).randomElement(using: &chance) else {
      return nil
    }
    guard input.opens != nil else {
      return .addItem(
        item: chance.id(), visit: view.visit, input: input.id, envelope: chance.envelope())
    }
    let path = Plan.InputPath(step: step.id, input: input.id)
    guard let set = view.sets.last(where: { $0.path == path && $0.state == .closed })?.set else {
      return nil
    }
    let own = replica.ownCards[set, default: [:]].keys.sorted()
    if let item = own.randomElement(using: &chance), chance.happens(40) {
      return chance.happens(40)
        ? .withdrawCard(item: item, set: set)
        : .editCard(
          item: item, set: set, version: versions[item, default: 1], envelope: chance.envelope())
    }
    return .addCard(item: replica.newCard(using: &chance), set: set, envelope: chance.envelope())
  }

  private func inStep(_ chance: inout SeededRandom) -> Command? {
    guard let step = view.current else {
      let number = Int.random(in: 1...max(1, view.cases.count), using: &chance)
      return chance.happens(50) ? .nameDeputy(member: others(&chance)) : cast(number, &chance)
    }
    let visit = view.visit
    switch Int.random(in: 0..<6, using: &chance) {
    case 0: return .raiseHalt(visit: visit)
    case 1: return .clearHalt(visit: visit)
    case 2: return .pauseClock(visit: visit, paused: view.clock.since != nil)
    case 3: return .takePen(from: view.pen)
    case 4:
      guard view.pen == id else { return .takePen(from: view.pen) }
      return .writeNote(note: chance.id(), visit: visit, envelope: chance.envelope())
    default:
      guard !step.cast.isEmpty else { return .raiseHalt(visit: visit) }
      let roles = step.cast.map { Role(role: $0, member: others(&chance) ?? id) }
      return .cast(take: view.take, roles: roles)
    }
  }

  private func aboutItems(_ chance: inout SeededRandom) -> Command? {
    guard let item = view.items.randomElement(using: &chance) else { return nil }
    switch Int.random(in: 0..<5, using: &chance) {
    case 0:
      return .editItem(item: item.item, version: item.version, envelope: chance.envelope())
    case 1: return .withdrawItem(item: item.item)
    case 2: return replica.claim(item.item)
    case 3: return .foldItem(item: item.item, folded: !item.folded)
    default: return .markItem(item: item.item, mark: chance.id(), envelope: chance.envelope())
    }
  }

  private func floor(_ chance: inout SeededRandom) -> Command? {
    let turn = view.floor.turn
    switch Int.random(in: 0..<6, using: &chance) {
    case 0, 1: return .nextTurn(turn: turn)
    case 2: return view.floor.speaker.map { .laterTurn(turn: turn, member: $0) }
    case 3: return .skipTurn(turn: turn, member: view.floor.speaker ?? id)
    case 4: return .readTurn(turn: turn)
    default: return others(&chance).map { .giveTurn(turn: turn, member: $0) }
    }
  }

  private func chairing(_ chance: inout SeededRandom) -> Command? {
    if let asks = replica.presence.door.first, chance.happens(50) { return welcome(asks, &chance) }
    guard view.chair == id else { return .takeChair(term: view.term) }
    switch Int.random(in: 0..<6, using: &chance) {
    case 0: return .guide(guiding: !view.guiding)
    case 1: return .nameDeputy(member: others(&chance))
    case 2: return others(&chance).map { .giveChair(term: view.term, member: $0) }
    case 3: return .planClock(visit: view.visit, planned: 60_000 * Int(chance.next() % 30 + 1))
    case 4: return planning(&chance)
    default: return naming(&chance)
    }
  }

  private func planning(_ chance: inout SeededRandom) -> Command? {
    guard let steps = view.creation?.plan.steps,
      let here = steps.firstIndex(where: { $0.id == view.step }),
      let next = steps[(here + 1)...].randomElement(using: &chance)
    else { return nil }
    let time = StepTime(step: next.id, planned: next.least + 60_000)
    return .timePlan(visit: view.visit, planned: [time])
  }

  private func naming(_ chance: inout SeededRandom) -> Command? {
    for step in view.creation?.plan.steps ?? [] {
      for input in step.inputs where input.opens != nil && input.by == .others {
        return .nameInput(path: .init(step: step.id, input: input.id), named: !input.named)
      }
    }
    return nil
  }

  private func rarely(_ chance: inout SeededRandom) -> Command? {
    switch Int.random(in: 0..<14, using: &chance) {
    case 0: .leave
    case 1: .comeBack
    case 2: view.chair == id ? others(&chance).map { .remove(member: $0) } : .report
    case 3: .stopCase(visit: view.visit, keep: chance.happens(50))
    case 4: .close(visit: view.visit, keep: 3_600_000)
    case 5: view.purge == nil ? nil : .purge
    default: nil
    }
  }

  // MARK: What need not make sense

  /// Any command, with numbers and ids that may be anybody's.
  func nonsense(_ chance: inout SeededRandom, everybody: [ID]) -> Command {
    let member = everybody.randomElement(using: &chance) ?? id
    let item = view.items.randomElement(using: &chance)?.item ?? chance.id()
    let visit = max(0, view.visit + Int.random(in: -1...1, using: &chance))
    let turn = max(0, view.floor.turn + Int.random(in: -2...1, using: &chance))
    let term = max(0, view.term + Int.random(in: -1...1, using: &chance))
    let set = Int.random(in: 1...(view.sets.count + 2), using: &chance)
    let step = view.creation?.plan.steps.randomElement(using: &chance)
    let input = step?.inputs.randomElement(using: &chance)?.id ?? "nothing"
    let text = chance.envelope()
    let commands: [Command] = [
      .leave, .comeBack, .remove(member: member), .admit(newcomer: member),
      .refuse(newcomer: member), .giveSeat(newcomer: member, seat: id), .takeChair(term: term),
      .giveChair(term: term, member: member), .guide(guiding: true), .nameDeputy(member: member),
      .castCase(number: set, presenter: member, chair: id),
      .nameInput(path: .init(step: step?.id ?? "x", input: input), named: false),
      .go(visit: visit, to: step?.id ?? "nowhere"), .planClock(visit: visit, planned: set),
      .pauseClock(visit: visit, paused: true), .callPresenter(visit: visit),
      .stopCase(visit: visit, keep: false), .raiseHalt(visit: visit), .clearHalt(visit: visit),
      .nextTurn(turn: turn), .laterTurn(turn: turn, member: member),
      .skipTurn(turn: turn, member: member),
      .giveTurn(turn: turn, member: member), .readTurn(turn: turn),
      .cast(take: view.take, roles: [Role(role: "a", member: member)]),
      .addItem(item: chance.id(), visit: visit, input: input, envelope: text),
      .addItem(item: item, visit: visit, input: input, envelope: text),
      .addCard(item: chance.id(), set: set, envelope: text),
      .addCard(item: item, set: set, envelope: text),
      .editItem(item: item, version: set, envelope: text),
      .editCard(item: item, set: set, version: 1, envelope: text), .withdrawItem(item: item),
      .withdrawCard(item: item, set: set), .foldItem(item: item, folded: true),
      replica.nonces.values.first.map { .claimItem(item: item, nonce: $0.bytes) } ?? .leave,
      .markItem(item: item, mark: chance.id(), envelope: text),
      .takePen(from: member), .writeNote(note: chance.id(), visit: visit, envelope: text),
      .openSet(set: set), .forceSet(set: set), .discardSet(set: set),
      .settle(visit: visit, item: item, presenter: member, chair: id),
    ]
    return commands.randomElement(using: &chance) ?? .report
  }

  /// Something about presence.
  func word(_ chance: inout SeededRandom) -> ClientMessage {
    switch Int.random(in: 0..<4, using: &chance) {
    case 0: .ready(visit: view.visit, ready: chance.happens(70))
    case 1: .background(chance.happens(50))
    default: .hand(visit: view.visit, up: chance.happens(80), item: nil)
    }
  }
}
