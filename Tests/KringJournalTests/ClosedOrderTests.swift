import Foundation
import GRDB
import KringCore
import Testing

@testable import KringJournal

/// That the closed store looks the same in whatever order its cards came.
@Suite("The closed store shows no order")
struct ClosedOrderTests {
  private static let sizes = [723, 723, 1406, 2771, 5502]
  /// The two fields of SQLite's header that count how often the file grew (fileformat2, 1.3).
  private static let counters = [24..<28, 92..<96]

  /// A card with what becomes of it, one change after the other.
  private struct Card {
    let changes: [JournalEntry]
    let ballot: JournalEntry
  }

  private struct Look: Equatable {
    var file: [UInt8]
    var log: Int
    /// The pages of the last commit, which SQLite leaves in its index of the log.
    var lastPages: [UInt8]
  }

  private static func cards(_ session: ID, _ random: inout Seeded) -> [Card] {
    (0..<12).map { _ in
      let (item, own) = (random.id(), random.bytes(16))
      let changes = (1...Int(random.next() % 3 + 1)).map { version in
        let size = sizes[Int(random.next() % 5)]
        let text = version == 3 ? [] : random.bytes(size)
        return Entry.item(session, set: 1, item, own: own, version: version, text)
      }
      return Card(
        changes: changes, ballot: .ballot(session, set: 1, ballot: random.bytes(16), count: 1))
    }
  }

  /// The changes of all cards in an order of their own, those of each card in theirs.
  private static func order(_ cards: [Card], _ random: inout Seeded) -> [[JournalEntry]] {
    var left = cards.map { $0.changes[...] }
    var order: [[JournalEntry]] = []
    while let place = left.indices.filter({ !left[$0].isEmpty }).randomElement(using: &random) {
      let isFirst = left[place].count == cards[place].changes.count
      order.append([left[place].removeFirst()] + (isFirst ? [cards[place].ballot] : []))
    }
    return order
  }

  private static func bytes(_ place: Place, _ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: place.folder + "/" + name)))
  }

  /// What lies on the disk when the cards came so, as after a kill.
  private static func look(_ session: ID, _ order: [[JournalEntry]]) throws -> Look {
    let place = Place(.sqlite)
    let journal = try place.open()
    defer { journal.close() }
    try journal.commit([Entry.session(session)])
    for batch in order {
      try journal.commit(batch)
      #expect(try bytes(place, "closed.sqlite-wal").isEmpty)
    }
    if journal.needsSweep { _ = try journal.sweep() }
    var file = try bytes(place, "closed.sqlite")
    for counter in counters { file.replaceSubrange(counter, with: [0, 0, 0, 0]) }
    let index = try bytes(place, "closed.sqlite-shm")
    return Look(
      file: file, log: try bytes(place, "closed.sqlite-wal").count,
      lastPages: Array(index[136..<136 + 4 * 32]))
  }

  @Test("two orders of arrival leave the same bytes in file and log", arguments: 1...8)
  func arrival(_ seed: UInt64) throws {
    var random = Seeded(seed)
    let session = random.id()
    let cards = Self.cards(session, &random)
    let first = try Self.look(session, Self.order(cards, &random))
    for _ in 0..<3 {
      let other = try Self.look(session, Self.order(cards, &random))
      #expect(other.file == first.file)
      #expect(other.log == 0)
    }
    // Nor does it tell how many came together.
    let atOnce = try Self.look(session, [Self.order(cards, &random).flatMap { $0 }])
    #expect(atOnce.file == first.file)
    let kept = cards.count { !$0.changes[$0.changes.count - 1].isRemoval }
    #expect(kept > 3)
  }

  @Test("the pages written last are the same whichever card came last", arguments: 1...4)
  func lastCommit(_ seed: UInt64) throws {
    var random = Seeded(seed)
    let session = random.id()
    let cards = (0..<9).map { _ in
      Entry.item(session, set: 1, random.id(), random.bytes(Self.sizes[Int(random.next() % 5)]))
    }
    let looks = try cards.indices.map { last in
      var order = cards
      order.append(order.remove(at: last))
      return try Self.look(session, order.map { [$0] })
    }
    for look in looks { #expect(look == looks[0]) }
    #expect(looks[0].lastPages.contains { $0 != 0 })
  }

  @Test("a table with a row for each card shows the order, and this check finds it")
  func control() throws {
    var random = Seeded(9)
    let rows = (0..<8).map { _ in (Data(random.bytes(16)), Data(random.bytes(1406))) }
    func file(_ rows: [(Data, Data)]) throws -> Data {
      let path = NSTemporaryDirectory() + "kring-order-\(UUID().uuidString)"
      defer { try? FileManager.default.removeItem(atPath: path) }
      let queue = try DatabaseQueue(path: path)
      try queue.write { db in
        try db.execute(sql: "CREATE TABLE items (item BLOB PRIMARY KEY, text BLOB) WITHOUT ROWID")
      }
      for row in rows {
        try queue.write { db in
          try db.execute(sql: "INSERT INTO items VALUES (?, ?)", arguments: [row.0, row.1])
        }
      }
      try queue.close()
      return try Data(contentsOf: URL(fileURLWithPath: path))
    }
    #expect(try file(rows) == file(rows))
    #expect(try file(rows) != file(rows.reversed()))
  }

  @Test("slots are reused, and a store of which little is left is written anew at the start")
  func reuse() throws {
    var random = Seeded(3)
    let place = Place(.sqlite)
    var journal = try place.open()
    let session = random.id()
    try journal.commit([Entry.session(session)])
    var sizes: [Int] = []
    for set in 1...6 {
      for _ in 0..<30 {
        try journal.commit([Entry.item(session, set: set, random.id(), random.bytes(5502))])
      }
      sizes.append(try Self.bytes(place, "closed.sqlite").count)
      try journal.commit([Entry.event(session, set), .endSet(session, set: set)])
      _ = try journal.sweep()
    }
    #expect(Set(sizes).count == 1)
    journal.close()
    journal = try place.open()
    #expect(try Self.bytes(place, "closed.sqlite").count < 4 * 4096)
    try journal.commit([Entry.item(session, set: 7, random.id(), random.bytes(723))])
    journal.close()
    #expect(try place.contents().items.count == 1)
  }
}
