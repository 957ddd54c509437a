import TransportLoop

/// Reads one HTTP/1.1 answer piece by piece.
struct AnswerParser {
  private(set) var status = 0
  private(set) var headers: [(name: String, value: String)] = []
  private(set) var body: [UInt8] = []
  private(set) var isComplete = false
  private let bodyless: Bool
  private var rest: [UInt8] = []
  private var part = Part.head

  private enum Part {
    case head
    case counted(Int)
    case toTheEnd
    case chunkHead
    case chunk(Int)
    case trailer
  }

  init(bodyless: Bool) { self.bodyless = bodyless }

  mutating func add(_ bytes: [UInt8]) throws(TransportError) {
    rest += bytes
    guard rest.count + body.count <= HTTPClient.longestAnswer else {
      throw Self.wrong("it is longer than \(HTTPClient.longestAnswer) bytes")
    }
    while !isComplete, try step() {}
  }

  /// Takes the end of the stream, which is the end of the body only when nothing else says where that is.
  mutating func end() throws(TransportError) {
    guard case .toTheEnd = part else { throw Self.wrong("it broke off") }
    isComplete = true
  }

  /// Takes what can be taken; false when more is needed.
  private mutating func step() throws(TransportError) -> Bool {
    switch part {
    case .head:
      return try readHead()
    case .counted(let count):
      let taken = min(count, rest.count)
      take(taken)
      isComplete = taken == count
      part = .counted(count - taken)
      return false
    case .toTheEnd:
      take(rest.count)
      return false
    case .chunkHead:
      guard let line = takeLine() else { return false }
      guard let count = Self.length(line.prefix { $0 != ";" && $0 != " " }, radix: 16) else {
        throw Self.wrong("a chunk has no length that can be read")
      }
      part = count == 0 ? .trailer : .chunk(count)
      return true
    case .chunk(let count):
      guard rest.count >= count + 2 else { return false }
      take(count)
      guard rest.starts(with: [13, 10]) else { throw Self.wrong("a chunk is longer than it said") }
      rest.removeFirst(2)
      part = .chunkHead
      return true
    case .trailer:
      guard let line = takeLine() else { return false }
      isComplete = line.isEmpty
      return true
    }
  }

  /// Reads a length, which is digits alone and no more than an answer may have.
  private static func length(_ text: some StringProtocol, radix: Int = 10) -> Int? {
    guard text.utf8.first.map({ $0 != 43 && $0 != 45 }) == true,
      let count = Int(text, radix: radix),
      count <= HTTPClient.longestAnswer
    else { return nil }
    return count
  }

  private subscript(_ name: String) -> String? { headers.first { $0.name == name }?.value }

  private mutating func readHead() throws(TransportError) -> Bool {
    guard let end = endOfHead() else { return false }
    let text = String(decoding: rest[..<end], as: UTF8.self)
    rest.removeFirst(end + 4)
    let lines = text.split(separator: "\r\n")
    let words = (lines.first ?? "").split(separator: " ", maxSplits: 2)
    guard words.count >= 2, words[0].hasPrefix("HTTP/1."), let status = Int(words[1]) else {
      throw Self.wrong("it does not begin with HTTP/1.1")
    }
    self.status = status
    headers = lines.dropFirst().map { line in
      let name = line.prefix { $0 != ":" }
      let value = line.dropFirst(name.count + 1)
      return (name.lowercased(), String(value.drop { $0 == " " }))
    }
    if (100..<200).contains(status) { return true }
    if bodyless || status == 204 || status == 304 {
      isComplete = true
    } else if self["transfer-encoding"]?.lowercased() == "chunked" {
      part = .chunkHead
    } else if let text = self["content-length"] {
      guard let length = Self.length(text) else { throw Self.wrong("its length cannot be read") }
      part = .counted(length)
    } else {
      part = .toTheEnd
    }
    return true
  }

  private func endOfHead() -> Int? {
    guard rest.count >= 4 else { return nil }
    return (0...(rest.count - 4)).first {
      rest[$0] == 13 && rest[$0..<($0 + 4)] == [13, 10, 13, 10]
    }
  }

  private mutating func takeLine() -> String? {
    guard let end = rest.indices.dropLast().first(where: { rest[$0] == 13 && rest[$0 + 1] == 10 })
    else { return nil }
    defer { rest.removeFirst(end + 2) }
    return String(decoding: rest[..<end], as: UTF8.self)
  }

  private mutating func take(_ count: Int) {
    body += rest.prefix(count)
    rest.removeFirst(count)
  }

  private static func wrong(_ what: String) -> TransportError {
    TransportError(.badAnswer, "The server's answer cannot be read: \(what).")
  }
}
