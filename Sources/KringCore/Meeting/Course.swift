// The walk through the plan, from the creation of the session to its close.

extension Command {
  /// What is asked about the walk through the plan.
  package enum Course: Hashable, Sendable {
    /// Sets whether the cards of a closed input carry names; only before the start.
    case nameInput(path: Plan.InputPath, named: Bool)
    /// Enters a step; `visit` is the visit it ends, 0 to begin.
    case go(visit: Int, to: String)
    /// Calls the presenter back from outside.
    case callPresenter(visit: Int)
    /// Stops the case; without `keep` its words go.
    case stopCase(visit: Int, keep: Bool)
    /// Asks the chair to halt the process.
    case raiseHalt(visit: Int)
    /// Takes the process up again.
    case clearHalt(visit: Int)
    /// Closes the meeting and keeps its content for so many milliseconds.
    case close(visit: Int, keep: Int)
    /// Changes how long the content is kept, counted from the close.
    case keep(keep: Int)
    /// Removes the session from the server.
    case purge

    var isForOutside: Bool {
      switch self {
      case .nameInput, .go, .callPresenter, .stopCase, .close, .keep, .purge: true
      case .raiseHalt, .clearHalt: false
      }
    }

    var endsSomething: Bool {
      switch self {
      case .close: true
      case .nameInput, .go, .callPresenter, .stopCase, .raiseHalt, .clearHalt, .keep, .purge: false
      }
    }
  }
}

extension Event {
  /// What happened on the walk through the plan.
  package enum Course: Hashable, Sendable {
    /// The session was made; the first event of all.
    case created(Creation)
    /// The cards of a closed input will carry names, or will not.
    case inputNamed(path: Plan.InputPath, named: Bool)
    /// A step was entered.
    case stepEntered(Entry)
    /// The presenter was called back from outside.
    case presenterCalled
    /// A case was stopped; without `keep` its words are gone.
    case caseStopped(number: Int, keep: Bool)
    /// Whoever did this asks the chair to halt the process.
    case haltRaised
    /// The process was taken up again.
    case haltCleared
    /// The meeting was closed; its content goes at `purge`, in milliseconds since 1970.
    case sessionClosed(purge: Int)
    /// The content goes at another time, in milliseconds since 1970.
    case sessionKept(purge: Int)

    var reachesOutside: Bool {
      switch self {
      case .created, .stepEntered, .presenterCalled, .caseStopped, .sessionClosed, .sessionKept:
        true
      case .inputNamed, .haltRaised, .haltCleared: false
      }
    }

    var carriesText: Bool {
      switch self {
      case .created: true
      case .inputNamed, .stepEntered, .presenterCalled, .caseStopped, .haltRaised, .haltCleared,
        .sessionClosed, .sessionKept:
        false
      }
    }

    /// Whether it brings a presenter back in who was away: from then on that member sees all.
    var endsOutside: Bool {
      switch self {
      case .stepEntered, .presenterCalled, .sessionClosed: true
      case .created, .inputNamed, .caseStopped, .haltRaised, .haltCleared, .sessionKept: false
      }
    }
  }
}

/// What a session is created with.
package struct Creation: Hashable, Sendable {
  /// The session's id, derived from the link secret.
  package var session: ID
  /// The compiled plan.
  package var plan: Plan
  /// The planned start, in milliseconds since 1970.
  package var start: Int?
  /// The planned end, in milliseconds since 1970.
  package var end: Int?
  /// The link of the call, sealed under its own item id.
  package var call: Sealed?

  package init(session: ID, plan: Plan, start: Int?, end: Int?, call: Sealed?) {
    self.session = session
    self.plan = plan
    self.start = start
    self.end = end
    self.call = call
  }
}

/// The entering of a step.
package struct Entry: Hashable, Sendable {
  /// The id of the plan step.
  package var step: String
  /// The number of the visit, from 1.
  package var visit: Int
  /// The clock at the start of the visit.
  package var clock: StepClock
  /// The closed sets that this visit made, in order of their numbers.
  package var sets: [NewSet]
  /// Who speaks first.
  package var floor: FloorState

  package init(step: String, visit: Int, clock: StepClock, sets: [NewSet], floor: FloorState) {
    self.step = step
    self.visit = visit
    self.clock = clock
    self.sets = sets
    self.floor = floor
  }
}

/// A closed set that a visit made.
package struct NewSet: Hashable, Sendable {
  /// Its number in the session, from 1.
  package var set: Int
  /// The id of the input it gathers, in the step entered.
  package var input: String
  /// Whether its cards carry names once opened.
  package var named: Bool

  package init(set: Int, input: String, named: Bool) {
    self.set = set
    self.input = input
    self.named = named
  }
}

extension View {
  mutating func reduce(_ course: Event.Course, of event: Event) {
    switch course {
    case .created(let creation):
      self.creation = creation
      cases = Array(repeating: Case(), count: creation.plan.cases)
    case .inputNamed(let path, let named):
      creation?.plan.name(path, named: named)
    case .stepEntered(let entry): enter(entry)
    case .presenterCalled: called = true
    case .caseStopped(let number, let keep):
      change(case: number) { $0.stopped = true }
      guard !keep, let plan = creation?.plan else { return }
      let steps = Set(plan.steps.filter { $0.caseNumber == number }.map(\.id))
      items.removeAll { steps.contains($0.path.step) }
      notes.removeAll { steps.contains($0.step) }
    case .haltRaised: halted = event.by
    case .haltCleared: halted = nil
    case .sessionClosed(let purge):
      self.purge = purge
      step = nil
      clock.ran = clock.elapsed(at: event.at)
      clock.since = nil
    case .sessionKept(let purge): self.purge = purge
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
