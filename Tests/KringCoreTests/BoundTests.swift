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
    table.good(0, .takeChair(term: 0))
    table.good(0, .castCase(number: 1, presenter: .of(1), chair: nil))
    table.good(0, .go(visit: 0, to: step))
    return table
  }

  @Test("live items count on after they were withdrawn")
  func liveItems() {
    var table = table(in: "1.vraag") { $0.items = 3 }
    let first = table.item(2, "vragen")
    table.good(2, .withdrawItem(item: first))
    _ = table.item(2, "vragen")
    _ = table.item(3, "vragen")
    let one = Command.addItem(item: .of(500), visit: 1, input: "vragen", envelope: .of(4))
    table.bad(4, one, .tooMuch)
    // What is there already may still be changed.
    let last = table.view.items[1].item
    table.good(3, .editItem(item: last, version: 1, envelope: .of(9)))
  }

  @Test("closed cards count with live items, before the opening and after it")
  func cards() {
    var table = table(in: "1.vraag") { $0.items = 5 }
    _ = table.item(2, "vragen")
    table.good(0, .go(visit: 1, to: "1.schrijf"))
    for member in [0, 2, 3, 4] { _ = table.card(member, in: 1) }
    table.bad(4, .addCard(item: .of(500), set: 1, envelope: .of(4)), .tooMuch)
    table.good(0, .go(visit: 2, to: "1.lees"))
    table.good(0, .openSet(set: 1))
    table.good(0, .go(visit: 3, to: "1.vraag"))
    let one = Command.addItem(item: .of(501), visit: 4, input: "vragen", envelope: .of(3))
    table.bad(3, one, .tooMuch)
  }

  @Test("cards that are thrown away count no more, and leave room for exactly as many")
  func discarded() {
    var table = table(in: "1.schrijf") { $0.items = 2 }
    for member in [2, 3] { _ = table.card(member, in: 1) }
    table.bad(4, .addCard(item: .of(500), set: 1, envelope: .of(4)), .tooMuch)
    table.good(0, .discardSet(set: 1))
    table.good(0, .go(visit: 1, to: "1.vraag"))
    for member in [2, 3] { _ = table.item(member, "vragen") }
    table.bad(4, .addItem(item: .of(500), visit: 2, input: "vragen", envelope: .of(4)), .tooMuch)
  }

  @Test("what is known already is answered as ever, however full the session is")
  func knownWhenFull() {
    var table = table(in: "1.vraag") {
      $0.items = 1
      $0.characters = Self.small
    }
    let item = table.item(2, "vragen")
    table.same(2, .addItem(item: item, visit: 1, input: "vragen", envelope: .of(2)))
    table.good(2, .withdrawItem(item: item))
  }

  /// Something that brings an envelope into a session.
  enum Way: String, CaseIterable, Sendable {
    case item, edit, mark, note, card
  }

  @Test(
    "each way of writing is taken up to the last character, and not one more",
    arguments: Way.allCases, [0, 1])
  func characters(way: Way, missing: Int) throws {
    let step = way == .card ? "1.schrijf" : "1.vraag"
    // An item that is there before, and then one more envelope.
    let before = way == .card ? 0 : Self.small
    var table = table(in: step) { $0.characters = before + Self.large - missing }
    let text = try envelope(Self.large)
    let item = way == .card ? .of(400) : table.item(2, "vragen")
    table.good(2, .takePen(from: nil))
    let command: Command =
      switch way {
      case .item: .addItem(item: .of(500), visit: 1, input: "vragen", envelope: text)
      case .edit: .editItem(item: item, version: 1, envelope: text)
      case .mark: .markItem(item: item, mark: .of(500), envelope: text)
      case .note: .writeNote(note: .of(500), visit: 1, envelope: text)
      case .card: .addCard(item: .of(500), set: 1, envelope: text)
      }
    if missing == 0 { table.good(2, command) } else { table.bad(2, command, .tooMuch) }
  }

  @Test("an edited card gives its earlier characters back, an edited item does not")
  func edits() throws {
    let (small, large) = (Self.small, Self.large)
    var closed = table(in: "1.schrijf") { $0.characters = small + large }
    let text = try envelope(large)
    let (mine, other) = (closed.card(2, in: 1), closed.card(3, in: 1))
    closed.good(2, .editCard(item: mine, set: 1, version: 1, envelope: text))
    closed.bad(3, .editCard(item: other, set: 1, version: 1, envelope: text), .tooMuch)
    closed.bad(4, .addCard(item: .of(500), set: 1, envelope: .of(4)), .tooMuch)
    closed.good(2, .editCard(item: mine, set: 1, version: 2, envelope: try envelope(small)))
    closed.good(3, .editCard(item: other, set: 1, version: 1, envelope: text))

    var live = table(in: "1.vraag") { $0.characters = small + large }
    let item = live.item(2, "vragen")
    live.good(2, .editItem(item: item, version: 1, envelope: text))
    live.bad(2, .editItem(item: item, version: 2, envelope: .of(3)), .tooMuch)
  }

  @Test("an opening neither adds characters nor frees any, and a discard frees them")
  func openingKeeps() {
    for discards in [false, true] {
      var table = table(in: "1.schrijf") { $0.characters = 3 * Self.small }
      for member in [2, 3, 4] { _ = table.card(member, in: 1) }
      table.bad(0, .addCard(item: .of(500), set: 1, envelope: .of(0)), .tooMuch)
      table.good(0, .go(visit: 1, to: "1.lees"))
      table.good(0, discards ? .discardSet(set: 1) : .openSet(set: 1))
      table.good(0, .go(visit: 2, to: "1.vraag"))
      let one = Command.addItem(item: .of(501), visit: 3, input: "vragen", envelope: .of(2))
      if discards { table.good(2, one) } else { table.bad(2, one, .tooMuch) }
    }
  }

  @Test("a session takes 8 MiB of envelopes to the last character")
  func eightMebibytes() throws {
    // So many of each of the four lengths make it exactly.
    let counts = [29, 60, 1, 1505]
    let total = zip(counts, Envelope.lengths).reduce(0) { $0 + $1.0 * $1.1 }
    #expect(total == 8 << 20)
    var table = table(in: "1.vraag") { _ in }
    let item = table.draw()
    var version = 0
    for (count, length) in zip(counts, Envelope.lengths).reversed() {
      let text = try envelope(length)
      for _ in 0..<count {
        table.good(
          2,
          version == 0
            ? .addItem(item: item, visit: 1, input: "vragen", envelope: text)
            : .editItem(item: item, version: version, envelope: text))
        version += 1
      }
    }
    #expect(table.view.items[0].version == counts.reduce(0, +))
    table.bad(2, .editItem(item: item, version: version, envelope: .of(1)), .tooMuch)
    table.bad(
      3, .addItem(item: .of(500), visit: 1, input: "vragen", envelope: .of(3)), .tooMuch)
  }

  @Test("a session takes 2,000 items and not one more")
  func twoThousand() throws {
    var table = table(in: "1.vraag") { _ in }
    // Withdrawn ones count, so one member can make them all.
    for _ in 0..<2_000 {
      let item = table.item(2, "vragen")
      table.good(2, .withdrawItem(item: item))
    }
    table.bad(
      3, .addItem(item: .of(500), visit: 1, input: "vragen", envelope: .of(3)), .tooMuch)
  }

  @Test("twelve are seated, a thirteenth is refused, at the door as well")
  func members() throws {
    var table = Table(12)
    #expect(table.view.members.count == 12)
    let guest = Newcomer(
      member: .of(12), name: .of(12), tokenHash: [12], host: false, lost: false)
    #expect(throws: Rejection(.sessionFull)) { try table.server(.join(guest)) }
    table.good(0, .takeChair(term: 0))
    table.presence.door = [guest]
    table.bad(0, .admit(newcomer: .of(12)), .sessionFull)
    // Who left keeps the seat.
    table.good(5, .leave)
    table.bad(0, .admit(newcomer: .of(12)), .sessionFull)
    table.good(0, .remove(member: .of(5)))
    table.good(0, .admit(newcomer: .of(12)))
  }

  @Test("a step is planned for four hours at most and a millisecond at least")
  func plannedTimes() {
    let longest = 4 * 3_600_000
    var table = Table(in: "1.vraag")
    for good in [longest, 1] { table.good(0, .planClock(visit: 1, planned: good)) }
    for bad in [longest + 1, 0] { table.bad(0, .planClock(visit: 1, planned: bad), .outOfRange) }
    func times(_ planned: Int) -> Command {
      .timePlan(visit: 1, planned: [StepTime(step: "na.oogst", planned: planned)])
    }
    for good in [longest, 30_000] { table.good(0, times(good)) }
    for bad in [longest + 1, 29_999] { table.bad(0, times(bad), .outOfRange) }
  }

  @Test("content is kept for seven days at most")
  func keep() {
    let week = 7 * 24 * 3_600_000
    var table = Table(in: "1.vraag")
    table.bad(0, .close(visit: 1, keep: week + 1), .outOfRange)
    table.good(0, .close(visit: 1, keep: week))
    #expect(table.view.purge == table.now + week)
    table.bad(0, .keep(keep: week + 1), .outOfRange)
    table.good(0, .keep(keep: 0))
    table.good(0, .keep(keep: week))
    #expect(table.view.purge == table.now + week)
  }

  @Test("a forced opening waits for exactly 15 s")
  func forced() throws {
    var table = Table(in: "1.schrijf")
    _ = table.card(2, in: 1)
    table.good(0, .go(visit: 1, to: "1.lees"))
    table.good(0, .forceSet(set: 1))
    table.now += 14_999
    #expect(throws: Rejection(.notNow)) { try table.server(.openForced(set: 1)) }
    table.now += 1
    try table.server(.openForced(set: 1))
    #expect(table.view.sets[0].state == .opened)
  }
}
