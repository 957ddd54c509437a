import KringClient
import KringCore
import KringJournal
import KringProtocol
import KringServer
import KringTestSupport
import Testing
import Transport

@Suite("The disk fails")
struct DiskFailureTests {
  @Test(
    "nothing of the failed batch or a later one is said, and what was acknowledged is there again",
    arguments: MemoryDisk.Remains.allCases)
  func fails(leaving remains: MemoryDisk.Remains) throws {
    let meeting = try Meeting(in: "1.beeld")
    let stage = meeting.stage
    let said = try meeting.adding("Is op schijf", to: "vragen")
    let lost = try meeting.adding("Niet op schijf", to: "vragen")
    let later = try meeting.adding("Ook niet op schijf", to: "vragen")
    stage.send(said, by: meeting.members[2])
    let views = meeting.members.map(\.viewBytes)
    let heard = meeting.members.map(\.heard.count)
    let epoch = meeting.chair.replica.epoch

    stage.disk.isManual = true
    stage.disk.storage.fail(atCommit: 1, leaving: remains)
    stage.send(lost, by: meeting.members[2])
    stage.send(later, by: meeting.members[3])
    stage.disk.commit(1)
    stage.settle()
    for (place, member) in meeting.members.enumerated() {
      #expect(member.heard.count == heard[place])
      #expect(member.viewBytes == views[place])
      #expect(member.goodbyes == [.init(code: 4103, reason: "storage")])
    }

    stage.disk.storage.repair()
    stage.disk.isManual = false
    stage.disk.reopen()
    stage.settle()
    for member in meeting.members { stage.enter(member) }
    #expect(meeting.chair.replica.epoch != epoch)
    // What was not answered was sent again and is there once, whatever the disk kept of it.
    let items = meeting.view.items.map(\.item)
    #expect(items.count == 3)
    #expect(Set(items).count == 3)
    for member in meeting.members {
      #expect(member.replica.pending == [])
      #expect(member.viewBytes == (try meeting.told(member)))
      #expect(member.view.items.map(\.item) == items)
    }
  }

  @Test("while the disk fails requests get 503 storage and new connections 4103")
  func meanwhile() throws {
    let meeting = try Meeting(in: "1.beeld")
    let stage = meeting.stage
    let other = try Stage(seed: 2)
    stage.disk.storage.fail(atCommit: 1)
    stage.send(.course(.raiseHalt(visit: meeting.view.visit)), by: meeting.chair)
    let expected = #"{"error":{"code":"storage","temporary":true}}"#
    let answer = stage.request(.post, "/api/sessions", body: other.creation().bytes)
    #expect(answer == .init(status: 503, body: Array(expected.utf8)))
    #expect(stage.request(.get, "/readyz")?.status == 503)
    #expect(stage.request(.get, "/healthz")?.status == 503)
    let stranger = Stranger(stage)
    #expect(stranger.goodbye == .init(code: 4103, reason: "storage"))
    stranger.hello(meeting.chair)
    #expect(stranger.frames == [])

    stage.disk.reopen()
    stage.settle()
    #expect(stage.request(.get, "/readyz")?.status == 503, "the disk still fails")
    stage.disk.storage.repair()
    stage.disk.reopen()
    stage.settle()
    #expect(stage.request(.get, "/readyz")?.status == 200)
    #expect(stage.request(.get, "/healthz")?.status == 200)
    #expect(stage.request(.post, "/api/sessions", body: other.creation().bytes)?.status == 201)
  }

  @Test("a creation whose batch fails is answered with 503, and can be made again")
  func creationFails() throws {
    let stage = try Stage(seed: 1)
    stage.disk.isManual = true
    stage.disk.storage.fail(atCommit: 1)
    let body = stage.creation().bytes
    let request = stage.network.request(.post, "/api/sessions", body: body)
    stage.turn { stage.gateway.request(request) }
    #expect(stage.network.answer(to: request) == nil)
    stage.disk.commit()
    stage.settle()
    #expect(stage.network.answer(to: request)?.status == 503)
    stage.disk.storage.repair()
    stage.disk.isManual = false
    stage.disk.reopen()
    stage.settle()
    #expect(stage.request(.post, "/api/sessions", body: body)?.status == 201)
  }

  @Test("sockets that were not read because of the disk are read again after its failure")
  func readsAgain() throws {
    var settings = GatewaySettings()
    settings.ahead = 4096
    let meeting = try Meeting(in: "1.beeld", settings: settings)
    let stage = meeting.stage
    stage.disk.isManual = true
    let (item, text) = try meeting.text("Vraag", step: "1.beeld", input: "vragen")
    stage.send(
      .writing(.addItem(item: item, visit: meeting.view.visit, input: "vragen", envelope: text)),
      by: meeting.members[2])
    stage.turn {
      for version in 1...8 {
        stage.send(
          .writing(.editItem(item: item, version: version, envelope: text)), by: meeting.members[2])
      }
    }
    #expect(!stage.network.isReading)
    stage.disk.storage.fail(atCommit: 1)
    stage.disk.commit()
    stage.settle()
    #expect(stage.network.isReading)
  }

  @Test("a restart gives everybody the same state in another run")
  func restart() throws {
    let meeting = try Meeting(in: "1.schrijf")
    let stage = meeting.stage
    stage.send(try meeting.card("Een kaart"), by: meeting.members[2])
    let views = meeting.members.map(\.viewBytes)
    let epoch = meeting.chair.replica.epoch
    try stage.restart()
    for member in meeting.members { stage.enter(member) }
    #expect(meeting.chair.replica.epoch != epoch)
    #expect(meeting.members.map(\.viewBytes) == views)
    #expect(try meeting.members.map(meeting.told) == views)
    #expect(
      meeting.members.allSatisfy { $0.replica.presence.members.allSatisfy { $0.away == nil } })
  }

  @Test("a server that was down for over a minute lets the clock stand still for that time")
  func downtime() throws {
    let meeting = try Meeting(in: "1.beeld")
    let stage = meeting.stage
    let clock = meeting.view.clock
    stage.disk.beat(at: stage.now + 10_000)
    stage.advance(70_001)
    try stage.restart()
    stage.enter(meeting.chair)
    #expect(meeting.view.clock.planned == clock.planned)
    #expect(meeting.view.clock.ran == 10_000)
    #expect(meeting.view.clock.since == stage.now)

    stage.disk.beat(at: stage.now)
    stage.advance(60_000)
    let seq = meeting.view.seq
    try stage.restart()
    stage.enter(meeting.chair)
    #expect(meeting.view.seq == seq)
  }

  @Test("a wall clock that was set back or forth does not move what is due", arguments: [-1, 1])
  func clock(_ days: Int) throws {
    let meeting = try Meeting(in: "1.schrijf", 6)
    let stage = meeting.stage
    for place in [2, 3] { stage.send(try meeting.card("Advies"), by: meeting.members[place]) }
    meeting.go(to: "1.lees")
    stage.send(.sets(.forceSet(set: 1)), by: meeting.chair)
    let at = meeting.view.at
    try stage.restart(clock: days * 24 * 3_600_000)
    for member in meeting.members { stage.enter(member) }
    stage.advance(16_000)
    #expect(meeting.members.allSatisfy { $0.view.sets[0].state == .opened })
    #expect(meeting.view.at >= at)
    #expect(meeting.chair.replica.clockOffset >= 0)
    #expect(meeting.chair.replica.clockOffset <= 24 * 3_600_000)
  }
}
