import KringJournal
import KringProtocol
import Transport

// The end of a turn: one batch for the disk, and what it tells once it is there.

extension Gateway {
  /// Sends changed presence now, except in rooms that also have events: there it goes with them.
  /// Then begins a batch if the disk is not writing one.
  package func endTurn() {
    for room in next.touched where room.presenceChanged && !room.isDirty { sendPresence(of: room) }
    if held == nil { submit() }
    holdReading()
  }

  /// Hands over the next batch and keeps its output back until it is on disk.
  private func submit() {
    var output = BatchOutput()
    swap(&output.responses, &next.responses)
    for room in next.touched where room.isDirty {
      broadcast(room, into: &output)
      if room.presenceChanged { output.announcing.append(room) }
      room.presenceChanged = false
    }
    for connection in next.answered { collect(connection, into: &output) }
    guard isServing, !next.entries.isEmpty || settings.sharesJournal && !output.isEmpty else {
      next.clear()
      return release(output)
    }
    held = output
    lastSubmitted += 1
    disk.submit(next.entries, number: lastSubmitted)
    metrics.submitted(lastSubmitted)
    next.clear()
  }

  /// Tells that all batches up to a number are on disk.
  package func committed(through number: UInt64) {
    metrics.committed(through: number)
    guard number >= lastSubmitted, let ready = held else { return }
    held = nil
    release(ready)
    endTurn()
  }

  /// Stops reading from sockets while too much is not on disk yet.
  func holdReading() {
    let reading = next.bytes + disk.ahead.bytes < settings.ahead
    guard reading != isReading else { return }
    isReading = reading
    network.setReading(reading)
  }

  private func release(_ batch: BatchOutput) {
    for room in batch.announcing { room.announcement = room.presenceFrame }
    for (connection, delivery) in batch.deliveries { deliver(delivery, to: connection) }
    for room in batch.announcing { room.announcement = [] }
    for answer in batch.responses {
      network.respond(answer.token, status: answer.status, body: answer.body)
    }
    for (connection, goodbye) in batch.goodbyes {
      network.close(connection.id, code: goodbye.code, reason: goodbye.reason)
    }
  }

  private func deliver(_ delivery: Outbox.Delivery, to connection: Connection) {
    switch connection.outbox.release(delivery) {
    case .drop: return
    case .send:
      let frames = delivery.frames(with: presence(beside: delivery, for: connection))
      guard !frames.isEmpty, network.send(connection.id, frames: frames) == .overLimit else {
        return
      }
      connection.outbox.fellBehind(with: delivery)
    }
  }

  /// Who is here, for a client that comes in or whose room is told; else nothing.
  private func presence(
    beside delivery: Outbox.Delivery, for connection: Connection
  ) -> [UInt8] {
    guard delivery.greets || delivery.announces,
      case .seated(let room, let member) = connection.phase
    else { return [] }
    let frame = room.announcement.isEmpty ? room.presenceFrame : room.announcement
    return room.presence(frame, for: member, connection)
  }

  /// Sends a frame that waits for no batch.
  func send(_ frame: [UInt8], to connection: Connection) {
    guard !frame.isEmpty, network.send(connection.id, frames: frame) == .overLimit else { return }
    connection.outbox.fellBehind()
  }
}
