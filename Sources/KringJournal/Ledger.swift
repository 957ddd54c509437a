import KringCore

/// What a journal remembers of its sessions to tell a batch that fits from one that does not.
struct Ledger {
  /// What is remembered of one session.
  struct Page {
    /// The sequence number of its last event.
    var last = 0
    /// The closed sets that have ended.
    var ended: Set<Int> = []
  }

  private var pages: [ID: Page] = [:]

  /// Returns what is remembered of a session, or `nil` when it is not there.
  subscript(session: ID) -> Page? { pages[session] }

  /// Returns the pages as they will be after a batch, `nil` for a purged session.
  ///
  /// - Throws: a refusal for the first entry that does not fit.
  func pages(after batch: [JournalEntry]) throws(JournalError) -> [ID: Page?] {
    var changed: [ID: Page?] = [:]
    for entry in batch {
      let id = entry.session
      let known = changed[id]
      if case .session = entry {
        // A purged id is free again only in a later batch: its closed rows go after this one.
        guard known == nil, pages[id] == nil else {
          throw JournalError(
            .sessionExists, "a new session has the id of an existing one", session: id)
        }
        changed[id] = .some(Page())
        continue
      }
      guard var page = known ?? pages[id] else {
        throw JournalError(
          .noSession, "an entry is for a session that does not exist", session: id)
      }
      if case .purge = entry {
        changed[id] = .some(nil)
        continue
      }
      try Self.note(entry, on: &page)
      changed[id] = .some(page)
    }
    return changed
  }

  /// Remembers the pages of a batch that is on disk.
  mutating func keep(_ changed: [ID: Page?]) {
    for (id, page) in changed { pages[id] = page }
  }

  /// Remembers an entry that was read back.
  mutating func replay(_ entry: JournalEntry) throws(JournalError) {
    keep(try pages(after: [entry]))
  }

  private static func note(_ entry: JournalEntry, on page: inout Page) throws(JournalError) {
    switch entry {
    case .event(let id, let seq, _):
      guard seq == page.last + 1 else {
        throw JournalError(
          .wrongSequence, "an event has sequence \(seq) where \(page.last + 1) follows",
          session: id)
      }
      page.last = seq
    case .card, .ballot:
      guard !page.ended.contains(entry.closedSet) else {
        throw JournalError(
          .setEnded, "an entry is for closed set \(entry.closedSet), which has ended",
          session: entry.session)
      }
    case .endSet(_, let set):
      page.ended.insert(set)
    case .session, .seat, .purge:
      break
    }
  }
}
