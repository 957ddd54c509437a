import CLibWebSockets

extension Server {
  /// Decides whether a request for an upgrade becomes a WebSocket, and returns its key.
  func acceptUpgrade(
    _ connection: Connection, _ head: RequestHead
  ) throws(RequestRefusal) -> String {
    guard head.has("websocket", in: .upgrade) else {
      throw RequestRefusal(400, "Only an upgrade to websocket is offered.")
    }
    guard head.method == "GET", head.minorVersion > 0 else {
      throw RequestRefusal(400, "A WebSocket begins with GET and HTTP/1.1.")
    }
    guard head.path == configuration.webSocketPath, !connection.isPrivate else {
      throw RequestRefusal(404, "There is no WebSocket here.")
    }
    guard isOnTheRightPort(connection) else { throw RequestRefusal(400, "Expected wss.") }
    guard head.has("upgrade", in: .connection) else {
      throw RequestRefusal(400, "Expected Connection: Upgrade.")
    }
    // What follows the head of an upgrade are frames; a body would be read as such.
    guard head.length == .none else {
      throw RequestRefusal(400, "Expected no body, and no Content-Length.")
    }
    guard originIsAllowed(head) else {
      throw RequestRefusal(403, "This origin is not allowed.")
    }
    guard head.only(.webSocketVersion) == "13" else {
      throw RequestRefusal(426, "Expected version 13.", ["Sec-WebSocket-Version": "13"])
    }
    guard let key = head.only(.webSocketKey), isKey(key) else {
      throw RequestRefusal(400, "Expected one Sec-WebSocket-Key, 16 bytes in base64.")
    }
    guard head.list(.webSocketProtocol).contains(configuration.subprotocol[...]) else {
      throw RequestRefusal(400, "Expected the subprotocol \(configuration.subprotocol).")
    }
    guard !refusesUpgrades else {
      throw RequestRefusal(503, "The server takes nobody in now.", ["Retry-After": "1"])
    }
    try count(connection, head)
    return key
  }

  /// Counts a connection as a WebSocket of its address, if there is room for one.
  private func count(_ connection: Connection, _ head: RequestHead) throws(RequestRefusal) {
    guard
      webSockets < configuration.maxConnections
        || endOldestStranger(where: { $0 !== connection && $0.phase == .open })
    else {
      throw RequestRefusal(503, "The server is full.", ["Retry-After": "10"])
    }
    connection.address = try forwardedAddress(connection, head)
    let key = connection.address.limitKey
    guard addresses.unprovedCount(of: key) < configuration.unprovedPerAddress else {
      throw RequestRefusal(
        429, "Too many connections of this address have not joined yet.", ["Retry-After": "5"])
    }
    addresses.move(&connection.limits, to: .unproved, key: key)
    connection.phase = .upgrading
    webSockets += 1
  }

  /// Checks Origin against the list; none is let in, because then no page asks.
  func originIsAllowed(_ head: RequestHead) -> Bool {
    let given = head.values(.origin)
    return given.isEmpty || given.count == 1 && origins.contains(given[0])
  }

  /// Finds whom a trusted proxy speaks for: the last address in its list, which it wrote itself.
  ///
  /// Without a list it speaks for itself, as a check of its health does.
  func forwardedAddress(
    _ connection: Connection, _ head: RequestHead
  ) throws(RequestRefusal) -> PeerAddress {
    guard isTrustedProxy(connection.peer), let list = head.joined(.forwardedFor) else {
      return connection.peer
    }
    guard let last = list.split(separator: ",", omittingEmptySubsequences: false).last,
      let address = PeerAddress(forwarded: trimmed(last))
    else {
      throw RequestRefusal(400, "Expected an address at the end of the proxy's X-Forwarded-For.")
    }
    return address
  }

  /// Whether what a peer says about others is believed: also of whoever may open the socket in the file system, which
  /// has no address.
  func isTrustedProxy(_ peer: PeerAddress) -> Bool {
    peer == .unknown && configuration.socketFile != nil
      || configuration.trustedProxies.contains(peer)
  }
}

/// Whether a text is the base64 form of 16 bytes.
private func isKey(_ text: String) -> Bool {
  let bytes = Array(text.utf8)
  guard bytes.count == 24, bytes.hasSuffix("==") else { return false }
  return bytes.dropLast(2).allSatisfy { byte in
    switch byte {
    case 43, 47, 48...57, 65...90, 97...122: true
    default: false
    }
  }
}

extension [UInt8] {
  fileprivate func hasSuffix(_ text: String) -> Bool {
    suffix(text.utf8.count).elementsEqual(text.utf8)
  }
}
