import CLibWebSockets

extension Server {
  /// Answers a request of the delegate's; from within ``ServerDelegate/request(_:)`` or later, once.
  ///
  /// An answer within the call leaves the connection open for another request, unless this was a later request with a
  /// body; an answer after the call closes it.
  public func respond(
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

  /// Begins a request whose headers are here.
  func http(_ connection: Connection, _ wsi: OpaquePointer) -> Int32 {
    connection.exchange = nil
    connection.requests &+= 1
    guard let (method, path) = target(wsi) else {
      return answer(connection, wsi, 414, "The address is too long.", closing: true)
    }
    // libwebsockets takes a missing or unreadable length for 100 MB, and does not know chunks.
    let length = contentLength(wsi)
    guard lws_hdr_total_length(wsi, WSI_TOKEN_HTTP_TRANSFER_ENCODING) == 0, length != .unreadable
    else {
      return answer(
        connection, wsi, 411, "Expected one plain Content-Length.", closing: true)
    }
    guard connection.isPrivate || api.contains(path) else {
      return serveFile(connection, wsi, method: method, path: path, length: length)
    }
    guard let method = HTTPRequest.Method(rawValue: method) else {
      return refuse(
        connection, wsi, 405, "Expected GET, HEAD or POST.", [("Allow", "GET, HEAD, POST")],
        closing: true)
    }
    guard originIsAllowed(wsi) else {
      return refuse(connection, wsi, 403, "This origin is not allowed.", closing: true)
    }
    // Of requests sent without waiting for answers, libwebsockets takes the headers of a later one for its body, too,
    // and may then turn in a circle for ever. Such a request comes from its store, not with an event of the socket.
    let hasBody = length != .none && length != .bytes(0)
    let isFirst = connection.requests == 1
    if hasBody, !isFirst, !loop.moment.isAmongEvents { return -1 }
    connection.exchange = Exchange(
      token: ResponseToken(connection: connection.id, number: connection.requests),
      closing: hasBody && !isFirst, method: method, path: path,
      authorization: header(wsi, WSI_TOKEN_HTTP_AUTHORIZATION),
      contentType: header(wsi, WSI_TOKEN_HTTP_CONTENT_TYPE),
      origin: header(wsi, WSI_TOKEN_ORIGIN))
    connection.address = forwardedAddress(connection, wsi)
    switch (method, length) {
    case (.get, .none), (.head, .none), (.get, .bytes(0)), (.head, .bytes(0)):
      // What is the same for everybody is in memory, also below a path of the delegate's.
      if !connection.isPrivate, let asset = configuration.assets.entries[path] {
        connection.exchange = nil
        return send(asset, connection, wsi, head: method == .head)
      }
      return ask(connection, wsi)
    case (.post, .bytes(let count)) where count <= configuration.maxBody:
      if header(wsi, WSI_TOKEN_HTTP_EXPECT)?.lowercased() == "100-continue" {
        write(connection, Array("HTTP/1.1 100 Continue\r\n\r\n".utf8))
      }
      return 0
    case (.post, .none):
      return refuse(connection, wsi, 411, "Expected a Content-Length.", closing: true)
    case (.post, _):
      // What still comes is read and dropped up to a megabyte, so that the answer is seen; more is cut off.
      var isDropped = false
      if case .bytes(let count) = length { isDropped = count <= 1 << 20 && isFirst }
      return refuse(
        connection, wsi, 413, "Expected at most \(configuration.maxBody) bytes.",
        closing: !isDropped)
    default:
      return refuse(connection, wsi, 400, "Expected no body.", closing: true)
    }
  }

  func body(_ connection: Connection, _ bytes: UnsafeRawBufferPointer) {
    guard connection.exchange?.state == .reading else { return }
    connection.exchange?.body.append(contentsOf: bytes)
  }

  func bodyComplete(_ connection: Connection, _ wsi: OpaquePointer) -> Int32 {
    guard connection.exchange?.state == .reading else {
      // Called again for input that comes while the answer is awaited; at the same moment only in a circle.
      return connection.exchange?.completed == loop.moment ? -1 : 0
    }
    connection.exchange?.completed = loop.moment
    return ask(connection, wsi)
  }

  // MARK: Answering

  /// Gives the request to the delegate and sends the answer if it comes within the call.
  private func ask(_ connection: Connection, _ wsi: OpaquePointer) -> Int32 {
    guard var exchange = connection.exchange else { return -1 }
    exchange.state = .asking
    let body = exchange.body
    exchange.body = []
    connection.exchange = exchange
    busy = true
    delegate?.request(
      HTTPRequest(
        token: exchange.token, method: exchange.method, path: exchange.path,
        authorization: exchange.authorization, contentType: exchange.contentType,
        origin: exchange.origin, isPrivate: connection.isPrivate, address: connection.address,
        body: body))
    guard connection.exchange?.state == .answered else {
      connection.exchange?.state = .waiting
      // Input that came now would be taken for more of this body, or turn the loop without end.
      lws_rx_flow_control(wsi, 0)
      lws_set_timeout(
        wsi, PENDING_TIMEOUT_HTTP_CONTENT, configuration.answerTimeout.wholeSeconds)
      return 0
    }
    if connection.exchange?.closing == true {
      // From within this call libwebsockets must not begin to wait for the next request: see where it is decided.
      lws_callback_on_writable(wsi)
      return 0
    }
    return finish(connection, wsi, closing: false)
  }

  /// Sends an answer after ``ask(_:_:)`` has returned, and closes.
  func writeLateAnswer(_ connection: Connection, _ wsi: OpaquePointer) -> Int32 {
    guard connection.exchange?.state == .answered else { return 0 }
    return finish(connection, wsi, closing: true)
  }

  private func finish(_ connection: Connection, _ wsi: OpaquePointer, closing: Bool) -> Int32 {
    let response = connection.exchange?.response ?? []
    connection.exchange = nil
    if isFullOfAnswers, response.count > Pressure.longAnswer { return answerFull(connection, wsi) }
    guard write(connection, response), !closing else { return -1 }
    chokeIfBehind(connection, wsi)
    return lws_http_transaction_completed(wsi) == 0 ? 0 : -1
  }

  /// Refuses a request that was for the delegate, in the delegate's words if it gave some.
  private func refuse(
    _ connection: Connection, _ wsi: OpaquePointer, _ status: Int, _ reason: String,
    _ headers: [(String, String)] = [], closing: Bool
  ) -> Int32 {
    answer(
      connection, wsi, status, reason, headers, json: configuration.apiRefusals[status],
      closing: closing)
  }

  private func answer(
    _ connection: Connection, _ wsi: OpaquePointer, _ status: Int, _ reason: String,
    _ headers: [(String, String)] = [], json: [UInt8]? = nil, closing: Bool = false
  ) -> Int32 {
    let type = json == nil ? "text/plain; charset=utf-8" : "application/json"
    let response = HTTPText.response(
      status: status,
      headers: [("Content-Type", type), ("Cache-Control", "no-store")] + headers,
      body: json ?? Array("\(reason)\n".utf8), closing: closing,
      head: lws_hdr_total_length(wsi, WSI_TOKEN_HEAD_URI) > 0)
    guard write(connection, response), !closing else { return -1 }
    chokeIfBehind(connection, wsi)
    return lws_http_transaction_completed(wsi) == 0 ? 0 : -1
  }

  /// Refuses a request while too many others do not read their answers.
  private func answerFull(_ connection: Connection, _ wsi: OpaquePointer) -> Int32 {
    answer(
      connection, wsi, 503, "Too many answers wait to be read.", [("Retry-After", "5")],
      closing: true)
  }

  private func serveFile(
    _ connection: Connection, _ wsi: OpaquePointer, method: String, path: String,
    length: ContentLength
  ) -> Int32 {
    guard method == "GET" || method == "HEAD" else {
      return answer(
        connection, wsi, 405, "Expected GET or HEAD.", [("Allow", "GET, HEAD")], closing: true)
    }
    guard length == .none || length == .bytes(0) else {
      return answer(connection, wsi, 400, "Expected no body.", closing: true)
    }
    guard path != configuration.webSocketPath else {
      return answer(
        connection, wsi, 426, "Expected an upgrade to websocket.",
        [("Upgrade", "websocket"), ("Connection", "Upgrade")])
    }
    guard let asset = configuration.assets.entries[path] else {
      return answer(connection, wsi, 404, "There is nothing here.")
    }
    return send(asset, connection, wsi, head: method == "HEAD")
  }

  private func send(
    _ asset: Asset, _ connection: Connection, _ wsi: OpaquePointer, head: Bool
  ) -> Int32 {
    if isFullOfAnswers { return answerFull(connection, wsi) }
    let response = asset.response(
      ifNoneMatch: header(wsi, WSI_TOKEN_HTTP_IF_NONE_MATCH),
      acceptEncoding: header(wsi, WSI_TOKEN_HTTP_ACCEPT_ENCODING))
    let bytes = head ? Array(response.bytes.prefix(response.headCount)) : response.bytes
    guard write(connection, bytes) else { return -1 }
    chokeIfBehind(connection, wsi)
    return lws_http_transaction_completed(wsi) == 0 ? 0 : -1
  }

  // MARK: Headers

  private enum ContentLength: Equatable {
    case none
    case bytes(Int)
    case unreadable
  }

  private func contentLength(_ wsi: OpaquePointer) -> ContentLength {
    guard lws_hdr_total_length(wsi, WSI_TOKEN_HTTP_CONTENT_LENGTH) > 0 else { return .none }
    guard let text = header(wsi, WSI_TOKEN_HTTP_CONTENT_LENGTH), text.utf8.count <= 12,
      text.utf8.allSatisfy({ (48...57).contains($0) }), let count = Int(text)
    else { return .unreadable }
    return .bytes(count)
  }

  /// Returns method and path, or nil when the path is too long to copy.
  private func target(_ wsi: OpaquePointer) -> (method: String, path: String)? {
    for (name, token) in methodTokens where lws_hdr_total_length(wsi, token) > 0 {
      return header(wsi, token).map { (name, $0) }
    }
    return nil
  }
}

private let methodTokens: [(String, lws_token_indexes)] = [
  ("GET", WSI_TOKEN_GET_URI), ("POST", WSI_TOKEN_POST_URI), ("HEAD", WSI_TOKEN_HEAD_URI),
  ("OPTIONS", WSI_TOKEN_OPTIONS_URI), ("PUT", WSI_TOKEN_PUT_URI),
  ("PATCH", WSI_TOKEN_PATCH_URI), ("DELETE", WSI_TOKEN_DELETE_URI),
]
