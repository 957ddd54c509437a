import Foundation
import GRDB
import KringCore
import Testing

@testable import KringJournal

private let one = ID(high: 1, low: 1)
private let two = ID(high: 2, low: 2)
private let card = ID(high: 3, low: 3)

/// What is left after a write was cut short.
@Suite("The journal in SQLite, cut short")
struct SQLiteFailureTests {
  @Test("a log cut off anywhere opens and keeps whole batches up to there")
  func tornTail() throws {
    let place = Place(.sqlite)
    let journal = try place.open()
    let model = Place(.memory)
    let twin = try model.open()
    var states = [Contents()]
    var lasts = [one: 0, two: 0]
    var random = Seeded(1)
    for turn in 0..<30 {
      var batch: [JournalEntry] = turn == 0 ? [Entry.session(one), Entry.session(two)] : []
      for id in [one, two, one] {
        lasts[id, default: 0] += 1
        let bytes = random.bytes(Int(random.next() % 3000))
        batch.append(Entry.event(id, lasts[id] ?? 0, bytes))
      }
      if turn % 7 == 3 { batch.append(.seat(two, member: card, tokenHash: random.bytes(32))) }
      try journal.commit(batch)
      try twin.commit(batch)
      states.append(try model.contents())
    }
    let log = try Data(contentsOf: URL(fileURLWithPath: place.folder + "/journal.sqlite-wal"))
    try #require(log.count > 30 * 4096)
    var kept: Set<Int> = []
    for _ in 0..<40 {
      let cut = Int(random.next() % UInt64(log.count))
      let copy = Place(.sqlite)
      try FileManager.default.copyItem(atPath: place.folder, toPath: copy.folder)
      // What follows the cut may be nothing, or whatever the disk held there before.
      let tail = random.next() % 2 == 0 ? [] : random.bytes(Int(random.next() % 9000))
      try (log.prefix(cut) + tail).write(
        to: URL(fileURLWithPath: copy.folder + "/journal.sqlite-wal"))
      let contents = try copy.contents()
      let state = try #require(states.firstIndex(of: contents), "cut at \(cut)")
      kept.insert(state)
      let again = try copy.open()
      if state == 0 { try again.commit([Entry.session(one)]) }
      try again.commit([Entry.event(one, (contents.events[one]?.count ?? 0) + 1)])
      again.close()
    }
    #expect(kept.count > 10)
    journal.close()
    #expect(try place.contents() == states.last)
  }

  @Test("closed rows of a batch that never reached the journal, and of ended sets, go at the start")
  func closedLeftovers() throws {
    let place = Place(.sqlite)
    let journal = SQLiteJournal(folder: place.folder)
    try journal.open { _ in }
    let stranger = [UInt8](repeating: 0x51, count: 900)
    let ended = [UInt8](repeating: 0x52, count: 900)
    let open = [UInt8](repeating: 0x53, count: 900)
    try journal.commit([
      Entry.session(one), Entry.item(one, set: 1, card, ended), Entry.item(one, set: 2, card, open),
    ])
    try journal.commit([Entry.event(one, 1), .endSet(one, set: 1)])
    // As after a crash between the closed store and the journal.
    try journal.parts?.closed.put([Entry.item(two, set: 1, card, stranger)])
    for bytes in [stranger, ended, open] { try #require(place.count(of: bytes) > 0) }
    journal.close()
    let contents = try place.contents()
    #expect(Array(contents.items.values) == [Entry.item(one, set: 2, card, open)])
    #expect(try place.count(of: Array(stranger.prefix(16))) == 0)
    #expect(try place.count(of: Array(ended.prefix(16))) == 0)
    #expect(try place.count(of: open) == 1)
  }

  @Test("a full disk is a storage error, and after reopening nothing acknowledged is lost")
  func fullDisk() throws {
    let place = Place(.sqlite)
    let journal = SQLiteJournal(folder: place.folder)
    try journal.open { _ in }
    try journal.commit([Entry.session(one)])
    try journal.parts?.events.file.read { db in
      _ = try Int.fetchOne(db, sql: "PRAGMA max_page_count = 40")
    }
    let bytes = [UInt8](repeating: 1, count: 3000)
    var last = 0
    var failure: JournalError.Code?
    while failure == nil, last < 100 {
      failure = code { try journal.commit([Entry.event(one, last + 1, bytes)]) }
      if failure == nil { last += 1 }
    }
    #expect(failure == .storage)
    try #require(last > 5)
    // Nothing more is taken, and nothing swept, before it is opened again.
    #expect(code { try journal.commit([Entry.event(one, last + 1, [])]) } == .storage)
    #expect(code { _ = try journal.sweep() } == .storage)
    #expect(try Contents(opening: journal).events[one]?.count == last)
    try journal.commit([Entry.event(one, last + 1, bytes)])
    journal.close()
    #expect(try place.contents().events[one]?.count == last + 1)
  }

  @Test("when the closed store cannot be written, the journal gets nothing of the batch")
  func closedStoreFirst() throws {
    let place = Place(.sqlite)
    let journal = SQLiteJournal(folder: place.folder)
    try journal.open { _ in }
    try journal.commit([Entry.session(one)])
    try journal.parts?.closed.file.read { db in
      _ = try Int.fetchOne(db, sql: "PRAGMA max_page_count = 10")
    }
    let large = (1...20).map { number in
      Entry.item(
        one, set: 1, ID(high: 4, low: number), [UInt8](repeating: 1, count: Envelope.largest))
    }
    #expect(code { try journal.commit([Entry.event(one, 1)] + large) } == .storage)
    let contents = try Contents(opening: journal)
    #expect(contents.events.isEmpty && contents.items.isEmpty)
    journal.close()
  }

  @Test("a reader delays a sweep, and its receipt, but no commit")
  func readerInTheWay() throws {
    let place = Place(.sqlite)
    let journal = try place.open()
    try journal.commit([Entry.session(one), Entry.session(two), Entry.event(one, 1)])
    var configuration = Configuration()
    configuration.allowsUnsafeTransactions = true
    let reader = try DatabaseQueue(
      path: place.folder + "/journal.sqlite", configuration: configuration)
    try reader.inDatabase { db in
      try db.execute(sql: "BEGIN")
      #expect(try Int.fetchOne(db, sql: "SELECT count(*) FROM events") == 1)
    }
    try journal.commit([.purge(one)])
    try journal.commit([Entry.event(two, 1)])
    #expect(try journal.sweep() == nil)
    #expect(journal.needsSweep)
    try reader.inDatabase { db in
      #expect(try Int.fetchOne(db, sql: "SELECT count(*) FROM events") == 1)
      try db.execute(sql: "COMMIT")
    }
    #expect(
      try journal.sweep() == [
        PurgeReceipt(session: one, events: 1, seats: 0, closedItems: 0, ballots: 0)
      ])
    #expect(!journal.needsSweep)
    try reader.close()
    journal.close()
  }

  @Test("rows of zeros leave the file at the start once they are more than half")
  func compaction() throws {
    let place = Place(.sqlite)
    let journal = try place.open()
    try journal.commit([Entry.session(one), Entry.session(two)])
    for seq in 1...100 {
      try journal.commit([
        Entry.event(one, seq, [UInt8](repeating: 1, count: 2000)),
        Entry.event(two, seq, [UInt8](repeating: 2, count: seq < 90 ? 2000 : 0)),
      ])
    }
    try journal.commit([.purge(one)])
    _ = try journal.sweep()
    journal.close()
    let file = URL(fileURLWithPath: place.folder + "/journal.sqlite")
    let before = try Data(contentsOf: file).count
    // 101 of 202 rows are zeros: exactly half, so they stay.
    _ = try place.contents()
    #expect(try Data(contentsOf: file).count == before)
    let again = try place.open()
    try again.commit([.seat(two, member: card, tokenHash: [1])])
    try again.commit([.seat(two, member: card, tokenHash: [2])])
    try again.commit([Entry.session(one), .purge(one)])
    again.close()
    let contents = try place.contents()
    #expect(try Data(contentsOf: file).count < before * 6 / 10)
    #expect(contents.events[two]?.count == 100)
    #expect(contents.seats[two] == [card: .seat(two, member: card, tokenHash: [2])])
    let last = try place.open()
    try last.commit([Entry.event(two, 101)])
    last.close()
    #expect(try place.contents().events[two]?.count == 101)
  }
}
