/// Why an operator is told of the certificate that is served.
enum CertificateEnd: String {
  /// It has ended: no client believes it any more.
  case expired
  /// It ends within ``notice``: its renewal does not work, or nobody sent SIGHUP after it.
  case soon

  /// How long before its end a certificate is told of, in seconds: 14 days.
  static let notice = 14 * 86_400

  /// Returns nil when there is nothing to tell.
  ///
  /// - Parameter secondsLeft: the seconds until it ends, negative when it has ended; nil without TLS.
  init?(secondsLeft: Int?) {
    guard let secondsLeft, secondsLeft <= Self.notice else { return nil }
    self = secondsLeft < 0 ? .expired : .soon
  }
}
