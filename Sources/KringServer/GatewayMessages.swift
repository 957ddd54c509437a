import KringCore
import KringMethods
import KringProtocol
import Transport

// What members say once they are in.

extension Gateway {
  /// How often a group is told at most that a set has too few writers.
  static let tooFewPause: Duration = .seconds(10)

  /// Handles one message; bad ones have no effect on anybody else.
  package func received(_ id: ConnectionID, _ text: UnsafeRawBufferPointer) {
    guard let connection = connections[id] else { return }
    if case .over = connection.phase { return }
    guard connection.count(now: now()) else { return refuse(connection, .rate) }
    let message: ClientMessage
    do {
      message = try ClientMessage.decode(bytes: text)
    } catch {
      guard let ref = error.ref, case .seated = connection.phase else {
        return refuse(connection, .badMessage, error)
      }
      return answer(.rejected(ref: ref, Refusal(error)), connection)
    }
    switch (connection.phase, message) {
    case (.silent, .hello(let hello)): self.hello(hello, connection)
    case (.silent, .ping), (.arriving, .ping), (.waiting, .ping): pong(connection, now())
    case (.seated(let room, _), .ping): pong(connection, now(in: room))
    case (.silent, _): refuse(connection, .helloFirst)
    case (_, .hello): refuse(connection, .secondHello)
    case (.arriving, .background), (.arriving, .hand), (.arriving, .ready): break
    case (.waiting, .background), (.waiting, .hand), (.waiting, .ready): break
    case (.arriving, .command), (.arriving, .askProof), (.waiting, .command), (.waiting, .askProof):
      refuse(connection, .helloFirst)
    case (.seated(let room, let member), .command(let ref, let command)):
      handle(command, ref: ref, by: member, in: room, connection)
    case (.seated(let room, let member), .askProof(let ref, let commit)):
      prove(commit, ref: ref, by: member, in: room, connection)
    case (.seated(let room, let member), _): note(message, of: member, in: room)
    case (.over, _): break
    }
  }

  private func pong(_ connection: Connection, _ now: Int) {
    send(Frame.text(ServerMessage.pong(now: now).bytes), to: connection)
  }

  private func note(_ message: ClientMessage, of member: ID, in room: Room) {
    let before = room.presence
    switch message {
    case .hand(let visit, let up, let item):
      // A hand that was raised in the last step, and came late, must not stand in this one.
      guard visit == room.session.full.visit else { return }
      // Who has left has no turn to wait for, and must not make the chair free to be taken.
      guard !up || !room.session.hasLeft(member) else { return }
      if up { room.presence.raise(member, item: item) } else { room.presence.lower(member) }
    case .ready(let visit, let ready):
      guard visit == room.session.full.visit else { return }
      if ready { room.presence.ready.insert(member) } else { room.presence.ready.remove(member) }
    case .background(true): room.presence.background.insert(member)
    case .background(false): room.presence.background.remove(member)
    case .hello, .ping, .command, .askProof: return
    }
    guard room.presence != before else { return }
    room.stir(member, now: now(in: room))
    next.touch(room)
  }

  private func handle(
    _ command: Command, ref: Int, by member: ID, in room: Room, _ connection: Connection
  ) {
    metrics.commands += 1
    guard !room.isPurging else {
      return answer(.rejected(ref: ref, Refusal(Rejection(.notNow))), connection)
    }
    do {
      let circumstances = Circumstances(
        by: member, now: now(in: room), presence: room.presence,
        proof: proof(of: command, connection, room), derived: derived(in: command),
        plan: try plan(for: command, by: member, in: room))
      let decision = try room.session.decide(command, circumstances)
      carryOut(decision.effects, in: room)
      reseat(room, after: decision.effects)
      answer(
        decision.hidden ? .okHidden(ref: ref) : .ok(ref: ref, seq: room.session.full.seq),
        connection)
    } catch {
      if error.code == .tooFew { tellTooFew(command, room) }
      answer(.rejected(ref: ref, Refusal(error)), connection)
    }
  }

  private func proof(of command: Command, _ connection: Connection, _ room: Room) -> ClosedProof? {
    switch command {
    case .sets(.addCard(let item, let set, _)), .sets(.editCard(let item, let set, _, _)),
      .sets(.withdrawCard(let item, let set)):
      Digest.proof(token: connection.token, session: room.id, set: set, item: item)
    default: nil
    }
  }

  /// The plan that a wish comes to; `nil` if the server has no such method or no such part.
  private func plan(for command: Command, by member: ID, in room: Room) throws(Rejection) -> Plan? {
    guard case .planning(.choosePlan(let edition, let wish)) = command else { return nil }
    // Compiling costs more than most commands: not for who may not choose. What is asked again, after
    // an answer that was lost, is one edition behind.
    if edition != room.session.full.edition - 1 {
      try room.session.requirePlanning(member, edition)
    }
    guard let method = offer.catalogue.method(wish.method),
      let options = Options(cases: wish.cases, minutes: wish.minutes, frame: wish.frame)
    else { return nil }
    let plan = compile(frame: offer.catalogue.frame, method: method, options: options)
    guard planBytes - room.planBytes + plan.pageBytes <= settings.planBytes else {
      throw Rejection(.tooMuch)
    }
    return plan
  }

  private func derived(in command: Command) -> ID? {
    guard case .writing(.claimItem(_, let nonce)) = command else { return nil }
    return Digest.item(nonce: nonce)
  }

  private func tellTooFew(_ command: Command, _ room: Room) {
    guard case .sets(.openSet(let set)) = command else { return }
    let now = self.now(in: room)
    guard room.lastTooFew == .min || .milliseconds(now - room.lastTooFew) >= Self.tooFewPause
    else { return }
    room.lastTooFew = now
    let notice = ServerMessage.notice(.tooFew(set: set))
    let outside = room.session.awayPresenter
    for (member, connection) in room.connections where member != outside {
      answer(notice, connection)
    }
  }
}
