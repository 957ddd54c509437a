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
  /// The number of its socket; kept after the socket has gone, to find the place in the server's list.
  var socket: Int32 = -1
  var phase = Phase.http
  /// Where limits count this connection, and as what.
  var limits: AddressLimits.Place
  /// Who is at the other end of the socket: a proxy, where there is one.
  let peer: PeerAddress
  /// The client: the peer, or the address that a trusted proxy named.
  var address: PeerAddress

  /// Reads what is received while it is plain HTTP.
  var intake: RequestIntake
  /// The request that is being answered.
  var request: RequestIntake.Request?
  /// Whether the time limit for the body of the present request has been set.
  var waitsForBody = false
  /// Reads what is received once it is a WebSocket.
  var frames = FrameGuard()
  /// Checked frames that did not fit into the last buffer of libwebsockets, for its next read.
  var ready: [UInt8] = []
  /// How often libwebsockets has asked for input.
  var reads: UInt32 = 0
  /// Whether it stands in ``Server/waiting``.
  var isServedSoon = false
  /// The content of the last ping, while older output keeps its answer from being written.
  var owedPong: [UInt8]?

  /// The frames of a message so far, when it did not come in one piece.
  var message: [UInt8] = []
  var fragments = 0

  var output = Output()
  var heartbeat = Heartbeat()
  /// When the connection is cut if it still exists, in ticks.
  var cutAt: UInt64 = .max
  var inputHeld = false
  /// Whether part of its last HTTP answer could not be written yet.
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
