import KringCore
import Testing

@Suite("Seats, the door and who sees what")
struct PeopleTests {
  func newcomer(_ number: Int, lost: Bool = false) -> Newcomer {
    Newcomer(
      member: .of(number), name: .of(number), tokenHash: [9, UInt8(number)], host: false,
      lost: lost)
  }

  @Test("a full session refuses a join, and a closed seat makes room")
  func full() throws {
    var limits = Limits()
    limits.members = 3
    var table = Table(3, limits: limits)
    #expect(throws: Rejection(.sessionFull)) { try table.server(.join(newcomer(7))) }
    table.good(0, .roles(.takeChair(term: 0)))
    table.good(0, .people(.remove(member: .of(2))))
    try table.server(.join(newcomer(7)))
    #expect(table.view.members.count == 4)
  }

  @Test("the door is needed after the start, when locked, and for a lost seat")
  func door() {
    var table = Table()
    #expect(!table.session.needsDoor(newcomer(7)))
    #expect(table.session.needsDoor(newcomer(7, lost: true)))
    table.good(0, .roles(.takeChair(term: 0)))
    table.good(0, .people(.remove(member: .of(4))))
    #expect(table.session.needsDoor(newcomer(7)))
    #expect(Table(in: "1.vertel").session.needsDoor(newcomer(7)))
  }

  @Test("chair and deputy let newcomers in, others only while both are away")
  func admit() {
    var table = Table(in: "1.vertel")
    table.good(0, .roles(.nameDeputy(member: .of(2))))
    table.presence.door = [newcomer(7), newcomer(8)]
    table.bad(3, .people(.admit(newcomer: .of(7))), .notYours)
    table.bad(2, .people(.admit(newcomer: .of(99))), .noNewcomer)
    table.good(2, .people(.admit(newcomer: .of(7))))
    table.same(2, .people(.admit(newcomer: .of(7))))
    table.presence.away = [.of(0): 1, .of(2): table.now - Session.leastAbsence + 1]
    table.bad(3, .people(.admit(newcomer: .of(8))), .notYours)
    table.now += 1
    table.good(3, .people(.admit(newcomer: .of(8))))
    #expect(table.view.members.map(\.member).suffix(2) == [.of(7), .of(8)])
  }

  @Test("who has left reads no card aloud and changes no text, but takes back what was written")
  func left() {
    var table = Table(in: "1.vraag")
    let item = table.item(4, "vragen")
    table.good(0, .course(.go(visit: 1, to: "1.schrijf")))
    let card = table.card(4, in: 1)
    for writer in [0, 2, 3] { _ = table.card(writer, in: 1) }
    table.good(4, .people(.leave))
    let text = Envelope.of(20)
    table.bad(4, .writing(.editItem(item: item, version: 1, envelope: text)), .notYours)
    table.bad(4, .sets(.editCard(item: card, set: 1, version: 1, envelope: text)), .notYours)
    table.good(4, .writing(.withdrawItem(item: item)))
    table.good(4, .sets(.withdrawCard(item: card, set: 1)))
    table.good(0, .course(.go(visit: 2, to: "1.lees")))
    table.good(0, .sets(.openSet(set: 1)))
    table.bad(4, .floor(.readTurn(turn: table.view.floor.turn)), .notYours)
    table.good(4, .people(.comeBack))
    table.good(4, .floor(.readTurn(turn: table.view.floor.turn)))
  }

  @Test("a lost seat is given back with the asker's token")
  func giveSeat() throws {
    var table = Table(in: "1.vertel")
    table.presence.door = [newcomer(7, lost: true)]
    table.bad(0, .people(.giveSeat(newcomer: .of(7), seat: .of(88))), .noMember)
    table.bad(0, .people(.giveSeat(newcomer: .of(6), seat: .of(3))), .noNewcomer)
    table.presence.away[.of(3)] = table.now - Session.seatPatience
    let effects = try table.act(0, .people(.giveSeat(newcomer: .of(7), seat: .of(3))))
    #expect(effects[0] == .seat(member: .of(3), tokenHash: [9, 7]))
    #expect(table.view.members[3].given == View.Given(at: table.now, by: .of(0)))
    #expect(table.view.members.filter { $0.given != nil }.count == 1)
    #expect(try table.act(0, .people(.refuse(newcomer: .of(7)))) == [.turnAway(newcomer: .of(7))])
  }

  @Test("a seat in use is given to nobody, nor one that was left a moment ago")
  func seatInUse() {
    var table = Table(in: "1.vertel")
    table.presence.door = [newcomer(7, lost: true)]
    let give = Command.people(.giveSeat(newcomer: .of(7), seat: .of(3)))
    table.bad(0, give, .seatInUse)
    table.presence.away[.of(3)] = table.now
    table.now += Session.seatPatience - 1
    table.bad(0, give, .seatInUse)
    // Back for a moment: the time begins again.
    table.presence.away[.of(3)] = table.now
    table.now += Session.seatPatience - 1
    table.bad(0, give, .seatInUse)
    table.now += 1
    table.good(0, give)
    table.same(0, give)
  }

  @Test("a seat waits two minutes when anybody is the doorkeeper, also in a lobby without a chair")
  func givenByAnybody() {
    var lobby = Table()
    lobby.presence.door = [newcomer(7, lost: true)]
    lobby.presence.away[.of(3)] = lobby.now
    lobby.now += Session.longSeatPatience - 1
    lobby.bad(1, .people(.giveSeat(newcomer: .of(7), seat: .of(3))), .seatInUse)
    lobby.now += 1
    lobby.good(1, .people(.giveSeat(newcomer: .of(7), seat: .of(3))))
    var table = Table(in: "1.vertel")
    table.presence.door = [newcomer(7, lost: true)]
    table.presence.away = [.of(0): table.now, .of(3): table.now]
    table.now += Session.longSeatPatience - 1
    table.bad(2, .people(.giveSeat(newcomer: .of(7), seat: .of(3))), .seatInUse)
    table.now += 1
    table.good(2, .people(.giveSeat(newcomer: .of(7), seat: .of(3))))
  }

  @Test("the seat of the chair, and of who is offered the chair back, waits two minutes")
  func seatOfTheChair() {
    for isTaken in [false, true] {
      var table = Table(in: "1.vertel")
      table.good(0, .roles(.nameDeputy(member: .of(2))))
      table.presence.door = [newcomer(7, lost: true)]
      table.presence.away[.of(0)] = table.now
      let away = table.now
      if isTaken {
        table.presence.raise(.of(3), item: nil)
        table.now += Session.leastAbsence
        table.good(2, .roles(.takeChair(term: 1)))
      }
      table.now = away + Session.longSeatPatience - 1
      table.bad(2, .people(.giveSeat(newcomer: .of(7), seat: .of(0))), .seatInUse)
      table.now += 1
      table.good(2, .people(.giveSeat(newcomer: .of(7), seat: .of(0))))
    }
  }

  @Test("a removed member is refused everything, and roles become free")
  func remove() {
    var table = Table(in: "1.vertel")
    table.good(0, .roles(.nameDeputy(member: .of(2))))
    table.good(2, .writing(.takePen(from: nil)))
    table.bad(3, .people(.remove(member: .of(2))), .notYours)
    table.bad(0, .people(.remove(member: .of(0))), .notYours)
    table.good(0, .people(.remove(member: .of(2))))
    table.same(0, .people(.remove(member: .of(2))))
    #expect(table.view.deputy == nil)
    #expect(table.view.pen == nil)
    #expect(table.view.locked)
    table.bad(2, .course(.raiseHalt(visit: 1)), .noMember)
    table.bad(77, .course(.raiseHalt(visit: 1)), .noMember)
  }

  @Test("who leaves frees chair and pen, leaves the round, and may come back")
  func leave() {
    var table = Table(in: "1.speel")
    table.good(2, .people(.leave))
    #expect(table.view.floor.speaker == .of(3))
    table.same(2, .people(.leave))
    table.good(0, .people(.leave))
    #expect(table.view.chair == nil)
    #expect(!table.view.floor.waiting.contains(.of(0)))
    table.good(0, .people(.comeBack))
    #expect(table.view.floor.waiting.contains(.of(0)))
    table.good(0, .roles(.takeChair(term: table.view.term)))
  }

  @Test("a presenter who is away hears of people and clock only, and gets a view when called")
  func away() throws {
    var table = Table(in: "1.buiten")
    let before = table.session.view(for: .of(1))
    let effects = try table.act(
      2, .writing(.addItem(item: .of(500), visit: 1, input: "kern", envelope: .of(2))))
    guard case .event(let event) = effects[0] else { return }
    #expect(event.audience == .everyoneBut(.of(1)))
    #expect(table.session.view(for: .of(1)).items.isEmpty)
    #expect(table.session.view(for: .of(1)).seq == before.seq + 1)
    #expect(table.session.view(for: .of(2)).items.count == 1)
    let clock = try table.act(0, .clock(.pauseClock(visit: 1, paused: true)))
    guard case .event(let paused) = clock[0] else { return }
    #expect(paused.audience == .everyone)
    let decision = try table.session.decide(
      .course(.callPresenter(visit: 1)), table.circumstances(0, .course(.callPresenter(visit: 1))))
    #expect(table.session.apply(decision.effects[0]) == .of(1))
    #expect(table.session.view(for: .of(1)).items.count == 1)
    table.same(0, .course(.callPresenter(visit: 1)))
  }

  @Test("the next step also ends being away")
  func awayEndsWithStep() throws {
    var table = Table(in: "1.buiten")
    _ = table.item(2, "kern")
    let command = Command.course(.go(visit: 1, to: "1.speel"))
    let decision = try table.session.decide(command, table.circumstances(0, command))
    let opened = decision.effects.compactMap { table.session.apply($0) }
    #expect(opened == [.of(1)])
  }
}
