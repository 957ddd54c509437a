import Crypto
import KringCore
import KringProtocol

/// Seals and opens the envelopes of one session.
///
/// An envelope is `0x01 ‖ 0x00 ‖ nonce (12) ‖ AES-256-GCM ciphertext ‖ tag (16)`: the version, the
/// key id, and a plaintext padded to one of four sizes. Version, key id, session, item and path
/// are bound to it, so it opens in the place it was made for and nowhere else. Usable from any
/// thread.
package struct Sealer: Sendable {
  private static let version: UInt8 = 1
  private static let keyID: UInt8 = 0

  /// The most bytes of JSON that one envelope holds.
  package static let allowed = Plaintext.allowed

  /// The keys it works with.
  package let keys: Keys

  package init(_ keys: Keys) { self.keys = keys }

  /// Seals a JSON object, given as UTF-8 bytes, for an item and a path (see `SealPath`).
  ///
  /// Throws `tooLong` above 4094 bytes, `utf8` or `object` for anything but one JSON object.
  package func seal(
    _ json: some Collection<UInt8>, item: ID, path: String
  ) throws(SealError) -> Envelope {
    var source = SystemRandomNumberGenerator()
    return try seal(json, item: item, path: path, nonce: randomBytes(12, using: &source))
  }

  /// Seals with a given nonce of 12 bytes, which must never be used twice with one key: only for
  /// vectors and for tests that replay the same bytes.
  package func seal(
    _ json: some Collection<UInt8>, item: ID, path: String, nonce: [UInt8]
  ) throws(SealError) -> Envelope {
    let plaintext = try Plaintext.pad(Array(json))
    let box: AES.GCM.SealedBox
    do {
      box = try AES.GCM.seal(
        plaintext, using: keys.contentKey, nonce: AES.GCM.Nonce(data: nonce),
        authenticating: binding(item: item, path: path))
    } catch {
      preconditionFailure("a 32-byte key and a 12-byte nonce always seal: \(error)")
    }
    let bytes = [Self.version, Self.keyID] + nonce + box.ciphertext + box.tag
    guard let envelope = Envelope(text: Base64URL.encode(bytes)) else {
      preconditionFailure("four plaintext sizes give four envelope sizes")
    }
    return envelope
  }

  /// Opens an envelope and returns the JSON object in it as UTF-8 bytes.
  ///
  /// Throws the first thing that is wrong, in the order of `SealError`'s cases.
  package func open(_ envelope: Envelope, item: ID, path: String) throws(SealError) -> [UInt8] {
    let count = envelope.text.count * 3 / 4
    guard let bytes = Base64URL.decode(envelope.text[...], count: count) else { throw .form }
    guard bytes[0] == Self.version else { throw .version }
    guard bytes[1] == Self.keyID else { throw .key }
    let plaintext: [UInt8]
    do {
      let box = try AES.GCM.SealedBox(
        nonce: AES.GCM.Nonce(data: bytes[2..<14]), ciphertext: bytes[14..<bytes.count - 16],
        tag: bytes[(bytes.count - 16)...])
      plaintext = Array(
        try AES.GCM.open(
          box, using: keys.contentKey, authenticating: binding(item: item, path: path)))
    } catch {
      throw .altered
    }
    return try Plaintext.unpad(plaintext)
  }

  /// The additional data: everything that says where the envelope belongs.
  private func binding(item: ID, path: String) -> [UInt8] {
    [Self.version, Self.keyID] + keys.session.bytes + item.bytes + Array(path.utf8)
  }
}
