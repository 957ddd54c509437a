import KringClient
import KringCore
import KringJournal
import KringProtocol
import KringServer
import KringTestSupport
import Testing
import Transport

@Suite("Lifetime")
struct LifetimeTests {
  private let day = 24 * 3_600_000

  private func exists(_ stage: Stage) -> Bool {
    stage.disk.storage.rows(of: stage.session) > 0
  }

  /// How often the disk was asked to purge something.
  private func purges(_ stage: Stage) -> Int {
    stage.disk.written.count { if case .purge = $0 { true } else { false } }
  }

  /// What a client with the right key is told.
  private func answer(_ stage: Stage) throws -> String? {
    let guest = try stage.newMember("Gast")
    let stranger = Stranger(stage)
    stranger.hello(guest)
    return stranger.error?.code
  }

  @Test("a purge sends the receipt, then 4004, and afterwards there is no session")
  func purge() throws {
    let meeting = try Meeting(in: "1.schrijf")
    let stage = meeting.stage
    stage.send(try meeting.card("Een advies"), by: meeting.members[2])
    stage.send(.course(.close(visit: meeting.view.visit, keep: 3_600_000)), by: meeting.chair)
    let guest = try stage.newMember("Gast")
    stage.enter(guest)
    let events = meeting.view.seq
    stage.disk.sweeps = false
    stage.send(.course(.purge), by: meeting.chair)
    // The bytes are not gone yet: an answer and no receipt, but nobody comes in.
    guard case .done = meeting.chair.last else {
      Issue.record("not answered")
      return
    }
    #expect(meeting.members.allSatisfy { $0.goodbyes == [] })
    #expect(try answer(stage) == "no-session")
    let heard = meeting.members[3].heard.count
    stage.send(.people(.report), by: meeting.members[3])
    #expect(meeting.members[3].heard.count == heard + 1)
    #expect(meeting.members[3].refusals == ["not-now"])
    stage.disk.sweeps = true
    stage.settle()
    let receipt = Receipt(session: stage.session, at: stage.now, events: events, seats: 4)
    for member in meeting.members {
      #expect(member.last == .purged(receipt))
      #expect(member.goodbyes == [.init(code: 4004, reason: "purged")])
    }
    #expect(!exists(stage))
    #expect(try answer(stage) == "no-session")
    #expect(stage.gateway.view(of: stage.session, for: meeting.chair.id) == nil)
  }

  @Test("a purge that waits for the disk is asked for once, also when its time comes meanwhile")
  func purgedOnce() throws {
    let meeting = try Meeting(in: "1.beeld")
    let stage = meeting.stage
    stage.send(.course(.close(visit: meeting.view.visit, keep: 60_000)), by: meeting.chair)
    stage.disk.isManual = true
    stage.send(.course(.purge), by: meeting.chair)
    stage.advance(120_000)
    stage.disk.isManual = false
    stage.settle()
    #expect(!exists(stage))
    #expect(purges(stage) == 1)
    #expect(meeting.chair.goodbyes == [.init(code: 4004, reason: "purged")])
  }

  @Test("a meeting that was left is asked to be purged once, however long the disk takes")
  func leftOnce() throws {
    let meeting = try Meeting(in: "1.beeld")
    let stage = meeting.stage
    stage.advance(day - 2000, every: 60_000)
    stage.disk.isManual = true
    // Another session is being written, which holds the purge back, second after second.
    var other = stage.creation()
    other.session = ID(high: 1, low: 2)
    stage.create(other)
    stage.advance(60_000)
    stage.disk.isManual = false
    stage.settle()
    #expect(!exists(stage))
    #expect(purges(stage) == 1)
  }

  @Test("only the chair purges, and only after the close")
  func mayPurge() throws {
    let meeting = try Meeting(in: "1.beeld")
    try meeting.expectNoEffect(besides: meeting.chair) {
      meeting.stage.send(.course(.purge), by: meeting.chair)
    }
    #expect(meeting.chair.refusals == ["not-now"])
    meeting.stage.send(
      .course(.close(visit: meeting.view.visit, keep: 3_600_000)), by: meeting.chair)
    try meeting.expectNoEffect(besides: meeting.members[2]) {
      meeting.stage.send(.course(.purge), by: meeting.members[2])
    }
    #expect(meeting.members[2].refusals == ["not-yours"])
  }

  @Test("after the close the content goes when its time is over, connected or not")
  func kept() throws {
    let meeting = try Meeting(in: "1.beeld")
    let stage = meeting.stage
    stage.send(.course(.close(visit: meeting.view.visit, keep: 3_600_000)), by: meeting.chair)
    stage.send(.course(.keep(keep: 60_000)), by: meeting.chair)
    stage.cut(meeting.members[2])
    stage.advance(59_000)
    #expect(exists(stage))
    stage.advance(1000)
    #expect(!exists(stage))
    #expect(meeting.chair.goodbyes == [.init(code: 4004, reason: "purged")])
    stage.enter(meeting.members[2])
    #expect(meeting.members[2].goodbyes == [.init(code: 4002, reason: "no-session")])
  }

  @Test("what was closed to be kept for a week is not taken for left after a day")
  func keptForAWeek() throws {
    let meeting = try Meeting(in: "1.beeld")
    let stage = meeting.stage
    stage.send(.course(.close(visit: meeting.view.visit, keep: 7 * day)), by: meeting.chair)
    for member in meeting.members { stage.cut(member) }
    stage.advance(2 * day, every: 60_000)
    #expect(exists(stage))
    stage.advance(5 * day - 60_000, every: 3_600_000)
    #expect(exists(stage))
    stage.advance(120_000, every: 60_000)
    #expect(!exists(stage))
  }

  @Test("a session that was begun and left goes 24 h after its last event")
  func left() throws {
    let meeting = try Meeting(in: "1.beeld")
    let stage = meeting.stage
    for member in meeting.members { stage.cut(member) }
    stage.advance(day - 1000, every: 60_000)
    #expect(exists(stage))
    stage.advance(1000)
    #expect(!exists(stage))
    #expect(try answer(stage) == "no-session")
  }

  @Test("a session that never began goes 24 h after its planned start")
  func neverBegun() throws {
    let start = 1_800_000_000_000 + 3 * 3_600_000
    let meeting = try Meeting(3, start: start)
    let stage = meeting.stage
    for member in meeting.members { stage.cut(member) }
    stage.advance(start + day - 1000 - stage.now, every: 60_000)
    #expect(exists(stage))
    stage.advance(1000)
    #expect(!exists(stage))
  }

  @Test("a lobby without a planned start is kept for 120 days, one in which nobody sits for one")
  func lobby() throws {
    let meeting = try Meeting(3)
    let stage = meeting.stage
    var empty = stage.creation()
    empty.session = ID(high: 1, low: 2)
    stage.create(empty)
    for member in meeting.members { stage.cut(member) }
    stage.advance(day - 1000, every: 3_600_000)
    #expect(stage.disk.storage.rows(of: empty.session) > 0)
    stage.advance(1000)
    #expect(stage.disk.storage.rows(of: empty.session) == 0)
    stage.advance(119 * day - 1000, every: 3_600_000)
    #expect(exists(stage))
    stage.advance(1000)
    #expect(!exists(stage))
  }

  @Test("a forgotten page does not keep a meeting that was left", arguments: [true, false])
  func forgotten(_ hasBegun: Bool) throws {
    let start = 1_800_000_000_000
    let meeting = try hasBegun ? Meeting(in: "1.beeld") : Meeting(3, start: start)
    let (stage, page) = (meeting.stage, meeting.members[2])
    for member in meeting.members where member !== page { stage.cut(member) }
    stage.advance(day / 2, every: 60_000)
    // It comes back, as a page does after a sleep, and says what it is.
    stage.cut(page)
    stage.enter(page)
    stage.say(.background(true), by: page)
    stage.advance(day / 2 - 1000, every: 60_000)
    #expect(exists(stage))
    stage.advance(1000)
    #expect(!exists(stage))
    #expect(page.goodbyes == [.init(code: 4004, reason: "purged")])
  }

  @Test("an hour before a meeting that was left goes, everybody who is connected is told, once")
  func told() throws {
    let meeting = try Meeting(in: "1.beeld")
    let stage = meeting.stage
    let end = stage.now + day
    stage.advance(day - 3_601_000, every: 60_000)
    #expect(meeting.view.ending == nil)
    let seq = meeting.view.seq
    stage.advance(1000)
    #expect(meeting.members.allSatisfy { $0.view.ending == end })
    stage.advance(3_599_000, every: 60_000)
    #expect(meeting.view.seq == seq + 1)
    #expect(exists(stage))
    stage.advance(1000)
    #expect(!exists(stage))
  }

  @Test("«we are still here» keeps the meeting for another day; unasked it is nothing")
  func stay() throws {
    let meeting = try Meeting(in: "1.beeld")
    let stage = meeting.stage
    let seq = meeting.view.seq
    stage.send(.planning(.stay), by: meeting.members[2])
    #expect(meeting.view.seq == seq)
    stage.advance(day - 3_600_000, every: 60_000)
    #expect(meeting.view.ending != nil)
    stage.send(.planning(.stay), by: meeting.members[2])
    #expect(meeting.members.allSatisfy { $0.view.ending == nil && $0.refusals == [] })
    stage.advance(day - 1000, every: 60_000)
    #expect(exists(stage))
    stage.advance(1000)
    #expect(!exists(stage))
  }

  @Test("what a member does keeps the meeting for another day, and takes the notice back")
  func deed() throws {
    let meeting = try Meeting(in: "1.beeld")
    let stage = meeting.stage
    stage.advance(day - 60_000, every: 60_000)
    #expect(meeting.view.ending != nil)
    stage.send(.writing(.takePen(from: nil)), by: meeting.members[2])
    #expect(meeting.members.allSatisfy { $0.view.ending == nil })
    stage.advance(day - 1000, every: 60_000)
    #expect(exists(stage))
    stage.advance(1000)
    #expect(!exists(stage))
  }

  @Test("after a time without the server nothing goes before its members had an hour")
  func afterAStart() throws {
    let meeting = try Meeting(in: "1.beeld")
    let stage = meeting.stage
    for member in meeting.members { stage.cut(member) }
    stage.disk.beat(at: stage.now + 3 * day)
    try stage.restart(clock: 3 * day)
    stage.advance(1000)
    stage.enter(meeting.chair)
    #expect(meeting.view.ending == stage.now + 3_600_000)
    stage.advance(3_599_000, every: 60_000)
    #expect(exists(stage))
    stage.advance(1000)
    #expect(!exists(stage))
  }
}

@Suite("Drain")
struct DrainTests {
  @Test("each connection is told its own delay and closed with 4200", arguments: [0, 1_500])
  func drained(earliest: Int) throws {
    let meeting = try Meeting(in: "1.beeld", 6)
    let stage = meeting.stage
    let stranger = Stranger(stage)
    stage.turn {
      stage.gateway.drain(spread: .seconds(3), earliest: .milliseconds(earliest))
    }
    var delays: [Int] = []
    for member in meeting.members {
      guard case .drain(let reconnect)? = member.last else {
        Issue.record("no drain came")
        return
      }
      delays.append(reconnect)
      #expect(member.goodbyes == [.init(code: 4200, reason: "drain")])
    }
    #expect(delays.allSatisfy { earliest..<earliest + 3_000 ~= $0 })
    #expect(Set(delays).count > 3)
    #expect(stranger.frames.last?.hasPrefix(#"{"drain":{"reconnect_ms":"#) == true)
    #expect(stranger.goodbye == .init(code: 4200, reason: "drain"))
  }

  @Test("what was acknowledged before is on disk, what waits is acknowledged first")
  func acknowledges() throws {
    let meeting = try Meeting(in: "1.beeld")
    let stage = meeting.stage
    stage.disk.isManual = true
    stage.send(try meeting.adding("Op de valreep", to: "vragen"), by: meeting.members[2])
    // For the next batch: the disk is still at the first.
    stage.send(try meeting.adding("Nog later", to: "vragen"), by: meeting.members[3])
    stage.turn { stage.gateway.drain(spread: .seconds(3)) }
    #expect(meeting.members.allSatisfy { $0.goodbyes == [] })
    for _ in 0..<2 {
      stage.disk.commit()
      stage.settle()
    }
    #expect(meeting.members.allSatisfy { $0.replica.pending == [] })
    #expect(meeting.members.allSatisfy { $0.goodbyes == [.init(code: 4200, reason: "drain")] })
    #expect(meeting.members.allSatisfy { $0.view.items.count == 2 })
  }

  @Test("while it drains there are no new sessions and connections, and it is not ready")
  func nothingNew() throws {
    let meeting = try Meeting(3)
    let stage = meeting.stage
    stage.turn { stage.gateway.drain(spread: .seconds(3)) }
    #expect(stage.request(.get, "/readyz")?.status == 503)
    #expect(stage.request(.get, "/healthz")?.status == 200)
    let body = try Stage(seed: 2).creation().bytes
    #expect(stage.request(.post, "/api/sessions", body: body)?.status == 503)
    let stranger = Stranger(stage)
    #expect(stranger.goodbye == .init(code: 4200, reason: "drain"))
    let heard = meeting.chair.heard.count
    stage.turn { stage.gateway.drain(spread: .seconds(3)) }
    #expect(meeting.chair.heard.count == heard)
  }
}
