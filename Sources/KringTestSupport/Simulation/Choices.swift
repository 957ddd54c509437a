import KringClient
import KringCore
import KringProtocol
import KringSeal

// What a member may come to ask, given what that member knows.

extension SimulatedMember {
  /// Something that the chair would do next, or that makes somebody the chair.
  func leading(_ chance: inout SeededRandom) -> Command? {
    if view.purge != nil {
      if view.chair != id { return .people(.report) }
      return chance.happens(25)
        ? .course(.purge) : chance.happens(50) ? .people(.report) : .course(.keep(keep: 7_200_000))
    }
    guard view.chair == id else { return .roles(.takeChair(term: view.term)) }
    if let asks = replica.presence.door.first { return welcome(asks, &chance) }
    if let fix = setRight(&chance) { return fix }
    if let step = view.current { return leading(in: step, &chance) }
    if let number = view.cases.firstIndex(where: { $0.presenter == nil }), chance.happens(60) {
      return cast(number + 1, &chance)
    }
    guard let first = view.nextStep else {
      return .course(.close(visit: view.visit, keep: 3_600_000))
    }
    return .course(.go(visit: view.visit, to: first.id))
  }

  private func welcome(_ asks: PresenceFrame.Visitor, _ chance: inout SeededRandom) -> Command {
    let away = replica.presence.members.first { $0.away != nil && $0.member != view.chair }
    if asks.lost, let away, chance.happens(80) {
      return .people(.giveSeat(newcomer: asks.member, seat: away.member))
    }
    return chance.happens(75)
      ? .people(.admit(newcomer: asks.member)) : .people(.refuse(newcomer: asks.member))
  }

  /// What hinders the next step.
  private func setRight(_ chance: inout SeededRandom) -> Command? {
    if view.halted != nil, chance.happens(60) { return .course(.clearHalt(visit: view.visit)) }
    for set in view.sets where set.state == .closed && set.path.step != "" {
      guard input(set.path)?.opens == view.step, chance.happens(60) else { continue }
      return chance.happens(70)
        ? .sets(.openSet(set: set.set))
        : chance.happens(70) ? .sets(.forceSet(set: set.set)) : .sets(.discardSet(set: set.set))
    }
    return nil
  }

  private func leading(in step: Plan.Step, _ chance: inout SeededRandom) -> Command {
    if step.settles, let number = step.caseNumber, view.cases[number - 1].presenter == nil {
      let presenter = others(&chance) ?? id
      let item = view.items.filter { $0.path.step == step.id }.randomElement(using: &chance)
      return .roles(.settle(visit: view.visit, item: item?.item, presenter: presenter, chair: nil))
    }
    if chance.happens(35), step.floor != .nobody { return .floor(.nextTurn(turn: view.floor.turn)) }
    if step.outside == .away, !view.called, chance.happens(30) {
      return .course(.callPresenter(visit: view.visit))
    }
    let steps = view.creation?.plan.steps ?? []
    guard let here = steps.firstIndex(where: { $0.id == step.id }) else {
      return .course(.go(visit: view.visit, to: step.id))
    }
    if here > 0, chance.happens(8) {
      return .course(.go(visit: view.visit, to: steps[here - 1].id))
    }
    if let next = view.nextStep {
      return .course(.go(visit: view.visit, to: next.id))
    }
    return .course(.close(visit: view.visit, keep: chance.happens(20) ? 0 : 3_600_000))
  }

  private func cast(_ number: Int, _ chance: inout SeededRandom) -> Command {
    if chance.happens(25) {
      return .roles(.castCase(number: number, presenter: view.chair, chair: others(&chance)))
    }
    return .roles(.castCase(number: number, presenter: others(&chance), chair: nil))
  }

  private func input(_ path: Plan.InputPath) -> Plan.Input? {
    view.creation?.plan.input(path)
  }

  private func others(_ chance: inout SeededRandom) -> ID? {
    view.members.filter { !$0.left && !$0.removed && $0.member != id }
      .randomElement(using: &chance)?.member
  }

  // MARK: Anybody

  /// Something that fits what this member sees.
  func fitting(_ chance: inout SeededRandom) -> Command? {
    if view.members.contains(where: { $0.member == id && $0.left }), chance.happens(60) {
      return .people(.comeBack)
    }
    if view.ending != nil, chance.happens(30) { return .planning(.stay) }
    if view.visit == 0, chance.happens(15) { return beforehand(&chance) }
    if view.chair == nil, chance.happens(30) { return .roles(.takeChair(term: view.term)) }
    let open = view.visit == 0 ? view.creation?.plan.lobby : view.current
    if let step = open, chance.happens(60), let text = writing(in: step, &chance) {
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
      return .writing(
        .addItem(
          item: chance.id(), visit: view.visit, input: input.id, envelope: chance.envelope()))
    }
    let path = Plan.InputPath(step: step.id, input: input.id)
    guard let set = view.sets.last(where: { $0.path == path && $0.state == .closed })?.set else {
      return nil
    }
    let own = replica.ownCards[set, default: [:]].keys.sorted()
    if let item = own.randomElement(using: &chance), chance.happens(40) {
      return chance.happens(40)
        ? .sets(.withdrawCard(item: item, set: set))
        : .sets(
          .editCard(
            item: item, set: set, version: versions[item, default: 1], envelope: chance.envelope()))
    }
    return .sets(
      .addCard(item: replica.newCard(using: &chance), set: set, envelope: chance.envelope()))
  }

  private func inStep(_ chance: inout SeededRandom) -> Command? {
    guard let step = view.current else {
      let number = Int.random(in: 1...max(1, view.cases.count), using: &chance)
      return chance.happens(50)
        ? .roles(.nameDeputy(member: others(&chance))) : cast(number, &chance)
    }
    let visit = view.visit
    switch Int.random(in: 0..<6, using: &chance) {
    case 0: return .course(.raiseHalt(visit: visit))
    case 1: return .course(.clearHalt(visit: visit))
    case 2: return .clock(.pauseClock(visit: visit, paused: view.clock.since != nil))
    case 3: return .writing(.takePen(from: view.pen))
    case 4:
      guard view.pen == id else { return .writing(.takePen(from: view.pen)) }
      return .writing(.writeNote(note: chance.id(), visit: visit, envelope: chance.envelope()))
    default:
      guard !step.cast.isEmpty else { return .course(.raiseHalt(visit: visit)) }
      let roles = step.cast.map { Role(role: $0, member: others(&chance) ?? id) }
      return .floor(.cast(take: view.take, roles: roles))
    }
  }

  /// Another plan or another time, as may be chosen before the beginning.
  private func beforehand(_ chance: inout SeededRandom) -> Command? {
    if chance.happens(30) {
      let start = replica.view.at + 60_000 * Int(chance.next() % 10_000)
      return .planning(
        .setTime(edition: view.edition, start: start, end: chance.happens(80) ? start + 1 : nil))
    }
    // Made-up methods are not on offer, so that no such plan comes in their place.
    guard let plan = view.creation?.plan else { return nil }
    let method = chance.happens(50) ? plan.method : "questions"
    return .planning(
      .choosePlan(
        edition: view.edition,
        wish: PlanWish(
          method: method, cases: Int(chance.next() % 3) + 1, minutes: Int(chance.next() % 90) + 30))
    )
  }

  private func aboutItems(_ chance: inout SeededRandom) -> Command? {
    guard let item = view.items.randomElement(using: &chance) else { return nil }
    switch Int.random(in: 0..<5, using: &chance) {
    case 0:
      return .writing(
        .editItem(item: item.item, version: item.version, envelope: chance.envelope()))
    case 1: return .writing(.withdrawItem(item: item.item))
    case 2: return replica.claim(item.item)
    case 3: return .writing(.foldItem(item: item.item, folded: !item.folded))
    default:
      return .writing(.markItem(item: item.item, mark: chance.id(), envelope: chance.envelope()))
    }
  }

  private func floor(_ chance: inout SeededRandom) -> Command? {
    let turn = view.floor.turn
    switch Int.random(in: 0..<6, using: &chance) {
    case 0, 1: return .floor(.nextTurn(turn: turn))
    case 2: return view.floor.speaker.map { .floor(.laterTurn(turn: turn, member: $0)) }
    case 3: return .floor(.skipTurn(turn: turn, member: view.floor.speaker ?? id))
    case 4: return .floor(.readTurn(turn: turn))
    default: return others(&chance).map { .floor(.giveTurn(turn: turn, member: $0)) }
    }
  }

  private func chairing(_ chance: inout SeededRandom) -> Command? {
    if let asks = replica.presence.door.first, chance.happens(50) { return welcome(asks, &chance) }
    guard view.chair == id else { return .roles(.takeChair(term: view.term)) }
    switch Int.random(in: 0..<6, using: &chance) {
    case 0: return .roles(.guide(guiding: !view.guiding))
    case 1: return .roles(.nameDeputy(member: others(&chance)))
    case 2: return others(&chance).map { .roles(.giveChair(term: view.term, member: $0)) }
    case 3:
      return .clock(.planClock(visit: view.visit, planned: 60_000 * Int(chance.next() % 30 + 1)))
    case 4: return planning(&chance)
    default: return chance.happens(50) ? naming(&chance) : attendance(&chance)
    }
  }

  /// What a proof of attendance says of the meeting.
  private func attendance(_ chance: inout SeededRandom) -> Command {
    guard view.visit > 0, chance.happens(70) else { return .attendance(.discussSecrecy) }
    let seats = view.members.filter { !$0.removed }.map(\.member)
    return .attendance(
      .note(
        noted: view.attendance.count, members: chance.happens(70) ? seats : [seats.last ?? id]))
  }

  private func planning(_ chance: inout SeededRandom) -> Command? {
    guard let steps = view.creation?.plan.steps,
      let here = steps.firstIndex(where: { $0.id == view.step }),
      let next = steps[(here + 1)...].randomElement(using: &chance)
    else { return nil }
    let time = StepTime(step: next.id, planned: next.least + 60_000)
    return .clock(.timePlan(visit: view.visit, planned: [time]))
  }

  private func naming(_ chance: inout SeededRandom) -> Command? {
    for step in view.creation?.plan.steps ?? [] {
      for input in step.inputs where input.opens != nil && input.by == .others {
        return .course(.nameInput(path: .init(step: step.id, input: input.id), named: !input.named))
      }
    }
    return nil
  }

  private func rarely(_ chance: inout SeededRandom) -> Command? {
    switch Int.random(in: 0..<14, using: &chance) {
    case 0: .people(.leave)
    case 1: .people(.comeBack)
    case 2:
      view.chair == id ? others(&chance).map { .people(.remove(member: $0)) } : .people(.report)
    case 3: .course(.stopCase(visit: view.visit, keep: chance.happens(50)))
    case 4: .course(.close(visit: view.visit, keep: 3_600_000))
    case 5: view.purge == nil ? nil : .course(.purge)
    case 6: .planning(.stay)
    case 7: attendance(&chance)
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
      .people(.leave), .people(.comeBack), .people(.remove(member: member)),
      .people(.admit(newcomer: member)),
      .people(.refuse(newcomer: member)), .people(.giveSeat(newcomer: member, seat: id)),
      .roles(.takeChair(term: term)),
      .roles(.giveChair(term: term, member: member)), .roles(.guide(guiding: true)),
      .roles(.nameDeputy(member: member)),
      .roles(.castCase(number: set, presenter: member, chair: id)),
      .course(.nameInput(path: .init(step: step?.id ?? "x", input: input), named: false)),
      .course(.go(visit: visit, to: step?.id ?? "nowhere")),
      .clock(.planClock(visit: visit, planned: set)),
      .clock(.pauseClock(visit: visit, paused: true)), .course(.callPresenter(visit: visit)),
      .course(.stopCase(visit: visit, keep: false)), .course(.raiseHalt(visit: visit)),
      .course(.clearHalt(visit: visit)),
      .floor(.nextTurn(turn: turn)), .floor(.laterTurn(turn: turn, member: member)),
      .floor(.skipTurn(turn: turn, member: member)),
      .floor(.giveTurn(turn: turn, member: member)), .floor(.readTurn(turn: turn)),
      .floor(.cast(take: view.take, roles: [Role(role: "a", member: member)])),
      .writing(.addItem(item: chance.id(), visit: visit, input: input, envelope: text)),
      .writing(.addItem(item: item, visit: visit, input: input, envelope: text)),
      .sets(.addCard(item: chance.id(), set: set, envelope: text)),
      .sets(.addCard(item: item, set: set, envelope: text)),
      .writing(.editItem(item: item, version: set, envelope: text)),
      .sets(.editCard(item: item, set: set, version: 1, envelope: text)),
      .writing(.withdrawItem(item: item)),
      .sets(.withdrawCard(item: item, set: set)), .writing(.foldItem(item: item, folded: true)),
      replica.nonces.values.first.map { .writing(.claimItem(item: item, nonce: $0.bytes)) }
        ?? .people(.leave),
      .writing(.markItem(item: item, mark: chance.id(), envelope: text)),
      .writing(.takePen(from: member)),
      .writing(.writeNote(note: chance.id(), visit: visit, envelope: text)),
      .sets(.openSet(set: set)), .sets(.forceSet(set: set)), .sets(.discardSet(set: set)),
      .roles(.settle(visit: visit, item: item, presenter: member, chair: id)),
      .planning(.setTime(edition: turn, start: turn, end: set)), .planning(.stay),
      .attendance(.note(noted: turn, members: [member, chance.id()])),
      .attendance(.note(noted: visit, members: [member, member])), .attendance(.discussSecrecy),
      .planning(
        .choosePlan(edition: visit, wish: PlanWish(method: input, cases: 1, minutes: 60))),
    ]
    return commands.randomElement(using: &chance) ?? .people(.report)
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
