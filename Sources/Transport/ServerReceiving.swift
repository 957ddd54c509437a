import CLibWebSockets
import TransportLoop

extension Server {
  func established(_ connection: Connection) -> Int32 {
    guard connection.phase == .upgrading else { return -1 }
    connection.phase = .open
    connection.heard()
    lookAgain(at: connection, after: wheel.untilPing())
    busy = true
    delegate?.opened(connection.id, address: connection.address)
    return 0
  }

  /// Takes a piece of a frame; gives the delegate whole messages, without a copy when a message is one piece.
  func receive(
    _ connection: Connection, _ wsi: OpaquePointer, _ input: UnsafeMutableRawPointer?, _ length: Int
  ) -> Int32 {
    guard connection.phase == .open else { return 0 }
    if lws_frame_is_binary(wsi) != 0 {
      close(connection, configuration.notTextCode, "text only")
      return 0
    }
    let rest = Int(clamping: lws_remaining_packet_payload(wsi))
    if rest == 0 { connection.fragments += 1 }
    // The length in the head of the frame is enough to refuse it, long before it is all here.
    let total = connection.message.count + length
    guard rest <= configuration.maxFrame - total,
      connection.fragments <= configuration.maxFragments
    else {
      close(connection, configuration.tooLongCode, "message too long")
      return 0
    }
    let piece = UnsafeRawBufferPointer(start: input, count: length)
    if lws_is_final_fragment(wsi) == 0 {
      connection.message.append(contentsOf: piece)
    } else if connection.message.isEmpty {
      connection.fragments = 0
      deliver(connection, piece)
    } else {
      var message = connection.message
      connection.message = []
      connection.fragments = 0
      message.append(contentsOf: piece)
      message.withUnsafeBytes { deliver(connection, $0) }
    }
    if paused { hold(connection) }
    return 0
  }

  private func deliver(_ connection: Connection, _ text: UnsafeRawBufferPointer) {
    guard isUTF8(text) else {
      close(connection, configuration.notUTF8Code, "not UTF-8")
      return
    }
    busy = true
    delegate?.received(connection.id, text: text)
  }

  /// Answers the peer's goodbye and ends the connection.
  func peerCloses(_ connection: Connection) -> Int32 {
    // This answers our own close frame, so both have said goodbye: the socket can go.
    guard connection.phase == .open else { return -1 }
    connection.phase = .closing
    connection.output.removeAll()
    cut(connection, after: wheel.grace)
    let goodbye = connection.frames.goodbye ?? []
    let answer = FrameGuard.answer(to: goodbye, notUTF8Code: configuration.notUTF8Code)
    if answer != goodbye {
      counts.closes[UInt16(answer[0]) << 8 | UInt16(answer[1]), default: 0] += 1
    }
    write(connection, Frame.close(answer))
    return -1
  }

  // MARK: Frames before libwebsockets sees them

  /// Receives for libwebsockets, which sees checked frames only; pings are answered here.
  func receiveFrames(_ connection: Connection, _ source: Source) -> Int {
    if !connection.ready.isEmpty { return giveReady(connection, source) }
    if let failure = connection.frames.failure { return fail(connection, source, failure) }
    let offset = FrameGuard.longestHead
    var count: Int
    if connection.frames.holds {
      let held = Array(connection.frames.takeHeld(source.room - offset))
      count = held.count
      (source.buffer + offset).copyMemory(from: held, byteCount: count)
    } else {
      count = source.receive(behind: offset)
      guard count > 0 else { return count }
    }
    connection.heard()
    let input = UnsafeRawBufferPointer(start: source.buffer + offset, count: count)
    let findings = connection.frames.look(at: input, writing: source.buffer)
    if !findings.pings.isEmpty { pong(connection, findings.pings) }
    if let failure = connection.frames.failure {
      // The good frames before the bad one are delivered first; the next read fails the connection.
      if findings.count == 0 { return fail(connection, source, failure) }
      serveSoon(connection)
    }
    // «Nothing» would make libwebsockets ask OpenSSL for an error that there is not.
    return findings.count > 0 ? findings.count : source.fill(with: FrameGuard.nothing)
  }

  /// Receives into a buffer of its own when that of libwebsockets has too little room, and hands on what fits.
  func receiveFramesInPieces(_ connection: Connection, _ source: Source) -> Int {
    if connection.ready.isEmpty {
      var memory = [UInt8](repeating: 0, count: 2 * Source.leastRoom)
      let count = memory.withUnsafeMutableBytes { memory in
        guard let start = memory.baseAddress else { return -1 }
        return receiveFrames(
          connection,
          Source(socket: source.socket, tls: source.tls, buffer: start, room: memory.count))
      }
      guard count > 0 else { return count }
      connection.ready = Array(memory.prefix(count))
    }
    return giveReady(connection, source)
  }

  private func giveReady(_ connection: Connection, _ source: Source) -> Int {
    let count = min(source.room, connection.ready.count)
    let given = source.fill(with: Array(connection.ready.prefix(count)))
    connection.ready.removeFirst(count)
    if !connection.ready.isEmpty { serveSoon(connection) }
    return given
  }

  /// Closes with 1002; whatever the client sends next counts as its own close frame.
  private func fail(_ connection: Connection, _ source: Source, _ failure: String) -> Int {
    if connection.phase == .open {
      close(connection, FrameGuard.protocolError, failure)
      return source.fill(with: FrameGuard.nothing)
    }
    let count = source.receive()
    return count > 0 ? source.fill(with: FrameGuard.end) : count
  }

  /// Answers pings; of those that cannot be answered at once only the last is.
  private func pong(_ connection: Connection, _ pings: [[UInt8]]) {
    guard connection.phase == .open, let wsi = connection.wsi else { return }
    if lws_partial_buffered(wsi) == 0 {
      write(connection, pings.flatMap { Frame.pong($0) })
    } else {
      connection.owedPong = pings.last
      lws_callback_on_writable(wsi)
    }
  }

  // MARK: Back-pressure from the disk

  /// Stops reading from WebSockets, for when more is taken in than can be kept.
  ///
  /// What a connection has sent is noticed and left in the kernel: each may still deliver one read, at most 2 KB.
  package func pauseReading() {
    loop.checkThread()
    paused = true
  }

  /// Reads on.
  package func resumeReading() {
    loop.checkThread()
    guard paused else { return }
    paused = false
    let connections = held
    held = []
    for connection in connections {
      connection.inputHeld = false
      if let wsi = connection.wsi { lws_rx_flow_control(wsi, 1) }
    }
  }

  private func hold(_ connection: Connection) {
    guard !connection.inputHeld, let wsi = connection.wsi else { return }
    connection.inputHeld = true
    held.append(connection)
    lws_rx_flow_control(wsi, 0)
  }
}

/// Tells whether bytes are well-formed UTF-8.
func isUTF8(_ bytes: UnsafeRawBufferPointer) -> Bool {
  bytes.withMemoryRebound(to: UInt8.self) { bytes in
    (try? UTF8Span(validating: Span(_unsafeElements: bytes))) != nil
  }
}
