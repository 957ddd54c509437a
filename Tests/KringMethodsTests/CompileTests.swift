import KringCore
import KringJSON
import KringMethods
import KringProtocol
import Testing

private func plan(
  _ id: String, cases: Int = 1, minutes: Int = 60, frame parts: [String: Bool] = [:],
  change: (inout Method) -> Void = { _ in }
) throws -> Plan {
  var method = try Files.method(id)
  change(&method)
  let options = try #require(Options(cases: cases, minutes: minutes, frame: parts))
  return compile(frame: try Files.frame(), method: method, options: options)
}

@Suite struct CompileTests {
  @Test("each method compiles to the plans of its vectors, and back", arguments: Files.methods)
  func vectors(id: String) throws {
    let frame = try Files.frame()
    let method = try Files.method(id)
    let vectors = try Files.vectors("plans/\(id)")
    #expect(!vectors.isEmpty)
    var written: [[UInt8]] = []
    for vector in vectors {
      var reader = try ObjectReader(vector)
      let name = try reader.text("name")
      #expect(try reader.string("method") == id)
      let choices = try reader.value("options")
      let compiled = compile(frame: frame, method: method, options: try options(choices))
      var plan = JSONWriter()
      encodePlan(compiled, into: &plan)
      let expected = try reader.value("plan")
      if Files.writesVectors {
        written.append(element(name, id, choices, plan: plan.bytes))
      } else {
        #expect(plan.bytes == expected.bytes, "\(id): \(name)")
        #expect(try decodePlan(expected) == compiled, "\(id): \(name)")
      }
    }
    if Files.writesVectors { try Files.write(written, to: "plans/\(id)") }
  }

  private func options(_ json: JSON) throws -> Options {
    var choices = try ObjectReader(json)
    return try #require(
      Options(
        cases: try choices.int("cases"), minutes: try choices.int("minutes"),
        frame: try parts(choices.optionalValue("frame"))))
  }

  private func element(_ name: JSONText, _ id: String, _ options: JSON, plan: [UInt8]) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("name")
    writer.text(name)
    writer.key("method")
    writer.string(id)
    writer.key("options")
    writer.value(options)
    writer.key("plan")
    writer.raw(plan)
    writer.endObject()
    return writer.bytes
  }

  private func parts(_ json: JSON?) throws -> [String: Bool] {
    guard let json, case .object(let fields) = json else { return [:] }
    var parts: [String: Bool] = [:]
    for field in fields { parts[field.key] = field.value == .bool(true) }
    return parts
  }

  private func frameSteps(_ plan: Plan) -> [String] {
    plan.steps.filter { $0.caseNumber == nil }.map(\.id)
  }

  @Test("check-in, takeaways and closing are always on, and a look back from 45 minutes")
  func frameByLength() throws {
    let short = ["voor.inchecken", "na.oogst", "na.slot"]
    #expect(try frameSteps(plan("bovv6", minutes: 44)) == short)
    let usual = ["voor.inchecken", "na.oogst", "na.evaluatie", "na.slot"]
    #expect(try frameSteps(plan("bovv6", minutes: 45)) == usual)
    #expect(try frameSteps(plan("bovv6", minutes: 60)) == usual)
  }

  @Test("of two parts with one name, a meeting has the one that asks most of its length")
  func sameName() throws {
    let long = ["voor.inchecken", "na.oogst", "na.uitchecken", "na.slot"]
    #expect(try frameSteps(plan("bovv6", minutes: 74)).contains("na.evaluatie"))
    #expect(try frameSteps(plan("bovv6", minutes: 75)) == long)
    let asked = try plan("bovv6", minutes: 30, frame: ["checkout": true])
    #expect(frameSteps(asked).contains("na.evaluatie"))
    let refused = try plan("bovv6", minutes: 90, frame: ["checkout": false])
    #expect(frameSteps(refused) == ["voor.inchecken", "na.oogst", "na.slot"])
  }

  @Test("the one minute to look back asks how safe it was and what was left unsaid, unnamed")
  func lookingBack() throws {
    let step = try #require(plan("bovv6").steps.first { $0.id == "na.evaluatie" })
    #expect(step.planned == 60_000)
    #expect(step.inputs.map(\.id) == ["veiligheid", "ongezegd"])
    #expect(step.inputs.allSatisfy { !$0.named && $0.by == .all && $0.opens == step.id })
  }

  @Test("with several cases the break is between them, from two hours on")
  func breakBetween() throws {
    #expect(try !plan("bovv6", cases: 2, minutes: 119).steps.contains { $0.id == "tussen.pauze" })
    for (cases, before) in [(2, "1.besluit"), (3, "2.besluit"), (4, "2.besluit")] {
      let steps = try plan("bovv6", cases: cases, minutes: 180).steps
      let place = try #require(steps.firstIndex { $0.id == "tussen.pauze" })
      #expect(steps[place - 1].id == before && steps[place].caseNumber == nil)
    }
  }

  @Test("no case is interrupted between its choice and its first step")
  func breakAfterChoice() throws {
    let steps = try plan("bovv6", minutes: 120) { $0.steps = Array($0.steps.prefix(2)) }.steps
    let place = try #require(steps.firstIndex { $0.id == "tussen.pauze" })
    #expect(steps[place - 1].id == "1.stelling")
  }

  @Test(
    "within one case the break splits no stop and holds no closed cards", arguments: Files.methods)
  func breakWithin(id: String) throws {
    let method = try Files.method(id)
    let plan = try plan(id, minutes: 240)
    let place = try #require(plan.steps.firstIndex { $0.id == "tussen.pauze" })
    let steps = plan.steps
    #expect(steps[place].caseNumber == (method.isPresented ? 1 : nil))
    #expect(!steps[place - 1].settles)
    let labels = Dictionary(uniqueKeysWithValues: method.steps.map { ("1.\($0.id)", $0.label) })
    if let before = labels[steps[place - 1].id], let after = labels[steps[place + 1].id] {
      #expect(before == nil || before != after)
    }
    let places = Dictionary(uniqueKeysWithValues: steps.enumerated().map { ($1.id, $0) })
    for step in steps[..<place] {
      for input in step.inputs {
        if let opens = input.opens { #expect(try #require(places[opens]) < place) }
      }
    }
  }

  @Test("each part of the frame can be switched on and off", arguments: Frame.parts)
  func switches(part: String) throws {
    let ids = [
      "checkin": ["voor.inchecken"], "lookback": ["voor.terugblik"], "takeaway": ["na.oogst"],
      "checkout": ["na.evaluatie", "na.uitchecken"], "closing": ["na.slot"],
      "break": ["tussen.pauze"],
    ]
    for (minutes, isOn) in [(60, true), (60, false), (120, true), (120, false)] {
      let steps = try plan("leary", minutes: minutes, frame: [part: isOn]).steps.map(\.id)
      #expect(steps.filter { ids[part]?.contains($0) == true }.count == (isOn ? 1 : 0))
    }
  }

  @Test("a part that the method's last step covers is left out, even when asked for")
  func covers() throws {
    let plan = try plan("bovv6", frame: ["takeaway": true]) { $0.covers = ["takeaway"] }
    #expect(!plan.steps.contains { $0.id == "na.oogst" })
    #expect(plan.steps.reduce(0) { $0 + $1.planned } == 3_600_000)
  }

  @Test(
    "each case has exactly one step that settles, and it is its first", arguments: Files.methods)
  func settling(id: String) throws {
    let plan = try plan(id, cases: 3, minutes: 180)
    guard try Files.method(id).isPresented else {
      #expect(plan.cases == 1 && !plan.steps.contains { $0.settles || $0.caseNumber != nil })
      return
    }
    for number in 1...3 {
      let steps = plan.steps.filter { $0.caseNumber == number }
      #expect(steps.map(\.settles) == [true] + steps.dropFirst().map { _ in false })
      #expect(steps.first?.id == "\(number).keuze")
    }
  }

  @Test("the length of the plan is the length of the meeting", arguments: Files.methods)
  func lengths(id: String) throws {
    for cases in 1...3 {
      for minutes in [60, 75, 90, 120, 240] {
        let plan = try plan(id, cases: cases, minutes: minutes)
        let least = plan.steps.reduce(0) { $0 + $1.least }
        #expect(plan.steps.reduce(0) { $0 + $1.planned } == max(minutes * 60_000, least))
        #expect(plan.steps.allSatisfy { $0.planned >= $0.least && $0.planned % 60_000 == 0 })
      }
    }
  }

  @Test("in every plan what is pointed at exists and is there in time", arguments: Files.methods)
  func targets(id: String) throws {
    let plan = try plan(id, cases: 2, minutes: 120)
    let places = Dictionary(
      uniqueKeysWithValues: plan.steps.enumerated().map { ($1.id, $0) })
    for (place, step) in plan.steps.enumerated() {
      #expect(Set(step.inputs.map(\.id)).count == step.inputs.count)
      for input in step.inputs {
        if let opens = input.opens { #expect(try #require(places[opens]) >= place) }
        #expect(input.named || input.opens != nil)
      }
      guard let over = step.over else { continue }
      let written = plan.steps[try #require(places[over.step])]
      let opens = try #require(written.inputs.first { $0.id == over.input }?.opens)
      #expect(try #require(places[opens]) <= place)
    }
  }

  @Test("only compile reads what an input is: number and sizes follow from it")
  func kinds() throws {
    let steps = try plan("leary", minutes: 90).steps
    let inputs = { (id: String) in steps.first { $0.id == id }?.inputs ?? [] }
    let number = try #require(inputs("na.uitchecken").first { $0.id == "tijd" })
    #expect(number.max == 1 && number.minimum == 4 && !number.forcible && !number.named)
    #expect(!number.claimable)
    #expect(number.opens == "na.uitchecken")
    let text = try #require(inputs("1.vragen").first)
    #expect(text.max == 8 && text.minimum == 3 && text.forcible && text.claimable)
    #expect(text.opens == nil && text.named)
    let point = try #require(inputs("1.plaatsen").first)
    #expect(point.max == 1 && point.minimum == 3 && point.forcible && !point.claimable)
  }

  @Test("options outside their limits do not exist")
  func options() {
    #expect(Options(cases: 0) == nil)
    #expect(Options(cases: 6) != nil)
    #expect(Options(cases: 7) == nil)
    #expect(Options(minutes: 9) == nil)
    #expect(Options(minutes: 10) != nil)
    #expect(Options(minutes: 480) != nil)
    #expect(Options(minutes: 481) == nil)
    #expect(Options(frame: ["lunch": true]) == nil)
  }
}
