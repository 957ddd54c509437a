import Dispatch
import KringCore
import Locking

/// Reads events on a thread of its own, so that neither commits nor sockets wait for it.
final class EventLoader<State: Sendable>: Sendable {
  private let reader = Locked<(any EventReader)?>(nil)
  private let queue = DispatchQueue(label: "kring-reader")
  private let report: @Sendable (JournalReport<State>) -> Void

  /// Creates a loader at rest.
  init(report: @escaping @Sendable (JournalReport<State>) -> Void) { self.report = report }

  /// Reads through another reader from now on; closes the one before, of which nothing more is told
  /// once this has returned. Any thread.
  func use(_ new: (any EventReader)?) {
    reader.withLock { reader in
      reader?.close()
      reader = new
    }
  }

  /// Reads the events of a session and reports them; tells nothing while there is no reader.
  func load(_ session: ID) {
    queue.async { [self] in
      reader.withLock { reader in
        guard let reader else { return }
        do throws(JournalError) {
          let events = try reader.events(of: session)
          report(.loaded(session, .success(events)))
          reader.forget(session)
        } catch {
          report(.loaded(session, .failure(error)))
        }
      }
    }
  }
}
