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

    /// Each method with its smallest, its ideal and its largest group, the ideal one with more
    /// than one case as well; a method that has no cases is played once for each size.
    static let all: [Size] = {
      guard let methods = try? Repository.offer().catalogue.methods else { return [] }
      return methods.flatMap { method -> [Size] in
        let group = method.group
        let cases = method.isPresented ? [1, 2, 3] : [1]
        let ideal = cases.map { Size(method: method.id, members: group.idealFrom, cases: $0) }
        return ideal
          + Set([group.smallest, group.largest]).subtracting([group.idealFrom]).sorted().map {
            Size(method: method.id, members: $0, cases: cases.count == 1 ? 1 : 1 + $0 % 2)
          }
      }
    }()
  }

  @Test("the sizes played are the smallest, one of the ideal ones and the largest, of all methods")
  func sizes() throws {
    let offer = try Repository.offer()
    #expect(offer.catalogue.methods.count >= 21)
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
    let script = Script(
      method: size.method, cases: size.cases, minutes: 60 * size.cases, members: size.members)
    try Walk(script).play()
  }

  @Test("the method with which the page is tested is one that a server takes, and is played")
  func pagesMethod() throws {
    let file = try Repository.bytes("Tests/browser/fixtures/every.json")
    let script = Script(method: try Method(file: file).id, minutes: 90, members: 5)
    try Walk(script, method: .file(JSON.parse(file))).play()
  }

  @Test(
    "a method written by this test alone, with every kind of everything, is played as well",
    arguments: [3, 6])
  func ownMethod(_ members: Int) throws {
    let file = try Repository.bytes("Tests/KringPlayTests/everything.json")
    let method = try Method(file: file)
    let kinds = Set(method.steps.flatMap { $0.inputs.map(\.kind) })
    #expect(kinds == Set(Method.Kind.allCases))
    #expect(Set(method.steps.map(\.floor)) == Set(Plan.Floor.allCases))
    #expect(Set(method.steps.map(\.outside)) == Set(Plan.Outside.allCases))
    #expect(Set(method.steps.map(\.icon)) == Set(Method.Icon.allCases))
    #expect(
      Set(method.steps.flatMap { $0.inputs.map(\.by) }) == Set(Plan.Writers.allCases))
    var script = Script(method: method.id, cases: 2, minutes: 180, members: members)
    script.texts = []
    try Walk(script, method: .file(JSON.parse(file))).play()
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
    try performance.play { try Walk.expectAgreement(performance) }
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
    // A scripted group has no strangers at its door and removes nobody; casts are for scenes. It comes
    // when all is settled.
    let rest: Set = [
      "ping", "door.admit", "door.refuse", "seat.give", "member.remove", "session.purge",
      "cast.take", "presenter.call", "plan.choose", "session.time", "session.stay", "proof.ask",
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
