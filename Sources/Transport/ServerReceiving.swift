import CLibWebSockets

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
    connection.heard()
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

  /// Answers the peer's goodbye. libwebsockets sends the same code back, unless we were first or it is malformed.
  func peerCloses(
    _ connection: Connection, _ input: UnsafeMutableRawPointer?, _ length: Int
  ) -> Int32 {
    // Ours went first: the two have met, nothing more is said.
    guard connection.phase == .open else { return -1 }
    connection.phase = .closing
    connection.output.removeAll()
    cut(connection, after: wheel.grace)
    let payload = UnsafeRawBufferPointer(start: input, count: length)
    if payload.count > 2, !isUTF8(UnsafeRawBufferPointer(rebasing: payload[2...])) {
      write(connection, Frame.close(configuration.notUTF8Code, ""))
      return -1
    }
    return 0
  }

  // MARK: Back-pressure from the disk

  /// Stops reading from WebSockets, for when more is taken in than can be kept.
  ///
  /// What a connection has sent is noticed and left in the kernel: each may still deliver one read, at most 2 KB.
  public func pauseReading() {
    loop.checkThread()
    paused = true
  }

  /// Reads on.
  public func resumeReading() {
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
