import CLibWebSockets
import Glibc
import TransportLoop

extension Server {
  /// Sends whole WebSocket frames, built by ``Frame``, to one member; one call a member and turn is the cheapest.
  package func send(_ id: ConnectionID, frames: [UInt8]) -> SendResult {
    loop.checkThread()
    guard let connection = table[id], connection.phase == .open, let wsi = connection.wsi else {
      return .gone
    }
    if connection.output.isEmpty, lws_partial_buffered(wsi) == 0 {
      return write(connection, frames) ? .sent : .gone
    }
    guard connection.output.bytes + frames.count <= configuration.queueLimit else {
      if connection.output.fullSince == nil {
        counts.slowReaders += 1
        connection.output.fullSince = wheel.current
        wheel.add(id, after: wheel.drain)
      }
      return .overLimit
    }
    connection.output.append(frames)
    lws_callback_on_writable(wsi)
    return .queued
  }

  /// Closes a WebSocket after what was sent before, with a code and at most 123 bytes of reason.
  ///
  /// Its input is ignored from here on; ``ServerDelegate/closed(_:)`` follows.
  package func close(_ id: ConnectionID, code: UInt16, reason: String) {
    loop.checkThread()
    if let connection = table[id] { close(connection, code, reason) }
  }

  /// Takes a connection out of the limits of its address, because its client has shown a key; from then on the caller
  /// limits it.
  package func prove(_ id: ConnectionID) {
    loop.checkThread()
    guard let connection = table[id], connection.phase == .open else { return }
    connection.isProved = true
    addresses.move(&connection.limits, to: .free)
    if let descriptor = connection.descriptor {
      setSendBuffer(descriptor, to: Pressure.sendBuffer.member)
    }
  }

  func close(_ connection: Connection, _ code: UInt16, _ reason: String) {
    guard connection.phase == .open, let wsi = connection.wsi else { return }
    connection.phase = .closing
    counts.closes[code, default: 0] += 1
    connection.message = []
    // A close frame written here: libwebsockets drops its own when output still waits.
    let frame = Frame.close(code, reason)
    if connection.output.isEmpty, lws_partial_buffered(wsi) == 0 {
      write(connection, frame)
    } else {
      connection.output.append(frame)
      lws_callback_on_writable(wsi)
    }
    cut(connection, after: wheel.grace)
  }

  /// Writes what waits, now that the socket takes some.
  func flush(_ connection: Connection) {
    guard let wsi = connection.wsi else { return }
    if let ping = connection.owedPong, lws_partial_buffered(wsi) == 0, connection.phase == .open {
      connection.owedPong = nil
      guard write(connection, Frame.pong(ping)) else { return }
    }
    while !connection.output.isEmpty, lws_partial_buffered(wsi) == 0 {
      guard write(connection, connection.output.takeFirst()) else { return }
    }
    if !connection.output.isEmpty {
      lws_callback_on_writable(wsi)
    } else if connection.output.fullSince != nil, connection.phase == .open {
      connection.output.fullSince = nil
      busy = true
      delegate?.drained(connection.id)
    }
  }

  /// Hands bytes to the socket as they are; libwebsockets keeps what it does not take and sends it before anything
  /// else, its own control frames included. Only whole frames, or those would come in between.
  @discardableResult
  func write(_ connection: Connection, _ bytes: [UInt8]) -> Bool {
    guard let wsi = connection.wsi else { return false }
    let written = bytes.withUnsafeBytes { kring_write_as_is(wsi, $0.baseAddress, $0.count) }
    if written < 0 { disconnect(connection) }
    return written >= 0
  }

  // MARK: Looking after silent connections

  /// Ends the connection after some ticks, if it has not ended by then.
  func cut(_ connection: Connection, after ticks: UInt64) {
    connection.cutAt = min(connection.cutAt, wheel.current + ticks)
    wheel.add(connection.id, after: ticks)
  }

  func tick() {
    for id in wheel.turn() {
      if let connection = table[id] { look(at: connection) }
    }
  }

  private func look(at connection: Connection) {
    if connection.cutAt <= wheel.current {
      disconnect(connection)
      return
    }
    guard connection.phase == .open else { return }
    if let since = connection.output.fullSince, wheel.current >= since + wheel.drain {
      connection.output.removeAll()
      close(connection, configuration.slowReaderCode, "too slow")
      return
    }
    if connection.heartbeat.lookAt <= wheel.current { beat(connection) }
  }

  /// Pings a connection that has been silent for an interval, and ends one that stays silent.
  private func beat(_ connection: Connection) {
    // While its input is held back, its silence means nothing.
    if connection.inputHeld { connection.heard() }
    let heard = connection.heartbeat.heard
    if let pinged = connection.heartbeat.pingedAt, heard < pinged {
      disconnect(connection)
      return
    }
    let silent = wheel.current - heard
    if silent >= wheel.shortestSilence {
      connection.heartbeat.pingedAt = wheel.current
      lookAgain(at: connection, after: wheel.patience)
      _ = send(connection.id, frames: Frame.ping)
    } else {
      connection.heartbeat.pingedAt = nil
      lookAgain(at: connection, after: wheel.untilPing() - silent)
    }
  }

  func lookAgain(at connection: Connection, after ticks: UInt64) {
    connection.heartbeat.lookAt = wheel.current + max(1, ticks)
    wheel.add(connection.id, after: ticks)
  }

  /// Shuts the socket down both ways; the loop then finds it closed, from whatever callback this was called.
  func disconnect(_ connection: Connection) {
    guard let wsi = connection.wsi, let descriptor = connection.descriptor else { return }
    if connection.inputHeld { lws_rx_flow_control(wsi, 1) }
    shutdown(descriptor, Int32(SHUT_RDWR))
  }
}
