import KringCore
import Testing

@Suite("Chair, deputy and presenter")
struct RoleTests {
  @Test("after the close nobody takes the chair, and with it the say in how long all is kept")
  func closed() {
    var table = Table(in: "1.vertel")
    table.good(0, .course(.close(visit: 1, keep: 0)))
    table.presence.away[.of(0)] = table.now
    table.presence.raise(.of(3), item: nil)
    table.now += Session.chairPatience
    table.bad(2, .roles(.takeChair(term: table.view.term)), .notNow)
    #expect(table.session.mayTakeChair(.of(2), now: table.now, presence: table.presence) == nil)
    table.good(0, .people(.leave))
    table.bad(2, .roles(.takeChair(term: table.view.term)), .notNow)
  }

  @Test("anyone may take the chair while nobody chairs, and nobody while the chair is here")
  func takeFreeChair() {
    var table = Table()
    table.good(2, .roles(.takeChair(term: 0)))
    #expect(table.view.chair == .of(2))
    table.same(2, .roles(.takeChair(term: 0)))
    table.bad(3, .roles(.takeChair(term: 0)), .stale)
    table.bad(3, .roles(.takeChair(term: 1)), .chairHere)
  }

  @Test("an absent chair is offered to the deputy after two minutes, to others a minute later")
  func chairAway() {
    var table = Table(in: "1.schrijf")
    table.good(0, .clock(.planClock(visit: 1, planned: 3_600_000)))
    table.good(0, .roles(.nameDeputy(member: .of(2))))
    table.presence.away[.of(0)] = table.now
    let away = table.now
    table.now = away + Session.chairPatience - 1
    table.bad(2, .roles(.takeChair(term: 1)), .chairHere)
    table.now = away + Session.chairPatience
    table.bad(3, .roles(.takeChair(term: 1)), .chairHere)
    table.now += Session.deputyAdvantage - 1
    table.bad(3, .roles(.takeChair(term: 1)), .chairHere)
    table.now += 1
    table.good(3, .roles(.takeChair(term: 1)))
    #expect(table.view.chair == .of(3))
    #expect(table.view.back == .of(0))
  }

  @Test("with something waiting for the chair the deputy may take it after ten seconds")
  func somethingWaits() {
    var table = Table(in: "1.vraag")
    table.good(0, .roles(.nameDeputy(member: .of(2))))
    table.presence.away[.of(0)] = table.now
    table.presence.raise(.of(3), item: nil)
    table.now += Session.leastAbsence - 1
    table.bad(2, .roles(.takeChair(term: 1)), .chairHere)
    table.now += 1
    table.bad(4, .roles(.takeChair(term: 1)), .chairHere)
    table.good(2, .roles(.takeChair(term: 1)))
    #expect(table.view.deputy == nil)
  }

  @Test("nobody takes the chair from an absence of a moment, whatever waits")
  func blip() {
    for waits in ["hand", "door", "halt", "clock", "set"] {
      var table = Table(in: waits == "set" ? "1.schrijf" : "1.vraag")
      table.good(0, .clock(.planClock(visit: 1, planned: 3_600_000)))
      switch waits {
      case "hand": table.presence.raise(.of(3), item: nil)
      case "door":
        table.presence.door = [
          Newcomer(member: .of(7), name: .of(7), tokenHash: [7], host: false, lost: false)
        ]
      case "halt": table.good(3, .course(.raiseHalt(visit: 1)))
      case "clock":
        table.good(0, .clock(.planClock(visit: 1, planned: 1)))
        table.now += 2
      default: table.good(0, .course(.go(visit: 1, to: "1.lees")))
      }
      table.presence.away[.of(0)] = table.now
      table.now += Session.leastAbsence - 1
      table.bad(2, .roles(.takeChair(term: 1)), .chairHere)
      table.now += 1
      table.good(2, .roles(.takeChair(term: 1)))
      #expect(table.view.chair == .of(2), "\(waits)")
    }
  }

  @Test("one's own hand and one's own halt do not wait for the chair")
  func ownDeeds() {
    var table = Table(in: "1.vraag")
    table.good(0, .clock(.planClock(visit: 1, planned: 3_600_000)))
    table.presence.raise(.of(2), item: nil)
    table.good(2, .course(.raiseHalt(visit: 1)))
    table.presence.away[.of(0)] = table.now
    table.now += Session.leastAbsence
    table.bad(2, .roles(.takeChair(term: 1)), .chairHere)
    table.good(3, .roles(.takeChair(term: 1)))
  }

  @Test("who may take the chair does not tell whether cards lie in a closed set")
  func noTellTale() {
    var empty = Table(in: "na.oogst", 6)
    empty.good(0, .clock(.planClock(visit: 1, planned: 3_600_000)))
    empty.presence.away[.of(0)] = empty.now
    empty.now += Session.leastAbsence
    var laid = empty
    _ = laid.card(3, in: 1)
    empty.bad(2, .roles(.takeChair(term: 1)), .chairHere)
    laid.bad(2, .roles(.takeChair(term: 1)), .chairHere)
  }

  @Test("who is offered the chair back cannot be removed, whoever chairs by then")
  func backStays() {
    var table = Table(in: "1.vraag", 6)
    table.presence.raise(.of(3), item: nil)
    table.presence.away[.of(0)] = table.now
    table.now += Session.leastAbsence
    table.good(2, .roles(.takeChair(term: 1)))
    table.bad(2, .people(.remove(member: .of(0))), .notNow)
    table.good(2, .roles(.giveChair(term: 2, member: .of(4))))
    #expect(table.view.back == .of(0))
    table.bad(4, .people(.remove(member: .of(0))), .notNow)
    table.presence.away[.of(4)] = table.now
    table.now += Session.leastAbsence
    table.good(2, .roles(.takeChair(term: 3)))
    #expect(table.view.back == .of(0))
    table.good(2, .people(.leave))
    #expect(table.view.back == .of(0))
    table.good(5, .roles(.takeChair(term: table.view.term)))
    table.bad(5, .people(.remove(member: .of(0))), .notNow)
    table.good(5, .roles(.castCase(number: 2, presenter: .of(5), chair: .of(4))))
    table.good(5, .course(.go(visit: 1, to: "2.vertel")))
    #expect(table.view.chair == .of(4))
    table.bad(4, .people(.remove(member: .of(0))), .notNow)
    table.presence.away[.of(0)] = nil
    table.good(0, .roles(.takeChair(term: table.view.term)))
    #expect(table.view.back == nil)
    table.good(0, .people(.remove(member: .of(4))))
  }

  @Test("in the lobby anybody casts presenters, but only the chair moves the chair")
  func lobbyCast() {
    var table = Table()
    table.good(3, .roles(.castCase(number: 1, presenter: .of(1), chair: .of(2))))
    table.good(0, .roles(.takeChair(term: 0)))
    table.bad(3, .roles(.castCase(number: 1, presenter: .of(0), chair: .of(3))), .notYours)
    table.bad(3, .roles(.castCase(number: 1, presenter: .of(0), chair: .of(2))), .notYours)
    table.bad(3, .roles(.castCase(number: 1, presenter: .of(1), chair: .of(3))), .notYours)
    table.good(3, .roles(.castCase(number: 1, presenter: .of(4), chair: .of(2))))
    table.good(3, .roles(.castCase(number: 1, presenter: .of(1), chair: nil)))
    table.good(0, .roles(.castCase(number: 1, presenter: .of(0), chair: .of(2))))
    table.good(3, .roles(.castCase(number: 1, presenter: .of(4), chair: .of(2))))
  }

  @Test("the former chair may take the chair back at once")
  func takeBack() {
    var table = Table(in: "1.vraag")
    table.presence.away[.of(0)] = table.now
    table.now += 10 * 60_000
    table.good(2, .roles(.takeChair(term: 1)))
    table.presence.away[.of(0)] = nil
    table.good(0, .roles(.takeChair(term: 2)))
    #expect(table.view.chair == .of(0))
    #expect(table.view.back == nil)
  }

  @Test("the presenter never chairs the own case and is never deputy")
  func presenterNeverChairs() {
    var table = Table(in: "1.vraag")
    table.bad(0, .roles(.giveChair(term: 1, member: .of(1))), .presenterChairs)
    table.bad(0, .roles(.nameDeputy(member: .of(1))), .presenterChairs)
    table.presence.away[.of(0)] = table.now
    table.now += 60 * 60_000
    table.bad(1, .roles(.takeChair(term: 1)), .presenterChairs)
  }

  @Test("choosing the chair as presenter needs another chair, who gives the chair back after")
  func chairPresents() {
    var table = Table()
    table.good(0, .roles(.takeChair(term: 0)))
    table.bad(0, .roles(.castCase(number: 1, presenter: .of(0), chair: nil)), .presenterChairs)
    table.bad(0, .roles(.castCase(number: 1, presenter: .of(0), chair: .of(0))), .presenterChairs)
    table.good(0, .roles(.castCase(number: 1, presenter: .of(0), chair: .of(3))))
    table.good(0, .course(.go(visit: 0, to: "1.vertel")))
    #expect(table.view.chair == .of(3))
    table.bad(0, .roles(.takeChair(term: table.view.term)), .presenterChairs)
    table.good(3, .course(.go(visit: 1, to: "2.keuze")))
    #expect(table.view.chair == .of(0))
  }

  @Test("only the chair hands over, and a hand-over sent twice is done once")
  func handOver() {
    var table = Table(in: "1.vertel")
    table.bad(2, .roles(.giveChair(term: 1, member: .of(2))), .notYours)
    table.good(0, .roles(.giveChair(term: 1, member: .of(2))))
    table.same(0, .roles(.giveChair(term: 1, member: .of(2))))
    table.bad(0, .roles(.giveChair(term: 1, member: .of(3))), .stale)
    table.bad(2, .roles(.giveChair(term: 2, member: .of(77))), .noMember)
  }

  @Test("a case is cast by anyone in the lobby, by the chair later, and not once it has begun")
  func castCase() {
    var table = Table(in: "1.vertel")
    table.bad(0, .roles(.castCase(number: 1, presenter: .of(2), chair: nil)), .notNow)
    table.bad(2, .roles(.castCase(number: 2, presenter: .of(2), chair: nil)), .notYours)
    table.good(0, .roles(.castCase(number: 2, presenter: .of(2), chair: nil)))
    table.same(0, .roles(.castCase(number: 2, presenter: .of(2), chair: nil)))
    table.bad(0, .roles(.castCase(number: 3, presenter: .of(2), chair: nil)), .noCase)
    table.bad(0, .roles(.castCase(number: 2, presenter: .of(77), chair: nil)), .noMember)
  }

  @Test("the chair settles a vote, and a chair who presents hands over at once")
  func settle() {
    var table = Table()
    table.good(0, .roles(.takeChair(term: 0)))
    table.good(0, .course(.go(visit: 0, to: "1.keuze")))
    table.bad(0, .course(.go(visit: 1, to: "1.vertel")), .noPresenter)
    let proposal = table.item(2, "zaak")
    table.bad(
      2, .roles(.settle(visit: 1, item: proposal, presenter: .of(2), chair: nil)), .notYours)
    table.bad(0, .roles(.settle(visit: 1, item: .of(77), presenter: .of(2), chair: nil)), .noItem)
    table.bad(
      0, .roles(.settle(visit: 1, item: nil, presenter: .of(0), chair: nil)), .presenterChairs)
    table.good(0, .roles(.settle(visit: 1, item: proposal, presenter: .of(2), chair: nil)))
    table.same(0, .roles(.settle(visit: 1, item: proposal, presenter: .of(2), chair: nil)))
    #expect(table.view.cases[0].presenter == .of(2))
    #expect(table.view.cases[0].item == proposal)
    table.good(0, .roles(.settle(visit: 1, item: nil, presenter: .of(0), chair: .of(3))))
    #expect(table.view.chair == .of(3))
    table.bad(3, .roles(.settle(visit: 2, item: nil, presenter: .of(2), chair: nil)), .stale)
  }

  @Test("a chair who only leads is not among the others")
  func guiding() {
    var table = Table(in: "1.vraag")
    table.good(0, .roles(.guide(guiding: true)))
    table.bad(
      0, .writing(.addItem(item: .of(500), visit: 1, input: "vragen", envelope: .of(0))), .notYours)
    table.good(0, .roles(.guide(guiding: false)))
    table.good(0, .writing(.addItem(item: .of(500), visit: 1, input: "vragen", envelope: .of(0))))
    table.bad(2, .roles(.guide(guiding: true)), .notYours)
  }
}
