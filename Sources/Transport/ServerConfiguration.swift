/// Everything a ``Server`` is told before it starts.
package struct ServerConfiguration: Sendable {
  /// The name or numeric address to listen on; `0.0.0.0` and `::` are all addresses.
  package var host = "127.0.0.1"
  /// The port to listen on; 0 lets the system choose, see ``Server/port``.
  package var port = 0
  /// The path of a socket in the file system to listen on instead of ``host`` and ``port``; whoever opens it is
  /// believed as a trusted proxy is.
  package var socketFile: String?
  /// The port on 127.0.0.1 for requests that only this machine may make, without TLS; 0 lets the system choose, see
  /// ``Server/privatePort``, nil: there is none.
  package var privatePort: Int?
  /// The file with the certificate chain in PEM form; nil serves without TLS.
  package var tlsCertificate: String?
  /// The file with the private key in PEM form.
  package var tlsKey: String?
  /// The origins, exactly as a browser writes them, that may open the WebSocket and use ``apiPaths``.
  ///
  /// One with port 0 stands for the same with the server's own port. A request without an Origin header
  /// comes from no page and is let in; another origin gets 403.
  package var allowedOrigins: [String] = []
  /// The path of the WebSocket.
  package var webSocketPath = "/ws"
  /// The subprotocol a client must offer.
  package var subprotocol = "kring.1"
  /// The paths handed to ``ServerDelegate/request(_:)``; one that ends in `/` stands for all below it.
  package var apiPaths = ["/api/", "/healthz", "/readyz"]
  /// The JSON bodies of refusals on ``apiPaths`` by their status; a status without one has a line of plain text.
  package var apiRefusals: [Int: [UInt8]] = [:]
  /// The bytes of the longest message a client may send; a longer one closes with ``tooLongCode``.
  package var maxFrame = 16 * 1024
  /// The frames a message may come in.
  package var maxFragments = 32
  /// The bytes of the longest body of a request; a longer one gets 413.
  package var maxBody = 64 * 1024
  /// The WebSockets open at the same time; the next gets 503, unless an unproved one gives way.
  package var maxConnections = 10_000
  /// How long a WebSocket that has not been proved, or a connection without a request, stays safe when there is no more
  /// room; from then on the oldest of them gives way to a new one.
  package var silenceAllowed: Duration = .seconds(2)
  /// The WebSockets of one address that have not been proved (``Server/prove(_:)``); the next gets 429.
  package var unprovedPerAddress = 20
  /// The TCP connections of one address that are no proved WebSocket; the next is closed at once.
  ///
  /// Larger than ``unprovedPerAddress``, because every browser of an office opens six to fetch the page.
  package var connectionsPerAddress = 256
  /// The addresses whose `X-Forwarded-For` is believed, for limits only.
  package var trustedProxies: [PeerAddress] = []
  /// How long a client may take for TLS and the headers of a request; whole seconds.
  package var headersTimeout: Duration = .seconds(10)
  /// How long a client may take for the body of a request, from the end of its headers on; whole seconds.
  package var bodyTimeout: Duration = .seconds(20)
  /// How long an idle HTTP connection is kept for another request; whole seconds.
  package var keepAlive: Duration = .seconds(5)
  /// How long an answer of the delegate may take.
  package var answerTimeout: Duration = .seconds(30)
  /// The bytes that may wait for one member behind the frame being sent.
  package var queueLimit = 256 * 1024
  /// How long a member whose queue was full has to empty it before ``slowReaderCode``.
  package var drainLimit: Duration = .seconds(30)
  /// The time between two pings of a silent connection, give or take a fifth.
  package var pingInterval: Duration = .seconds(25)
  /// How long a pinged connection may stay silent before it counts as dead.
  package var deadAfter: Duration = .seconds(10)
  /// How long a closing connection may take to send what waits and hear the peer's goodbye.
  package var closeGrace: Duration = .seconds(5)
  /// The close code for a message that is longer than ``maxFrame`` or in more than ``maxFragments`` frames.
  package var tooLongCode: UInt16 = 1009
  /// The close code for a message that is not text.
  package var notTextCode: UInt16 = 1003
  /// The close code for a message that is not UTF-8.
  package var notUTF8Code: UInt16 = 1007
  /// The close code for a member that did not empty its queue in time.
  package var slowReaderCode: UInt16 = 4101
  /// The close code for an unproved WebSocket that gives way.
  package var gaveWayCode: UInt16 = 1013
  /// The files to serve.
  package var assets = Assets()

  package init() {}
}
