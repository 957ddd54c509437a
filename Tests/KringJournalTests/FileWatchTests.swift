import Foundation
import KringCore
import Testing

@testable import KringJournal

private let one = ID(high: 1, low: 1)

/// What is removed or replaced while a journal is open is noticed before anything more is said.
@Suite("Files of a journal that go while it is open")
struct FileWatchTests {
  static let names = [
    "", "/lock", "/journal.sqlite", "/journal.sqlite-wal", "/closed.sqlite", "/closed.sqlite-wal",
  ]

  private func code(_ body: () throws -> Void) -> JournalError.Code? {
    do { try body() } catch { return (error as? JournalError)?.code }
    return nil
  }

  /// A journal with a session and a card in it.
  private func journal(_ place: Place) throws -> any Journal {
    let journal = try place.open()
    try journal.commit([Entry.session(one), Entry.item(one, set: 1, one, [1])])
    return journal
  }

  @Test("a file that was removed ends the next commit", arguments: names)
  func removed(_ name: String) throws {
    let place = Place(.sqlite)
    let journal = try journal(place)
    try FileManager.default.moveItem(
      atPath: place.folder + name, toPath: place.folder + name + ".away")
    #expect(code { try journal.commit([Entry.event(one, 1)]) } == .replaced)
    #expect(code { try journal.commit([Entry.event(one, 1)]) } == .storage)
    // What was in a log is in its database by now; all else must be put back.
    guard name.hasSuffix("-wal") else {
      #expect(code { try journal.open { _ in } } == .replaced)
      return
    }
    let contents = try Contents(opening: journal)
    #expect(contents.sessions.count == 1 && contents.items.count == 1)
    journal.close()
  }

  @Test("a file that was replaced by a copy ends the next commit", arguments: names.dropFirst())
  func replaced(_ name: String) throws {
    let place = Place(.sqlite)
    let journal = try journal(place)
    let path = place.folder + name
    let copy = FileManager.default.contents(atPath: path)
    try FileManager.default.moveItem(atPath: path, toPath: path + ".away")
    #expect(FileManager.default.createFile(atPath: path, contents: copy))
    #expect(code { try journal.commit([Entry.event(one, 1)]) } == .replaced)
  }

  @Test("it is noticed without a commit too, and a folder that is put back is opened again")
  func putBack() throws {
    let place = Place(.sqlite)
    let journal = try journal(place)
    #expect(code { try journal.look() } == nil)
    try FileManager.default.moveItem(atPath: place.folder, toPath: place.folder + ".away")
    try FileManager.default.createDirectory(
      atPath: place.folder, withIntermediateDirectories: false)
    #expect(code { try journal.look() } == .replaced)
    #expect(code { try journal.open { _ in } } == .replaced)
    #expect(try FileManager.default.contentsOfDirectory(atPath: place.folder).isEmpty)
    try FileManager.default.removeItem(atPath: place.folder)
    try FileManager.default.moveItem(atPath: place.folder + ".away", toPath: place.folder)
    let contents = try Contents(opening: journal)
    #expect(contents.sessions.count == 1 && contents.items.count == 1)
    try journal.commit([Entry.event(one, 1)])
    journal.close()
  }

  @Test("the writer says so although nobody writes anything")
  func idle() throws {
    let place = Place(.sqlite)
    let reports = Reports()
    let writer = makeWriter(place, reports)
    _ = try writer.start()
    // At once, as a whole: the writer takes its own files away as soon as it notices, and a removal file
    // by file would find one of them gone.
    try FileManager.default.moveItem(atPath: place.folder, toPath: place.folder + ".away")
    try FileManager.default.removeItem(atPath: place.folder + ".away")
    #expect(try reports.waitForFailure().0.code == .replaced)
    writer.stop()
  }

  @Test("one of the two files alone is refused, and nothing is changed", arguments: [true, false])
  func orphan(_ isClosed: Bool) throws {
    let place = Place(.sqlite)
    try journal(place).close()
    let gone = place.folder + (isClosed ? "/journal.sqlite" : "/closed.sqlite")
    let kept = place.folder + (isClosed ? "/closed.sqlite" : "/journal.sqlite")
    try FileManager.default.removeItem(atPath: gone)
    let before = FileManager.default.contents(atPath: kept)
    #expect(code { _ = try place.open() } == .corrupt)
    #expect(FileManager.default.contents(atPath: kept) == before)
    #expect(!FileManager.default.fileExists(atPath: gone))
  }
}
