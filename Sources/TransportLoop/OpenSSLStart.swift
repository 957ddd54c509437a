import COpenSSL

/// The first use of OpenSSL in the process.
package enum OpenSSLStart {
  /// Readies OpenSSL so that it does not clean itself up when the process exits; to be called before anything else of
  /// it is.
  ///
  /// A client's thread may still end its connections while `exit` runs, and would use what was cleaned up: one of a
  /// thousand runs of a short program crashed. The system takes the memory back anyway. (OPENSSL_init_crypto(3))
  package static func once() { _ = ready }

  private static let ready = OPENSSL_init_crypto(UInt64(OPENSSL_INIT_NO_ATEXIT), nil) == 1
}
