import COpenSSL

/// Certificates in files in PEM form.
package enum CertificateFile {
  /// Returns the first certificate of a file, to be freed with `X509_free`; nil when there is none.
  package static func read(_ path: String) -> OpaquePointer? {
    guard let file = BIO_new_file(path, "r") else { return nil }
    defer { BIO_free(file) }
    return PEM_read_bio_X509(file, nil, nil, nil)
  }

  /// Tells whether a file begins with a certificate.
  package static func isList(_ path: String) -> Bool {
    guard let first = read(path) else { return false }
    X509_free(first)
    return true
  }
}
