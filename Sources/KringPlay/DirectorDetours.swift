import KringCore

// What happens once in a play, spread over its steps, and then is put right.

extension Director {
  /// Something out of the ordinary.
  enum Detour: CaseIterable {
    case later, skip, give, pause, halt, chair, leave, planStep, planRest, guide, fold, note,
      secrecy
    /// These have moments of their own.
    case back, force, withdraw, replace, stop
  }

  /// The most detours in one step.
  private static let most = 2

  mutating func detour(in step: Plan.Step, _ view: View) -> [Act]? {
    if let acts = putRight(view) { return acts }
    if let stop, stop.number == step.caseNumber, isUnderWay(step, view),
      let presenter = place(view.presenter), ever.insert(.stop).inserted
    {
      return act(presenter, .course(.stopCase(visit: visit, keep: stop.keep)))
    }
    guard detours < Self.most else { return nil }
    for detour in Detour.allCases where !ever.contains(detour) {
      guard let acts = begin(detour, in: step, view) else { continue }
      ever.insert(detour)
      detours += 1
      return acts
    }
    return nil
  }

  /// Whether this is the third step of its case or a later one.
  private func isUnderWay(_ step: Plan.Step, _ view: View) -> Bool {
    let own = view.creation?.plan.steps.filter { $0.caseNumber == step.caseNumber && !$0.settles }
    return own?.dropFirst(2).contains { $0.id == step.id } ?? false
  }

  /// Ends what an earlier detour began.
  private mutating func putRight(_ view: View) -> [Act]? {
    let chair = chair(view)
    if view.halted != nil { return act(chair, .course(.clearHalt(visit: visit))) }
    if view.clock.since == nil {
      return act(chair, .clock(.pauseClock(visit: visit, paused: false)))
    }
    if view.guiding { return act(chair, .roles(.guide(guiding: false))) }
    if let place = view.members.filter(\.left).compactMap({ place($0.member) }).first {
      return act(place, .people(.comeBack))
    }
    if let folded = view.items.first(where: \.folded) {
      return act(chair, .writing(.foldItem(item: folded.item, folded: false)))
    }
    if let home = lender, view.chair != home {
      lender = nil
      return act(chair, .roles(.giveChair(term: view.term, member: home)))
    }
    return nil
  }

  private mutating func begin(_ detour: Detour, in step: Plan.Step, _ view: View) -> [Act]? {
    let chair = chair(view)
    switch detour {
    case .later, .skip, .give: return turning(detour, in: step, view)
    case .pause:
      return act(place(view.presenter) ?? chair, .clock(.pauseClock(visit: visit, paused: true)))
    case .halt: return bystander(view).map { act($0, .course(.raiseHalt(visit: visit))) } ?? nil
    case .chair:
      guard let other = bystander(view), step.caseNumber != nil else { return nil }
      lender = view.chair
      return act(chair, .roles(.giveChair(term: view.term, member: members[other])))
    case .leave: return bystander(view).map { act($0, .people(.leave)) } ?? nil
    case .planStep:
      return act(chair, .clock(.planClock(visit: visit, planned: view.clock.planned + 60_000)))
    case .planRest: return planning(from: step, view)
    case .guide: return act(chair, .roles(.guide(guiding: true)))
    case .fold:
      guard let card = view.items.first(where: { $0.set != nil }) else { return nil }
      return act(chair, .writing(.foldItem(item: card.item, folded: true)))
    case .note:
      let seats = view.members.filter { !$0.removed }.map(\.member)
      return act(chair, .attendance(.note(noted: view.attendance.count, members: seats)))
    case .secrecy: return act(chair, .attendance(.discussSecrecy))
    case .back, .force, .withdraw, .replace, .stop: return nil
    }
  }

  /// Out of the order of a round: later, not at all, or now.
  private func turning(_ detour: Detour, in step: Plan.Step, _ view: View) -> [Act]? {
    let floor = view.floor
    guard step.floor == .turns, step.over == nil, floor.waiting.count > 1,
      let speaking = floor.speaker, let speaker = place(speaking)
    else { return nil }
    switch detour {
    case .later: return act(speaker, .floor(.laterTurn(turn: floor.turn, member: speaking)))
    case .skip:
      guard let tired = floor.waiting.first(where: { $0 != view.presenter }).flatMap(place) else {
        return nil
      }
      return act(tired, .floor(.skipTurn(turn: floor.turn, member: members[tired])))
    default:
      return floor.waiting.last.map { last in
        act(chair(view), .floor(.giveTurn(turn: floor.turn, member: last)))
      }
    }
  }

  /// A minute less for the next step, as far as that goes.
  private func planning(from step: Plan.Step, _ view: View) -> [Act]? {
    guard let steps = view.creation?.plan.steps,
      let here = steps.firstIndex(where: { $0.id == step.id }),
      let next = steps[(here + 1)...].first(where: { $0.planned - 60_000 >= $0.least })
    else { return nil }
    let time = StepTime(step: next.id, planned: next.planned - 60_000)
    return act(chair(view), .clock(.timePlan(visit: visit, planned: [time])))
  }
}
