import KringClient
import KringCore
import KringProtocol
import KringTestSupport
import Testing

@testable import KringServer

@Suite("Presence")
struct PresenceTests {
  private func presences(_ member: StageMember, since: Int) -> Int {
    member.heard[since...].count { $0.starts(with: Array(#"{"presence""#.utf8)) }
  }

  @Test("a hand that was under way while the step changed does not stand in the new one")
  func lateHand() throws {
    let meeting = try Meeting(in: "1.beeld")
    let visit = meeting.view.visit
    meeting.stage.say(.hand(visit: visit, up: true, item: nil), by: meeting.members[2])
    #expect(meeting.chair.replica.presence.hands.count == 1)
    meeting.go(to: "1.schrijf")
    meeting.stage.transmit(.hand(visit: visit, up: true, item: nil), of: meeting.members[3])
    #expect(meeting.chair.replica.presence.hands == [])
    meeting.stage.say(.hand(visit: visit + 1, up: true, item: nil), by: meeting.members[3])
    #expect(meeting.chair.replica.presence.hands.count == 1)
  }

  @Test("readiness that was under way while the step changed does not count in the new one")
  func lateReady() throws {
    let meeting = try Meeting(in: "1.beeld")
    let (stage, visit) = (meeting.stage, meeting.view.visit)
    func ready() -> [ID] {
      meeting.chair.replica.presence.members.filter(\.ready).map(\.member)
    }
    stage.say(.ready(visit: visit, ready: true), by: meeting.members[2])
    #expect(ready() == [meeting.members[2].id])
    meeting.go(to: "1.schrijf")
    #expect(ready() == [])
    stage.transmit(.ready(visit: visit, ready: true), of: meeting.members[3])
    #expect(ready() == [])
    stage.say(.ready(visit: visit + 1, ready: true), by: meeting.members[3])
    #expect(ready() == [meeting.members[3].id])
    // Nor does an old word take a new one back.
    stage.transmit(.ready(visit: visit, ready: false), of: meeting.members[3])
    #expect(ready() == [meeting.members[3].id])
  }

  @Test("a hand that is raised again with another question keeps its place")
  func secondHand() throws {
    let meeting = try Meeting(in: "1.beeld")
    let (stage, visit) = (meeting.stage, meeting.view.visit)
    let (first, second) = (meeting.members[2], meeting.members[3])
    stage.say(.hand(visit: visit, up: true, item: nil), by: first)
    stage.say(.hand(visit: visit, up: true, item: nil), by: second)
    let question = meeting.newID()
    stage.say(.hand(visit: visit, up: true, item: question), by: first)
    #expect(
      meeting.chair.replica.presence.hands == [
        Presence.Hand(member: first.id, item: question),
        Presence.Hand(member: second.id, item: nil),
      ])
  }

  @Test("who says again what stands already is heard by nobody")
  func nothingNew() throws {
    let meeting = try Meeting(in: "1.beeld")
    let (visit, member) = (meeting.view.visit, meeting.members[2])
    let said: [ClientMessage] = [
      .hand(visit: visit, up: true, item: nil), .ready(visit: visit, ready: true),
      .background(true),
    ]
    for message in said { meeting.stage.say(message, by: member) }
    try meeting.expectNoEffect {
      for message in said { meeting.stage.transmit(message, of: member) }
    }
    #expect(meeting.chair.replica.presence.hands.count == 1)
  }

  @Test("who has left the round raises no hand, and everybody comes to rest")
  func handOutside() throws {
    let meeting = try Meeting(in: "1.beeld")
    let (stage, gone) = (meeting.stage, meeting.members[3])
    let hand = ClientMessage.hand(visit: meeting.view.visit, up: true, item: nil)
    stage.say(hand, by: gone)
    #expect(meeting.chair.replica.presence.hands.count == 1)
    stage.send(.people(.leave), by: gone)
    #expect(meeting.chair.replica.presence.hands == [])
    stage.say(hand, by: gone)
    #expect(meeting.chair.replica.presence.hands == [])
    #expect(gone.replica.isQuiet)
    stage.cut(gone)
    stage.enter(gone)
    #expect(meeting.chair.replica.presence.hands == [] && gone.replica.isQuiet)
    stage.send(.people(.comeBack), by: gone)
    stage.say(hand, by: gone)
    #expect(meeting.chair.replica.presence.hands.count == 1 && gone.replica.isQuiet)
  }

  @Test("a presenter who is away is told who is here, and of no hands and no readiness")
  func outside() throws {
    let cast = Cast(method: "incident", members: 5, isAway: true)
    let meeting = try Meeting(in: "1.analyse", 5, method: cast.file())
    let (stage, presenter) = (meeting.stage, meeting.presenter)
    let visit = meeting.view.visit
    let heard = presenter.heard.count
    stage.say(.hand(visit: visit, up: true, item: nil), by: meeting.members[2])
    stage.say(.ready(visit: visit, ready: true), by: meeting.members[3])
    #expect(presenter.heard.count == heard)
    #expect(meeting.chair.replica.presence.hands.count == 1)
    stage.cut(meeting.members[3])
    #expect(presences(presenter, since: heard) == 1)
    #expect(presenter.replica.presence.hands == [])
    #expect(!presenter.replica.presence.members.contains { $0.ready })
    stage.cut(presenter)
    stage.enter(presenter)
    #expect(presenter.replica.presence.hands == [])
    // The own hand is known to its owner.
    stage.say(.hand(visit: visit, up: true, item: nil), by: presenter)
    #expect(presenter.replica.presence.hands.map(\.member) == [presenter.id])
    #expect(meeting.chair.replica.presence.hands.count == 2)
    stage.send(.course(.callPresenter(visit: visit)), by: meeting.chair)
    #expect(presenter.replica.presence == meeting.chair.replica.presence)
    #expect(presenter.replica.presence.hands.count == 2)
  }

  @Test("of a hand a presenter who is away gets no write at all, and no view after a full queue")
  func nothingOutside() throws {
    let cast = Cast(method: "incident", members: 5, isAway: true)
    let meeting = try Meeting(in: "1.analyse", 5, method: cast.file())
    let (stage, presenter, asker) = (meeting.stage, meeting.presenter, meeting.members[2])
    let connection = try #require(presenter.connection)
    func writes() -> [Int]? { stage.network.lines[connection]?.writes }
    func hand(_ up: Bool) {
      stage.say(.hand(visit: meeting.view.visit, up: up, item: nil), by: asker)
    }
    let before = try #require(writes())
    for (isFull, slow) in [(false, meeting.members[3]), (true, meeting.members[4])] {
      stage.setSlow(presenter, isFull)
      stage.setSlow(slow, true)
      // A frame of its own, then one that goes with a batch: of the view of who reads again.
      hand(true)
      stage.turn {
        hand(false)
        stage.setSlow(slow, false)
      }
      stage.setSlow(presenter, false)
      #expect(writes() == before)
      #expect(slow.signals.contains(.welcomed) && slow.replica.presence.hands == [])
      #expect(slow.replica.presence == meeting.chair.replica.presence)
    }
  }

  @Test("a member who says something again and again is told of at most once a second")
  func flood() throws {
    let meeting = try Meeting(in: "1.beeld")
    let (stage, loud) = (meeting.stage, meeting.members[2])
    let heard = meeting.chair.heard.count
    for number in 0..<39 { stage.say(.background(number.isMultiple(of: 2)), by: loud) }
    #expect(presences(meeting.chair, since: heard) == Room.stirRate.burst - 1)
    // Another one is told of at once.
    stage.say(.background(true), by: meeting.members[3])
    #expect(meeting.chair.replica.presence.members.count { $0.background } == 2)
    stage.say(.background(false), by: meeting.members[3])
    stage.say(.background(false), by: loud)
    stage.advance(1000)
    #expect(!meeting.chair.replica.presence.members.contains { $0.background })
  }

  @Test("who comes and goes in a loop does not flood the others")
  func comingAndGoing() throws {
    let meeting = try Meeting(in: "1.beeld")
    let (stage, restless) = (meeting.stage, meeting.members[2])
    let heard = meeting.chair.heard.count
    for _ in 0..<100 {
      stage.cut(restless)
      stage.enter(restless)
    }
    #expect(presences(meeting.chair, since: heard) < Room.stirRate.burst)
    stage.cut(restless)
    stage.advance(1000)
    #expect(
      meeting.chair.replica.presence.members.first { $0.member == restless.id }?.away != nil)
  }

  @Test("six may come to the door at once, a seventh waits its turn")
  func knocking() throws {
    let meeting = try Meeting(in: "1.beeld")
    let stage = meeting.stage
    for number in 0..<6 {
      let guest = try stage.newMember("Gast \(number)")
      stage.enter(guest)
      #expect(guest.goodbyes == [])
      stage.cut(guest)
    }
    let guest = try stage.newMember("Gast 7")
    try meeting.expectNoEffect { stage.enter(guest) }
    #expect(guest.goodbyes == [.init(code: 4105, reason: "door-busy")])
    stage.advance(10_000)
    stage.enter(guest)
    #expect(meeting.chair.replica.presence.door.map(\.member) == [guest.id])
  }
}
