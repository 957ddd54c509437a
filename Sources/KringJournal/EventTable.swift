import Foundation
import GRDB
import KringCore

/// The tables of `journal.sqlite`.
///
/// Each begins with `pos`, the order of writing, and `live`: 1, or 0 in a row of zeros; SQLite
/// stores either in no byte at all. All else are blobs, numbers too (eight bytes, big endian), so
/// that zeros take exactly the place of what they overwrite.
enum EventTable: String, CaseIterable, CustomStringConvertible {
  case sessions, seats, ends, events

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
    case .ends: ["session", "closed_set"]
    case .events: ["session", "seq", "bytes"]
    }
  }

  /// The statement that adds a row at a position.
  var insertion: String {
    switch self {
    case .sessions: "INSERT INTO sessions VALUES (?, 1, ?, ?, ?, ?)"
    case .seats: "INSERT INTO seats VALUES (?, 1, ?, ?, ?)"
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

  /// Creates the eight bytes of a number.
  init(number: Int) {
    self = Swift.withUnsafeBytes(of: Int64(number).bigEndian) { Data($0) }
  }
}

extension Row {
  /// Returns the bytes of a column.
  func bytes(_ column: Int) throws -> [UInt8] {
    try withUnsafeData(atIndex: column) { data in data?.withUnsafeBytes { [UInt8]($0) } ?? [] }
  }

  /// Returns the id in a column; anything but 16 bytes is corrupt.
  func id(_ column: Int) throws -> ID {
    let (high, low) = try words(column, as: (UInt64, UInt64).self)
    return ID(high: UInt64(bigEndian: high), low: UInt64(bigEndian: low))
  }

  /// Returns the number in a column; anything but eight bytes is corrupt.
  func number(_ column: Int) throws -> Int {
    Int(Int64(bigEndian: try words(column, as: Int64.self)))
  }

  private func words<Words: BitwiseCopyable>(_ column: Int, as type: Words.Type) throws -> Words {
    try withUnsafeData(atIndex: column) { data in
      guard let data, data.count == MemoryLayout<Words>.size else {
        throw JournalError(.corrupt, "a column has \(data?.count ?? 0) bytes")
      }
      return data.withUnsafeBytes { $0.loadUnaligned(as: type) }
    }
  }
}
