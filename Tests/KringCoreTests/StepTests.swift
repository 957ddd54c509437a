import KringCore
import Testing

@Suite("Steps, clock and end")
struct StepTests {
  @Test("only the chair begins, and a late resend of an old visit moves nothing")
  func begin() {
    var table = Table()
    table.good(0, .roles(.takeChair(term: 0)))
    table.bad(1, .course(.go(visit: 0, to: "1.keuze")), .notYours)
    table.bad(0, .course(.go(visit: 0, to: "1.nergens")), .noStep)
    table.bad(0, .course(.go(visit: 0, to: "1.vertel")), .noPresenter)
    table.good(0, .course(.go(visit: 0, to: "1.keuze")))
    table.same(0, .course(.go(visit: 0, to: "1.keuze")))
    table.bad(0, .course(.go(visit: 0, to: "na.oogst")), .stale)
    table.bad(0, .course(.go(visit: 5, to: "na.oogst")), .stale)
    #expect(table.view.visit == 1)
  }

  @Test("a view that lacks the case of its step has no case and nobody who presents")
  func absentCase() {
    var view = Table(in: "1.schrijf").view
    #expect(view.currentCase == view.cases[0])
    #expect(view.presenter == .of(1))
    view.cases = []
    #expect(view.currentCase == nil)
    #expect(view.presenter == nil)
  }

  @Test("going back starts a new visit and keeps what was opened")
  func back() {
    var table = Table(in: "1.schrijf")
    for member in [0, 2, 3] { _ = table.card(member, in: 1) }
    table.good(0, .course(.go(visit: 1, to: "1.lees")))
    table.good(0, .sets(.openSet(set: 1)))
    table.good(0, .course(.go(visit: 2, to: "1.schrijf")))
    #expect(table.view.visit == 3)
    #expect(table.view.items.count == 3)
    #expect(table.view.sets.map(\.state) == [.opened, .closed])
    #expect(table.view.visited == ["1.schrijf", "1.lees"])
  }

  @Test("a step cannot be left behind with cards that could never open")
  func closedSetInTheWay() {
    var table = Table(in: "1.schrijf")
    for member in [2, 3, 4] { _ = table.card(member, in: 1) }
    table.good(0, .course(.go(visit: 1, to: "1.lees")))
    table.bad(0, .course(.go(visit: 2, to: "1.buiten")), .setClosed)
    table.good(0, .course(.go(visit: 2, to: "1.vertel")))
    table.good(0, .course(.go(visit: 3, to: "1.schrijf")))
    #expect(table.view.sets.count == 1)
    table.good(0, .course(.go(visit: 4, to: "1.lees")))
    table.good(0, .sets(.discardSet(set: 1)))
    table.good(0, .course(.go(visit: 5, to: "1.buiten")))
  }

  @Test("a closed set without cards does not stand in the way")
  func emptySetGoes() {
    var table = Table(in: "1.schrijf")
    table.good(0, .course(.go(visit: 1, to: "1.buiten")))
    #expect(table.view.sets[0].state == .discarded)
  }

  @Test("the clock pauses, goes on and is planned anew, by chair and presenter only")
  func clock() {
    var table = Table(in: "1.vertel")
    let start = table.view.clock.since ?? 0
    table.now = start + 20_000
    table.bad(2, .clock(.pauseClock(visit: 1, paused: true)), .notYours)
    table.good(1, .clock(.pauseClock(visit: 1, paused: true)))
    table.same(1, .clock(.pauseClock(visit: 1, paused: true)))
    #expect(table.view.clock == StepClock(planned: 60_000, ran: 20_000, since: nil))
    table.now += 5_000
    table.good(0, .clock(.pauseClock(visit: 1, paused: false)))
    #expect(table.view.clock.elapsed(at: table.now + 1_000) == 21_000)
    table.good(0, .clock(.planClock(visit: 1, planned: 120_000)))
    table.same(0, .clock(.planClock(visit: 1, planned: 120_000)))
    table.bad(0, .clock(.planClock(visit: 1, planned: 0)), .outOfRange)
    table.bad(1, .clock(.planClock(visit: 1, planned: 90_000)), .notYours)
    table.bad(0, .clock(.planClock(visit: 0, planned: 90_000)), .stale)
  }

  @Test("time in which the server was down counts as a pause")
  func downtime() throws {
    var table = Table(in: "1.vertel")
    let start = table.view.clock.since ?? 0
    table.now = start + 600_000
    try table.server(.wasDown(from: start + 10_000, to: table.now))
    #expect(table.view.clock.elapsed(at: table.now) == 10_000)
  }

  @Test("steps to come are shortened, never below their least time, and never the past")
  func shorten() {
    var table = Table(in: "1.vraag")
    table.good(
      0, .clock(.timePlan(visit: 1, planned: [StepTime(step: "na.oogst", planned: 30_000)])))
    table.same(
      0, .clock(.timePlan(visit: 1, planned: [StepTime(step: "na.oogst", planned: 30_000)])))
    #expect(table.view.creation?.plan.steps.last?.planned == 30_000)
    table.bad(
      0, .clock(.timePlan(visit: 1, planned: [StepTime(step: "na.oogst", planned: 29_999)])),
      .outOfRange)
    table.bad(
      0, .clock(.timePlan(visit: 1, planned: [StepTime(step: "1.vertel", planned: 60_000)])),
      .noStep)
    table.bad(
      2, .clock(.timePlan(visit: 1, planned: [StepTime(step: "na.oogst", planned: 40_000)])),
      .notYours)
  }

  @Test("anybody asks for a halt; the chair, or who asked, takes the process up again")
  func halt() {
    var table = Table(in: "1.vraag")
    table.good(3, .course(.raiseHalt(visit: 1)))
    #expect(table.view.halted == .of(3))
    table.same(2, .course(.raiseHalt(visit: 1)))
    table.bad(2, .course(.clearHalt(visit: 1)), .notYours)
    table.good(0, .course(.clearHalt(visit: 1)))
    #expect(table.view.halted == nil)
    table.same(0, .course(.clearHalt(visit: 1)))
  }

  @Test("the presenter stops the case; without keeping, its words and closed cards go")
  func stopCase() {
    var table = Table(in: "1.vertel")
    let story = table.item(1, "casus")
    table.good(0, .course(.go(visit: 1, to: "1.schrijf")))
    _ = table.card(2, in: 1)
    table.bad(0, .course(.stopCase(visit: 2, keep: false)), .notYours)
    table.good(1, .course(.stopCase(visit: 2, keep: false)))
    #expect(table.view.step == "2.keuze")
    #expect(!table.view.items.contains { $0.item == story })
    #expect(table.view.sets[0].state == .discarded)
    table.same(1, .course(.stopCase(visit: 2, keep: false)))
    table.bad(0, .course(.go(visit: 3, to: "1.vertel")), .notNow)
  }

  @Test("the close discards what is closed, sets the removal, and purge comes only after it")
  func close() throws {
    var table = Table(in: "1.schrijf")
    _ = table.card(2, in: 1)
    table.bad(0, .course(.purge), .notNow)
    table.bad(0, .course(.keep(keep: 0)), .notNow)
    table.bad(2, .course(.close(visit: 1, keep: 0)), .notYours)
    table.bad(0, .course(.close(visit: 1, keep: table.session.limits.keep + 1)), .outOfRange)
    table.good(0, .course(.close(visit: 1, keep: 60_000)))
    #expect(table.view.purge == table.now + 60_000)
    #expect(table.view.sets[0].state == .discarded)
    #expect(table.view.step == nil)
    table.same(0, .course(.close(visit: 1, keep: 60_000)))
    table.good(0, .course(.keep(keep: 120_000)))
    #expect(table.session.nextDue?.at == table.now + 120_000)
    table.bad(0, .course(.go(visit: 1, to: "na.oogst")), .notNow)
    table.good(3, .people(.report))
    table.same(3, .people(.report))
    #expect(table.view.reports == [.of(3)])
    table.bad(2, .course(.purge), .notYours)
    #expect(try table.act(0, .course(.purge)) == [.purge])
  }

  @Test("the server purges when the time is over and not before")
  func purgeDue() throws {
    var table = Table(in: "1.schrijf")
    table.good(0, .course(.close(visit: 1, keep: 60_000)))
    #expect(throws: Rejection(.notNow)) { try table.server(.purge) }
    table.now += 60_000
    #expect(
      try table.session.decide(.purge, now: table.now, presence: table.presence).effects
        == [.purge])
  }
}
