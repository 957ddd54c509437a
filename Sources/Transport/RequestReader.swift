/// Reads the head of a request piece by piece, so that what is wrong is answered as soon as it is seen.
struct RequestReader {
  /// The bytes of the longest request line, without its end; a longer one gets 414.
  static let longestLine = 8 * 1024
  /// The bytes of the longest head; a longer one gets 431.
  static let longestHead = 16 * 1024

  private var head = RequestHead()
  private var hasRequestLine = false
  /// Where the line begins that is not complete yet.
  private var lineStart = 0
  /// The bytes before this place have been searched for the end of the line.
  private var scanned = 0

  /// Reads on in all that has come of this request so far.
  ///
  /// - Returns: the head and how many bytes it has, or nil when more must come.
  mutating func read(_ bytes: [UInt8]) throws(RequestRefusal) -> (head: RequestHead, count: Int)? {
    try bytes.withUnsafeBufferPointer { bytes throws(RequestRefusal) in try read(bytes) }
  }

  private mutating func read(
    _ bytes: UnsafeBufferPointer<UInt8>
  ) throws(RequestRefusal) -> (head: RequestHead, count: Int)? {
    while scanned < bytes.count {
      let byte = bytes[scanned]
      if byte == 13 {
        guard scanned + 1 < bytes.count else { break }
        guard bytes[scanned + 1] == 10 else {
          throw RequestRefusal(400, "A line may end in CR and LF only.")
        }
        guard scanned + 2 <= Self.longestHead else { throw Self.headTooLong }
        let line = UnsafeBufferPointer(rebasing: bytes[lineStart..<scanned])
        scanned += 2
        lineStart = scanned
        if try take(line) { return (head, scanned) }
        continue
      }
      guard scanned < Self.longestHead else { break }
      guard hasRequestLine || scanned - lineStart < Self.longestLine else {
        throw RequestRefusal(414, "Expected at most \(Self.longestLine) bytes of address.")
      }
      guard byte >= 32 && byte != 127 || byte == 9 else {
        throw RequestRefusal(400, "The head of a request has no control characters.")
      }
      if !hasRequestLine, !isVisible(byte), byte != 32 || scanned == lineStart {
        throw RequestRefusal(400, "Expected a request line such as GET / HTTP/1.1.")
      }
      scanned += 1
    }
    guard scanned < Self.longestHead else { throw Self.headTooLong }
    return nil
  }

  private static let headTooLong = RequestRefusal(
    431, "Expected at most \(longestHead) bytes of headers; cookies are not needed here.")

  /// Takes a line; true when the head is complete.
  private mutating func take(_ line: UnsafeBufferPointer<UInt8>) throws(RequestRefusal) -> Bool {
    if !hasRequestLine {
      // Empty lines before a request are left over from the body of another, by old clients.
      if line.isEmpty { return false }
      try readRequestLine(line)
      hasRequestLine = true
      return false
    }
    guard line.isEmpty else {
      try readField(line)
      return false
    }
    try checkHost()
    return true
  }

  private mutating func readRequestLine(
    _ line: UnsafeBufferPointer<UInt8>
  ) throws(RequestRefusal) {
    let words = line.split(separator: 32, omittingEmptySubsequences: false)
    guard words.count == 3, !words[0].isEmpty, words[0].allSatisfy(isTokenCharacter),
      let version = Version(words[2])
    else { throw RequestRefusal(400, "Expected a request line such as GET / HTTP/1.1.") }
    guard version.major == 1 else {
      throw RequestRefusal(505, "Expected HTTP/1.1.")
    }
    head.minorVersion = version.minor
    head.method = String(decoding: words[0], as: UTF8.self)
    try readTarget(String(decoding: words[1], as: UTF8.self))
  }

  private struct Version {
    let major: UInt8
    let minor: Int

    init?(_ word: Slice<UnsafeBufferPointer<UInt8>>) {
      let word = Array(word)
      guard word.count == 8, word.starts(with: Array("HTTP/".utf8)), isDigit(word[5]),
        word[6] == 46, isDigit(word[7])
      else { return nil }
      major = word[5] - 48
      minor = Int(word[7] - 48)
    }
  }

  /// Reads a path with its query, or a whole address, of which only those count; `*` and the address of CONNECT are
  /// left for the refusal of their methods.
  private mutating func readTarget(_ target: String) throws(RequestRefusal) {
    let wrong = RequestRefusal(400, "Expected a path that begins with /.")
    var path = target[...]
    if !target.hasPrefix("/") {
      if target == "*" || head.method == "CONNECT" {
        head.target = target
        head.path = target
        return
      }
      let scheme = target.prefix { $0 != ":" }
      let rest = target.dropFirst(scheme.count)
      guard ["http", "https"].contains(scheme.lowercased()), rest.hasPrefix("://") else {
        throw wrong
      }
      let authority = rest.dropFirst(3).prefix { $0 != "/" && $0 != "?" }
      guard isHost(authority) else { throw wrong }
      path = rest.dropFirst(3 + authority.count)
      if !path.hasPrefix("/") { path = "/" + path }
    }
    guard !path.contains("#"), let decoded = percentDecoded(path.prefix { $0 != "?" }) else {
      throw wrong
    }
    head.target = String(path)
    head.path = decoded
  }

  private mutating func readField(_ line: UnsafeBufferPointer<UInt8>) throws(RequestRefusal) {
    guard let colon = line.firstIndex(of: 58), colon > 0,
      line[..<colon].allSatisfy(isTokenCharacter)
    else {
      throw RequestRefusal(400, "Expected header lines such as Host: kring.example, not folded.")
    }
    let name = String(decoding: line[..<colon], as: UTF8.self).lowercased()
    guard let field = RequestHead.Field(rawValue: name) else { return }
    let value = line[(colon + 1)...]
    guard value.allSatisfy({ $0 < 128 }) else {
      throw RequestRefusal(400, "Expected ASCII only in \(name).")
    }
    head.add(field, String(trimmed(String(decoding: value, as: UTF8.self)[...])))
  }

  private func checkHost() throws(RequestRefusal) {
    let hosts = head.values(.host)
    if hosts.isEmpty, head.minorVersion == 0 { return }
    guard hosts.count == 1, isHost(hosts[0][...]) else {
      throw RequestRefusal(400, "Expected one Host, such as kring.example or localhost:8080.")
    }
  }
}

private func isVisible(_ byte: UInt8) -> Bool { byte > 32 && byte < 127 }

private func isTokenCharacter(_ byte: UInt8) -> Bool {
  switch byte {
  case 48...57, 65...90, 97...122: true
  default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
  }
}

private func isHexDigit(_ byte: UInt8) -> Bool {
  switch byte {
  case 48...57, 65...70, 97...102: true
  default: false
  }
}

/// Whether a text is a name or address with or without a port, as it may stand in Host.
private func isHost(_ text: Substring) -> Bool {
  var rest = text
  if text.hasPrefix("[") {
    let inside = text.dropFirst().prefix { $0 != "]" }
    rest = text.dropFirst(inside.count + 1)
    guard rest.hasPrefix("]"), PeerAddress(String(inside)) != nil, inside.contains(":") else {
      return false
    }
    rest = rest.dropFirst()
  } else {
    let name = text.prefix { $0 != ":" }
    guard !name.isEmpty, name.utf8.allSatisfy(isNameCharacter), percentDecoded(name) != nil else {
      return false
    }
    rest = text.dropFirst(name.count)
  }
  guard rest.hasPrefix(":") else { return rest.isEmpty }
  let port = rest.dropFirst()
  return port.isEmpty
    || port.utf8.count <= 5 && port.utf8.allSatisfy(isDigit)
      && Int(port).map { $0 <= 65_535 } == true
}

private func isNameCharacter(_ byte: UInt8) -> Bool {
  switch byte {
  case 48...57, 65...90, 97...122: true
  default: "-._~!$&'()*+,;=%".utf8.contains(byte)
  }
}

/// The text with every `%xx` replaced by its byte, or nil when one has no two digits, or is a control character.
private func percentDecoded(_ text: Substring) -> String? {
  guard text.utf8.contains(37) else { return String(text) }
  let bytes = Array(text.utf8)
  var decoded: [UInt8] = []
  var index = 0
  while index < bytes.count {
    guard bytes[index] == 37 else {
      decoded.append(bytes[index])
      index += 1
      continue
    }
    guard index + 2 < bytes.count else { return nil }
    let digits = bytes[(index + 1)...(index + 2)]
    guard digits.allSatisfy(isHexDigit),
      let byte = UInt8(String(decoding: digits, as: UTF8.self), radix: 16), byte >= 32, byte != 127
    else { return nil }
    decoded.append(byte)
    index += 3
  }
  return String(decoding: decoded, as: UTF8.self)
}
