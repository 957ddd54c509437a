import KringProtocol

/// The 32 random bytes after `#` in a session's link, from which all its keys are derived.
///
/// Whoever has it can read the session, so it prints as dots: a secret must not reach a log by
/// way of a string interpolation.
public struct LinkSecret: Hashable, Sendable {
  /// The 32 bytes.
  public let bytes: [UInt8]

  /// Creates a secret from exactly 32 bytes; returns `nil` for any other count.
  public init?(bytes: some Collection<UInt8>) {
    guard bytes.count == 32 else { return nil }
    self.bytes = Array(bytes)
  }

  /// Creates a secret from its text, 43 characters of canonical base64url.
  public init?(text: some StringProtocol) {
    guard let bytes = Base64URL.decode(Array(text.utf8)[...], count: 32) else { return nil }
    self.init(bytes: bytes)
  }

  /// Creates a secret from what a person pastes: a whole link, a fragment, or the bare secret.
  ///
  /// Everything after the first `#` counts; spaces and line ends around it are forgiven, since
  /// copying from a mail brings them along.
  public init?(link: some StringProtocol) {
    let parts = link.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
    guard let last = parts.last else { return nil }
    let around: Set<Character> = [" ", "\t", "\r", "\n", "\r\n"]
    let start = last.drop { around.contains($0) }
    let end = start.lastIndex { !around.contains($0) }
    guard let end else { return nil }
    self.init(text: start[...end])
  }

  /// Draws a new secret from the system's random source.
  public static func generate() -> LinkSecret {
    var source = SystemRandomNumberGenerator()
    return generate(using: &source)
  }

  /// Draws a new secret from a given source; for anything but a test, one that cannot be guessed.
  public static func generate(using source: inout some RandomNumberGenerator) -> LinkSecret {
    LinkSecret(drawn: randomBytes(32, using: &source))
  }

  private init(drawn bytes: [UInt8]) { self.bytes = bytes }

  /// The 43 characters that stand in a link.
  public var text: String { String(decoding: Base64URL.encode(bytes), as: UTF8.self) }

  /// Returns the link to share, for a server's address such as `https://kring.example`.
  public func link(server: some StringProtocol) -> String {
    server.last == "/" ? "\(server)#\(text)" : "\(server)/#\(text)"
  }
}

extension LinkSecret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// Dots, never the secret.
  public var description: String { "LinkSecret(…)" }
  /// Dots, never the secret.
  public var debugDescription: String { description }
  /// Nothing, so that `dump` shows nothing.
  public var customMirror: Mirror { Mirror(self, children: []) }
}
