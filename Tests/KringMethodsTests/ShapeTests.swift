import KringCore
import KringJSON
import KringMethods
import Testing

/// What the design says about the methods, read from the compiled plans.
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

  @Test("the methods of the field are there")
  func all() {
    #expect(
      Files.methods
        == [
          "actionlearning", "appreciative", "balint", "balintnl", "basic5", "bovv6", "clinic",
          "disney", "gossip", "hats", "incident", "incidentadvies", "leary", "questions",
          "quadrants", "solution", "start", "tensteps", "tensteps2", "tietze", "troika",
        ].sorted())
  }

  @Test(
    "every method says for whom it is and for whom not, and what each step takes at least",
    arguments: Files.methods)
  func whole(id: String) throws {
    let method = try Files.method(id)
    #expect(method.fits != nil && method.avoid != nil)
    #expect(method.evidence != method.origin)
    for step in method.steps { #expect(step.least > 0 || step.minutes == 0, "\(step.id)") }
    let least = method.steps.reduce(0) { $0 + $1.least }
    let minutes = method.steps.reduce(0) { $0 + $1.minutes }
    #expect(least < minutes)
  }

  @Test(
    "an hour has room for two BOvV cases and for one of the others, not for two incidents",
    arguments: [("bovv6", 2, true), ("incident", 1, true), ("incident", 2, false)]
      + ["clinic", "disney", "gossip", "hats", "leary", "quadrants", "tietze"].map { ($0, 1, true) }
  )
  func hour(id: String, cases: Int, fits: Bool) throws {
    let least = try steps(id, cases: cases).values.reduce(0) { $0 + $1.least }
    #expect((least <= 60 * 60_000) == fits)
  }

  @Test("BOvV has the steps, the order and the form of its guide")
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
    #expect(method.steps.map(\.least) == [1, 2, 5, 2, 2, 4, 2])
    let group = method.group
    #expect([group.smallest, group.idealFrom, group.idealTo, group.largest] == [3, 5, 6, 8])
    #expect(method.kinds.map(\.id) == ["praktijk", "business"])
    #expect(method.bank == "info@bovv.nl")
    #expect(Set(method.steps.compactMap { $0.form == nil ? nil : $0.label }).count == 6)
    #expect(method.steps[2].noteFields.map(\.id) == ["hindert", "helpt"])
    let steps = try steps("bovv6")
    let advice = try input(steps, "1.schrijf", "advies")
    #expect(advice.opens == "1.lees" && !advice.named && advice.max == 2 && advice.by == .others)
    #expect(steps["1.lees"]?.over == Plan.InputPath(step: "1.schrijf", input: "advies"))
    #expect(steps["1.lees"]?.outside == .silent)
  }

  @Test("a kind of case is picked by the presenter, and has its own prompt at the case")
  func kinds() throws {
    let steps = try steps("bovv6")
    let page = { (id: String) throws in
      String(decoding: try input(steps, "1.stelling", id).page, as: UTF8.self)
    }
    #expect(try page("soort").contains(#""options":[{"id":"praktijk","label":"#))
    #expect(try page("soort").contains(#""kind":true"#))
    #expect(try page("casus").contains(#""prompts":{"praktijk":{"nl":"#))
    #expect(try page("casus").contains(#""business":{"nl":"Casus: wat heb je gedaan"#))
    #expect(try !page("vraag").contains("prompts"))
  }

  @Test("what was chosen is kept in sight, and a step without notes says so")
  func pages() throws {
    let page = { (id: String, step: String) throws in
      String(decoding: try #require(steps(id)[step]).page, as: UTF8.self)
    }
    #expect(
      try page("tietze", "1.advies").contains(#""show":["1.sleutel/vraag","1.werkvorm/vorm"]"#))
    #expect(try steps("balint")["1.inleven"]?.hasNotes == false)
    #expect(try steps("gossip")["1.oorzaken"]?.hasNotes == false)
    #expect(try steps("gossip")["1.intro"]?.hasNotes == true)
    #expect(try page("bovv6", "1.beeld").contains(#""notes":{"label":{"nl":"Wat hindert"#))
    #expect(try page("bovv6", "na.slot").contains(#""part":"closing""#))
    #expect(try page("bovv6", "1.besluit").contains(#""form":{"nl":"De inbrenger vertelt"#))
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
    #expect(steps["1.informatie"]?.inputs.map(\.id) == ["vervolg"])
    let positions = try input(steps, "1.standpunt", "standpunt")
    #expect(positions.opens == "1.standpunten" && positions.max == 1)
    #expect(steps["1.standpunten"]?.over == Plan.InputPath(step: "1.standpunt", input: "standpunt"))
  }

  @Test("the form with advice is the one in which the presenter is away")
  func away() throws {
    for id in Files.methods {
      let isAway = try Files.method(id).steps.contains { $0.outside == .away }
      #expect(isAway == (id == "incidentadvies"), "\(id)")
    }
    #expect(try Files.method("incidentadvies").variantOf == "incident")
    #expect(try Files.method("tensteps2").variantOf == "tensteps")
  }

  @Test("hats: two minutes of writing in each colour, then talk; red is read aloud, unnamed")
  func hats() throws {
    let steps = try steps("hats")
    for hat in ["wit", "rood", "geel", "zwart", "groen"] {
      let card = try input(steps, "1.\(hat)", "kaart")
      #expect(card.opens == "1.\(hat)praat" && card.named == (hat != "rood") && card.by == .all)
      #expect(steps["1.\(hat)praat"]?.floor == (hat == "rood" ? .turns : .free))
    }
  }

  @Test("quadrants: the presenter's own opens after the group's, which are named")
  func quadrants() throws {
    let steps = try steps("quadrants")
    let (own, heard) = (
      try input(steps, "1.invullen", "eigen"), try input(steps, "1.invullen", "gehoord")
    )
    #expect(heard.opens == "1.vergelijk" && heard.named && own.opens == "1.reactie")
    #expect(steps["1.vergelijk"]?.over == Plan.InputPath(step: "1.invullen", input: "gehoord"))
  }

  @Test("Troika is one trio, its cases are the turns, and nothing is written while it thinks")
  func troika() throws {
    let method = try Files.method("troika")
    #expect(method.group.smallest == 3 && method.group.largest == 3 && method.cases == 3)
    let steps = try steps("troika", cases: 3)
    for turn in 1...3 {
      #expect(steps["\(turn).keuze"]?.settles == true)
      #expect(steps["\(turn).keuze"]?.inputs.isEmpty == true)
      #expect(steps["\(turn).keuze"]?.planned == 0)
      #expect(steps["\(turn).denken"]?.outside == .turned)
      #expect(steps["\(turn).denken"]?.inputs.isEmpty == true)
    }
  }

  @Test("in a Balint group nothing is written but who has something")
  func balint() throws {
    let steps = try Files.method("balint").steps
    #expect(steps.flatMap { step in step.inputs.map { "\(step.id).\($0.id)" } } == ["keuze.zaak"])
    #expect(steps.allSatisfy { !$0.hasNotes })
  }

  @Test("the ten steps take an hour and a quarter at least", arguments: ["tensteps", "tensteps2"])
  func tenSteps(id: String) throws {
    let method = try Files.method(id)
    #expect(Set(method.steps.map(\.label)).count == 10)
    #expect(method.steps.reduce(0) { $0 + $1.least } >= 75)
  }

  @Test("a first meeting has no case, and ends with who presents and who chairs")
  func start() throws {
    let method = try Files.method("start")
    #expect(!method.isPresented && method.covers == ["closing"])
    let steps = try steps("start")
    #expect(!steps.values.contains { $0.settles || $0.caseNumber != nil })
    #expect(steps["na.slot"] == nil)
    #expect(try input(steps, "1.ritme", "ritme").by == .chair)
  }

  @Test("composed methods say so", arguments: ["clinic", "leary", "quadrants", "disney", "start"])
  func composed(id: String) throws {
    let evidence = try Files.method(id).evidence
    #expect(evidence[.nl]?.contains("samengesteld") == true)
    #expect(evidence[.en]?.contains("composed") == true)
  }

  @Test("a step with a scene has a cast list", arguments: Files.methods)
  func casts(id: String) throws {
    for step in try Files.method(id).steps {
      #expect((step.icon == .enact) == !step.cast.isEmpty, "\(step.id)")
    }
  }

  @Test("the takeaway comes in turns: an insight and an action each, live")
  func takeaway() throws {
    let steps = try steps("hats")
    #expect(steps["na.oogst"]?.floor == .turns)
    for id in ["oogst", "actie"] {
      let takeaway = try input(steps, "na.oogst", id)
      #expect(takeaway.by == .all && takeaway.max == 1 && takeaway.opens == nil)
    }
  }

  @Test("who writes together what the presenter does not see is told who can read it later")
  func readLater() throws {
    let unseen = try Files.methods.flatMap { try Files.method($0).steps }
      .filter { $0.hasNotes && ($0.outside == .turned || $0.outside == .away) }
    #expect(unseen.map(\.id) == ["analyse", "analyse", "denken"])
    for step in unseen {
      for text in [step.instructions.chair, step.instructions.others] {
        #expect(text[.nl]?.contains("later lezen") == true, "\(step.id)")
        #expect(text[.en]?.contains("can read later") == true, "\(step.id)")
      }
    }
  }

  @Test("action learning says its question rule to everybody, in each step in which people talk")
  func questionRule() throws {
    for step in try Files.method("actionlearning").steps.dropFirst() where step.icon != .write {
      let instructions = step.instructions
      for text in [instructions.chair, instructions.presenter, instructions.others] {
        #expect(text?[.nl]?.contains("alleen iets als antwoord op een vraag") == true, "\(step.id)")
        #expect(text?[.en]?.contains("only as an answer to a question") == true, "\(step.id)")
      }
    }
  }

  /// The steps of a method, or of the frame.
  private func stepsOfFile(_ id: String) throws -> [Method.Step] {
    guard id == "frame" else { return try Files.method(id).steps }
    let frame = try Files.frame()
    return [frame.choose] + (frame.before + frame.between + frame.after).map(\.step)
  }

  @Test(
    "no sentence to a role speaks to several, shouts or is long",
    arguments: Files.methods + ["frame"])
  func sentences(id: String) throws {
    for step in try stepsOfFile(id) {
      let instructions = step.instructions
      let texts = [instructions.chair, instructions.others, instructions.presenter]
        .compactMap(\.self)
      for (place, text) in texts.enumerated() {
        let (dutch, english) = (try #require(text[.nl]), try #require(text[.en]))
        // The chair may be told to remind the whole group.
        if place > 0 { #expect(!dutch.localizedLowercaseWords.contains("jullie"), "\(dutch)") }
        for words in [dutch, english] {
          #expect(words.hasSuffix(".") || words.hasSuffix("?"), "\(step.id): \(words)")
          #expect(!words.contains("!"), "\(words)")
          #expect(words.split { ".?".contains($0) }.count <= 4, "\(words)")
          #expect(words.count <= 200, "\(words)")
        }
      }
    }
  }

  @Test("texts say one word for one thing, and he or she to nobody", arguments: Files.methods)
  func words(id: String) throws {
    let method = try Files.method(id)
    var texts = [method.name, method.summary, method.origin, method.evidence]
    texts += [method.fits, method.avoid].compactMap(\.self)
    for step in method.steps {
      texts += [step.name, step.instructions.chair, step.instructions.others]
      texts += [step.instructions.presenter].compactMap(\.self) + step.inputs.map(\.label)
      texts += step.inputs.flatMap { ($0.fields + $0.options).compactMap(\.label) }
    }
    let avoided: Set<Substring> = [
      "hij", "hem", "deelnemer", "deelnemers", "gespreksleider", "onthul",
      "set",
    ]
    for text in texts {
      let dutch = try #require(text[.nl])
      #expect(avoided.isDisjoint(with: dutch.localizedLowercaseWords), "\(dutch)")
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
    "name", "summary", "fits", "avoid", "origin", "evidence", "do", "form", "least", "notes",
    "kinds", "bank",
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

  private func blocks() throws -> [Substring] {
    let readme = String(decoding: try Files.bytes("methods/README.md"), as: UTF8.self)
    return readme.split(separator: "```").filter { $0.hasPrefix("json\n") }.map { $0.dropFirst(5) }
  }

  @Test("the method of one's own in the README is in order, and its mistake is told as there")
  func ownMethod() throws {
    let text = String(try #require(blocks().last))
    let method = try Method(file: Array(text.utf8))
    #expect(method.id == "tweekansen" && method.steps.count == 3)
    let mistaken = text.replacing(#""opens": "kies""#, with: #""opens": "vertel""#)
    let error = #expect(throws: MethodErrors.self) { try Method(file: Array(mistaken.utf8)) }
    let line = try #require(error?.description)
    #expect(String(decoding: try Files.bytes("methods/README.md"), as: UTF8.self).contains(line))
  }

  @Test("the README and the schema know every kind of problem, and the schema no other")
  func codes() throws {
    let readme = String(decoding: try Files.bytes("methods/README.md"), as: UTF8.self)
    for code in Problem.Code.allCases { #expect(readme.contains("`\(code.rawValue)`")) }
    var json = try JSON.parse(Files.bytes("schema/create.json"), limits: JSON.Limits(depth: 16))
    // The page's texts are held against this list.
    for key in ["$defs", "error", "properties", "error", "properties", "problems", "items"]
      + ["properties", "code", "enum"]
    {
      json = try #require(json[key], "\(key)")
    }
    guard case .array(let listed) = json else {
      Issue.record("no list of codes")
      return
    }
    let words = listed.map { if case .string(let text) = $0 { text.string } else { "" } }
    #expect(words.sorted() == Problem.Code.allCases.map(\.rawValue).sorted())
  }
}
