/// Why a server could not start or a client could not connect.
package struct TransportError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The kinds of failure; the raw value is the stable word for programs.
  package enum Code: String, Sendable {
    case portInUse = "port-in-use"
    case portNotAllowed = "port-not-allowed"
    case hostNotFound = "host-not-found"
    case hostNotLocal = "host-not-local"
    case certificateUnreadable = "certificate-unreadable"
    case keyUnreadable = "key-unreadable"
    case keyMismatch = "key-mismatch"
    case assetsUnreadable = "assets-unreadable"
    case startFailed = "start-failed"
    case badURL = "bad-url"
    case connectFailed = "connect-failed"
    case timedOut = "timed-out"
    case badAnswer = "bad-answer"
  }

  /// The kind of failure.
  package let code: Code
  /// The place and what was expected there, in one sentence.
  package let message: String

  package init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  /// The code and the sentence.
  package var description: String { "\(code.rawValue): \(message)" }
}
