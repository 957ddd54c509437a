import KringClient
import KringCore
import KringProtocol
import KringServer
import KringTestSupport
import Testing

@Suite("The door")
struct DoorTests {
  @Test("a newcomer after the start waits, and is seated when admitted")
  func admitted() throws {
    let meeting = try Meeting(in: "1.beeld")
    let guest = try meeting.stage.newMember("Gast")
    try meeting.expectNoEffect(presence: true) { meeting.stage.enter(guest) }
    #expect(guest.signals == [.waiting(until: meeting.stage.now + 600_000)])
    #expect(String(decoding: guest.heard[0], as: UTF8.self).contains(#""reason":"door""#))
    let door = meeting.chair.replica.presence.door
    #expect(door == [.init(member: guest.id, name: guest.replica.name, lost: false)])

    meeting.stage.send(.people(.admit(newcomer: guest.id)), by: meeting.chair)
    #expect(guest.replica.isSeated)
    #expect(guest.viewBytes == (try meeting.told(guest)))
    #expect(meeting.chair.replica.presence.door == [])
    #expect(meeting.view.members.last?.member == guest.id)
  }

  @Test("a newcomer in a locked lobby waits")
  func locked() throws {
    let meeting = try Meeting(4)
    meeting.stage.send(.roles(.takeChair(term: 0)), by: meeting.chair)
    meeting.stage.send(.people(.remove(member: meeting.members[3].id)), by: meeting.chair)
    let guest = try meeting.stage.newMember("Gast")
    meeting.stage.enter(guest)
    #expect(guest.signals == [.waiting(until: meeting.stage.now + 600_000)])
  }

  @Test("who lost a seat waits, also before the start, and is given it with its own token")
  func seatGiven() throws {
    let meeting = try Meeting(4)
    let old = meeting.members[3]
    meeting.stage.send(.roles(.takeChair(term: 0)), by: meeting.chair)
    meeting.stage.cut(old)
    let asks = try meeting.stage.newMember("Lid 3")
    asks.replica.lost = true
    meeting.stage.advance(30_000)
    meeting.stage.enter(asks)
    #expect(String(decoding: asks.heard[0], as: UTF8.self).contains(#""reason":"lost""#))
    #expect(meeting.chair.replica.presence.door.map(\.lost) == [true])

    let newcomer = asks.id
    meeting.stage.send(.people(.giveSeat(newcomer: newcomer, seat: old.id)), by: meeting.chair)
    #expect(asks.id == old.id)
    #expect(asks.id != newcomer)
    #expect(asks.replica.isSeated)
    #expect(meeting.view.members.count == 4)

    let stranger = Stranger(meeting.stage)
    stranger.hello(old)
    #expect(stranger.error?.code == "seat-given")
    #expect(stranger.goodbye == .init(code: 4008, reason: "seat-given"))
    let given = View.Given(at: meeting.stage.now, by: meeting.chair.id)
    #expect(meeting.members[1].view.members[3].given == given)
  }

  @Test("a seat that somebody sits in is given to nobody, and its owner notices nothing")
  func seatInUse() throws {
    let meeting = try Meeting(in: "1.beeld")
    let thief = try meeting.stage.newMember("Lid 3")
    thief.replica.lost = true
    meeting.stage.enter(thief)
    let give = Command.people(.giveSeat(newcomer: thief.id, seat: meeting.members[3].id))
    try meeting.expectNoEffect(besides: meeting.chair) {
      meeting.stage.send(give, by: meeting.chair)
    }
    meeting.stage.cut(meeting.members[3])
    meeting.stage.advance(50)
    meeting.stage.send(give, by: meeting.chair)
    meeting.stage.enter(meeting.members[3])
    #expect(meeting.members[3].replica.isSeated)
    #expect(meeting.chair.refusals == ["seat-in-use", "seat-in-use"])
    #expect(!thief.replica.isSeated)
  }

  @Test("who was given a seat back and lost the welcome comes in with the same hello again")
  func lostWelcome() throws {
    let meeting = try Meeting(4)
    let old = meeting.members[3]
    meeting.stage.send(.roles(.takeChair(term: 0)), by: meeting.chair)
    let asks = try meeting.stage.newMember("Lid 3")
    asks.replica.lost = true
    meeting.stage.cut(old)
    meeting.stage.advance(30_000)
    meeting.stage.enter(asks)
    var isLost = false
    meeting.stage.loses = { member, message in
      guard member === asks, !isLost, case .welcome = message else { return false }
      isLost = true
      return true
    }
    meeting.stage.send(.people(.giveSeat(newcomer: asks.id, seat: old.id)), by: meeting.chair)
    #expect(isLost)
    #expect(asks.connection == nil)
    meeting.stage.enter(asks)
    #expect(asks.id == old.id)
    #expect(asks.replica.isSeated)
    #expect(asks.viewBytes == (try meeting.told(asks)))
  }

  @Test("a newcomer who is refused is sent away with refused")
  func refused() throws {
    let meeting = try Meeting(in: "1.beeld")
    let guest = try meeting.stage.newMember("Gast")
    meeting.stage.enter(guest)
    try meeting.expectNoEffect(besides: meeting.chair, presence: true) {
      meeting.stage.send(.people(.refuse(newcomer: guest.id)), by: meeting.chair)
    }
    #expect(guest.goodbyes == [.init(code: 4006, reason: "refused")])
    #expect(meeting.chair.replica.presence.door == [])
  }

  @Test("only chair and deputy open the door while one of them is here")
  func doorkeepers() throws {
    let meeting = try Meeting(in: "1.beeld")
    let guest = try meeting.stage.newMember("Gast")
    meeting.stage.enter(guest)
    try meeting.expectNoEffect(besides: meeting.members[2]) {
      meeting.stage.send(.people(.admit(newcomer: guest.id)), by: meeting.members[2])
      meeting.stage.send(.people(.refuse(newcomer: guest.id)), by: meeting.members[2])
    }
    #expect(meeting.members[2].refusals == ["not-yours", "not-yours"])
    meeting.stage.cut(meeting.chair)
    meeting.stage.send(.people(.admit(newcomer: guest.id)), by: meeting.members[2])
    #expect(!guest.replica.isSeated)
    meeting.stage.advance(10_000)
    meeting.stage.send(.people(.admit(newcomer: guest.id)), by: meeting.members[2])
    #expect(guest.replica.isSeated)
  }

  @Test("three wait at once, a fourth is refused with door-full")
  func doorFull() throws {
    let meeting = try Meeting(in: "1.beeld")
    let guests = try (0..<4).map { try meeting.stage.newMember("Gast \($0)") }
    for guest in guests.prefix(3) { meeting.stage.enter(guest) }
    #expect(meeting.chair.replica.presence.door.map(\.member) == guests.prefix(3).map(\.id))
    try meeting.expectNoEffect { meeting.stage.enter(guests[3]) }
    #expect(guests[3].signals == [.failed(Failure(.doorFull))])
    #expect(guests[3].goodbyes == [.init(code: 4007, reason: "door-full")])
    meeting.stage.cut(guests[0])
    meeting.stage.enter(guests[3])
    #expect(
      meeting.chair.replica.presence.door.map(\.member)
        == [guests[1].id, guests[2].id, guests[3].id])
  }

  @Test("nobody waits longer than 10 minutes")
  func waited() throws {
    let meeting = try Meeting(in: "1.beeld")
    let guest = try meeting.stage.newMember("Gast")
    meeting.stage.enter(guest)
    meeting.stage.advance(599_000)
    #expect(guest.goodbyes == [])
    meeting.stage.advance(1000)
    #expect(guest.goodbyes == [.init(code: 4102, reason: "waited")])
    #expect(meeting.chair.replica.presence.door == [])
  }

  @Test("who waits can ask nothing and takes no place with another token")
  func atTheDoor() throws {
    let meeting = try Meeting(in: "1.beeld")
    let guest = try meeting.stage.newMember("Gast")
    meeting.stage.enter(guest)
    let other = Stranger(meeting.stage)
    try meeting.expectNoEffect { other.hello(guest) { $0.token[0] ^= 1 } }
    #expect(other.error?.code == "seat-taken")
    #expect(guest.goodbyes == [])

    let again = Stranger(meeting.stage)
    again.hello(guest)
    #expect(guest.goodbyes == [.init(code: 4001, reason: "elsewhere")])
    #expect(again.goodbye == nil)
    try meeting.expectNoEffect(presence: true) { again.say(.command(ref: 0, .people(.report))) }
    #expect(again.goodbye == .init(code: 4000, reason: "hello-first"))
  }

  @Test("who waits hears nothing of the meeting until seated on disk")
  func quiet() throws {
    let meeting = try Meeting(in: "1.beeld")
    let guest = try meeting.stage.newMember("Gast")
    meeting.stage.disk.isManual = true
    meeting.stage.enter(guest)
    meeting.stage.send(.course(.raiseHalt(visit: meeting.view.visit)), by: meeting.members[2])
    meeting.stage.send(.people(.admit(newcomer: guest.id)), by: meeting.chair)
    // Only that it waits; the halt and the seat are not on disk.
    meeting.stage.disk.commit(1)
    meeting.stage.settle()
    #expect(guest.heard.count == 1)
    meeting.stage.disk.commit()
    meeting.stage.settle()
    #expect(guest.replica.isSeated)
    #expect(String(decoding: guest.heard[1], as: UTF8.self).hasPrefix(#"{"welcome""#))
  }

  @Test("after the close nobody comes in any more")
  func closed() throws {
    let meeting = try Meeting(in: "1.beeld")
    meeting.stage.send(
      .course(.close(visit: meeting.view.visit, keep: 3_600_000)), by: meeting.chair)
    let guest = try meeting.stage.newMember("Gast")
    try meeting.expectNoEffect { meeting.stage.enter(guest) }
    #expect(guest.goodbyes == [.init(code: 4006, reason: "refused")])
  }
}
