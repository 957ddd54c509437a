/// The headers on every response, so that a page of this server can load, be framed by and tell nobody else.
enum SecurityHeaders {
  /// Those of a page that nobody may frame, and of what libwebsockets answers by itself.
  static let list = list(framedBy: [])

  /// Those of a page that some hosts may show in a frame.
  private static func list(framedBy hosts: [String]) -> [(name: String, value: String)] {
    [
      ("Content-Security-Policy", policy(framedBy: hosts)),
      ("X-Content-Type-Options", "nosniff"),
      ("Referrer-Policy", "no-referrer"),
      ("Permissions-Policy", features.map { "\($0)=()" }.joined(separator: ", ")),
      ("Cross-Origin-Opener-Policy", "same-origin"),
      ("Cross-Origin-Resource-Policy", "same-origin"),
    ]
  }

  /// Those of everything else: a script or a picture has no features to switch off. The policy is for
  /// somebody who opens it by itself.
  static let short: [(name: String, value: String)] = [
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
    ("X-Content-Type-Options", "nosniff"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
  ]

  /// The headers for a response of some content type, ready to be copied into it.
  ///
  /// - Parameter hosts: whose pages may show it in a frame, if it is a page.
  static func lines(for contentType: String, framedBy hosts: [String] = []) -> String {
    guard contentType.hasPrefix("text/html") else { return shortLines }
    return hosts.isEmpty ? longLines : text(list(framedBy: hosts))
  }

  private static let longLines = text(list)
  private static let shortLines = text(short)

  private static func text(_ list: [(name: String, value: String)]) -> String {
    list.map { "\($0.name): \($0.value)\r\n" }.joined()
  }

  /// The line for responses over TLS: the key of a meeting stands in its link, and one visit without TLS could give it
  /// away.
  static let strictTransport = Array("Strict-Transport-Security: max-age=63072000\r\n".utf8)

  private static func policy(framedBy hosts: [String]) -> String {
    let ancestors = hosts.isEmpty ? "'none'" : hosts.joined(separator: " ")
    return [
      "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:",
      "connect-src 'self'", "manifest-src 'self'", "base-uri 'none'", "form-action 'none'",
      "frame-ancestors \(ancestors)", "require-trusted-types-for 'script'", "trusted-types 'none'",
    ].joined(separator: "; ")
  }

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
