import Foundation
import Glibc
import KringLines
import KringProtocol
import Synchronization

/// Lines on standard error for the operator, one JSON object each: time, level, event, stable
/// words and figures; never a text, a name, a token, a session or an address.
package enum Log {
  /// How much an event matters.
  package enum Level: String, Sendable, CaseIterable {
    /// Somebody has to do something.
    case error
    /// Not as it should be, but nobody has to do anything now.
    case warning
    /// Something happened.
    case notice
  }

  /// The events there are; `operating.md` says when each is written.
  package enum Event: String, Sendable, CaseIterable {
    case started
    case draining
    case stopped
    case purged
    case slowLoop = "slow-loop"
    case storage
    case storageRecovered = "storage-recovered"
    case wrongKeys = "wrong-keys"
    case permissions
    case fewConnections = "few-connections"
    case certificateEnds = "certificate-ends"
    case linesDropped = "lines-dropped"
    case reloaded
    case notReloaded = "not-reloaded"
    case fenced
    case tookOver = "took-over"
    case tailLost = "tail-lost"
  }

  /// The keys that a line may have beside `time`, `level` and `event`; all hold figures but the
  /// last three: a stable word, a sentence about a file of the operator, and the program's version.
  package enum Key: String, Sendable, CaseIterable {
    case sessions, connections, milliseconds, tries, lines, code, reason, version
  }

  /// Writes that something happened.
  package static func notice(_ event: Event, _ figures: KeyValuePairs<Key, Int> = [:]) {
    write(.notice, event, figures.map { ($0.key, String($0.value)) })
  }

  /// Writes that the server serves.
  static func started(sessions: Int, milliseconds: Int) {
    write(
      .notice, .started,
      [
        (.sessions, String(sessions)), (.milliseconds, String(milliseconds)),
        (.version, quoted(Version.current)),
      ])
  }

  /// Writes that something is not as it should be with what a word names.
  static func warning(_ event: Event, code: String) {
    write(.warning, event, [(.code, quoted(code))])
  }

  /// Writes that something is not as it should be.
  package static func warning(_ event: Event, _ figures: KeyValuePairs<Key, Int> = [:]) {
    write(.warning, event, figures.map { ($0.key, String($0.value)) })
  }

  /// Writes that something went wrong, with figures.
  static func error(_ event: Event, _ figures: KeyValuePairs<Key, Int>) {
    write(.error, event, figures.map { ($0.key, String($0.value)) })
  }

  /// Writes that something went wrong.
  package static func error(_ event: Event, code: String, reason: String) {
    write(.error, event, [(.code, quoted(code)), (.reason, quoted(reason))])
  }

  private static func write(_ level: Level, _ event: Event, _ more: [(Key, String)]) {
    let dropped = Output.droppedLines
    if dropped > told.exchange(dropped, ordering: .relaxed) {
      pass(.warning, .linesDropped, [(.lines, String(dropped))])
    }
    pass(level, event, more)
  }

  /// How many dropped lines the last line but one knew of.
  private static let told = Atomic(0)

  private static func pass(_ level: Level, _ event: Event, _ more: [(Key, String)]) {
    let time = Date().formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    var line = #"{"time":"\#(time)","level":"\#(level.rawValue)","event":"\#(event.rawValue)""#
    for (key, value) in more { line += #","\#(key.rawValue)":\#(value)"# }
    Output.pass(line + "}", to: STDERR_FILENO)
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
