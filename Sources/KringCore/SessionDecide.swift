extension Session {
  /// Decides what a member's command does, without doing it.
  ///
  /// Throws a `Rejection` when it does nothing; an empty decision means that it is so already.
  public func decide(
    _ command: Command, _ circumstances: Circumstances
  ) throws(Rejection) -> Decision {
    try requireSeat(circumstances.by)
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
