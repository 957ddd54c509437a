import KringClient
import KringCore
import KringJournal
import KringProtocol
import KringSeal
import KringServer
import KringTestSupport
import Testing

/// What the server tells and keeps of the writers of closed sets, over restarts too.
@Suite("Cards and the server")
struct CardTests {
  @Test("a restart forgets neither who got a seat later nor who joined later")
  func restart() throws {
    let meeting = try Meeting(in: "1.schrijf", 6)
    let stage = meeting.stage
    for place in [2, 3] { stage.send(try meeting.card("Advies"), by: meeting.members[place]) }
    // One seat goes to another window, and somebody joins.
    let old = meeting.members[3]
    stage.cut(old)
    stage.advance(125_000)
    let window = try stage.newMember("Lid 3")
    window.replica.lost = true
    stage.enter(window)
    stage.send(.people(.giveSeat(newcomer: window.id, seat: old.id)), by: meeting.chair)
    try #require(window.id == old.id)
    let guest = try stage.newMember("Gast")
    stage.enter(guest)
    stage.send(.people(.admit(newcomer: guest.id)), by: meeting.chair)
    stage.send(try meeting.card("Later"), by: guest)
    try stage.restart()
    for member in meeting.members + [window, guest] where member !== old { stage.enter(member) }
    stage.send(try meeting.card("Nog een"), by: window)
    #expect(window.refusals == ["late"] && guest.refusals == [])
    #expect(window.view.sets.map(\.late) == [[old.id]])
    meeting.go(to: "1.lees")
    stage.send(.sets(.openSet(set: 1)), by: meeting.chair)
    #expect(meeting.chair.refusals == ["too-few"])
    stage.send(try lateCard(meeting), by: meeting.members[4])
    stage.send(.sets(.openSet(set: 1)), by: meeting.chair)
    #expect(meeting.view.items.count == 4)
  }

  /// A card laid in the step that opens the set.
  private func lateCard(_ meeting: Meeting) throws -> Command {
    let (item, envelope) = try meeting.text("Toch", step: "1.schrijf", input: "advies")
    return .sets(.addCard(item: item, set: 1, envelope: envelope))
  }

  @Test("neither answer nor notice about an opening holds a number", arguments: [0, 1, 2])
  func silence(writers: Int) throws {
    let meeting = try Meeting(in: "1.schrijf", 6)
    let stage = meeting.stage
    for place in [2, 3].prefix(writers) {
      stage.send(try meeting.card("Advies"), by: meeting.members[place])
    }
    meeting.go(to: "1.lees")
    let heard = meeting.chair.heard.count
    stage.send(.sets(.openSet(set: 1)), by: meeting.chair)
    let told = meeting.chair.heard[heard...].map { String(decoding: $0, as: UTF8.self) }
    #expect(told.count == 2)
    #expect(told.contains(#"{"notice":{"code":"too-few","set":1}}"#))
    #expect(told.contains { $0.hasSuffix(#""rejected":{"code":"too-few","temporary":true}}"#) })
  }

  @Test("a claim shows the nonce to everybody; without the right one it is refused")
  func claim() throws {
    let meeting = try Meeting(in: "1.schrijf", 5)
    let stage = meeting.stage
    for place in [0, 2, 3] {
      let member = meeting.members[place]
      let item = member.replica.newCard(using: &stage.random)
      let envelope = try stage.seal(
        #"{"text":"Advies"}"#, item: item, path: SealPath.input(step: "1.schrijf", input: "advies"))
      stage.send(.sets(.addCard(item: item, set: 1, envelope: envelope)), by: member)
    }
    meeting.go(to: "1.lees")
    stage.send(.sets(.openSet(set: 1)), by: meeting.chair)
    let (writer, other) = (meeting.members[2], meeting.members[3])
    let own = try #require(writer.replica.nonces.values.first)
    let others = try #require(other.replica.nonces.values.first)
    stage.send(.writing(.claimItem(item: own.item, nonce: others.bytes)), by: other)
    #expect(other.refusals == ["not-yours"])
    stage.send(try #require(writer.replica.claim(own.item)), by: writer)
    for member in meeting.members {
      let item = member.view.items.first { $0.item == own.item }
      #expect(item?.claimed == writer.id && item?.nonce == own.bytes)
      #expect(!member.signals.contains { if case .claimWrong = $0 { true } else { false } })
    }
  }
}
