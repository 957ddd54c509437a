import KringCore
import Testing

/// Each bound of a session, kept exactly and passed by one.
@Suite("Bounds of a session")
struct BoundTests {
  /// The lengths of the smallest and the largest envelope.
  private static let (small, large) = (Envelope.lengths[0], Envelope.lengths[3])

  /// An envelope of a length.
  private func envelope(_ length: Int) throws -> Envelope {
    try #require(Envelope(text: [UInt8](repeating: UInt8(ascii: "A"), count: length)))
  }

  /// A meeting in a step whose session has some bounds.
  private func table(in step: String, _ change: (inout Limits) -> Void) -> Table {
    var limits = Limits()
    change(&limits)
    var table = Table(5, limits: limits)
    table.good(0, .roles(.takeChair(term: 0)))
    table.good(0, .roles(.castCase(number: 1, presenter: .of(1), chair: nil)))
    table.good(0, .course(.go(visit: 0, to: step)))
    return table
  }

  @Test("live items count on after they were withdrawn, for the seat that wrote them")
  func liveItems() {
    var table = table(in: "1.vraag") { $0.items = 3 }
    for _ in 0..<2 {
      let item = table.item(2, "vragen")
      table.good(2, .writing(.withdrawItem(item: item)))
    }
    let last = table.item(2, "vragen")
    let one = Command.writing(.addItem(item: .of(500), visit: 1, input: "vragen", envelope: .of(4)))
    table.bad(2, one, .tooMuch)
    // What is there already may still be changed, and nobody else is held up.
    table.good(2, .writing(.editItem(item: last, version: 1, envelope: .of(9))))
    table.good(4, one)
  }

  @Test("a set takes of each seat what the input allows, whoever lays cards")
  func cards() {
    var table = table(in: "1.vraag") { $0.items = 4 }
    for _ in 0..<2 {
      let item = table.item(2, "vragen")
      table.good(2, .writing(.withdrawItem(item: item)))
    }
    table.good(0, .course(.go(visit: 1, to: "1.schrijf")))
    // Two items and room for two cards: just enough.
    for _ in 0..<2 { _ = table.card(2, in: 1) }
    for _ in 0..<2 { _ = table.card(3, in: 1) }
    table.good(0, .course(.go(visit: 2, to: "1.lees")))
    table.good(0, .sets(.discardSet(set: 1)))
    table.good(0, .course(.go(visit: 3, to: "1.vraag")))
    _ = table.item(2, "vragen")
    table.good(0, .course(.go(visit: 4, to: "1.schrijf")))
    table.bad(2, .sets(.addCard(item: .of(500), set: 2, envelope: .of(2))), .tooMuch)
    _ = table.card(3, in: 2)
  }

  @Test("what others lay, how much and how long, changes no answer to a seat")
  func silentAboutOthers() throws {
    let large = try envelope(Self.large)
    /// The answers to a member who fills the own room, one text at a time.
    func answers(others: Int, size: Envelope) -> [Rejection.Code?] {
      var table = table(in: "1.schrijf") { $0.characters = 5 * Self.large }
      for other in [0, 3, 4].prefix(others) {
        for _ in 0..<2 {
          table.good(other, .sets(.addCard(item: table.draw(), set: 1, envelope: size)))
        }
      }
      let card = table.card(2, in: 1)
      table.good(2, .writing(.takePen(from: nil)))
      return (0..<6).map { number -> Rejection.Code? in
        let note = Command.writing(.writeNote(note: .of(600 + number), visit: 1, envelope: large))
        do throws(Rejection) {
          _ = try table.act(2, note)
          let text = number % 2 == 0 ? large : .of(number)
          table.good(2, .sets(.editCard(item: card, set: 1, version: number + 1, envelope: text)))
          return nil
        } catch { return error.code }
      }
    }
    let alone = answers(others: 0, size: .of(1))
    #expect(alone == [nil, nil, nil, .tooMuch, .tooMuch, .tooMuch])
    #expect(answers(others: 3, size: .of(1)) == alone)
    #expect(answers(others: 3, size: large) == alone)
  }

  @Test("a seat that filled its room holds up nobody, removed or not")
  func fullSeat() {
    var table = table(in: "1.schrijf") { $0.characters = 4 * Self.large }
    table.good(2, .writing(.takePen(from: nil)))
    var number = 700
    func note() -> Command {
      .writing(.writeNote(note: .of(number), visit: 1, envelope: .of(number)))
    }
    while (try? table.act(2, note())) != nil { number += 1 }
    table.bad(2, note(), .tooMuch)
    _ = table.card(3, in: 1)
    table.good(0, .people(.remove(member: .of(2))))
    for member in [0, 3, 4] { _ = table.card(member, in: 1) }
    table.good(0, .course(.go(visit: 1, to: "1.lees")))
    table.good(0, .sets(.openSet(set: 1)))
    table.good(0, .course(.go(visit: 2, to: "1.vraag")))
    _ = table.item(3, "vragen")
  }

  @Test("what is known already is answered as ever, however full the seat is")
  func knownWhenFull() {
    var table = table(in: "1.vraag") {
      $0.items = 1
      $0.characters = Self.small
    }
    let item = table.item(2, "vragen")
    table.same(2, .writing(.addItem(item: item, visit: 1, input: "vragen", envelope: .of(2))))
    table.good(2, .writing(.withdrawItem(item: item)))
  }

  /// Something that brings an envelope into a session.
  enum Way: String, CaseIterable, Sendable {
    case item, edit, mark, note
  }

  @Test(
    "each way of writing is taken up to the last character, and not one more",
    arguments: Way.allCases, [0, 1])
  func characters(way: Way, missing: Int) throws {
    // An item that is there before, and then one more envelope.
    var table = table(in: "1.vraag") { $0.characters = Self.small + Self.large - missing }
    let text = try envelope(Self.large)
    let item = table.item(2, "vragen")
    table.good(2, .writing(.takePen(from: nil)))
    let command: Command =
      switch way {
      case .item: .writing(.addItem(item: .of(500), visit: 1, input: "vragen", envelope: text))
      case .edit: .writing(.editItem(item: item, version: 1, envelope: text))
      case .mark: .writing(.markItem(item: item, mark: .of(500), envelope: text))
      case .note: .writing(.writeNote(note: .of(500), visit: 1, envelope: text))
      }
    if missing == 0 { table.good(2, command) } else { table.bad(2, command, .tooMuch) }
  }

  @Test("a set takes of each seat the largest size for each card", arguments: [0, 1])
  func largestCards(missing: Int) {
    var table = table(in: "1.schrijf") { $0.characters = 2 * Self.large - missing }
    let card = Command.sets(.addCard(item: .of(500), set: 1, envelope: .of(2)))
    if missing == 0 { table.good(2, card) } else { table.bad(2, card, .tooMuch) }
  }

  @Test("a seat takes 4 MiB of envelopes to the last character")
  func fourMebibytes() throws {
    // So many of each of the four lengths make it exactly.
    let counts = [1, 34, 1, 753]
    let total = zip(counts, Envelope.lengths).reduce(0) { $0 + $1.0 * $1.1 }
    #expect(total == 4 << 20)
    var table = table(in: "1.vraag") { _ in }
    let item = table.draw()
    var version = 0
    for (count, length) in zip(counts, Envelope.lengths).reversed() {
      let text = try envelope(length)
      for _ in 0..<count {
        table.good(
          2,
          version == 0
            ? .writing(.addItem(item: item, visit: 1, input: "vragen", envelope: text))
            : .writing(.editItem(item: item, version: version, envelope: text)))
        version += 1
      }
    }
    #expect(table.view.items[0].version == counts.reduce(0, +))
    table.bad(2, .writing(.editItem(item: item, version: version, envelope: .of(1))), .tooMuch)
    table.good(3, .writing(.addItem(item: .of(500), visit: 1, input: "vragen", envelope: .of(3))))
  }

  @Test("a seat takes 1,000 items and not one more")
  func thousand() throws {
    var table = table(in: "1.vraag") { _ in }
    for _ in 0..<1_000 {
      let item = table.item(2, "vragen")
      table.good(2, .writing(.withdrawItem(item: item)))
    }
    let one = Command.writing(.addItem(item: .of(500), visit: 1, input: "vragen", envelope: .of(3)))
    table.bad(2, one, .tooMuch)
    table.good(3, one)
  }

  @Test("twelve are seated, a thirteenth is refused, at the door as well")
  func members() throws {
    var table = Table(12)
    #expect(table.view.members.count == 12)
    let guest = Newcomer(
      member: .of(12), name: .of(12), tokenHash: [12], host: false, lost: false)
    #expect(throws: Rejection(.sessionFull)) { try table.server(.join(guest)) }
    table.good(0, .roles(.takeChair(term: 0)))
    table.presence.door = [guest]
    table.bad(0, .people(.admit(newcomer: .of(12))), .sessionFull)
    // Who left keeps the seat.
    table.good(5, .people(.leave))
    table.bad(0, .people(.admit(newcomer: .of(12))), .sessionFull)
    table.good(0, .people(.remove(member: .of(5))))
    table.good(0, .people(.admit(newcomer: .of(12))))
  }

  @Test("a session has a hundred seats in all, however often somebody is removed and let in")
  func seats() throws {
    var table = Table(in: "1.vertel")
    for number in 5..<100 {
      table.admit(number)
      table.good(0, .people(.remove(member: .of(number))))
    }
    #expect(table.view.members.count == 100)
    let guest = Newcomer(
      member: .of(100), name: .of(100), tokenHash: [100], host: false, lost: false)
    table.presence.door = [guest]
    table.bad(0, .people(.admit(newcomer: .of(100))), .sessionFull)
    // A lost seat is given back all the same.
    table.presence.door = []
    table.giveAway(3)
  }

  @Test("a step is planned for four hours at most and a millisecond at least")
  func plannedTimes() {
    let longest = 4 * 3_600_000
    var table = Table(in: "1.vraag")
    for good in [longest, 1] { table.good(0, .clock(.planClock(visit: 1, planned: good))) }
    for bad in [longest + 1, 0] {
      table.bad(0, .clock(.planClock(visit: 1, planned: bad)), .outOfRange)
    }
    func times(_ planned: Int) -> Command {
      .clock(.timePlan(visit: 1, planned: [StepTime(step: "na.oogst", planned: planned)]))
    }
    for good in [longest, 30_000] { table.good(0, times(good)) }
    for bad in [longest + 1, 29_999] { table.bad(0, times(bad), .outOfRange) }
  }

  @Test("content is kept for seven days at most")
  func keep() {
    let week = 7 * 24 * 3_600_000
    var table = Table(in: "1.vraag")
    table.bad(0, .course(.close(visit: 1, keep: week + 1)), .outOfRange)
    table.good(0, .course(.close(visit: 1, keep: week)))
    #expect(table.view.purge == table.now + week)
    table.bad(0, .course(.keep(keep: week + 1)), .outOfRange)
    table.good(0, .course(.keep(keep: 0)))
    table.good(0, .course(.keep(keep: week)))
    #expect(table.view.purge == table.now + week)
  }

  @Test("a forced opening waits for exactly 15 s")
  func forced() throws {
    var table = Table(in: "1.schrijf")
    _ = table.card(2, in: 1)
    table.good(0, .course(.go(visit: 1, to: "1.lees")))
    table.good(0, .sets(.forceSet(set: 1)))
    table.now += 14_999
    #expect(throws: Rejection(.notNow)) { try table.server(.openForced(set: 1)) }
    table.now += 1
    try table.server(.openForced(set: 1))
    #expect(table.view.sets[0].state == .opened)
  }
}
