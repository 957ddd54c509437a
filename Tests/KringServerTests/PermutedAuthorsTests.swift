import KringClient
import KringCore
import KringJournal
import KringProtocol
import KringSeal
import KringTestSupport
import Testing

/// The check of permuted authors, for each unnamed input of each method.
@Suite("Permuted authors in all methods")
struct PermutedAuthorsTests {
  static let methods = ["bovv6", "incident", "hats", "leary", "clinic", "troika"]
  private static let first = [2, 3, 4, 5, 6]

  /// One set of an unnamed input, with an edit, a withdrawal, a card sent again, and a member
  /// whose connection breaks and comes back meanwhile.
  private func play(_ method: String, _ path: Plan.InputPath, writers: [Int]) throws -> Meeting {
    let meeting = try Meeting(in: path.step, 8, seed: 11, method: .named(method))
    let stage = meeting.stage
    let set = try #require(meeting.view.sets.last { $0.path == path && $0.state == .closed })
    let seal = SealPath.input(step: path.step, input: path.input)
    let texts = try writers.indices.map { place -> (item: ID, old: Envelope, new: Envelope) in
      let (item, old) = try meeting.text("Tekst \(place)", step: path.step, input: path.input)
      return (item, old, try stage.seal(#"{"text":"Anders"}"#, item: item, path: seal))
    }
    for (place, writer) in writers.enumerated() {
      let (item, old, new) = texts[place]
      let member = meeting.members[writer]
      let add = Command.sets(.addCard(item: item, set: set.set, envelope: old))
      stage.send(add, by: member)
      stage.advance(700)
      if place % 2 == 0 {
        stage.send(
          .sets(.editCard(item: item, set: set.set, version: 1, envelope: new)), by: member)
      }
      // Somebody's connection breaks, whoever writes.
      if place == 1 { stage.cut(meeting.members[7]) }
      if place == 3 { stage.enter(meeting.members[7]) }
      stage.advance(300)
      if place % 2 == 1 { stage.send(add, by: member) }
    }
    stage.send(
      .sets(.withdrawCard(item: texts[2].item, set: set.set)), by: meeting.members[writers[2]])
    stage.send(
      .attendance(.note(noted: 0, members: meeting.members.map(\.id))), by: meeting.chair)
    try #require(meeting.view.attendance.count == 1)
    let step = meeting.view.creation?.plan.steps.first { $0.id == path.step }
    let opens = try #require(step?.inputs.first { $0.id == path.input }?.opens)
    if opens != path.step { meeting.go(to: opens) }
    stage.send(.sets(.openSet(set: set.set)), by: meeting.chair)
    try #require(meeting.view.items.count { $0.set == set.set } == writers.count - 1)
    return meeting
  }

  private func withoutAnswers(_ member: StageMember) throws -> [[UInt8]] {
    try member.heard.filter { frame in
      switch try ServerMessage.decode(frame, for: member.id) {
      case .ok, .okHidden: false
      default: true
      }
    }
  }

  @Test("with other writers everybody gets the same bytes", arguments: methods)
  func permuted(_ method: String) throws {
    let plan = try #require(try Meeting(8, method: .named(method)).view.creation?.plan)
    let paths = plan.steps.flatMap { step in
      step.inputs.filter { !$0.named && $0.opens != nil }.map {
        Plan.InputPath(step: step.id, input: $0.id)
      }
    }
    for path in paths {
      let one = try play(method, path, writers: Self.first)
      for writers in [[6, 5, 4, 3, 2], [3, 6, 2, 5, 4]] {
        let other = try play(method, path, writers: writers)
        for place in 0..<8 {
          #expect(
            try withoutAnswers(one.members[place]) == withoutAnswers(other.members[place]),
            "\(path) member \(place)")
        }
        #expect(
          one.stage.disk.written.filter(\.isEvent) == other.stage.disk.written.filter(\.isEvent),
          "\(path)")
      }
    }
    #expect(paths.count >= 1)
  }
}
