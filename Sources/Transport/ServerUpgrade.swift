import CLibWebSockets

extension Server {
  /// Decides whether a request for an upgrade becomes a WebSocket; anything else is answered and closed.
  func confirmUpgrade(_ connection: Connection, _ wsi: OpaquePointer) -> Int32 {
    // Nothing there: libwebsockets has already refused an upgrade it does not know, and freed the headers.
    guard let upgrade = header(wsi, WSI_TOKEN_UPGRADE) else { return -1 }
    // `h2c` would be answered with 101 by default.
    guard upgrade.lowercased() == "websocket" else {
      return refuse(connection, 400, "Only an upgrade to websocket is offered.")
    }
    guard connection.phase == .http, let path = header(wsi, WSI_TOKEN_GET_URI) else {
      return refuse(connection, 400, "A WebSocket begins with GET.")
    }
    guard path == configuration.webSocketPath, !connection.isPrivate else {
      return refuse(connection, 404, "There is no WebSocket here.")
    }
    guard originIsAllowed(wsi) else {
      return refuse(connection, 403, "This origin is not allowed.")
    }
    guard header(wsi, WSI_TOKEN_VERSION) == "13" else {
      return refuse(
        connection, 426, "Expected version 13.", [("Sec-WebSocket-Version", "13")])
    }
    let offered = header(wsi, WSI_TOKEN_PROTOCOL) ?? ""
    guard offered.split(separator: ",").contains(where: { trim($0) == configuration.subprotocol })
    else {
      return refuse(
        connection, 400, "Expected the subprotocol \(configuration.subprotocol).")
    }
    guard webSockets < configuration.maxConnections else {
      return refuse(connection, 503, "The server is full.", [("Retry-After", "10")])
    }
    connection.address = forwardedAddress(connection, wsi)
    let key = connection.address.limitKey
    guard addresses.unprovedCount(of: key) < configuration.unprovedPerAddress else {
      return refuse(
        connection, 429, "Too many connections of this address have not joined yet.",
        [("Retry-After", "5")])
    }
    addresses.move(&connection.limits, to: .unproved, key: key)
    connection.phase = .upgrading
    webSockets += 1
    return 0
  }

  private func refuse(
    _ connection: Connection, _ status: Int, _ reason: String,
    _ headers: [(String, String)] = []
  ) -> Int32 {
    let response = HTTPText.response(
      status: status,
      headers: [("Content-Type", "text/plain; charset=utf-8"), ("Cache-Control", "no-store")]
        + headers,
      body: Array("\(reason)\n".utf8), closing: true)
    write(connection, response)
    return -1
  }

  // MARK: Headers

  /// Copies a header out of libwebsockets; nil when it is not there or is longer than 4 KB.
  func header(_ wsi: OpaquePointer, _ token: lws_token_indexes) -> String? {
    let count = lws_hdr_copy(wsi, scratch.baseAddress, Int32(scratch.count), token)
    guard count > 0 else { return nil }
    return String(
      decoding: UnsafeRawBufferPointer(scratch).prefix(Int(count)), as: UTF8.self)
  }

  /// Checks the Origin header against the list; none is let in, because then no page asks.
  func originIsAllowed(_ wsi: OpaquePointer) -> Bool {
    if lws_hdr_total_length(wsi, WSI_TOKEN_ORIGIN) > 0 {
      return header(wsi, WSI_TOKEN_ORIGIN).map(origins.contains) ?? false
    }
    // An empty header is there, and equals nothing on the list.
    return lws_hdr_copy_fragment(
      wsi, scratch.baseAddress, Int32(scratch.count), WSI_TOKEN_ORIGIN, 0) < 0
  }

  /// Finds whom a trusted proxy speaks for: the last address in its list, which it wrote itself.
  func forwardedAddress(_ connection: Connection, _ wsi: OpaquePointer) -> PeerAddress {
    guard configuration.trustedProxies.contains(connection.address),
      let last = header(wsi, WSI_TOKEN_X_FORWARDED_FOR)?.split(separator: ",").last,
      let address = PeerAddress(trim(last))
    else { return connection.address }
    return address
  }

  private func trim(_ text: Substring) -> String {
    var text = text.drop { $0 == " " || $0 == "\t" }
    while let last = text.last, last == " " || last == "\t" { text = text.dropLast() }
    return String(text)
  }
}
