import KringCore
import KringProtocol
import Transport
import TransportLoop

// A member's seat: whose it is, and the one connection in it.

extension Gateway {
  /// The seat of a member with the hash of its token; for an unknown member the seat of that token.
  ///
  /// A member to whom a lost seat was given may not have heard of it, and then says hello under the
  /// id that it had at the door.
  func seat(of member: ID, _ tokenHash: [UInt8], in room: Room) -> (ID, [UInt8])? {
    if let seat = room.seats[member] { return (member, seat) }
    return room.seats.first { Digest.equal($0.value, tokenHash) }.map { ($0.key, $0.value) }
  }

  /// Puts a connection into a seat, in the place of another one: welcome, then what it missed.
  func takeSeat(
    _ connection: Connection, of member: ID, in room: Room, from state: Hello.Position?
  ) {
    if let other = room.connections[member], other !== connection { refuse(other, .elsewhere) }
    // Not earlier: somebody with the key but without a seat must stay under the limit of the address.
    network.prove(connection.id)
    connection.phase = .seated(room, member: member)
    room.note(member, connection: connection, now: now(in: room))
    if let entry = room.noteTime(of: member, now: now(in: room)) { next.keep(entry) }
    let seq = room.session.full.seq
    var owed = Outbox.Next.view
    if let state, state.epoch == room.epoch, room.mayFollow(member, after: state.after) {
      owed = .events(after: state.after)
    }
    let welcome = ServerMessage.welcome(
      Welcome(
        member: member, epoch: room.epoch, seq: seq, now: now(in: room),
        heartbeat: settings.heartbeat.milliseconds,
        limits: .init(members: settings.limits.members, items: settings.limits.items),
        session: room.id))
    connection.outbox.seated(welcome: welcome.bytes, next: owed)
    room.isDirty = true
    next.touch(room)
  }

  /// Takes a connection out of its seat, unless another one has it by now.
  func leaveSeat(_ connection: Connection, of member: ID, in room: Room) {
    guard room.connections[member] === connection else { return }
    room.note(member, connection: nil, now: now(in: room))
    if let entry = room.noteTime(of: member, now: now(in: room)), !room.isPurging {
      next.keep(entry)
    }
    next.touch(room)
  }

  /// Does what a decision means for connections: newcomers get seats or are sent away, and who was
  /// removed loses the seat.
  func reseat(_ room: Room, after effects: [Effect]) {
    for effect in effects {
      switch effect {
      case .turnAway(let newcomer):
        if let waiting = room.door.first(where: { $0.newcomer.member == newcomer }) {
          refuse(waiting.connection, .refused)
        }
      case .seat(let member, let tokenHash):
        guard let place = room.door.firstIndex(where: { $0.newcomer.tokenHash == tokenHash })
        else { continue }
        let admitted = room.door.remove(at: place)
        takeSeat(admitted.connection, of: member, in: room, from: nil)
      case .event(let event):
        guard case .people(.memberRemoved(let member)) = event.kind,
          let connection = room.connections[member]
        else { continue }
        refuse(connection, .removed)
      case .card, .ballot, .latecomers, .endSet, .purge: break
      }
    }
  }
}
