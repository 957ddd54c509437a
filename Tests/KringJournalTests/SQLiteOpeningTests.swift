import Foundation
import GRDB
import Glibc
import KringCore
import Testing

@testable import KringJournal

private let one = ID(high: 1, low: 1)
private let two = ID(high: 2, low: 2)

/// How the files of a data folder are opened, and what is said when they cannot be.
@Suite("The journal in SQLite")
struct SQLiteOpeningTests {
  @Test("both files are set so that commits are durable and removals thorough")
  func settings() throws {
    let journal = SQLiteJournal(folder: Place(.sqlite).folder)
    try journal.open { _ in }
    defer { journal.close() }
    let parts = try #require(journal.parts)
    for file in [parts.events.file, parts.closed.file] {
      let found = try file.read { db in
        try ["synchronous", "journal_mode", "secure_delete", "temp_store", "user_version"].map {
          try String.fetchOne(db, sql: "PRAGMA \($0)")
        }
      }
      #expect(found == ["2", "wal", "1", "2", "\(SQLiteJournal.format)"])
    }
  }

  @Test("a missing folder is made, for its owner alone")
  func makesFolder() throws {
    let place = Place(.sqlite)
    let deep = place.folder + "/deeper/still"
    let journal = SQLiteJournal(folder: deep)
    try journal.open { _ in }
    try journal.commit([Entry.session(one)])
    #expect(try mode(of: deep) == 0o700)
    for name in ["journal.sqlite", "journal.sqlite-wal", "closed.sqlite", "lock", "alive"] {
      #expect(try mode(of: deep + "/" + name) == 0o600, "\(name)")
    }
    journal.close()
  }

  @Test("a folder that cannot be written is refused by name", arguments: ["", "/data", "/a/b"])
  func notWritable(_ below: String) throws {
    // A path below a regular file: root, too, can write nothing there.
    let place = Place(.sqlite)
    try FileManager.default.createDirectory(
      atPath: place.folder, withIntermediateDirectories: true)
    let file = place.folder + "/file"
    try Data("kept".utf8).write(to: URL(fileURLWithPath: file))
    let error = try #require(throws: JournalError.self) {
      try SQLiteJournal(folder: file + below).open { _ in }
    }
    #expect(error.code == .notWritable)
    #expect(error.message.contains(file + below))
    #expect(try Data(contentsOf: URL(fileURLWithPath: file)) == Data("kept".utf8))
  }

  @Test("a folder in use is refused by name, and free after the close")
  func inUse() throws {
    let place = Place(.sqlite)
    let first = try place.open()
    let second = SQLiteJournal(folder: place.folder)
    let error = try #require(throws: JournalError.self) { try second.open { _ in } }
    #expect(error.code == .inUse)
    #expect(error.message.contains(place.folder))
    try first.commit([Entry.session(one)])
    first.close()
    #expect(try Contents(opening: second).sessions.count == 1)
    second.close()
  }

  @Test(
    "a newer format is refused, unchanged, with what was found and what is supported",
    arguments: ["journal.sqlite", "closed.sqlite"])
  func newerFormat(_ name: String) throws {
    let place = Place(.sqlite)
    let journal = try place.open()
    try journal.commit([Entry.session(one), Entry.item(one, set: 1, two, [1])])
    journal.close()
    try change(name, in: place, "PRAGMA user_version = 7")
    let file = URL(fileURLWithPath: place.folder + "/" + name)
    let before = try Data(contentsOf: file)
    let error = try #require(throws: JournalError.self) { try place.journal().open { _ in } }
    #expect(error.code == .newerFormat)
    for part in [name, "format 7", "up to \(SQLiteJournal.format)"] {
      #expect(error.message.contains(part))
    }
    #expect(try Data(contentsOf: file) == before)
    try change(name, in: place, "PRAGMA user_version = \(SQLiteJournal.format)")
    let contents = try place.contents()
    #expect(contents.sessions.count == 1 && contents.items.count == 1)
  }

  @Test(
    "a file of something else is refused as corrupt",
    arguments: ["journal.sqlite", "closed.sqlite"])
  func somethingElse(_ name: String) throws {
    let garbage = Place(.sqlite)
    try garbage.open().close()
    let file = URL(fileURLWithPath: garbage.folder + "/" + name)
    try Data(repeating: 0x41, count: 8192).write(to: file)
    let error = try #require(throws: JournalError.self) { try garbage.journal().open { _ in } }
    #expect(error.code == .corrupt)
    #expect(error.message.contains(name))

    let foreign = Place(.sqlite)
    try FileManager.default.createDirectory(
      atPath: foreign.folder, withIntermediateDirectories: true)
    try change(name, in: foreign, "CREATE TABLE recipes (name TEXT)")
    #expect(code { try foreign.journal().open { _ in } } == .corrupt)
  }

  @Test(
    "rows that do not fit together are refused as corrupt, with their table",
    arguments: [
      ("DELETE FROM events WHERE pos = 2", "events"), ("DELETE FROM sessions", "seats"),
      ("UPDATE seats SET session = x'00'", "seats"),
      (
        "INSERT INTO sessions SELECT 9, live, session, join_key, claim, body FROM sessions",
        "sessions"
      ),
    ])
  func rowsThatDoNotFit(_ sql: String, _ table: String) throws {
    let place = Place(.sqlite)
    let journal = try place.open()
    try journal.commit([
      Entry.session(one), .seat(one, member: two, tokenHash: [1]), Entry.event(one, 1),
      Entry.event(one, 2), Entry.event(one, 3),
    ])
    journal.close()
    try change("journal.sqlite", in: place, sql)
    let error = try #require(throws: JournalError.self) { try place.journal().open { _ in } }
    #expect(error.code == .corrupt)
    #expect(error.message.contains("table \(table)"))
  }

  @Test("damaged pages are refused as corrupt")
  func damagedPages() throws {
    let place = Place(.sqlite)
    let journal = try place.open()
    try journal.commit(
      [Entry.session(one)]
        + (1...200).map { Entry.event(one, $0, [UInt8](repeating: 3, count: 500)) }
    )
    journal.close()
    let file = URL(fileURLWithPath: place.folder + "/journal.sqlite")
    var bytes = try Data(contentsOf: file)
    bytes.resetBytes(in: 8 * 4096..<16 * 4096)
    try bytes.write(to: file)
    #expect(code { try place.journal().open { _ in } } == .corrupt)
  }

  private func mode(of path: String) throws -> mode_t {
    var found = stat()
    try #require(stat(path, &found) == 0)
    return found.st_mode & 0o777
  }

  private func change(_ name: String, in place: Place, _ sql: String) throws {
    let queue = try DatabaseQueue(path: place.folder + "/" + name)
    try queue.writeWithoutTransaction { db in
      try db.execute(sql: sql)
      if try String.fetchOne(db, sql: "PRAGMA journal_mode") == "wal" {
        _ = try db.checkpoint(.truncate)
      }
    }
    try queue.close()
  }
}
