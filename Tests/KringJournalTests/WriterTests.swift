import Foundation
import KringCore
import Testing

@testable import KringJournal

private let one = ID(high: 1, low: 1)
private let two = ID(high: 2, low: 2)

/// The disk thread while the disk is well.
@Suite("The journal's writer")
struct WriterTests {
  @Test("many batches from another thread are reported in order and kept", arguments: Kind.allCases)
  func order(_ kind: Kind) throws {
    let place = Place(kind)
    let reports = Reports()
    let writer = makeWriter(place, reports)
    #expect(try writer.start().state == Contents())
    writer.submit([Entry.session(one)], number: 1)
    for seq in 1...500 {
      writer.submit([Entry.event(one, seq, [UInt8(seq % 256)])], number: UInt64(seq + 1))
    }
    try reports.waitForCommit(of: 501)
    #expect(writer.ahead == (0, 0))
    writer.stop()
    let numbers = reports.all.map { $0.committed ?? 0 }
    #expect(numbers == numbers.sorted() && Set(numbers).count == numbers.count)
    #expect(numbers.last == 501 && !numbers.contains(0))
    #expect(try place.contents().events[one]?.count == 500)
  }

  @Test("batches that wait together become one transaction, and count as ahead until reported")
  func grouping() throws {
    let place = Place(.memory)
    let reports = Reports()
    let gate = GatedJournal.Gate(isShut: true)
    let writer = makeWriter(place, reports, gate: gate)
    _ = try writer.start()
    writer.submit([Entry.session(one)], number: 10)
    try gate.waitForArrival()
    let size = Entry.event(one, 1).size
    for seq in 1...5 { writer.submit([Entry.event(one, seq)], number: UInt64(10 + seq)) }
    writer.submit([], number: 16)
    #expect(writer.ahead == (7, Entry.session(one).size + 5 * size))
    #expect(reports.all.isEmpty)
    gate.letPass()
    try gate.waitForArrival()
    #expect(writer.ahead == (6, 5 * size))
    gate.letPass()
    try reports.waitForCommit(of: 16)
    #expect(writer.ahead == (0, 0))
    #expect(gate.commits == [[Entry.session(one)], (1...5).map { Entry.event(one, $0) }])
    writer.stop()
  }

  @Test(
    "what is refused costs its session, of which nothing more is written, and no other session",
    arguments: Kind.allCases)
  func refused(_ kind: Kind) throws {
    let place = Place(kind)
    let reports = Reports()
    let writer = makeWriter(place, reports)
    _ = try writer.start()
    writer.submit([Entry.session(one), Entry.session(two), Entry.event(one, 1)], number: 1)
    try reports.waitForCommit(of: 1)
    let card = ID(high: 3, low: 3)
    writer.submit(
      [
        Entry.item(one, set: 1, card, [1]), Entry.event(two, 1), Entry.event(one, 3),
        Entry.event(two, 2),
      ], number: 2)
    try reports.waitForCommit(of: 2)
    let refused = reports.all.compactMap(\.refused)
    #expect(refused.map(\.keys).map(Set.init) == [[one]])
    #expect(refused.first?[one]?.code == .wrongSequence)
    // What would fit is not written either: it follows what was not.
    writer.submit([Entry.event(one, 2), Entry.event(two, 3)], number: 3)
    try reports.waitForCommit(of: 3)
    writer.stop()
    #expect(reports.all.compactMap(\.failure).isEmpty)
    let contents = try place.contents()
    #expect(contents.events[one] == [Entry.event(one, 1)])
    #expect(contents.events[two]?.count == 3)
    #expect(contents.items.isEmpty)
  }

  @Test("a purge is reported once its bytes are gone", arguments: Kind.allCases)
  func purge(_ kind: Kind) throws {
    let place = Place(kind)
    let reports = Reports()
    let writer = makeWriter(place, reports)
    _ = try writer.start()
    writer.submit([Entry.session(one), Entry.event(one, 1)], number: 1)
    writer.submit([Entry.session(two), Entry.item(two, set: 1, one, [1])], number: 2)
    writer.submit([.purge(one)], number: 3)
    writer.submit([.purge(two)], number: 4)
    let receipts = try reports.wait { reports in
      let receipts = reports.flatMap(\.receipts)
      return receipts.count == 2 ? receipts : nil
    }
    #expect(
      receipts == [
        PurgeReceipt(session: one, events: 1, seats: 0, closedItems: 0, ballots: 0),
        PurgeReceipt(session: two, events: 0, seats: 0, closedItems: 1, ballots: 0),
      ])
    writer.stop()
    #expect(try place.contents() == Contents())
  }

  @Test("of many claims at once some have a turn, then what is written, then the others")
  func manyClaims() throws {
    let reports = Reports()
    let gate = GatedJournal.Gate(isShut: true)
    let writer = makeWriter(Place(.memory), reports, gate: gate)
    _ = try writer.start()
    writer.submit([Entry.session(one)], number: 1)
    try gate.waitForArrival()
    let asked = (1...100).map { ID(high: 9, low: UInt64($0)) }
    for session in asked { writer.claim(session) }
    writer.submit([Entry.event(one, 1)], number: 2)
    gate.letPass()
    try gate.waitForArrival()
    let told = asked.count { session in reports.all.contains { $0.claim(of: session) != nil } }
    #expect(told > 0 && told <= 20)
    gate.letPass()
    _ = try reports.wait { reports in
      asked.allSatisfy { session in reports.contains { $0.claim(of: session) != nil } } ? true : nil
    }
    writer.stop()
  }

  @Test("a claim tells whether a session is there", arguments: Kind.allCases)
  func claims(_ kind: Kind) throws {
    let reports = Reports()
    let writer = makeWriter(Place(kind), reports)
    _ = try writer.start()
    writer.claim(one)
    #expect(try reports.wait { $0.compactMap { $0.claim(of: one) }.first } == Claim.none)
    writer.submit([Entry.session(two)], number: 1)
    try reports.waitForCommit(of: 1)
    writer.claim(two)
    #expect(try reports.wait { $0.compactMap { $0.claim(of: two) }.first } == .held)
    writer.stop()
  }

  @Test("sweeps keep their distance, but a stop does not leave one undone")
  func sweepDistance() throws {
    let place = Place(.memory)
    let reports = Reports()
    var pace = hasty
    pace.sweep = .seconds(3600)
    let writer = makeWriter(place, reports, pace: pace)
    _ = try writer.start()
    writer.submit([Entry.session(one), Entry.session(two)], number: 1)
    writer.submit([.purge(one)], number: 2)
    _ = try reports.wait { reports in reports.flatMap(\.receipts).first }
    writer.submit([.purge(two)], number: 3)
    writer.submit([], number: 4)
    try reports.waitForCommit(of: 4)
    #expect(reports.all.flatMap(\.receipts).map(\.session) == [one])
    writer.stop()
    #expect(reports.all.flatMap(\.receipts).map(\.session) == [one, two])
  }

  @Test("in a quiet moment a long log is brought into the file, and a short one is not")
  func rests() throws {
    let place = Place(.sqlite)
    let reports = Reports()
    let gate = GatedJournal.Gate(isShut: false)
    let writer = makeWriter(place, reports, gate: gate)
    _ = try writer.start()
    func size() throws -> Int {
      let file = URL(filePath: place.folder + "/journal.sqlite")
      return try file.resourceValues(forKeys: [.fileSizeKey]).fileSize ?? 0
    }
    writer.submit([Entry.session(one)], number: 1)
    let bytes = [UInt8](repeating: 3, count: 600_000)
    writer.submit([Entry.event(one, 1, bytes)], number: 2)
    try reports.waitForCommit(of: 2)
    let before = try size()
    #expect(before < 600_000)
    writer.submit([Entry.event(one, 2, bytes)], number: 3)
    try gate.waitForRest()
    #expect(try size() >= 1_200_000)
    writer.stop()
    #expect(try place.contents().events[one]?.count == 2)
  }

  @Test("a stop commits and reports what was submitted", arguments: Kind.allCases)
  func stop(_ kind: Kind) throws {
    let place = Place(kind)
    let reports = Reports()
    let writer = makeWriter(place, reports)
    _ = try writer.start()
    writer.submit([Entry.session(one)], number: 1)
    for seq in 1...50 { writer.submit([Entry.event(one, seq)], number: UInt64(seq + 1)) }
    writer.stop()
    try reports.waitForCommit(of: 51)
    writer.submit([Entry.event(one, 51)], number: 52)
    writer.stop()
    let later = Reports()
    let second = makeWriter(place, later)
    let opened = try second.start()
    #expect(try opened.contents(by: second, later).events[one]?.count == 50)
    #expect(opened.lastAlive == 1_750_000_000_000)
  }

  @Test("a journal that does not open is told by start, and stop returns", arguments: Kind.allCases)
  func doesNotStart(_ kind: Kind) throws {
    let place = Place(kind)
    let first = try place.open()
    try first.commit([Entry.session(one)])
    if kind == .memory { place.disk.fail(atCommit: 1) }
    if kind == .memory { #expect(code { try first.commit([Entry.event(one, 1)]) } == .storage) }
    let writer = makeWriter(place)
    let error = try #require(throws: JournalError.self) { try writer.start() }
    #expect(error.code == (kind == .memory ? .storage : .inUse))
    writer.stop()
    first.close()
    place.disk.repair()
    let second = makeWriter(place)
    #expect(try second.start().state.sessions.count == 1)
    second.stop()
  }
}
