import KringCore
import Testing

@Suite("What costs no text is bounded too")
struct MeasureTests {
  private func table(deeds: Int, all: Int = 20_000) -> Table {
    var limits = Limits()
    limits.deeds = deeds
    limits.allDeeds = all
    var table = Table(5, limits: limits)
    table.good(0, .roles(.takeChair(term: 0)))
    table.good(0, .roles(.castCase(number: 1, presenter: .of(1), chair: nil)))
    table.good(0, .course(.go(visit: 0, to: "1.vraag")))
    return table
  }

  @Test("a member who takes the pen or asks for a halt again and again is refused in the end")
  func loops() {
    var table = table(deeds: 10)
    for _ in 0..<4 {
      table.good(2, .course(.raiseHalt(visit: 1)))
      table.good(2, .course(.clearHalt(visit: 1)))
    }
    table.good(2, .writing(.takePen(from: nil)))
    table.good(2, .course(.raiseHalt(visit: 1)))
    table.bad(2, .course(.clearHalt(visit: 1)), .tooMuch)
    table.good(0, .course(.clearHalt(visit: 1)))
    table.good(3, .writing(.takePen(from: .of(2))))
    table.bad(2, .writing(.takePen(from: .of(3))), .tooMuch)
    // What is so already costs nothing.
    table.same(3, .writing(.takePen(from: .of(2))))
  }

  @Test("who has used up all can still write, take back what they wrote, and leave")
  func stillPossible() {
    var table = table(deeds: 3)
    table.good(2, .writing(.takePen(from: nil)))
    let item = table.item(2, "vragen")
    table.good(2, .course(.raiseHalt(visit: 1)))
    table.good(2, .course(.clearHalt(visit: 1)))
    table.bad(2, .course(.raiseHalt(visit: 1)), .tooMuch)
    _ = table.item(2, "vragen")
    table.good(2, .writing(.withdrawItem(item: item)))
    table.good(2, .people(.leave))
    table.bad(2, .people(.comeBack), .tooMuch)
  }

  @Test("a chair who has used up all can still remove, close and hand nothing else on")
  func chair() {
    var table = table(deeds: 3)
    table.bad(0, .course(.go(visit: 1, to: "1.schrijf")), .tooMuch)
    table.bad(0, .roles(.guide(guiding: true)), .tooMuch)
    table.good(0, .people(.remove(member: .of(4))))
    table.good(0, .course(.close(visit: 1, keep: 0)))
    #expect(table.view.purge != nil)
  }

  @Test("all members together have a bound as well")
  func together() {
    var table = table(deeds: 10, all: 5)
    table.good(2, .writing(.takePen(from: nil)))
    table.good(3, .writing(.takePen(from: .of(2))))
    table.bad(4, .writing(.takePen(from: .of(3))), .tooMuch)
  }

  @Test("a presenter who is away learns nothing by asking for what cannot be seen")
  func outside() {
    var table = Table(in: "1.buiten")
    let item = table.item(2, "kern")
    table.good(2, .writing(.takePen(from: nil)))
    table.presence.raise(.of(3), item: nil)
    let commands: [Command] = [
      .floor(.nextTurn(turn: table.view.floor.turn)), .floor(.nextTurn(turn: 99)),
      .floor(.readTurn(turn: table.view.floor.turn)), .writing(.takePen(from: .of(2))),
      .writing(.takePen(from: nil)),
      .writing(.claimItem(item: item, nonce: [7])), .writing(.claimItem(item: .of(99), nonce: [7])),
      .writing(.markItem(item: item, mark: .of(98), envelope: .of(1))),
      .writing(.writeNote(note: .of(97), visit: 1, envelope: .of(1))),
      .floor(.cast(take: 0, roles: [])), .course(.raiseHalt(visit: 1)),
      .course(.clearHalt(visit: 1)),
      .sets(.addCard(item: .of(96), set: 1, envelope: .of(1))),
      .sets(.editCard(item: .of(96), set: 1, version: 1, envelope: .of(1))),
      .sets(.withdrawCard(item: .of(96), set: 1)),
    ]
    for command in commands { table.bad(1, command, .notNow) }
    // The same with a halt and without the set.
    table.good(2, .course(.raiseHalt(visit: 1)))
    table.good(0, .sets(.discardSet(set: 1)))
    for command in commands { table.bad(1, command, .notNow) }
    table.good(1, .clock(.pauseClock(visit: 1, paused: true)))
    table.good(0, .course(.callPresenter(visit: 1)))
    table.good(1, .writing(.takePen(from: .of(2))))
  }

  @Test("a session has lived since the last thing that a member did, not since the last event")
  func lastDeed() throws {
    var table = Table(in: "1.vraag")
    let deed = table.now
    #expect(table.session.lastDeed == deed)
    table.now += 5_000
    try table.server(.wasDown(from: table.now - 100, to: table.now))
    #expect(table.view.at == table.now)
    #expect(table.session.lastDeed == deed)
    table.good(2, .writing(.takePen(from: nil)))
    #expect(table.session.lastDeed == table.now)
  }
}
