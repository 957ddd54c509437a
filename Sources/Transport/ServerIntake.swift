import CLibWebSockets
import CReceiving
import Glibc
import TransportLoop

// What is received goes through here before libwebsockets sees it, and libwebsockets gets something else: of a request
// the word that one is there, of a handshake the little that it needs, of a WebSocket only frames that are in order.

/// Heads of requests as libwebsockets gets them.
private enum Trigger {
  static let request = Array("GET / HTTP/1.1\r\nHost: kring\r\n\r\n".utf8)

  static func upgrade(key: String, subprotocol: String) -> [UInt8] {
    Array(
      """
      GET /ws HTTP/1.1\r
      Host: kring\r
      Connection: Upgrade\r
      Upgrade: websocket\r
      Sec-WebSocket-Version: 13\r
      Sec-WebSocket-Key: \(key)\r
      Sec-WebSocket-Protocol: \(subprotocol)\r
      \r

      """.utf8)
  }
}

extension Server {
  /// Has all that is received on this thread come through ``receive(_:_:_:_:)``.
  func beginReceiving() {
    let me = Unmanaged.passUnretained(self).toOpaque()
    kring_set_receiver(me) { owner, socket, tls, buffer, room in
      guard let owner, let buffer else { return -1 }
      let server = Unmanaged<Server>.fromOpaque(owner).takeUnretainedValue()
      return server.receive(socket, tls, buffer, room)
    }
  }

  func endReceiving() { kring_set_receiver(nil, nil) }

  /// Receives for libwebsockets, with the results of `recv`.
  private func receive(
    _ socket: Int32, _ tls: UnsafeMutableRawPointer?, _ buffer: UnsafeMutableRawPointer,
    _ room: Int
  ) -> Int {
    let source = Source(socket: socket, tls: tls, buffer: buffer, room: room)
    guard let connection = connection(of: socket), connection.phase != .gone else {
      return source.drain()
    }
    connection.reads &+= 1
    if connection.phase == .http {
      return room >= Source.leastRoom ? receiveRequest(connection, source) : source.nothing()
    }
    return room >= Source.leastRoom
      ? receiveFrames(connection, source) : receiveFramesInPieces(connection, source)
  }

  /// Where input comes from, and where it has to be put.
  struct Source {
    let socket: Int32
    let tls: UnsafeMutableRawPointer?
    let buffer: UnsafeMutableRawPointer
    let room: Int
    /// The bytes that the handshake made up for libwebsockets needs. Its reads have more room than that, but for one
    /// case: the rest of a TLS record, on a WebSocket.
    static let leastRoom = 512

    /// Receives behind so many bytes of the buffer.
    func receive(behind offset: Int = 0) -> Int {
      kring_receive(socket, tls, buffer + offset, room - offset)
    }

    func fill(with bytes: [UInt8]) -> Int {
      precondition(bytes.count <= room, "what is made up for libwebsockets is short")
      buffer.copyMemory(from: bytes, byteCount: bytes.count)
      return bytes.count
    }

    /// Throws away what there is; returns how it ended.
    func drain() -> Int {
      var count = 0
      repeat { count = receive() } while count > 0
      return count
    }

    /// Answers as `recv` does when nothing has come.
    func nothing() -> Int {
      errno = EAGAIN
      return -1
    }
  }

  // MARK: Requests

  private func receiveRequest(_ connection: Connection, _ source: Source) -> Int {
    // One request at a time: the next is not read before this one is answered.
    guard connection.request == nil else { return source.nothing() }
    while true {
      switch connection.intake.next() {
      case .serve(let request):
        return source.fill(with: trigger(connection, request))
      case .invite:
        write(connection, Array("HTTP/1.1 100 Continue\r\n\r\n".utf8))
        waitForBody(connection)
      case .waitForBody:
        waitForBody(connection)
      case .wait: break
      }
      let count = source.receive()
      guard count > 0 else { return count }
      connection.intake.add(UnsafeRawBufferPointer(start: source.buffer, count: count))
    }
  }

  /// Gives a body a time of its own, once: a byte now and then does not make it longer.
  private func waitForBody(_ connection: Connection) {
    guard !connection.waitsForBody, let wsi = connection.wsi else { return }
    connection.waitsForBody = true
    lws_set_timeout(
      wsi, PENDING_TIMEOUT_HTTP_CONTENT, configuration.bodyTimeout.wholeSeconds)
  }

  /// Notes a request that is complete, and returns what makes libwebsockets call for its answer.
  private func trigger(_ connection: Connection, _ request: RequestIntake.Request) -> [UInt8] {
    connection.waitsForBody = false
    connection.request = request
    guard request.refusal == nil, !request.head.values(.upgrade).isEmpty else {
      return Trigger.request
    }
    do {
      let key = try acceptUpgrade(connection, request.head)
      connection.request = nil
      connection.frames = FrameGuard(held: connection.intake.takeRest())
      if connection.frames.holds { serveSoon(connection) }
      return Trigger.upgrade(key: key, subprotocol: configuration.subprotocol)
    } catch {
      connection.request?.refusal = error
      return Trigger.request
    }
  }

  // MARK: Input that is here already

  /// Serves a connection again at the end of this turn or a later one: it has sent more, but that is received already,
  /// so the socket does not report it.
  func serveSoon(_ connection: Connection) {
    guard !connection.isServedSoon else { return }
    connection.isServedSoon = true
    waiting.append(connection)
  }

  /// Has libwebsockets read from the connections that have sent more than was taken.
  func serveWaiting() {
    guard !waiting.isEmpty else { return }
    let connections = waiting
    waiting = []
    for connection in connections {
      connection.isServedSoon = false
      guard connection.wsi != nil, let descriptor = connection.descriptor else { continue }
      let before = connection.reads
      context.serve(descriptor)
      if connection.reads == before {
        // It is still busy with an answer; the event that ends this brings the next turn.
        serveSoon(connection)
      } else if connection.frames.holds || !connection.ready.isEmpty {
        serveSoon(connection)
        loop.post {}
      }
    }
  }
}

extension Connection {
  /// Whether input is here that the socket does not report: received here, or by OpenSSL.
  var hasUnreadRequest: Bool {
    if !intake.isEmpty { return true }
    guard let wsi, let tls = lws_get_ssl(wsi) else { return false }
    return SSL_pending(tls) > 0
  }
}
