import KringCore
import Locking

/// A journal in memory, for tests and simulations; what it keeps lies on a `MemoryDisk`.
package final class MemoryJournal: Journal {
  private let disk: MemoryDisk
  private var ledger = Ledger()
  private var isUsable = false
  private var receipts: [PurgeReceipt] = []

  /// The note found at `open`.
  package private(set) var lastAlive: Int64?
  /// Whether a set has ended, an item was withdrawn or a session was purged since the last sweep.
  package private(set) var needsSweep = false

  /// Creates a journal on a disk, closed.
  package init(disk: MemoryDisk = MemoryDisk()) {
    self.disk = disk
  }

  /// Opens the journal and gives `replay` what the disk keeps, but for the events.
  package func openUnread(_ replay: (JournalEntry) throws -> Void) throws -> any EventReader {
    close()
    let (alive, entries, pages) = try disk.content.withLock { content throws(JournalError) in
      guard !content.isBroken else { throw MemoryDisk.broken }
      content.removeEnded()
      return (content.lastAlive, content.entries, content.pages)
    }
    for entry in entries {
      if case .event = entry { continue }
      try replay(entry)
    }
    lastAlive = alive
    ledger = Ledger(pages)
    isUsable = true
    return MemoryEventReader(disk: disk)
  }

  /// Tells whether the session is there: whatever is there was given at the opening.
  package func claim(_ session: ID) throws(JournalError) -> Claim {
    guard isUsable else { throw MemoryDisk.broken }
    return ledger[session] == nil ? .none : .held
  }

  /// The event that came to the disk last of all.
  package func lastEvent() throws(JournalError) -> [UInt8]? {
    guard isUsable else { throw MemoryDisk.broken }
    return disk.content.withLock(\.lastEvent)
  }

  /// Writes a batch, whole or not at all, unless the disk is told otherwise.
  package func commit(_ batch: [JournalEntry]) throws(JournalError) {
    guard isUsable else { throw MemoryDisk.broken }
    let changes = try ledger.changes(by: batch)
    do {
      receipts += try disk.content.withLock { content throws(JournalError) in
        try content.write(batch)
      }
    } catch {
      isUsable = false
      throw error
    }
    needsSweep = needsSweep || batch.contains(where: \.isRemoval)
    ledger.keep(changes)
  }

  /// Hands out the receipts; the bytes went with the commit.
  package func sweep() throws(JournalError) -> [PurgeReceipt]? {
    guard isUsable else { throw MemoryDisk.broken }
    defer { receipts = [] }
    needsSweep = false
    return receipts
  }

  /// Never: there is no log.
  package var needsCheckpoint: Bool { false }

  /// Does nothing.
  package func checkpoint() {}

  /// Does nothing: nobody else gets at this disk.
  package func look() {}

  /// Notes the wall clock on the disk.
  package func beat(at milliseconds: Int64) {
    disk.content.withLock { $0.lastAlive = milliseconds }
  }

  /// Forgets what was not on the disk.
  package func close() {
    isUsable = false
    ledger = Ledger()
    receipts = []
    needsSweep = false
  }
}

/// Reads events from a disk in memory.
private struct MemoryEventReader: EventReader {
  let disk: MemoryDisk

  func events(of session: ID) throws(JournalError) -> [[UInt8]] {
    try disk.content.withLock { content throws(JournalError) in
      guard !content.isBroken else { throw MemoryDisk.broken }
      return content.events(of: session)
    }
  }

  func forget(_ session: ID) {}

  func close() {}
}
