import KringClient
import KringCore
import KringProtocol
import KringTestSupport
import Testing

@Suite("Slow readers")
struct SlowReaderTests {
  @Test("a member who was too slow gets one view, then the answers and who is here")
  func catchesUp() throws {
    let meeting = try Meeting(in: "1.beeld")
    let (stage, slow) = (meeting.stage, meeting.members[2])
    stage.setSlow(slow, true)
    let heard = slow.heard.count
    stage.send(try meeting.adding("Van de trage", to: "vragen"), by: slow)
    stage.send(try meeting.adding("Van een ander", to: "vragen"), by: meeting.members[3])
    stage.send(.course(.raiseHalt(visit: 99)), by: slow)
    stage.say(.hand(visit: meeting.view.visit, up: true, item: nil), by: meeting.members[3])
    #expect(slow.heard.count == heard)
    #expect(slow.replica.pending.count == 2)
    #expect(meeting.view.items.count == 2)

    stage.setSlow(slow, false)
    #expect(try Delivery.parts(slow.heard[heard...], for: slow.id) == [.view(meeting.view.seq)])
    #expect(slow.replica.pending == [])
    #expect(slow.refusals == ["stale"])
    #expect(slow.replica.presence == meeting.chair.replica.presence)
    #expect(slow.viewBytes == (try meeting.told(slow)))

    stage.send(try meeting.adding("Daarna", to: "vragen"), by: meeting.members[3])
    #expect(slow.view.items.count == 3)
    #expect(!slow.signals.contains(.gap))
  }

  @Test("what was put together before a member caught up is not sent after the view")
  func heldWhileCatchingUp() throws {
    let meeting = try Meeting(in: "1.beeld")
    let (stage, slow) = (meeting.stage, meeting.members[2])
    stage.disk.isManual = true
    for number in 0..<3 {
      stage.send(try meeting.adding("Vraag \(number)", to: "vragen"), by: slow)
    }
    let heard = slow.heard.count
    stage.setSlow(slow, true)
    stage.disk.commit(1)
    stage.settle()
    stage.setSlow(slow, false)
    stage.disk.commit(1)
    stage.settle()
    stage.disk.commit()
    stage.settle()
    stage.turn {}
    #expect(try Delivery.parts(slow.heard[heard...], for: slow.id) == [.view(meeting.view.seq)])
    #expect(slow.replica.pending == [])
    #expect(!slow.signals.contains(.gap))
    #expect(slow.viewBytes == (try meeting.told(slow)))
  }

  @Test("who reads too slowly for who is here is told that again")
  func presence() throws {
    let meeting = try Meeting(in: "1.beeld")
    let (stage, slow) = (meeting.stage, meeting.members[2])
    stage.setSlow(slow, true)
    stage.say(.hand(visit: meeting.view.visit, up: true, item: nil), by: meeting.members[3])
    stage.setSlow(slow, false)
    #expect(slow.replica.presence.hands.map(\.member) == [meeting.members[3].id])
  }

  @Test("who is too slow at the door gets the welcome before the view", arguments: [true, false])
  func atTheDoor(_ catchesUpFirst: Bool) throws {
    let meeting = try Meeting(in: "1.beeld")
    let guest = try meeting.stage.newMember("Gast")
    meeting.stage.enter(guest)
    meeting.stage.setSlow(guest, true)
    let connection = try #require(guest.connection)
    // Something for the door that does not fit.
    meeting.stage.send(Array(#"{"do":"ping"}"#.utf8), over: connection)
    if catchesUpFirst { meeting.stage.setSlow(guest, false) }
    meeting.stage.send(.people(.admit(newcomer: guest.id)), by: meeting.chair)
    meeting.stage.setSlow(guest, false)
    meeting.stage.turn {}
    #expect(guest.replica.isSeated)
    #expect(guest.viewBytes == (try meeting.told(guest)))
    #expect(guest.replica.presence == meeting.chair.replica.presence)
  }
}
