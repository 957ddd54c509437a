import KringCore
import Testing

@Suite("Before the meeting")
struct PlanningTests {
  private static let lobby = Plan.Step(
    id: "voor.lobby", caseNumber: nil, floor: .free, planned: 0, least: 0,
    inputs: [Plan.Input(id: "zaak", by: .all, max: 2), Plan.Input(id: "wie", by: .chair, max: 1)])

  /// Plans of two methods, with one case and with two.
  private static func table(limits: Limits = Limits()) -> Table {
    var two = Plan.sample
    two.lobby = lobby
    var one = two
    one.cases = 1
    one.steps.removeAll { $0.caseNumber == 2 }
    var other = one
    other.method = "other"
    var table = Table(plan: two, limits: limits)
    table.plans = ["sample": one, "two": two, "other": other]
    return table
  }

  private static func choice(_ method: String, _ edition: Int) -> Command {
    .planning(.choosePlan(edition: edition, wish: PlanWish(method: method, cases: 1, minutes: 60)))
  }

  @Test("what is open in the lobby is open until the meeting begins, and can be read in it")
  func lobbyInputs() {
    var table = Self.table()
    let item = table.item(3, "zaak")
    table.good(0, .roles(.takeChair(term: 0)))
    _ = table.item(0, "wie")
    let more = { (visit: Int) in
      Command.writing(
        .addItem(item: .of(700), visit: visit, input: "zaak", envelope: .of(3)))
    }
    table.bad(3, more(1), .stale)
    table.bad(
      3, .writing(.addItem(item: .of(701), visit: 0, input: "wie", envelope: .of(3))), .notYours)
    table.bad(
      3, .writing(.addItem(item: .of(701), visit: 0, input: "oogst", envelope: .of(3))), .noStep)
    _ = table.item(3, "zaak")
    table.bad(3, more(0), .full)
    table.good(0, .course(.go(visit: 0, to: "na.oogst")))
    table.bad(2, more(0), .stale)
    table.bad(2, more(1), .noStep)
    #expect(table.view.items.first { $0.item == item }?.path.step == "voor.lobby")
    table.good(3, .writing(.withdrawItem(item: item)))
    table.good(0, .course(.close(visit: 1, keep: 60_000)))
    table.bad(2, more(0), .notNow)
  }

  @Test("nobody enters the lobby, and a plan without one has nothing open before the beginning")
  func notAStep() {
    var table = Self.table()
    table.good(0, .roles(.takeChair(term: 0)))
    table.bad(0, .course(.go(visit: 0, to: "voor.lobby")), .noStep)
    var without = Table()
    without.bad(
      1, .writing(.addItem(item: .of(700), visit: 0, input: "zaak", envelope: .of(3))), .notNow)
  }

  @Test("another plan keeps what was written and who presents a case that there still is")
  func choose() {
    var table = Self.table()
    let item = table.item(3, "zaak")
    table.good(2, .roles(.castCase(number: 1, presenter: .of(1), chair: nil)))
    table.good(2, .roles(.castCase(number: 2, presenter: .of(2), chair: nil)))
    table.good(2, Self.choice("other", 0))
    #expect(table.view.creation?.plan.method == "other")
    #expect(table.view.cases.map(\.presenter) == [.of(1)])
    #expect(table.view.items.map(\.item) == [item])
    table.good(2, Self.choice("two", 1))
    #expect(table.view.cases.map(\.presenter) == [.of(1), nil])
    #expect(table.view.edition == 2)
  }

  @Test(
    "a choice that is sent again, or is so already, does nothing; one of an old edition is stale")
  func editions() {
    var table = Self.table()
    table.same(2, Self.choice("two", 0))
    table.good(2, Self.choice("other", 0))
    table.same(2, Self.choice("other", 0))
    table.bad(3, Self.choice("sample", 0), .stale)
    table.bad(3, Self.choice("sample", 2), .stale)
    table.good(3, .planning(.setTime(edition: 1, start: 5, end: 9)))
    table.same(3, .planning(.setTime(edition: 1, start: 5, end: 9)))
    table.same(3, .planning(.setTime(edition: 2, start: 5, end: 9)))
    table.bad(2, .planning(.setTime(edition: 1, start: 6, end: 9)), .stale)
    table.good(2, .planning(.setTime(edition: 2, start: nil, end: nil)))
    #expect(table.view.creation?.start == nil && table.view.creation?.end == nil)
    #expect(table.view.edition == 3)
  }

  @Test("the chair alone changes plan and time where somebody chairs, and nobody once it has begun")
  func whoChooses() {
    var table = Self.table()
    table.good(0, .roles(.takeChair(term: 0)))
    table.bad(1, Self.choice("other", 0), .notYours)
    table.bad(1, .planning(.setTime(edition: 0, start: 5, end: nil)), .notYours)
    table.good(0, Self.choice("other", 0))
    table.bad(0, Self.choice("nowhere", 1), .noMethod)
    table.bad(1, Self.choice("nowhere", 1), .notYours)
    table.good(0, .course(.go(visit: 0, to: "na.oogst")))
    table.bad(0, Self.choice("two", 1), .notNow)
    table.bad(0, .planning(.setTime(edition: 1, start: 5, end: nil)), .notNow)
    table.good(0, .course(.close(visit: 1, keep: 60_000)))
    table.bad(0, .planning(.stay), .notNow)
  }

  @Test("a plan can be chosen so often, and a time is within 400 days and ends after its start")
  func bounds() {
    var limits = Limits()
    limits.plans = 2
    var table = Self.table(limits: limits)
    table.good(1, Self.choice("other", 0))
    table.good(1, Self.choice("two", 1))
    table.bad(1, Self.choice("other", 2), .tooMuch)
    let last = table.now + 400 * 24 * 3_600_000
    let bad: [(Int?, Int?)] = [(last + 1, nil), (5, 5), (5, 4), (nil, 0), (nil, last + 1)]
    for (start, end) in bad {
      table.bad(1, .planning(.setTime(edition: 2, start: start, end: end)), .outOfRange)
    }
    table.good(1, .planning(.setTime(edition: 2, start: last, end: last + 1)))
  }

  @Test("names on cards stay as the group chose them with the same method, and no other")
  func names() {
    let path = Plan.InputPath(step: "1.schrijf", input: "advies")
    var table = Self.table()
    table.good(1, .course(.nameInput(path: path, named: true)))
    table.good(1, Self.choice("sample", 0))
    #expect(table.view.creation?.plan.input(path)?.named == true)
    #expect(table.view.cases.count == 1)
    table.good(1, Self.choice("other", 1))
    #expect(table.view.creation?.plan.input(path)?.named == false)
  }

  @Test("a meeting that is left is told of its end once, and any deed but nobody's takes that back")
  func ending() throws {
    var table = Self.table()
    let end = table.now + 120 * 24 * 3_600_000
    let due = try #require(table.session.nextDue)
    #expect(due.at == end - 3_600_000 && due.command == .tellEnding)
    #expect(throws: Rejection(.notNow)) { try table.server(.tellEnding) }
    #expect(throws: Rejection(.notNow)) { try table.server(.lapse) }
    table.now = due.at
    try table.server(.tellEnding)
    #expect(table.view.ending == end)
    #expect(throws: Rejection(.notNow)) { try table.server(.tellEnding) }
    let next = try #require(table.session.nextDue)
    #expect(next.at == end && next.command == .lapse)
    table.good(4, .planning(.stay))
    #expect(table.view.ending == nil)
    table.now = end
    #expect(throws: Rejection(.notNow)) { try table.server(.lapse) }
    table.good(1, .planning(.setTime(edition: 0, start: table.now + 5, end: nil)))
    #expect(table.session.idleUntil == table.now + 5 + 24 * 3_600_000)
  }
}
