import KringCore
import KringJSON

/// Writes a plan; keys that say nothing (no case, not settling, no set, a note line) are left out.
package func encodePlan(_ plan: Plan, into writer: inout JSONWriter) {
  writer.beginObject()
  writer.key("method")
  writer.string(plan.method)
  writer.key("version")
  writer.int(plan.version)
  writer.key("cases")
  writer.int(plan.cases)
  writer.key("page")
  writer.raw(plan.page)
  if let lobby = plan.lobby {
    writer.key("lobby")
    encode(lobby, into: &writer)
  }
  writer.key("steps")
  writer.beginArray()
  for step in plan.steps { encode(step, into: &writer) }
  writer.endArray()
  writer.endObject()
}

private func encode(_ step: Plan.Step, into writer: inout JSONWriter) {
  writer.beginObject()
  writer.key("id")
  writer.string(step.id)
  if let number = step.caseNumber {
    writer.key("case")
    writer.int(number)
  }
  if step.settles {
    writer.key("settles")
    writer.bool(true)
  }
  writer.key("floor")
  writer.string(step.floor.rawValue)
  if let over = step.over {
    writer.key("over")
    writer.string(over.step + "/" + over.input)
  }
  writer.key("planned_ms")
  writer.int(step.planned)
  writer.key("least_ms")
  writer.int(step.least)
  writer.key("outside")
  writer.string(step.outside.rawValue)
  if !step.cast.isEmpty {
    writer.key("cast")
    writer.beginArray()
    for role in step.cast { writer.string(role) }
    writer.endArray()
  }
  if !step.hasNotes {
    writer.key("notes")
    writer.bool(false)
  }
  if step.isBreak {
    writer.key("break")
    writer.bool(true)
  }
  writer.key("inputs")
  writer.beginArray()
  for input in step.inputs { encode(input, into: &writer) }
  writer.endArray()
  writer.key("page")
  writer.raw(step.page)
  writer.endObject()
}

private func encode(_ input: Plan.Input, into writer: inout JSONWriter) {
  writer.beginObject()
  writer.key("id")
  writer.string(input.id)
  writer.key("by")
  writer.string(input.by.rawValue)
  writer.key("max")
  writer.int(input.max)
  if let opens = input.opens {
    writer.key("opens")
    writer.string(opens)
  }
  writer.key("named")
  writer.bool(input.named)
  writer.key("minimum")
  writer.int(input.minimum)
  writer.key("forcible")
  writer.bool(input.forcible)
  writer.key("claimable")
  writer.bool(input.claimable)
  writer.key("page")
  writer.raw(input.page)
  writer.endObject()
}

/// Reads a plan that a server wrote; checks types and words, not that its steps fit each other.
///
/// Unknown keys are passed over, as clients must. `path` is the plan's place, for errors.
package func decodePlan(_ json: JSON, path: String = "") throws(JSONError) -> Plan {
  var reader = try ObjectReader(json, path: path)
  let method = try reader.string("method")
  let version = try reader.int("version", in: 1...JSON.largest)
  let cases = try reader.int("cases", in: 1...JSON.largest)
  let page = try decodePage(&reader)
  let lobby: Plan.Step? =
    if let lobby = reader.optionalValue("lobby") {
      try decodeStep(lobby, path: JSONPath.key("lobby", in: path))
    } else { nil }
  let elements = try reader.array("steps", count: 1...JSON.largest)
  let place = JSONPath.key("steps", in: path)
  var steps: [Plan.Step] = []
  steps.reserveCapacity(elements.count)
  for (index, element) in elements.enumerated() {
    steps.append(try decodeStep(element, path: JSONPath.index(index, in: place)))
  }
  return Plan(
    method: method, version: version, cases: cases, lobby: lobby, steps: steps, page: page)
}

private func decodeStep(_ json: JSON, path: String) throws(JSONError) -> Plan.Step {
  var reader = try ObjectReader(json, path: path)
  var step = Plan.Step(
    id: try reader.string("id"),
    caseNumber: try reader.optionalInt("case", in: 1...JSON.largest),
    settles: try reader.optionalBool("settles") ?? false,
    floor: try reader.choice("floor"),
    over: try reader.optionalText("over", as: "\"STEP/INPUT\"", readInputPath),
    planned: try reader.int("planned_ms"),
    least: try reader.int("least_ms"),
    outside: try reader.choice("outside"))
  for (index, role) in (try reader.optionalArray("cast") ?? []).enumerated() {
    guard case .string(let name) = role else {
      throw reader.failure(JSONPath.index(index, in: "cast"), "a string")
    }
    step.cast.append(name.string)
  }
  step.hasNotes = try reader.optionalBool("notes") ?? true
  step.isBreak = try reader.optionalBool("break") ?? false
  let place = JSONPath.key("inputs", in: path)
  for (index, input) in try reader.array("inputs").enumerated() {
    step.inputs.append(try decodeInput(input, path: JSONPath.index(index, in: place)))
  }
  step.page = try decodePage(&reader)
  return step
}

private func decodeInput(_ json: JSON, path: String) throws(JSONError) -> Plan.Input {
  var reader = try ObjectReader(json, path: path)
  return Plan.Input(
    id: try reader.string("id"),
    by: try reader.choice("by"),
    max: try reader.int("max", in: 1...JSON.largest),
    opens: try reader.optionalString("opens"),
    named: try reader.bool("named"),
    minimum: try reader.int("minimum"),
    forcible: try reader.bool("forcible"),
    // Plans of servers before this one do not say it; nothing is claimed there any more.
    claimable: try reader.optionalBool("claimable") ?? false,
    page: try decodePage(&reader))
}

private func decodePage(_ reader: inout ObjectReader) throws(JSONError) -> [UInt8] {
  guard let page = reader.optionalValue("page"), case .object = page else {
    throw reader.failure("page", "an object")
  }
  return page.bytes
}

private func readInputPath(_ text: JSONText) -> Plan.InputPath? {
  let parts = text.string.split(separator: "/", omittingEmptySubsequences: false)
  guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else { return nil }
  return Plan.InputPath(step: String(parts[0]), input: String(parts[1]))
}
