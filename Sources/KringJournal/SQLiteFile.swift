import GRDB

/// One database file, set up so that what is committed is durable and what is removed is gone.
///
/// Used from one thread.
final class SQLiteFile {
  private let name: String
  private let queue: DatabaseQueue

  /// Opens a file, makes its tables when it is new, and brings the log of an earlier run into it.
  ///
  /// That also covers a start after a failed `fsync`: pages of the log that only the kernel's memory
  /// holds are written to the file and synced before anything is read.
  /// - Parameter log: how many pages the log has when a commit brings it into the file.
  /// - Throws: `newer-format` and `corrupt`, before anything is changed; other errors as they come.
  init(
    _ name: String, in folder: DataFolder, tables: String, pageSize: Int = 4096, log: Int = 1000
  ) throws(JournalError) {
    self.name = name
    let path = try folder.file(name)
    var configuration = Configuration()
    configuration.foreignKeysEnabled = false
    configuration.label = name
    // An audit or a backup may be reading while the files are opened; later nothing waits for one.
    configuration.busyMode = .timeout(5)
    do {
      queue = try DatabaseQueue(path: path, configuration: configuration)
      try queue.writeWithoutTransaction { db in
        let isNew = try Self.isNew(db, path: path)
        if isNew { try db.execute(sql: "PRAGMA page_size = \(pageSize)") }
        try Self.setUp(db)
        if isNew {
          try db.inTransaction(.immediate) {
            try db.execute(sql: tables)
            try db.execute(sql: "PRAGMA user_version = \(SQLiteJournal.format)")
            return .commit
          }
        }
        try db.checkpoint(.truncate)
        try db.execute(sql: "PRAGMA wal_autocheckpoint = \(log)")
        try db.execute(sql: "PRAGMA busy_timeout = 0")
      }
    } catch {
      throw JournalError(error, in: name)
    }
  }

  /// Runs a transaction; it is durable when this returns.
  func write(_ body: (Database) throws -> Void) throws(JournalError) {
    do {
      try queue.writeWithoutTransaction { db in
        try db.inTransaction(.immediate) {
          try body(db)
          return .commit
        }
      }
    } catch {
      throw JournalError(error, in: name)
    }
  }

  /// Reads; what `body` throws of its own is thrown on as it is.
  func read<Value>(_ body: (Database) throws -> Value) throws -> Value {
    do {
      return try queue.writeWithoutTransaction(body)
    } catch let error as DatabaseError {
      throw JournalError(error, in: name)
    }
  }

  /// Writes the file anew, without the free space in which removed rows may have left copies.
  func vacuum() throws(JournalError) {
    do {
      try queue.writeWithoutTransaction { db in try db.execute(sql: "VACUUM") }
    } catch {
      throw JournalError(error, in: name)
    }
  }

  /// Brings the log into the file and empties it; returns false when a reader is in the way.
  func emptyLog() throws(JournalError) -> Bool {
    do {
      _ = try queue.writeWithoutTransaction { db in try db.checkpoint(.truncate) }
      return true
    } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
      return false
    } catch {
      throw JournalError(error, in: name)
    }
  }

  /// Brings the log into the file as far as readers allow; nothing waits.
  func checkpoint() throws(JournalError) {
    do {
      try queue.writeWithoutTransaction { db in _ = try db.checkpoint(.passive) }
    } catch {
      throw JournalError(error, in: name)
    }
  }

  /// Closes the file. After a failure the close may fail too; releasing it then closes it.
  func close() {
    try? queue.close()
  }

  private static func isNew(_ db: Database, path: String) throws -> Bool {
    let found = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
    let supported = SQLiteJournal.format
    guard found <= supported else {
      throw JournalError(
        .newerFormat, "\(path) has format \(found), this version supports up to \(supported)")
    }
    guard found == 0 || found == supported else {
      throw JournalError(
        .corrupt, "\(path) has format \(found), of before the first release; expected \(supported)")
    }
    if found != 0 { return false }
    guard try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master") == 0 else {
      throw JournalError(.corrupt, "\(path) is a database of something else")
    }
    return true
  }

  private static func setUp(_ db: Database) throws {
    // In this order, and after GRDB's own set-up, which would leave `synchronous` at NORMAL.
    let wanted = [
      ("journal_mode", "WAL", "wal"), ("synchronous", "FULL", "2"), ("secure_delete", "ON", "1"),
      ("temp_store", "MEMORY", "2"),
    ]
    for (name, value, shown) in wanted {
      try db.execute(sql: "PRAGMA \(name) = \(value)")
      let found = try String.fetchOne(db, sql: "PRAGMA \(name)") ?? "nothing"
      guard found == shown else {
        throw JournalError(.storage, "SQLite does not take \(name) = \(value), it says \(found)")
      }
    }
  }
}

extension JournalError {
  /// Wraps what SQLite says about a file; a journal error stays as it is.
  ///
  /// SQLite's own sentence names tables and columns at most, never a value.
  init(_ error: any Error, in file: String) {
    if let error = error as? JournalError {
      self = error
      return
    }
    guard let error = error as? DatabaseError else {
      self.init(.storage, "\(file): \(type(of: error))")
      return
    }
    let code: Code =
      switch error.resultCode {
      case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_CONSTRAINT, .SQLITE_MISMATCH: .corrupt
      case .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH: .notWritable
      case .SQLITE_BUSY, .SQLITE_LOCKED: .inUse
      default: .storage
      }
    let number = error.extendedResultCode.rawValue
    self.init(code, "\(file): \(error.message ?? "no message") (SQLite \(number))")
  }
}
