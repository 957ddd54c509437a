import GRDB
import KringCore

/// Reading `journal.sqlite` back.
extension EventFile {
  /// What one scan of the file found.
  struct Found {
    /// What a ledger remembers of each session.
    var pages: [ID: Ledger.Page] = [:]
    /// How many rows are zeros.
    var blank = 0
    /// How many rows there are.
    var total = 0
  }

  /// Scans the file, remembers where rows lie and gives their entries to `body`, but for the events:
  /// their bytes are not read at all.
  ///
  /// - Throws: `corrupt` when rows do not fit together, or what `body` throws.
  func replay(_ body: (JournalEntry) throws -> Void) throws -> Found {
    var found = Found()
    var ended: [ID: Set<Int>] = [:]
    // A local variable, not `self.rows`: a full server spends its start here, and this is faster.
    var rows: [ID: Rows] = [:]
    try file.read { db in
      try scan(.sessions, db, &found) { row, position, id in
        guard rows.updateValue(Rows(session: position), forKey: id) == nil else {
          throw JournalError(.corrupt, "two rows are about one session")
        }
        try body(
          .session(
            id, joinKeyHash: row.bytes(3), claimHash: row.bytes(4), body: row.bytes(5)))
      }
      try scan(.ends, db, &found) { row, position, id in
        let place = try Self.place(of: id, in: rows)
        rows.values[place].ends.append(position)
        let set = try row.number(3)
        guard ended[id, default: []].insert(set).inserted else { return }
        try body(.endSet(id, set: set))
      }
      try scan(.seats, db, &found) { row, position, id in
        let place = try Self.place(of: id, in: rows)
        let member = try row.id(3)
        rows.values[place].seats[member] = position
        try body(.seat(id, member: member, tokenHash: row.bytes(4)))
      }
      try scan(.connected, db, &found) { row, position, id in
        let place = try Self.place(of: id, in: rows)
        let member = try row.id(3)
        rows.values[place].connected[member] = position
        let since = try row.number(5)
        try body(
          .connected(
            id, member: member, time: row.number(4), since: since == 0 ? nil : since))
      }
      try scan(.events, columns: "pos, live, session, seq", db, &found) { row, position, id in
        let place = try Self.place(of: id, in: rows)
        rows.values[place].events.append(position)
        let seq = try row.number(3)
        let expected = rows.values[place].events.count
        guard seq == expected else {
          throw JournalError(.corrupt, "an event has sequence \(seq) where \(expected) follows")
        }
      }
    }
    for (id, rows) in rows {
      found.pages[id] = Ledger.Page(last: rows.events.count, ended: ended[id] ?? [])
    }
    self.rows = rows
    return found
  }

  private static func place(
    of session: ID, in rows: [ID: Rows]
  ) throws(JournalError) -> [ID: Rows].Index {
    guard let place = rows.index(forKey: session) else {
      throw JournalError(.corrupt, "a row is about no session")
    }
    return place
  }

  private func scan(
    _ table: EventTable, columns: String = "*", _ db: Database, _ found: inout Found,
    _ body: (_ row: SQLiteRow, _ position: Int64, _ session: ID) throws -> Void
  ) throws {
    var last: Int64 = 0
    try SQLiteRow.each("SELECT \(columns) FROM \(table) ORDER BY pos", db) { row in
      last = Int64(row.integer(0))
      found.total += 1
      guard row.integer(1) == 1 else {
        found.blank += 1
        return
      }
      do {
        try body(row, last, try row.id(2))
      } catch let error as JournalError where error.code == .corrupt {
        throw JournalError(
          .corrupt, "journal.sqlite, table \(table), row \(last): \(error.message)")
      }
    }
    next[table] = last + 1
  }
}
