import KringCore
import KringJSON

/// A step as far as it could be read.
struct StepDraft {
  var path: String
  var id: String?
  /// `nil` if any of its own keys is wrong by itself; its inputs are looked at apart.
  var step: Method.Step?
  var inputs: [InputDraft]

  /// The step with all its inputs, once no problem was found anywhere.
  var whole: Method.Step? {
    var whole = step
    whole?.inputs = inputs.compactMap(\.input)
    return whole
  }
}

/// Reads one step of a method or of the frame.
struct StepLoader {
  let problems: Problems
  /// Whether somebody may present while the step is led: else a sentence for the presenter would be
  /// shown to nobody, and is left out.
  let hasPresenter: Bool

  /// Minutes of a step.
  static let minutes = 0...240
  /// How many inputs a step may have.
  static let inputs = 0...12

  func load(_ json: JSON, path: String) -> StepDraft? {
    guard var record = RecordReader(json, path: path, problems: problems) else { return nil }
    let draft = load(&record, path: path)
    record.end()
    return draft
  }

  /// Reads the keys of a step from a record that may have others.
  func load(_ record: inout RecordReader, path: String) -> StepDraft {
    let before = problems.all.count
    let id = record.id("id")
    let label = record.takeOptional { reader throws(JSONError) in
      try reader.optionalText("label", as: "from 1 to 8 characters") { text in
        1...8 ~= text.string.unicodeScalars.count ? text.string : nil
      }
    }
    if let label { Form.check(label, path: record.place("label"), problems: problems) }
    let name = record.text("name")
    let icon = record.take { reader throws(JSONError) in
      try reader.choice("icon", of: Method.Icon.self)
    }
    let floor = record.take { reader throws(JSONError) in
      try reader.choice("floor", of: Plan.Floor.self)
    }
    let over = record.optionalTarget("over")
    if floor != nil, floor != .turns, record.has("over") {
      problems.add(record.place("over"), .needs, "over", "\"floor\": \"turns\"")
    }
    let (minutes, least) = time(&record)
    let outside = record.takeOptional { reader throws(JSONError) in
      try reader.optionalChoice("outside", of: Plan.Outside.self)
    }
    let instructions = instructions(&record)
    let cast = record.optionalList("cast", count: 1...8) { json, path in role(json, path: path) }
    refuseTwice(cast, at: record.place("cast"))
    let show = record.targets("show", count: 1...4)
    let notes = notes(&record)
    let form = record.optionalText("form")
    var draft = StepDraft(path: path, id: id, inputs: [])
    if problems.all.count == before, let id, let name, let icon, let floor, let minutes,
      let instructions
    {
      draft.step = Method.Step(
        id: id, label: label, name: name, icon: icon, floor: floor, over: over, minutes: minutes,
        least: least ?? min(1, minutes), outside: outside ?? .in, show: show,
        hasNotes: notes.has, noteLabel: notes.label, noteFields: notes.fields,
        form: form, inputs: [],
        instructions: instructions, cast: cast)
    }
    draft.inputs = record.optionalList("inputs", count: Self.inputs) { json, path in
      InputLoader(problems: problems).load(json, path: path)
    }
    return draft
  }

  /// Reads `notes`: `false`, or what stands at the note line and its parts.
  private func notes(
    _ record: inout RecordReader
  ) -> (has: Bool, label: Text?, fields: [Method.Option]) {
    let path = record.place("notes")
    let value = record.takeOptional { reader throws(JSONError) in reader.optionalValue("notes") }
    guard let value else { return (true, nil, []) }
    if case .bool(let has) = value { return (has, nil, []) }
    guard case .object = value, var line = RecordReader(value, path: path, problems: problems)
    else {
      problems.add(path, .expected, "true, false or an object with label or fields")
      return (true, nil, [])
    }
    let label = line.optionalText("label")
    let loader = InputLoader(problems: problems)
    let fields = line.optionalList("fields", count: 1...4) { json, path in
      loader.part(json, path: path)
    }
    loader.refuseTwice(fields, at: line.place("fields"))
    line.end()
    return (true, label, fields)
  }

  private func time(_ record: inout RecordReader) -> (minutes: Int?, least: Int?) {
    let minutes = record.take { reader throws(JSONError) in
      try reader.int("minutes", in: Self.minutes)
    }
    let least = record.takeOptional { reader throws(JSONError) in
      try reader.optionalInt("least", in: Self.minutes)
    }
    if let minutes, let least, least > minutes {
      problems.add(record.place("least"), .leastOverMinutes)
    }
    return (minutes, least)
  }

  private func instructions(_ record: inout RecordReader) -> Method.Instructions? {
    let path = record.place("do")
    let names = hasPresenter ? "chair, presenter and others" : "chair and others"
    let value = record.take { reader throws(JSONError) in
      try reader.value("do", "an object with " + names)
    }
    guard let value, var roles = RecordReader(value, path: path, problems: problems) else {
      return nil
    }
    let chair = roles.text("chair")
    // Older files have a sentence for the presenter in every step.
    let presenter = hasPresenter ? roles.text("presenter") : roles.optionalText("presenter")
    let others = roles.text("others")
    roles.end()
    guard let chair, let others else { return nil }
    return Method.Instructions(
      chair: chair, presenter: hasPresenter ? presenter : nil, others: others)
  }

  private func role(_ json: JSON, path: String) -> Method.Role? {
    guard var record = RecordReader(json, path: path, problems: problems) else { return nil }
    let id = record.id("id")
    let label = record.text("label")
    let by = record.takeOptional { reader throws(JSONError) in
      try reader.optionalChoice("by", of: Plan.Writers.self)
    }
    record.end()
    guard let id, let label else { return nil }
    return Method.Role(id: id, label: label, by: by)
  }

  private func refuseTwice(_ cast: [Method.Role], at path: String) {
    var seen: Set<String> = []
    for role in cast where !seen.insert(role.id).inserted {
      problems.add(path, .twice, role.id)
    }
  }
}
