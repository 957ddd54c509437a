import Dispatch
import Foundation
import KringCore
import Locking

/// The disk thread: it takes numbered batches, commits those that wait together as one
/// transaction, and reports in order what is on disk.
///
/// `State` is whatever the caller folds from replayed entries, of which events are none; it is
/// built on the disk thread and handed over whole. A refusal costs the session that it is about.
/// After any other error nothing of that or a later batch is committed until the caller, having
/// dropped what it has in memory, calls `reopen` and hears `.reopened`.
package final class JournalWriter<State: Sendable>: Sendable {
  private let duties: JournalDuties<State>
  private let inbox = JournalInbox()
  private let loader: EventLoader<State>
  private let ended = DispatchSemaphore(value: 0)

  /// Creates a writer at rest; `start` makes it run.
  ///
  /// - Parameters:
  ///   - pace: how often it sweeps, tries again and notes the clock.
  ///   - journal: makes the journal; called once, on the disk thread.
  ///   - empty: the state to which entries are replayed.
  ///   - replay: adds an entry to the state, on the disk thread; what it throws ends the opening.
  ///   - accept: looks at what was opened before anything is written, on the disk thread; what it
  ///     throws ends the opening.
  ///   - now: the wall clock, in milliseconds since 1970.
  ///   - report: hears what happened, on the disk thread or the reading one; it should only pass it on.
  package init(
    pace: JournalPace = JournalPace(),
    journal: @escaping @Sendable () -> any Journal,
    empty: State,
    replay: @escaping @Sendable (inout State, JournalEntry) throws -> Void,
    accept: @escaping @Sendable (OpenedJournal<State>) throws -> Void = { _ in },
    now: @escaping @Sendable () -> Int64 = { Int64(Date().timeIntervalSince1970 * 1000) },
    report: @escaping @Sendable (JournalReport<State>) -> Void
  ) {
    duties = JournalDuties(
      pace: pace, journal: journal, empty: empty, replay: replay, accept: accept, now: now,
      report: report)
    loader = EventLoader(report: report)
  }

  /// Starts the disk thread, opens the journal and returns what it holds; to be called once.
  ///
  /// Waits until all is replayed.
  /// - Throws: `JournalError`, or what `replay` throws; the writer is then of no further use.
  package func start() throws -> OpenedJournal<State> {
    let answer = Answer<Result<OpenedJournal<State>, any Error>>()
    let thread = Thread { [duties, inbox, loader, ended] in
      let disk = DiskThread(duties, inbox: inbox, loader: loader)
      do {
        answer.give(.success(try disk.start()))
        disk.run()
      } catch {
        answer.give(.failure(error))
      }
      ended.signal()
    }
    thread.name = "kring-disk"
    thread.start()
    return try answer.wait().get()
  }

  /// Hands over a batch under a number that is higher than those before, and returns at once.
  ///
  /// A batch without entries is reported in its turn. Between a failure and `.reopened` batches
  /// are dropped, without a report. Any thread, one at a time.
  package func submit(_ batch: [JournalEntry], number: UInt64) {
    inbox.submit(batch, number: number)
  }

  /// Asks for a session that was not given at the opening; `.claimed` tells what became of it. Asked
  /// between a failure and `.reopened`, nothing is told. Any thread.
  package func claim(_ session: ID) { inbox.claim(session) }

  /// Asks for sessions that nobody serves; `.claimed` tells of each. Any thread.
  package func claimOrphans(atMost count: Int) { inbox.claimOrphans(atMost: count) }

  /// Asks for the events of a session that was given or claimed; `.loaded` brings them, once. Asked
  /// between a failure and `.reopened`, nothing is told. Any thread.
  package func load(_ session: ID) { loader.load(session) }

  /// The batches submitted and not yet reported, and the bytes in them. Any thread.
  package var ahead: (batches: Int, bytes: Int) { inbox.ahead }

  /// Answers `.failed`: what was in memory is dropped, the journal may be opened again.
  ///
  /// The first attempt is made at once, further ones at the pace; `.reopened` tells the end. Does
  /// nothing when nothing failed. Any thread.
  package func reopen() {
    inbox.reopen()
  }

  /// Commits and reports what was submitted, closes the journal and waits until all that is done.
  ///
  /// Any thread but the disk thread; further calls do nothing.
  package func stop() {
    guard inbox.stop() else { return }
    ended.wait()
    ended.signal()
  }
}

/// What the creator of a writer asked for.
struct JournalDuties<State: Sendable>: Sendable {
  let pace: JournalPace
  let journal: @Sendable () -> any Journal
  let empty: State
  let replay: @Sendable (inout State, JournalEntry) throws -> Void
  let accept: @Sendable (OpenedJournal<State>) throws -> Void
  let now: @Sendable () -> Int64
  let report: @Sendable (JournalReport<State>) -> Void
}

/// A value that one thread gives and another waits for.
private final class Answer<Value: Sendable>: Sendable {
  private let value = Locked<Value?>(nil)
  private let given = DispatchSemaphore(value: 0)

  func give(_ value: Value) {
    self.value.withLock { $0 = value }
    given.signal()
  }

  func wait() -> Value {
    while true {
      given.wait()
      if let value = value.withLock({ $0 }) { return value }
    }
  }
}
