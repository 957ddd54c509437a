extension Session {
  /// Decides what a member's command does, without doing it.
  ///
  /// Throws a `Rejection` when it does nothing; an empty decision means that it is so already.
  package func decide(
    _ command: Command, _ circumstances: Circumstances
  ) throws(Rejection) -> Decision {
    try requireSeat(circumstances.by)
    if circumstances.by == awayPresenter, !command.isForOutside { throw Rejection(.notNow) }
    let decision = try outcome(of: command, circumstances)
    try requireMeasure(command, decision, by: circumstances.by)
    return decision
  }

  private func outcome(
    of command: Command, _ circumstances: Circumstances
  ) throws(Rejection) -> Decision {
    switch command {
    case .people(let command): try decide(command, circumstances)
    case .roles(let command): try decide(command, circumstances)
    case .course(let command): try decide(command, circumstances)
    case .clock(let command): try decide(command, circumstances)
    case .floor(let command): try decide(command, circumstances)
    case .writing(let command): try decide(command, circumstances)
    case .sets(let command): try decide(command, circumstances)
    case .planning(let command): try decide(command, circumstances)
    case .attendance(let command): try decide(command, circumstances)
    }
  }

  /// Refuses to go on for ever with what costs no text: steps, pen, halt, clock and the like.
  private func requireMeasure(
    _ command: Command, _ decision: Decision, by member: ID
  ) throws(Rejection) {
    guard !command.endsSomething else { return }
    let more = decision.effects.count { effect in
      guard case .event(let event) = effect else { return false }
      return event.by == member && !event.kind.carriesText
    }
    guard more > 0 else { return }
    try requireMeasure(more, by: member)
  }

  /// Refuses a member who would cause too many events without a text.
  func requireMeasure(_ more: Int, by member: ID) throws(Rejection) {
    guard deeds[member, default: 0] + more <= limits.deeds,
      deeds.values.reduce(0, +) + more <= limits.allDeeds
    else { throw Rejection(.tooMuch) }
  }

  /// Decides what time, connections or a start of the server cause.
  package func decide(
    _ command: ServerCommand, now: Int, presence: Presence
  ) throws(Rejection) -> Decision {
    switch command {
    case .create(let creation):
      guard full.creation == nil else { throw Rejection(.idTaken) }
      var draft = Draft(self, now: now)
      draft.emit(.course(.created(creation)), by: nil)
      return draft.decision
    case .join(let newcomer): return try join(newcomer, by: newcomer.member, now: now, presence)
    case .openForced(let set): return try openForced(set, now: now, presence)
    case .wasDown(let from, let to):
      var clock = full.clock
      guard full.step != nil, let since = clock.since else { return Self.nothing }
      clock.ran += max(0, from - since)
      clock.since = max(since, to)
      var draft = Draft(self, now: now)
      draft.emit(.clock(.clockChanged(clock)), by: nil)
      return draft.decision
    case .purge:
      guard let purge = full.purge, purge <= now else { throw Rejection(.notNow) }
      return Decision(effects: [.purge])
    case .tellEnding:
      let due = dueWhenIdle
      guard full.purge == nil, due.command == .tellEnding, due.at <= now else {
        throw Rejection(.notNow)
      }
      var draft = Draft(self, now: now)
      // After a long time without the server its members are still told an hour before.
      let purge = max(idleUntil, draft.now + Self.endingNotice)
      draft.emit(.planning(.ending(purge: purge)), by: nil)
      return draft.decision
    case .lapse:
      let due = dueWhenIdle
      guard full.purge == nil, due.command == .lapse, due.at <= now else {
        throw Rejection(.notNow)
      }
      return Decision(effects: [.purge])
    }
  }
}
