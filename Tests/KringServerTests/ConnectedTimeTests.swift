import KringCore
import KringJournal
import KringProtocol
import KringTestSupport
import Testing

@testable import KringServer

@Suite("Connected time")
struct ConnectedTimeTests {
  private static let minute = 60_000

  private func time(of member: StageMember, on stage: Stage) -> Int? {
    stage.gateway.rooms[stage.session]?.connected[member.id]?.time
  }

  @Test("the time between beginning and close counts, without the lobby and what comes after")
  func counted() throws {
    let meeting = try Meeting()
    let stage = meeting.stage
    stage.advance(10 * Self.minute)
    stage.send(.roles(.takeChair(term: 0)), by: meeting.chair)
    stage.send(
      .roles(.castCase(number: 1, presenter: meeting.presenter.id, chair: nil)), by: meeting.chair)
    meeting.go(to: "1.beeld")
    stage.advance(5 * Self.minute)
    stage.cut(meeting.members[2])
    stage.advance(2 * Self.minute)
    stage.enter(meeting.members[2])
    stage.advance(3 * Self.minute)
    stage.send(.course(.close(visit: meeting.view.visit, keep: 3_600_000)), by: meeting.chair)
    stage.advance(Self.minute)
    stage.cut(meeting.members[3])
    stage.enter(meeting.members[3])
    #expect(time(of: meeting.members[0], on: stage) == 10 * Self.minute)
    #expect(time(of: meeting.members[2], on: stage) == 8 * Self.minute)
    #expect(time(of: meeting.members[3], on: stage) == 10 * Self.minute)
    #expect(
      stage.gateway.rooms[stage.session]?.connected.values.allSatisfy { $0.since == nil } == true)
  }

  @Test(
    "it is on disk before anybody hears, and ends with the last sign of a server that is killed")
  func killed() throws {
    let meeting = try Meeting(in: "1.beeld")
    let stage = meeting.stage
    stage.advance(4 * Self.minute)
    stage.disk.beat(at: stage.now)
    stage.advance(3 * Self.minute)
    try stage.restart()
    stage.advance(Self.minute)
    #expect(time(of: meeting.members[2], on: stage) == 4 * Self.minute)
    stage.enter(meeting.members[2])
    stage.advance(2 * Self.minute)
    // What was counted before the first stop is not counted again after the second one.
    stage.disk.beat(at: stage.now)
    try stage.restart()
    stage.advance(1_000)
    #expect(time(of: meeting.members[2], on: stage) == 6 * Self.minute)
    #expect(time(of: meeting.members[3], on: stage) == 4 * Self.minute)
  }

  @Test("who comes and goes in the lobby writes nothing")
  func lobby() throws {
    let meeting = try Meeting()
    let written = meeting.stage.disk.written.count
    meeting.stage.cut(meeting.members[2])
    meeting.stage.enter(meeting.members[2])
    #expect(meeting.stage.disk.written.count == written)
  }

  @Test("it goes with the session")
  func purged() throws {
    let meeting = try Meeting(in: "1.beeld")
    let stage = meeting.stage
    stage.send(.course(.close(visit: meeting.view.visit, keep: 3_600_000)), by: meeting.chair)
    #expect(stage.disk.storage.rows(of: stage.session) > 0)
    stage.send(.course(.purge), by: meeting.chair)
    #expect(stage.disk.storage.rows(of: stage.session) == 0)
  }

  @Test("no frame to anybody tells it")
  func untold() throws {
    let meeting = try Meeting(in: "1.beeld")
    let heard = meeting.members[3].heard.count
    meeting.stage.cut(meeting.members[2])
    meeting.stage.enter(meeting.members[2])
    let frames = meeting.members[3].heard[heard...].map { String(decoding: $0, as: UTF8.self) }
    #expect(frames.allSatisfy { $0.hasPrefix(#"{"presence""#) })
  }
}
