import KringCore
import KringJournal
import KringProtocol
import Transport

// What happens because time has passed.

extension Gateway {
  /// How many connections without a hello are ended in one tick; 10,000 would take half a second.
  static let lateAtOnce = 500

  /// Does what has become due; to be called about once a second.
  package func tick() {
    guard isServing else { return }
    let now = self.now()
    var late = 0
    for connection in connections.values {
      switch connection.phase {
      case .silent(let until) where until <= now && late < Self.lateAtOnce:
        late += 1
        refuse(connection, .helloLate)
      default: break
      }
      perform(
        connection.outbox.tick(isSeated: connection.isSeated, now: now), for: connection)
    }
    if let count = keyBrake.tick(now: now) { Log.warning(.wrongKeys, [.tries: count]) }
    endArrivals(now: now)
    unread.tick()
    loadNext()
    for room in rooms.values {
      let now = self.now(in: room)
      for waiting in room.door where waiting.until <= now { refuse(waiting.connection, .waited) }
      guard room.isRead, !room.isPurging else { continue }
      if room.isPresenceLate {
        room.isPresenceLate = false
        room.presenceChanged = true
        next.touch(room)
      }
      doWhatIsDue(in: room)
    }
    endTurn()
  }

  /// Does what has become due in a session.
  func doWhatIsDue(in room: Room) {
    guard let due = room.session.nextDue, due.at <= now(in: room) else { return }
    decide(due.command, in: room)
  }

  /// Tells that sessions are gone from the disk: receipts, then the end of their rooms.
  package func purged(_ receipts: [PurgeReceipt]) {
    for receipt in receipts {
      guard let room = rooms[receipt.session] else { continue }
      let message = ServerMessage.purged(
        Receipt(
          session: room.id, at: now(in: room), events: receipt.events, seats: receipt.seats))
      for connection in Array(room.connections.values) {
        answer(message, connection)
        part(connection, .purged)
      }
      for waiting in room.door { refuse(waiting.connection, .noSession) }
      remove(room)
    }
    endTurn()
  }

  /// How long a slow reader waits at least from one view to the next.
  package static let viewPause = Outbox.viewPause

  /// A connection whose queue was full has read all that waited.
  package func drained(_ id: ConnectionID) {
    guard let connection = connections[id] else { return }
    perform(
      connection.outbox.drained(isSeated: connection.isSeated, now: now()), for: connection)
    endTurn()
  }

  private func perform(_ catchUp: Outbox.CatchUp, for connection: Connection) {
    switch catchUp {
    case .nothing: break
    case .giveAnswers: next.answer(connection)
    case .giveView:
      guard case .seated(let room, _) = connection.phase else { return }
      room.isDirty = true
      next.touch(room)
    }
  }
}
