import Foundation
import GRDB
import KringCore

/// The file `closed.sqlite`: what is closed just now, without time or order.
///
/// SQLite shows where on a page a row was added, and its log shows which rows came together. So
/// no row is ever added for an item: a set is one string of bytes in the order of its ids
/// (`ClosedSet`), laid into *slots*, rows of one length that fill a page each and are made empty,
/// ahead of need, in transactions of their own. A change writes all slots of its set in place, and
/// the log is emptied before anything is said. What leaves a slot is overwritten, so SQLite moves
/// nothing and leaves no copy behind.
final class ClosedFile {
  /// What is to be removed: one set of a session, or all of it.
  struct Removal: Hashable {
    let session: ID
    let set: Int?
  }

  /// One set, by what names it.
  private struct Key: Hashable {
    let session: ID
    let set: Int
  }

  /// Where a set lies: its slots in order, and how many of them hold something.
  private struct Place {
    var slots: [Int64] = []
    var used = 0
  }

  /// The bytes of a set that a slot takes: with them a row fills a page, and no second one fits.
  static let slotSize = 3968
  /// How many empty slots are made at a time.
  static let slotsAhead = 16

  private static let tables = """
    CREATE TABLE slots (pos INTEGER PRIMARY KEY, live INTEGER NOT NULL, session BLOB,
      closed_set BLOB, part BLOB, changes BLOB, size BLOB, bytes BLOB) STRICT
    """
  private static let overwriting = """
    UPDATE slots SET live = ?, session = ?, closed_set = ?, part = ?, changes = ?, size = ?,
      bytes = ? WHERE pos = ?
    """

  let file: SQLiteFile
  private var places: [Key: Place] = [:]
  /// The empty slots, the one to be used next at the end.
  private var free: [Int64] = []
  private var last: Int64 = 0
  /// Whether a set has slots that it no longer needs, which `trim` would free.
  private(set) var isWide = false

  /// Opens the file; `scan` must follow before anything else is done.
  init(in folder: DataFolder) throws(JournalError) {
    file = try SQLiteFile("closed.sqlite", in: folder, tables: Self.tables)
  }

  /// Finds out where the sets lie.
  func scan() throws {
    var found: [Key: [Int: (slot: Int64, isUsed: Bool)]] = [:]
    places = [:]
    free = []
    last = 0
    try file.read { db in
      let columns = "pos, live, session, closed_set, part, size"
      try SQLiteRow.each("SELECT \(columns) FROM slots ORDER BY pos", db) { row in
        last = Int64(row.integer(0))
        guard row.integer(1) == 1 else { return free.append(last) }
        let key = Key(session: try row.id(2), set: try row.number(3))
        found[key, default: [:]][try row.number(4)] = (last, try row.number(5) > 0)
      }
    }
    free.reverse()
    for (key, parts) in found {
      let slots = (0..<parts.count).compactMap { parts[$0] }
      guard slots.count == parts.count else {
        throw JournalError(.corrupt, "closed.sqlite: a set has lost a part")
      }
      places[key] = Place(slots: slots.map(\.slot), used: slots.count(where: \.isUsed))
    }
  }

  /// Puts the closed rows of a batch. The log must be emptied before anything is said of it.
  ///
  /// After an error the file must be reopened.
  func put(_ batch: [JournalEntry]) throws(JournalError) {
    var sets: [Key: ClosedSet] = [:]
    do {
      try file.read { db in
        for entry in batch {
          guard let set = entry.closedSet else { continue }
          let key = Key(session: entry.session, set: set)
          if sets[key] == nil { sets[key] = try read(key, db) }
          sets[key]?.put(entry)
        }
      }
    } catch {
      throw JournalError(error, in: "closed.sqlite")
    }
    let changed = sets.sorted { ($0.key.session, $0.key.set) < ($1.key.session, $1.key.set) }
      .map { (key: $0.key, changes: $0.value.changes, bytes: $0.value.bytes) }
    try makeSlots(
      changed.reduce(0) { sum, set in
        sum + max(0, Self.parts(of: set.bytes) - (places[set.key]?.slots.count ?? 0))
      })
    try file.write { db in
      for set in changed {
        var place = places[set.key] ?? Place()
        place.used = Self.parts(of: set.bytes)
        while place.slots.count < place.used, let slot = free.popLast() { place.slots.append(slot) }
        for (part, slot) in place.slots.enumerated() {
          let start = min(part * Self.slotSize, set.bytes.count)
          let end = min(start + Self.slotSize, set.bytes.count)
          try Self.fill(slot, set.key, part, set.changes, set.bytes[start..<end], db)
        }
        places[set.key] = place
        isWide = isWide || place.used < place.slots.count
      }
    }
  }

  private static func parts(of bytes: [UInt8]) -> Int { (bytes.count + slotSize - 1) / slotSize }

  /// Makes empty slots when there are fewer than needed, in a transaction of their own: their place
  /// then says nothing about what will lie in them.
  private func makeSlots(_ needed: Int) throws(JournalError) {
    guard free.count < needed else { return }
    let count = (needed - free.count + Self.slotsAhead - 1) / Self.slotsAhead * Self.slotsAhead
    let made = (1...Int64(count)).map { last + $0 }
    try file.write { db in
      let statement = try db.cachedStatement(
        sql: "INSERT INTO slots VALUES (?, 0, ?, ?, ?, ?, ?, ?)")
      for slot in made {
        try statement.execute(
          arguments: [
            slot, Data(count: 16), Data(count: 8), Data(count: 8), Data(count: 8), Data(count: 8),
            Data(count: Self.slotSize),
          ])
      }
    }
    // If a reader blocks this, the next emptying of the log covers it.
    _ = try file.emptyLog()
    free = made.reversed() + free
    last += Int64(count)
  }

  private static func fill(
    _ slot: Int64, _ key: Key, _ part: Int, _ changes: Int, _ bytes: ArraySlice<UInt8>,
    _ db: Database
  ) throws {
    let padded = Data(bytes) + Data(count: slotSize - bytes.count)
    try db.cachedStatement(sql: overwriting)
      .execute(
        arguments: [
          1, Data(key.session), Data(number: key.set), Data(number: part), Data(number: changes),
          Data(number: bytes.count), padded, slot,
        ])
  }

  private func empty(_ slots: some Sequence<Int64>, _ db: Database) throws {
    let statement = try db.cachedStatement(sql: Self.overwriting)
    for slot in slots {
      try statement.execute(
        arguments: [
          0, Data(count: 16), Data(count: 8), Data(count: 8), Data(count: 8), Data(count: 8),
          Data(count: Self.slotSize), slot,
        ])
      free.append(slot)
    }
    free.sort(by: >)
  }

  // MARK: Removing

  /// Overwrites sets and returns, for each removal, how many rows were in them; the log still has
  /// them. After an error the file must be reopened.
  func delete(_ removals: [Removal]) throws(JournalError) -> [(items: Int, ballots: Int)] {
    var counts: [(items: Int, ballots: Int)] = []
    try file.write { db in
      counts = try removals.map { removal in
        let keys = places.keys.filter { key in
          key.session == removal.session && (removal.set == nil || removal.set == key.set)
        }
        var count = (items: 0, ballots: 0)
        for key in keys {
          let set = try read(key, db)
          count = (count.items + set.cards.count, count.ballots + set.ballots.count)
          if let place = places.removeValue(forKey: key) { try empty(place.slots, db) }
        }
        return count
      }
    }
    return counts
  }

  /// Frees the slots that sets have and no longer need, in a transaction of its own, so that the log
  /// does not show which change made a set shorter.
  func trim() throws(JournalError) {
    let wide = places.filter { $0.value.slots.count > $0.value.used }
    guard !wide.isEmpty else { return }
    try file.write { db in
      for (key, place) in wide {
        try empty(place.slots[place.used...], db)
        places[key]?.slots.removeSubrange(place.used...)
      }
    }
    isWide = false
  }

  /// Takes the empty slots out, when they are more than half, and writes the file anew.
  func compact() throws(JournalError) {
    guard free.count * 2 > places.values.reduce(free.count, { $0 + $1.slots.count }) else { return }
    try file.write { db in try db.execute(sql: "DELETE FROM slots WHERE live = 0") }
    try file.vacuum()
    free = []
    last = places.values.flatMap(\.slots).max() ?? 0
  }

  // MARK: Reading

  /// Gives the rows to `body`.
  func replay(_ body: (JournalEntry) throws -> Void) throws {
    for key in places.keys {
      let set = try file.read { db in try read(key, db) }
      for entry in set.entries(session: key.session, set: key.set) { try body(entry) }
    }
  }

  /// Returns the sets that rows are in.
  var sets: [Removal] { places.keys.map { Removal(session: $0.session, set: $0.set) } }

  private func read(_ key: Key, _ db: Database) throws -> ClosedSet {
    guard let place = places[key] else { return ClosedSet() }
    var bytes: [UInt8] = []
    for slot in place.slots {
      try SQLiteRow.each("SELECT size, bytes FROM slots WHERE pos = \(slot)", db) { row in
        bytes += row.bytes(1).prefix(max(0, try row.number(0)))
      }
    }
    return try ClosedSet(key.set, bytes: bytes)
  }
}

extension Data {
  /// Creates the eight bytes of a number, big endian.
  fileprivate init(number: Int) {
    self = Swift.withUnsafeBytes(of: Int64(number).bigEndian) { Data($0) }
  }
}
