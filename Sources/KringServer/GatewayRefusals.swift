import KringCore
import KringJournal
import KringProtocol

// What happens when the journal refuses what a session wants to write. It has written nothing of
// it, so what is in memory is not what is on disk: that session ends for now, and no other.

extension Gateway {
  /// Ends the sessions of which the journal keeps nothing more; nothing of what it refused was told.
  public func refused(_ sessions: [ID: JournalError]) {
    for (id, error) in sessions {
      Log.error(.storage, code: error.code.rawValue, reason: error.message)
      metrics.diskRefusals += 1
      guard let room = rooms[id] else { continue }
      dropOutput(of: room)
      let failure = HTTPFailure(.storage)
      for answer in takeResponses(about: id) {
        network.respond(answer.token, status: HTTPErrorCode.storage.status, body: failure.bytes)
      }
      for connection in Array(room.connections.values) + Array(room.door.values) {
        leave(connection)
        connection.phase = .over
        network.close(
          connection.id, code: UInt16(CloseCode.storage.rawValue),
          reason: ErrorCode.storage.rawValue)
      }
      // The journal has no such session, or another one: the next hello is told so.
      let isNone = [.noSession, .sessionExists].contains(error.code)
      if isNone { remove(room) } else { room.breakOff() }
    }
  }
}
