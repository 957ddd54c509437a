import KringClient
import KringCore
import KringProtocol
import KringTestSupport
import Testing

@testable import KringServer

/// Bounds of connections and sessions as a client meets them, kept exactly and passed by one.
@Suite("Bounds")
struct BoundTests {
  @Test("a hello is taken until 5 s have passed, and pings do not make it longer")
  func hello() throws {
    let meeting = try Meeting(3)
    let (early, late) = (Stranger(meeting.stage), Stranger(meeting.stage))
    for _ in 0..<4 {
      meeting.stage.advance(1_000)
      late.say(.ping)
    }
    meeting.stage.advance(999, every: 999)
    #expect(late.goodbye == nil)
    early.hello(meeting.members[2])
    #expect(early.frames.first?.hasPrefix(#"{"welcome""#) == true)
    meeting.stage.advance(1, every: 1)
    #expect(late.goodbye == .init(code: 4104, reason: "hello-late"))
    #expect(early.goodbye == nil)
  }

  @Test(
    "a session seats as many as it may, and refuses one more in the lobby and at the door",
    arguments: [2, 12, 32])
  func members(most: Int) throws {
    var settings = GatewaySettings()
    if most == 12 { try #require(settings.limits.members == 12) }
    settings.limits.members = most
    let meeting = try Meeting(most, settings: settings)
    #expect(meeting.members.count { $0.replica.isSeated } == most)
    let stage = meeting.stage
    let guest = try stage.newMember("Een te veel")
    try meeting.expectNoEffect { stage.enter(guest) }
    #expect(guest.goodbyes == [.init(code: 4007, reason: "session-full")])

    stage.send(.roles(.takeChair(term: 0)), by: meeting.chair)
    stage.send(
      .roles(.castCase(number: 1, presenter: meeting.presenter.id, chair: nil)), by: meeting.chair)
    meeting.go(to: "1.stelling")
    stage.enter(guest)
    try meeting.expectNoEffect(besides: meeting.chair) {
      stage.send(.people(.admit(newcomer: guest.id)), by: meeting.chair)
    }
    #expect(meeting.chair.refusals == ["session-full"])
    // The newcomer goes on waiting: a seat may become free.
    #expect(meeting.chair.replica.presence.door.map(\.member) == [guest.id])
  }

  @Test("who has the key counts against the session once there is a place in it, and not before")
  func places() throws {
    let meeting = try Meeting(in: "1.beeld")
    let stage = meeting.stage
    func isProved(_ hello: StageMember, _ change: (inout Hello) -> Void = { _ in }) -> Bool? {
      let stranger = Stranger(stage)
      stranger.hello(hello, change)
      return stage.network.lines[stranger.id]?.isProved
    }
    let guests = try (0..<4).map { try stage.newMember("Gast \($0)") }
    // Three at the door, and no place for the fourth.
    #expect(guests.map { isProved($0) } == [true, true, true, false])
    #expect(isProved(meeting.members[2]) == true)
    #expect(isProved(meeting.members[2]) { $0.token[0] ^= 1 } == false)
    #expect(isProved(guests[3]) { $0.name = nil } == false)
    #expect(isProved(guests[3]) { $0.joinKey[0] ^= 1 } == false)
  }

  @Test("a newcomer waits 10 minutes to the millisecond")
  func door() throws {
    let meeting = try Meeting(in: "1.beeld")
    let guest = try meeting.stage.newMember("Gast")
    meeting.stage.enter(guest)
    meeting.stage.advance(599_999, every: 60_000)
    #expect(guest.goodbyes == [])
    meeting.stage.advance(1, every: 1)
    #expect(guest.goodbyes == [.init(code: 4102, reason: "waited")])
  }

  @Test("envelopes are taken up to the last character of a seat, and refused with too-much")
  func characters() throws {
    var settings = GatewaySettings()
    settings.limits.characters = 3 * Envelope.lengths[0]
    let meeting = try Meeting(in: "1.beeld", settings: settings)
    let member = meeting.members[2]
    for number in 0..<3 {
      meeting.stage.send(try meeting.adding("Vraag \(number)", to: "vragen"), by: member)
    }
    #expect(member.refusals == [])
    let one = try meeting.adding("Een te veel", to: "vragen")
    try meeting.expectNoEffect(besides: member) { meeting.stage.send(one, by: member) }
    guard case .refused(_, _, let refusal)? = member.last else {
      Issue.record("not refused")
      return
    }
    #expect(refusal.code == "too-much")
    #expect(!refusal.temporary)
    // What counts is what was kept: after a restart it is as much.
    try meeting.stage.restart()
    meeting.stage.enter(member)
    meeting.stage.send(one, by: member)
    #expect(member.refusals == ["too-much", "too-much"])
  }

  @Test("sockets are read until exactly so many bytes are ahead of the disk")
  func ahead() throws {
    func reads(ahead: Int?) throws -> (reads: Bool, bytes: Int) {
      var settings = GatewaySettings()
      if let ahead { settings.ahead = ahead }
      let meeting = try Meeting(in: "1.beeld", settings: settings)
      meeting.stage.disk.isManual = true
      meeting.stage.send(try meeting.adding("Een vraag", to: "vragen"), by: meeting.members[2])
      return (meeting.stage.network.isReading, meeting.stage.disk.ahead.bytes)
    }
    let bytes = try reads(ahead: nil).bytes
    #expect(bytes > Envelope.lengths[0])
    #expect(try reads(ahead: bytes + 1).reads)
    #expect(try !reads(ahead: bytes).reads)
  }

  @Test("a slow reader gets one view in 2 s, and then everything")
  func viewPause() throws {
    let meeting = try Meeting(in: "1.beeld")
    let (stage, slow) = (meeting.stage, meeting.members[2])
    /// The member falls behind, misses something and catches up; returns what came then.
    func fallBehind() throws -> ArraySlice<[UInt8]> {
      stage.setSlow(slow, true)
      stage.send(try meeting.adding("Vraag", to: "vragen"), by: meeting.members[3])
      let heard = slow.heard.count
      stage.setSlow(slow, false)
      return slow.heard[heard...]
    }
    let first = try fallBehind()
    #expect(try Delivery.parts(first, for: slow.id) == [.view(meeting.view.seq)])
    #expect(try fallBehind().isEmpty)
    // Its commands are carried out meanwhile, and answered afterwards.
    stage.send(try meeting.adding("Van de trage", to: "vragen"), by: slow)
    #expect(slow.replica.pending.count == 1)
    let heard = slow.heard.count
    stage.advance(1_999, every: 1_999)
    #expect(slow.heard.count == heard)
    stage.advance(1, every: 1)
    #expect(
      try Delivery.parts(slow.heard[heard...], for: slow.id) == [.view(meeting.view.seq)])
    #expect(slow.replica.pending == [])
    #expect(slow.replica.presence == meeting.chair.replica.presence)
    #expect(slow.viewBytes == (try meeting.told(slow)))
    #expect(!slow.signals.contains(.gap))
    // After that time it is at once again.
    stage.advance(2_000)
    #expect(try !fallBehind().isEmpty)
  }

  @Test("who falls behind again while its view is put off gets it when it has read all")
  func behindAgain() throws {
    let meeting = try Meeting(in: "1.beeld")
    let (stage, slow) = (meeting.stage, meeting.members[2])
    let connection = try #require(slow.connection)
    for _ in 0..<2 {
      stage.setSlow(slow, true)
      stage.send(try meeting.adding("Vraag", to: "vragen"), by: meeting.members[3])
      stage.setSlow(slow, false)
    }
    // A pong does not wait for the view, and finds the queue full.
    stage.network.setFull(connection, true)
    stage.send(Array(#"{"do":"ping"}"#.utf8), over: connection)
    let heard = slow.heard.count
    stage.advance(5_000)
    #expect(slow.heard.count == heard)
    stage.setSlow(slow, false)
    #expect(
      try Delivery.parts(slow.heard[heard...], for: slow.id) == [.view(meeting.view.seq)])
    #expect(slow.viewBytes == (try meeting.told(slow)))
  }
}
