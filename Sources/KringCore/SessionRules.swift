// What all decisions share: roles, eligibility and the making of events.

extension Session {
  /// A list of effects in the making; numbers its events from the session's last one on.
  struct Draft {
    let session: Session
    let now: Int
    var effects: [Effect] = []
    private var seq: Int

    init(_ session: Session, now: Int) {
      self.session = session
      self.now = max(now, session.full.at)
      seq = session.full.seq
    }

    mutating func emit(_ kind: Event.Kind, by: ID?) {
      seq += 1
      let audience = session.audience(of: kind, by: by)
      effects.append(
        .event(Event(seq: seq, at: now, by: by, audience: audience, kind: kind)))
    }

    var decision: Decision { Decision(effects: effects) }
  }

  /// The decision of one event.
  func one(_ kind: Event.Kind, _ circumstances: Circumstances) -> Decision {
    var draft = Draft(self, now: circumstances.now)
    draft.emit(kind, by: circumstances.by)
    return draft.decision
  }

  /// What is so already.
  static let nothing = Decision(effects: [])

  func member(_ id: ID) -> View.Member? {
    full.members.first { $0.member == id }
  }

  /// Members with a seat who have not left the round, in seat order.
  var round: [ID] {
    full.members.filter { !$0.left && !$0.removed }.map(\.member)
  }

  /// Whether a member has a seat and has not left the round.
  func isInRound(_ id: ID) -> Bool {
    full.members.contains { $0.member == id && !$0.left && !$0.removed }
  }

  func requireSeat(_ id: ID) throws(Rejection) {
    guard let member = member(id), !member.removed else { throw Rejection(.noMember) }
  }

  func requireChair(_ circumstances: Circumstances) throws(Rejection) {
    guard circumstances.by == full.chair else { throw Rejection(.notYours) }
  }

  /// Chair or deputy; anybody when both have been away for more than a moment.
  func requireDoorkeeper(_ circumstances: Circumstances) throws(Rejection) {
    if circumstances.by == full.chair || circumstances.by == full.deputy { return }
    let keepers = [full.chair, full.deputy].compactMap { $0 }
    let away = keepers.allSatisfy { keeper in
      guard let since = circumstances.presence.away[keeper] else { return false }
      return since + Self.leastAbsence <= circumstances.now
    }
    guard away else { throw Rejection(.notYours) }
  }

  /// The current step, in the visit that a command names.
  func requireVisit(_ visit: Int) throws(Rejection) -> Plan.Step {
    guard full.purge == nil else { throw Rejection(.notNow) }
    guard visit == full.visit else { throw Rejection(.stale) }
    guard let step = full.current else { throw Rejection(.notNow) }
    return step
  }

  /// The step whose inputs are open: the current one, and before the beginning the lobby.
  func requireOpenStep(_ visit: Int) throws(Rejection) -> Plan.Step {
    guard full.purge == nil, full.visit == 0, visit == 0, let lobby = full.creation?.plan.lobby
    else { return try requireVisit(visit) }
    return lobby
  }

  /// Tells whether a member may write to an input now.
  func mayWrite(_ member: ID, _ input: Plan.Input) -> Bool {
    mayWrite(member, input, presenter: full.presenter)
  }

  /// Tells whether a member may write to an input in a step that somebody presents.
  ///
  /// The pen writes for the presenter what everybody sees, never what is closed.
  func mayWrite(_ member: ID, _ input: Plan.Input, presenter: ID?) -> Bool {
    guard isInRound(member) else { return false }
    switch input.by {
    case .presenter: return member == presenter || (member == full.pen && input.opens == nil)
    case .others: return member != presenter && !(full.guiding && member == full.chair)
    case .all: return true
    case .chair: return member == full.chair
    }
  }

  /// The presenter whom chair and deputy must differ from: of the current case, or in the lobby
  /// of the first, unless somebody was named to chair it.
  var presenterInForce: ID? {
    if full.visit > 0 { return full.presenter }
    return full.cases.first.flatMap { $0.chair == nil ? $0.presenter : nil }
  }

  func place(of step: String) -> Int? {
    full.creation?.plan.steps.firstIndex { $0.id == step }
  }

  func input(_ path: Plan.InputPath) -> Plan.Input? {
    full.creation?.plan.input(path)
  }

  /// Refuses a text that would pass the room of its writer's seat.
  ///
  /// The answer depends on what the seat itself wrote for all to see and on the sets there are,
  /// never on a closed card, be it one's own or another's.
  func requireRoom(for envelope: Envelope, by member: ID, newItem: Bool) throws(Rejection) {
    let room = room(of: member)
    guard room.characters + envelope.text.count <= limits.characters else {
      throw Rejection(.tooMuch)
    }
    guard !newItem || room.items < limits.items else { throw Rejection(.tooMuch) }
  }

  /// Refuses a card when its writer's seat has no room for all that its closed sets may take.
  func requireRoomForCards(by member: ID) throws(Rejection) {
    let room = room(of: member)
    guard room.items <= limits.items, room.characters <= limits.characters else {
      throw Rejection(.tooMuch)
    }
  }

  private func room(of member: ID) -> Room {
    let own = used[member] ?? Room()
    return Room(
      items: own.items + reserved.items, characters: own.characters + reserved.characters)
  }
}
