import KringCore
import Testing

@testable import kring_load

/// A made-up session in which one thing at a time goes wrong.
struct ChronicleTests {
  private let member = ID(high: 1, low: 1)
  private let item = ID(high: 2, low: 2)
  private let card = ID(high: 3, low: 3)
  private let laid = ID(high: 4, low: 4)
  private var events: [Event] = []
  private var closed: [ID: Envelope?] = [:]
  private var chronicle = Chronicle()

  private static func text(_ letter: Character) -> Envelope {
    // The last character has bits that must be zero, as they are in A.
    guard let text = Envelope(text: Array((String(repeating: letter, count: 722) + "A").utf8))
    else { preconditionFailure("722 letters and an A are the text of an envelope") }
    return text
  }

  init() {
    let kinds: [Event.Kind] = [
      .people(.memberJoined(member: member, name: Self.text("N"), host: false)),
      .roles(.chairChanged(chair: member, term: 1, back: nil)),
      .writing(.itemAdded(item: item, step: "1.a", input: "b", envelope: Self.text("A"))),
      .writing(.itemEdited(item: item, version: 2, envelope: Self.text("B"))),
      .sets(
        .setOpened(
          set: 1, forced: false, items: [OpenedItem(item: card, by: nil, envelope: Self.text("C"))])
      ),
      .people(.memberLeft(member: member)), .people(.memberReturned(member: member)),
    ]
    for kind in kinds { append(kind) }
    closed = [laid: Self.text("D")]
    chronicle.welcome(member, upTo: 1)
    for event in events { chronicle.tell(event) }
    let asked: [(Command, Int?)] = [
      (.roles(.takeChair(term: 0)), 2),
      (.writing(.addItem(item: item, visit: 1, input: "b", envelope: Self.text("A"))), 3),
      (.writing(.editItem(item: item, version: 1, envelope: Self.text("B"))), 4),
      (.sets(.addCard(item: card, set: 1, envelope: Self.text("C"))), nil),
      (.sets(.addCard(item: laid, set: 2, envelope: Self.text("D"))), nil),
      (.sets(.openSet(set: 1)), 5),
      (.people(.leave), 6), (.people(.comeBack), 7),
    ]
    for (command, seq) in asked { chronicle.acknowledge(command, by: member, upTo: seq) }
  }

  private mutating func append(_ kind: Event.Kind) {
    events.append(Event(seq: events.count + 1, at: 1, by: member, kind: kind))
  }

  /// Removes an event and closes the gap in the numbers, as if it had never been written.
  private mutating func remove(_ place: Int) {
    events.remove(at: place)
    for later in place..<events.count { events[later].seq -= 1 }
  }

  private var faults: Set<Chronicle.Fault> {
    var chronicle = chronicle
    chronicle.judge(events: events, closed: closed)
    return Set(chronicle.findings.map(\.fault))
  }

  @Test("a journal that has all that was told and acknowledged is found good")
  func good() {
    #expect(faults.isEmpty)
  }

  @Test("each event that is gone is found to be lost", arguments: 0..<7)
  func lost(place: Int) {
    var copy = self
    copy.remove(place)
    #expect(copy.faults.contains(.lost))
  }

  @Test("an event that only a view showed is found when it is gone")
  func lostEnd() {
    var copy = self
    copy.append(.course(.haltRaised))
    copy.chronicle.show(upTo: 8)
    #expect(copy.faults.isEmpty)
    copy.events.removeLast()
    #expect(copy.faults == [.lost])
  }

  @Test("each event that is there twice is found to be doubled", arguments: 0..<7)
  func doubled(place: Int) {
    var copy = self
    copy.append(copy.events[place].kind)
    #expect(copy.faults == [.doubled])
  }

  @Test("two events in another order than told are found", arguments: 0..<6)
  func swapped(place: Int) {
    var copy = self
    copy.events.swapAt(place, place + 1)
    copy.events[place].seq = place + 1
    copy.events[place + 1].seq = place + 2
    #expect(copy.faults.contains(.reordered))
  }

  @Test("an event that two members were told differently is found")
  func toldTwice() {
    var copy = self
    var other = events[3]
    other.kind = .course(.haltRaised)
    copy.chronicle.tell(other)
    #expect(copy.faults.contains(.reordered))
  }

  @Test("an acknowledged text that is kept as another one is found")
  func otherText() {
    var copy = self
    copy.events[2].kind = .writing(
      .itemAdded(
        item: item, step: "1.a", input: "b", envelope: Self.text("X")))
    #expect(copy.faults.contains(.lost))
  }

  @Test("a command acknowledged before its event is found")
  func tooEarly() {
    var copy = self
    copy.append(.writing(.itemWithdrawn(item: item)))
    copy.chronicle.acknowledge(.writing(.withdrawItem(item: item)), by: member, upTo: 7)
    #expect(copy.faults == [.reordered])
  }

  @Test("an acknowledged card that is not in its opened set is found")
  func lostCard() {
    var copy = self
    copy.events[4].kind = .sets(.setOpened(set: 1, forced: false, items: []))
    #expect(copy.faults.contains(.lost))
  }

  @Test("an acknowledged card that is gone from the closed store is found, unless discarded")
  func lostClosedCard() {
    var copy = self
    copy.closed = [:]
    #expect(copy.faults == [.lost])
    copy.append(.sets(.setDiscarded(set: 2)))
    #expect(copy.faults.isEmpty)
  }

  @Test("a withdrawn card that is still there is found")
  func backAgain() {
    var copy = self
    copy.chronicle.acknowledge(.sets(.withdrawCard(item: laid, set: 2)), by: member, upTo: nil)
    #expect(copy.faults == [.lost])
    copy.closed.updateValue(nil, forKey: laid)
    #expect(copy.faults.isEmpty)
  }

  @Test("a card whose last change was refused may be there in both ways")
  func uncertain() {
    var copy = self
    let edit = Command.sets(.editCard(item: laid, set: 2, version: 1, envelope: Self.text("E")))
    copy.chronicle.refuse(edit, of: member)
    #expect(copy.faults.isEmpty)
    copy.closed = [laid: Self.text("E")]
    #expect(copy.faults.isEmpty)
    copy.closed = [laid: Self.text("F")]
    #expect(copy.faults == [.lost])
  }

  @Test("a card that is laid again, and acknowledged after its change, must still be there changed")
  func laidAgain() {
    var copy = self
    let add = Command.sets(.addCard(item: laid, set: 2, envelope: Self.text("D")))
    let edit = Command.sets(.editCard(item: laid, set: 2, version: 1, envelope: Self.text("E")))
    for command in [edit, add] { copy.chronicle.acknowledge(command, by: member, upTo: nil) }
    #expect(copy.faults == [.lost])
    copy.closed = [laid: Self.text("E")]
    #expect(copy.faults.isEmpty)
  }

  @Test(
    "a card that was missing, or refused, must be there once it is acknowledged",
    arguments: [false, true])
  func laidAfterLoss(wasRefused: Bool) {
    var copy = self
    let item = wasRefused ? ID(high: 9, low: 9) : laid
    let add = Command.sets(.addCard(item: item, set: 2, envelope: Self.text("D")))
    if wasRefused {
      copy.chronicle.refuse(add, of: member)
    } else {
      copy.chronicle.miss([laid])
    }
    copy.closed[item] = nil
    #expect(copy.faults.isEmpty)
    copy.chronicle.acknowledge(add, by: member, upTo: nil)
    #expect(copy.faults == [.lost])
    copy.closed[item] = Self.text("D")
    #expect(copy.faults.isEmpty)
  }
}
