// Who chairs, who steps in for the chair, and who presents a case.

extension Command {
  /// What is asked about chair, deputy and presenters.
  package enum Roles: Hashable, Sendable {
    /// Takes the chair; `term` is the term it ends.
    case takeChair(term: Int)
    /// Hands the chair over; `term` is the term it ends.
    case giveChair(term: Int, member: ID)
    /// Says whether the chair only leads, without writing along.
    case guide(guiding: Bool)
    /// Names the deputy, or nobody.
    case nameDeputy(member: ID?)
    /// Says who presents a case and, if the chair does, who chairs it.
    case castCase(number: Int, presenter: ID?, chair: ID?)
    /// Names the outcome of a vote: who presents this case and, if the chair does, who chairs it.
    case settle(visit: Int, item: ID?, presenter: ID, chair: ID?)

    var isForOutside: Bool {
      switch self {
      case .takeChair, .giveChair, .guide, .nameDeputy, .castCase, .settle: true
      }
    }
  }
}

extension Event {
  /// What happened to chair, deputy and presenters.
  package enum Roles: Hashable, Sendable {
    /// Somebody else chairs, or nobody; `back` is the former chair who is offered it back.
    case chairChanged(chair: ID?, term: Int, back: ID?)
    /// The chair only leads, or writes along again.
    case chairGuiding(guiding: Bool)
    /// Somebody else is the deputy, or nobody.
    case deputyChanged(deputy: ID?)
    /// Other people present a case and chair it.
    case caseCast(number: Int, presenter: ID?, chair: ID?)
    /// A vote has settled who presents a case; `item` is the proposal chosen.
    case voteSettled(number: Int, item: ID?, presenter: ID)

    var reachesOutside: Bool {
      switch self {
      case .chairChanged, .chairGuiding, .deputyChanged, .caseCast: true
      case .voteSettled: false
      }
    }
  }
}

extension View {
  mutating func reduce(_ roles: Event.Roles) {
    switch roles {
    case .chairChanged(let chair, let term, let back):
      self.chair = chair
      self.term = term
      self.back = back
    case .chairGuiding(let guiding): self.guiding = guiding
    case .deputyChanged(let deputy): self.deputy = deputy
    case .caseCast(let number, let presenter, let chair):
      change(case: number) {
        $0.presenter = presenter
        $0.chair = chair
      }
    case .voteSettled(let number, let item, let presenter):
      change(case: number) {
        $0.presenter = presenter
        $0.item = item
      }
    }
  }

  mutating func change(case number: Int, _ body: (inout Case) -> Void) {
    guard cases.indices.contains(number - 1) else { return }
    body(&cases[number - 1])
  }
}

extension Session {
  /// How long a chair must be away before the chair is offered, in milliseconds.
  package static let chairPatience = 120_000
  /// How long a chair is away at least before anybody else steps in, in milliseconds: connections
  /// that are lost for a moment are no absence.
  package static let leastAbsence = 10_000
  /// How much later than the deputy the others are offered the chair, in milliseconds.
  package static let deputyAdvantage = 60_000

  func decide(
    _ command: Command.Roles, _ circumstances: Circumstances
  ) throws(Rejection) -> Decision {
    switch command {
    case .takeChair(let term): return try takeChair(term, circumstances)
    case .giveChair(let term, let member): return try giveChair(term, to: member, circumstances)
    case .guide(let guiding):
      try requireChair(circumstances)
      guard full.guiding != guiding else { return Self.nothing }
      return one(.roles(.chairGuiding(guiding: guiding)), circumstances)
    case .nameDeputy(let member):
      try requireChair(circumstances)
      if let member {
        try requireSeat(member)
        guard member != full.chair else { throw Rejection(.notYours) }
        guard member != presenterInForce else { throw Rejection(.presenterChairs) }
      }
      guard full.deputy != member else { return Self.nothing }
      return one(.roles(.deputyChanged(deputy: member)), circumstances)
    case .castCase(let number, let presenter, let chair):
      return try castCase(number, presenter: presenter, chair: chair, circumstances)
    case .settle(let visit, let item, let presenter, let chair):
      return try settle(visit, item, presenter: presenter, chair: chair, circumstances)
    }
  }

  /// Whether something waits for the chair: a hand, the door, a halt, the clock, or a set that an
  /// earlier step gathered for this one. What a member did themself does not wait for that member.
  ///
  /// Whether cards lie in the set plays no part: who may take the chair would tell it.
  package func waitsForChair(now: Int, presence: Presence, besides member: ID? = nil) -> Bool {
    if presence.hands.contains(where: { $0.member != member }) || !presence.door.isEmpty {
      return true
    }
    if let halted = full.halted, halted != member { return true }
    guard let step = full.step else { return false }
    if full.clock.elapsed(at: now) > full.clock.planned { return true }
    return full.sets.contains { set in
      set.state == .closed && set.path.step != step && input(set.path)?.opens == step
    }
  }

  /// Who is offered the chair back when it goes to somebody: a stand-in cannot pass that offer on.
  func back(whenChairGoesTo member: ID?) -> ID? {
    full.back == member ? nil : full.back
  }

  /// From when a member may take the chair, in milliseconds since 1970; `nil`: not at all.
  package func mayTakeChair(_ member: ID, now: Int, presence: Presence) -> Int? {
    guard full.purge == nil, member != presenterInForce else { return nil }
    guard let chair = full.chair, member != full.back else { return full.at }
    guard let since = presence.away[chair] else { return nil }
    let waits = waitsForChair(now: now, presence: presence, besides: member)
    let offered = since + (waits ? Self.leastAbsence : Self.chairPatience)
    let deputyHere = full.deputy.map { presence.away[$0] == nil } ?? false
    return member == full.deputy || !deputyHere ? offered : offered + Self.deputyAdvantage
  }

  private func takeChair(
    _ term: Int, _ circumstances: Circumstances
  ) throws(Rejection) -> Decision {
    let by = circumstances.by
    if full.chair == by { return Self.nothing }
    guard term == full.term else { throw Rejection(.stale) }
    // How long the content is kept stays with who closed the meeting.
    guard full.purge == nil else { throw Rejection(.notNow) }
    guard by != presenterInForce else { throw Rejection(.presenterChairs) }
    let now = circumstances.now
    guard let from = mayTakeChair(by, now: now, presence: circumstances.presence), from <= now
    else { throw Rejection(.chairHere) }
    var draft = Draft(self, now: now)
    if member(by)?.left == true { draft.emit(.people(.memberReturned(member: by)), by: by) }
    draft.emit(
      .roles(
        .chairChanged(
          chair: by, term: term + 1,
          back: full.back == by ? nil : back(whenChairGoesTo: by) ?? full.chair)), by: by)
    if full.deputy == by { draft.emit(.roles(.deputyChanged(deputy: nil)), by: nil) }
    return draft.decision
  }

  private func giveChair(
    _ term: Int, to member: ID, _ circumstances: Circumstances
  ) throws(Rejection) -> Decision {
    if full.chair == member { return Self.nothing }
    guard term == full.term else { throw Rejection(.stale) }
    try requireChair(circumstances)
    guard isInRound(member) else { throw Rejection(.noMember) }
    guard member != presenterInForce else { throw Rejection(.presenterChairs) }
    var draft = Draft(self, now: circumstances.now)
    let back = back(whenChairGoesTo: member)
    draft.emit(
      .roles(.chairChanged(chair: member, term: term + 1, back: back)), by: circumstances.by)
    if full.deputy == member { draft.emit(.roles(.deputyChanged(deputy: nil)), by: nil) }
    return draft.decision
  }

  /// Who presents must sit in the round, and needs another chair than itself.
  private func requireCast(presenter: ID?, chair: ID?) throws(Rejection) {
    if let presenter, !round.contains(presenter) { throw Rejection(.noMember) }
    if let chair {
      guard isInRound(chair) else { throw Rejection(.noMember) }
      guard chair != presenter else { throw Rejection(.presenterChairs) }
    } else if let presenter, presenter == full.chair {
      throw Rejection(.presenterChairs)
    }
  }

  private func castCase(
    _ number: Int, presenter: ID?, chair: ID?, _ circumstances: Circumstances
  ) throws(Rejection) -> Decision {
    guard full.purge == nil else { throw Rejection(.notNow) }
    guard full.cases.indices.contains(number - 1) else { throw Rejection(.noCase) }
    let present = full.cases[number - 1]
    guard present.presenter != presenter || present.chair != chair else { return Self.nothing }
    // In the lobby anybody may say who presents. But once somebody chairs, only that member may let
    // another chair a case, or make the chair present one.
    let movesChair = (chair != nil && chair != present.chair) || presenter == full.chair
    if full.visit > 0 || (full.chair != nil && movesChair) { try requireChair(circumstances) }
    let begun = full.creation?.plan.steps.contains {
      $0.caseNumber == number && !$0.settles && full.visited.contains($0.id)
    }
    guard begun == false, full.current?.caseNumber != number else { throw Rejection(.notNow) }
    try requireCast(presenter: presenter, chair: chair)
    return one(.roles(.caseCast(number: number, presenter: presenter, chair: chair)), circumstances)
  }

  private func settle(
    _ visit: Int, _ item: ID?, presenter: ID, chair: ID?, _ circumstances: Circumstances
  ) throws(Rejection) -> Decision {
    let step = try requireVisit(visit)
    guard step.settles, let number = step.caseNumber else { throw Rejection(.notNow) }
    let present = full.cases[number - 1]
    if present.presenter == presenter, present.item == item, chair == nil || present.chair == chair
    {
      // This comes before the question who chairs: a chair who became the presenter by this command
      // chairs no more, and may send it again.
      return Self.nothing
    }
    try requireChair(circumstances)
    if let item, !full.items.contains(where: { $0.item == item }) { throw Rejection(.noItem) }
    try requireCast(presenter: presenter, chair: chair)
    var draft = Draft(self, now: circumstances.now)
    if present.chair != chair {
      draft.emit(
        .roles(.caseCast(number: number, presenter: presenter, chair: chair)), by: circumstances.by)
    }
    draft.emit(
      .roles(.voteSettled(number: number, item: item, presenter: presenter)), by: circumstances.by)
    if presenter == full.chair, let chair {
      draft.emit(
        .roles(
          .chairChanged(
            chair: chair, term: full.term + 1, back: back(whenChairGoesTo: chair) ?? presenter)),
        by: nil)
    }
    if let deputy = full.deputy, deputy == presenter || (presenter == full.chair && deputy == chair)
    {
      draft.emit(.roles(.deputyChanged(deputy: nil)), by: nil)
    }
    return draft.decision
  }
}
