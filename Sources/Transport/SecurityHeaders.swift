/// The headers on every response, so that a page of this server can load, be framed by and tell nobody else.
enum SecurityHeaders {
  /// Those of a page, and of what libwebsockets answers by itself.
  static let list: [(name: String, value: String)] = [
    ("Content-Security-Policy", policy),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Permissions-Policy", features.map { "\($0)=()" }.joined(separator: ", ")),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
  ]

  /// Those of everything else: a script or a picture has no features to switch off. The policy is for
  /// somebody who opens it by itself.
  static let short: [(name: String, value: String)] = [
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
    ("X-Content-Type-Options", "nosniff"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
  ]

  /// The headers for a response of some content type, ready to be copied into it.
  static func lines(for contentType: String) -> String {
    contentType.hasPrefix("text/html") ? longLines : shortLines
  }

  private static let longLines = text(list)
  private static let shortLines = text(short)

  private static func text(_ list: [(name: String, value: String)]) -> String {
    list.map { "\($0.name): \($0.value)\r\n" }.joined()
  }

  /// The line for responses over TLS: the key of a meeting stands in its link, and one visit without TLS could give it
  /// away.
  static let strictTransport = Array("Strict-Transport-Security: max-age=63072000\r\n".utf8)

  private static let policy = [
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:",
    "connect-src 'self'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
    "require-trusted-types-for 'script'", "trusted-types 'none'",
  ].joined(separator: "; ")

  /// The features a page could otherwise use or hand on, all off. Copying the link and keeping a
  /// phone awake during a step are not among them.
  private static let features = [
    "accelerometer", "autoplay", "browsing-topics", "camera", "display-capture",
    "encrypted-media", "fullscreen", "gamepad", "geolocation", "gyroscope", "hid",
    "identity-credentials-get", "idle-detection", "local-fonts", "magnetometer", "microphone",
    "midi", "otp-credentials", "payment", "picture-in-picture", "publickey-credentials-create",
    "publickey-credentials-get", "serial", "storage-access", "usb",
    "window-management", "xr-spatial-tracking",
  ]
}
