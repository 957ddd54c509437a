import KringClient
import KringCore
import KringJSON
import KringMethods
import KringPlay
import KringProtocol
import KringSeal
import KringServer
import KringTestSupport
import Testing

/// Every method, in every size of group, walked by simulated members on a whole server.
@Suite("the director walks every method")
struct WalkTests {
  /// One meeting to be played.
  struct Size: CustomTestStringConvertible {
    let method: String
    let members: Int
    let cases: Int

    var testDescription: String { "\(method), \(members) members, \(cases) cases" }

    /// The smallest, the ideal and the largest group of each method, with one case and with two;
    /// a trio has three.
    static let all: [Size] = {
      let ids = ["bovv6", "clinic", "hats", "incident", "leary", "troika"]
      return ids.flatMap { id -> [Size] in
        let sizes: [Int] =
          switch id {
          case "bovv6": [3, 6, 8]
          case "clinic": [4, 6, 8]
          case "hats": [4, 7, 12]
          case "troika": [3]
          default: [4, 7, 10]
          }
        return sizes.flatMap { members in
          (id == "troika" ? [1, 3] : [1, 2]).map { Size(method: id, members: members, cases: $0) }
        }
      }
    }()
  }

  @Test("the sizes played are the smallest, one of the ideal ones and the largest")
  func sizes() throws {
    let offer = try Repository.offer()
    #expect(offer.catalogue.methods.map(\.id) == Set(Size.all.map(\.method)).sorted())
    for method in offer.catalogue.methods {
      let played = Set(Size.all.filter { $0.method == method.id }.map(\.members))
      let group = method.group
      #expect(played.min() == group.smallest)
      #expect(played.max() == group.largest)
      #expect(played.contains { group.idealFrom...group.idealTo ~= $0 })
    }
  }

  @Test(
    "on the whole way each member's fold of what it was told equals the server's view for it",
    arguments: Size.all)
  func walk(_ size: Size) throws {
    let stage = try Stage(seed: 7)
    let script = Script(
      method: size.method, cases: size.cases, minutes: 60 * size.cases, members: size.members)
    let performance = try Performance(script, on: stage)
    try performance.play { try Self.expectAgreement(performance) }
    let members = performance.members
    let view = performance.leading.view
    #expect(members.flatMap(\.refusals) == [])
    #expect(!members.contains { $0.signals.contains(.gap) || $0.signals.contains(.outdated) })
    #expect(!members.contains { $0.signals.contains { $0.isWrongOpening } })
    #expect(view.purge != nil)
    #expect(Set(view.reports) == Set(members.map(\.id)))
    // Every step was entered but those whose choice was made in the lobby.
    let plan = try #require(view.creation?.plan)
    let skipped = plan.steps.filter { $0.settles && $0.caseNumber?.isMultiple(of: 2) == true }
    #expect(Set(view.visited) == Set(plan.steps.map(\.id)).subtracting(skipped.map(\.id)))
    #expect(view.cases.allSatisfy { $0.presenter != nil })
    for member in members { #expect(Texts(stage.sealer, in: member.view).problems == []) }
    try Self.expectReplay(of: performance)
  }

  private static func expectAgreement(_ performance: Performance) throws {
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
  private static func expectReplay(of performance: Performance) throws {
    for member in performance.members {
      let before = member.viewBytes
      performance.stage.cut(member)
      member.replica.forget()
      performance.stage.enter(member)
      #expect(member.last != nil && member.viewBytes == before)
    }
  }

  @Test(
    "a stopped case loses its words or keeps them, and the meeting goes on",
    arguments: [
      false, true,
    ])
  func stop(keep: Bool) throws {
    let stage = try Stage(seed: 8)
    let script = Script(method: "bovv6", cases: 3, minutes: 180, members: 5)
    let performance = try Performance(
      script, on: stage, stop: Director.Stop(number: 2, keep: keep))
    try performance.play { try Self.expectAgreement(performance) }
    let view = performance.leading.view
    #expect(performance.members.flatMap(\.refusals) == [])
    #expect(view.cases.map(\.stopped) == [false, true, false])
    #expect(view.items.contains { $0.path.step.hasPrefix("2.") } == keep)
    #expect(view.visited.contains("3.besluit"))
    #expect(!view.visited.contains("2.besluit"))
  }

  @Test("a play says nearly every word that a client can say")
  func words() throws {
    let stage = try Stage(seed: 9)
    let script = Script(method: "bovv6", cases: 3, minutes: 180, members: 6)
    let performance = try Performance(
      script, on: stage, stop: Director.Stop(number: 3, keep: false))
    try performance.play()
    let said = try Set(
      performance.members.flatMap(\.said).map { try ClientMessage.decode($0).word })
    // A scripted group has no strangers at its door and removes nobody; casts are for scenes.
    let rest: Set = [
      "ping", "door.admit", "door.refuse", "seat.give", "member.remove", "session.purge",
      "cast.take", "presenter.call",
    ]
    #expect(ClientMessage.words.subtracting(said) == rest)
  }

  @Test("the same seed gives the same meeting, byte by byte")
  func seeds() throws {
    func heard(_ seed: UInt64) throws -> [[[UInt8]]] {
      let stage = try Stage(seed: seed)
      let performance = try Performance(Script(method: "incident", members: 5), on: stage)
      try performance.play()
      return performance.members.map(\.heard)
    }
    let first = try heard(3)
    #expect(try heard(3) == first)
    #expect(try heard(4) != first)
  }
}
