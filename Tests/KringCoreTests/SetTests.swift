import Testing

@testable import KringCore

@Suite("Closed sets")
struct SetTests {
  @Test("a card in a closed set takes no number, and no event or view holds anything of it")
  func noTrace() throws {
    var table = Table(in: "1.schrijf")
    let before = table.view
    let item = table.draw()
    let effects = try table.act(2, .sets(.addCard(item: item, set: 1, envelope: .of(7))))
    #expect(table.view == before)
    for effect in effects {
      switch effect {
      case .card(let card): #expect(card.author == nil)
      case .ballot: break
      default: Issue.record("a closed card caused \(effect)")
      }
    }
    for member in 0..<5 { #expect(table.session.view(for: .of(member)).items.isEmpty) }
  }

  @Test("an opening is one event in ascending order of ids, without authors")
  func opening() throws {
    var table = Table(in: "1.schrijf")
    let cards = [0, 4, 2, 3].map { table.card($0, in: 1) }
    table.bad(0, .sets(.openSet(set: 1)), .notNow)
    table.good(0, .course(.go(visit: 1, to: "1.lees")))
    table.bad(2, .sets(.openSet(set: 1)), .notYours)
    let effects = try table.act(0, .sets(.openSet(set: 1)))
    guard case .event(let event) = effects[0],
      case .sets(.setOpened(1, false, let items)) = event.kind
    else {
      Issue.record("no opening")
      return
    }
    #expect(items.map(\.item) == cards.sorted())
    #expect(items.allSatisfy { $0.by == nil })
    #expect(effects[1] == .endSet(set: 1))
    table.same(0, .sets(.openSet(set: 1)))
  }

  @Test("a named input keeps each author, set by the server")
  func named() {
    var table = Table()
    let path = Plan.InputPath(step: "1.schrijf", input: "advies")
    table.good(3, .course(.nameInput(path: path, named: true)))
    table.good(0, .roles(.takeChair(term: 0)))
    table.bad(3, .course(.nameInput(path: path, named: false)), .notYours)
    table.good(0, .roles(.castCase(number: 1, presenter: .of(1), chair: nil)))
    table.good(0, .course(.go(visit: 0, to: "1.schrijf")))
    table.bad(0, .course(.nameInput(path: path, named: false)), .notNow)
    let card = table.card(2, in: 1)
    table.good(0, .course(.go(visit: 1, to: "1.lees")))
    table.good(0, .sets(.openSet(set: 1)))
    #expect(table.view.items.first { $0.item == card }?.by == .of(2))
  }

  @Test("below the minimum of writers a set opens only when forced, fifteen seconds later")
  func minimum() throws {
    var table = Table(in: "1.schrijf")
    let card = table.card(2, in: 1)
    _ = table.card(2, in: 1)
    _ = table.card(3, in: 1)
    table.good(0, .course(.go(visit: 1, to: "1.lees")))
    table.bad(0, .sets(.openSet(set: 1)), .tooFew)
    table.good(0, .sets(.forceSet(set: 1)))
    table.same(0, .sets(.forceSet(set: 1)))
    #expect(table.view.sets[0].due == table.now + Session.forcedDelay)
    table.good(2, .sets(.withdrawCard(item: card, set: 1)))
    #expect(throws: Rejection(.notNow)) { try table.server(.openForced(set: 1)) }
    table.now += Session.forcedDelay
    try table.server(.openForced(set: 1))
    #expect(table.view.items.count == 2)
    #expect(table.view.sets[0].state == .opened)
  }

  @Test("with fewer than three possible writers an unnamed input is named from the start")
  func fewWriters() {
    var table = Table(in: "1.schrijf", 3)
    #expect(table.view.sets[0].named)
    let card = table.card(2, in: 1)
    table.good(0, .course(.go(visit: 1, to: "1.lees")))
    table.good(0, .sets(.openSet(set: 1)))
    #expect(table.view.items.first { $0.item == card }?.by == .of(2))
  }

  @Test("a rating needs four writers, is never forced, and is passed over in a smaller group")
  func rating() {
    var table = Table(in: "1.vertel", 4)
    table.good(0, .course(.go(visit: 1, to: "na.oogst")))
    for member in 0..<3 { _ = table.card(member, in: 1) }
    table.bad(0, .sets(.openSet(set: 1)), .tooFew)
    table.bad(0, .sets(.forceSet(set: 1)), .notForcible)
    _ = table.card(3, in: 1)
    table.good(0, .sets(.openSet(set: 1)))
    var small = Table(in: "1.vertel", 3)
    small.good(0, .course(.go(visit: 1, to: "na.oogst")))
    #expect(small.view.sets.isEmpty)
  }

  @Test("every closed command sent again or late is answered as the protocol says")
  func resends() {
    var table = Table(in: "1.schrijf")
    let card = table.card(2, in: 1)
    table.same(2, .sets(.addCard(item: card, set: 1, envelope: .of(2))))
    table.bad(2, .sets(.addCard(item: card, set: 1, envelope: .of(9))), .idTaken)
    table.bad(2, .sets(.addCard(item: .of(400), set: 7, envelope: .of(2))), .noSet)
    _ = table.card(2, in: 1)
    table.bad(2, .sets(.addCard(item: .of(401), set: 1, envelope: .of(2))), .full)
    table.good(2, .sets(.editCard(item: card, set: 1, version: 1, envelope: .of(5))))
    table.same(2, .sets(.editCard(item: card, set: 1, version: 1, envelope: .of(5))))
    // Both were unanswered: the addition comes again after the edit.
    table.same(2, .sets(.addCard(item: card, set: 1, envelope: .of(2))))
    table.bad(3, .sets(.addCard(item: card, set: 1, envelope: .of(2))), .idTaken)
    table.bad(2, .sets(.editCard(item: card, set: 1, version: 1, envelope: .of(6))), .stale)
    table.bad(3, .sets(.editCard(item: card, set: 1, version: 2, envelope: .of(6))), .noItem)
    table.bad(2, .sets(.editCard(item: .of(402), set: 1, version: 1, envelope: .of(6))), .noItem)
    table.bad(3, .sets(.withdrawCard(item: card, set: 1)), .noItem)
    table.same(3, .sets(.withdrawCard(item: .of(403), set: 1)))
    table.good(2, .sets(.withdrawCard(item: card, set: 1)))
    table.same(2, .sets(.withdrawCard(item: card, set: 1)))
    // The id stays taken: a late resend does not bring the card back.
    table.same(2, .sets(.addCard(item: card, set: 1, envelope: .of(2))))
    table.bad(3, .sets(.addCard(item: card, set: 1, envelope: .of(2))), .idTaken)
    _ = table.card(2, in: 1)
    table.bad(1, .sets(.addCard(item: .of(404), set: 1, envelope: .of(1))), .notYours)
  }

  @Test("of a card that was laid again the next change counts, on whatever version it was made")
  func laidAgain() {
    var table = Table(in: "1.schrijf")
    let card = table.card(2, in: 1)
    table.good(2, .sets(.editCard(item: card, set: 1, version: 7, envelope: .of(5))))
    table.same(2, .sets(.editCard(item: card, set: 1, version: 7, envelope: .of(5))))
    for version in 1...7 {
      table.bad(2, .sets(.editCard(item: card, set: 1, version: version, envelope: .of(6))), .stale)
    }
    table.good(2, .sets(.editCard(item: card, set: 1, version: 8, envelope: .of(6))))
    table.bad(3, .sets(.editCard(item: card, set: 1, version: 9, envelope: .of(7))), .noItem)
  }

  @Test("an opened or discarded set takes no cards, edits or withdrawals, but knows its own")
  func ended() {
    var table = Table(in: "1.schrijf")
    let cards = [0, 2, 3].map { table.card($0, in: 1) }
    table.good(0, .course(.go(visit: 1, to: "1.lees")))
    table.good(0, .sets(.openSet(set: 1)))
    table.bad(4, .sets(.addCard(item: .of(400), set: 1, envelope: .of(4))), .closed)
    table.same(2, .sets(.addCard(item: cards[1], set: 1, envelope: .of(2))))
    table.bad(2, .sets(.addCard(item: cards[1], set: 1, envelope: .of(8))), .idTaken)
    table.bad(2, .sets(.editCard(item: cards[1], set: 1, version: 1, envelope: .of(8))), .closed)
    table.bad(2, .sets(.withdrawCard(item: cards[1], set: 1)), .closed)
    table.bad(0, .sets(.discardSet(set: 1)), .stale)
    table.bad(0, .sets(.forceSet(set: 9)), .noSet)
  }

  @Test("a set without cards is not opened, with the answer for too few, and takes cards on")
  func empty() {
    var table = Table(in: "1.schrijf")
    table.good(0, .course(.go(visit: 1, to: "1.lees")))
    table.bad(0, .sets(.openSet(set: 1)), .tooFew)
    #expect(table.view.sets[0].state == .closed)
    let cards = [0, 2, 3].map { table.card($0, in: 1) }
    table.good(0, .sets(.openSet(set: 1)))
    #expect(table.view.items.map(\.item) == cards.sorted())
    // Only there and in its own step.
    table.good(0, .course(.go(visit: 2, to: "1.schrijf")))
    table.good(0, .course(.go(visit: 3, to: "1.vraag")))
    table.bad(2, .sets(.addCard(item: .of(500), set: 2, envelope: .of(2))), .closed)
  }

  @Test("a card is added in two steps only, but changed and taken back in any while it is closed")
  func changedAnywhere() {
    var table = Table(in: "1.schrijf")
    let card = table.card(2, in: 1)
    table.good(0, .course(.go(visit: 1, to: "1.vraag")))
    table.bad(2, .sets(.addCard(item: .of(500), set: 1, envelope: .of(2))), .closed)
    table.good(2, .sets(.editCard(item: card, set: 1, version: 1, envelope: .of(7))))
    table.good(2, .sets(.withdrawCard(item: card, set: 1)))
  }

  @Test("a named set needs one card")
  func emptyNamed() {
    var table = Table(in: "1.buiten")
    table.good(0, .course(.go(visit: 1, to: "1.speel")))
    table.bad(0, .sets(.openSet(set: 1)), .tooFew)
    _ = table.card(1, in: 1)
    table.good(0, .sets(.openSet(set: 1)))
    #expect(table.view.items.count == 1)
  }

  @Test("without cards the group speaks in turn, until cards are opened after all")
  func spokenRound() {
    var table = Table(in: "1.schrijf")
    table.good(0, .course(.go(visit: 1, to: "1.lees")))
    table.bad(0, .sets(.openSet(set: 1)), .tooFew)
    table.bad(3, .floor(.nextTurn(turn: table.view.floor.turn)), .notYours)
    table.good(0, .floor(.nextTurn(turn: table.view.floor.turn)))
    #expect(table.view.floor.speaker == .of(2))
    #expect(table.view.floor.waiting == [.of(3), .of(4), .of(0)])
    table.good(2, .floor(.nextTurn(turn: table.view.floor.turn)))
    #expect(table.view.floor.speaker == .of(3))
    let cards = [0, 2, 3].map { table.card($0, in: 1) }
    table.good(0, .sets(.openSet(set: 1)))
    #expect(table.view.floor.card == cards.min() && table.view.floor.speaker == nil)
    for _ in cards { table.good(0, .floor(.nextTurn(turn: table.view.floor.turn))) }
    // The round over cards is over, and no other one begins.
    table.same(0, .floor(.nextTurn(turn: table.view.floor.turn)))
    #expect(table.view.floor.card == nil && table.view.floor.speaker == nil)
  }

  @Test("going on tells of fewer cards than a set needs no more than of none", arguments: 0...3)
  func goingOn(writers: Int) {
    var table = Table(in: "1.schrijf")
    for member in [0, 2, 3].prefix(writers) { _ = table.card(member, in: 1) }
    table.good(0, .course(.go(visit: 1, to: "1.lees")))
    guard writers < 3 else {
      return table.bad(0, .course(.go(visit: 2, to: "1.buiten")), .setClosed)
    }
    table.good(0, .course(.go(visit: 2, to: "1.buiten")))
    #expect(table.view.sets.map(\.state) == [.discarded, .closed])
    #expect(table.session.cards.isEmpty)
  }

  @Test("a step that is refused for another reason tells nothing of cards", arguments: 0...3)
  func refusedAnyway(writers: Int) {
    var table = Table(in: "1.schrijf")
    for member in [0, 3, 4].prefix(writers) { _ = table.card(member, in: 1) }
    // Who would chair case 2 in the place of its presenter has left.
    table.good(0, .roles(.castCase(number: 2, presenter: .of(0), chair: .of(2))))
    table.good(2, .people(.leave))
    table.bad(0, .course(.go(visit: 1, to: "2.vertel")), .presenterChairs)

    var limits = Limits()
    limits.deeds = 3
    table = Table(5, limits: limits)
    table.good(0, .roles(.takeChair(term: 0)))
    table.good(0, .roles(.castCase(number: 1, presenter: .of(1), chair: nil)))
    table.good(0, .course(.go(visit: 0, to: "1.schrijf")))
    for member in [0, 3, 4].prefix(writers) { _ = table.card(member, in: 1) }
    table.bad(0, .course(.go(visit: 1, to: "1.buiten")), .tooMuch)
  }

  @Test("whether the chair may be taken says nothing of cards", arguments: [0, 2, 3])
  func waiting(writers: Int) {
    var table = Table(in: "1.schrijf")
    for member in [0, 2, 3].prefix(writers) { _ = table.card(member, in: 1) }
    table.good(0, .course(.go(visit: 1, to: "1.lees")))
    #expect(table.session.waitsForChair(now: table.now, presence: table.presence))
  }

  @Test("an announced opening of nothing ends, and the set takes cards on")
  func forcedEmpty() throws {
    var table = Table(in: "1.schrijf")
    table.good(0, .course(.go(visit: 1, to: "1.lees")))
    table.good(0, .sets(.forceSet(set: 1)))
    table.now += Session.forcedDelay
    try table.server(.openForced(set: 1))
    #expect(table.view.sets[0].state == .closed && table.view.sets[0].due == nil)
    #expect(table.session.nextDue?.command == .tellEnding)
    _ = table.card(2, in: 1)
    table.good(0, .sets(.forceSet(set: 1)))
    table.now += Session.forcedDelay
    try table.server(.openForced(set: 1))
    #expect(table.view.items.count == 1)
  }

  @Test("a forced opening waits for who is away for less than a minute, and not for ever")
  func forcedWaits() throws {
    var table = Table(in: "1.schrijf")
    let card = table.card(2, in: 1)
    table.good(0, .course(.go(visit: 1, to: "1.lees")))
    table.good(0, .sets(.forceSet(set: 1)))
    let due = table.now + Session.forcedDelay
    // The presenter cannot have written; who has been away for a minute is not waited for.
    table.presence.away = [.of(1): due, .of(3): due - 60_000, .of(4): due - 1_000]
    table.now = due
    #expect(throws: Rejection(.notNow)) { try table.server(.openForced(set: 1)) }
    table.now = due + 58_999
    #expect(throws: Rejection(.notNow)) { try table.server(.openForced(set: 1)) }
    table.presence.away[.of(4)] = nil
    var back = table
    try back.server(.openForced(set: 1))
    #expect(back.view.items.map(\.item) == [card])
    // Who drops again and again.
    table.presence.away[.of(4)] = table.now
    table.now = due + 59_999
    #expect(throws: Rejection(.notNow)) { try table.server(.openForced(set: 1)) }
    table.now = due + 60_000
    try table.server(.openForced(set: 1))
    #expect(table.view.items.map(\.item) == [card])
  }
}
