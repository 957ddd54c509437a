import TransportLoop

/// Where a URL points to.
struct Address: Equatable {
  let tls: Bool
  let host: String
  let port: Int
  /// Path and query, at least `/`.
  let target: String

  /// Reads `http`, `https`, `ws` and `wss` URLs.
  init(_ url: String) throws(TransportError) {
    let wrong = TransportError(
      .badURL,
      "\(url) is not an address to connect to; expected for example https://host:8443/path.")
    guard let colon = url.range(of: "://") else { throw wrong }
    switch url[..<colon.lowerBound].lowercased() {
    case "http", "ws": tls = false
    case "https", "wss": tls = true
    default: throw wrong
    }
    // What follows # never leaves the client.
    let rest = url[colon.upperBound...].prefix { $0 != "#" }
    // A host with other letters is written as xn--. Some letters also join the mark that follows
    // into one Character, and that mark would be found no more.
    guard rest.utf8.allSatisfy({ (33...126).contains($0) }) else { throw wrong }
    let place = rest.prefix { $0 != "/" && $0 != "?" }
    let tail = rest[place.endIndex...]
    target = tail.hasPrefix("/") ? String(tail) : "/" + tail
    guard !place.contains("@") else { throw wrong }
    var name = place
    var port: Substring?
    if place.hasPrefix("["), let end = place.firstIndex(of: "]") {
      name = place[place.index(after: place.startIndex)..<end]
      let after = place[place.index(after: end)...]
      guard after.isEmpty || after.hasPrefix(":") else { throw wrong }
      port = after.isEmpty ? nil : after.dropFirst()
    } else if let mark = place.lastIndex(of: ":") {
      name = place[..<mark]
      port = place[place.index(after: mark)...]
    }
    guard !name.isEmpty, !name.contains("["), place.hasPrefix("[") || !name.contains(":") else {
      throw wrong
    }
    host = String(name)
    guard let port else {
      self.port = tls ? 443 : 80
      return
    }
    guard let number = Int(port), (1...65_535).contains(number) else { throw wrong }
    self.port = number
  }

  /// What goes into the Host header.
  var authority: String {
    let name = host.contains(":") ? "[\(host)]" : host
    return port == (tls ? 443 : 80) ? name : "\(name):\(port)"
  }
}

extension String {
  /// The place of the first occurrence; the standard library has none without Foundation.
  fileprivate func range(of part: String) -> Range<String.Index>? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(part) { return start..<index(start, offsetBy: part.count) }
      start = index(after: start)
    }
    return nil
  }
}
