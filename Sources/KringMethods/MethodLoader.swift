import KringCore
import KringJSON

extension Method {
  /// The size of the largest file in bytes.
  package static let largestFile = 65_536
  /// How many steps a method may have.
  package static let stepCount = 1...40
  /// How deep a method file nests.
  package static let depth = 8
  /// The id of the step that settles who presents.
  static let choosing = "keuze"

  /// Reads a method file; refuses it as a whole with everything that is wrong in it.
  package init(file: [UInt8]) throws(MethodErrors) {
    try self.init(json: Self.read(file))
  }

  /// Reads a method that came inside something else, which limits its size.
  package init(json: JSON) throws(MethodErrors) {
    let problems = Problems()
    let method = MethodLoader(problems: problems).load(json)
    try problems.refuse()
    guard let method else {
      preconditionFailure("a method without problems that could not be read")
    }
    self = method
  }

  static func read(_ file: [UInt8]) throws(MethodErrors) -> JSON {
    guard file.count <= largestFile else {
      throw MethodErrors(problems: [
        Problem("", .size, ["\(file.count)", "\(largestFile)"])
      ])
    }
    do { return try JSON.parse(file, limits: JSON.Limits(depth: depth)) } catch {
      let place = error.offset.map { "byte \($0)" } ?? ""
      let path = error.path.isEmpty ? place : "\(error.path) (\(place))"
      throw MethodErrors(problems: [Problem(path, .json, [error.expected])])
    }
  }
}

/// Reads a method.
struct MethodLoader {
  let problems: Problems

  func load(_ json: JSON) -> Method? {
    guard var record = RecordReader(json, path: "", problems: problems) else { return nil }
    Self.format(&record)
    let id = record.id("id")
    let version = record.take { reader throws(JSONError) in
      try reader.int("version", in: 1...9999)
    }
    let variantOf = record.optionalID("variantOf")
    if let id, variantOf == id { problems.add("variantOf", .itself) }
    let group = group(&record)
    let cases = record.takeOptional { reader throws(JSONError) in
      try reader.optionalInt("cases", in: Options.casesAllowed)
    }
    let covers = covers(&record)
    let wants = wants(&record)
    let experience = record.takeOptional { reader throws(JSONError) in
      try reader.optionalChoice("experience", of: Method.Experience.self)
    }
    let name = record.text("name")
    let summary = record.text("summary")
    let fits = record.optionalText("fits")
    let avoid = record.optionalText("avoid")
    let origin = record.text("origin")
    let evidence = record.text("evidence")
    let bank = record.takeOptional { reader throws(JSONError) in
      try reader.optionalText("bank", as: Form.expectedAddress, Form.address)
    }
    let kinds = kinds(&record)
    let notes = record.takeOptional { reader throws(JSONError) in
      try reader.optionalBool("notes")
    }
    let presented = record.takeOptional { reader throws(JSONError) in
      try reader.optionalBool("presented")
    }
    let drafts = record.list("steps", count: Method.stepCount) { json, path in
      StepLoader(problems: problems, hasPresenter: presented != false).load(json, path: path)
    }
    record.end()
    guard let drafts else { return nil }
    Checks(drafts, presented: presented != false, problems: problems).run()
    checkChoosing(drafts)
    checkMinutes(drafts)
    checkKinds(kinds, drafts)
    if notes == false { checkNoNotes(drafts) }
    if presented == false { checkNobody(cases, drafts) }
    if presented == false, bank != nil { problems.add("bank", .nobodyPresents) }
    guard let id, let version, let group, let name, let summary, let origin, let evidence
    else { return nil }
    return Method(
      id: id, version: version, variantOf: variantOf, group: group, cases: cases ?? 1,
      covers: covers, wants: wants, experience: experience ?? .none, name: name, summary: summary,
      fits: fits, avoid: avoid, origin: origin, evidence: evidence, bank: bank,
      isPresented: presented != false, kinds: kinds,
      steps: drafts.compactMap(\.whole).map { step in
        var step = step
        step.hasNotes = step.hasNotes && notes != false
        return step
      })
  }

  /// Takes the version of the format.
  static func format(_ record: inout RecordReader) {
    let version = record.take { reader throws(JSONError) in
      guard case .int(let version) = try reader.value("kring", "1") else {
        throw reader.failure("kring", "1")
      }
      return version
    }
    if let version, version != 1 {
      record.problems.add("kring", .format, "\(version)", "1")
    }
  }

  private func group(_ record: inout RecordReader) -> Method.Group? {
    let sizes = record.take { reader throws(JSONError) in try reader.array("group", count: 4...4) }
    guard let sizes else { return nil }
    let numbers = sizes.compactMap { size -> Int? in
      guard case .int(let number) = size, 2...32 ~= number else { return nil }
      return number
    }
    guard numbers.count == 4, zip(numbers, numbers.dropFirst()).allSatisfy({ $0 <= $1 }) else {
      problems.add("group", .expected, "four rising whole numbers from 2 to 32")
      return nil
    }
    return Method.Group(
      smallest: numbers[0], idealFrom: numbers[1], idealTo: numbers[2], largest: numbers[3])
  }

  private func covers(_ record: inout RecordReader) -> [String] {
    words("covers", of: Frame.parts, expected: Frame.partNames, &record)
  }

  private func wants(_ record: inout RecordReader) -> [Method.Want] {
    let known = Method.Want.allCases.map(\.rawValue)
    let expected = known.map { "\"\($0)\"" }.joined(separator: ", ")
    return words("wants", of: known, expected: expected, &record)
      .compactMap { Method.Want(rawValue: $0) }
  }

  /// Takes a list of known words, each once.
  private func words(
    _ key: String, of known: [String], expected: String, _ record: inout RecordReader
  ) -> [String] {
    var seen: Set<String> = []
    return record.optionalList(key, count: 1...known.count) { json, path in
      guard case .string(let text) = json, known.contains(text.string) else {
        problems.add(path, .choice, expected)
        return nil
      }
      guard seen.insert(text.string).inserted else {
        problems.add(path, .twice, text.string)
        return nil
      }
      return text.string
    }
  }

  /// Refuses a choice that is not the beginning: until then nobody presents.
  private func checkChoosing(_ drafts: [StepDraft]) {
    for (place, draft) in drafts.enumerated() {
      guard let step = draft.step else { continue }
      if step.icon == .choose, place > 0 {
        problems.add(draft.path + ".icon", .chooseFirst)
      }
      if step.id == Method.choosing, step.icon != .choose {
        problems.add(draft.path + ".id", .chooseStep)
      }
    }
  }

  /// Refuses steps that cannot be fitted into any meeting.
  private func checkMinutes(_ drafts: [StepDraft]) {
    let steps = drafts.compactMap(\.step)
    guard steps.count == drafts.count else { return }
    let least = steps.reduce(0) { $0 + $1.least }
    let longest = Options.minutesAllowed.upperBound
    if least > longest { problems.add("steps", .tooLong, "\(least)", "\(longest)") }
    if steps.allSatisfy({ $0.minutes == 0 }) { problems.add("steps", .noMinutes) }
  }

  /// Without a presenter there is nobody to choose, and one meeting to lead.
  private func checkNobody(_ cases: Int?, _ drafts: [StepDraft]) {
    if let cases, cases != 1 { problems.add("cases", .number, "1", "1") }
    for draft in drafts where draft.step?.icon == .choose {
      problems.add(draft.path + ".icon", .nobodyPresents)
    }
  }

  private func checkNoNotes(_ drafts: [StepDraft]) {
    for draft in drafts where draft.step?.noteLabel != nil || draft.step?.noteFields != [] {
      problems.add(draft.path + ".notes", .notesOff)
    }
  }
}

// MARK: - Kinds of case

extension MethodLoader {
  private func kinds(_ record: inout RecordReader) -> [Method.CaseKind] {
    let kinds: [Method.CaseKind] = record.optionalList("kinds", count: 2...6) { json, path in
      guard var record = RecordReader(json, path: path, problems: problems) else { return nil }
      let id = record.id("id")
      let label = record.text("label")
      let prompt = record.optionalText("prompt")
      record.end()
      guard let id, let label else { return nil }
      return Method.CaseKind(id: id, label: label, prompt: prompt)
    }
    var seen: Set<String> = []
    for kind in kinds where !seen.insert(kind.id).inserted {
      problems.add("kinds", .twice, kind.id)
    }
    return kinds
  }

  /// Refuses kinds that nobody is asked for, and questions after kinds that there are not.
  private func checkKinds(_ kinds: [Method.CaseKind], _ drafts: [StepDraft]) {
    let inputs = drafts.flatMap(\.inputs)
    let asking = inputs.filter { $0.input?.isKind == true }
    for input in asking where kinds.isEmpty { problems.add(input.path + ".kind", .noKinds) }
    for input in asking.dropFirst() { problems.add(input.path + ".kind", .twice, "kind") }
    guard !kinds.isEmpty, inputs.allSatisfy({ $0.input != nil }) else { return }
    if asking.isEmpty { problems.add("kinds", .kindsUnasked) }
    if kinds.contains(where: { $0.prompt != nil }),
      !inputs.contains(where: { $0.input?.isPrompted == true })
    {
      problems.add("kinds", .noPrompted)
    }
  }
}
