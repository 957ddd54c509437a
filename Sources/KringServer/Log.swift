import Foundation
import Glibc

/// Lines on standard error for the operator, one JSON object each: time, level, event, stable
/// words and figures; never a text, a name, a token, a session or an address.
public enum Log {
  /// How much an event matters.
  public enum Level: String, Sendable, CaseIterable {
    /// Somebody has to do something.
    case error
    /// Not as it should be, but nobody has to do anything now.
    case warning
    /// Something happened.
    case notice
  }

  /// The events there are; `operating.md` says when each is written.
  public enum Event: String, Sendable, CaseIterable {
    case started
    case draining
    case stopped
    case purged
    case slowLoop = "slow-loop"
    case storage
    case storageRecovered = "storage-recovered"
  }

  /// The keys that a line may have beside `time`, `level` and `event`; all hold figures but the
  /// last two, a stable word and a sentence about a file of the data folder.
  public enum Key: String, Sendable, CaseIterable {
    case sessions, connections, milliseconds, code, reason
  }

  /// Writes that something happened.
  public static func notice(_ event: Event, _ figures: KeyValuePairs<Key, Int> = [:]) {
    write(.notice, event, figures.map { ($0.key, String($0.value)) })
  }

  /// Writes that something is not as it should be.
  public static func warning(_ event: Event, _ figures: KeyValuePairs<Key, Int> = [:]) {
    write(.warning, event, figures.map { ($0.key, String($0.value)) })
  }

  /// Writes that something went wrong.
  public static func error(_ event: Event, code: String, reason: String) {
    write(.error, event, [(.code, quoted(code)), (.reason, quoted(reason))])
  }

  private static func write(_ level: Level, _ event: Event, _ more: [(Key, String)]) {
    let time = Date().formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    var line = #"{"time":"\#(time)","level":"\#(level.rawValue)","event":"\#(event.rawValue)""#
    for (key, value) in more { line += #","\#(key.rawValue)":\#(value)"# }
    Output.write(line + "}", to: STDERR_FILENO)
  }

  /// The text as a JSON string.
  private static func quoted(_ text: String) -> String {
    var line = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": line += "\\\(scalar)"
      case _ where scalar.value < 32: line += " "
      default: line.unicodeScalars.append(scalar)
      }
    }
    return line + "\""
  }
}

/// Writing of lines to the standard streams, where nobody may be reading any more.
public enum Output {
  /// Writes a line whole; false when it cannot be written.
  @discardableResult
  public static func write(_ line: String, to file: Int32) -> Bool {
    var rest = Array((line + "\n").utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }
}
