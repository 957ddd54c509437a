import Dispatch
import Foundation
import Locking

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

  private let content = Locked(Content())
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
