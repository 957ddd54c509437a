/// A sealed text, opaque to the server, kept as the base64url characters it travelled in.
///
/// Four sizes exist, so a length says nothing finer than "short" or "long". Keeping the
/// characters lets an envelope be copied from frame to disk to frame without being parsed.
package struct Envelope: Hashable, Sendable {
  /// The lengths in characters of the four sizes (542, 1054, 2078 and 4126 bytes).
  package static let lengths = [723, 1406, 2771, 5502]
  /// The length in characters of the largest of the four sizes.
  package static let largest = 5502

  /// The characters: unpadded canonical base64url.
  package let text: [UInt8]

  /// Creates an envelope from its characters.
  ///
  /// Returns `nil` unless the length is one of the four, each character is in the base64url
  /// alphabet and the unused bits of the last one are zero.
  package init?(text: some Collection<UInt8>) {
    guard Self.lengths.contains(text.count) else { return nil }
    // Copied first: what follows then runs over an array, whatever `text` was. Character by
    // character through the protocol costs fifty times as much.
    let text = Array(text)
    guard let last = Self.lastValue(text) else { return nil }
    let unused: UInt8 = text.count % 4 == 2 ? 0b1111 : text.count % 4 == 3 ? 0b11 : 0
    guard last & unused == 0 else { return nil }
    self.text = text
  }

  /// The value of the last character; `nil` if one of them is outside the alphabet.
  private static func lastValue(_ text: [UInt8]) -> UInt8? {
    var all: UInt8 = 0
    var last: UInt8 = 0
    // Each byte has its place in the table: checking bounds would double the time.
    values.withUnsafeBufferPointer { values in
      text.withUnsafeBufferPointer { text in
        for character in text {
          last = values[Int(character)]
          all |= last
        }
      }
    }
    return all < 64 ? last : nil
  }

  /// The value of each character, 0xff for those outside the alphabet.
  private static let values: [UInt8] = {
    var values = [UInt8](repeating: 0xff, count: 256)
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    for (value, character) in alphabet.utf8.enumerated() {
      values[Int(character)] = UInt8(value)
    }
    return values
  }()
}
