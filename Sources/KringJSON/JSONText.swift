/// A string of a JSON text as UTF-8 bytes, escapes already resolved.
///
/// Becomes a `String` only when asked, so that a long opaque text costs nothing to carry. A text
/// that was read may be a slice of the whole message and keeps that alive: copy what is to stay.
package struct JSONText: Hashable, Sendable {
  /// The characters in UTF-8; always valid.
  package let bytes: ArraySlice<UInt8>

  package init(_ string: String) {
    bytes = ArraySlice(string.utf8)
  }

  /// Takes bytes without a look at them: the caller knows that they are UTF-8.
  init(valid bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
  }

  /// The text as a string.
  package var string: String {
    String(decoding: bytes, as: UTF8.self)
  }

  /// Says whether both have the same bytes.
  package static func == (left: JSONText, right: StaticString) -> Bool {
    guard left.bytes.count == right.utf8CodeUnitCount else { return false }
    return right.withUTF8Buffer { left.bytes.elementsEqual($0) }
  }
}

extension JSONText: ExpressibleByStringLiteral, CustomStringConvertible {
  package init(stringLiteral value: String) {
    self.init(value)
  }

  /// The text as a string.
  package var description: String { string }
}
