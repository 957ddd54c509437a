import Crypto
import KringCore
import KringProtocol

/// What a link secret stands for: where the session is, the key of its door, and the key of what
/// is said inside.
package struct Keys: Sendable {
  /// The id of the session, 16 bytes; in clear on the server.
  package let session: ID
  /// The key of the door, 32 bytes; the server sees it in `hello` and keeps its SHA-256.
  package let joinKey: [UInt8]
  /// The key of everything entered; never leaves the client.
  let contentKey: SymmetricKey

  /// Derives the keys of a link secret with HKDF-SHA-256, without salt.
  package init(_ secret: LinkSecret) {
    func derive(_ info: String, _ count: Int) -> SymmetricKey {
      HKDF<SHA256>.deriveKey(
        inputKeyMaterial: SymmetricKey(data: secret.bytes), info: Array(info.utf8),
        outputByteCount: count)
    }
    guard let session = ID(bytes: derive("kring.1 session", 16).withUnsafeBytes { Array($0) })
    else { preconditionFailure("16 bytes were asked for and another count came back") }
    self.session = session
    joinKey = derive("kring.1 join", 32).withUnsafeBytes { Array($0) }
    contentKey = derive("kring.1 content", 32)
  }

  /// The 22 characters of the session's id as they travel.
  package var sessionText: String { Self.text(session.bytes) }

  /// The 43 characters of `joinKey` as they travel in `hello`.
  package var joinKeyText: String { Self.text(joinKey) }

  /// The SHA-256 of `joinKey`, which a session is created with.
  package var joinKeyHash: [UInt8] { Array(SHA256.hash(data: joinKey)) }

  /// The 43 characters of `joinKeyHash` as they travel.
  package var joinKeyHashText: String { Self.text(joinKeyHash) }

  private static func text(_ bytes: [UInt8]) -> String {
    String(decoding: Base64URL.encode(bytes), as: UTF8.self)
  }
}

extension Keys: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// Dots, never a key.
  package var description: String { "Keys(…)" }
  /// Dots, never a key.
  package var debugDescription: String { description }
  /// Nothing, so that `dump` shows nothing.
  package var customMirror: Mirror { Mirror(self, children: []) }
}
