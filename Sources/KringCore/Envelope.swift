/// A sealed text, opaque to the server, kept as the base64url characters it travelled in.
///
/// Four sizes exist, so a length says nothing finer than "short" or "long". Keeping the
/// characters lets an envelope be copied from frame to disk to frame without being parsed.
public struct Envelope: Hashable, Sendable {
  /// The lengths in characters of the four sizes (542, 1054, 2078 and 4126 bytes).
  public static let lengths = [723, 1406, 2771, 5502]

  /// The characters: unpadded canonical base64url.
  public let text: [UInt8]

  /// Creates an envelope from its characters.
  ///
  /// Returns `nil` unless the length is one of the four, each character is in the base64url
  /// alphabet and the unused bits of the last one are zero.
  public init?(text: some Collection<UInt8>) {
    guard Self.lengths.contains(text.count) else { return nil }
    var last: UInt8 = 0
    for character in text {
      switch character {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): last = character - UInt8(ascii: "A")
      case UInt8(ascii: "a")...UInt8(ascii: "z"): last = character - UInt8(ascii: "a") + 26
      case UInt8(ascii: "0")...UInt8(ascii: "9"): last = character - UInt8(ascii: "0") + 52
      case UInt8(ascii: "-"): last = 62
      case UInt8(ascii: "_"): last = 63
      default: return nil
      }
    }
    let unused: UInt8 = text.count % 4 == 2 ? 0b1111 : text.count % 4 == 3 ? 0b11 : 0
    guard last & unused == 0 else { return nil }
    self.text = Array(text)
  }
}
