import COpenSSL
import KringJSON
import KringProtocol

/// An Ed25519 key with which the server signs statements of attendance.
package struct SigningKey: Hashable, Sendable {
  /// What the key follows from (32 bytes); secret.
  let seed: [UInt8]
  /// The public key (32 bytes).
  package let publicKey: [UInt8]

  /// Creates the key of a seed; `nil` if that has not 32 bytes.
  package init?(seed: [UInt8]) {
    guard seed.count == 32, let key = Self.key(seed) else { return nil }
    defer { EVP_PKEY_free(key) }
    var publicKey = [UInt8](repeating: 0, count: 32)
    var count = publicKey.count
    guard EVP_PKEY_get_raw_public_key(key, &publicKey, &count) == 1, count == 32 else { return nil }
    self.seed = seed
    self.publicKey = publicKey
  }

  /// Draws a new key from the system's random numbers.
  package static func generate() -> SigningKey {
    guard let key = SigningKey(seed: Digest.random(32)) else {
      preconditionFailure("OpenSSL has no Ed25519")
    }
    return key
  }

  /// The first 8 bytes of SHA-256 of the public key in base64url.
  package var id: String { Base64URL.text(Array(Digest.sha256(publicKey).prefix(8))) }

  /// Signs some bytes; 64 bytes, the same ones for the same bytes.
  func sign(_ bytes: [UInt8]) -> [UInt8] {
    let context = EVP_MD_CTX_new()
    defer { EVP_MD_CTX_free(context) }
    let key = Self.key(seed)
    defer { EVP_PKEY_free(key) }
    var signature = [UInt8](repeating: 0, count: 64)
    var count = signature.count
    guard EVP_DigestSignInit(context, nil, nil, nil, key) == 1,
      EVP_DigestSign(context, &signature, &count, bytes, bytes.count) == 1, count == 64
    else { preconditionFailure("OpenSSL does not sign") }
    return signature
  }

  private static func key(_ seed: [UInt8]) -> OpaquePointer? {
    EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nil, seed, seed.count)
  }
}

/// The present key with all that were before it, and the name under which the server signs.
package struct Signer: Sendable {
  /// The public origin of the server.
  package var server: String
  /// The keys.
  package var keys: ProofKeys

  package init(server: String, keys: ProofKeys) {
    self.server = server
    self.keys = keys
  }
}

/// The key with which a server signs, and the public ones of all that were before it.
package struct ProofKeys: Hashable, Sendable {
  /// Where everybody gets the public ones.
  package static let path = "/.well-known/kring.json"

  /// The key that signs.
  package private(set) var present: SigningKey
  /// The public keys with their times, oldest first; the last one is the present one's.
  package private(set) var published: [ProofKey]

  /// Begins with a key.
  package init(_ key: SigningKey, now: Int) {
    present = key
    published = [ProofKey(key: key.id, publicKey: key.publicKey, from: now)]
  }

  /// Takes up a key with the published ones, of which it is the last.
  init(_ key: SigningKey, published: [ProofKey]) {
    present = key
    self.published = published
  }

  /// Puts another key in the place of the present one, which from now on signs nothing.
  package mutating func rotate(to key: SigningKey, now: Int) {
    published[published.count - 1].until = now
    published.append(ProofKey(key: key.id, publicKey: key.publicKey, from: now))
    present = key
  }

  /// The answer to `GET /.well-known/kring.json`.
  ///
  /// - Parameter retentionDays: for how long backups of the database are kept, if there is one.
  package func listing(retentionDays: Int? = nil) -> [UInt8] {
    ProofKey.list(published, retentionDays: retentionDays).bytes
  }
}
