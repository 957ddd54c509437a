extension Session {
  /// Decides what a member's command does, without doing it.
  ///
  /// Throws a `Rejection` when it does nothing; an empty decision means that it is so already.
  public func decide(
    _ command: Command, _ circumstances: Circumstances
  ) throws(Rejection) -> Decision {
    try requireSeat(circumstances.by)
    if circumstances.by == awayPresenter { try requireOutside(command) }
    let decision = try outcome(of: command, circumstances)
    try requireMeasure(command, decision, by: circumstances.by)
    return decision
  }

  /// Refuses to go on for ever with what costs no text: steps, pen, halt, clock and the like.
  ///
  /// Leaving, closing, removing somebody and taking back what one wrote stay possible: each of them
  /// can be done only so often by itself.
  private func requireMeasure(
    _ command: Command, _ decision: Decision, by member: ID
  ) throws(Rejection) {
    switch command {
    case .leave, .remove, .close, .withdrawItem: return
    default: break
    }
    let more = decision.effects.count { effect in
      guard case .event(let event) = effect else { return false }
      return event.by == member && !event.kind.carriesText
    }
    guard more > 0 else { return }
    guard deeds[member, default: 0] + more <= limits.deeds,
      deeds.values.reduce(0, +) + more <= limits.allDeeds
    else { throw Rejection(.tooMuch) }
  }

  private func outcome(
    of command: Command, _ circumstances: Circumstances
  ) throws(Rejection) -> Decision {
    switch command {
    case .leave, .comeBack, .remove, .admit, .refuse, .giveSeat, .report:
      return try decidePeople(command, circumstances)
    case .takeChair, .giveChair, .guide, .nameDeputy, .castCase, .settle:
      return try decideRoles(command, circumstances)
    case .go(let visit, let to): return try go(visit: visit, to: to, circumstances)
    case .nameInput, .timePlan, .planClock, .pauseClock, .callPresenter, .raiseHalt, .clearHalt:
      return try decideClock(command, circumstances)
    case .stopCase, .close, .keep, .purge:
      return try decideEnd(command, circumstances)
    case .nextTurn, .laterTurn, .skipTurn, .giveTurn, .readTurn, .cast:
      return try decideFloor(command, circumstances)
    case .addItem, .editItem, .withdrawItem, .foldItem, .claimItem, .markItem, .takePen, .writeNote:
      return try decideItems(command, circumstances)
    case .addCard, .editCard, .withdrawCard:
      return try decideCards(command, circumstances)
    case .openSet, .forceSet, .discardSet:
      return try decideSets(command, circumstances)
    }
  }

  /// Refuses what a presenter who is away cannot see: an answer would tell of it.
  private func requireOutside(_ command: Command) throws(Rejection) {
    switch command {
    case .nextTurn, .laterTurn, .skipTurn, .giveTurn, .readTurn, .cast, .foldItem, .claimItem,
      .markItem, .takePen, .writeNote, .openSet, .forceSet, .discardSet:
      throw Rejection(.notNow)
    default: break
    }
  }

  /// Decides what time, connections or a start of the server cause.
  public func decide(
    _ command: ServerCommand, now: Int, presence: Presence
  ) throws(Rejection) -> Decision {
    switch command {
    case .create(let creation):
      guard full.creation == nil else { throw Rejection(.idTaken) }
      var draft = Draft(self, now: now)
      draft.emit(.created(creation), by: nil)
      return draft.decision
    case .join(let newcomer): return try join(newcomer, by: newcomer.member, now: now, presence)
    case .openForced(let set): return try openForced(set, now: now, presence)
    case .wasDown(let from, let to):
      var clock = full.clock
      guard full.step != nil, let since = clock.since else { return Self.nothing }
      clock.ran += max(0, from - since)
      clock.since = max(since, to)
      var draft = Draft(self, now: now)
      draft.emit(.clockChanged(clock), by: nil)
      return draft.decision
    case .purge:
      guard let purge = full.purge, purge <= now else { throw Rejection(.notNow) }
      return Decision(effects: [.purge])
    }
  }
}
