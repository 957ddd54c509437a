import Dispatch
import Foundation
import Glibc
import Synchronization

/// Lines for the standard streams, where nobody may be reading, or no longer.
public enum Output {
  /// Writes a line whole, and waits as long as that takes; false when it cannot be written.
  ///
  /// For programs that have nothing else to do; a running server uses `pass`.
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

  /// Hands a line to the thread of its stream and returns at once, from any thread. When as many
  /// lines wait as may, the line is dropped and counted.
  public static func pass(_ line: String, to file: Int32) {
    (file == STDOUT_FILENO ? standardOutput : standardError).pass(line)
  }

  /// Waits until the lines are written, for a second at most: for the end of the program.
  public static func finish() {
    standardOutput.finish()
    standardError.finish()
  }

  /// The lines for standard error that were dropped so far.
  public static var droppedLines: Int { standardError.dropped }

  private static let standardOutput = LineQueue { write($0, to: STDOUT_FILENO) }
  private static let standardError = LineQueue { write($0, to: STDERR_FILENO) }
}

/// Lines that a thread of its own writes, so that whoever has a line to say never waits for who
/// reads it: a pipe that nobody empties, a terminal that was stopped.
final class LineQueue: Sendable {
  /// How many lines may wait.
  static let places = 1_000
  /// How long the end of the program waits for the rest.
  static let patience: TimeInterval = 1

  private struct Content {
    var lines: [String] = []
    var isWriting = false
    var isStarted = false
    var dropped = 0
  }

  private let content = Mutex(Content())
  private let news = DispatchSemaphore(value: 0)
  private let write: @Sendable (String) -> Void

  /// Creates a queue whose thread starts with the first line.
  init(_ write: @escaping @Sendable (String) -> Void) {
    self.write = write
  }

  /// The lines that found no place.
  var dropped: Int { content.withLock(\.dropped) }

  /// Adds a line, or counts it as dropped.
  func pass(_ line: String) {
    let (isKept, starts) = content.withLock { content in
      guard content.lines.count < Self.places else {
        content.dropped += 1
        return (false, false)
      }
      content.lines.append(line)
      defer { content.isStarted = true }
      return (true, !content.isStarted)
    }
    guard isKept else { return }
    if starts {
      let thread = Thread { [self] in run() }
      thread.name = "kring-lines"
      thread.start()
    }
    news.signal()
  }

  /// Waits until all is written, at most for the patience.
  func finish() {
    let end = Date().addingTimeInterval(Self.patience)
    while content.withLock({ !$0.lines.isEmpty || $0.isWriting }), Date() < end {
      Thread.sleep(forTimeInterval: 0.005)
    }
  }

  private func run() {
    while true {
      news.wait()
      let line: String? = content.withLock { content in
        guard !content.lines.isEmpty else { return nil }
        content.isWriting = true
        return content.lines.removeFirst()
      }
      if let line { write(line) }
      content.withLock { $0.isWriting = false }
    }
  }
}
