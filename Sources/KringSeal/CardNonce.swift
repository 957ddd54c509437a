import Crypto
import KringCore
import KringProtocol

/// Thirty-two random bytes from which the id of a card in a closed set is derived.
///
/// Only the writer has them, so whoever shows them shows that the card is theirs; and an id that
/// comes of a digest cannot be chosen so that the opened cards stand in some order.
package struct CardNonce: Hashable, Sendable {
  /// The 32 bytes.
  package let bytes: [UInt8]

  /// Creates a nonce from exactly 32 bytes; returns `nil` for any other count.
  package init?(bytes: [UInt8]) {
    guard bytes.count == 32 else { return nil }
    self.bytes = bytes
  }

  /// Draws a new nonce from the system's random source.
  package static func generate() -> CardNonce {
    var source = SystemRandomNumberGenerator()
    return generate(using: &source)
  }

  /// Draws a new nonce from a given source; for anything but a test, one that cannot be guessed.
  package static func generate(using source: inout some RandomNumberGenerator) -> CardNonce {
    guard let nonce = CardNonce(bytes: randomBytes(32, using: &source)) else {
      preconditionFailure("32 bytes were drawn")
    }
    return nonce
  }

  /// The id of the card: the first 16 bytes of SHA-256("kring.1 item" ‖ nonce), with the bits of a
  /// UUID of version 4.
  package var item: ID {
    let digest = SHA256.hash(data: Array("kring.1 item".utf8) + bytes)
    guard let id = ID(derived: Array(digest)) else {
      preconditionFailure("a digest has 32 bytes")
    }
    return id
  }
}
