import KringClient
import KringCore
import KringJSON
import KringPlay
import KringProtocol
import KringSeal
import KringServer
import KringTestSupport
import Testing

/// A whole meeting of a scripted group on a stage, and what must hold in any of them.
struct Walk {
  let stage: Stage
  let performance: Performance
  private let secrets: Secrets

  init(_ script: Script, method: CreateRequest.Method? = nil) throws {
    stage = try Stage(seed: 7)
    performance = try Performance(script, on: stage, method: method)
    secrets = Secrets()
  }

  /// Plays from the lobby to the close, and looks at everything on the way and at the end.
  func play() throws {
    try performance.play {
      try Self.expectAgreement(performance)
      try secrets.look(at: performance)
    }
    let members = performance.members
    #expect(members.flatMap(\.refusals) == [])
    #expect(!members.contains { $0.signals.contains(.gap) || $0.signals.contains(.outdated) })
    #expect(!members.contains { $0.signals.contains { $0.isWrongOpening } })
    for member in members { #expect(Texts(stage.sealer, in: member.view).problems == []) }
    try expectWhole(performance.leading.view)
    try expectReplay()
  }

  /// Every step was entered, everything was written and what was closed was opened.
  private func expectWhole(_ view: View) throws {
    #expect(view.purge != nil)
    #expect(Set(view.reports) == Set(performance.members.map(\.id)))
    // Every step was entered but those whose choice was made in the lobby.
    let plan = try #require(view.creation?.plan)
    let skipped = plan.steps.filter { $0.settles && $0.caseNumber?.isMultiple(of: 2) == true }
    #expect(Set(view.visited) == Set(plan.steps.map(\.id)).subtracting(skipped.map(\.id)))
    let isPresented = plan.steps.contains { $0.caseNumber != nil }
    #expect(view.cases.allSatisfy { ($0.presenter != nil) == isPresented })
    #expect(!view.sets.contains { $0.state == .closed })
    for step in plan.steps where view.visited.contains(step.id) {
      for input in step.inputs {
        let path = Plan.InputPath(step: step.id, input: input.id)
        let sets = view.sets.filter { $0.path == path }
        // Where too few could write an unnamed rating there was no set to write to.
        if input.opens != nil, sets.isEmpty, !input.named, !input.forcible { continue }
        #expect(view.items.contains { $0.path == path }, "nobody wrote to \(step.id)/\(input.id)")
        guard input.opens != nil else { continue }
        #expect(sets.contains { $0.state == .opened }, "\(step.id)/\(input.id) never opened")
      }
    }
  }

  /// Looks whether members know what the server says they know, and no more beats pass than may.
  static func expectAgreement(_ performance: Performance) throws {
    let stage = performance.stage
    // A director that does the same thing for ever must not keep the tests waiting.
    try #require(performance.beats < 2_000, "in \(performance.leading.view.step ?? "")")
    // Everybody at each fourth beat, else one in turn: a difference does not go away by itself.
    let all = performance.members
    let looked =
      performance.beats.isMultiple(of: 4)
      ? all[...] : all[(performance.beats % all.count)...].prefix(1)
    for member in looked {
      let told = try #require(stage.gateway.view(of: stage.session, for: member.id))
      guard member.view == told, member.replica.isQuiet else {
        Issue.record("\(member.id.uuid) at event \(told.seq)")
        #expect(member.viewBytes == Wire.view(told))
        return
      }
    }
  }

  /// Somebody who comes back without a state comes to the same.
  private func expectReplay() throws {
    for member in performance.members {
      let before = member.viewBytes
      stage.cut(member)
      member.replica.forget()
      stage.enter(member)
      #expect(member.last != nil && member.viewBytes == before)
    }
  }
}

/// The closed cards of a meeting: nobody but its writer hears of one before its set is opened.
private final class Secrets {
  /// Who wrote a card, and in which set.
  private typealias Card = (owner: Int, set: Int)

  /// The ids and the sealed texts of closed cards, as they would stand in a frame.
  private var cards: [[UInt8]: Card] = [:]
  private var said: [Int] = []
  private var heard: [Int] = []

  /// Looks at what was said and heard since the last time.
  func look(at performance: Performance) throws {
    let members = performance.members
    if said.isEmpty {
      said = [Int](repeating: 0, count: members.count)
      heard = said
    }
    for (place, member) in members.enumerated() {
      for message in member.said[said[place]...] {
        try remember(ClientMessage.decode(message), of: place)
      }
      said[place] = member.said.count
    }
    let closed = Set(performance.leading.view.sets.filter { $0.state == .closed }.map(\.set))
    for (place, member) in members.enumerated() {
      for frame in member.heard[heard[place]...] {
        for string in frame.split(separator: UInt8(ascii: "\"")) where string.count >= 36 {
          guard let card = cards[Array(string)], card.owner != place, closed.contains(card.set)
          else { continue }
          Issue.record("member \(place) heard of a closed card of member \(card.owner)")
        }
      }
      heard[place] = member.heard.count
    }
  }

  private func remember(_ message: ClientMessage, of place: Int) {
    guard case .command(_, let command) = message else { return }
    switch command {
    case .sets(.addCard(let item, let set, let envelope)),
      .sets(.editCard(let item, let set, _, let envelope)):
      cards[envelope.text] = (place, set)
      cards[Array(item.uuid.utf8)] = (place, set)
    default: break
    }
  }
}
