import Foundation
import GRDB
import GRDBSQLite
import KringCore

/// The file `journal.sqlite`: sessions, seats with the time that their holders were connected, ends
/// of sets and events, each in a table to which rows are only added.
///
/// A row is removed by writing zeros over it in place, every column at its old length, so SQLite
/// moves nothing and leaves no copy behind. No table has a second index; where the rows of a
/// session lie is remembered here, from one scan at the start.
final class EventFile {
  /// Where the rows of a session lie.
  struct Rows {
    var session: Int64
    var seats: [ID: Int64] = [:]
    var connected: [ID: Int64] = [:]
    var ends: [Int64] = []
    var events: [Int64] = []
  }

  let file: SQLiteFile
  var rows: [ID: Rows] = [:]
  /// The position of the next row of each table.
  var next: [EventTable: Int64] = [:]

  /// Opens the file; `replay` must follow before anything is written.
  init(in folder: DataFolder) throws(JournalError) {
    // A checkpoint holds up the commits behind it for some milliseconds. Mostly a quiet moment is
    // found for it; else it comes every 32 MiB.
    file = try SQLiteFile(
      "journal.sqlite", in: folder, tables: EventTable.schema, pageSize: 8192, log: 4096)
  }

  /// Writes everything of a batch but its closed rows, and returns what it purged.
  ///
  /// After an error the file must be reopened: what is remembered of its rows may be wrong.
  func write(_ batch: [JournalEntry]) throws(JournalError) -> [PurgeReceipt] {
    var receipts: [PurgeReceipt] = []
    try file.write { db in
      var events = try Appender(.events, to: db, at: next)
      for entry in batch {
        switch entry {
        case .event(let id, let seq, let bytes):
          rows[id]?.events.append(try events.add([id.bytes, column(seq), bytes]))
        case .session(let id, let key, let claim, let body):
          rows[id] = Rows(
            session: try add([id.bytes, key, claim, body], to: .sessions, db))
        case .seat(let id, let member, let hash):
          if let earlier = rows[id]?.seats[member] { try EventTable.seats.blank(earlier, db) }
          rows[id]?.seats[member] = try add([id.bytes, member.bytes, hash], to: .seats, db)
        case .connected(let id, let member, let time, let since):
          let times = [column(time), column(since ?? 0)]
          if let position = rows[id]?.connected[member] {
            try change(position, to: times, db)
          } else {
            rows[id]?.connected[member] = try add(
              [id.bytes, member.bytes] + times, to: .connected, db)
          }
        case .endSet(let id, let set):
          rows[id]?.ends.append(try add([id.bytes, column(set)], to: .ends, db))
        case .purge(let id):
          guard let gone = rows.removeValue(forKey: id) else { break }
          try blank(gone, db)
          receipts.append(
            PurgeReceipt(
              session: id, events: gone.events.count, seats: gone.seats.count, closedItems: 0,
              ballots: 0))
        case .card, .ballot:
          break
        }
      }
      next[.events] = events.position
    }
    return receipts
  }

  /// Returns the bytes of the event in the last row; `nil` if there is none.
  func lastEvent() throws(JournalError) -> [UInt8]? {
    guard let last = rows.values.compactMap(\.events.last).max() else { return nil }
    do {
      return try file.read { db in
        try SQLiteQuery("SELECT bytes FROM events WHERE pos = ?", db).row(last) { $0.bytes(0) }
      }
    } catch {
      throw JournalError(error, in: "journal.sqlite")
    }
  }

  /// Returns how many sessions are kept.
  func sessionCount() throws(JournalError) -> Int {
    do {
      return try file.read { db in
        try Int.fetchOne(db, sql: "SELECT count(*) FROM sessions WHERE live = 1") ?? 0
      }
    } catch {
      throw JournalError(error, in: "journal.sqlite")
    }
  }

  /// Takes the rows of zeros out, when they are more than half, and writes the file anew.
  ///
  /// - Returns: false when a reader keeps the old content in the log.
  func compact(blank: Int, of total: Int) throws(JournalError) -> Bool {
    guard blank * 2 > total else { return true }
    try file.write { db in
      for table in EventTable.allCases {
        try db.execute(sql: "DELETE FROM \(table) WHERE live = 0")
      }
    }
    try file.vacuum()
    return try file.emptyLog()
  }

  private func add(_ columns: [[UInt8]], to table: EventTable, _ db: Database) throws -> Int64 {
    var appender = try Appender(table, to: db, at: next)
    let position = try appender.add(columns)
    next[table] = appender.position
    return position
  }

  /// Writes other times over those of a row in place, so that who comes and goes takes no more room.
  private func change(_ position: Int64, to times: [[UInt8]], _ db: Database) throws {
    try db.cachedStatement(sql: "UPDATE connected SET time = ?, since = ? WHERE pos = ?")
      .execute(arguments: [Data(times[0]), Data(times[1]), position])
  }

  private func blank(_ gone: Rows, _ db: Database) throws {
    try EventTable.sessions.blank(gone.session, db)
    for seat in gone.seats.values { try EventTable.seats.blank(seat, db) }
    for row in gone.connected.values { try EventTable.connected.blank(row, db) }
    for end in gone.ends { try EventTable.ends.blank(end, db) }
    for event in gone.events { try EventTable.events.blank(event, db) }
  }
}

/// The eight bytes of a number.
private func column(_ number: Int) -> [UInt8] {
  Swift.withUnsafeBytes(of: Int64(number).bigEndian) { Array($0) }
}

/// Adds rows to the end of a table, within one transaction.
private struct Appender {
  private let statement: Statement
  private(set) var position: Int64

  init(_ table: EventTable, to db: Database, at next: [EventTable: Int64]) throws {
    statement = try db.cachedStatement(sql: table.insertion)
    position = next[table] ?? 1
  }

  /// Binds by hand: GRDB's arguments cost more than SQLite's insertion itself.
  mutating func add(_ columns: [[UInt8]]) throws -> Int64 {
    let pointer = statement.sqliteStatement
    sqlite3_bind_int64(pointer, 1, position)
    for (place, column) in columns.enumerated() {
      let code = sqlite3_bind_blob(
        pointer, Int32(place + 2), column, Int32(column.count), Self.copied)
      guard code == SQLITE_OK else { throw DatabaseError(code, of: pointer) }
    }
    let code = sqlite3_step(pointer)
    defer { sqlite3_reset(pointer) }
    guard code == SQLITE_DONE else { throw DatabaseError(code, of: pointer) }
    defer { position += 1 }
    return position
  }

  /// Tells SQLite to copy what is bound (SQLITE_TRANSIENT, a cast that Swift cannot import).
  private static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
}
