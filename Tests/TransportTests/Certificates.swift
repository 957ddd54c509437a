import COpenSSL
import Foundation

/// Self-made certificates in a folder of their own, which goes with them.
final class Certificates {
  struct Failure: Error {
    let what: String
  }

  let folder: URL
  /// A certificate for localhost and 127.0.0.1, which is also the authority to trust.
  var certificate: String { folder.appendingPathComponent("certificate.pem").path }
  var key: String { folder.appendingPathComponent("key.pem").path }
  /// A pair that has nothing to do with the first.
  var otherCertificate: String {
    folder.appendingPathComponent("other-certificate.pem").path
  }
  var otherKey: String { folder.appendingPathComponent("other-key.pem").path }

  /// The kinds of key that certificates have.
  enum Key {
    case elliptic, rsa
    /// RSA with 1024 bits, which OpenSSL no longer serves as Debian sets it up.
    case weak
  }

  init(_ kind: Key = .elliptic) throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Self.make(kind, certificate: certificate, key: key)
    try Self.make(kind, certificate: otherCertificate, key: otherKey)
  }

  deinit {
    do { try FileManager.default.removeItem(at: folder) } catch { print("left behind: \(error)") }
  }

  private static func make(_ kind: Key, certificate: String, key: String) throws {
    guard let pair = makeKey(kind), let made = X509_new() else {
      throw Failure(what: "making a key")
    }
    defer {
      EVP_PKEY_free(pair)
      X509_free(made)
    }
    X509_set_version(made, 2)
    ASN1_INTEGER_set(X509_get_serialNumber(made), Int.random(in: 1...1_000_000))
    X509_gmtime_adj(X509_getm_notBefore(made), -3600)
    X509_gmtime_adj(X509_getm_notAfter(made), 3600)
    X509_set_pubkey(made, pair)
    let name = X509_get_subject_name(made)
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, "localhost", -1, -1, 0)
    X509_set_issuer_name(made, name)
    for (kind, value) in [
      (NID_basic_constraints, "critical,CA:TRUE"),
      (NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1"),
    ] {
      guard let part = X509V3_EXT_conf_nid(nil, nil, kind, value) else {
        throw Failure(what: value)
      }
      X509_add_ext(made, part, -1)
      X509_EXTENSION_free(part)
    }
    guard X509_sign(made, pair, EVP_sha256()) > 0 else { throw Failure(what: "signing") }
    try write(certificate) { PEM_write_bio_X509($0, made) }
    try write(key) { PEM_write_bio_PrivateKey($0, pair, nil, nil, 0, nil, nil) }
  }

  private static func makeKey(_ kind: Key) -> OpaquePointer? {
    let id = kind == .elliptic ? EVP_PKEY_EC : EVP_PKEY_RSA
    guard let context = EVP_PKEY_CTX_new_id(id, nil) else { return nil }
    defer { EVP_PKEY_CTX_free(context) }
    var pair: OpaquePointer?
    guard EVP_PKEY_keygen_init(context) == 1 else { return nil }
    let isSet =
      switch kind {
      case .elliptic: EVP_PKEY_CTX_set_ec_paramgen_curve_nid(context, NID_X9_62_prime256v1)
      case .rsa: EVP_PKEY_CTX_set_rsa_keygen_bits(context, 2048)
      case .weak: EVP_PKEY_CTX_set_rsa_keygen_bits(context, 1024)
      }
    guard isSet == 1, EVP_PKEY_keygen(context, &pair) == 1 else { return nil }
    return pair
  }

  private static func write(_ path: String, _ work: (OpaquePointer) -> Int32) throws {
    guard let file = BIO_new_file(path, "w") else { throw Failure(what: path) }
    defer { BIO_free(file) }
    guard work(file) == 1 else { throw Failure(what: path) }
  }
}
