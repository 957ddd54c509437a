import KringClient
import KringCore
import KringProtocol
import KringSeal
import KringServer
import KringTestSupport
import Testing

@Suite("Coming in")
struct HelloTests {
  @Test("the right key and a new seat are welcomed and sent the view")
  func welcomed() throws {
    let stage = try Stage(seed: 1)
    stage.create(stage.creation())
    let member = try stage.newMember("Anna")
    stage.enter(member)
    let heard = member.heard.map { String(decoding: $0, as: UTF8.self) }
    #expect(heard.count == 3)
    #expect(heard[0].hasPrefix(#"{"welcome":{"member":"\#(member.id.uuid)""#))
    #expect(heard[0].contains(#""seq":2,"#))
    #expect(heard[0].contains(#""limits":{"members":12,"items":1000,"text_bytes":4094}"#))
    #expect(heard[0].contains(#""heartbeat_ms":25000"#))
    #expect(heard[1].hasPrefix(#"{"events":[{"seq":2,"view":{"#))
    #expect(heard[2].hasPrefix(#"{"presence":{"#))
    let connection = try #require(member.connection)
    #expect(stage.network.lines[connection]?.isProved == true)
    #expect(stage.network.lines[connection]?.writes == [3])
  }

  @Test("an unknown session, a wrong key and a purged session get the same bytes")
  func noSession() throws {
    let meeting = try Meeting(3)
    let stage = meeting.stage
    let guest = try stage.newMember("Gast")

    let wrongKey = Stranger(stage)
    wrongKey.hello(guest) { $0.joinKey[0] ^= 1 }
    let unknown = Stranger(stage)
    unknown.hello(guest) { $0.session = ID(high: 1, low: 2) }
    stage.send(.roles(.takeChair(term: 0)), by: meeting.chair)
    stage.send(.course(.close(visit: 0, keep: 0)), by: meeting.chair)
    stage.send(.course(.purge), by: meeting.chair)
    #expect(meeting.chair.goodbyes.last?.code == 4004)
    let purged = Stranger(stage)
    purged.hello(guest)

    #expect(wrongKey.frames == [#"{"error":{"code":"no-session","temporary":false}}"#])
    #expect(wrongKey.goodbye == .init(code: 4002, reason: "no-session"))
    for other in [unknown, purged] {
      #expect(other.frames == wrongKey.frames)
      #expect(other.goodbye == wrongKey.goodbye)
      #expect(stage.network.lines[other.id]?.isProved == false)
    }
  }

  @Test("a wrong key is told nothing about seats either")
  func wrongKeyKnownMember() throws {
    let meeting = try Meeting(3)
    let stranger = Stranger(meeting.stage)
    try meeting.expectNoEffect {
      stranger.hello(meeting.members[1]) { $0.joinKey[31] ^= 128 }
    }
    #expect(stranger.error?.code == "no-session")
  }

  @Test("another seat's token is refused with seat-taken, and the seat keeps its connection")
  func seatTaken() throws {
    let meeting = try Meeting(3)
    let stranger = Stranger(meeting.stage)
    try meeting.expectNoEffect {
      stranger.hello(meeting.members[1]) { $0.token[5] ^= 1 }
    }
    #expect(stranger.error == Failure(.seatTaken))
    #expect(stranger.goodbye == .init(code: 4005, reason: "seat-taken"))
    #expect(meeting.members[1].replica.isSeated)
  }

  @Test("an unknown member without a name is told, with the key, only that there is a session")
  func noName() throws {
    var settings = GatewaySettings()
    settings.doorPlaces = 0
    let meeting = try Meeting(3, settings: settings)
    let guest = try meeting.stage.newMember("Gast")
    func ask(_ change: (inout Hello) -> Void = { _ in }) throws -> Stranger {
      let stranger = Stranger(meeting.stage)
      try meeting.expectNoEffect {
        stranger.hello(guest) {
          $0.name = nil
          change(&$0)
        }
      }
      return stranger
    }
    let inLobby = try ask()
    #expect(inLobby.error == Failure(.noName))
    #expect(inLobby.goodbye == .init(code: 4005, reason: "no-name"))
    let wrongKey = try ask { $0.joinKey[7] ^= 1 }
    let unknown = try ask { $0.session = ID(high: 1, low: 2) }
    #expect(wrongKey.goodbye == .init(code: 4002, reason: "no-session"))
    #expect(unknown.frames == wrongKey.frames)
    #expect(unknown.goodbye == wrongKey.goodbye)

    // Where the meeting is, and that its door is full, shows in nothing.
    let (stage, chair) = (meeting.stage, meeting.chair)
    stage.send(.roles(.takeChair(term: 0)), by: chair)
    stage.send(
      .roles(.castCase(number: 1, presenter: meeting.presenter.id, chair: nil)), by: chair)
    meeting.go(to: "1.beeld")
    #expect(meeting.view.visit == 1)
    let inMeeting = try ask()
    stage.send(.course(.close(visit: 1, keep: 0)), by: chair)
    let closed = try ask()
    for later in [inMeeting, closed] {
      #expect(later.frames == inLobby.frames)
      #expect(later.goodbye == inLobby.goodbye)
      #expect(stage.network.lines[later.id]?.isProved == false)
    }
    stage.send(.course(.purge), by: chair)
    let gone = Stranger(stage)
    gone.hello(guest) { $0.name = nil }
    #expect(gone.frames == wrongKey.frames)
    #expect(gone.goodbye == wrongKey.goodbye)
  }

  @Test("a hello that does not come within 5 s is refused with hello-late")
  func helloLate() throws {
    let meeting = try Meeting(3)
    let stranger = Stranger(meeting.stage)
    try meeting.expectNoEffect {
      meeting.stage.advance(4000)
      #expect(stranger.goodbye == nil)
      meeting.stage.advance(1000)
    }
    #expect(stranger.error == Failure(.helloLate))
    #expect(stranger.goodbye == .init(code: 4104, reason: "hello-late"))
  }

  @Test("a command before hello is refused with hello-first, a ping is answered")
  func helloFirst() throws {
    let meeting = try Meeting(3)
    let stranger = Stranger(meeting.stage)
    try meeting.expectNoEffect {
      stranger.say(.ping)
      #expect(stranger.frames == [#"{"pong":\#(meeting.stage.now)}"#])
      stranger.say(.command(ref: 0, .people(.report)))
    }
    #expect(stranger.error == Failure(.helloFirst))
    #expect(stranger.goodbye == .init(code: 4000, reason: "hello-first"))
  }

  @Test("a second hello is refused with second-hello")
  func secondHello() throws {
    let meeting = try Meeting(3)
    let member = meeting.members[2]
    try meeting.expectNoEffect(besides: member, presence: true) {
      var replica = member.replica
      meeting.stage.transmit(replica.hello(), of: member)
    }
    #expect(member.signals.last == .failed(Failure(.secondHello)))
    #expect(member.goodbyes == [.init(code: 4000, reason: "second-hello")])
  }

  @Test("a second connection of a seat closes the first with elsewhere")
  func elsewhere() throws {
    let meeting = try Meeting(3)
    let member = meeting.members[2]
    let second = Stranger(meeting.stage)
    try meeting.expectNoEffect(besides: member, presence: true) { second.hello(member) }
    #expect(member.goodbyes == [.init(code: 4001, reason: "elsewhere")])
    #expect(second.goodbye == nil)
    #expect(second.frames.first?.hasPrefix(#"{"welcome""#) == true)
    let presence = meeting.chair.replica.presence.members
    #expect(presence.first { $0.member == member.id }?.away == nil)
  }

  @Test("what is said after a close has no effect")
  func afterClose() throws {
    let meeting = try Meeting(3)
    let stranger = Stranger(meeting.stage)
    stranger.hello(meeting.members[2]) { $0.token[5] ^= 1 }
    let said = stranger.frames
    try meeting.expectNoEffect {
      stranger.hello(meeting.members[2])
      stranger.say(.command(ref: 0, .people(.leave)))
      stranger.say("{")
    }
    #expect(stranger.frames == said)
  }

  @Test("a full session refuses one more and takes as many as it may")
  func sessionFull() throws {
    var settings = GatewaySettings()
    settings.limits.members = 3
    let meeting = try Meeting(3, settings: settings)
    let guest = try meeting.stage.newMember("Gast")
    try meeting.expectNoEffect { meeting.stage.enter(guest) }
    #expect(guest.signals == [.failed(Failure(.sessionFull))])
    #expect(guest.goodbyes == [.init(code: 4007, reason: "session-full")])
    #expect(Failure(.sessionFull).temporary)

    meeting.stage.send(.roles(.takeChair(term: 0)), by: meeting.chair)
    meeting.stage.send(.people(.remove(member: meeting.members[2].id)), by: meeting.chair)
    meeting.stage.enter(guest)
    meeting.stage.send(.people(.admit(newcomer: guest.id)), by: meeting.chair)
    #expect(guest.replica.isSeated)
  }

  @Test("a member who was removed is told so, then and later, and nothing more")
  func removed() throws {
    let meeting = try Meeting(3)
    let removed = meeting.members[2]
    meeting.stage.send(.roles(.takeChair(term: 0)), by: meeting.chair)
    let heard = removed.heard.count
    meeting.stage.send(.people(.remove(member: removed.id)), by: meeting.chair)
    #expect(removed.goodbyes == [.init(code: 4003, reason: "removed")])
    #expect(removed.heard.count == heard + 1)
    #expect(removed.signals.last == .failed(Failure(.removed)))
    try meeting.expectNoEffect(besides: removed) { meeting.stage.enter(removed) }
    #expect(removed.goodbyes.last == .init(code: 4003, reason: "removed"))
    let again = Stranger(meeting.stage)
    let newID = meeting.newID()
    try meeting.expectNoEffect { again.hello(removed) { $0.member = newID } }
    #expect(again.goodbye == .init(code: 4003, reason: "removed"))
    #expect(meeting.view.locked)
  }
}
