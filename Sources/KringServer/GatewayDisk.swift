import KringCore
import KringJournal
import KringProtocol

// What happens when the disk fails, or the journal refuses what one session wants to write.

extension Gateway {
  /// Forgets everything in memory: it may not be on the disk, or another node may have gone on from
  /// there. Whatever was not committed, nobody was told of.
  package func diskFailed(_ error: JournalError) {
    isServing = false
    metrics.diskFailed(isFenced: error.code == .fenced)
    failResponses((held?.responses ?? []) + next.responses)
    held = nil
    next = NextBatch()
    rooms = [:]
    for case .creation(_, let request) in arrivals.values.joined().map(\.wish) {
      fail(request, .storage)
    }
    arrivals = [:]
    unread = UnreadRooms()
    planBytes = 0
    // Another node serves them already: they need not wait.
    let code: ErrorCode = error.code == .fenced ? .movedOn : .storage
    for connection in connections.values { endAtOnce(connection, code) }
    holdReading()
  }

  /// Takes up serving with what is on disk.
  package func diskRecovered(_ opened: OpenedJournal<Archive>) {
    isServing = true
    restore(opened)
  }

  /// Ends the sessions whose entries the journal refused. It wrote nothing of them, and nobody was told
  /// of them, so what is in memory is not what is on disk: each session ends for now, and no other.
  package func refused(_ sessions: [ID: JournalError]) {
    for (id, error) in sessions {
      Log.error(.storage, code: error.code.rawValue, reason: error.message)
      metrics.diskRefusals += 1
      guard let room = rooms[id] else { continue }
      next.drop(room)
      held?.drop(room)
      failResponses(next.responses.take(about: id) + (held?.responses.take(about: id) ?? []))
      for connection in room.everybody {
        leave(connection)
        endAtOnce(connection, .storage)
      }
      // The journal has no such session, or another one: the next hello is told so.
      let isNone = [.noSession, .sessionExists].contains(error.code)
      if isNone { remove(room) } else { room.breakOff() }
    }
  }

  private func failResponses(_ responses: [Response]) {
    let failure = HTTPFailure(.storage)
    for answer in responses {
      network.respond(answer.token, status: HTTPErrorCode.storage.status, body: failure.bytes)
    }
  }

  /// Closes a connection without waiting for a batch.
  private func endAtOnce(_ connection: Connection, _ code: ErrorCode) {
    connection.phase = .over
    network.close(connection.id, code: UInt16(code.close.rawValue), reason: code.rawValue)
  }
}
