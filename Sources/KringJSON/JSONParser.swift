/// Reads one JSON text in one pass.
struct JSONParser {
  /// The owner of the text; strings without escapes are slices of it.
  let bytes: [UInt8]
  /// The same text, for reading without checks of bounds; every access is guarded by `end`.
  let base: UnsafePointer<UInt8>?
  let end: Int
  var at = 0
  private var depthLeft: Int

  init(bytes: [UInt8], buffer: UnsafeBufferPointer<UInt8>, limits: JSON.Limits) {
    self.bytes = bytes
    base = buffer.baseAddress
    end = buffer.count
    depthLeft = limits.depth
  }

  /// The byte at a place; 0, which is nowhere allowed, beyond the end.
  @inline(__always)
  func byte(_ place: Int) -> UInt8 {
    guard place < end, let base else { return 0 }
    return base[place]
  }

  func failure(_ expected: String, at place: Int? = nil) -> JSONError {
    JSONError(offset: place ?? at, expected: expected)
  }

  mutating func document() throws(JSONError) -> JSON {
    skipSpace()
    let value = try value()
    skipSpace()
    guard at == end else { throw failure("nothing after the value") }
    return value
  }

  @inline(__always)
  private mutating func skipSpace() {
    while true {
      switch byte(at) {
      case 0x20, 0x0a, 0x0d, 0x09: at += 1
      default: return
      }
    }
  }

  private mutating func value() throws(JSONError) -> JSON {
    switch byte(at) {
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "{"): return try object()
    case UInt8(ascii: "["): return try array()
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: throw failure("a value")
    }
  }

  private mutating func word(_ word: StaticString, _ value: JSON) throws(JSONError) -> JSON {
    for (place, character) in UnsafeBufferPointer(
      start: word.utf8Start, count: word.utf8CodeUnitCount
    ).enumerated() {
      guard byte(at + place) == character else { throw failure("a value") }
    }
    at += word.utf8CodeUnitCount
    return value
  }

  private mutating func enter() throws(JSONError) {
    guard depthLeft > 0 else { throw failure("less nesting") }
    depthLeft -= 1
    at += 1
    skipSpace()
  }

  private mutating func leave() {
    depthLeft += 1
    at += 1
  }

  private mutating func array() throws(JSONError) -> JSON {
    try enter()
    var elements: [JSON] = []
    if byte(at) == UInt8(ascii: "]") {
      leave()
      return .array(elements)
    }
    while true {
      do { elements.append(try value()) } catch { throw error.inside(index: elements.count) }
      skipSpace()
      switch byte(at) {
      case UInt8(ascii: ","):
        at += 1
        skipSpace()
      case UInt8(ascii: "]"):
        leave()
        return .array(elements)
      default: throw failure("\",\" or \"]\"")
      }
    }
  }

  private mutating func object() throws(JSONError) -> JSON {
    try enter()
    var fields: [JSON.Field] = []
    if byte(at) == UInt8(ascii: "}") {
      leave()
      return .object(fields)
    }
    fields.reserveCapacity(8)
    var keys = SeenKeys()
    while true {
      guard byte(at) == UInt8(ascii: "\"") else { throw failure("a key") }
      let start = at
      let key = try string().string
      guard keys.insert(key, after: fields) else {
        throw failure("each key once", at: start).inside(key: key)
      }
      skipSpace()
      guard byte(at) == UInt8(ascii: ":") else { throw failure("\":\"") }
      at += 1
      skipSpace()
      do { fields.append(JSON.Field(key, try value())) } catch { throw error.inside(key: key) }
      skipSpace()
      switch byte(at) {
      case UInt8(ascii: ","):
        at += 1
        skipSpace()
      case UInt8(ascii: "}"):
        leave()
        return .object(fields)
      default: throw failure("\",\" or \"}\"")
      }
    }
  }
}

/// Finds keys given twice: by looking through a few, by a set once they are many, so that a long
/// hostile object costs no more than its length.
private struct SeenKeys {
  private var set: Set<String> = []

  mutating func insert(_ key: String, after fields: [JSON.Field]) -> Bool {
    guard fields.count >= 24 else {
      for field in fields where field.key == key { return false }
      return true
    }
    if set.isEmpty { for field in fields { set.insert(field.key) } }
    return set.insert(key).inserted
  }
}
