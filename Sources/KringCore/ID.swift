/// Sixteen opaque bytes that name a session, a member, an item or a note.
///
/// Members, items and notes are random UUIDs (version 4) drawn by a client and written in lower
/// case, cards in closed sets derived from a nonce that their writer keeps; a session's id is
/// derived from the link secret and written in base64url.
package struct ID: Hashable, Sendable {
  /// The first eight bytes, big endian.
  package let high: UInt64
  /// The last eight bytes, big endian.
  package let low: UInt64

  package init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// Creates an id from exactly 16 bytes; returns `nil` for any other count.
  package init?(bytes: some Collection<UInt8>) {
    guard bytes.count == 16 else { return nil }
    var high: UInt64 = 0
    var low: UInt64 = 0
    for (place, byte) in bytes.enumerated() {
      if place < 8 { high = high << 8 | UInt64(byte) } else { low = low << 8 | UInt64(byte) }
    }
    self.init(high: high, low: low)
  }

  /// Creates an id from the first 16 bytes of a digest, with the bits of a UUID of version 4 set;
  /// returns `nil` for fewer bytes.
  package init?(derived digest: [UInt8]) {
    guard digest.count >= 16, let id = ID(bytes: digest[..<16]) else { return nil }
    self.init(high: id.high & ~0xf000 | 0x4000, low: id.low & ~(0b11 << 62) | 0b10 << 62)
  }

  /// Creates an id from a lower-case UUID text of version 4; returns `nil` for anything else.
  package init?(uuid text: some Collection<UInt8>) {
    guard text.count == 36 else { return nil }
    // In one piece where there is one: through the protocol each character costs a call.
    let read = text.withContiguousStorageIfAvailable(Self.read(uuid:)) ?? Self.read(Array(text))
    guard let read else { return nil }
    self = read
  }

  private static func read(_ text: [UInt8]) -> ID? {
    text.withUnsafeBufferPointer(read(uuid:))
  }

  /// Reads exactly 36 characters.
  private static func read(uuid text: UnsafeBufferPointer<UInt8>) -> ID? {
    var wrong: UInt8 = 0
    /// Reads digits without a branch for each; a wrong one leaves a bit in `wrong`.
    func number(_ first: Int, _ end: Int) -> UInt64 {
      var number: UInt64 = 0
      for place in first..<end {
        let character = text[place]
        let digit = character &- UInt8(ascii: "0")
        let letter = character &- UInt8(ascii: "a")
        let value = digit < 10 ? digit : letter < 6 ? letter + 10 : 0xf0
        wrong |= value & 0xf0
        number = number << 4 | UInt64(value & 0xf)
      }
      return number
    }
    let hyphen = UInt8(ascii: "-")
    guard text[8] == hyphen, text[13] == hyphen, text[18] == hyphen, text[23] == hyphen else {
      return nil
    }
    let high = number(0, 8) << 32 | number(9, 13) << 16 | number(14, 18)
    let low = number(19, 23) << 48 | number(24, 36)
    guard wrong == 0, high >> 12 & 0xf == 4, low >> 62 == 0b10 else { return nil }
    return ID(high: high, low: low)
  }

  /// The 16 bytes, big endian.
  package var bytes: [UInt8] {
    (0..<16).map { place in
      UInt8(truncatingIfNeeded: (place < 8 ? high : low) >> UInt64(56 - place % 8 * 8))
    }
  }

  /// The 36 characters of the UUID text, lower case, in ASCII.
  package var text: [UInt8] {
    [UInt8](unsafeUninitializedCapacity: 36) { buffer, count in
      let digits: StaticString = "0123456789abcdef"
      var place = 0
      for nibble in 0..<32 {
        if nibble == 8 || nibble == 12 || nibble == 16 || nibble == 20 {
          buffer[place] = UInt8(ascii: "-")
          place += 1
        }
        let half = nibble < 16 ? high : low
        buffer[place] = digits.utf8Start[Int(half >> UInt64(60 - nibble % 16 * 4) & 0xf)]
        place += 1
      }
      count = place
    }
  }

  /// The UUID text, lower case.
  package var uuid: String { String(decoding: text, as: UTF8.self) }
}

extension ID: Comparable {
  /// Orders ids as their bytes, which is also the order of their texts.
  package static func < (left: ID, right: ID) -> Bool {
    (left.high, left.low) < (right.high, right.low)
  }
}
