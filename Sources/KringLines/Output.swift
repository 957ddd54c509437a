import Glibc

/// Lines for the standard streams, where nobody may be reading, or no longer.
package enum Output {
  /// Writes a line whole, and waits as long as that takes; false when it cannot be written.
  ///
  /// For programs that have nothing else to do; a running server uses `pass`.
  @discardableResult
  package static func write(_ line: String, to file: Int32) -> Bool {
    var rest = Array((line + "\n").utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  /// Hands a line to the thread of its stream and returns at once, from any thread. When as many
  /// lines wait as may, the line is dropped and counted.
  package static func pass(_ line: String, to file: Int32) {
    (file == STDOUT_FILENO ? standardOutput : standardError).pass(line)
  }

  /// Waits until the lines are written, for a second at most: for the end of the program.
  package static func finish() {
    standardOutput.finish()
    standardError.finish()
  }

  /// The lines for standard error that were dropped so far.
  package static var droppedLines: Int { standardError.dropped }

  private static let standardOutput = LineQueue { write($0, to: STDOUT_FILENO) }
  private static let standardError = LineQueue { write($0, to: STDERR_FILENO) }
}
