import Foundation

/// Thrown when what a test waits for does not come.
package struct Timeout: Error, CustomStringConvertible {
  package let what: String

  package init(what: String) { self.what = what }

  package var description: String { "waited in vain for \(what)" }
}

/// What happened, in order, with waiting for what is still to come.
package final class EventLog<Event: Sendable>: @unchecked Sendable {
  private let condition = NSCondition()
  private var events: [Event] = []

  package init() {}

  package func add(_ event: Event) {
    condition.withLock {
      events.append(event)
      condition.broadcast()
    }
  }

  package var all: [Event] { condition.withLock { events } }

  /// Looks at each event once, from the first on, and returns the first that fits.
  package func wait(_ what: String, _ fits: (Event) -> Bool) throws -> Event {
    let deadline = Date(timeIntervalSinceNow: 20)
    condition.lock()
    defer { condition.unlock() }
    var next = 0
    while true {
      while next < events.count {
        if fits(events[next]) { return events[next] }
        next += 1
      }
      guard condition.wait(until: deadline) else { throw Timeout(what: what) }
    }
  }
}
