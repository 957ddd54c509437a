import COpenSSL
import TransportLoop

extension Server {
  /// Reads certificate and key again from their files, for the connections that come from now on; those that are open
  /// keep what they have. Only on the server's thread.
  ///
  /// - Throws: ``TransportError`` that says what is wrong with the files; then everything stays as it was.
  package func reloadCertificate() throws(TransportError) {
    loop.checkThread()
    guard let certificate = configuration.tlsCertificate, let key = configuration.tlsKey,
      let tls = context.tls
    else { return }
    try TLSFiles.check(certificate: certificate, key: key)
    // Of two kinds of keys OpenSSL would go on with both.
    guard let secret = TLSFiles.readKey(key) else {
      throw TransportError(.keyUnreadable, "\(key) is not a readable private key.")
    }
    defer { EVP_PKEY_free(secret) }
    guard let old = SSL_CTX_get0_privatekey(tls),
      EVP_PKEY_get_base_id(old) == EVP_PKEY_get_base_id(secret)
    else {
      throw TransportError(
        .keyMismatch, "\(key) is of another kind than before; restart the server to use it.")
    }
    guard SSL_CTX_use_certificate_chain_file(tls, certificate) == 1,
      SSL_CTX_use_PrivateKey(tls, secret) == 1
    else {
      throw TransportError(
        .certificateUnreadable,
        "\(certificate) cannot be used; expected a chain in PEM form that OpenSSL accepts.")
    }
  }

  /// When the certificate that is served ends, in seconds from now; negative: it has ended. Nil without TLS. Only on
  /// the server's thread, or before it runs.
  package var certificateSecondsLeft: Int? {
    guard let tls = context.tls, let leaf = SSL_CTX_get0_certificate(tls) else { return nil }
    var (days, seconds): (Int32, Int32) = (0, 0)
    guard ASN1_TIME_diff(&days, &seconds, nil, X509_get0_notAfter(leaf)) == 1 else { return nil }
    return Int(days) * 86_400 + Int(seconds)
  }
}
