import KringCore
import KringJSON
import KringProtocol
import Testing

@Suite("frames")
struct WireTests {
  @Test("a frame made of parts is the frame that is written at once")
  func parts() throws {
    let event = Event(seq: 7, at: 9, by: Sample.anna, kind: .course(.haltRaised))
    let frame = Wire.events([Wire.gap(from: 3, to: 3), Wire.gap(from: 4, to: 6), Wire.event(event)])
    let message = ServerMessage.events([
      .gap(from: 3, to: 3), .gap(from: 4, to: 6), .event(event),
    ])
    #expect(frame == message.bytes)
    #expect(try ServerMessage.decode(frame, for: Sample.anna) == message)
  }

  @Test("a message is written behind what is there already")
  func appends() {
    var bytes = Array("x".utf8)
    ServerMessage.ok(ref: 1, seq: 2).encode(into: &bytes)
    ClientMessage.ping.encode(into: &bytes)
    #expect(String(decoding: bytes, as: UTF8.self) == #"x{"ref":1,"ok":2}{"do":"ping"}"#)
  }

  @Test("presence names the seats in order, the hands as a queue, and no closed seat")
  func presence() throws {
    var view = try Sample.view()
    view.members[1].removed = false
    var presence = Presence()
    presence.away[Sample.bram] = 5
    presence.background = [Sample.anna]
    presence.ready = [Sample.anna]
    presence.raise(Sample.anna, item: Sample.item)
    presence.raise(Sample.bram, item: nil)
    presence.door = [
      Newcomer(
        member: Sample.other, name: try Sample.envelope("n"), tokenHash: [1], host: true,
        lost: true)
    ]
    let frame = PresenceFrame(presence, in: view)
    #expect(
      frame.members == [
        .init(member: Sample.anna, background: true, ready: true),
        .init(member: Sample.bram, away: 5),
      ])
    // Anna raised first, but had more turns.
    #expect(frame.hands.map(\.member) == [Sample.bram, Sample.anna])
    #expect(frame.hands.map(\.item) == [nil, Sample.item])
    #expect(frame.door.map(\.member) == [Sample.other] && frame.door[0].lost)
    let message = ServerMessage.presence(frame)
    #expect(try ServerMessage.decode(message.bytes, for: Sample.anna) == message)
    view.members[1].removed = true
    #expect(PresenceFrame(presence, in: view).members.map(\.member) == [Sample.anna])
  }

  @Test("a refusal says what the session decided")
  func refusals() throws {
    for code in Rejection.Code.allCases {
      let refusal = Refusal(Rejection(code))
      #expect(refusal.rejection == code && refusal.temporary == code.temporary)
      let message = ServerMessage.rejected(ref: 4, refusal)
      #expect(try ServerMessage.decode(message.bytes, for: Sample.anna) == message)
    }
  }

  @Test("a long key of a hostile sender is not given back whole")
  func longPlaces() throws {
    let key = String(repeating: "é", count: 4_000)
    let error = #expect(throws: BadMessage.self) {
      try ClientMessage.decode(Array(#"{"do":"ping","\#(key)":1}"#.utf8))
    }
    let at = try #require(error?.at)
    #expect(at.hasPrefix("$.éé") && at.hasSuffix("…") && at.utf8.count < 130)
  }
}
