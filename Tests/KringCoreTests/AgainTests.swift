import KringCore
import Testing

/// Commands whose answer was lost and that are sent again by a member who could not know better.
@Suite("Asked again")
struct AgainTests {
  @Test("the chair who sent the speaker to the end of the round may say so again")
  func later() {
    var table = Table(in: "1.speel")
    let turn = table.view.floor.turn
    table.good(0, .floor(.laterTurn(turn: turn, member: .of(2))))
    table.same(0, .floor(.laterTurn(turn: turn, member: .of(2))))
    #expect(table.view.floor.speaker == .of(3))
    table.good(0, .floor(.skipTurn(turn: turn + 1, member: .of(3))))
    table.bad(0, .floor(.laterTurn(turn: turn, member: .of(3))), .stale)
    table.bad(0, .floor(.laterTurn(turn: turn + 2, member: .of(2))), .noTurn)
    table.bad(3, .floor(.laterTurn(turn: turn + 2, member: .of(4))), .notYours)
  }

  @Test("later is also said again where nobody else is here and the speaker goes on")
  func laterAlone() {
    var table = Table(in: "1.speel")
    let turn = table.view.floor.turn
    for absent in [1, 3, 4] { table.presence.away[.of(absent)] = table.now }
    table.presence.away[.of(0)] = table.now
    table.good(2, .floor(.laterTurn(turn: turn, member: .of(2))))
    #expect(table.view.floor.speaker == .of(2))
    table.same(2, .floor(.laterTurn(turn: turn, member: .of(2))))
  }

  @Test("the chair who waits skips the speaker and not itself, and may say so again")
  func skip() {
    var table = Table(in: "1.speel")
    let turn = table.view.floor.turn
    #expect(table.view.floor.waiting.contains(.of(0)))
    table.good(0, .floor(.skipTurn(turn: turn, member: .of(2))))
    #expect(table.view.floor.speaker == .of(3))
    #expect(table.view.floor.waiting == [.of(4), .of(0), .of(1)])
    table.same(0, .floor(.skipTurn(turn: turn, member: .of(2))))
    table.bad(0, .floor(.skipTurn(turn: turn, member: .of(4))), .stale)
    table.bad(0, .floor(.skipTurn(turn: turn + 1, member: .of(4))), .notYours)
    table.bad(4, .floor(.skipTurn(turn: turn + 1, member: .of(3))), .notYours)
    table.good(0, .floor(.skipTurn(turn: turn + 1, member: .of(0))))
    table.same(0, .floor(.skipTurn(turn: turn + 1, member: .of(0))))
    table.bad(0, .floor(.skipTurn(turn: turn + 2, member: .of(0))), .noTurn)
  }

  @Test("who cleared the own halt may say so again")
  func halt() {
    var table = Table(in: "1.vraag")
    table.good(3, .course(.raiseHalt(visit: 1)))
    table.good(3, .course(.clearHalt(visit: 1)))
    table.same(3, .course(.clearHalt(visit: 1)))
  }

  @Test("the chair who became the presenter, and so chairs no more, may say so again")
  func settle() {
    var table = Table()
    table.good(0, .roles(.takeChair(term: 0)))
    table.good(0, .course(.go(visit: 0, to: "1.keuze")))
    let outcome = Command.roles(.settle(visit: 1, item: nil, presenter: .of(0), chair: .of(3)))
    table.good(0, outcome)
    #expect(table.view.chair == .of(3))
    table.same(0, outcome)
    table.bad(2, .roles(.settle(visit: 1, item: nil, presenter: .of(2), chair: nil)), .notYours)
  }

  @Test("who gave a lost seat back may say so again, though nobody is at the door")
  func giveSeat() {
    var table = Table()
    table.good(0, .roles(.takeChair(term: 0)))
    table.presence.door = [
      Newcomer(member: .of(8), name: .of(8), tokenHash: [8], host: false, lost: true)
    ]
    table.presence.away[.of(2)] = 0
    table.good(0, .people(.giveSeat(newcomer: .of(8), seat: .of(2))))
    table.presence.door = []
    table.same(0, .people(.giveSeat(newcomer: .of(8), seat: .of(2))))
    table.bad(0, .people(.giveSeat(newcomer: .of(8), seat: .of(3))), .noNewcomer)
  }
}
