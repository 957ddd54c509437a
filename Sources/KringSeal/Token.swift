import Crypto
import KringCore
import KringProtocol

/// Thirty-two random bytes that prove something without saying who: a seat, or the making of a
/// session (the chair claim).
///
/// A client draws them and stores them before it uses them, so that a lost answer costs nothing.
/// Like the link secret they print as dots.
package struct Token: Hashable, Sendable {
  /// The 32 bytes.
  package let bytes: [UInt8]

  /// Creates a token from its text, 43 characters of canonical base64url.
  package init?(text: some StringProtocol) {
    guard let bytes = Base64URL.decode(Array(text.utf8)[...], count: 32) else { return nil }
    self.bytes = bytes
  }

  private init(drawn bytes: [UInt8]) { self.bytes = bytes }

  /// Draws a new token from the system's random source.
  package static func generate() -> Token {
    var source = SystemRandomNumberGenerator()
    return generate(using: &source)
  }

  /// Draws a new token from a given source; for anything but a test, one that cannot be guessed.
  package static func generate(using source: inout some RandomNumberGenerator) -> Token {
    Token(drawn: randomBytes(32, using: &source))
  }

  /// The 43 characters that travel.
  package var text: String { String(decoding: Base64URL.encode(bytes), as: UTF8.self) }

  /// The SHA-256 of the bytes, for a server that must recognise the token without keeping it.
  package var hash: [UInt8] { Array(SHA256.hash(data: bytes)) }

  /// The 43 characters of `hash`.
  package var hashText: String { String(decoding: Base64URL.encode(hash), as: UTF8.self) }
}

extension Token: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// Dots, never the token.
  package var description: String { "Token(…)" }
  /// Dots, never the token.
  package var debugDescription: String { description }
  /// Nothing, so that `dump` shows nothing.
  package var customMirror: Mirror { Mirror(self, children: []) }
}

extension ID {
  /// Draws a random id, a UUID of version 4, from the system's random source.
  package static func random() -> ID {
    var source = SystemRandomNumberGenerator()
    return random(using: &source)
  }

  /// Draws a random id, a UUID of version 4, from a given source.
  package static func random(using source: inout some RandomNumberGenerator) -> ID {
    let high: UInt64 = source.next()
    let low: UInt64 = source.next()
    return ID(high: high & ~0xf000 | 0x4000, low: low & ~(0b11 << 62) | 0b10 << 62)
  }
}

/// Draws bytes from a source of random numbers.
func randomBytes(_ count: Int, using source: inout some RandomNumberGenerator) -> [UInt8] {
  (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &source) }
}
