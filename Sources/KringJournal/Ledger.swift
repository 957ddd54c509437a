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

  /// What a batch makes of a session.
  enum Change {
    case kept(Page)
    case purged
  }

  private var pages: [ID: Page]

  init(_ pages: [ID: Page] = [:]) { self.pages = pages }

  /// Returns what is remembered of a session, or `nil` when it is not there.
  subscript(session: ID) -> Page? { pages[session] }

  /// Returns what a batch makes of the sessions that it is about.
  ///
  /// - Throws: a refusal for the first entry that does not fit.
  func changes(by batch: [JournalEntry]) throws(JournalError) -> [ID: Change] {
    var changed: [ID: Change] = [:]
    for entry in batch {
      let id = entry.session
      if case .session = entry {
        // A purged id is free again only in a later batch: its closed rows go after this one.
        guard changed[id] == nil, pages[id] == nil else {
          throw JournalError(
            .sessionExists, "a new session has the id of an existing one", session: id)
        }
        changed[id] = .kept(Page())
        continue
      }
      let known: Page? =
        switch changed[id] {
        case .kept(let page): page
        case .purged: nil
        case nil: pages[id]
        }
      guard var page = known else {
        throw JournalError(
          .noSession, "an entry is for a session that does not exist", session: id)
      }
      if case .purge = entry {
        changed[id] = .purged
        continue
      }
      try Self.note(entry, on: &page)
      changed[id] = .kept(page)
    }
    return changed
  }

  /// Remembers what a batch changed that is on disk.
  mutating func keep(_ changed: [ID: Change]) {
    for (id, change) in changed {
      switch change {
      case .kept(let page): pages[id] = page
      case .purged: pages[id] = nil
      }
    }
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
      if let set = entry.closedSet, page.ended.contains(set) {
        throw JournalError(
          .setEnded, "an entry is for closed set \(set), which has ended", session: entry.session)
      }
    case .endSet(_, let set):
      page.ended.insert(set)
    case .session, .seat, .connected, .purge:
      break
    }
  }
}
