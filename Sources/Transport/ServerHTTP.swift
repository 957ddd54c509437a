import CLibWebSockets
import TransportLoop

extension Server {
  /// Answers a request of the delegate's; from within ``ServerDelegate/request(_:)`` or later, once.
  ///
  /// An answer within the call leaves the connection open for another request, unless this was a later request with a
  /// body; an answer after the call closes it.
  package func respond(
    _ token: ResponseToken, status: Int, headers: [(String, String)] = [], body: [UInt8] = []
  ) {
    loop.checkThread()
    guard let connection = table[token.connection], var exchange = connection.exchange,
      exchange.token == token, exchange.state == .asking || exchange.state == .waiting
    else { return }
    let late = exchange.state == .waiting
    exchange.closing = exchange.closing || late
    exchange.response = HTTPText.response(
      status: status, headers: headers, body: body, closing: exchange.closing,
      head: exchange.method == .head)
    exchange.state = .answered
    connection.exchange = exchange
    if late, let wsi = connection.wsi {
      lws_rx_flow_control(wsi, 1)
      lws_callback_on_writable(wsi)
    }
  }

  // MARK: Reading a request

  /// Answers the request that has come, or begins to.
  func http(_ connection: Connection, _ wsi: OpaquePointer) -> Int32 {
    connection.exchange = nil
    connection.requests &+= 1
    // Cannot be: libwebsockets is only given a request to parse when one is noted here (``trigger``).
    guard let request = connection.request else { return -1 }
    let head = request.head
    if let refusal = request.refusal { return refuse(connection, wsi, refusal) }
    guard head.length != .unknown else {
      return refuse(connection, wsi, RequestRefusal(411, "Expected one plain Content-Length."))
    }
    guard knownMethods.contains(head.method) else {
      return refuse(connection, wsi, RequestRefusal(501, "Expected GET, HEAD or POST."))
    }
    guard isOnTheRightPort(connection) else { return sendToTLS(connection, wsi, head) }
    guard connection.isPrivate || api.contains(head.path) else {
      return serveFile(connection, wsi, head)
    }
    guard let method = HTTPRequest.Method(rawValue: head.method) else {
      return refuse(
        connection, wsi,
        RequestRefusal(405, "Expected GET, HEAD or POST.", ["Allow": "GET, HEAD, POST"]))
    }
    guard originIsAllowed(head) else {
      return refuse(connection, wsi, RequestRefusal(403, "This origin is not allowed."))
    }
    guard !connection.isPrivate || Self.isThisMachine(head) else {
      return refuse(
        connection, wsi, RequestRefusal(403, "Expected an IP address or localhost as Host."))
    }
    switch (method, head.length) {
    case (.get, .none), (.head, .none), (.get, .bytes(0)), (.head, .bytes(0)):
      // What is the same for everybody is in memory, also below a path of the delegate's.
      if !connection.isPrivate, let asset = configuration.assets.entries[head.path] {
        return send(asset, connection, wsi, head)
      }
    case (.post, .bytes(let count)) where count <= configuration.maxBody: break
    case (.post, .none):
      return refuse(connection, wsi, RequestRefusal(411, "Expected a Content-Length."))
    case (.post, .bytes(let count)):
      // What still comes is read and dropped up to a megabyte, so that the answer is seen; more is cut off. Who waits
      // for a word before sending may send it or not, so that where the next request begins is not known.
      let isDropped =
        count <= 1 << 20 && connection.requests == 1 && head.values(.expect).isEmpty
      if isDropped { connection.intake.drop(count) }
      return refuse(
        connection, wsi, RequestRefusal(413, "Expected at most \(configuration.maxBody) bytes."),
        closing: !isDropped)
    default:
      return refuse(connection, wsi, RequestRefusal(400, "Expected no body."))
    }
    do {
      connection.address = try forwardedAddress(connection, head)
    } catch {
      return refuse(connection, wsi, error)
    }
    return ask(connection, wsi, request, method)
  }

  /// Whether a request to the private port names this machine without asking anybody what the name means: a page of
  /// another site could have its own name lead here, and a browser would then take the answer for that site's.
  private static func isThisMachine(_ head: RequestHead) -> Bool {
    guard let host = head.only(.host) else { return true }
    return PeerAddress(forwarded: host[...]) != nil
      || host.prefix { $0 != ":" }.lowercased() == "localhost"
  }

  // MARK: Answering

  /// Gives the request to the delegate and sends the answer if it comes within the call.
  private func ask(
    _ connection: Connection, _ wsi: OpaquePointer, _ request: RequestIntake.Request,
    _ method: HTTPRequest.Method
  ) -> Int32 {
    let head = request.head
    let token = ResponseToken(connection: connection.id, number: connection.requests)
    connection.exchange = Exchange(
      token: token,
      closing: head.isLast || !request.body.isEmpty && connection.requests > 1, method: method)
    busy = true
    delegate?.request(
      HTTPRequest(
        token: token, method: method, path: head.path, authorization: head.only(.authorization),
        contentType: head.only(.contentType), origin: head.only(.origin),
        isPrivate: connection.isPrivate, address: connection.address, body: request.body))
    guard let exchange = connection.exchange, exchange.state == .answered else {
      connection.exchange?.state = .waiting
      // Nothing is read until the answer is there, and a socket with unread input would wake the loop at once, again
      // and again.
      lws_rx_flow_control(wsi, 0)
      lws_set_timeout(
        wsi, PENDING_TIMEOUT_HTTP_CONTENT, configuration.answerTimeout.wholeSeconds)
      return 0
    }
    return finish(connection, wsi, closing: exchange.closing)
  }

  /// Sends an answer that came after the call that asked for it, and closes.
  func writeLateAnswer(_ connection: Connection, _ wsi: OpaquePointer) -> Int32 {
    guard connection.exchange?.state == .answered else { return 0 }
    return finish(connection, wsi, closing: true)
  }

  private func finish(_ connection: Connection, _ wsi: OpaquePointer, closing: Bool) -> Int32 {
    let response = connection.exchange?.response ?? []
    connection.exchange = nil
    if isFullOfAnswers, response.count > Pressure.longAnswer { return answerFull(connection, wsi) }
    return send(connection, wsi, response, closing: closing)
  }

  /// Refuses a request; one for a path of the delegate's in the words of ``ServerConfiguration/apiRefusals``.
  private func refuse(
    _ connection: Connection, _ wsi: OpaquePointer, _ refusal: RequestRefusal,
    closing: Bool = true
  ) -> Int32 {
    let isForDelegate = connection.request.map { api.contains($0.head.path) } == true
    return answer(
      connection, wsi, refusal,
      json: isForDelegate ? configuration.apiRefusals[refusal.status] : nil, closing: closing)
  }

  private func answer(
    _ connection: Connection, _ wsi: OpaquePointer, _ refusal: RequestRefusal,
    json: [UInt8]? = nil, closing: Bool = false
  ) -> Int32 {
    let type = json == nil ? "text/plain; charset=utf-8" : "application/json"
    let closing = closing || connection.request?.head.isLast == true
    let headers = refusal.headers.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    let response = HTTPText.response(
      status: refusal.status,
      headers: [("Content-Type", type), ("Cache-Control", "no-store")] + headers,
      body: json ?? Array("\(refusal.reason)\n".utf8), closing: closing,
      head: connection.request?.head.method == "HEAD")
    return send(connection, wsi, response, closing: closing)
  }

  /// Refuses a request while too many others do not read their answers.
  private func answerFull(_ connection: Connection, _ wsi: OpaquePointer) -> Int32 {
    answer(
      connection, wsi,
      RequestRefusal(503, "Too many answers wait to be read.", ["Retry-After": "5"]), closing: true)
  }

  /// Sends a response, and is ready for the next request or ends the connection.
  private func send(
    _ connection: Connection, _ wsi: OpaquePointer, _ response: [UInt8], closing: Bool
  ) -> Int32 {
    connection.request = nil
    guard write(connection, stamped(response, connection)), !closing else { return -1 }
    chokeIfBehind(connection, wsi)
    guard lws_http_transaction_completed(wsi) == 0 else { return -1 }
    if connection.hasUnreadRequest { serveSoon(connection) }
    return 0
  }

  /// Adds the headers that cannot be prepared with a response: the date, and over TLS strict transport.
  private func stamped(_ response: [UInt8], _ connection: Connection) -> [UInt8] {
    guard let end = response.firstIndex(of: 10) else { return response }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(response.count + 128)
    bytes += response[...end]
    bytes += date.line
    if let wsi = connection.wsi, lws_get_ssl(wsi) != nil {
      bytes += SecurityHeaders.strictTransport
    }
    bytes += response[(end + 1)...]
    return bytes
  }

  private func serveFile(
    _ connection: Connection, _ wsi: OpaquePointer, _ head: RequestHead
  ) -> Int32 {
    guard head.method == "GET" || head.method == "HEAD" else {
      return refuse(
        connection, wsi, RequestRefusal(405, "Expected GET or HEAD.", ["Allow": "GET, HEAD"]))
    }
    guard head.length == .none || head.length == .bytes(0) else {
      return refuse(connection, wsi, RequestRefusal(400, "Expected no body."))
    }
    guard head.path != configuration.webSocketPath else {
      return answer(
        connection, wsi,
        RequestRefusal(
          426, "Expected an upgrade to websocket.",
          ["Upgrade": "websocket", "Connection": "Upgrade"]))
    }
    // Some mail filters write the `#` of a link as `%23`: the page finds the key in the path then, too.
    let page = head.path.firstIndex(of: "#").map { String(head.path[..<$0]) } ?? head.path
    guard let asset = configuration.assets.entries[page] else {
      return answer(connection, wsi, RequestRefusal(404, "There is nothing here."))
    }
    return send(asset, connection, wsi, head)
  }

  private func send(
    _ asset: Asset, _ connection: Connection, _ wsi: OpaquePointer, _ head: RequestHead
  ) -> Int32 {
    if isFullOfAnswers { return answerFull(connection, wsi) }
    let response = asset.response(
      ifNoneMatch: head.joined(.ifNoneMatch), acceptEncoding: head.joined(.acceptEncoding))
    let bytes =
      head.method == "HEAD" ? Array(response.bytes.prefix(response.headCount)) : response.bytes
    return send(connection, wsi, bytes, closing: head.isLast)
  }

  // MARK: Plain HTTP where TLS is spoken

  /// Whether TLS is spoken where it must be.
  func isOnTheRightPort(_ connection: Connection) -> Bool {
    configuration.tlsCertificate == nil || connection.isPrivate
      || connection.wsi.flatMap { lws_get_ssl($0) } != nil
  }

  /// Tells who speaks HTTP to the port of HTTPS where to go; nothing else is served there without TLS.
  private func sendToTLS(
    _ connection: Connection, _ wsi: OpaquePointer, _ head: RequestHead
  ) -> Int32 {
    guard head.method == "GET" || head.method == "HEAD", let host = head.only(.host) else {
      return refuse(connection, wsi, RequestRefusal(400, "Expected https."))
    }
    return refuse(
      connection, wsi,
      RequestRefusal(308, "Expected https.", ["Location": "https://\(host)\(head.target)"]))
  }
}

/// The methods that a server knows, whether or not something here can be asked with them.
private let knownMethods: Set<String> = [
  "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE",
]
