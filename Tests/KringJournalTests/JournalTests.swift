import KringCore
import Testing

@testable import KringJournal

private let one = ID(high: 1, low: 1)
private let two = ID(high: 2, low: 2)
private let anna = ID(high: 3, low: 3)
private let bram = ID(high: 4, low: 4)
private let card = ID(high: 5, low: 5)
private let other = ID(high: 6, low: 6)

/// What every journal does, whatever it writes to.
@Suite("A journal")
struct JournalTests {
  @Test("events of several sessions come back in order", arguments: Kind.allCases)
  func replayOrder(_ kind: Kind) throws {
    let place = Place(kind)
    let journal = try place.open()
    try journal.commit([Entry.session(one, body: [1]), Entry.session(two, body: [])])
    for seq in 1...20 {
      try journal.commit([
        Entry.event(one, seq, [UInt8](repeating: UInt8(seq), count: seq * 300)),
        Entry.event(two, seq * 2 - 1, []), Entry.event(two, seq * 2, [UInt8(seq)]),
      ])
    }
    journal.close()
    let contents = try place.contents()
    #expect(contents.misplaced == [])
    #expect(contents.sessions[one] == Entry.session(one, body: [1]))
    #expect(contents.sessions[two] == Entry.session(two, body: []))
    #expect(contents.events[one]?.count == 20)
    #expect(
      contents.events[one]?.last == Entry.event(one, 20, [UInt8](repeating: 20, count: 6000)))
    #expect(contents.events[two]?.count == 40)
    #expect(contents.events[two]?.first == Entry.event(two, 1, []))
  }

  @Test("a wrong sequence is refused and nothing of the batch kept", arguments: Kind.allCases)
  func wrongSequence(_ kind: Kind) throws {
    let place = Place(kind)
    let journal = try place.open()
    try journal.commit([Entry.session(one), Entry.event(one, 1)])
    for wrong in [0, 1, 3] {
      #expect(
        code {
          try journal.commit([
            .seat(one, member: anna, tokenHash: [1]), Entry.item(one, set: 1, card, [2]),
            Entry.session(two), Entry.event(two, 1), Entry.event(one, wrong),
          ])
        } == .wrongSequence)
    }
    try journal.commit([Entry.event(one, 2)])
    journal.close()
    var expected = Contents()
    for entry in [Entry.session(one), Entry.event(one, 1), Entry.event(one, 2)] {
      expected.add(entry)
    }
    #expect(try place.contents() == expected)
  }

  @Test(
    "entries for no session and a second session of one id are refused", arguments: Kind.allCases)
  func strangers(_ kind: Kind) throws {
    let journal = try Place(kind).open()
    try journal.commit([Entry.session(one)])
    #expect(code { try journal.commit([Entry.event(two, 1)]) } == .noSession)
    #expect(
      code { try journal.commit([.seat(two, member: anna, tokenHash: [1])]) } == .noSession)
    #expect(code { try journal.commit([Entry.item(two, set: 1, card, [1])]) } == .noSession)
    #expect(code { try journal.commit([.endSet(two, set: 1)]) } == .noSession)
    #expect(code { try journal.commit([.purge(two)]) } == .noSession)
    #expect(code { try journal.commit([Entry.session(one)]) } == .sessionExists)
    #expect(code { try journal.commit([.purge(one), Entry.event(one, 1)]) } == .noSession)
    #expect(code { try journal.commit([.purge(one), Entry.session(one)]) } == .sessionExists)
    #expect(code { try journal.commit([Entry.event(one, 1)]) } == nil)
  }

  @Test("a seat is replaced, its neighbours stay", arguments: Kind.allCases)
  func seats(_ kind: Kind) throws {
    let place = Place(kind)
    let journal = try place.open()
    try journal.commit([
      Entry.session(one), .seat(one, member: anna, tokenHash: [1, 1]),
      .seat(one, member: bram, tokenHash: [2, 2]), Entry.session(two),
      .seat(two, member: anna, tokenHash: [3, 3]),
    ])
    try journal.commit([.seat(one, member: anna, tokenHash: [4])])
    try journal.commit([.seat(one, member: anna, tokenHash: [5, 5, 5])])
    journal.close()
    let contents = try place.contents()
    #expect(contents.misplaced == [])
    #expect(
      contents.seats[one] == [
        anna: .seat(one, member: anna, tokenHash: [5, 5, 5]),
        bram: .seat(one, member: bram, tokenHash: [2, 2]),
      ])
    #expect(contents.seats[two] == [anna: .seat(two, member: anna, tokenHash: [3, 3])])
  }

  @Test("closed items and ballots are put, edited and withdrawn", arguments: Kind.allCases)
  func closed(_ kind: Kind) throws {
    let place = Place(kind)
    let journal = try place.open()
    try journal.commit([
      Entry.session(one), Entry.session(two), Entry.item(one, set: 1, card, [1, 1]),
      .ballot(one, set: 1, ballot: [7], count: 1), Entry.item(one, set: 1, other, [2]),
      // The same ids in another session are other rows.
      Entry.item(two, set: 1, card, author: anna, [3]), .ballot(two, set: 1, ballot: [7], count: 5),
    ])
    try journal.commit([
      Entry.item(one, set: 1, card, version: 2, [4, 4, 4]),
      .ballot(one, set: 1, ballot: [7], count: 2),
    ])
    try journal.commit([Entry.item(one, set: 1, other, version: 2, [])])
    #expect(journal.needsSweep)
    #expect(try journal.sweep() == [])
    #expect(!journal.needsSweep)
    journal.close()
    let contents = try place.contents()
    #expect(contents.misplaced == [])
    #expect(contents.items.count == 3)
    for item in [
      Entry.item(one, set: 1, card, version: 2, [4, 4, 4]),
      Entry.item(one, set: 1, other, version: 2, []),
      Entry.item(two, set: 1, card, author: anna, [3]),
    ] {
      #expect(contents.items.values.contains(item))
    }
    #expect(contents.ballots.count == 2)
    #expect(contents.ballots.values.contains(.ballot(one, set: 1, ballot: [7], count: 2)))
    #expect(contents.ballots.values.contains(.ballot(two, set: 1, ballot: [7], count: 5)))
  }

  @Test("the end of a set removes its rows and no others", arguments: Kind.allCases, [true, false])
  func endSet(_ kind: Kind, sweeps: Bool) throws {
    let place = Place(kind)
    let journal = try place.open()
    try journal.commit([
      Entry.session(one), Entry.session(two), Entry.item(one, set: 1, card, [1]),
      .ballot(one, set: 1, ballot: [7], count: 1), Entry.item(one, set: 2, other, [2]),
      .ballot(one, set: 2, ballot: [7], count: 1), Entry.item(two, set: 1, card, [3]),
    ])
    try journal.commit([Entry.event(one, 1), .endSet(one, set: 1)])
    #expect(journal.needsSweep)
    if sweeps { #expect(try journal.sweep() == []) }
    #expect(code { try journal.commit([Entry.item(one, set: 1, card, [9])]) } == .setEnded)
    journal.close()
    for _ in 1...2 {
      let contents = try place.contents()
      #expect(contents.ended == [one: [1]])
      #expect(contents.items.count == 2)
      #expect(contents.items.values.contains(Entry.item(one, set: 2, other, [2])))
      #expect(contents.items.values.contains(Entry.item(two, set: 1, card, [3])))
      #expect(Array(contents.ballots.values) == [.ballot(one, set: 2, ballot: [7], count: 1)])
    }
    let again = try place.open()
    #expect(code { try again.commit([.ballot(one, set: 1, ballot: [7], count: 1)]) } == .setEnded)
  }

  @Test("a purge removes one session and leaves its neighbour equal", arguments: Kind.allCases)
  func purge(_ kind: Kind) throws {
    let place = Place(kind)
    let journal = try place.open()
    for id in [one, two] {
      try journal.commit([
        Entry.session(id), .seat(id, member: anna, tokenHash: [1]),
        .seat(id, member: bram, tokenHash: [2]), Entry.item(id, set: 1, card, [1]),
        Entry.item(id, set: 2, other, [1]), .ballot(id, set: 2, ballot: [7], count: 1),
      ])
    }
    for seq in 1...5 { try journal.commit([Entry.event(one, seq), Entry.event(two, seq)]) }
    try journal.commit([.endSet(one, set: 1)])
    #expect(try journal.sweep() == [])
    journal.close()
    let before = try place.contents()
    let reopened = try place.open()
    try reopened.commit([Entry.event(one, 6), .purge(one)])
    #expect(reopened.needsSweep)
    #expect(
      try reopened.sweep() == [
        PurgeReceipt(session: one, events: 6, seats: 2, closedItems: 1, ballots: 1)
      ])
    #expect(!reopened.needsSweep)
    #expect(code { try reopened.commit([Entry.event(one, 7)]) } == .noSession)
    reopened.close()
    let after = try place.contents()
    #expect(after == before.without(one))
    #expect(after.events[two]?.count == 5)
  }

  @Test("a session made anew after a purge keeps what is its own", arguments: Kind.allCases)
  func madeAnew(_ kind: Kind) throws {
    let place = Place(kind)
    let journal = try place.open()
    try journal.commit([
      Entry.session(one), Entry.event(one, 1), Entry.item(one, set: 1, card, [1]),
      Entry.item(one, set: 1, other, [1]), .endSet(one, set: 2),
    ])
    try journal.commit([.purge(one)])
    try journal.commit([Entry.session(one, body: [4]), Entry.item(one, set: 2, card, [2])])
    try journal.commit([Entry.event(one, 1, [8])])
    #expect(
      try journal.sweep() == [
        PurgeReceipt(session: one, events: 1, seats: 0, closedItems: 2, ballots: 0)
      ])
    journal.close()
    let contents = try place.contents()
    #expect(contents.sessions == [one: Entry.session(one, body: [4])])
    #expect(contents.events == [one: [Entry.event(one, 1, [8])]])
    #expect(Array(contents.items.values) == [Entry.item(one, set: 2, card, [2])])
  }

  @Test("an empty batch writes nothing, a closed journal refuses", arguments: Kind.allCases)
  func emptyAndClosed(_ kind: Kind) throws {
    let place = Place(kind)
    let journal = try place.open()
    try journal.commit([])
    journal.close()
    journal.close()
    #expect(code { try journal.commit([Entry.session(one)]) } == .storage)
    #expect(code { _ = try journal.sweep() } == .storage)
    #expect(try place.contents() == Contents())
  }

  @Test("what the reader throws ends the opening, and another may follow", arguments: Kind.allCases)
  func readerThrows(_ kind: Kind) throws {
    struct Refused: Error {}
    let place = Place(kind)
    let journal = try place.open()
    try journal.commit([Entry.session(one), Entry.event(one, 1)])
    #expect(throws: Refused.self) { try journal.open { _ in throw Refused() } }
    #expect(code { try journal.commit([Entry.event(one, 2)]) } == .storage)
    try journal.open { _ in }
    try journal.commit([Entry.event(one, 2)])
    journal.close()
    #expect(try place.contents().events[one]?.count == 2)
  }

  @Test("the wall clock last noted is read at the next opening", arguments: Kind.allCases)
  func alive(_ kind: Kind) throws {
    let place = Place(kind)
    let journal = try place.open()
    #expect(journal.lastAlive == nil)
    try journal.beat(at: 1_700_000_000_123)
    try journal.beat(at: 1_800_000_000_456)
    journal.close()
    #expect(try place.open().lastAlive == 1_800_000_000_456)
  }

  @Test("random batches leave both journals with the same contents", arguments: [1, 2, 3])
  func bothAlike(_ seed: UInt64) throws {
    var random = Seeded(seed)
    let places = Kind.allCases.map(Place.init)
    let journals = try places.map { try $0.open() }
    let ids = (0..<5).map { _ in random.id() }
    let names = (0..<6).map { _ in random.id() }
    var lasts: [ID: Int] = [:]
    var accepted = 0
    for _ in 0..<400 {
      var after = lasts
      let batch = (0...random.next() % 4).map { _ in
        randomEntry(&random, session: ids.randomElement(using: &random) ?? one, names, &after)
      }
      let codes = journals.map { journal in code { try journal.commit(batch) } }
      #expect(codes[0] == codes[1])
      if codes[0] == nil {
        accepted += 1
        lasts = after
      }
      guard random.next() % 20 == 0 else { continue }
      if random.next() % 2 == 0 {
        let receipts = try journals.map { try $0.sweep() }
        #expect(receipts[0] == receipts[1])
      }
      for journal in journals { journal.close() }
      let contents = try journals.map { try Contents(opening: $0) }
      #expect(contents[0] == contents[1])
      #expect(contents[0].misplaced == [])
      #expect(lasts.filter { $0.value > 0 } == contents[0].events.mapValues(\.count))
    }
    #expect(accepted > 50)
    for journal in journals { journal.close() }
    #expect(try places[0].contents() == places[1].contents())
  }

  private func randomEntry(
    _ random: inout Seeded, session id: ID, _ names: [ID], _ lasts: inout [ID: Int]
  ) -> JournalEntry {
    let name = names.randomElement(using: &random) ?? one
    let set = Int(random.next() % 3)
    let bytes = random.bytes(Int(random.next() % 1500))
    switch random.next() % 40 {
    case 0..<3:
      lasts[id] = 0
      return Entry.session(id, body: bytes)
    case 3..<6: return .seat(id, member: name, tokenHash: bytes)
    case 6..<14: return Entry.item(id, set: set, name, version: bytes.count, author: name, bytes)
    case 14..<18: return .ballot(id, set: set, ballot: name.bytes, count: bytes.count)
    case 18: return .endSet(id, set: set + Int(random.next() % 50))
    case 19:
      lasts[id] = nil
      return .purge(id)
    default:
      lasts[id, default: 0] += 1
      return Entry.event(id, lasts[id] ?? 0, bytes)
    }
  }
}
