// Decisions about the walk through the plan.

extension Session {
  mutating func remember(_ course: Event.Course, of event: Event) {
    switch course {
    case .stepEntered(let entry):
      turnedAt = event.at
      for set in entry.sets {
        seatsWhenMade[set.set] = full.members.count
        reserve(for: Plan.InputPath(step: entry.step, input: set.input), times: 1)
      }
    case .sessionClosed: closedAt = event.at
    case .inputNamed(let path, let named): renamed[path] = named
    case .created, .presenterCalled, .caseStopped, .haltRaised, .haltCleared,
      .sessionKept:
      break
    }
  }

  func decide(
    _ command: Command.Course, _ circumstances: Circumstances
  ) throws(Rejection) -> Decision {
    switch command {
    case .nameInput(let path, let named): return try nameInput(path, named, circumstances)
    case .go(let visit, let to): return try go(visit: visit, to: to, circumstances)
    case .callPresenter(let visit):
      let step = try requireVisit(visit)
      try requireChair(circumstances)
      guard step.outside == .away || step.outside == .turned else { throw Rejection(.notNow) }
      guard !full.called else { return Self.nothing }
      return one(.course(.presenterCalled), circumstances)
    case .raiseHalt(let visit):
      _ = try requireVisit(visit)
      guard full.halted == nil else { return Self.nothing }
      return one(.course(.haltRaised), circumstances)
    case .clearHalt(let visit):
      _ = try requireVisit(visit)
      guard full.halted != nil else { return Self.nothing }
      if circumstances.by != full.halted { try requireChair(circumstances) }
      return one(.course(.haltCleared), circumstances)
    case .stopCase(let visit, let keep): return try stopCase(visit, keep: keep, circumstances)
    case .close(let visit, let keep):
      guard full.purge == nil else { return Self.nothing }
      guard visit == full.visit else { throw Rejection(.stale) }
      try requireChair(circumstances)
      guard 0...limits.keep ~= keep else { throw Rejection(.outOfRange) }
      var draft = Draft(self, now: circumstances.now)
      for set in full.sets where set.state == .closed { discard(set.set, by: nil, in: &draft) }
      draft.emit(.course(.sessionClosed(purge: draft.now + keep)), by: circumstances.by)
      return draft.decision
    case .keep(let keep):
      guard let closedAt else { throw Rejection(.notNow) }
      try requireChair(circumstances)
      guard 0...limits.keep ~= keep else { throw Rejection(.outOfRange) }
      guard full.purge != closedAt + keep else { return Self.nothing }
      return one(.course(.sessionKept(purge: closedAt + keep)), circumstances)
    case .purge:
      guard full.purge != nil else { throw Rejection(.notNow) }
      try requireChair(circumstances)
      return Decision(effects: [.purge])
    }
  }

  private func nameInput(
    _ path: Plan.InputPath, _ named: Bool, _ circumstances: Circumstances
  ) throws(Rejection) -> Decision {
    guard let input = input(path) else { throw Rejection(.noStep) }
    if input.named == named { return Self.nothing }
    guard full.visit == 0, full.purge == nil else { throw Rejection(.notNow) }
    if full.chair != nil { try requireChair(circumstances) }
    // Only text can be forced open; votes and ratings stay as the method has them.
    guard input.opens != nil, input.by == .others else { throw Rejection(.notNow) }
    return one(.course(.inputNamed(path: path, named: named)), circumstances)
  }

  private func go(
    visit: Int, to target: String, _ circumstances: Circumstances
  ) throws(Rejection) -> Decision {
    guard full.purge == nil, let plan = full.creation?.plan else { throw Rejection(.notNow) }
    guard visit == full.visit else {
      guard visit == full.visit - 1, full.step == target else { throw Rejection(.stale) }
      return Self.nothing
    }
    try requireChair(circumstances)
    guard let place = place(of: target) else { throw Rejection(.noStep) }
    let step = plan.steps[place]
    if let number = step.caseNumber {
      guard full.cases[number - 1].presenter != nil || step.settles else {
        throw Rejection(.noPresenter)
      }
      guard !full.cases[number - 1].stopped else { throw Rejection(.notNow) }
    }
    var draft = Draft(self, now: circumstances.now)
    // Whatever else refuses comes before the look at cards: a chair who asks again and again for a
    // step that cannot be entered anyway would see the moment at which there are enough of them.
    try changeRoles(entering: step, in: &draft)
    try requireMeasure(1, by: circumstances.by)
    for set in setsLeftBehind(to: place) {
      // What could be opened is not lost by a step; of less than that, nothing is told.
      guard !hasEnoughWriters(set) else { throw Rejection(.setClosed) }
      discard(set.set, by: nil, in: &draft)
    }
    enter(step, by: circumstances.by, circumstances.presence, in: &draft)
    return draft.decision
  }

  /// The closed sets that entering a step would leave behind for good: their opening lies before it.
  func setsLeftBehind(to place: Int) -> [View.CardSet] {
    full.sets.filter { set in
      guard set.state == .closed, let opens = input(set.path)?.opens else { return false }
      return self.place(of: opens).map { $0 < place } ?? false
    }
  }

  func discard(_ set: Int, by: ID?, in draft: inout Draft) {
    draft.emit(.sets(.setDiscarded(set: set)), by: by)
    draft.effects.append(.endSet(set: set))
  }

  /// Roles belong to a case: another case brings its own chair, and frees pen and deputy.
  private func changeRoles(entering step: Plan.Step, in draft: inout Draft) throws(Rejection) {
    let present = step.caseNumber.map { full.cases[$0 - 1] }
    var chair = full.chair
    var back = full.back
    let sameCase = full.visit > 0 && full.current?.caseNumber == step.caseNumber
    if !sameCase, let last = full.currentCase, last.chair == chair, let home = last.presenter,
      back == home, isInRound(home)
    {
      (chair, back) = (home, nil)
    }
    if let present, let stand = present.chair, chair == present.presenter {
      guard isInRound(stand) else { throw Rejection(.presenterChairs) }
      (chair, back) = (stand, (back == stand ? nil : back) ?? chair)
    }
    guard chair == nil || chair != present?.presenter else { throw Rejection(.presenterChairs) }
    if chair != full.chair {
      draft.emit(.roles(.chairChanged(chair: chair, term: full.term + 1, back: back)), by: nil)
    }
    if let deputy = full.deputy, deputy == present?.presenter || deputy == chair {
      draft.emit(.roles(.deputyChanged(deputy: nil)), by: nil)
    }
    if !sameCase, full.pen != nil { draft.emit(.writing(.penChanged(pen: nil)), by: nil) }
  }

  private func enter(
    _ step: Plan.Step, by: ID?, _ presence: Presence, in draft: inout Draft
  ) {
    let clock = StepClock(planned: step.planned, ran: 0, since: draft.now)
    let entry = Entry(
      step: step.id, visit: full.visit + 1, clock: clock, sets: newSets(in: step),
      floor: firstFloor(in: step, presence))
    draft.emit(.course(.stepEntered(entry)), by: by)
  }

  /// The closed sets that entering a step makes.
  private func newSets(in step: Plan.Step) -> [NewSet] {
    var sets: [NewSet] = []
    for input in step.inputs where input.opens != nil {
      let path = Plan.InputPath(step: step.id, input: input.id)
      if full.sets.last(where: { $0.path == path })?.state == .closed { continue }
      let writers = possibleWriters(of: input, in: step)
      if !input.named, !input.forcible, writers < input.minimum { continue }
      let named = input.named || writers < 3
      sets.append(NewSet(set: full.sets.count + sets.count + 1, input: input.id, named: named))
    }
    return sets
  }

  /// How many people may write to a closed input of a step that is entered now.
  private func possibleWriters(of input: Plan.Input, in step: Plan.Step) -> Int {
    // One holds such a role at a time, and may be away or yet to be named.
    if input.by == .presenter || input.by == .chair { return 1 }
    let presenter = step.caseNumber.flatMap { full.cases[$0 - 1].presenter }
    return round.count { mayWrite($0, input, presenter: presenter) }
  }

  private func stopCase(
    _ visit: Int, keep: Bool, _ circumstances: Circumstances
  ) throws(Rejection) -> Decision {
    if visit < full.visit, full.cases.contains(where: \.stopped) { return Self.nothing }
    let step = try requireVisit(visit)
    guard let number = step.caseNumber, let plan = full.creation?.plan else {
      throw Rejection(.notNow)
    }
    let presenter = full.cases[number - 1].presenter
    let presenterGone = presenter.map { !isInRound($0) } ?? true
    guard circumstances.by == presenter || (presenterGone && circumstances.by == full.chair) else {
      throw Rejection(.notYours)
    }
    guard !full.cases[number - 1].stopped else { return Self.nothing }
    var draft = Draft(self, now: circumstances.now)
    let own = Set(plan.steps.filter { $0.caseNumber == number }.map(\.id))
    for set in full.sets where set.state == .closed && own.contains(set.path.step) {
      discard(set.set, by: nil, in: &draft)
    }
    draft.emit(.course(.caseStopped(number: number, keep: keep)), by: circumstances.by)
    let next = plan.steps.drop { $0.caseNumber != number }.first {
      $0.caseNumber != number
        && !($0.settles && full.cases[($0.caseNumber ?? 1) - 1].presenter != nil)
    }
    if let next {
      try changeRoles(entering: next, in: &draft)
      enter(next, by: nil, circumstances.presence, in: &draft)
    }
    return draft.decision
  }
}
