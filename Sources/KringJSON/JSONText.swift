/// A string of a JSON text as UTF-8 bytes, escapes already resolved.
///
/// Becomes a `String` only when asked, so that a long opaque text costs nothing to carry. A text
/// that was read may be a slice of the whole message and keeps that alive: copy what is to stay.
public struct JSONText: Hashable, Sendable {
  /// The characters in UTF-8; always valid.
  public let bytes: ArraySlice<UInt8>

  /// Creates a text from a string.
  public init(_ string: String) {
    bytes = ArraySlice(string.utf8)
  }

  /// Creates a text from bytes that are known to be UTF-8.
  init(valid bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
  }

  /// The text as a string.
  public var string: String {
    String(decoding: bytes, as: UTF8.self)
  }

  /// Says whether both have the same bytes.
  public static func == (left: JSONText, right: StaticString) -> Bool {
    guard left.bytes.count == right.utf8CodeUnitCount else { return false }
    return right.withUTF8Buffer { left.bytes.elementsEqual($0) }
  }
}

extension JSONText: ExpressibleByStringLiteral, CustomStringConvertible {
  /// Creates a text from a literal.
  public init(stringLiteral value: String) {
    self.init(value)
  }

  /// The text as a string.
  public var description: String { string }
}
