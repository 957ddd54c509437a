// Seats, the door, and who is in the round.

extension Command {
  /// What is asked about seats and the door.
  package enum People: Hashable, Sendable {
    /// Leaves the round: frees chair and pen; the seat stays.
    case leave
    /// Comes back after leaving.
    case comeBack
    /// Closes a member's seat and locks the session for newcomers.
    case remove(member: ID)
    /// Lets a newcomer in.
    case admit(newcomer: ID)
    /// Sends a newcomer away.
    case refuse(newcomer: ID)
    /// Gives a seat to the newcomer who lost it.
    case giveSeat(newcomer: ID, seat: ID)
    /// Tells that a report was made.
    case report

    var isForOutside: Bool {
      switch self {
      case .leave, .comeBack, .remove, .admit, .refuse, .giveSeat, .report: true
      }
    }

    var endsSomething: Bool {
      switch self {
      case .leave, .remove: true
      case .comeBack, .admit, .refuse, .giveSeat, .report: false
      }
    }
  }
}

extension Event {
  /// What happened to seats.
  package enum People: Hashable, Sendable {
    /// A newcomer has taken a seat.
    case memberJoined(member: ID, name: Envelope, host: Bool)
    /// A member has left the round.
    case memberLeft(member: ID)
    /// A member who had left is back in the round.
    case memberReturned(member: ID)
    /// A seat was closed, and the session is locked for newcomers.
    case memberRemoved(member: ID)
    /// A seat was given to the newcomer who had lost it.
    case seatGiven(member: ID, newcomer: ID)
    /// Whoever did this has made a report.
    case reportMade

    var reachesOutside: Bool {
      switch self {
      case .memberJoined, .memberLeft, .memberReturned, .memberRemoved, .seatGiven, .reportMade:
        true
      }
    }

    var carriesText: Bool {
      switch self {
      case .memberJoined: true
      case .memberLeft, .memberReturned, .memberRemoved, .seatGiven, .reportMade: false
      }
    }
  }
}

/// Somebody at the door: wants a new seat, or the old one back.
package struct Newcomer: Hashable, Sendable {
  /// The member id that the newcomer's client drew.
  package var member: ID
  /// The sealed name.
  package var name: Envelope
  /// SHA-256 of the token that will prove the seat.
  package var tokenHash: [UInt8]
  /// Whether the newcomer showed the chair claim of the maker.
  package var host: Bool
  /// Whether the newcomer asks for a lost seat.
  package var lost: Bool

  package init(member: ID, name: Envelope, tokenHash: [UInt8], host: Bool, lost: Bool) {
    self.member = member
    self.name = name
    self.tokenHash = tokenHash
    self.host = host
    self.lost = lost
  }
}

extension View {
  mutating func reduce(_ people: Event.People, of event: Event) {
    switch people {
    case .memberJoined(let member, let name, let host):
      members.append(Member(member: member, name: name, host: host))
    case .memberLeft(let member): change(member) { $0.left = true }
    case .memberReturned(let member): change(member) { $0.left = false }
    case .memberRemoved(let member):
      guard members.contains(where: { $0.member == member }) else { return }
      change(member) { $0.removed = true }
      locked = true
    case .seatGiven(let member, _):
      guard members.contains(where: { $0.member == member }) else { return }
      for place in sets.indices where sets[place].state == .closed {
        guard !sets[place].late.contains(member) else { continue }
        sets[place].late.append(member)
      }
      guard let by = event.by else { return }
      change(member) { $0.given = Given(at: event.at, by: by) }
    case .reportMade:
      if let by = event.by, !reports.contains(by) { reports.append(by) }
    }
  }

  private mutating func change(_ member: ID, _ body: (inout Member) -> Void) {
    guard let place = members.firstIndex(where: { $0.member == member }) else { return }
    body(&members[place])
  }
}

extension Session {
  /// How long a seat must have been empty before it is given to who lost it, in milliseconds.
  package static let seatPatience = 30_000
  /// The same for the seat of the chair, and where neither chair nor deputy gives it.
  package static let longSeatPatience = 120_000

  mutating func remember(_ people: Event.People) {
    switch people {
    case .seatGiven(let member, let newcomer): given[newcomer] = member
    case .memberJoined, .memberLeft, .memberReturned, .memberRemoved, .reportMade: break
    }
  }

  func decide(
    _ command: Command.People, _ circumstances: Circumstances
  ) throws(Rejection) -> Decision {
    let by = circumstances.by
    switch command {
    case .leave:
      guard member(by)?.left == false else { return Self.nothing }
      return dismiss(by, .people(.memberLeft(member: by)), circumstances)
    case .comeBack:
      guard member(by)?.left == true else { return Self.nothing }
      var draft = Draft(self, now: circumstances.now)
      draft.emit(.people(.memberReturned(member: by)), by: by)
      queueLast(by, in: &draft)
      return draft.decision
    case .remove(let removed):
      try requireChair(circumstances)
      guard let seat = member(removed) else { throw Rejection(.noMember) }
      guard removed != by else { throw Rejection(.notYours) }
      guard !seat.removed else { return Self.nothing }
      // Else whoever took the chair while its owner was away for a moment could keep the owner out for
      // good.
      guard removed != full.back else { throw Rejection(.notNow) }
      return dismiss(removed, .people(.memberRemoved(member: removed)), circumstances)
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
      draft.emit(.people(.seatGiven(member: seat, newcomer: newcomer)), by: by)
      return draft.decision
    case .report:
      guard !full.reports.contains(by) else { return Self.nothing }
      return one(.people(.reportMade), circumstances)
    }
  }

  /// From when a doorkeeper may give a seat to who lost it, in milliseconds since 1970; `nil` while
  /// somebody sits in it.
  package func mayGiveSeat(_ seat: ID, by doorkeeper: ID, presence: Presence) -> Int? {
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
    guard full.members.count(where: { !$0.removed }) < limits.members,
      full.members.count < limits.seats
    else {
      throw Rejection(.sessionFull)
    }
    var draft = Draft(self, now: now)
    draft.effects.append(.seat(member: newcomer.member, tokenHash: newcomer.tokenHash))
    draft.emit(
      .people(.memberJoined(member: newcomer.member, name: newcomer.name, host: newcomer.host)),
      by: by)
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
        .roles(
          .chairChanged(
            chair: full.chair == gone ? nil : full.chair, term: full.term + 1,
            back: back(whenChairGoesTo: gone))), by: nil)
    }
    if full.deputy == gone { draft.emit(.roles(.deputyChanged(deputy: nil)), by: nil) }
    if full.pen == gone { draft.emit(.writing(.penChanged(pen: nil)), by: nil) }
    if let floor = floor(without: gone, circumstances.presence) {
      draft.emit(.floor(.turnChanged(floor)), by: nil)
    }
    return draft.decision
  }

  /// Lets a newcomer or a returned member speak last in a running round, before the presenter.
  private func queueLast(_ member: ID, in draft: inout Draft) {
    guard let step = full.current, step.floor == .turns, full.floor.card == nil else { return }
    var floor = full.floor
    // Where cards were to be gone through and there are none, people speak in turn instead, but only
    // once somebody has begun that round.
    guard step.over == nil || floor.speaker != nil || !floor.waiting.isEmpty else { return }
    guard floor.speaker != member, !floor.waiting.contains(member) else { return }
    floor.turn += 1
    floor.append(member, before: full.presenter)
    draft.emit(.floor(.turnChanged(floor)), by: nil)
  }
}
