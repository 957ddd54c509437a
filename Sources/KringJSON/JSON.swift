/// A JSON value as it was read, or as it will be written.
package enum JSON: Hashable, Sendable {
  /// `null`.
  case null
  /// `true` or `false`.
  case bool(Bool)
  /// A number without fraction and exponent, within ±(2^53 − 1).
  case int(Int)
  /// A number with a fraction or an exponent; never infinite.
  case double(Double)
  /// A string.
  case string(JSONText)
  /// An array.
  case array([JSON])
  /// An object, its fields in the order of the text; no key appears twice in one that was read.
  case object([Field])

  /// A key of an object with its value.
  package struct Field: Hashable, Sendable {
    /// The key.
    package var key: String
    /// The value.
    package var value: JSON

    package init(_ key: String, _ value: JSON) {
      self.key = key
      self.value = value
    }
  }

  /// The largest whole number that every JSON reader keeps exactly: 2^53 − 1.
  package static let largest = 9_007_199_254_740_991

  /// What a text may hold at most.
  package struct Limits: Sendable {
    /// How many arrays and objects may lie inside each other.
    package var depth: Int

    package init(depth: Int = 8) {
      self.depth = depth
    }
  }

  /// Reads exactly one value.
  ///
  /// Refuses what RFC 8259 refuses, and also a byte order mark, keys given twice, lone
  /// surrogates, whole numbers beyond ±(2^53 − 1), infinite numbers and nesting beyond the limit.
  /// Strings without escapes are slices of `bytes` and keep it alive.
  package static func parse(
    _ bytes: [UInt8], limits: Limits = Limits()
  ) throws(JSONError) -> JSON {
    try bytes.withUnsafeBufferPointer { buffer throws(JSONError) -> JSON in
      var parser = JSONParser(bytes: bytes, buffer: buffer, limits: limits)
      return try parser.document()
    }
  }

  /// Reads exactly one value from memory that may go afterwards: the bytes are copied once.
  package static func parse(
    _ bytes: UnsafeRawBufferPointer, limits: Limits = Limits()
  ) throws(JSONError) -> JSON {
    try parse(Array(bytes), limits: limits)
  }

  /// The value's canonical text: no white space, keys as given, `/` and non-ASCII as they are.
  ///
  /// The same bytes as the UTF-8 of JavaScript's `JSON.stringify`, floating point aside.
  package var bytes: [UInt8] {
    var writer = JSONWriter()
    writer.value(self)
    return writer.bytes
  }

  /// The value of a key, if this is an object that has it.
  package subscript(key: String) -> JSON? {
    guard case .object(let fields) = self else { return nil }
    return fields.first { $0.key == key }?.value
  }
}

extension JSON: ExpressibleByStringLiteral {
  package init(stringLiteral value: String) {
    self = .string(JSONText(value))
  }
}
