import KringCore
import KringJSON
import KringProtocol
import Testing

private let page = Array(#"{"name":{"nl":"é","en":"e"}}"#.utf8)

private let full = Plan(
  method: "klein", version: 3, cases: 1,
  steps: [
    Plan.Step(
      id: "1.spel", caseNumber: 1, settles: true, floor: .turns,
      over: Plan.InputPath(step: "1.spel", input: "kaart"), planned: 60_000, least: 0,
      outside: .away, cast: ["zelf", "ander"],
      inputs: [
        Plan.Input(
          id: "kaart", by: .chair, max: 3, opens: "1.spel", named: false, minimum: 4,
          forcible: false, claimable: false, page: page)
      ], page: page),
    Plan.Step(id: "na.slot", caseNumber: nil, floor: .free, planned: 0, least: 0),
  ], page: page)

private let text =
  #"{"method":"klein","version":3,"cases":1,"page":{"name":{"nl":"é","en":"e"}},"steps":["#
  + #"{"id":"1.spel","case":1,"settles":true,"floor":"turns","over":"1.spel/kaart","#
  + #""planned_ms":60000,"least_ms":0,"outside":"away","cast":["zelf","ander"],"inputs":["#
  + #"{"id":"kaart","by":"chair","max":3,"opens":"1.spel","named":false,"minimum":4,"#
  + #""forcible":false,"claimable":false,"page":{"name":{"nl":"é","en":"e"}}}],"#
  + #""page":{"name":{"nl":"é","en":"e"}}},"#
  + #"{"id":"na.slot","floor":"free","planned_ms":0,"least_ms":0,"outside":"in","inputs":[],"#
  + #""page":{}}]}"#

private func encoded(_ plan: Plan) -> String {
  var writer = JSONWriter()
  encodePlan(plan, into: &writer)
  return String(decoding: writer.bytes, as: UTF8.self)
}

private func complaint(_ json: String) -> String? {
  do {
    _ = try decodePlan(JSON.parse(Array(json.utf8)), path: "plan")
    return nil
  } catch { return "\(error)" }
}

@Suite struct PlanCodingTests {
  @Test("a plan is written with every key that says something, and with no other")
  func encode() {
    #expect(encoded(full) == text)
  }

  @Test("a plan that was written is read back as the same plan")
  func decode() throws {
    #expect(try decodePlan(JSON.parse(Array(text.utf8))) == full)
  }

  @Test("a client passes over keys of a newer server")
  func newerKeys() throws {
    let newer = text.replacing(#""outside":"away""#, with: #""outside":"away","colour":"red""#)
    #expect(newer != text)
    #expect(try decodePlan(JSON.parse(Array(newer.utf8))) == full)
  }

  @Test(
    "a plan that is wrong is refused with its place",
    arguments: [
      (#""version":3"#, #""version":0"#, "plan.version: expected a whole number from 1"),
      (#""cases":1"#, #""cases":"1""#, "plan.cases: expected a whole number from 1"),
      (
        #""floor":"free""#, #""floor":"chair""#,
        #"plan.steps[1].floor: expected one of "presenter", "hands", "turns", "nobody", "free""#
      ),
      (
        #""over":"1.spel/kaart""#, #""over":"kaart""#,
        #"plan.steps[0].over: expected "STEP/INPUT""#
      ),
      (
        #""over":"1.spel/kaart""#, #""over":"1.spel/kaart/een""#,
        #"plan.steps[0].over: expected "STEP/INPUT""#
      ),
      (
        #""over":"1.spel/kaart""#, #""over":"/kaart""#,
        #"plan.steps[0].over: expected "STEP/INPUT""#
      ),
      (
        #""over":"1.spel/kaart""#, #""over":"1.spel/""#,
        #"plan.steps[0].over: expected "STEP/INPUT""#
      ),
      (#""cases":1"#, #""cases":0"#, "plan.cases: expected a whole number from 1"),
      (#""case":1"#, #""case":0"#, "plan.steps[0].case: expected a whole number from 1"),
      (#""max":3"#, #""max":0"#, "plan.steps[0].inputs[0].max: expected a whole number from 1"),
      (#""zelf""#, "7", "plan.steps[0].cast[0]: expected a string"),
      (#""minimum":4,"#, "", "plan.steps[0].inputs[0].minimum: expected a whole number from 0"),
      (#""page":{}"#, #""page":[]"#, "plan.steps[1].page: expected an object"),
    ])
  func refusals(part: String, wrong: String, expected: String) {
    let changed = text.replacing(part, with: wrong)
    #expect(changed != text)
    #expect(complaint(changed) == expected)
  }

  @Test("a plan without steps is refused")
  func noSteps() throws {
    let json = #"{"method":"a","version":1,"cases":1,"page":{},"steps":[]}"#
    #expect(complaint(json)?.hasPrefix("plan.steps: expected") == true)
  }
}
