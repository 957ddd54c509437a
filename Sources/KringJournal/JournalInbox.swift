import Dispatch
import KringCore
import Locking

/// What waits for the disk thread: batches, claims, and the wishes to open again or to stop.
final class JournalInbox: Sendable {
  /// A batch under the number its caller knows it by.
  struct Batch: Sendable {
    let number: UInt64
    let entries: [JournalEntry]
  }

  /// Where the disk thread stands.
  enum Phase: Sendable {
    /// Not started yet.
    case idle
    /// Batches are accepted.
    case running
    /// Nothing is accepted: the caller has not yet answered the failure.
    case failed
    /// Nothing is accepted: the journal is being opened again.
    case reopening
  }

  /// What the disk thread finds when it looks.
  struct Orders {
    var batches: [Batch] = []
    var claims: [ID] = []
    /// How many sessions that nobody serves are to be taken up at most.
    var orphans = 0
    var phase = Phase.idle
    var isStopping = false
  }

  private struct Content {
    var orders = Orders()
    var ahead: (batches: Int, bytes: Int) = (0, 0)
    var hasNews = false
    var isAsleep = false
  }

  private let content = Locked(Content())
  private let bell = DispatchSemaphore(value: 0)

  /// The batches, and the bytes in them, that are submitted and not reported yet.
  var ahead: (batches: Int, bytes: Int) { content.withLock(\.ahead) }

  /// Adds a batch; drops it unless batches are accepted just now.
  func submit(_ entries: [JournalEntry], number: UInt64) {
    let bytes = entries.reduce(0) { $0 + $1.size }
    tell { content in
      guard content.orders.phase == .running, !content.orders.isStopping else { return false }
      content.orders.batches.append(Batch(number: number, entries: entries))
      content.ahead.batches += 1
      content.ahead.bytes += bytes
      return true
    }
  }

  /// Asks for a session; dropped unless batches are accepted just now.
  func claim(_ session: ID) {
    tell { content in
      guard content.orders.phase == .running, !content.orders.isStopping else { return false }
      content.orders.claims.append(session)
      return true
    }
  }

  /// Asks for sessions that nobody serves; dropped unless batches are accepted just now.
  func claimOrphans(atMost count: Int) {
    tell { content in
      guard content.orders.phase == .running, !content.orders.isStopping else { return false }
      content.orders.orphans = count
      return true
    }
  }

  /// Asks to open the journal again; does nothing unless it has failed.
  func reopen() {
    tell { content in
      guard content.orders.phase == .failed else { return false }
      content.orders.phase = .reopening
      return true
    }
  }

  /// Asks to stop; returns false when there is nothing to stop.
  func stop() -> Bool {
    tell { content in
      content.orders.isStopping = true
      return content.orders.phase != .idle
    }
  }

  /// Moves to a phase, from the disk thread; leaving `.running` drops what waits.
  func enter(_ phase: Phase) {
    content.withLock { content in
      content.orders.phase = phase
      guard phase != .running else { return }
      content.orders.batches = []
      content.orders.claims = []
      content.orders.orphans = 0
      content.ahead = (0, 0)
    }
  }

  /// Counts batches as no longer ahead of the disk.
  func done(_ batches: some Sequence<Batch>) {
    let bytes = batches.reduce(0) { $0 + $1.entries.reduce(0) { $0 + $1.size } }
    content.withLock {
      $0.ahead.batches -= batches.reduce(0) { sum, _ in sum + 1 }
      $0.ahead.bytes -= bytes
    }
  }

  /// Takes all orders; waits for new ones, at most until a time, when there are none.
  func next(until deadline: DispatchTime) -> Orders {
    let sleeps = content.withLock { content in
      content.isAsleep = !content.hasNews
      return content.isAsleep
    }
    if sleeps { _ = bell.wait(timeout: deadline) }
    return content.withLock { content in
      content.isAsleep = false
      content.hasNews = false
      defer {
        content.orders.batches = []
        content.orders.claims = []
        content.orders.orphans = 0
      }
      return content.orders
    }
  }

  @discardableResult
  private func tell(_ change: (inout sending Content) -> Bool) -> Bool {
    let (isNews, rings) = content.withLock { content in
      let isNews = change(&content)
      content.hasNews = content.hasNews || isNews
      let rings = isNews && content.isAsleep
      if rings { content.isAsleep = false }
      return (isNews, rings)
    }
    if rings { bell.signal() }
    return isNews
  }
}
