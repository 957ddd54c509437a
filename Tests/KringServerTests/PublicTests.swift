import KringClient
import KringCore
import KringJournal
import KringProtocol
import KringSeal
import KringTestSupport
import Testing

/// Who comes, which dates suit, who was there and for how long: all of it is known to the server, and
/// none of it may tell who wrote an unnamed card.
@Suite("What is public tells nothing of cards")
struct PublicTests {
  private static let commit = [UInt8](repeating: 7, count: 32)

  /// A meeting from the lobby to the proofs, in which the cards have these writers and somebody is away
  /// for a minute while they are written.
  private func play(writers: [Int], away: Int = 5) throws -> Meeting {
    let meeting = try Meeting(6, seed: 42)
    let stage = meeting.stage
    let date = try write(#"{"start":"2027-02-18T10:00+01:00"}"#, to: "datum", by: 0, in: meeting)
    for place in 0..<6 {
      try write(#"{"pick":["ja"]}"#, to: "komt", by: place, in: meeting)
      try write(#"{"pick":["\#(date.uuid)","ja"]}"#, to: "past", by: place, in: meeting)
    }
    stage.send(.attendance(.discussSecrecy), by: meeting.members[1])
    stage.send(.roles(.takeChair(term: 0)), by: meeting.chair)
    stage.send(
      .roles(.castCase(number: 1, presenter: meeting.presenter.id, chair: nil)), by: meeting.chair)
    meeting.go(to: "1.schrijf")
    try note(in: meeting)
    let cards = try writers.map { _ in try meeting.card("Een advies") }
    stage.cut(meeting.members[away])
    for (writer, card) in zip(writers, cards) {
      stage.send(card, by: meeting.members[writer])
      stage.advance(60_000 / writers.count)
    }
    stage.enter(meeting.members[away])
    // Who was away sends what was written meanwhile.
    try #require(meeting.members.allSatisfy { $0.replica.pending.isEmpty && $0.refusals == [] })
    try note(in: meeting)
    meeting.go(to: "1.lees")
    stage.send(.sets(.openSet(set: 1)), by: meeting.chair)
    try #require(meeting.view.items.count { $0.set == 1 } == writers.count)
    stage.send(.course(.close(visit: meeting.view.visit, keep: 3_600_000)), by: meeting.chair)
    for member in meeting.members {
      stage.transmit(.askProof(ref: 900, commit: Self.commit), of: member)
    }
    return meeting
  }

  @discardableResult
  private func write(
    _ json: String, to input: String, by place: Int, in meeting: Meeting
  ) throws -> ID {
    let item = meeting.newID()
    let lobby = try #require(meeting.view.creation?.plan.lobby)
    let envelope = try meeting.stage.seal(
      json, item: item, path: SealPath.input(step: lobby.id, input: input))
    meeting.stage.send(
      .writing(.addItem(item: item, visit: 0, input: input, envelope: envelope)),
      by: meeting.members[place])
    return item
  }

  private func note(in meeting: Meeting) throws {
    let noted = meeting.view.attendance.count
    meeting.stage.send(
      .attendance(.note(noted: noted, members: meeting.members.map(\.id))), by: meeting.chair)
    try #require(meeting.view.attendance.count == noted + 1)
  }

  /// All that members were told, but for the answers to what they sent; the statements are in it.
  private func heard(in meeting: Meeting) throws -> [[[UInt8]]] {
    try meeting.members.map { member in
      try member.heard.filter { frame in
        switch try ServerMessage.decode(frame, for: member.id) {
        case .ok, .okHidden: false
        default: true
        }
      }
    }
  }

  /// What lies on the disk beside the cards themselves.
  private func written(in meeting: Meeting) -> [JournalEntry] {
    meeting.stage.disk.written.filter { $0.isEvent || $0.isConnectedTime }
  }

  @Test(
    "lobby, poll, noted presence, connected times and statements are the same, whoever wrote",
    arguments: [[3, 2, 4], [4, 3, 2], [2, 4, 3]])
  func permuted(_ writers: [Int]) throws {
    let first = try play(writers: [2, 3, 4])
    let other = try play(writers: writers)
    #expect(try heard(in: first) == heard(in: other))
    #expect(written(in: first) == written(in: other))
    let statements = try heard(in: first).joined().count {
      String(decoding: $0, as: UTF8.self).contains(#""statement""#)
    }
    #expect(statements == 6)
    #expect(written(in: first).count(where: \.isConnectedTime) > 6)
  }

  @Test("the check finds who was away, which is public")
  func control() throws {
    let first = try play(writers: [2, 3, 4])
    let other = try play(writers: [2, 3, 4], away: 0)
    #expect(try heard(in: first) != heard(in: other))
    #expect(written(in: first) != written(in: other))
  }
}
