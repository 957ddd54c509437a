import Testing

@testable import KringCore

/// Who counts as a writer of a closed set: the people who had their seats when it was made.
@Suite("Writers of a closed set")
struct WriterTests {
  @Test("a seat given to somebody after a set was made writes nothing in it")
  func givenSeat() {
    var table = Table(in: "1.schrijf")
    let card = table.card(2, in: 1)
    table.giveAway(2)
    #expect(table.view.sets[0].late == [.of(2)])
    table.bad(2, .sets(.addCard(item: .of(500), set: 1, envelope: .of(2))), .late)
    // Not what is there already either, nor what is not: it is told nothing of the cards.
    table.bad(2, .sets(.addCard(item: card, set: 1, envelope: .of(2))), .late)
    for item in [card, .of(501)] {
      table.bad(2, .sets(.editCard(item: item, set: 1, version: 1, envelope: .of(3))), .late)
      table.bad(2, .sets(.withdrawCard(item: item, set: 1)), .late)
    }
    table.bad(2, .sets(.addCard(item: .of(500), set: 9, envelope: .of(2))), .noSet)
    // What its first holder wrote stays, and counts.
    _ = table.card(3, in: 1)
    _ = table.card(4, in: 1)
    table.good(0, .course(.go(visit: 1, to: "1.lees")))
    table.good(0, .sets(.openSet(set: 1)))
    #expect(table.view.items.count == 3 && table.view.sets[0].late == [])
  }

  @Test("the chair cannot be several writers by giving its own seat to itself")
  func chairGivesItsOwn() {
    var table = Table(in: "1.schrijf")
    _ = table.card(0, in: 1)
    for _ in 0..<2 {
      table.giveAway(0)
      table.bad(0, .sets(.addCard(item: table.draw(), set: 1, envelope: .of(0))), .late)
    }
    #expect(table.view.sets[0].late == [.of(0)])
    _ = table.card(3, in: 1)
    table.good(0, .course(.go(visit: 1, to: "1.lees")))
    table.bad(0, .sets(.openSet(set: 1)), .tooFew)
  }

  @Test("in a set made after a seat was given, its holder is a writer like the others")
  func nextSet() {
    var table = Table(in: "1.vraag")
    table.giveAway(2)
    table.good(0, .course(.go(visit: 1, to: "1.schrijf")))
    #expect(table.view.sets[0].late == [])
    for member in [0, 2, 3] { _ = table.card(member, in: 1) }
    table.good(0, .course(.go(visit: 2, to: "1.lees")))
    table.good(0, .sets(.openSet(set: 1)))
  }

  @Test("who joined after a set was made may write and does not count towards its minimum")
  func latecomer() throws {
    var table = Table(in: "1.schrijf")
    table.admit(5)
    let card = table.card(5, in: 1)
    _ = table.card(5, in: 1)
    table.bad(5, .sets(.addCard(item: .of(500), set: 1, envelope: .of(5))), .full)
    _ = table.card(2, in: 1)
    _ = table.card(3, in: 1)
    table.good(0, .course(.go(visit: 1, to: "1.lees")))
    table.bad(0, .sets(.openSet(set: 1)), .tooFew)
    table.good(5, .sets(.withdrawCard(item: card, set: 1)))
    table.bad(0, .sets(.openSet(set: 1)), .tooFew)
    _ = table.card(4, in: 1)
    table.good(0, .sets(.openSet(set: 1)))
    #expect(table.view.items.count == 4)
  }

  @Test("of who joined later nothing is kept but how many of them wrote")
  func noMark() throws {
    var table = Table(in: "1.schrijf")
    table.admit(5)
    let first = table.draw()
    let add = Command.sets(.addCard(item: first, set: 1, envelope: .of(5)))
    let effects = try table.act(5, add)
    #expect(effects.suffix(1) == [.latecomers(set: 1, count: 1)])
    let second = try table.act(5, .sets(.addCard(item: table.draw(), set: 1, envelope: .of(5))))
    #expect(!second.contains { if case .latecomers = $0 { true } else { false } })
    _ = try table.act(5, .sets(.withdrawCard(item: first, set: 1)))
    #expect(table.session.latecomers == [1: 1])
    let ordinary = try table.act(2, .sets(.addCard(item: table.draw(), set: 1, envelope: .of(2))))
    #expect(ordinary.count == 2)
    table.good(0, .sets(.discardSet(set: 1)))
    #expect(table.session.latecomers == [:])
  }

  @Test("a removed person who is let in again is one who joined later")
  func removedAndAdmitted() {
    var table = Table(in: "1.schrijf")
    _ = table.card(2, in: 1)
    table.good(0, .people(.remove(member: .of(2))))
    table.admit(6)
    _ = table.card(6, in: 1)
    table.good(0, .people(.remove(member: .of(6))))
    table.admit(7)
    _ = table.card(7, in: 1)
    _ = table.card(3, in: 1)
    table.good(0, .course(.go(visit: 1, to: "1.lees")))
    // Four cards of two people.
    table.bad(0, .sets(.openSet(set: 1)), .tooFew)
    _ = table.card(4, in: 1)
    table.good(0, .sets(.openSet(set: 1)))
  }

  @Test("who left the round and comes back is the writer of before")
  func leftAndBack() {
    var table = Table(in: "1.schrijf")
    _ = table.card(2, in: 1)
    table.good(2, .people(.leave))
    table.bad(2, .sets(.addCard(item: .of(500), set: 1, envelope: .of(2))), .notYours)
    table.good(2, .people(.comeBack))
    _ = table.card(2, in: 1)
    table.bad(2, .sets(.addCard(item: .of(500), set: 1, envelope: .of(2))), .full)
    _ = table.card(3, in: 1)
    table.good(0, .course(.go(visit: 1, to: "1.lees")))
    table.bad(0, .sets(.openSet(set: 1)), .tooFew)
  }

  @Test("votes and ratings count the same people")
  func votesAndRatings() {
    var table = Table(in: "1.keuze")
    for member in [0, 2] { _ = table.card(member, in: 1) }
    table.giveAway(2)
    table.bad(2, .sets(.addCard(item: .of(500), set: 1, envelope: .of(2))), .late)
    table.admit(5)
    _ = table.card(5, in: 1)
    table.bad(0, .sets(.openSet(set: 1)), .tooFew)

    var rating = Table(in: "1.vertel", 4)
    rating.good(0, .course(.go(visit: 1, to: "na.oogst")))
    for member in 0..<3 { _ = rating.card(member, in: 1) }
    rating.admit(5)
    _ = rating.card(5, in: 1)
    rating.bad(0, .sets(.openSet(set: 1)), .tooFew)
    _ = rating.card(3, in: 1)
    rating.good(0, .sets(.openSet(set: 1)))
  }

  @Test("a seat given counts nothing for an announced opening either")
  func forced() throws {
    var table = Table(in: "1.schrijf")
    _ = table.card(2, in: 1)
    table.good(0, .course(.go(visit: 1, to: "1.lees")))
    table.good(0, .sets(.forceSet(set: 1)))
    table.giveAway(2)
    table.bad(2, .sets(.withdrawCard(item: .of(500), set: 1)), .late)
    table.now += Session.forcedDelay
    try table.server(.openForced(set: 1))
    #expect(table.view.items.count == 1)
  }
}
