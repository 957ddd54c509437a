import KringCore
import Synchronization

/// A journal in memory, for tests and simulations; what it keeps lies on a `MemoryDisk`.
public final class MemoryJournal: Journal {
  private let disk: MemoryDisk
  private var ledger = Ledger()
  private var isUsable = false
  private var receipts: [PurgeReceipt] = []

  /// The note found at `open`.
  public private(set) var lastAlive: Int64?
  /// Whether a set has ended, an item was withdrawn or a session was purged since the last sweep.
  public private(set) var needsSweep = false

  /// Creates a journal on a disk, closed.
  public init(disk: MemoryDisk = MemoryDisk()) {
    self.disk = disk
  }

  /// Opens the journal and gives `replay` what the disk keeps.
  public func open(_ replay: (JournalEntry) throws -> Void) throws {
    try open(unread: false, replay)
  }

  /// Opens in the same way, and leaves events to a reader of the disk.
  public func openUnread(_ replay: (JournalEntry) throws -> Void) throws -> any EventReader {
    try open(unread: true, replay)
    return MemoryEventReader(disk: disk)
  }

  private func open(unread: Bool, _ replay: (JournalEntry) throws -> Void) throws {
    close()
    let (alive, entries, pages) = try disk.content.withLock { content throws(JournalError) in
      guard !content.isBroken else { throw MemoryDisk.broken }
      content.removeEnded()
      return (content.lastAlive, content.entries, content.pages)
    }
    for entry in entries {
      if case .event = entry, unread { continue }
      try replay(entry)
    }
    lastAlive = alive
    ledger.keep(pages)
    isUsable = true
  }

  /// Writes a batch, whole or not at all, unless the disk is told otherwise.
  public func commit(_ batch: [JournalEntry]) throws(JournalError) {
    guard isUsable else { throw MemoryDisk.broken }
    let pages = try ledger.pages(after: batch)
    do {
      receipts += try disk.content.withLock { content throws(JournalError) in
        try content.write(batch)
      }
    } catch {
      isUsable = false
      throw error
    }
    needsSweep = needsSweep || batch.contains(where: \.isRemoval)
    ledger.keep(pages)
  }

  /// Hands out the receipts; the bytes went with the commit.
  public func sweep() throws(JournalError) -> [PurgeReceipt]? {
    guard isUsable else { throw MemoryDisk.broken }
    defer { receipts = [] }
    needsSweep = false
    return receipts
  }

  /// Never: there is nothing to be done.
  public var needsRest: Bool { false }

  /// Does nothing.
  public func rest() {}

  /// Does nothing: nobody else gets at this disk.
  public func look() {}

  /// Notes the wall clock on the disk.
  public func noteAlive(at milliseconds: Int64) {
    disk.content.withLock { $0.lastAlive = milliseconds }
  }

  /// Forgets what was not on the disk.
  public func close() {
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
    try read { $0.events(of: session) }
  }

  func lastEvent() throws(JournalError) -> [UInt8]? {
    try read(\.lastEvent)
  }

  func close() {}

  private func read<Value>(_ body: (MemoryContent) -> Value) throws(JournalError) -> Value {
    try disk.content.withLock { content throws(JournalError) in
      guard !content.isBroken else { throw MemoryDisk.broken }
      return body(content)
    }
  }
}
