import Foundation
import Glibc
import KringCore
import KringTestSupport
import Locking
import Testing

@testable import KringJournal

/// The journals under one test body.
enum Kind: String, CaseIterable, Sendable {
  case memory, sqlite, postgres
}

/// A place that outlives the journals opened on it; the folders go when the tests are done.
struct Place: Sendable {
  private static let root: String = {
    atexit { try? FileManager.default.removeItem(atPath: Place.root) }
    return NSTemporaryDirectory() + "kring-journal-\(getpid())"
  }()

  let kind: Kind
  let disk = MemoryDisk()
  let folder: String
  /// The database of this place.
  private let database = Locked<PostgresSettings?>(nil)

  init(_ kind: Kind) {
    self.kind = kind
    folder = Self.root + "/" + UUID().uuidString
  }

  func journal() -> any Journal {
    switch kind {
    case .memory: MemoryJournal(disk: disk)
    case .sqlite: SQLiteJournal(folder: folder)
    case .postgres: PostgresJournal(settings)
    }
  }

  /// The settings of a journal in PostgreSQL that does not wait before it sweeps.
  private var settings: PostgresSettings {
    database.withLock { database in
      if let database { return database }
      var settings = PostgresSettings(connection: "host=/nowhere", node: "a")
      do {
        let folder = try PostgresFolder.shared.get()
        settings.connection = folder.connection(try folder.makeDatabase())
      } catch {
        Issue.record(error)
      }
      settings.sweepPause = .zero
      database = settings
      return settings
    }
  }

  /// Opens a journal on what is there, forgetting the replay.
  func open() throws -> any Journal {
    let journal = journal()
    try journal.open { _ in }
    return journal
  }

  /// Opens a journal, returns what it replays, and closes it.
  func contents() throws -> Contents {
    let journal = journal()
    defer { journal.close() }
    return try Contents(opening: journal)
  }

  /// Counts how often some bytes lie in the files of the folder.
  func count(of bytes: [UInt8]) throws -> Int {
    try files(named: "").reduce(0) { $0 + $1.count(of: bytes) }
  }

  /// Returns whether some bytes lie in a file whose name begins as told.
  func holds(_ bytes: [UInt8], in name: String = "") throws -> Bool {
    try files(named: name).contains { $0.count(of: bytes, atMost: 1) > 0 }
  }

  private func files(named prefix: String) throws -> [Data] {
    try FileManager.default.contentsOfDirectory(atPath: folder)
      .filter { $0.hasPrefix(prefix) }
      .map { try Data(contentsOf: URL(fileURLWithPath: folder + "/" + $0)) }
  }
}

extension Data {
  /// Counts how often some bytes occur.
  func count(of bytes: [UInt8], atMost most: Int = .max) -> Int {
    guard let first = bytes.first else { return 0 }
    return withUnsafeBytes { buffer in
      guard var place = buffer.baseAddress, buffer.count >= bytes.count else { return 0 }
      let end = place + buffer.count - bytes.count + 1
      var count = 0
      while count < most, place < end, let hit = memchr(place, CInt(first), end - place) {
        if memcmp(hit, bytes, bytes.count) == 0 { count += 1 }
        place = UnsafeRawPointer(hit) + 1
      }
      return count
    }
  }
}

/// What a replay gave, in a shape that two journals can be compared by.
struct Contents: Equatable {
  struct ClosedKey: Hashable {
    let session: ID
    let name: [UInt8]
    let set: Int
  }

  var sessions: [ID: JournalEntry] = [:]
  var seats: [ID: [ID: JournalEntry]] = [:]
  var connected: [ID: [ID: JournalEntry]] = [:]
  var events: [ID: [JournalEntry]] = [:]
  var items: [ClosedKey: JournalEntry] = [:]
  var ballots: [ClosedKey: JournalEntry] = [:]
  var ended: [ID: Set<Int>] = [:]
  /// What came in a place where it may not come.
  var misplaced: [JournalEntry] = []

  init() {}

  init(opening journal: any Journal) throws {
    try journal.open { entry in add(entry) }
  }

  mutating func add(_ entry: JournalEntry) {
    let id = entry.session
    if sessions[id] == nil, !entry.isSession { misplaced.append(entry) }
    switch entry {
    case .session:
      if !seats.isEmpty || !events.isEmpty || !items.isEmpty { misplaced.append(entry) }
      if sessions.updateValue(entry, forKey: id) != nil { misplaced.append(entry) }
    case .seat(_, let member, _):
      if !events.isEmpty { misplaced.append(entry) }
      if seats[id, default: [:]].updateValue(entry, forKey: member) != nil {
        misplaced.append(entry)
      }
    case .connected(_, let member, _, _):
      if !events.isEmpty { misplaced.append(entry) }
      if connected[id, default: [:]].updateValue(entry, forKey: member) != nil {
        misplaced.append(entry)
      }
    case .event(_, let seq, _):
      events[id, default: []].append(entry)
      if events[id]?.count != seq || !items.isEmpty { misplaced.append(entry) }
    case .card(_, let card):
      items[ClosedKey(session: id, name: card.item.bytes, set: card.set)] = entry
    case .ballot(_, let set, let ballot, _):
      ballots[ClosedKey(session: id, name: ballot, set: set)] = entry
    case .endSet(_, let set):
      if !seats.isEmpty || !events.isEmpty || !items.isEmpty { misplaced.append(entry) }
      if !ended[id, default: []].insert(set).inserted { misplaced.append(entry) }
    case .purge:
      misplaced.append(entry)
    }
  }

  /// The same without what is closed.
  var withoutClosed: Contents {
    var copy = self
    copy.items = [:]
    copy.ballots = [:]
    return copy
  }

  /// The same without one session.
  func without(_ session: ID) -> Contents {
    var copy = self
    copy.sessions[session] = nil
    copy.seats[session] = nil
    copy.connected[session] = nil
    copy.events[session] = nil
    copy.ended[session] = nil
    copy.items = items.filter { $0.key.session != session }
    copy.ballots = ballots.filter { $0.key.session != session }
    return copy
  }
}

extension Contents: CustomTestStringConvertible {
  /// Numbers only: the bytes would fill pages.
  var testDescription: String {
    let counts = events.sorted { $0.key < $1.key }.map(\.value.count)
    return "\(sessions.count) sessions, \(seats.values.reduce(0) { $0 + $1.count }) seats, "
      + "events \(counts), \(items.count) items, \(ballots.count) ballots, "
      + "\(misplaced.count) misplaced"
  }
}

extension JournalEntry {
  var isSession: Bool {
    if case .session = self { true } else { false }
  }
}

/// Entries with short arguments.
enum Entry {
  static func session(_ id: ID, body: [UInt8] = [1, 2, 3]) -> JournalEntry {
    .session(
      id, joinKeyHash: [UInt8](repeating: 7, count: 32),
      claimHash: [UInt8](repeating: 8, count: 32), body: body)
  }

  static func event(_ id: ID, _ seq: Int, _ bytes: [UInt8] = [9]) -> JournalEntry {
    .event(id, seq: seq, bytes: bytes)
  }

  /// A card with a text that begins with some bytes; withdrawn if there are none.
  static func item(
    _ id: ID, set: Int, _ item: ID, own: [UInt8] = [UInt8](repeating: 5, count: 32),
    version: Int = 1, author: ID? = nil, _ text: [UInt8]
  ) -> JournalEntry {
    .card(
      id,
      ClosedCard(
        set: set, item: item, own: own, version: version, author: author,
        envelope: text.isEmpty ? nil : envelope(text)))
  }

  /// The smallest envelope that holds some bytes: letters stay, other bytes become letters, and the
  /// last character of all is an A.
  private static func envelope(_ text: [UInt8]) -> Envelope? {
    let letters = text.map { 65...90 ~= $0 ? $0 : 65 + $0 % 26 }
    let length = Envelope.lengths.first { $0 >= text.count } ?? Envelope.largest
    return Envelope(
      text: letters.prefix(length - 1)
        + [UInt8](repeating: 65, count: max(1, length - letters.count)))
  }
}

/// Random numbers that are the same in every run.
struct Seeded: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var word = state
    word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
    word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
    return word ^ (word >> 31)
  }

  mutating func id() -> ID { ID(high: next(), low: next()) }

  mutating func bytes(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in UInt8(truncatingIfNeeded: next()) }
  }
}

/// Returns the code of the journal error that is thrown, or `nil`.
func code(_ body: () throws -> Void) -> JournalError.Code? {
  do {
    try body()
    return nil
  } catch let error as JournalError {
    return error.code
  } catch {
    Issue.record("an error of another type: \(error)")
    return nil
  }
}
