import KringCore
import KringJSON

// The kinds of value that messages are made of, each with the words its refusal says.
extension ObjectReader {
  /// Takes an id: a random UUID in lower case.
  mutating func id(_ key: String) throws(JSONError) -> ID {
    try text(key, as: "a UUID of version 4 in lower case") { ID(uuid: $0.bytes) }
  }

  /// Takes an id, if there.
  mutating func optionalID(_ key: String) throws(JSONError) -> ID? {
    has(key) ? try id(key) : nil
  }

  /// Takes an id or `null`, which must be there.
  mutating func nullableID(_ key: String) throws(JSONError) -> ID? {
    guard case .null = try value(key, "a UUID of version 4 in lower case, or null") else {
      return try id(key)
    }
    return nil
  }

  /// Takes an id that is written in base64url: that of a session or of a run of the server.
  mutating func opaqueID(_ key: String) throws(JSONError) -> ID {
    try text(key, as: "16 bytes in base64url without padding") { text in
      Base64URL.decode(text.bytes, count: 16).flatMap { ID(bytes: $0) }
    }
  }

  /// Takes 32 bytes: a key, a token or a hash.
  mutating func bytes32(_ key: String) throws(JSONError) -> [UInt8] {
    try text(key, as: "32 bytes in base64url without padding") {
      Base64URL.decode($0.bytes, count: 32)
    }
  }

  /// Takes 32 bytes, if there.
  mutating func optionalBytes32(_ key: String) throws(JSONError) -> [UInt8]? {
    has(key) ? try bytes32(key) : nil
  }

  /// Takes an envelope; this is the one copy of its characters out of the message.
  mutating func envelope(_ key: String = "envelope") throws(JSONError) -> Envelope {
    try text(key, as: "an envelope of 723, 1406, 2771 or 5502 characters in base64url") {
      Envelope(text: $0.bytes)
    }
  }

  /// Takes a whole number or `null`, which must be there.
  mutating func nullableInt(_ key: String) throws(JSONError) -> Int? {
    guard case .null = try value(key, "a whole number, or null") else { return try int(key) }
    return nil
  }

  /// Takes the id of a plan step.
  mutating func step(_ key: String = "step") throws(JSONError) -> String {
    try text(key, as: "the id of a step", Self.step(_:))
  }

  /// Takes the id of a plan step or `null`, which must be there.
  mutating func nullableStep(_ key: String = "step") throws(JSONError) -> String? {
    guard case .null = try value(key, "the id of a step, or null") else { return try step(key) }
    return nil
  }

  /// Takes a name given by a method file: that of an input, a role or a method.
  mutating func word(_ key: String, _ what: StaticString = "an input") throws(JSONError) -> String {
    try text(key, as: "the id of \(what)", Self.word(_:))
  }

  /// Takes `true`, if there.
  mutating func optionalTrue(_ key: String) throws(JSONError) -> Bool {
    guard has(key) else { return false }
    guard try value(key) == .bool(true) else { throw failure(key, "true, or nothing") }
    return true
  }

  /// Takes an array and reads each of its elements with a reader of its own.
  mutating func objects<Element>(
    _ key: String, count: ClosedRange<Int> = 0...JSON.largest,
    _ read: (inout ObjectReader) throws(JSONError) -> Element
  ) throws(JSONError) -> [Element] {
    let elements = try array(key, count: count)
    var values: [Element] = []
    values.reserveCapacity(elements.count)
    for (index, element) in elements.enumerated() {
      let place = JSONPath.index(index, in: JSONPath.key(key, in: path))
      var reader = try ObjectReader(element, path: place)
      values.append(try read(&reader))
    }
    return values
  }

  /// Takes an array and reads each of its strings.
  mutating func texts<Element>(
    _ key: String, as expected: StaticString, count: ClosedRange<Int> = 0...JSON.largest,
    _ read: (JSONText) -> Element?
  ) throws(JSONError) -> [Element] {
    var values: [Element] = []
    for (index, element) in try array(key, count: count).enumerated() {
      guard case .string(let text) = element, let value = read(text) else {
        let place = JSONPath.index(index, in: JSONPath.key(key, in: path))
        throw JSONError(path: place, expected: "\(expected)")
      }
      values.append(value)
    }
    return values
  }

  /// Takes an array of ids.
  mutating func ids(
    _ key: String, count: ClosedRange<Int> = 0...JSON.largest
  ) throws(JSONError) -> [ID] {
    try texts(key, as: "a UUID of version 4 in lower case", count: count) { ID(uuid: $0.bytes) }
  }

  /// Reads the id of a plan step: `CASE.ID`, `voor.ID` or `na.ID`.
  static func step(_ text: JSONText) -> String? {
    let allowed = text.bytes.allSatisfy {
      isLetter($0) || isDigit($0) || $0 == UInt8(ascii: ".")
    }
    return 1...64 ~= text.bytes.count && allowed ? text.string : nil
  }

  /// Reads a name given by a method file: `[a-z][a-z0-9]{0,31}`.
  static func word(_ text: JSONText) -> String? {
    guard 1...32 ~= text.bytes.count, let first = text.bytes.first, isLetter(first),
      text.bytes.allSatisfy({ isLetter($0) || isDigit($0) })
    else { return nil }
    return text.string
  }

  private static func isLetter(_ character: UInt8) -> Bool {
    UInt8(ascii: "a")...UInt8(ascii: "z") ~= character
  }

  private static func isDigit(_ character: UInt8) -> Bool {
    UInt8(ascii: "0")...UInt8(ascii: "9") ~= character
  }
}

/// Whether keys that nobody knows are refused, as the server does, or ignored, as clients do.
enum Strictness {
  case strict
  case lenient
}

extension ObjectReader {
  /// Refuses keys that nobody took, where that is asked for.
  func end(_ strictness: Strictness) throws(JSONError) {
    if strictness == .strict { try end() }
  }
}
