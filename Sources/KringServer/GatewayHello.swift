import KringCore
import KringProtocol
import Transport

// Coming in, coming back, the door and leaving.

extension Gateway {
  /// Puts a new WebSocket into the table; it must say hello soon.
  public func opened(_ id: ConnectionID) {
    let now = self.now()
    let connection = Connection(id, until: now + settings.helloTime, rate: settings.rate, now: now)
    connections[id] = connection
    if !isServing { part(connection, .storage) }
    if isDraining { part(connection, .drain) }
  }

  /// Takes a WebSocket out of the table.
  public func closed(_ id: ConnectionID) {
    guard let connection = connections.removeValue(forKey: id) else { return }
    leave(connection)
    connection.phase = .over
  }

  /// Takes a connection out of its room.
  func leave(_ connection: Connection) {
    switch connection.phase {
    case .seated(let room, let member):
      guard room.connections[member] === connection else { return }
      room.note(member, connection: nil, now: now())
      touch(room)
    case .waiting(let room, let newcomer, _):
      guard room.door[newcomer.member] === connection else { return }
      room.door[newcomer.member] = nil
      room.presence.door.removeAll { $0.member == newcomer.member }
      room.presenceChanged = true
      touch(room)
    case .silent, .over: break
    }
  }

  func hello(_ hello: Hello, _ connection: Connection) {
    // An unknown session, a purged one and a wrong key cost the same and get the same answer.
    let room = rooms[hello.session]
    let known = room?.joinKeyHash ?? [UInt8](repeating: 0, count: 32)
    let isKey = Digest.equal(Digest.sha256(hello.joinKey), known)
    guard let room, isKey, !room.isPurging else { return refuse(connection, .noSession) }
    guard prepare(room) else { return refuse(connection, .storage) }
    connection.token = hello.token
    let tokenHash = Digest.sha256(hello.token)
    if let (member, seat) = seat(of: hello.member, tokenHash, in: room) {
      defer { metrics.resumed(connection) }
      let known = room.session.full.members.first { $0.member == member }
      guard known?.removed != true else { return refuse(connection, .removed) }
      guard Digest.equal(seat, tokenHash) else {
        return refuse(connection, known?.given == nil ? .seatTaken : .seatGiven)
      }
      let state = member == hello.member ? hello.state : nil
      return seated(connection, as: member, in: room, from: state)
    }
    guard let name = hello.name else { return refuse(connection, .noName) }
    let host = hello.claim.map { Digest.equal(Digest.sha256($0), room.claimHash) } ?? false
    let newcomer = Newcomer(
      member: hello.member, name: name, tokenHash: tokenHash, host: host, lost: hello.lost)
    guard !room.session.needsDoor(newcomer) else { return wait(newcomer, connection, room) }
    switch decide(.join(newcomer), in: room)?.code {
    case nil: seated(connection, as: newcomer.member, in: room, from: nil)
    case .sessionFull: refuse(connection, .sessionFull)
    default: refuse(connection, .refused)
    }
  }

  /// The seat of a member with the hash of its token; for an unknown member the seat of that token.
  ///
  /// Who was given a seat back may not have heard of it, and asks under the own id again.
  private func seat(of member: ID, _ tokenHash: [UInt8], in room: Room) -> (ID, [UInt8])? {
    if let seat = room.seats[member] { return (member, seat) }
    return room.seats.first { Digest.equal($0.value, tokenHash) }.map { ($0.key, $0.value) }
  }

  private func wait(_ newcomer: Newcomer, _ connection: Connection, _ room: Room) {
    guard room.session.full.purge == nil else { return refuse(connection, .refused) }
    if let asks = room.presence.door.first(where: { $0.member == newcomer.member }),
      !Digest.equal(asks.tokenHash, newcomer.tokenHash)
    {
      return refuse(connection, .seatTaken)
    }
    if let other = room.door[newcomer.member] { refuse(other, .elsewhere) }
    guard room.door.count < settings.doorPlaces else { return refuse(connection, .doorFull) }
    guard room.knock(now: now()) else { return refuse(connection, .doorBusy) }
    network.prove(connection.id)
    let until = now() + settings.doorTime
    connection.phase = .waiting(room, newcomer, until: until)
    room.door[newcomer.member] = connection
    room.presence.door.append(newcomer)
    room.presenceChanged = true
    touch(room)
    answer(.waiting(until: until, reason: newcomer.lost ? .lost : .door), connection)
  }

  /// Seats a connection: welcome, then what it missed.
  func seated(
    _ connection: Connection, as member: ID, in room: Room, from state: Hello.Position?
  ) {
    if let other = room.connections[member], other !== connection { refuse(other, .elsewhere) }
    // Only now: who has the key and gets no place goes on counting against the own address.
    network.prove(connection.id)
    connection.phase = .seated(room, member: member)
    room.note(member, connection: connection, now: now())
    let seq = room.session.full.seq
    if let state, state.epoch == epoch, room.recent.after(state.after, upTo: seq) != nil {
      connection.delivered = state.after
    } else {
      connection.needsView = true
    }
    let welcome = ServerMessage.welcome(
      Welcome(
        member: member, epoch: epoch, seq: seq, now: now(),
        heartbeat: settings.heartbeat,
        limits: .init(members: settings.limits.members, items: settings.limits.items),
        session: room.id))
    Frame.append(text: welcome.bytes, to: &connection.first)
    room.isDirty = true
    touch(room)
  }

  /// Lets the newcomers in who have a seat by now, and sends away who was refused.
  func lookAtDoor(of room: Room, after effects: [Effect]) {
    for effect in effects {
      switch effect {
      case .turnAway(let newcomer):
        if let connection = room.door[newcomer] { refuse(connection, .refused) }
      case .seat(let member, let tokenHash):
        guard let asks = room.presence.door.first(where: { $0.tokenHash == tokenHash }),
          let connection = room.door.removeValue(forKey: asks.member)
        else { continue }
        room.presence.door.removeAll { $0.member == asks.member }
        seated(connection, as: member, in: room, from: nil)
      case .event(let event):
        guard case .memberRemoved(let member) = event.kind,
          let connection = room.connections[member]
        else { continue }
        refuse(connection, .removed)
      case .card, .ballot, .latecomers, .endSet, .purge: break
      }
    }
  }
}
