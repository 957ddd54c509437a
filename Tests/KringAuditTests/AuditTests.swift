import Foundation
import KringCore
import KringJournal
import KringSeal
import KringTestSupport
import Testing

@testable import KringAudit

/// That an audit finds nothing while nothing is wrong, whatever SQLite does with its pages.
@Suite("Audit")
struct AuditTests {
  /// A journal in a folder of its own, with sessions that grow and go at random.
  private final class Place {
    let folder = FileManager.default.temporaryDirectory.appending(path: "kring-\(UUID())").path
    let journal: SQLiteJournal
    var random: SeededRandom
    var sessions: [(id: ID, seq: Int, sets: [Int])] = []
    var cards: [(session: ID, set: Int, item: ID)] = []
    var seats: [(session: ID, member: ID)] = []

    init(_ seed: UInt64) throws {
      random = SeededRandom(seed: seed)
      journal = SQLiteJournal(folder: folder)
      try journal.open { _ in }
    }

    deinit {
      journal.close()
      try? FileManager.default.removeItem(atPath: folder)
    }

    func id() -> ID { ID.random(using: &random) }

    func envelope() -> Envelope? {
      let sizes = [723, 723, 1406, 2771, 5502]
      let size = sizes[Int(random.next() % 5)]
      return Envelope(text: random.bytes(size - 1).map { 65 + $0 % 26 } + [65])
    }

    func begin() throws {
      let id = id()
      let hash = random.bytes(32)
      try journal.commit([.session(id, joinKeyHash: hash, claimHash: hash, body: hash)])
      sessions.append((id, 0, [1]))
    }

    /// Adds an event, a seat, or a card of a closed set, edits a card, or counts for how long the
    /// holder of a seat was connected.
    func change() throws {
      let place = Int(random.next() % UInt64(sessions.count))
      let session = sessions[place]
      switch random.next() % 9 {
      case 8:
        guard let seat = seats.last(where: { $0.session == session.id }) else { return }
        let time = Int(random.next() % 1_000_000)
        try journal.commit([
          .connected(
            session.id, member: seat.member, time: time, since: time % 2 == 0 ? time : nil)
        ])
      case 0...2:
        sessions[place].seq += 1
        let bytes = random.next() % 10 == 0 ? 20_000 : Int(random.next() % 900) + 30
        try journal.commit([
          .event(session.id, seq: session.seq + 1, bytes: random.bytes(bytes))
        ])
      case 3:
        seats.append((session.id, id()))
        try journal.commit([
          .seat(
            session.id, member: seats[seats.count - 1].member, tokenHash: random.bytes(32))
        ])
      case 4 where !cards.isEmpty:
        let card = cards[Int(random.next() % UInt64(cards.count))]
        try put(card, version: 2)
      default:
        let card = (session.id, session.sets[session.sets.count - 1], id())
        cards.append(card)
        try put(card, version: 1)
        try journal.commit([
          .ballot(session.id, set: card.1, ballot: random.bytes(16), count: 1)
        ])
      }
    }

    private func put(_ card: (session: ID, set: Int, item: ID), version: Int) throws {
      try journal.commit([
        .card(
          card.session,
          ClosedCard(
            set: card.set, item: card.item, own: random.bytes(16), version: version, author: nil,
            envelope: envelope()))
      ])
    }

    /// Ends a set, or a whole session; the sweep is the caller's.
    func remove() throws {
      let place = Int(random.next() % UInt64(sessions.count))
      let id = sessions[place].id
      if sessions.count > 2, random.next() % 3 == 0 {
        sessions.remove(at: place)
        cards.removeAll { $0.session == id }
        seats.removeAll { $0.session == id }
        try journal.commit([.purge(id)])
        return
      }
      let set = sessions[place].sets.count
      sessions[place].sets.append(set + 1)
      sessions[place].seq += 1
      cards.removeAll { $0.session == id && $0.set == set }
      try journal.commit([
        .event(id, seq: sessions[place].seq, bytes: random.bytes(3000)), .endSet(id, set: set),
      ])
    }

    func faults() throws -> [String] {
      try #require(try Audit(folder: folder).look()).faults.map(\.description)
    }
  }

  @Test("nothing is wrong while rows of all sizes come, change and go", arguments: 1...4)
  func clean(seed: UInt64) throws {
    let place = try Place(seed)
    for _ in 0..<3 { try place.begin() }
    for round in 0..<30 {
      for _ in 0..<25 { try place.change() }
      if round % 3 == 0 { #expect(try place.faults() == [], "before removing") }
      try place.remove()
      try place.begin()
      while try place.journal.sweep() == nil {}
      #expect(try place.faults() == [], "round \(round)")
      if round % 10 == 9 {
        place.journal.close()
        #expect(try place.faults() == [], "closed")
        try place.journal.open { _ in }
        #expect(try place.faults() == [], "opened")
      }
    }
    let report = try Audit(folder: place.folder).report()
    #expect(report.sessions == place.sessions.count)
    #expect(report.rows > 100 && report.zeroRows > 0)
  }

  @Test("what is removed is a fault until the sweep", arguments: 1...8)
  func beforeSweep(seed: UInt64) throws {
    let place = try Place(seed)
    for _ in 0..<3 { try place.begin() }
    for _ in 0..<40 { try place.change() }
    while try place.journal.sweep() == nil {}
    let before = place.cards.count
    try place.remove()
    guard place.cards.count < before else { return }
    #expect(try place.faults().contains { $0.contains("closed.sqlite") })
    while try place.journal.sweep() == nil {}
    #expect(try place.faults() == [])
  }

  @Test("a byte of a removed row anywhere in a page is found", arguments: 1...2)
  func bytes(seed: UInt64) throws {
    let place = try Place(seed)
    for _ in 0..<3 { try place.begin() }
    for _ in 0..<60 { try place.change() }
    while try place.journal.sweep() == nil {}
    place.journal.close()
    let path = place.folder + "/closed.sqlite"
    let file = [UInt8](try #require(FileManager.default.contents(atPath: path)))
    let mark = Array("kanariewoord".utf8)
    // Each stretch of zeros that is long enough to hold the word without touching a row.
    var found = 0
    var start = 0
    while let zero = file[start...].firstIndex(of: 0) {
      let end = file[zero...].firstIndex { $0 != 0 } ?? file.count
      start = end
      guard end - zero > 200 else { continue }
      found += 1
      var changed = file
      changed.replaceSubrange((zero + end) / 2..<(zero + end) / 2 + mark.count, with: mark)
      #expect(FileManager.default.createFile(atPath: path, contents: Data(changed)))
      #expect(try place.faults().count == 1, "byte \((zero + end) / 2)")
    }
    #expect(found > 3)
  }

  @Test("an id is searched in every form, and a text that is none is refused")
  func forms() throws {
    let uuid = "00112233-4455-6677-8899-aabbccddeeff"
    let forms = try #require(AuditSearch(uuid)).forms.map(\.bytes)
    #expect(AuditSearch("ABEiM0RVZneImaq7zN3u_w")?.forms.map(\.bytes) == forms)
    #expect(AuditSearch(uuid.replacing("-", with: "").uppercased())?.forms.map(\.bytes) == forms)
    let raw = (0..<16).map { UInt8($0 * 17) }
    for shift in 0..<6 {
      let text = Data([UInt8](repeating: 255, count: shift) + raw + [1, 2, 3]).base64EncodedData()
      #expect(forms.contains { text.range(of: Data($0)) != nil }, "\(shift)")
    }
    for bad in [
      "", "abc", uuid + "0", "0011223344556677-8899-aabbccddeefg", "ABEiM0RVZneImaq7zN3u w",
    ] {
      #expect(AuditSearch(bad) == nil, "\(bad)")
    }
  }
}
