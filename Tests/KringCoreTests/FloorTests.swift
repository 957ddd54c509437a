import KringCore
import Testing

@Suite("The five floors")
struct FloorTests {
  @Test("with hands, fewest turns come first and then who waits longest")
  func hands() {
    var table = Table(in: "1.vraag")
    let first = table.view.floor.turn
    table.same(0, .floor(.nextTurn(turn: first)))
    table.presence.raise(.of(3), item: nil)
    table.presence.raise(.of(2), item: nil)
    table.good(0, .floor(.nextTurn(turn: first)))
    #expect(table.view.floor.speaker == .of(3))
    table.same(0, .floor(.nextTurn(turn: first)))
    table.presence.lower(.of(3))
    table.presence.raise(.of(3), item: nil)
    #expect(
      table.presence.queue(spoken: table.view.floor.spoken).map(\.member) == [.of(2), .of(3)])
    // The speaker, the presenter and the next in line may pass on; others may not.
    table.bad(4, .floor(.nextTurn(turn: first + 1)), .notYours)
    table.good(2, .floor(.nextTurn(turn: first + 1)))
    #expect(table.view.floor.speaker == .of(2))
    table.good(1, .floor(.nextTurn(turn: first + 2)))
    #expect(table.view.floor.speaker == .of(3))
    #expect(
      table.view.floor.spoken == [Turns(member: .of(3), turns: 2), Turns(member: .of(2), turns: 1)])
  }

  @Test("a raised hand of somebody away is passed over and keeps its place")
  func handOfAbsent() {
    var table = Table(in: "1.vraag")
    table.presence.raise(.of(3), item: nil)
    table.presence.raise(.of(2), item: nil)
    table.presence.away[.of(3)] = table.now
    table.good(0, .floor(.nextTurn(turn: table.view.floor.turn)))
    #expect(table.view.floor.speaker == .of(2))
  }

  @Test("on the presenter's floor a hand gets the floor and then the presenter again")
  func presenterFloor() {
    var table = Table(in: "1.vertel")
    #expect(table.view.floor.speaker == .of(1))
    table.presence.raise(.of(3), item: nil)
    table.good(1, .floor(.nextTurn(turn: table.view.floor.turn)))
    #expect(table.view.floor.speaker == .of(3))
    table.presence.lower(.of(3))
    table.good(3, .floor(.nextTurn(turn: table.view.floor.turn)))
    #expect(table.view.floor.speaker == .of(1))
  }

  @Test("a round goes from the presenter's left to the presenter, and each speaks once")
  func round() {
    var table = Table(in: "1.speel")
    var order: [ID?] = [table.view.floor.speaker]
    for _ in 0..<4 {
      table.good(0, .floor(.nextTurn(turn: table.view.floor.turn)))
      order.append(table.view.floor.speaker)
    }
    #expect(order == [.of(2), .of(3), .of(4), .of(0), .of(1)])
    table.good(0, .floor(.nextTurn(turn: table.view.floor.turn)))
    #expect(table.view.floor.speaker == nil)
  }

  @Test("later moves to the end but before the presenter, absent members wait, newcomers come last")
  func roundWithExceptions() {
    var table = Table(in: "1.speel")
    table.good(2, .floor(.laterTurn(turn: table.view.floor.turn, member: .of(2))))
    #expect(table.view.floor.speaker == .of(3))
    #expect(table.view.floor.waiting == [.of(4), .of(0), .of(2), .of(1)])
    table.presence.away[.of(4)] = table.now
    table.good(3, .floor(.nextTurn(turn: table.view.floor.turn)))
    #expect(table.view.floor.speaker == .of(0))
    #expect(table.view.floor.waiting == [.of(4), .of(2), .of(1)])
    table.join(9)
    #expect(table.view.floor.waiting == [.of(4), .of(2), .of(9), .of(1)])
    table.bad(3, .floor(.giveTurn(turn: table.view.floor.turn, member: .of(9))), .notYours)
    table.good(0, .floor(.giveTurn(turn: table.view.floor.turn, member: .of(9))))
    #expect(table.view.floor.speaker == .of(9))
    table.good(2, .floor(.skipTurn(turn: table.view.floor.turn, member: .of(2))))
    #expect(table.view.floor.waiting == [.of(4), .of(1)])
  }

  @Test("a round over cards goes card by card in the opened order, read by whoever offers")
  func overCards() {
    var table = Table(in: "1.schrijf")
    let cards = [0, 2, 3].map { table.card($0, in: 1) }.sorted()
    table.good(0, .course(.go(visit: 1, to: "1.lees")))
    #expect(table.view.floor.card == nil)
    table.good(0, .sets(.openSet(set: 1)))
    #expect(table.view.floor.card == cards[0])
    table.bad(1, .floor(.readTurn(turn: table.view.floor.turn)), .notYours)
    table.good(3, .floor(.readTurn(turn: table.view.floor.turn)))
    #expect(table.view.floor.speaker == .of(3))
    table.bad(2, .floor(.nextTurn(turn: table.view.floor.turn)), .notYours)
    table.now += Session.readingTime - 1
    table.bad(3, .floor(.nextTurn(turn: table.view.floor.turn)), .notNow)
    table.now += 1
    table.good(3, .floor(.nextTurn(turn: table.view.floor.turn)))
    #expect(table.view.floor.card == cards[1])
    #expect(table.view.floor.speaker == nil)
    table.good(0, .floor(.nextTurn(turn: table.view.floor.turn)))
    table.good(0, .floor(.nextTurn(turn: table.view.floor.turn)))
    #expect(table.view.floor.card == nil)
    #expect(table.view.floor.waiting.isEmpty)
  }

  @Test("a round over cards with names goes writer by writer, who has the floor")
  func overNamedCards() {
    var table = Table()
    let path = Plan.InputPath(step: "1.schrijf", input: "advies")
    table.good(0, .roles(.takeChair(term: 0)))
    table.good(0, .course(.nameInput(path: path, named: true)))
    table.good(0, .roles(.castCase(number: 1, presenter: .of(1), chair: nil)))
    table.good(0, .course(.go(visit: 0, to: "1.schrijf")))
    // The ids rise in this order, the seats do not.
    let (late, first, mine, last) = (
      table.card(3, in: 1), table.card(2, in: 1), table.card(0, in: 1), table.card(3, in: 1)
    )
    table.good(0, .course(.go(visit: 1, to: "1.lees")))
    table.good(0, .sets(.openSet(set: 1)))
    var passed: [ID?] = []
    var speakers: [ID?] = []
    while let card = table.view.floor.card {
      passed.append(card)
      speakers.append(table.view.floor.speaker)
      for other in [0, 2, 3, 4] {
        table.bad(other, .floor(.readTurn(turn: table.view.floor.turn)), .noTurn)
      }
      if speakers.count == 2 {
        table.bad(4, .floor(.nextTurn(turn: table.view.floor.turn)), .notYours)
        table.bad(2, .floor(.nextTurn(turn: table.view.floor.turn)), .notNow)
        table.now += Session.readingTime
        table.good(2, .floor(.nextTurn(turn: table.view.floor.turn)))
      } else {
        table.good(0, .floor(.nextTurn(turn: table.view.floor.turn)))
      }
    }
    #expect(passed == [mine, first, late, last])
    #expect(speakers == [.of(0), .of(2), .of(3), .of(3)])
    // Back in the step the round is the same, but for who left: nobody reads that one's card.
    table.good(2, .people(.leave))
    table.good(0, .course(.go(visit: 2, to: "1.schrijf")))
    table.good(0, .course(.go(visit: 3, to: "1.lees")))
    #expect(table.view.floor.card == mine && table.view.floor.speaker == .of(0))
    table.good(0, .floor(.nextTurn(turn: table.view.floor.turn)))
    #expect(table.view.floor.card == first && table.view.floor.speaker == nil)
  }

  @Test("in silence nobody has the floor")
  func silence() {
    var table = Table(in: "1.schrijf")
    table.bad(0, .floor(.nextTurn(turn: table.view.floor.turn)), .noTurn)
    table.bad(0, .floor(.giveTurn(turn: table.view.floor.turn, member: .of(2))), .noTurn)
  }

  @Test("a cast list names roles of the step once each, and a late one is stale")
  func cast() {
    var table = Table(in: "1.speel")
    let roles = [Role(role: "zelf", member: .of(2)), Role(role: "ander", member: .of(1))]
    table.good(2, .floor(.cast(take: 0, roles: roles)))
    #expect(table.view.roles == roles)
    table.same(2, .floor(.cast(take: 0, roles: roles)))
    table.bad(3, .floor(.cast(take: 0, roles: [])), .stale)
    table.bad(3, .floor(.cast(take: 1, roles: [Role(role: "koning", member: .of(2))])), .noStep)
    table.bad(
      3,
      .floor(
        .cast(
          take: 1, roles: [Role(role: "zelf", member: .of(2)), Role(role: "zelf", member: .of(3))])),
      .outOfRange)
  }
}
