import CLibWebSockets
import TransportLoop

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
  /// The number of its socket, also when it has none any more.
  var socket: Int32 = -1
  var phase = Phase.http
  /// Where limits count this connection, and as what.
  var limits: AddressLimits.Place
  /// Who is at the other end of the socket.
  let peer: PeerAddress
  /// Whom that speaks for.
  var address: PeerAddress

  /// What comes before it is a WebSocket.
  var intake: RequestIntake
  /// The request that is being answered.
  var request: RequestIntake.Request?
  /// The body of a request is coming, and has been given its time.
  var waitsForBody = false
  /// What comes when it is a WebSocket.
  var frames = FrameGuard()
  /// What libwebsockets may see of frames and had no room for.
  var ready: [UInt8] = []
  /// How often libwebsockets has asked for input.
  var reads: UInt32 = 0
  /// It is served again although its socket tells nothing.
  var isServedSoon = false
  /// The content of the last ping, while it could not be answered.
  var owedPong: [UInt8]?

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
  /// See ``Server/prove(_:)``.
  var isProved = false
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
    peer = address
    self.address = address
    intake = RequestIntake(longestBody: server.configuration.maxBody)
    self.limits = limits
  }

  /// The socket, while there is one.
  var descriptor: Int32? { wsi.map { lws_get_socket_fd($0) } }

  /// What libwebsockets keeps for us and gives back with each callback.
  var opaque: UnsafeMutableRawPointer { Unmanaged.passUnretained(self).toOpaque() }
}

/// The state of the pings of one connection; times in ticks.
struct Heartbeat {
  var heard: UInt64 = 0
  var pingedAt: UInt64?
  var lookAt: UInt64 = 0
}

/// One request of the delegate's being answered.
struct Exchange {
  enum State {
    /// Given to the delegate, whose call has not returned.
    case asking
    /// The delegate will answer later.
    case waiting
    case answered
  }

  var token: ResponseToken
  var state = State.asking
  /// The answer ends the connection.
  var closing: Bool
  let method: HTTPRequest.Method
  /// The whole response, ready to go out.
  var response: [UInt8] = []
}
