extension View {
  /// Changes the view by an event that its member receives.
  ///
  /// An event that names what is not in the view changes only `seq` and `at`.
  package mutating func reduce(_ event: Event) {
    seq = event.seq
    // A mark reaches only its maker, so it leaves the time alone that all others share.
    if case .writing(.itemMarked) = event.kind {
    } else {
      at = event.at
      if event.by != nil { ending = nil }
    }
    switch event.kind {
    case .people(let kind): reduce(kind, of: event)
    case .roles(let kind): reduce(kind)
    case .course(let kind): reduce(kind, of: event)
    case .clock(let kind): reduce(kind)
    case .floor(let kind): reduce(kind)
    case .writing(let kind): reduce(kind, of: event)
    case .sets(let kind): reduce(kind)
    case .planning(let kind): reduce(kind)
    case .attendance(let kind): reduce(kind, of: event)
    }
  }

  /// Counts an event that its member does not receive.
  package mutating func pass(seq: Int) {
    self.seq = seq
  }

  /// The current plan step; `nil` in the lobby and after the close.
  package var current: Plan.Step? {
    guard let step else { return nil }
    return creation?.plan.steps.first { $0.id == step }
  }

  /// The case of the current step; `nil` outside the cases, and for a number that the view has no case of.
  package var currentCase: Case? {
    guard let number = current?.caseNumber, cases.indices.contains(number - 1) else { return nil }
    return cases[number - 1]
  }

  /// Who presents the current case.
  package var presenter: ID? { currentCase?.presenter }
}
