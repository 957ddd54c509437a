import KringClient
import KringCore
import KringJournal
import KringProtocol
import KringSeal
import KringServer
import KringTestSupport
import Testing

/// Sessions that a start has left unread.
@Suite("Sessions read later")
struct UnreadTests {
  private let other = ID(high: 1, low: 2)

  @Test("what is no session lets nobody in, and the others go on")
  func broken() throws {
    let meeting = try Meeting(3)
    let stage = meeting.stage
    let journal = MemoryJournal(disk: stage.disk.storage)
    try journal.open { _ in }
    let key = Keys(stage.secret).joinKeyHash
    try journal.commit([
      .session(other, joinKeyHash: key, claimHash: key, body: key),
      .event(other, seq: 1, bytes: Array(#"{"seq":1,"at_ms":"#.utf8)),
    ])
    try stage.restart()
    let guest = try stage.newMember("Gast")
    for _ in 0..<2 {
      let stranger = Stranger(stage)
      stranger.hello(guest) { $0.session = other }
      #expect(stranger.frames == [#"{"error":{"code":"storage","temporary":true}}"#])
      #expect(stranger.goodbye == .init(code: 4103, reason: "storage"))
    }
    let unknown = Stranger(stage)
    unknown.hello(guest) {
      $0.session = other
      $0.joinKey[0] ^= 1
    }
    #expect(unknown.error?.code == "no-session")
    for member in meeting.members { stage.enter(member) }
    stage.advance(3_000)
    for member in meeting.members { #expect(member.viewBytes == (try meeting.told(member))) }
    #expect(stage.disk.storage.rows(of: other) == 2)
    // What cannot be read is not taken for left: the operator may still want it.
    stage.advance(16 * 60_000, every: 60_000)
    #expect(stage.disk.storage.rows(of: other) == 2)
  }

  @Test("a set that ended without an event makes it no session", arguments: [1, 2])
  func endWithoutEvent(set: Int) throws {
    let meeting = try Meeting(in: "1.schrijf")
    let stage = meeting.stage
    try #require(meeting.view.sets.map(\.set) == [1])
    let journal = MemoryJournal(disk: stage.disk.storage)
    try journal.open { _ in }
    try journal.commit([.endSet(stage.session, set: set)])
    try stage.restart()
    let stranger = Stranger(stage)
    stranger.hello(meeting.chair)
    #expect(stranger.goodbye == .init(code: 4103, reason: "storage"))
  }

  @Test("what is due in a session to which nobody comes back is done")
  func due() throws {
    let meeting = try Meeting(in: "1.beeld")
    let stage = meeting.stage
    stage.send(.course(.close(visit: meeting.view.visit, keep: 60_000)), by: meeting.chair)
    try stage.restart(clock: 30_000)
    stage.advance(29_000)
    #expect(stage.disk.storage.rows(of: stage.session) > 0)
    stage.advance(1_000)
    #expect(stage.disk.storage.rows(of: stage.session) == 0)
  }

  @Test("more events than are read at once are read one second after the other")
  func inTurns() throws {
    let meeting = try Meeting(in: "1.beeld")
    let stage = meeting.stage
    stage.send(.course(.close(visit: meeting.view.visit, keep: 60_000)), by: meeting.chair)
    let journal = MemoryJournal(disk: stage.disk.storage)
    var events: [[UInt8]] = []
    let reader = try journal.openUnread { _ in }
    events = try reader.events(of: stage.session)
    // Copies of the meeting, each of them a session that will be over.
    let copies = 20_000 / events.count
    for number in 1...copies {
      let id = ID(high: 7, low: UInt64(number))
      try journal.commit(
        [.session(id, joinKeyHash: [], claimHash: [], body: [])]
          + events.enumerated().map { .event(id, seq: $0 + 1, bytes: $1) })
    }
    func left() -> Int {
      (1...copies).count { stage.disk.storage.rows(of: ID(high: 7, low: UInt64($0))) > 0 }
    }
    try stage.restart(clock: 120_000)
    var before = copies
    var seconds = 0
    while before > 0, seconds < 10 {
      stage.advance(1_000)
      #expect(before - left() <= 5_000 / events.count + 1)
      before = left()
      seconds += 1
    }
    #expect(4...6 ~= seconds)
  }
}
