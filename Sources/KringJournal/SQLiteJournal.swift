import KringCore

/// A journal in two SQLite files of a data folder.
///
/// A batch is written in this order: what it adds to the closed store, then all else; what it
/// removes from the closed store follows in a sweep. A crash in between leaves closed rows that
/// nobody was told of, or rows whose set has ended; the latter go at the next start.
package final class SQLiteJournal: Journal {
  /// The format this version writes, and the newest it reads.
  package static let format = 3

  /// What is open: the folder with its lock, and the two files.
  struct Parts {
    let folder: DataFolder
    let events: EventFile
    let closed: ClosedFile
  }

  private let path: String
  private(set) var parts: Parts?
  private var ledger = Ledger()
  private var removals: [ClosedFile.Removal] = []
  private var receipts: [PurgeReceipt] = []
  private var closedHasSpace = false
  private var closedLogHasRemnants = false
  private var eventLogHasRemnants = false
  /// The bytes written since the last checkpoint.
  private var sinceCheckpoint = 0
  /// Kept when the journal is closed, so that it is opened again with the same files only.
  private var watch: FileWatch

  /// The note found at `open`.
  package private(set) var lastAlive: Int64?

  /// Creates a journal for a data folder, closed; `open` makes the folder when it is missing.
  package init(folder: String) {
    path = folder
    watch = FileWatch(folder)
  }

  /// Opens the files, removes what had to be removed and replays the rest; a second connection
  /// reads the events.
  package func openUnread(_ replay: (JournalEntry) throws -> Void) throws -> any EventReader {
    let parts = try openFiles(replay)
    do {
      return try SQLiteEventReader(in: parts.folder, rows: parts.events.rows)
    } catch {
      close()
      throw error
    }
  }

  private func openFiles(_ replay: (JournalEntry) throws -> Void) throws -> Parts {
    close()
    // A copy, kept only if the opening succeeds: files of a failed one may be replaced.
    var watch = self.watch
    try watch.look()
    let folder = try DataFolder(path)
    let isClosedMissing = try folder.size(of: "closed.sqlite") == 0
    if !isClosedMissing, try folder.size(of: "journal.sqlite") == 0 {
      throw JournalError(
        .corrupt, "\(path) has closed.sqlite without journal.sqlite; a backup has both")
    }
    let events = try EventFile(in: folder)
    if isClosedMissing, try events.sessionCount() > 0 {
      events.file.close()
      throw JournalError(
        .corrupt, "\(path) has journal.sqlite without closed.sqlite; a backup has both")
    }
    let parts = Parts(folder: folder, events: events, closed: try ClosedFile(in: folder))
    do {
      try load(parts, replay)
      try watch.look()
    } catch {
      parts.closed.file.close()
      parts.events.file.close()
      throw error
    }
    lastAlive = folder.lastAlive
    self.parts = parts
    self.watch = watch
    return parts
  }

  /// Tells whether the session is there: whatever is there was given at the opening.
  package func claim(_ session: ID) throws(JournalError) -> Claim {
    guard parts != nil else { throw Self.notOpen }
    return ledger[session] == nil ? .none : .held
  }

  /// Reads the row that was added last of all.
  package func lastEvent() throws(JournalError) -> [UInt8]? {
    guard let parts else { throw Self.notOpen }
    return try parts.events.lastEvent()
  }

  /// Writes a batch, with one `fsync` for each of the two files it concerns.
  package func commit(_ batch: [JournalEntry]) throws(JournalError) {
    guard let parts else { throw Self.notOpen }
    let changes = try ledger.changes(by: batch)
    do {
      try makeRoom(for: batch, parts)
      if batch.contains(where: \.isClosed) {
        try parts.closed.put(batch)
        closedHasSpace = closedHasSpace || parts.closed.isWide
        // Before anything is said: the log shows which cards came with this batch.
        closedLogHasRemnants = try !parts.closed.file.emptyLog()
      }
      if !batch.allSatisfy(\.isClosed) { receipts += try parts.events.write(batch) }
      // After the write, not before: files that are removed later had this batch in them.
      try watch.look()
    } catch {
      close()
      throw error
    }
    ledger.keep(changes)
    sinceCheckpoint += batch.reduce(0) { $0 + $1.size }
    note(batch)
  }

  /// Whether ended sets, withdrawn items or purged sessions have left bytes on the disk.
  package var needsSweep: Bool {
    !removals.isEmpty || closedHasSpace || closedLogHasRemnants || eventLogHasRemnants
  }

  /// Overwrites closed rows and empties the logs.
  package func sweep() throws(JournalError) -> [PurgeReceipt]? {
    guard let parts else { throw Self.notOpen }
    do {
      try removeClosed(parts)
      if closedHasSpace {
        try parts.closed.trim()
        closedHasSpace = false
        closedLogHasRemnants = true
      }
      if closedLogHasRemnants { closedLogHasRemnants = try !parts.closed.file.emptyLog() }
      if eventLogHasRemnants { eventLogHasRemnants = try !parts.events.file.emptyLog() }
    } catch {
      close()
      throw error
    }
    if needsSweep { return nil }
    defer { receipts = [] }
    return receipts
  }

  /// Whether the log has grown by more than a mebibyte since it was last brought into the file.
  package var needsCheckpoint: Bool { sinceCheckpoint > 1 << 20 }

  /// Brings the log of events into the file as far as readers allow.
  package func checkpoint() throws(JournalError) {
    guard let parts else { throw Self.notOpen }
    sinceCheckpoint = 0
    do { try parts.events.file.checkpoint() } catch {
      close()
      throw error
    }
  }

  /// Looks whether the files are still those of the folder.
  package func look() throws(JournalError) {
    do { try watch.look() } catch {
      close()
      throw error
    }
  }

  /// Notes the wall clock as the time of the file `alive`.
  package func beat(at milliseconds: Int64) {
    parts?.folder.noteAlive(at: milliseconds)
  }

  /// Closes the files and lets go of the folder.
  package func close() {
    parts?.closed.file.close()
    parts?.events.file.close()
    if parts != nil { watch.forgetLogs() }
    parts = nil
    ledger = Ledger()
    removals = []
    receipts = []
    closedHasSpace = false
    closedLogHasRemnants = false
    eventLogHasRemnants = false
    sinceCheckpoint = 0
  }

  private static let notOpen = JournalError(.storage, "the journal is not open")

  private func load(
    _ parts: Parts, _ replay: (JournalEntry) throws -> Void
  ) throws {
    let found = try parts.events.replay(replay)
    ledger = Ledger(found.pages)
    try parts.closed.scan()
    let over = parts.closed.sets.filter { row in
      guard let page = ledger[row.session], let set = row.set else { return true }
      return page.ended.contains(set)
    }
    _ = try parts.closed.delete(over)
    try parts.closed.trim()
    try parts.closed.compact()
    closedLogHasRemnants = try !parts.closed.file.emptyLog()
    try parts.closed.replay(replay)
    eventLogHasRemnants = try !parts.events.compact(blank: found.blank, of: found.total)
  }

  /// Removes closed rows of a purged session before a session of the same id gets new ones.
  private func makeRoom(for batch: [JournalEntry], _ parts: Parts) throws(JournalError) {
    let isInTheWay = batch.contains { entry in
      guard case .session(let id, _, _, _) = entry else { return false }
      return removals.contains { $0.session == id }
    }
    if isInTheWay { try removeClosed(parts) }
  }

  private func removeClosed(_ parts: Parts) throws(JournalError) {
    guard !removals.isEmpty else { return }
    let counts = try parts.closed.delete(removals)
    for (removal, count) in zip(removals, counts) where removal.set == nil {
      // The last receipt: an earlier session of the same id has its counts already.
      guard let place = receipts.lastIndex(where: { $0.session == removal.session }) else {
        continue
      }
      receipts[place].closedItems += count.items
      receipts[place].ballots += count.ballots
    }
    removals = []
    closedLogHasRemnants = true
  }

  private func note(_ batch: [JournalEntry]) {
    for entry in batch where entry.isRemoval {
      switch entry {
      case .endSet(let id, let set):
        removals.append(.init(session: id, set: set))
      case .purge(let id):
        removals.append(.init(session: id, set: nil))
        eventLogHasRemnants = true
      default:
        closedHasSpace = true
      }
    }
  }
}
