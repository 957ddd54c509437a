import CLibWebSockets
import Glibc
import TransportLoop

/// Whoever is told what happens on a connection of a ``Client``; every call is on the client's thread.
package protocol ClientHandler: AnyObject, Sendable {
  /// Tells that the WebSocket is open.
  func opened(_ connection: ClientConnection)
  /// Hands over one whole text message; the bytes are valid during the call only.
  func received(_ connection: ClientConnection, text: UnsafeRawBufferPointer)
  /// Tells once that an opened connection is gone; the code is nil when there was no goodbye.
  func closed(_ connection: ClientConnection, code: UInt16?, reason: String)
  /// Tells once that it could not be opened.
  func failed(_ connection: ClientConnection, error: TransportError)
}

/// One outgoing WebSocket; its public methods may be called from any thread.
///
/// `Sendable` because everything else is touched on the client's thread only.
package final class ClientConnection: @unchecked Sendable {
  enum Phase { case connecting, open, closing, gone }

  private let client: Client
  /// Let go at the end, so that handler and connection may hold each other.
  private var handler: (any ClientHandler)?
  private(set) var phase = Phase.connecting
  private var wsi: OpaquePointer?
  private var message: [UInt8] = []
  private var output = Output()
  private var goodbye: (code: UInt16, reason: String)?

  init(client: Client, handler: any ClientHandler) {
    self.client = client
    self.handler = handler
  }

  /// Sends one text message; before the connection is open and after it is closed it is dropped.
  package func send(text: [UInt8]) {
    client.loop.post { [self] in sendNow(text) }
  }

  /// Sends one text message; before the connection is open and after it is closed it is dropped.
  package func send(text: String) { send(text: Array(text.utf8)) }

  /// The same from within a handler's call, without a turn of the loop.
  package func sendNow(_ text: [UInt8]) {
    client.loop.checkThread()
    guard phase == .open else { return }
    push(maskedFrame(opcode: 0x1, text))
  }

  /// Says goodbye after what was sent before; `closed` follows, at the latest after five seconds.
  package func close(code: UInt16 = 1000, reason: String = "") {
    client.loop.post { [self] in closeNow(code, reason) }
  }

  /// Cuts the connection without goodbye, as a lost network would.
  package func abort() {
    client.loop.post { [self] in
      switch phase {
      case .connecting where wsi == nil:
        fail(TransportError(.connectFailed, "The connection was given up before it began."))
      case .gone: break
      case .connecting, .open, .closing: disconnect()
      }
    }
  }

  // MARK: On the client's thread

  func began(_ wsi: OpaquePointer) { self.wsi = wsi }

  func established(_ wsi: OpaquePointer) {
    self.wsi = wsi
    phase = .open
    handler?.opened(self)
  }

  func receive(_ wsi: OpaquePointer, _ input: UnsafeMutableRawPointer?, _ length: Int) {
    guard phase == .open else { return }
    let piece = UnsafeRawBufferPointer(start: input, count: length)
    if lws_is_final_fragment(wsi) == 0 {
      message.append(contentsOf: piece)
    } else if message.isEmpty {
      handler?.received(self, text: piece)
    } else {
      var whole = message
      message = []
      whole.append(contentsOf: piece)
      whole.withUnsafeBytes { handler?.received(self, text: $0) }
    }
  }

  func flush() {
    guard let wsi else { return }
    while !output.isEmpty, lws_partial_buffered(wsi) == 0 { write(output.takeFirst()) }
    if !output.isEmpty { lws_callback_on_writable(wsi) }
  }

  /// Hears the goodbye of the server; true when ours went before and the two have met.
  func peerCloses(_ payload: UnsafeRawBufferPointer) -> Bool {
    if payload.count >= 2 {
      goodbye = (
        UInt16(payload[0]) << 8 | UInt16(payload[1]),
        String(decoding: payload.dropFirst(2), as: UTF8.self)
      )
    }
    let met = phase == .closing
    if phase == .open { phase = .closing }
    return met
  }

  func fail(_ error: TransportError) {
    guard phase == .connecting else { return }
    phase = .gone
    wsi = nil
    handler?.failed(self, error: error)
    handler = nil
  }

  func ended() {
    fail(TransportError(.connectFailed, "The connection ended before it was open."))
    guard phase == .open || phase == .closing else { return }
    phase = .gone
    wsi = nil
    output.removeAll()
    handler?.closed(self, code: goodbye?.code, reason: goodbye?.reason ?? "")
    handler = nil
  }

  func forgotten() { client.forget(self) }

  private func closeNow(_ code: UInt16, _ reason: String) {
    if phase == .connecting, wsi == nil {
      fail(TransportError(.connectFailed, "The connection was given up before it began."))
    }
    guard phase == .open else { return }
    push(maskedFrame(opcode: 0x8, FrameParts.closePayload(code, reason)))
    phase = .closing
    _ = client.loop.schedule(after: .seconds(5)) { [weak self] in self?.disconnect() }
  }

  private func push(_ frame: [UInt8]) {
    guard let wsi else { return }
    if output.isEmpty, lws_partial_buffered(wsi) == 0 {
      write(frame)
    } else {
      output.append(frame)
      lws_callback_on_writable(wsi)
    }
  }

  private func write(_ frame: [UInt8]) {
    guard let wsi else { return }
    let written = frame.withUnsafeBytes { kring_write_as_is(wsi, $0.baseAddress, $0.count) }
    if written < 0 { disconnect() }
  }

  private func disconnect() {
    guard let wsi else { return }
    shutdown(lws_get_socket_fd(wsi), Int32(SHUT_RDWR))
  }
}
