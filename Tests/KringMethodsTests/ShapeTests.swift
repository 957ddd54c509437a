import KringCore
import KringJSON
import KringMethods
import Testing

/// What the design says about the six methods, read from the compiled plans.
@Suite struct ShapeTests {
  private func steps(_ id: String, cases: Int = 1) throws -> [String: Plan.Step] {
    let options = try #require(Options(cases: cases))
    let plan = compile(frame: try Files.frame(), method: try Files.method(id), options: options)
    return Dictionary(uniqueKeysWithValues: plan.steps.map { ($0.id, $0) })
  }

  private func input(_ steps: [String: Plan.Step], _ step: String, _ id: String) throws
    -> Plan.Input
  {
    try #require(steps[step]?.inputs.first { $0.id == id })
  }

  @Test("BOvV is the worked example")
  func bovv() throws {
    let method = try Files.method("bovv6")
    #expect(
      method.steps.map(\.id)
        == ["keuze", "stelling", "beeld", "oordeel1", "schrijf", "lees", "besluit"])
    #expect(method.steps.map(\.label) == ["1", "2", "3", "4", "5", "5", "6"])
    #expect(
      method.steps.map(\.icon) == [.choose, .tell, .ask, .tell, .write, .round, .tell])
    #expect(
      method.steps.map(\.floor)
        == [.free, .presenter, .hands, .presenter, .nobody, .turns, .presenter])
    #expect(method.steps.map(\.minutes) == [4, 6, 16, 5, 4, 8, 5])
    let group = method.group
    #expect([group.smallest, group.idealFrom, group.idealTo, group.largest] == [3, 5, 6, 8])
    let steps = try steps("bovv6")
    let advice = try input(steps, "1.schrijf", "advies")
    #expect(advice.opens == "1.lees" && !advice.named && advice.max == 3 && advice.by == .others)
    #expect(steps["1.lees"]?.over == Plan.InputPath(step: "1.schrijf", input: "advies"))
    #expect(steps["1.lees"]?.outside == .silent)
  }

  @Test(
    "incident: questions closed and named, outcome written in the silent step, presenter turned")
  func incident() throws {
    let steps = try steps("incident")
    let questions = try input(steps, "1.noteren", "vragen")
    #expect(questions.opens == "1.informatie" && questions.named && questions.by == .others)
    let outcome = try input(steps, "1.noteren", "afloop")
    #expect(outcome.opens == "1.afloop" && outcome.named && outcome.by == .presenter)
    #expect(steps["1.noteren"]?.floor == .nobody)
    #expect(steps["1.analyse"]?.outside == .turned)
    let positions = try input(steps, "1.standpunt", "standpunt")
    #expect(positions.opens == "1.standpunten" && positions.max == 1)
    #expect(steps["1.standpunten"]?.over == Plan.InputPath(step: "1.standpunt", input: "standpunt"))
  }

  @Test("Troika is one trio, and its cases are the turns")
  func troika() throws {
    let method = try Files.method("troika")
    #expect(method.group.smallest == 3 && method.group.largest == 3 && method.cases == 3)
    let steps = try steps("troika", cases: 3)
    for turn in 1...3 {
      #expect(steps["\(turn).keuze"]?.settles == true)
      #expect(steps["\(turn).denken"]?.outside == .turned)
      #expect(try input(steps, "\(turn).denken", "idee").opens == "\(turn).terug")
    }
  }

  @Test("clinic and Leary say what of them was composed", arguments: ["clinic", "leary"])
  func composed(id: String) throws {
    let evidence = try Files.method(id).evidence
    #expect(evidence[.nl]?.contains("samengesteld") == true)
    #expect(evidence[.en]?.contains("composed") == true)
  }

  @Test("a step with a scene has a cast list", arguments: ["clinic", "leary"])
  func casts(id: String) throws {
    for step in try Files.method(id).steps {
      #expect((step.icon == .enact) == !step.cast.isEmpty, "\(step.id)")
    }
  }

  @Test("the takeaway comes in turns, one live text each")
  func takeaway() throws {
    let steps = try steps("hats")
    #expect(steps["na.oogst"]?.floor == .turns)
    let takeaway = try input(steps, "na.oogst", "oogst")
    #expect(takeaway.by == .all && takeaway.max == 1 && takeaway.opens == nil)
  }

  @Test("no sentence to a role speaks to several", arguments: Files.methods)
  func sentences(id: String) throws {
    for step in try Files.method(id).steps {
      let texts = [step.instructions.chair, step.instructions.presenter, step.instructions.others]
      for text in texts {
        let (dutch, english) = (try #require(text[.nl]), try #require(text[.en]))
        #expect(!dutch.localizedLowercaseWords.contains("jullie"), "\(step.id): \(dutch)")
        #expect(dutch.last == "." && english.last == ".", "\(step.id): \(dutch)")
        #expect(!dutch.dropLast().contains(". "), "one sentence: \(dutch)")
      }
    }
  }
}

extension String {
  fileprivate var localizedLowercaseWords: [Substring] {
    lowercased().split { !$0.isLetter }
  }
}

@Suite struct ReadmeTests {
  /// Keys that the worked example leaves out.
  private static let left = [
    "name", "summary", "fits", "avoid", "origin", "evidence", "do",
  ]

  private func bare(_ json: JSON) -> JSON {
    switch json {
    case .array(let elements): return .array(elements.map(bare))
    case .object(let fields):
      let isInput = fields.contains { $0.key == "as" }
      let kept = fields.filter { !Self.left.contains($0.key) && !(isInput && $0.key == "label") }
      return .object(
        kept.map { JSON.Field($0.key, bare($0.value)) }.sorted { $0.key < $1.key })
    default: return json
    }
  }

  @Test("the worked example in the README is the BOvV file without its texts")
  func workedExample() throws {
    let readme = String(decoding: try Files.bytes("methods/README.md"), as: UTF8.self)
    let parts = readme.split(separator: "```").map(String.init)
    let block = try #require(parts.first { $0.hasPrefix("json\n") }).dropFirst(5)
    let example = try JSON.parse(Array(block.utf8))
    let file = try JSON.parse(Files.bytes("methods/bovv6.json"))
    let (shown, whole): (JSON, JSON) = (bare(example), bare(file))
    #expect(shown == whole)
  }
}
