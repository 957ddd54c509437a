import KringProtocol

/// The 32 random bytes after `#` in a session's link, from which all its keys are derived.
///
/// Whoever has it can read the session, so it prints as dots: a secret must not reach a log by
/// way of a string interpolation.
package struct LinkSecret: Hashable, Sendable {
  /// The 32 bytes.
  package let bytes: [UInt8]

  /// Creates a secret from exactly 32 bytes; returns `nil` for any other count.
  package init?(bytes: some Collection<UInt8>) {
    guard bytes.count == 32 else { return nil }
    self.bytes = Array(bytes)
  }

  /// Creates a secret from its text, 43 characters of canonical base64url.
  package init?(text: some StringProtocol) {
    guard let bytes = Base64URL.decode(Array(text.utf8)[...], count: 32) else { return nil }
    self.init(bytes: bytes)
  }

  /// Creates a secret from what a person pastes: a whole link, a fragment, or the bare secret.
  ///
  /// Looks behind each `#`, or at the beginning where there is none, for exactly 43 characters of
  /// base64url. What programs put before and behind a link is passed over: punctuation, spaces,
  /// parameters, another `#`. `%23` is a `#`, and `%2D` and `%5F` are `-` and `_`.
  package init?(link: some StringProtocol) {
    let plain = Self.decoded(Array(link.utf8))
    let parts = plain.split(separator: UInt8(ascii: "#"), omittingEmptySubsequences: false)
    for part in parts.count > 1 ? parts.dropFirst() : parts[...] {
      let start = part.drop { !Self.isLetter($0) }
      let run = start.prefix { Self.isLetter($0) }
      // A dash or a line under a link is all that may follow without anything between.
      guard run.dropFirst(43).allSatisfy({ $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") })
      else { continue }
      guard let bytes = Base64URL.decode(run.prefix(43), count: 32) else { continue }
      self.init(bytes: bytes)
      return
    }
    return nil
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
      true
    default: false
    }
  }

  /// Undoes the escapes that programs make of characters of a link.
  private static func decoded(_ bytes: [UInt8]) -> [UInt8] {
    let escapes: [(String, UInt8)] = [("23", 0x23), ("2d", 0x2d), ("5f", 0x5f)]
    var plain: [UInt8] = []
    var rest = bytes[...]
    while let byte = rest.popFirst() {
      let code = rest.prefix(2).map { $0 | 0x20 }
      let escape = escapes.first { byte == UInt8(ascii: "%") && code.elementsEqual($0.0.utf8) }
      if escape != nil { rest = rest.dropFirst(2) }
      plain.append(escape?.1 ?? byte)
    }
    return plain
  }

  /// Draws a new secret from the system's random source.
  package static func generate() -> LinkSecret {
    var source = SystemRandomNumberGenerator()
    return generate(using: &source)
  }

  /// Draws a new secret from a given source; for anything but a test, one that cannot be guessed.
  package static func generate(using source: inout some RandomNumberGenerator) -> LinkSecret {
    LinkSecret(drawn: randomBytes(32, using: &source))
  }

  private init(drawn bytes: [UInt8]) { self.bytes = bytes }

  /// The 43 characters that stand in a link.
  package var text: String { String(decoding: Base64URL.encode(bytes), as: UTF8.self) }

  /// Returns the link to share, for a server's address such as `https://kring.example`.
  package func link(server: some StringProtocol) -> String {
    server.last == "/" ? "\(server)#\(text)" : "\(server)/#\(text)"
  }
}

extension LinkSecret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// Dots, never the secret.
  package var description: String { "LinkSecret(…)" }
  /// Dots, never the secret.
  package var debugDescription: String { description }
  /// Nothing, so that `dump` shows nothing.
  package var customMirror: Mirror { Mirror(self, children: []) }
}
