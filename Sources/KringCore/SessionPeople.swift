// Decisions about seats and the door.

extension Session {
  func decidePeople(
    _ command: Command, _ circumstances: Circumstances
  ) throws(Rejection) -> Decision {
    let by = circumstances.by
    switch command {
    case .leave:
      guard member(by)?.left == false else { return Self.nothing }
      return dismiss(by, .memberLeft(member: by), circumstances)
    case .comeBack:
      guard member(by)?.left == true else { return Self.nothing }
      var draft = Draft(self, now: circumstances.now)
      draft.emit(.memberReturned(member: by), by: by)
      queueLast(by, in: &draft)
      return draft.decision
    case .remove(let removed):
      try requireChair(circumstances)
      guard let seat = member(removed) else { throw Rejection(.noMember) }
      guard removed != by else { throw Rejection(.notYours) }
      guard !seat.removed else { return Self.nothing }
      // Else who takes the chair while it is away for a moment could keep its owner out for good.
      guard removed != full.back else { throw Rejection(.notNow) }
      return dismiss(removed, .memberRemoved(member: removed), circumstances)
    case .admit(let newcomer):
      guard member(newcomer) == nil else { return Self.nothing }
      try requireDoorkeeper(circumstances)
      guard let asks = circumstances.presence.door.first(where: { $0.member == newcomer }) else {
        throw Rejection(.noNewcomer)
      }
      return try join(asks, by: by, now: circumstances.now, circumstances.presence)
    case .refuse(let newcomer):
      try requireDoorkeeper(circumstances)
      return Decision(effects: [.turnAway(newcomer: newcomer)])
    case .giveSeat(let newcomer, let seat):
      if given[newcomer] == seat { return Self.nothing }
      try requireDoorkeeper(circumstances)
      try requireSeat(seat)
      guard let asks = circumstances.presence.door.first(where: { $0.member == newcomer }) else {
        throw Rejection(.noNewcomer)
      }
      guard let from = mayGiveSeat(seat, by: by, presence: circumstances.presence),
        from <= circumstances.now
      else { throw Rejection(.seatInUse) }
      var draft = Draft(self, now: circumstances.now)
      draft.effects.append(.seat(member: seat, tokenHash: asks.tokenHash))
      draft.emit(.seatGiven(member: seat, newcomer: newcomer), by: by)
      return draft.decision
    case .report:
      guard !full.reports.contains(by) else { return Self.nothing }
      return one(.reportMade, circumstances)
    default: preconditionFailure("not a command about people")
    }
  }

  /// From when a doorkeeper may give a seat to who lost it, in milliseconds since 1970; `nil` while
  /// somebody sits in it.
  public func mayGiveSeat(_ seat: ID, by doorkeeper: ID, presence: Presence) -> Int? {
    guard let since = presence.away[seat] else { return nil }
    let keeps = doorkeeper == full.chair || doorkeeper == full.deputy
    let leads = seat == full.chair || seat == full.back
    return since + (keeps && !leads ? Self.seatPatience : Self.longSeatPatience)
  }

  func join(
    _ newcomer: Newcomer, by: ID, now: Int, _ presence: Presence
  ) throws(Rejection) -> Decision {
    guard member(newcomer.member) == nil else { throw Rejection(.idTaken) }
    guard full.purge == nil else { throw Rejection(.notNow) }
    guard full.members.filter({ !$0.removed }).count < limits.members else {
      throw Rejection(.sessionFull)
    }
    var draft = Draft(self, now: now)
    draft.effects.append(.seat(member: newcomer.member, tokenHash: newcomer.tokenHash))
    draft.emit(
      .memberJoined(member: newcomer.member, name: newcomer.name, host: newcomer.host), by: by)
    queueLast(newcomer.member, in: &draft)
    return draft.decision
  }

  /// A member leaves the round or the session: roles and turns of that member become free.
  private func dismiss(
    _ gone: ID, _ kind: Event.Kind, _ circumstances: Circumstances
  ) -> Decision {
    var draft = Draft(self, now: circumstances.now)
    draft.emit(kind, by: circumstances.by)
    if full.chair == gone || full.back == gone {
      draft.emit(
        .chairChanged(
          chair: full.chair == gone ? nil : full.chair, term: full.term + 1,
          back: back(whenChairGoesTo: gone)), by: nil)
    }
    if full.deputy == gone { draft.emit(.deputyChanged(deputy: nil), by: nil) }
    if full.pen == gone { draft.emit(.penChanged(pen: nil), by: nil) }
    if let floor = floor(without: gone, circumstances.presence) {
      draft.emit(.turnChanged(floor), by: nil)
    }
    return draft.decision
  }

  /// Lets a newcomer or a returned member speak last in a running round, before the presenter.
  private func queueLast(_ member: ID, in draft: inout Draft) {
    guard let step = full.current, step.floor == .turns, full.floor.card == nil else { return }
    var floor = full.floor
    // A round over cards becomes one of people only when it is begun.
    guard step.over == nil || floor.speaker != nil || !floor.waiting.isEmpty else { return }
    guard floor.speaker != member, !floor.waiting.contains(member) else { return }
    floor.turn += 1
    floor.append(member, before: full.presenter)
    draft.emit(.turnChanged(floor), by: nil)
  }
}
