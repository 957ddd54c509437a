import COpenSSL
import KringCore

/// Hashes, comparisons and random bytes of the server.
enum Digest {
  /// SHA-256 of some bytes.
  static func sha256(_ bytes: [UInt8]) -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
    _ = SHA256(bytes, bytes.count, &digest)
    return digest
  }

  /// Compares in a time that depends only on the lengths.
  static func equal(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    left.count == right.count && CRYPTO_memcmp(left, right, left.count) == 0
  }

  /// Random bytes of the system.
  static func random(_ count: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    guard RAND_bytes(&bytes, Int32(count)) == 1 else {
      preconditionFailure("the system has no random numbers")
    }
    return bytes
  }

  /// What stands in for the writer of a closed card (`protocol/README.md`, section 6).
  static func proof(token: [UInt8], session: ID, set: Int, item: ID) -> ClosedProof {
    let number = (0..<4).map { UInt8(truncatingIfNeeded: set >> (24 - 8 * $0)) }
    let ballot = sha256(Array("kring.1 ballot".utf8) + token + session.bytes + number)
    let own = sha256(Array("kring.1 own".utf8) + token + item.bytes)
    return ClosedProof(ballot: Array(ballot.prefix(16)), own: Array(own.prefix(16)))
  }

  /// The id of a card that is derived from a nonce (`protocol/README.md`, section 6).
  static func item(nonce: [UInt8]) -> ID {
    guard let id = ID(derived: sha256(Array("kring.1 item".utf8) + nonce)) else {
      preconditionFailure("a digest has 32 bytes")
    }
    return id
  }
}
