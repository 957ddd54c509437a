import Foundation
import KringCore
import Testing

@testable import KringJournal

/// That what is removed is gone from the disk, byte for byte.
///
/// Every text is a mark of eight letters over and over, and ids end in it, so any copy that SQLite
/// left of a part of a row is found. Sizes are mixed and live neighbours write in between: what
/// leaves copies is rows that are moved between pages, and they only move then.
@Suite("Nothing remains on the disk")
struct RemnantTests {
  private static let sizes = [723, 723, 1406, 2771, 5502]

  @Test("of the closed rows of a set that has ended", arguments: 1...8)
  func afterEndSet(_ seed: UInt64) throws {
    var random = Seeded(seed)
    let place = Place(.sqlite)
    let journal = try place.open()
    let (here, there) = (random.id(), random.id())
    try journal.commit([Entry.session(here), Entry.session(there)])
    let live = Mark(&random)
    var sets = (3...12).map { set in Closed(session: here, set: set, mark: Mark(&random)) }
    var neighbour = Closed(session: there, set: 1, mark: live)
    for round in sets.indices {
      for _ in 0..<40 {
        try journal.commit(sets[round].change(&random))
        if random.next() % 2 == 0 { try journal.commit(neighbour.change(&random)) }
        // A sweep between, as withdrawals cause them.
        if random.next() % 20 == 0 { _ = try journal.sweep() }
      }
      let mark = sets[round].mark.bytes
      try #require(try place.holds(mark, in: "closed.sqlite"))
      try journal.commit([Entry.event(here, round + 1), .endSet(here, set: sets[round].set)])
      #expect(try journal.sweep() == [])
      #expect(try !place.holds(mark))
      #expect(try place.holds(live.bytes, in: "closed.sqlite"))
    }
    journal.close()
    let kept = try place.contents()
    #expect(kept.items.count == neighbour.items.count)
    #expect(kept.ballots.count == neighbour.ballots.count)
  }

  @Test("of a set whose removal was cut short, after the next start", arguments: 1...8)
  func afterRestart(_ seed: UInt64) throws {
    var random = Seeded(seed)
    let place = Place(.sqlite)
    let journal = SQLiteJournal(folder: place.folder)
    try journal.open { _ in }
    let (here, there) = (random.id(), random.id())
    try journal.commit([Entry.session(here), Entry.session(there)])
    var neighbour = Closed(session: there, set: 1, mark: Mark(&random))
    for set in 1...6 {
      var closed = Closed(session: here, set: set, mark: Mark(&random))
      for _ in 0..<40 {
        try journal.commit(closed.change(&random) + neighbour.change(&random))
      }
      try journal.commit([Entry.event(here, set), .endSet(here, set: set)])
      try #require(try place.holds(closed.mark.bytes))
      // As after a crash in a sweep: the rows are deleted, and that is all.
      if set % 2 == 0 { _ = try journal.parts?.closed.delete([.init(session: here, set: set)]) }
      journal.close()
      try journal.open { _ in }
      #expect(try !place.holds(closed.mark.bytes))
    }
    journal.close()
  }

  @Test("of a withdrawn item, but for its id", arguments: 1...4)
  func afterWithdrawal(_ seed: UInt64) throws {
    var random = Seeded(seed)
    let place = Place(.sqlite)
    let journal = try place.open()
    let here = random.id()
    try journal.commit([Entry.session(here)])
    var others = Closed(session: here, set: 1, mark: Mark(&random))
    for _ in 0..<20 {
      try journal.commit(others.change(&random))
      let (card, mark) = (random.id(), Mark(&random))
      for size in Self.sizes {
        try journal.commit([Entry.item(here, set: 1, card, mark.text(size))])
        try journal.commit(others.change(&random))
      }
      try #require(try place.holds(mark.bytes))
      try journal.commit([Entry.item(here, set: 1, card, version: 9, [])])
      #expect(journal.needsSweep)
      _ = try journal.sweep()
      #expect(try !place.holds(mark.bytes))
      #expect(try place.count(of: card.bytes) == 1)
    }
    journal.close()
  }

  @Test("of a purged session, in any file", arguments: 1...8)
  func afterPurge(_ seed: UInt64) throws {
    var random = Seeded(seed)
    let folder = Place(.sqlite)
    let journal = try folder.open()
    // Several at a time: a purge moves the rows of others, which may be purged next.
    var sessions = (0..<5).map { _ in Whole(&random) }
    for session in sessions { try journal.commit(session.beginning) }
    for _ in 0..<8 {
      for _ in 0..<100 {
        let place = sessions.indices.randomElement(using: &random) ?? 0
        try journal.commit(sessions[place].change(&random))
      }
      let place = sessions.indices.dropFirst().randomElement(using: &random) ?? 1
      try purge(sessions.remove(at: place), of: folder, in: journal)
      sessions.append(Whole(&random))
      try journal.commit(sessions[4].beginning)
    }
    let neighbour = sessions[0]
    for session in sessions.dropFirst() { try purge(session, of: folder, in: journal) }
    journal.close()
    let kept = try folder.contents()
    #expect(Array(kept.sessions.keys) == [neighbour.id])
    #expect(kept.events[neighbour.id]?.count == neighbour.last)
    #expect(kept.items.count == neighbour.closed.items.count)
  }

  private func purge(_ session: Whole, of place: Place, in journal: any Journal) throws {
    for trace in session.traces { try #require(try place.holds(trace)) }
    try journal.commit([.purge(session.id)])
    #expect(try journal.sweep()?.map(\.session) == [session.id])
    for trace in session.traces { #expect(try !place.holds(trace)) }
  }

  /// Eight random letters that make up texts of any length.
  struct Mark {
    let bytes: [UInt8]
    private let longest: Data

    init(_ random: inout Seeded) {
      bytes = random.bytes(8).map { 65 + $0 % 26 }
      var text = Data(bytes)
      while text.count < 50_000 { text.append(text) }
      longest = text
    }

    func text(_ count: Int) -> [UInt8] { [UInt8](longest.prefix(count)) }

    func id(_ random: inout Seeded) -> ID {
      ID(high: random.next(), low: bytes.reduce(0) { $0 << 8 | UInt64($1) })
    }
  }

  /// A closed set with what is in it.
  struct Closed {
    let session: ID
    let set: Int
    let mark: Mark
    var items: [ID] = []
    var ballots: [[UInt8]] = []

    init(session: ID, set: Int, mark: Mark) {
      self.session = session
      self.set = set
      self.mark = mark
    }

    /// Adds, edits or withdraws an item.
    mutating func change(_ random: inout Seeded) -> [JournalEntry] {
      let size = RemnantTests.sizes.randomElement(using: &random) ?? 0
      if items.count > 3, random.next() % 3 == 0, let item = items.randomElement(using: &random) {
        let text = random.next() % 4 == 0 ? [] : mark.text(size)
        return [Entry.item(session, set: set, item, version: 2, text)]
      }
      items.append(mark.id(&random))
      ballots.append(mark.id(&random).bytes)
      return [
        Entry.item(session, set: set, items[items.count - 1], mark.text(size)),
        .ballot(session, set: set, ballot: ballots[ballots.count - 1], count: 1),
      ]
    }
  }

  /// A session with events, seats and a closed set.
  struct Whole {
    let id: ID
    let mark: Mark
    var closed: Closed
    var members: [ID]
    var last = 0

    init(_ random: inout Seeded) {
      id = random.id()
      mark = Mark(&random)
      closed = Closed(session: id, set: 1, mark: Mark(&random))
      members = [mark.id(&random), mark.id(&random), mark.id(&random)]
    }

    var beginning: [JournalEntry] {
      let hash = mark.text(32)
      return [.session(id, joinKeyHash: hash, claimHash: hash, body: mark.text(700))]
        + members.map { .seat(id, member: $0, tokenHash: hash) }
    }

    var traces: [[UInt8]] {
      [id.bytes, mark.bytes] + (closed.items.isEmpty ? [] : [closed.mark.bytes])
    }

    mutating func change(_ random: inout Seeded) -> [JournalEntry] {
      if random.next() % 4 == 0 { return closed.change(&random) }
      if random.next() % 10 == 0 {
        return [.seat(id, member: members[0], tokenHash: mark.text(Int(random.next() % 40)))]
      }
      if random.next() % 10 == 0, let member = members.randomElement(using: &random) {
        // Eight letters of the mark, so that what was counted is searched for too.
        let time = mark.bytes.reduce(0) { $0 << 8 | Int($1) }
        return [
          .connected(id, member: member, time: time, since: random.next() % 2 == 0 ? time : nil)
        ]
      }
      last += 1
      // Mostly a few dozen bytes or one envelope; an opening puts a whole set in one event.
      let size =
        switch random.next() % 20 {
        case 0: 40_000
        case 1..<6: RemnantTests.sizes.randomElement(using: &random) ?? 0
        default: 30
        }
      return [Entry.event(id, last, mark.text(size + Int(random.next() % 300)))]
    }
  }
}
