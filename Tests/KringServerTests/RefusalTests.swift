import KringClient
import KringCore
import KringJournal
import KringProtocol
import KringServer
import KringTestSupport
import Testing
import Transport

/// The journal refuses what one session wants to write.
@Suite("A session that the journal refuses")
struct RefusalTests {
  private static let error = JournalError(.wrongSequence, "an event has sequence 9 where 2 follows")

  @Test("its members hear nothing of what was refused and get 4103, and cannot come back")
  func members() throws {
    let (meeting, heard) = try Meeting.waiting(for: "Gaat verloren")
    let stage = meeting.stage
    stage.turn { stage.gateway.refused([stage.session: Self.error]) }
    stage.disk.isManual = false
    stage.settle()
    for (place, member) in meeting.members.enumerated() {
      #expect(member.heard.count == heard[place])
      #expect(member.goodbyes == [.init(code: 4103, reason: "storage")])
    }
    stage.enter(meeting.chair)
    #expect(meeting.chair.goodbyes.count == 2)
    #expect(stage.request(.get, "/readyz")?.status == 200)
  }

  @Test("another session goes on and can be made")
  func others() throws {
    let meeting = try Meeting(in: "1.beeld")
    let stage = meeting.stage
    stage.turn { stage.gateway.refused([ID(high: 9, low: 9): Self.error]) }
    stage.send(try meeting.adding("Blijft", to: "vragen"), by: meeting.members[2])
    #expect(meeting.view.items.count == 1)
    let other = try Stage(seed: 2)
    stage.turn { stage.gateway.refused([stage.session: Self.error]) }
    #expect(stage.request(.post, "/api/sessions", body: other.creation().bytes)?.status == 201)
  }

  @Test("a new session that the journal refuses is answered with 503")
  func creation() throws {
    let stage = try Stage(seed: 1)
    stage.disk.isManual = true
    let request = stage.network.request(.post, "/api/sessions", body: stage.creation().bytes)
    stage.turn { stage.gateway.request(request) }
    let refusal = JournalError(.sessionExists, "a new session has the id of an existing one")
    stage.turn { stage.gateway.refused([stage.session: refusal]) }
    #expect(stage.network.answer(to: request)?.status == 503)
    stage.disk.isManual = false
    stage.settle()
    #expect(stage.network.answer(to: request)?.status == 503)
  }

  @Test("after the journal was opened again it is what the journal has")
  func reopened() throws {
    let meeting = try Meeting(in: "1.beeld")
    let stage = meeting.stage
    stage.turn { stage.gateway.refused([stage.session: Self.error]) }
    try stage.restart()
    for member in meeting.members { stage.enter(member) }
    #expect(meeting.members.allSatisfy { $0.replica.isSeated })
    #expect(meeting.view.step == "1.beeld")
  }
}
