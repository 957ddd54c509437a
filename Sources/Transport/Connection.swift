import CLibWebSockets

/// What the server keeps for one accepted connection, from accept to the end of its socket.
final class Connection {
  enum Phase {
    /// Plain HTTP, or nothing said yet.
    case http
    /// Let through to become a WebSocket, the 101 not yet sent.
    case upgrading
    /// A WebSocket.
    case open
    /// A WebSocket that we said goodbye to: input is ignored, nothing more is sent.
    case closing
    /// No socket any more.
    case gone
  }

  unowned(unsafe) let server: Server
  let id: ConnectionID
  /// The `struct lws *`; nil from the moment libwebsockets says that it closes.
  var wsi: OpaquePointer?
  var phase = Phase.http
  /// Where limits count this connection, and as what.
  var limits: AddressLimits.Place
  var address: PeerAddress

  /// The frames of a message so far, when it did not come in one piece.
  var message: [UInt8] = []
  var fragments = 0

  var output = Output()
  var heartbeat = Heartbeat()
  /// When the connection is cut if it still exists, in ticks.
  var cutAt: UInt64 = .max
  var inputHeld = false
  /// Its last answer still waits.
  var isChoked = false

  var exchange: Exchange?
  /// How many requests there have been.
  var requests: UInt32 = 0
  /// Came to ``Server/privatePort``: no files, no WebSocket, every path is the delegate's.
  let isPrivate: Bool

  init(
    server: Server, id: ConnectionID, wsi: OpaquePointer, address: PeerAddress,
    limits: AddressLimits.Place, isPrivate: Bool = false
  ) {
    self.isPrivate = isPrivate
    self.server = server
    self.id = id
    self.wsi = wsi
    self.address = address
    self.limits = limits
  }

  /// The socket, while there is one.
  var descriptor: Int32? { wsi.map { lws_get_socket_fd($0) } }

  /// What libwebsockets keeps for us and gives back with each callback.
  var opaque: UnsafeMutableRawPointer { Unmanaged.passUnretained(self).toOpaque() }
}

/// What waits for one member behind the frame being sent.
struct Output {
  private(set) var waiting: [[UInt8]] = []
  private var first = 0
  private(set) var bytes = 0
  /// When the queue was found full, in ticks; nil when the member is in time.
  var fullSince: UInt64?

  var isEmpty: Bool { first == waiting.count }

  mutating func append(_ frames: [UInt8]) {
    waiting.append(frames)
    bytes += frames.count
  }

  mutating func takeFirst() -> [UInt8] {
    let frames = waiting[first]
    waiting[first] = []
    first += 1
    bytes -= frames.count
    if first == waiting.count {
      waiting = []
      first = 0
    } else if first >= 64 {
      waiting.removeFirst(first)
      first = 0
    }
    return frames
  }

  mutating func removeAll() { self = Output() }
}

/// The state of the pings of one connection; times in ticks.
struct Heartbeat {
  var heard: UInt64 = 0
  var pingedAt: UInt64?
  var lookAt: UInt64 = 0
}

/// One request being read or answered.
struct Exchange {
  enum State {
    case reading
    /// Given to the delegate, whose call has not returned.
    case asking
    /// The delegate will answer later.
    case waiting
    case answered
  }

  var token: ResponseToken
  var state = State.reading
  /// The answer ends the connection.
  var closing: Bool
  /// When the body was complete.
  var completed: Loop.Moment?
  let method: HTTPRequest.Method
  let path: String
  let authorization: String?
  let contentType: String?
  let origin: String?
  var body: [UInt8] = []
  /// The whole response, ready to go out.
  var response: [UInt8] = []
}
