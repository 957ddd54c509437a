/// The head of one request, read as RFC 9112 has it and no more leniently.
///
/// libwebsockets is shown none of it, because its own parser loses lines: a name that is the beginning of one it knows
/// takes the next line with it.
struct RequestHead: Equatable {
  /// The fields that are looked at; all others are checked for their form and dropped.
  enum Field: String, CaseIterable {
    case acceptEncoding = "accept-encoding"
    case authorization = "authorization"
    case connection = "connection"
    case contentLength = "content-length"
    case contentType = "content-type"
    case expect = "expect"
    case forwardedFor = "x-forwarded-for"
    case host = "host"
    case ifNoneMatch = "if-none-match"
    case origin = "origin"
    case transferEncoding = "transfer-encoding"
    case upgrade = "upgrade"
    case webSocketKey = "sec-websocket-key"
    case webSocketProtocol = "sec-websocket-protocol"
    case webSocketVersion = "sec-websocket-version"
  }

  /// How the length of the body is given.
  enum Length: Equatable {
    case none
    case bytes(Int)
    /// Several, in chunks, or not digits alone: where the request ends cannot be known.
    case unknown
  }

  var method = ""
  /// The path without the query, percent-decoded.
  var path = ""
  /// The path and query as they were sent.
  var target = ""
  /// The digit behind `HTTP/1.`
  var minorVersion = 1
  private var lines: [(field: Field, value: String)] = []

  /// The values of all lines of a field, in their order, without the blanks around them.
  func values(_ field: Field) -> [String] {
    lines.compactMap { $0.field == field ? $0.value : nil }
  }

  /// The value of a field that may be there once; nil also when it is there twice.
  func only(_ field: Field) -> String? {
    let values = values(field)
    return values.count == 1 ? values[0] : nil
  }

  /// The members of a comma-separated list over all lines of a field.
  func list(_ field: Field) -> [Substring] {
    values(field).flatMap { $0.split(separator: ",") }.map(trimmed).filter { !$0.isEmpty }
  }

  /// All lines of a field as one, or nil without any.
  func joined(_ field: Field) -> String? {
    let values = values(field)
    return values.isEmpty ? nil : values.joined(separator: ", ")
  }

  /// Whether a comma-separated list has a word, in whatever case.
  func has(_ word: String, in field: Field) -> Bool {
    list(field).contains { $0.lowercased() == word }
  }

  mutating func add(_ field: Field, _ value: String) { lines.append((field, value)) }

  var length: Length {
    guard values(.transferEncoding).isEmpty else { return .unknown }
    let lengths = values(.contentLength)
    guard let text = lengths.first else { return .none }
    guard lengths.count == 1, (1...12).contains(text.utf8.count), text.utf8.allSatisfy(isDigit),
      let count = Int(text)
    else { return .unknown }
    return .bytes(count)
  }

  /// Whether the client wants no second request on this connection.
  var isLast: Bool { minorVersion == 0 || has("close", in: .connection) }

  static func == (a: RequestHead, b: RequestHead) -> Bool {
    a.method == b.method && a.target == b.target && a.minorVersion == b.minorVersion
      && a.lines.elementsEqual(b.lines) { $0 == $1 }
  }
}

/// Why a request is answered with a refusal, and that the connection ends with it.
struct RequestRefusal: Error, Equatable {
  let status: Int
  /// One sentence for whoever reads the answer.
  let reason: String
  /// Headers that say more.
  let headers: [String: String]

  init(_ status: Int, _ reason: String, _ headers: [String: String] = [:]) {
    self.status = status
    self.reason = reason
    self.headers = headers
  }
}

/// The text without the blanks and tabs around it.
func trimmed(_ text: Substring) -> Substring {
  let start = text.drop { $0 == " " || $0 == "\t" }
  guard let last = start.lastIndex(where: { $0 != " " && $0 != "\t" }) else { return "" }
  return start[...last]
}

func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
