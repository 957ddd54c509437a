import KringCore
import Testing

/// What a member with a changed client may ask at the wrong time, of the wrong thing or in the place
/// of somebody else: refused, with nothing changed. Each condition of the decisions has its row.
@Suite("What is refused")
struct RefusalTests {
  @Test("a card is changed and taken back in its own set alone, and not changed after that")
  func cardInAnotherSet() {
    var table = Table(in: "1.buiten")
    table.good(0, .course(.callPresenter(visit: 1)))
    table.good(0, .course(.go(visit: 1, to: "1.schrijf")))
    #expect(table.view.sets.map(\.state) == [.closed, .closed])
    let card = table.card(2, in: 2)
    table.bad(2, .sets(.editCard(item: card, set: 1, version: 1, envelope: .of(5))), .noItem)
    table.bad(2, .sets(.withdrawCard(item: card, set: 1)), .noItem)
    table.bad(2, .sets(.addCard(item: card, set: 1, envelope: .of(2))), .idTaken)
    table.good(2, .sets(.withdrawCard(item: card, set: 2)))
    table.bad(2, .sets(.editCard(item: card, set: 2, version: 2, envelope: .of(5))), .noItem)
  }

  @Test("the id of a card, an opened card or a text is used for nothing else")
  func idsOnce() {
    var table = Table(in: "1.vraag")
    let text = table.item(2, "vragen")
    let again = Command.writing(
      .addItem(item: text, visit: 1, input: "vragen", envelope: .of(9)))
    table.bad(2, again, .idTaken)
    table.good(2, .writing(.withdrawItem(item: text)))
    table.good(0, .course(.go(visit: 1, to: "1.schrijf")))
    table.bad(2, .sets(.addCard(item: text, set: 1, envelope: .of(2))), .idTaken)
    let cards = [2, 3, 4].map { table.card($0, in: 1) }
    table.good(0, .course(.go(visit: 2, to: "1.vraag")))
    table.bad(
      2, .writing(.addItem(item: cards[0], visit: 3, input: "vragen", envelope: .of(2))), .idTaken)
    table.good(0, .course(.go(visit: 3, to: "1.lees")))
    table.good(0, .sets(.openSet(set: 1)))
    table.good(0, .course(.go(visit: 4, to: "1.schrijf")))
    table.bad(2, .sets(.addCard(item: cards[0], set: 2, envelope: .of(2))), .idTaken)
  }

  @Test("a named set is not forced, a discarded one is not opened, and only the chair discards")
  func sets() {
    var table = Table(in: "1.schrijf")
    table.bad(2, .sets(.discardSet(set: 1)), .notYours)
    table.good(0, .sets(.discardSet(set: 1)))
    table.good(0, .course(.go(visit: 1, to: "1.lees")))
    table.bad(0, .sets(.openSet(set: 1)), .stale)
    table.bad(0, .sets(.forceSet(set: 1)), .stale)
    var named = Table(in: "1.schrijf", 3)
    named.good(0, .course(.go(visit: 1, to: "1.lees")))
    named.bad(0, .sets(.forceSet(set: 1)), .notForcible)
  }

  @Test("the chair alone calls the presenter back, where there is somebody to call")
  func call() {
    var table = Table(in: "1.buiten")
    table.bad(2, .course(.callPresenter(visit: 1)), .notYours)
    table.good(0, .course(.go(visit: 1, to: "1.vraag")))
    table.bad(0, .course(.callPresenter(visit: 2)), .notNow)
  }

  @Test("a meeting is closed in the visit that the chair sees, and kept as long as the chair says")
  func close() {
    var table = Table(in: "1.vraag")
    table.bad(0, .course(.close(visit: 0, keep: 0)), .stale)
    table.good(0, .course(.close(visit: 1, keep: 0)))
    table.bad(2, .course(.keep(keep: 3_600_000)), .notYours)
    table.good(0, .course(.keep(keep: 3_600_000)))
  }

  @Test("after the close nobody joins, writes, takes the pen, casts, names inputs or moves a clock")
  func closed() {
    var table = Table(in: "1.vraag")
    table.good(0, .course(.close(visit: 1, keep: 0)))
    table.bad(2, .writing(.takePen(from: nil)), .notNow)
    table.bad(0, .roles(.castCase(number: 2, presenter: .of(3), chair: nil)), .notNow)
    table.bad(0, .clock(.planClock(visit: 1, planned: 60_000)), .notNow)
    for visit in [0, 1] { table.bad(2, .course(.raiseHalt(visit: visit)), .notNow) }
    table.bad(
      2, .writing(.addItem(item: .of(500), visit: 1, input: "vragen", envelope: .of(2))), .notNow)
    #expect(throws: Rejection(.notNow)) {
      try table.server(.join(Self.newcomer(7)))
    }
    var lobby = Table()
    lobby.good(0, .roles(.takeChair(term: 0)))
    lobby.good(0, .course(.close(visit: 0, keep: 0)))
    let path = Plan.InputPath(step: "1.schrijf", input: "advies")
    lobby.bad(0, .course(.nameInput(path: path, named: true)), .notNow)
  }

  @Test("names are put on closed cards of the others alone")
  func naming() {
    var table = Table()
    for (step, input) in [("1.vraag", "vragen"), ("1.buiten", "slot"), ("1.keuze", "stem")] {
      let path = Plan.InputPath(step: step, input: input)
      let isNamed = input != "stem"
      table.bad(0, .course(.nameInput(path: path, named: !isNamed)), .notNow)
    }
  }

  @Test("a step is entered in the visit before, and nowhere else is that said to be done")
  func visits() {
    var table = Table(in: "1.vraag")
    table.same(0, .course(.go(visit: 0, to: "1.vraag")))
    table.good(0, .course(.go(visit: 1, to: "1.vertel")))
    table.bad(0, .course(.go(visit: 0, to: "1.vertel")), .stale)
    table.bad(0, .course(.go(visit: 5, to: "1.vertel")), .stale)
  }

  @Test("the steps to come are each timed once")
  func planTime() {
    var table = Table(in: "1.vraag")
    let time = StepTime(step: "1.lees", planned: 60_001)
    table.bad(0, .clock(.timePlan(visit: 1, planned: [time, time])), .noStep)
    table.good(0, .clock(.timePlan(visit: 1, planned: [time])))
  }

  @Test("turns go to people who are there, of a round that is one, by its present number")
  func turns() {
    var table = Table(in: "1.vraag")
    table.presence.raise(.of(3), item: nil)
    table.good(0, .floor(.nextTurn(turn: table.view.floor.turn)))
    let turn = table.view.floor.turn
    table.bad(3, .floor(.laterTurn(turn: turn, member: .of(3))), .noTurn)
    table.bad(3, .floor(.skipTurn(turn: turn, member: .of(3))), .noTurn)
    table.bad(0, .floor(.giveTurn(turn: turn + 1, member: .of(3))), .stale)
    table.good(4, .people(.leave))
    table.bad(0, .floor(.giveTurn(turn: table.view.floor.turn, member: .of(4))), .noMember)
    var cards = Table(in: "1.schrijf")
    for member in [2, 3, 4] { _ = cards.card(member, in: 1) }
    cards.good(0, .course(.go(visit: 1, to: "1.lees")))
    cards.good(0, .sets(.openSet(set: 1)))
    #expect(cards.view.floor.card != nil)
    cards.good(2, .floor(.readTurn(turn: cards.view.floor.turn)))
    cards.bad(0, .floor(.skipTurn(turn: cards.view.floor.turn, member: .of(2))), .noTurn)
  }

  @Test("roles are cast in a scene, by and with people of the round, by its present number")
  func cast() {
    var table = Table(in: "1.vraag")
    table.bad(0, .floor(.cast(take: 0, roles: [])), .notNow)
    table.good(0, .course(.go(visit: 1, to: "1.speel")))
    let take = table.view.take
    let roles = [Role(role: "zelf", member: .of(3))]
    table.good(4, .people(.leave))
    table.bad(4, .floor(.cast(take: take, roles: roles)), .notYours)
    table.bad(
      0, .floor(.cast(take: take, roles: [Role(role: "zelf", member: .of(4))])), .noMember)
    table.good(2, .floor(.cast(take: take, roles: roles)))
    table.same(2, .floor(.cast(take: take, roles: roles)))
    table.bad(2, .floor(.cast(take: take + 2, roles: roles)), .stale)
  }

  @Test("the door is kept by chair and deputy, and a seat is taken once")
  func door() {
    var table = Table()
    table.good(0, .roles(.takeChair(term: 0)))
    table.presence.door = [Self.newcomer(7)]
    table.bad(2, .people(.admit(newcomer: .of(7))), .notYours)
    table.bad(2, .people(.refuse(newcomer: .of(7))), .notYours)
    table.presence.away[.of(3)] = table.now - 3_600_000
    table.bad(2, .people(.giveSeat(newcomer: .of(7), seat: .of(3))), .notYours)
    #expect(throws: Rejection(.idTaken)) { try table.server(.join(Self.newcomer(3))) }
    table.good(0, .people(.admit(newcomer: .of(7))))
    #expect(throws: Rejection(.idTaken)) {
      try table.server(
        .create(Creation(session: .of(998), plan: .sample, start: nil, end: nil, call: nil)))
    }
  }

  @Test("the chair alone names a deputy: somebody else, with a seat")
  func deputy() {
    var table = Table()
    table.good(0, .roles(.takeChair(term: 0)))
    table.bad(2, .roles(.nameDeputy(member: .of(2))), .notYours)
    table.bad(0, .roles(.nameDeputy(member: .of(0))), .notYours)
    table.bad(0, .roles(.nameDeputy(member: .of(99))), .noMember)
    table.good(0, .people(.remove(member: .of(4))))
    table.bad(0, .roles(.nameDeputy(member: .of(4))), .noMember)
    table.good(0, .roles(.nameDeputy(member: .of(3))))
  }

  @Test("a case is cast before it begins, with a chair who is there; settled where it is chosen")
  func cases() {
    var table = Table()
    table.good(0, .roles(.takeChair(term: 0)))
    table.good(4, .people(.leave))
    table.bad(0, .roles(.castCase(number: 1, presenter: .of(1), chair: .of(4))), .noMember)
    table.good(0, .course(.go(visit: 0, to: "1.keuze")))
    table.bad(0, .roles(.castCase(number: 1, presenter: .of(2), chair: nil)), .notNow)
    table.good(0, .roles(.settle(visit: 1, item: nil, presenter: .of(1), chair: nil)))
    table.good(0, .course(.go(visit: 1, to: "1.vertel")))
    table.bad(0, .roles(.settle(visit: 2, item: nil, presenter: .of(2), chair: nil)), .notNow)
    table.good(0, .course(.go(visit: 2, to: "2.keuze")))
    table.bad(0, .roles(.castCase(number: 1, presenter: .of(2), chair: nil)), .notNow)
  }

  @Test("an opened card is nobody's to change, though its writer's name is on it, nor to claim")
  func openedCards() {
    var table = Table(in: "1.schrijf", 3)
    let card = table.card(2, in: 1)
    table.good(0, .course(.go(visit: 1, to: "1.lees")))
    table.good(0, .sets(.openSet(set: 1)))
    #expect(table.view.items.first?.by == .of(2))
    table.bad(2, .writing(.editItem(item: card, version: 1, envelope: .of(5))), .noItem)
    table.bad(2, .writing(.withdrawItem(item: card)), .noItem)
    table.bad(2, .writing(.claimItem(item: card, nonce: Table.nonce(of: card))), .notYours)
  }

  @Test("the pen changes what the presenter says in this case, and nobody else's words")
  func pen() {
    var table = Table(in: "1.vertel")
    let told = table.item(1, "casus")
    table.bad(3, .writing(.takePen(from: .of(4))), .stale)
    table.good(3, .writing(.takePen(from: nil)))
    table.good(4, .people(.leave))
    table.bad(4, .writing(.takePen(from: .of(3))), .notYours)
    table.good(0, .course(.go(visit: 1, to: "1.vraag")))
    table.good(3, .writing(.editItem(item: told, version: 1, envelope: .of(5))))
    let asked = table.item(2, "vragen")
    table.bad(3, .writing(.editItem(item: asked, version: 1, envelope: .of(5))), .noItem)
    table.bad(1, .writing(.editItem(item: asked, version: 1, envelope: .of(5))), .noItem)
    table.good(0, .roles(.castCase(number: 2, presenter: .of(2), chair: nil)))
    table.good(0, .course(.go(visit: 2, to: "2.vertel")))
    table.bad(2, .writing(.editItem(item: told, version: 2, envelope: .of(6))), .noItem)
    table.bad(3, .writing(.editItem(item: told, version: 2, envelope: .of(6))), .noItem)
    var lobby = Table()
    lobby.bad(3, .writing(.takePen(from: nil)), .notNow)
  }

  private static func newcomer(_ number: Int) -> Newcomer {
    Newcomer(
      member: .of(number), name: .of(number), tokenHash: [UInt8(number)], host: false,
      lost: false)
  }
}
