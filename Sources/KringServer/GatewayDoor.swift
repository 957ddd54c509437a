import KringCore
import KringProtocol
import Transport
import TransportLoop

// The door: where newcomers wait until somebody lets them in.

extension Gateway {
  /// Lets a newcomer wait, in the place of an earlier connection of the same.
  func wait(_ newcomer: Newcomer, _ connection: Connection, _ room: Room) {
    guard room.session.full.purge == nil else { return refuse(connection, .refused) }
    if let earlier = room.door.first(where: { $0.newcomer.member == newcomer.member }) {
      guard Digest.equal(earlier.newcomer.tokenHash, newcomer.tokenHash) else {
        return refuse(connection, .seatTaken)
      }
      refuse(earlier.connection, .elsewhere)
    }
    guard room.door.count < settings.doorPlaces else { return refuse(connection, .doorFull) }
    guard room.knock(now: now(in: room)) else { return refuse(connection, .doorBusy) }
    network.prove(connection.id)
    let until = now(in: room) + settings.doorTime.milliseconds
    connection.phase = .waiting(room)
    room.door.append(.init(newcomer: newcomer, connection: connection, until: until))
    room.presenceChanged = true
    next.touch(room)
    answer(.waiting(until: until, reason: newcomer.lost ? .lost : .door), connection)
  }

  /// Takes a connection from the door, unless it has been let in.
  func leaveDoor(_ connection: Connection, in room: Room) {
    guard let place = room.door.firstIndex(where: { $0.connection === connection }) else { return }
    room.door.remove(at: place)
    room.presenceChanged = true
    next.touch(room)
  }
}
