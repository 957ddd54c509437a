import Foundation
import GRDB
import KringCore

/// The file `closed.sqlite`: what is closed just now, without time or order.
///
/// Rows lie by ids that clients draw at random; which ballot came with which item is written
/// nowhere. Deleting leaves copies of rows that SQLite moved between pages, so after a removal the
/// file is written anew.
final class ClosedFile {
  /// What is to be removed: one set of a session, or all of it.
  struct Removal {
    let session: ID
    let set: Int?
  }

  private static let tables = """
    CREATE TABLE items (item BLOB, session BLOB, closed_set INTEGER, own BLOB,
      version INTEGER NOT NULL, author BLOB, envelope BLOB,
      PRIMARY KEY (item, session, closed_set)) STRICT, WITHOUT ROWID;
    CREATE TABLE ballots (ballot BLOB, session BLOB, closed_set INTEGER,
      count INTEGER NOT NULL, PRIMARY KEY (ballot, session, closed_set)) STRICT, WITHOUT ROWID;
    """

  let file: SQLiteFile

  /// Opens the file.
  init(in folder: DataFolder) throws(JournalError) {
    file = try SQLiteFile("closed.sqlite", in: folder, tables: Self.tables)
  }

  /// Puts the closed rows of a batch.
  func put(_ batch: [JournalEntry]) throws(JournalError) {
    try file.write { db in
      for entry in batch {
        switch entry {
        case .closedItem(let id, let set, let item, let own, let version, let author, let text):
          try db.cachedStatement(sql: "INSERT OR REPLACE INTO items VALUES (?, ?, ?, ?, ?, ?, ?)")
            .execute(arguments: [
              Data(item), Data(id), set, Data(own), version, author.map { Data($0) }, Data(text),
            ])
        case .ballot(let id, let set, let ballot, let count):
          try db.cachedStatement(sql: "INSERT OR REPLACE INTO ballots VALUES (?, ?, ?, ?)")
            .execute(arguments: [Data(ballot), Data(id), set, count])
        case .session, .event, .seat, .endSet, .purge:
          break
        }
      }
    }
  }

  /// Deletes rows and returns, for each removal, how many; their bytes go with the next `vacuum`.
  func delete(_ removals: [Removal]) throws(JournalError) -> [(items: Int, ballots: Int)] {
    var counts: [(items: Int, ballots: Int)] = []
    try file.write { db in
      counts = try removals.map { removal in
        (try Self.delete(removal, "items", db), try Self.delete(removal, "ballots", db))
      }
    }
    return counts
  }

  /// Gives the rows to `body`.
  func replay(_ body: (JournalEntry) throws -> Void) throws {
    try file.read { db in
      try SQLiteRow.each("SELECT * FROM items", db) { row in
        try body(
          .closedItem(
            row.id(1), set: row.integer(2), item: row.id(0), own: row.bytes(3),
            version: row.integer(4), author: row.isNull(5) ? nil : row.id(5),
            envelope: row.bytes(6)))
      }
      try SQLiteRow.each("SELECT * FROM ballots", db) { row in
        try body(
          .ballot(row.id(1), set: row.integer(2), ballot: row.bytes(0), count: row.integer(3)))
      }
    }
  }

  /// Returns the sets that rows are in.
  func sets() throws -> [Removal] {
    try file.read { db in
      var sets: [Removal] = []
      let columns = "SELECT session, closed_set FROM"
      try SQLiteRow.each("\(columns) items UNION \(columns) ballots", db) { row in
        sets.append(Removal(session: try row.id(0), set: row.integer(1)))
      }
      return sets
    }
  }

  private static func delete(_ removal: Removal, _ table: String, _ db: Database) throws -> Int {
    if let set = removal.set {
      try db.cachedStatement(sql: "DELETE FROM \(table) WHERE session = ? AND closed_set = ?")
        .execute(arguments: [Data(removal.session), set])
    } else {
      try db.cachedStatement(sql: "DELETE FROM \(table) WHERE session = ?")
        .execute(arguments: [Data(removal.session)])
    }
    return db.changesCount
  }
}
