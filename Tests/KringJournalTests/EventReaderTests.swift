import Foundation
import GRDB
import KringCore
import Testing

@testable import KringJournal

private let one = ID(high: 1, low: 1)
private let two = ID(high: 2, low: 2)
private let anna = ID(high: 3, low: 3)
private let card = ID(high: 4, low: 4)

/// Openings that leave the events where they are.
@Suite("Events read later")
struct EventReaderTests {
  private let batch = [
    Entry.session(one), Entry.session(two), .seat(one, member: anna, tokenHash: [1]),
    Entry.event(one, 1, [1]), Entry.event(two, 1, [2]),
    Entry.event(one, 2, [UInt8](repeating: 3, count: 20_000)), Entry.item(one, set: 1, card, [4]),
    Entry.event(two, 2, []),
  ]

  /// A place on which a closed journal has left the batch.
  private func filled(_ kind: Kind) throws -> Place {
    let place = Place(kind)
    let journal = try place.open()
    try journal.commit(batch)
    journal.close()
    return place
  }

  @Test("all but the events is replayed, and the reader has these", arguments: Kind.allCases)
  func all(_ kind: Kind) throws {
    let place = try filled(kind)
    let whole = try place.contents()
    let journal = place.journal()
    var contents = Contents()
    let reader = try journal.openUnread { contents.add($0) }
    #expect(contents.events.isEmpty)
    #expect(contents.sessions == whole.sessions && contents.seats == whole.seats)
    #expect(contents.items == whole.items && whole.items.count == 1)
    #expect(try reader.events(of: one) == [[1], [UInt8](repeating: 3, count: 20_000)])
    #expect(try reader.events(of: two) == [[2], []])
    #expect(try reader.events(of: anna) == [])
    if kind != .postgres { #expect(try journal.lastEvent() == []) }
    reader.forget(one)
    #expect(try reader.events(of: two) == [[2], []])
  }

  @Test("an empty journal has no last event", arguments: Kind.allCases)
  func empty(_ kind: Kind) throws {
    let journal = Place(kind).journal()
    _ = try journal.openUnread { _ in }
    #expect(try journal.lastEvent() == nil)
  }

  @Test("what others write meanwhile changes nothing, and nothing waits", arguments: Kind.allCases)
  func meanwhile(_ kind: Kind) throws {
    let place = try filled(kind)
    let journal = place.journal()
    let reader = try journal.openUnread { _ in }
    #expect(try reader.events(of: one).count == 2)
    try journal.commit([Entry.event(two, 3, [5]), .purge(two)])
    #expect(try journal.sweep()?.map(\.session) == [two])
    #expect(try reader.events(of: one) == [[1], [UInt8](repeating: 3, count: 20_000)])
  }

  @Test("a disk that cannot be read is a storage error, and may be read again later")
  func broken() throws {
    let place = Place(.memory)
    let journal = try place.open()
    try journal.commit(batch)
    let reader = try journal.openUnread { _ in }
    place.disk.fail(atCommit: 1)
    #expect(code { try journal.commit([Entry.event(one, 3)]) } == .storage)
    #expect(code { _ = try reader.events(of: one) } == .storage)
    place.disk.repair()
    #expect(try reader.events(of: one).count == 2)
  }

  @Test("a journal that is closed after its reader leaves no log beside its file")
  func closed() throws {
    let place = try filled(.sqlite)
    let journal = place.journal()
    let reader = try journal.openUnread { _ in }
    #expect(try reader.events(of: one).count == 2)
    try journal.commit([Entry.event(one, 3)])
    #expect(FileManager.default.fileExists(atPath: place.folder + "/journal.sqlite-wal"))
    reader.close()
    journal.close()
    #expect(!FileManager.default.fileExists(atPath: place.folder + "/journal.sqlite-wal"))
  }

  @Test("a row that is not there is corrupt, with its table and place")
  func missing() throws {
    let place = try filled(.sqlite)
    let journal = try #require(place.journal() as? SQLiteJournal)
    let reader = try journal.openUnread { _ in }
    try journal.parts?.events.file.write { try $0.execute(sql: "DELETE FROM events WHERE pos = 3") }
    let error = try #require(throws: JournalError.self) { try reader.events(of: one) }
    #expect(error.code == .corrupt)
    #expect(error.message == "journal.sqlite: table events has no row 3")
    #expect(try reader.events(of: two).count == 2)
  }
}
