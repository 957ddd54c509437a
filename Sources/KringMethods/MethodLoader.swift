import KringCore
import KringJSON

extension Method {
  /// The size of the largest file in bytes.
  public static let largestFile = 65_536
  /// How many steps a method may have.
  public static let stepCount = 1...40
  /// How deep a method file nests.
  public static let depth = 8
  /// The id of the step that settles who presents.
  static let choosing = "keuze"

  /// Reads a method file; refuses it as a whole with everything that is wrong in it.
  public init(file: [UInt8]) throws(MethodErrors) {
    try self.init(json: Self.read(file))
  }

  /// Reads a method that came inside something else, which limits its size.
  public init(json: JSON) throws(MethodErrors) {
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
        Problem(path: "", reason: "the file has \(file.count) bytes, at most \(largestFile)")
      ])
    }
    do { return try JSON.parse(file, limits: JSON.Limits(depth: depth)) } catch {
      let place = error.offset.map { "byte \($0)" } ?? ""
      let path = error.path.isEmpty ? place : "\(error.path) (\(place))"
      throw MethodErrors(problems: [Problem(path: path, reason: "expected \(error.expected)")])
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
    if let id, variantOf == id { problems.add("variantOf", "the method itself") }
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
    let drafts = record.list("steps", count: Method.stepCount) { json, path in
      StepLoader(problems: problems).load(json, path: path)
    }
    record.end()
    guard let drafts else { return nil }
    Checks(drafts, presented: true, problems: problems).run()
    checkChoosing(drafts)
    guard problems.all.isEmpty, let id, let version, let group, let name, let summary, let origin,
      let evidence
    else { return nil }
    return Method(
      id: id, version: version, variantOf: variantOf, group: group, cases: cases ?? 1,
      covers: covers, wants: wants, experience: experience ?? .none, name: name, summary: summary,
      fits: fits, avoid: avoid, origin: origin,
      evidence: evidence, steps: drafts.compactMap(\.whole))
  }

  /// Takes the version of the format.
  static func format(_ record: inout RecordReader) {
    _ = record.take { reader throws(JSONError) in
      guard try reader.value("kring", "1") == .int(1) else { throw reader.failure("kring", "1") }
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
      problems.add("group", "expected four rising whole numbers from 2 to 32")
      return nil
    }
    return Method.Group(
      smallest: numbers[0], idealFrom: numbers[1], idealTo: numbers[2], largest: numbers[3])
  }

  private func covers(_ record: inout RecordReader) -> [String] {
    words("covers", of: Frame.parts, expected: Frame.expectedPart, &record)
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
        problems.add(path, "expected \(expected)")
        return nil
      }
      guard seen.insert(text.string).inserted else {
        problems.add(path, "\"\(text.string)\" twice")
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
        problems.add(draft.path + ".icon", "\"choose\" is for the first step")
      }
      if step.id == Method.choosing, step.icon != .choose {
        problems.add(draft.path + ".id", "\"\(step.id)\" is the step with icon \"choose\"")
      }
    }
  }
}
