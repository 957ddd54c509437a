/// Bytes as unpadded canonical base64url, the only form of bytes on the wire.
///
/// Reading refuses what another text could also stand for: padding, white space, characters of
/// the other alphabet, and unused bits that are not zero.
package enum Base64URL {
  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

  /// The value of each character, 0xff for those outside the alphabet.
  private static let values: [UInt8] = {
    var values = [UInt8](repeating: 0xff, count: 256)
    for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
    return values
  }()

  /// Returns the characters for some bytes.
  package static func encode(_ bytes: [UInt8]) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count * 4 + 2) / 3)
    var held: UInt32 = 0
    var bits: UInt32 = 0
    for byte in bytes {
      held = held << 8 | UInt32(byte)
      bits += 8
      while bits >= 6 {
        bits -= 6
        text.append(alphabet[Int(held >> bits & 0x3f)])
      }
    }
    if bits > 0 { text.append(alphabet[Int(held << (6 - bits) & 0x3f)]) }
    return text
  }

  /// Returns the bytes for some characters; `nil` if they are not the one form of so many bytes.
  package static func decode(_ text: ArraySlice<UInt8>, count: Int) -> [UInt8]? {
    guard text.count == (count * 4 + 2) / 3 else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count)
    var held: UInt32 = 0
    var bits: UInt32 = 0
    for character in text {
      let value = values[Int(character)]
      guard value != 0xff else { return nil }
      held = held << 6 | UInt32(value)
      bits += 6
      if bits >= 8 {
        bits -= 8
        bytes.append(UInt8(truncatingIfNeeded: held >> bits))
      }
    }
    guard held & (1 << bits - 1) == 0 else { return nil }
    return bytes
  }
}
