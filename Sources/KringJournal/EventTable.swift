import Foundation
import GRDB
import KringCore

/// The tables of `journal.sqlite`.
///
/// Each begins with `pos`, the order of writing, and `live`: 1, or 0 in a row of zeros; SQLite
/// stores either in no byte at all. All else are blobs, numbers too (eight bytes, big endian), so
/// that zeros take exactly the place of what they overwrite.
enum EventTable: String, CaseIterable, CustomStringConvertible {
  case sessions, seats, connected, ends, events

  /// The statements that make the tables.
  static var schema: String {
    allCases.map { table in
      let columns = table.columns.map { "\($0) BLOB" }.joined(separator: ", ")
      return """
        CREATE TABLE \(table)
        (pos INTEGER PRIMARY KEY, live INTEGER NOT NULL, \(columns)) STRICT;
        """
    }.joined(separator: "\n")
  }

  /// The table's name.
  var description: String { rawValue }

  /// The columns after `pos` and `live`.
  var columns: [String] {
    switch self {
    case .sessions: ["session", "join_key", "claim", "body"]
    case .seats: ["session", "member", "token"]
    case .connected: ["session", "member", "time", "since"]
    case .ends: ["session", "closed_set"]
    case .events: ["session", "seq", "bytes"]
    }
  }

  /// The statement that adds a row at a position.
  var insertion: String {
    switch self {
    case .sessions: "INSERT INTO sessions VALUES (?, 1, ?, ?, ?, ?)"
    case .seats: "INSERT INTO seats VALUES (?, 1, ?, ?, ?)"
    case .connected: "INSERT INTO connected VALUES (?, 1, ?, ?, ?, ?)"
    case .ends: "INSERT INTO ends VALUES (?, 1, ?, ?)"
    case .events: "INSERT INTO events VALUES (?, 1, ?, ?, ?)"
    }
  }

  /// Writes zeros over a row in place: SQLite keeps a row where it is when its length stays.
  func blank(_ position: Int64, _ db: Database) throws {
    let zeros = columns.map { "\($0) = zeroblob(length(\($0)))" }.joined(separator: ", ")
    try db.cachedStatement(sql: "UPDATE \(self) SET live = 0, \(zeros) WHERE pos = ?")
      .execute(arguments: [position])
  }
}

/// Columns as the tables hold them; an empty blob and NULL are the same.
extension Data {
  /// Creates the 16 bytes of an id.
  init(_ id: ID) {
    self = Swift.withUnsafeBytes(of: (id.high.bigEndian, id.low.bigEndian)) { Data($0) }
  }
}
