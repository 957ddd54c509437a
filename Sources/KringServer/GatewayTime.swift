import KringCore
import KringJournal
import KringProtocol
import Transport

// What the passing of time causes.

extension Gateway {
  /// How long a session is kept after its planned start, or after the last thing that a member did,
  /// in milliseconds.
  static let idleTime = 24 * 3_600_000
  /// How long after a start of the server nothing is removed for being left, in milliseconds.
  static let startGrace = 15 * 60_000
  /// How many connections without a hello are ended at once; all 10,000 would take half a second.
  static let lateAtOnce = 500

  /// Does what has become due; to be called about once a second.
  public func tick() {
    guard isServing else { return }
    let now = self.now()
    var late = 0
    for connection in connections.values {
      switch connection.phase {
      case .silent(let until) where until <= now && late < Self.lateAtOnce:
        late += 1
        refuse(connection, .helloLate)
      case .waiting(_, _, let until) where until <= now: refuse(connection, .waited)
      default: break
      }
      if connection.isDrained, mayCatchUp(connection, now: now) { catchUp(connection) }
    }
    if let count = keyBrake.tick(now: now) { Log.warning(.wrongKeys, [.tries: count]) }
    prepareSome()
    for room in rooms.values where room.isRead && !room.isPurging {
      if room.isPresenceLate {
        room.isPresenceLate = false
        room.presenceChanged = true
        touch(room)
      }
      if let due = room.session.nextDue, due.at <= now {
        decide(due.command, in: room)
      } else if isLeft(room, now: now) {
        carryOut([.purge], in: room)
      }
    }
    endTurn()
  }

  /// Whether a session was never begun, or begun and left, and its time is over. A page that is
  /// merely connected does not keep it: it may be a forgotten one.
  private func isLeft(_ room: Room, now: Int) -> Bool {
    guard now - room.cameUp > Self.startGrace else { return false }
    let full = room.session.full
    guard full.purge == nil else { return false }
    let planned = full.visit == 0 ? full.creation?.start ?? 0 : 0
    return now - max(planned, room.session.lastDeed) > Self.idleTime
  }

  /// Tells that sessions are gone from the disk: receipts, then the end of their rooms.
  public func purged(_ receipts: [PurgeReceipt]) {
    for receipt in receipts {
      guard let room = rooms[receipt.session] else { continue }
      let message = ServerMessage.purged(
        Receipt(
          session: room.id, at: now(), events: receipt.events, seats: receipt.seats))
      for connection in Array(room.connections.values) {
        answer(message, connection)
        part(connection, .purged)
      }
      for connection in Array(room.door.values) { refuse(connection, .noSession) }
      remove(room)
    }
    endTurn()
  }

  /// How long a slow reader who was given a view waits at least for the next one, in milliseconds:
  /// to make one costs more than to read it byte by byte.
  package static let viewPause = 2_000

  /// Gives a slow reader who has caught up the whole view, then the answers and who is here; within
  /// `viewPause` after the last one not yet.
  public func drained(_ id: ConnectionID) {
    guard let connection = connections[id] else { return }
    guard mayCatchUp(connection, now: now()) else {
      connection.isDrained = true
      return
    }
    catchUp(connection)
    endTurn()
  }

  private func mayCatchUp(_ connection: Connection, now: Int) -> Bool {
    connection.lastView.map { now - $0 >= Self.viewPause } ?? true
  }

  private func catchUp(_ connection: Connection) {
    connection.isDrained = false
    connection.lagging = false
    connection.lap += 1
    guard case .seated(let room, _) = connection.phase else {
      answered.append(connection)
      return
    }
    connection.lastView = now()
    connection.needsView = true
    room.isDirty = true
    touch(room)
  }
}
