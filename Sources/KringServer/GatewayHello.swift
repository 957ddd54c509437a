import KringCore
import KringJournal
import KringProtocol
import Transport
import TransportLoop

// Coming in: a new WebSocket and its hello.

extension Gateway {
  /// Puts a new WebSocket into the table; it must say hello soon.
  package func opened(_ id: ConnectionID) {
    let now = self.now()
    let until = now + settings.helloTime.milliseconds
    let connection = Connection(id, until: until, rate: settings.rate, now: now)
    connections[id] = connection
    if !isServing { part(connection, .storage) }
    if isDraining { part(connection, .drain) }
  }

  /// Takes a WebSocket out of the table.
  package func closed(_ id: ConnectionID) {
    guard let connection = connections.removeValue(forKey: id) else { return }
    leave(connection)
    connection.phase = .over
  }

  /// Takes a connection out of its room.
  func leave(_ connection: Connection) {
    switch connection.phase {
    case .seated(let room, let member): leaveSeat(connection, of: member, in: room)
    case .waiting(let room): leaveDoor(connection, in: room)
    case .silent, .arriving, .over: break
    }
    connection.outbox.left()
  }

  /// Seats who says hello, or lets them wait at the door.
  ///
  /// - Parameter claim: what the journal said about the session, if it was asked.
  func hello(_ hello: Hello, _ connection: Connection, after claim: Claim? = nil) {
    // An unknown session, a purged one and a wrong key cost the same and get the same answer.
    let room = rooms[hello.session]
    let known = room?.joinKeyHash ?? [UInt8](repeating: 0, count: 32)
    let isKey = Digest.equal(Digest.sha256(hello.joinKey), known)
    guard let room, isKey, !room.isPurging else {
      guard let claim else { return wait(.hello(hello, connection), for: hello.session) }
      if case .elsewhere(let node, let joinKeyHash, _) = claim, let node = NodeLabel(node),
        Digest.equal(Digest.sha256(hello.joinKey), joinKeyHash)
      {
        return send(connection, to: node)
      }
      if case .unreadable(_, let joinKeyHash) = claim,
        Digest.equal(Digest.sha256(hello.joinKey), joinKeyHash)
      {
        return refuse(connection, .storage)
      }
      return refuse(connection, .noSession)
    }
    switch room.reading {
    case .read: break
    case .unread: return wait(.hello(hello, connection), for: room.id, in: room)
    case .broken: return refuse(connection, .storage)
    }
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
      return takeSeat(connection, of: member, in: room, from: state)
    }
    guard let name = hello.name else { return refuse(connection, .noName) }
    let host = hello.claim.map { Digest.equal(Digest.sha256($0), room.claimHash) } ?? false
    let newcomer = Newcomer(
      member: hello.member, name: name, tokenHash: tokenHash, host: host, lost: hello.lost)
    guard !room.session.needsDoor(newcomer) else { return wait(newcomer, connection, room) }
    switch decide(.join(newcomer), in: room)?.code {
    case nil: takeSeat(connection, of: newcomer.member, in: room, from: nil)
    case .sessionFull: refuse(connection, .sessionFull)
    default: refuse(connection, .refused)
    }
  }

  /// Tells who has the key of a session which node serves it, and ends the connection.
  private func send(_ connection: Connection, to node: NodeLabel) {
    metrics.moved += 1
    answer(.error(Failure(movedTo: node)), connection)
    part(connection, .moved)
  }
}
