import COpenSSL
import Glibc
import TransportLoop

/// The check of certificate and key before libwebsockets sees them, because it only says that something failed.
enum TLSFiles {
  /// Reads both files and throws when one cannot be used or they do not belong together.
  static func check(certificate: String, key: String?) throws(TransportError) {
    guard let key else {
      throw TransportError(
        .keyUnreadable, "A certificate (\(certificate)) was given without a private key; give both."
      )
    }
    try checkReadable(certificate, .certificateUnreadable)
    try checkReadable(key, .keyUnreadable)
    guard let leaf = CertificateFile.read(certificate) else {
      throw TransportError(
        .certificateUnreadable,
        "\(certificate) is not a readable certificate; expected a file in PEM form that begins "
          + "with the server's own certificate.")
    }
    defer { X509_free(leaf) }
    guard let secret = readKey(key) else {
      throw TransportError(
        .keyUnreadable,
        "\(key) is not a readable private key; expected an unencrypted file in PEM form.")
    }
    defer { EVP_PKEY_free(secret) }
    guard X509_check_private_key(leaf, secret) == 1 else {
      throw TransportError(
        .keyMismatch,
        "The private key \(key) does not belong to the certificate \(certificate); expected the "
          + "key it was issued for.")
    }
    try checkChain(certificate)
  }

  /// Asks OpenSSL, as it is set up on this machine, whether it would serve the chain: every certificate of it must be
  /// readable, and none too weak.
  private static func checkChain(_ certificate: String) throws(TransportError) {
    guard let tls = SSL_CTX_new(TLS_server_method()) else { return }
    defer { SSL_CTX_free(tls) }
    ERR_clear_error()
    guard SSL_CTX_use_certificate_chain_file(tls, certificate) != 1 else { return }
    let reason = ERR_reason_error_string(ERR_peek_last_error()).map { String(cString: $0) }
    ERR_clear_error()
    throw TransportError(
      .certificateUnreadable,
      "\(certificate) cannot be used\(reason.map { ": \($0)" } ?? ""); expected a chain in PEM form with keys of "
        + "2048 bits or more for RSA, or of an elliptic curve.")
  }

  /// Says in the system's words why a file cannot be opened.
  private static func checkReadable(
    _ path: String, _ code: TransportError.Code
  ) throws(TransportError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw TransportError(code, "\(path) cannot be opened: \(errorText(errno)).")
    }
    close(descriptor)
  }

  static func readKey(_ path: String) -> OpaquePointer? {
    guard let file = BIO_new_file(path, "r") else { return nil }
    defer { BIO_free(file) }
    // An encrypted key must not make OpenSSL ask at a terminal.
    return PEM_read_bio_PrivateKey(file, nil, { _, _, _, _ in 0 }, nil)
  }
}
