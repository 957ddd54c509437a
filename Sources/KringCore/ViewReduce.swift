extension View {
  /// Changes the view by an event that its member receives.
  ///
  /// An event that names what is not in the view changes only `seq` and `at`.
  public mutating func reduce(_ event: Event) {
    seq = event.seq
    // A mark reaches only its maker, so it leaves the time alone that all others share.
    if case .itemMarked = event.kind {} else { at = event.at }
    switch event.kind {
    case .created(let creation):
      self.creation = creation
      cases = Array(repeating: Case(), count: creation.plan.cases)
    case .memberJoined, .memberLeft, .memberReturned, .memberRemoved, .seatGiven, .chairChanged,
      .chairGuiding, .deputyChanged, .penChanged, .reportMade:
      reducePeople(event)
    case .caseCast, .inputNamed, .planTimed, .caseStopped, .voteSettled:
      reducePlan(event)
    case .stepEntered(let entry): enter(entry)
    case .clockChanged(let clock): self.clock = clock
    case .presenterCalled: called = true
    case .haltRaised: halted = event.by
    case .haltCleared: halted = nil
    case .turnChanged(let floor): self.floor = floor
    case .castChanged(let take, let roles):
      self.take = take
      self.roles = roles
    case .sessionClosed(let purge):
      self.purge = purge
      step = nil
      clock.ran = clock.elapsed(at: event.at)
      clock.since = nil
    case .sessionKept(let purge): self.purge = purge
    case .itemAdded, .itemEdited, .itemWithdrawn, .itemFolded, .itemClaimed, .itemMarked,
      .noteWritten, .setOpened, .setForcing, .setDiscarded:
      reduceTexts(event)
    }
  }

  /// Counts an event that its member does not receive.
  public mutating func pass(seq: Int) {
    self.seq = seq
  }

  /// The current plan step; `nil` in the lobby and after the close.
  public var current: Plan.Step? {
    guard let step else { return nil }
    return creation?.plan.steps.first { $0.id == step }
  }

  /// The case of the current step; `nil` outside the cases.
  public var currentCase: Case? {
    guard let number = current?.caseNumber else { return nil }
    return cases[number - 1]
  }

  /// Who presents the current case.
  public var presenter: ID? { currentCase?.presenter }

  private mutating func change(_ member: ID, _ body: (inout Member) -> Void) {
    guard let place = members.firstIndex(where: { $0.member == member }) else { return }
    body(&members[place])
  }

  private mutating func reducePeople(_ event: Event) {
    switch event.kind {
    case .memberJoined(let member, let name, let host):
      members.append(Member(member: member, name: name, host: host))
    case .memberLeft(let member): change(member) { $0.left = true }
    case .memberReturned(let member): change(member) { $0.left = false }
    case .memberRemoved(let member):
      change(member) { $0.removed = true }
      locked = true
    case .seatGiven(let member, _):
      for place in sets.indices where sets[place].state == .closed {
        guard !sets[place].late.contains(member) else { continue }
        sets[place].late.append(member)
      }
      guard let by = event.by else { return }
      change(member) { $0.given = Given(at: event.at, by: by) }
    case .chairChanged(let chair, let term, let back):
      self.chair = chair
      self.term = term
      self.back = back
    case .chairGuiding(let guiding): self.guiding = guiding
    case .deputyChanged(let deputy): self.deputy = deputy
    case .penChanged(let pen): self.pen = pen
    case .reportMade:
      if let by = event.by, !reports.contains(by) { reports.append(by) }
    default: break
    }
  }

  private mutating func reducePlan(_ event: Event) {
    switch event.kind {
    case .caseCast(let number, let presenter, let chair):
      cases[number - 1].presenter = presenter
      cases[number - 1].chair = chair
    case .voteSettled(let number, let item, let presenter):
      cases[number - 1].presenter = presenter
      cases[number - 1].item = item
    case .inputNamed(let path, let named):
      guard let step = creation?.plan.steps.firstIndex(where: { $0.id == path.step }),
        let input = creation?.plan.steps[step].inputs.firstIndex(where: { $0.id == path.input })
      else { return }
      creation?.plan.steps[step].inputs[input].named = named
    case .planTimed(let times):
      for time in times {
        guard let step = creation?.plan.steps.firstIndex(where: { $0.id == time.step }) else {
          continue
        }
        creation?.plan.steps[step].planned = time.planned
      }
    case .caseStopped(let number, let keep):
      cases[number - 1].stopped = true
      guard !keep, let plan = creation?.plan else { return }
      let steps = Set(plan.steps.filter { $0.caseNumber == number }.map(\.id))
      items.removeAll { steps.contains($0.path.step) }
      notes.removeAll { steps.contains($0.step) }
    default: break
    }
  }

  private mutating func enter(_ entry: Entry) {
    step = entry.step
    visit = entry.visit
    if !visited.contains(entry.step) { visited.append(entry.step) }
    clock = entry.clock
    floor = entry.floor
    called = false
    halted = nil
    roles = []
    for new in entry.sets {
      let path = Plan.InputPath(step: entry.step, input: new.input)
      sets.append(CardSet(set: new.set, path: path, named: new.named))
    }
  }
}

extension View.CardSet {
  fileprivate mutating func end(as state: State) {
    self.state = state
    due = nil
    late = []
  }
}

extension View {
  private mutating func change(item: ID, _ body: (inout Item) -> Void) {
    guard let place = items.firstIndex(where: { $0.item == item }) else { return }
    body(&items[place])
  }

  private mutating func change(set: Int, _ body: (inout CardSet) -> Void) {
    guard let place = sets.firstIndex(where: { $0.set == set }) else { return }
    body(&sets[place])
  }

  private mutating func reduceTexts(_ event: Event) {
    switch event.kind {
    case .itemAdded(let item, let step, let input, let envelope):
      let path = Plan.InputPath(step: step, input: input)
      items.append(Item(item: item, path: path, set: nil, by: event.by, envelope: envelope))
    case .itemEdited(let item, let version, let envelope):
      change(item: item) {
        $0.version = version
        $0.envelope = envelope
      }
    case .itemWithdrawn(let item): items.removeAll { $0.item == item }
    case .itemFolded(let item, let folded): change(item: item) { $0.folded = folded }
    case .itemClaimed(let item, let nonce):
      change(item: item) {
        $0.claimed = event.by
        $0.nonce = nonce
      }
    case .itemMarked(let item, let mark):
      guard let by = event.by else { return }
      change(item: item) {
        $0.marks.removeAll { $0.by == by }
        $0.marks.append(Mark(by: by, mark: mark))
      }
    case .noteWritten(let step, let note):
      if let place = notes.firstIndex(where: { $0.step == step }) {
        notes[place].by = event.by
        notes[place].note = note
      } else {
        notes.append(Note(step: step, by: event.by, note: note))
      }
    case .setOpened(let set, _, let opened):
      guard let path = sets.first(where: { $0.set == set })?.path else { return }
      change(set: set) { $0.end(as: .opened) }
      for card in opened {
        items.append(
          Item(item: card.item, path: path, set: set, by: card.by, envelope: card.envelope))
      }
    case .setForcing(let set, let due): change(set: set) { $0.due = due }
    case .setDiscarded(let set):
      change(set: set) { $0.end(as: .discarded) }
    default: break
    }
  }
}
