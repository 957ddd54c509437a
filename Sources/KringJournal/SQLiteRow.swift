import GRDB
import GRDBSQLite
import KringCore

/// The current row of a query, read column by column without a copy in between.
///
/// By SQLite's own functions: a start reads every event there is, and GRDB's rows would take half
/// of that time.
struct SQLiteRow {
  private let statement: SQLiteStatement

  /// Calls `body` with each row of a query; rows are valid during the call only.
  static func each(
    _ sql: String, _ db: Database, _ body: (SQLiteRow) throws -> Void
  ) throws {
    let statement = try db.makeStatement(sql: sql)
    let row = SQLiteRow(statement.sqliteStatement)
    try withExtendedLifetime(statement) {
      while true {
        switch sqlite3_step(row.statement) {
        case SQLITE_ROW: try body(row)
        case SQLITE_DONE: return
        case let code: throw DatabaseError(code, of: row.statement)
        }
      }
    }
  }

  fileprivate init(_ statement: SQLiteStatement) {
    self.statement = statement
  }

  /// Returns a whole number that the column holds as such.
  func integer(_ column: Int32) -> Int { Int(sqlite3_column_int64(statement, column)) }

  /// Returns the bytes of a column; an empty blob and NULL are the same.
  func bytes(_ column: Int32) -> [UInt8] { Array(blob(column)) }

  /// Returns the id in a column; anything but 16 bytes is corrupt.
  func id(_ column: Int32) throws(JournalError) -> ID {
    let (high, low) = try words(column, as: (UInt64, UInt64).self)
    return ID(high: UInt64(bigEndian: high), low: UInt64(bigEndian: low))
  }

  /// Returns the number in a column as eight bytes, big endian; anything else is corrupt.
  func number(_ column: Int32) throws(JournalError) -> Int {
    Int(Int64(bigEndian: try words(column, as: Int64.self)))
  }

  private func blob(_ column: Int32) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(
      start: sqlite3_column_blob(statement, column),
      count: Int(sqlite3_column_bytes(statement, column)))
  }

  private func words<Words: BitwiseCopyable>(
    _ column: Int32, as type: Words.Type
  ) throws(JournalError) -> Words {
    let blob = blob(column)
    guard blob.count == MemoryLayout<Words>.size else {
      throw JournalError(.corrupt, "a column has \(blob.count) bytes")
    }
    return blob.loadUnaligned(as: type)
  }
}

/// A query for one row at a time.
struct SQLiteQuery {
  private let statement: Statement

  /// Prepares a query with one parameter, a whole number.
  init(_ sql: String, _ db: Database) throws {
    statement = try db.makeStatement(sql: sql)
  }

  /// Returns what `body` makes of the first row, `nil` without one.
  func row<Value>(_ argument: Int64, _ body: (SQLiteRow) throws -> Value) throws -> Value? {
    let pointer = statement.sqliteStatement
    sqlite3_bind_int64(pointer, 1, argument)
    defer { sqlite3_reset(pointer) }
    switch sqlite3_step(pointer) {
    case SQLITE_ROW: return try body(SQLiteRow(pointer))
    case SQLITE_DONE: return nil
    case let code: throw DatabaseError(code, of: pointer)
    }
  }
}

extension DatabaseError {
  /// Creates the error of a statement that SQLite's own functions ran.
  init(_ code: Int32, of statement: SQLiteStatement) {
    let message = sqlite3_errmsg(sqlite3_db_handle(statement))
    self.init(resultCode: ResultCode(rawValue: code), message: message.map { String(cString: $0) })
  }
}
