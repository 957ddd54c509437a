import Dispatch
import Synchronization

/// A value that is changed by any thread and waited for by tests, which never sleep.
public final class Watched<Value: Sendable>: Sendable {
  /// What was waited for did not come in time.
  public struct TooLate: Error, CustomStringConvertible {
    /// What was waited for.
    public let what: String
    /// The value at the end of the wait.
    public let value: String

    /// Both in one line.
    public var description: String { "waited too long for \(what); there is only \(value)" }
  }

  private typealias Waiter = @Sendable (Value) -> Bool

  private struct Content {
    var value: Value
    var waiters: [Int: Waiter] = [:]
    var next = 0
  }

  private let content: Mutex<Content>

  /// Creates a watched value.
  public init(_ value: Value) {
    content = Mutex(Content(value: value))
  }

  /// The value of the moment.
  public var value: Value { content.withLock { $0.value } }

  /// Changes the value; whoever waits looks at it again.
  public func change(_ body: (inout Value) -> Void) {
    let (value, waiters) = content.withLock { content in
      body(&content.value)
      return (content.value, content.waiters)
    }
    for (number, waiter) in waiters where waiter(value) {
      content.withLock { $0.waiters[number] = nil }
    }
  }

  /// Waits until the value has something, and returns it.
  ///
  /// - Throws: `TooLate` after so many seconds.
  public func first<Found: Sendable>(
    _ what: String, within seconds: Int = 60, _ match: @escaping @Sendable (Value) -> Found?
  ) async throws -> Found {
    try await withCheckedThrowingContinuation { continuation in
      let once = Once(continuation)
      let number = content.withLock { content in
        content.next += 1
        content.waiters[content.next] = { value in
          guard let found = match(value) else { return false }
          once.resume(.success(found))
          return true
        }
        return content.next
      }
      // It may have it already.
      if let found = match(value) { once.resume(.success(found)) }
      DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(seconds)) { [self] in
        content.withLock { $0.waiters[number] = nil }
        once.resume(.failure(TooLate(what: what, value: "\(value)")))
      }
    }
  }

  /// Waits until the value is so.
  ///
  /// - Throws: `TooLate` after so many seconds.
  public func wait(
    _ what: String, within seconds: Int = 60, until isSo: @escaping @Sendable (Value) -> Bool
  ) async throws {
    let _: Bool = try await first(what, within: seconds) { isSo($0) ? true : nil }
  }

  /// A continuation that is resumed by whoever comes first.
  private final class Once<Found: Sendable>: Sendable {
    private let continuation: Mutex<CheckedContinuation<Found, any Error>?>

    init(_ continuation: CheckedContinuation<Found, any Error>) {
      self.continuation = Mutex(continuation)
    }

    func resume(_ result: sending Result<Found, any Error>) {
      let continuation = continuation.withLock { waiting in
        defer { waiting = nil }
        return waiting
      }
      continuation?.resume(with: result)
    }
  }
}
