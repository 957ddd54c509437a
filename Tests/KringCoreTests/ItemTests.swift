import KringCore
import Testing

@Suite("Live items, marks, pen and note")
struct ItemTests {
  @Test("an input is open only in its own step, to its own writers, up to its number")
  func add() {
    var table = Table(in: "1.vraag")
    _ = table.item(2, "vragen")
    _ = table.item(2, "vragen")
    table.bad(
      2, .writing(.addItem(item: .of(500), visit: 1, input: "vragen", envelope: .of(2))), .full)
    table.bad(
      1, .writing(.addItem(item: .of(500), visit: 1, input: "vragen", envelope: .of(1))), .notYours)
    table.bad(
      2, .writing(.addItem(item: .of(500), visit: 1, input: "advies", envelope: .of(2))), .noStep)
    table.good(0, .course(.go(visit: 1, to: "1.schrijf")))
    table.bad(
      3, .writing(.addItem(item: .of(500), visit: 1, input: "vragen", envelope: .of(3))), .stale)
    table.bad(
      3, .writing(.addItem(item: .of(500), visit: 2, input: "advies", envelope: .of(3))), .noStep)
  }

  @Test("adding, editing and withdrawing twice or late does it once")
  func resends() {
    var table = Table(in: "1.vraag")
    let item = table.item(2, "vragen")
    table.same(2, .writing(.addItem(item: item, visit: 1, input: "vragen", envelope: .of(2))))
    table.bad(
      3, .writing(.addItem(item: item, visit: 1, input: "vragen", envelope: .of(3))), .idTaken)
    table.good(2, .writing(.editItem(item: item, version: 1, envelope: .of(5))))
    table.same(2, .writing(.editItem(item: item, version: 1, envelope: .of(5))))
    // Both were unanswered: the addition comes again after the edit.
    table.same(2, .writing(.addItem(item: item, visit: 1, input: "vragen", envelope: .of(2))))
    table.bad(
      3, .writing(.addItem(item: item, visit: 1, input: "vragen", envelope: .of(2))), .idTaken)
    table.bad(2, .writing(.editItem(item: item, version: 1, envelope: .of(6))), .stale)
    table.bad(3, .writing(.editItem(item: item, version: 2, envelope: .of(6))), .noItem)
    table.bad(3, .writing(.withdrawItem(item: item)), .noItem)
    table.good(2, .writing(.withdrawItem(item: item)))
    table.same(2, .writing(.withdrawItem(item: item)))
    table.same(2, .writing(.addItem(item: item, visit: 1, input: "vragen", envelope: .of(2))))
    table.bad(
      3, .writing(.addItem(item: item, visit: 1, input: "vragen", envelope: .of(2))), .idTaken)
    #expect(table.view.items.isEmpty)
  }

  @Test("the presenter's texts may be written by the presenter or the pen, and by nobody else")
  func pen() {
    var table = Table(in: "1.vertel")
    table.bad(
      2, .writing(.addItem(item: .of(500), visit: 1, input: "casus", envelope: .of(2))), .notYours)
    table.good(2, .writing(.takePen(from: nil)))
    table.same(2, .writing(.takePen(from: nil)))
    table.bad(3, .writing(.takePen(from: nil)), .stale)
    table.good(2, .writing(.addItem(item: .of(500), visit: 1, input: "casus", envelope: .of(2))))
    table.bad(
      1, .writing(.addItem(item: .of(501), visit: 1, input: "casus", envelope: .of(1))), .full)
    table.good(1, .writing(.editItem(item: .of(500), version: 1, envelope: .of(8))))
    table.bad(3, .writing(.editItem(item: .of(500), version: 2, envelope: .of(9))), .noItem)
    table.good(3, .writing(.takePen(from: .of(2))))
    #expect(table.view.pen == .of(3))
  }

  @Test("the pen does not write the presenter's closed card")
  func penAndClosed() {
    var table = Table(in: "1.buiten")
    table.good(2, .writing(.takePen(from: nil)))
    table.bad(2, .sets(.addCard(item: .of(500), set: 1, envelope: .of(2))), .notYours)
    table.good(0, .course(.callPresenter(visit: 1)))
    _ = table.card(1, in: 1)
  }

  @Test("one note line for each step, written by the pen")
  func note() {
    var table = Table(in: "1.vertel")
    table.bad(2, .writing(.writeNote(note: .of(600), visit: 1, envelope: .of(2))), .notPen)
    table.good(2, .writing(.takePen(from: nil)))
    table.good(2, .writing(.writeNote(note: .of(600), visit: 1, envelope: .of(2))))
    table.same(2, .writing(.writeNote(note: .of(600), visit: 1, envelope: .of(2))))
    table.good(2, .writing(.writeNote(note: .of(601), visit: 1, envelope: .of(3))))
    #expect(table.view.notes.count == 1)
    #expect(table.view.notes[0].note.item == .of(601))
    table.bad(2, .writing(.writeNote(note: .of(602), visit: 0, envelope: .of(3))), .stale)
  }

  @Test("a step without a note line takes no note, from nobody")
  func noNotes() {
    var plan = Plan.sample
    for place in plan.steps.indices where plan.steps[place].id == "1.vertel" {
      plan.steps[place].hasNotes = false
    }
    var table = Table(in: "1.vertel", plan: plan)
    table.good(2, .writing(.takePen(from: nil)))
    for member in [0, 1, 2] {
      table.bad(
        member, .writing(.writeNote(note: .of(600), visit: 1, envelope: .of(2))), .notNow)
    }
    #expect(table.view.notes.isEmpty)
  }

  @Test("the last mark of a member on an item wins, and only its maker ever sees it")
  func marks() {
    var table = Table(in: "1.vraag")
    let item = table.item(2, "vragen")
    table.good(1, .writing(.markItem(item: item, mark: .of(700), envelope: .of(1))))
    table.same(1, .writing(.markItem(item: item, mark: .of(700), envelope: .of(1))))
    table.good(1, .writing(.markItem(item: item, mark: .of(701), envelope: .of(2))))
    #expect(table.session.view(for: .of(1)).items[0].marks.map(\.mark.item) == [.of(701)])
    #expect(table.session.view(for: .of(2)).items[0].marks.isEmpty)
    table.bad(1, .writing(.markItem(item: .of(999), mark: .of(702), envelope: .of(1))), .noItem)
  }

  @Test("the chair folds an item away for all, and back")
  func fold() {
    var table = Table(in: "1.vraag")
    let item = table.item(2, "vragen")
    table.bad(2, .writing(.foldItem(item: item, folded: true)), .notYours)
    table.good(0, .writing(.foldItem(item: item, folded: true)))
    table.same(0, .writing(.foldItem(item: item, folded: true)))
    #expect(table.view.items[0].folded)
  }

  @Test("an unnamed opened card can be claimed by who shows what its id was derived from")
  func claim() {
    var table = Table(in: "1.schrijf")
    let cards = [0, 2, 3].map { table.card($0, in: 1) }
    table.bad(2, .writing(.claimItem(item: cards[1], nonce: Table.nonce(of: cards[1]))), .noItem)
    table.good(0, .course(.go(visit: 1, to: "1.lees")))
    table.good(0, .sets(.openSet(set: 1)))
    table.bad(3, .writing(.claimItem(item: cards[1], nonce: Table.nonce(of: cards[2]))), .notYours)
    let right = Command.writing(.claimItem(item: cards[1], nonce: Table.nonce(of: cards[1])))
    table.good(2, right)
    #expect(table.view.items.first { $0.item == cards[1] }?.nonce == Table.nonce(of: cards[1]))
    table.same(2, right)
    table.bad(3, right, .notYours)
  }

  @Test("a vote, a rating and a live item cannot be claimed")
  func noClaim() {
    var table = Table(in: "1.keuze")
    let live = table.item(2, "zaak")
    let votes = [0, 2, 3].map { table.card($0, in: 1) }
    table.good(0, .sets(.openSet(set: 1)))
    table.bad(0, .writing(.claimItem(item: votes[0], nonce: Table.nonce(of: votes[0]))), .notYours)
    table.bad(2, .writing(.claimItem(item: live, nonce: Table.nonce(of: live))), .notYours)
    table.good(0, .roles(.castCase(number: 2, presenter: .of(2), chair: nil)))
    table.good(0, .course(.go(visit: 1, to: "na.oogst")))
    let ratings = [0, 2, 3, 4].map { table.card($0, in: 2) }
    table.good(0, .sets(.openSet(set: 2)))
    table.bad(
      2, .writing(.claimItem(item: ratings[1], nonce: Table.nonce(of: ratings[1]))), .notYours)
  }

  @Test("the bounds of a seat hold at n and n + 1")
  func bounds() {
    var limits = Limits()
    limits.items = 2
    var table = Table(limits: limits)
    table.good(0, .roles(.takeChair(term: 0)))
    table.good(0, .roles(.castCase(number: 1, presenter: .of(1), chair: nil)))
    table.good(0, .course(.go(visit: 0, to: "1.vraag")))
    _ = table.item(2, "vragen")
    _ = table.item(2, "vragen")
    let one = Command.writing(.addItem(item: .of(500), visit: 1, input: "vragen", envelope: .of(3)))
    table.bad(2, one, .full)
    table.good(3, one)
    limits.items = 100
    limits.characters = 2 * Envelope.lengths[0]
    var narrow = Table(limits: limits)
    narrow.good(0, .roles(.takeChair(term: 0)))
    narrow.good(0, .roles(.castCase(number: 1, presenter: .of(1), chair: nil)))
    narrow.good(0, .course(.go(visit: 0, to: "1.vraag")))
    _ = narrow.item(2, "vragen")
    let second = narrow.item(2, "vragen")
    narrow.bad(2, .writing(.editItem(item: second, version: 1, envelope: .of(9))), .tooMuch)
  }
}
