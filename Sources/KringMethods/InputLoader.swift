import KringCore
import KringJSON

/// An input as far as it could be read.
struct InputDraft {
  var path: String
  var id: String?
  /// `nil` if anything in it is wrong by itself.
  var input: Method.Input?
}

/// Reads one input of a step.
struct InputLoader {
  let problems: Problems

  /// The keys that only some kinds have.
  private static let kinds: [(key: String, kinds: [Method.Kind])] = [
    ("fields", [.text]), ("help", [.text]), ("of", [.pick]), ("options", [.pick, .point]),
    ("range", [.number]), ("ends", [.number, .point]), ("about", [.point]), ("kind", [.pick]),
    ("own", [.pick]),
  ]

  /// Items the engine has in every step.
  private static let reserved = ["note", "mark"]

  func load(_ json: JSON, path: String) -> InputDraft? {
    guard var record = RecordReader(json, path: path, problems: problems) else { return nil }
    let before = problems.all.count
    let id = record.id("id")
    if let id, Self.reserved.contains(id) {
      problems.add(record.place("id"), .reserved, id)
    }
    let by = record.take { reader throws(JSONError) in
      try reader.choice("by", of: Plan.Writers.self)
    }
    let kind = record.take { reader throws(JSONError) in
      try reader.choice("as", of: Method.Kind.self)
    }
    let label = record.text("label")
    let sizes = sizes(&record, kind: kind)
    let (opens, named) = opening(&record, by: by)
    if let kind { refuseForeignKeys(of: kind, in: record) }
    let isKind = asksForKind(&record, by: by)
    let isOwn = asksForOwn(&record, kind: kind)
    let parts = parts(&record, kind: kind, isKind: isKind)
    record.end()
    var draft = InputDraft(path: path, id: id)
    if problems.all.count == before, let id, let by, let kind, let label, let parts {
      draft.input = Method.Input(
        id: id, by: by, kind: kind, max: sizes.max, min: sizes.min, opens: opens, named: named,
        label: label, fields: parts.fields, options: parts.options, range: parts.range,
        ends: parts.ends, of: parts.of, help: parts.help, lens: parts.lens, about: parts.about,
        isKind: isKind, isOwn: isOwn)
    }
    return draft
  }

  private func sizes(
    _ record: inout RecordReader, kind: Method.Kind?
  ) -> (max: Int?, min: Int?) {
    let max = record.takeOptional { reader throws(JSONError) in
      try reader.optionalInt("max", in: 1...32)
    }
    let min = record.takeOptional { reader throws(JSONError) in
      try reader.optionalInt("min", in: 0...32)
    }
    if let min, let kind, min > max ?? kind.usualMax {
      problems.add(record.place("min"), .minOverMax)
    }
    return (max, min)
  }

  private func opening(
    _ record: inout RecordReader, by: Plan.Writers?
  ) -> (opens: String?, named: Bool) {
    let opens = record.optionalID("opens")
    let named = record.takeOptional { reader throws(JSONError) in
      try reader.optionalBool("named")
    }
    if named == false {
      if !record.has("opens") {
        problems.add(record.place("named"), .liveUnnamed)
      } else if by == .presenter || by == .chair {
        problems.add(record.place("named"), .oneWriter)
      }
    }
    return (opens, named ?? true)
  }

  /// Whether the input asks what kind of case it is: a live pick of the presenter, of the kinds.
  private func asksForKind(_ record: inout RecordReader, by: Plan.Writers?) -> Bool {
    let isKind = record.takeOptional { reader throws(JSONError) in
      try reader.optionalBool("kind")
    }
    guard isKind == true else { return false }
    for key in ["of", "options", "opens", "max"] where record.has(key) {
      problems.add(record.place(key), .notFor, "kind")
    }
    if let by, by != .presenter {
      problems.add(record.place("by"), .needs, "kind", "\"by\": \"presenter\"")
    }
    return true
  }

  /// Whether each person picks among their own items of another input.
  private func asksForOwn(_ record: inout RecordReader, kind: Method.Kind?) -> Bool {
    let isOwn = record.takeOptional { reader throws(JSONError) in
      try reader.optionalBool("own")
    }
    guard isOwn == true else { return false }
    if kind == .pick, !record.has("of") {
      problems.add(record.place("of"), .needs, "own", "\"of\"")
    }
    return true
  }

  private func refuseForeignKeys(of kind: Method.Kind, in record: RecordReader) {
    for (key, kinds) in Self.kinds where record.has(key) && !kinds.contains(kind) {
      problems.add(record.place(key), .notFor, kind.rawValue)
    }
  }
}

// MARK: - Keys that only some kinds have

extension InputLoader {
  private struct Parts {
    var fields: [Method.Option] = []
    var options: [Method.Option] = []
    var range: ClosedRange<Int>?
    var ends: [Text] = []
    var of: Method.Target?
    var help: Method.Help?
    var lens: String?
    var about: String?
  }

  private func parts(
    _ record: inout RecordReader, kind: Method.Kind?, isKind: Bool
  ) -> Parts? {
    var parts = Parts()
    parts.of = record.optionalTarget("of")
    parts.fields = record.optionalList("fields", count: 1...6) { json, path in
      field(json, path: path)
    }
    parts.options = record.optionalList("options", count: 2...12) { json, path in
      option(json, path: path)
    }
    parts.range = range(&record)
    parts.ends = record.optionalList("ends", count: 2...4) { json, path in
      Form.text(json, path: path, problems: problems)
    }
    parts.help = record.takeOptional { reader throws(JSONError) in
      try reader.optionalChoice("help", of: Method.Help.self)
    }
    parts.lens = record.optionalID("lens")
    parts.about = record.optionalID("about")
    refuseTwice(parts.fields, at: record.place("fields"))
    refuseTwice(parts.options, at: record.place("options"))
    requireKeys(of: kind, in: record, ends: parts.ends.count, isKind: isKind)
    return parts
  }

  private func requireKeys(
    of kind: Method.Kind?, in record: RecordReader, ends: Int, isKind: Bool
  ) {
    switch kind {
    case .pick where !record.has("of") && !record.has("options") && !isKind:
      problems.add(record.place("options"), .needs, "pick", "\"options\" or \"of\"")
    case .number where !record.has("range"):
      problems.add(record.place("range"), .needs, "number", "\"range\"")
    case .number where record.has("ends") && ends != 2:
      problems.add(record.place("ends"), .ends, "number", "2")
    case .point where ends != 4:
      problems.add(record.place("ends"), .ends, "point", "4")
    default: break
    }
  }

  private func range(_ record: inout RecordReader) -> ClosedRange<Int>? {
    let ends = record.takeOptional { reader throws(JSONError) in
      try reader.optionalArray("range", count: 2...2)
    }
    guard let ends else { return nil }
    guard case .int(let low) = ends[0], case .int(let high) = ends[1], 0 <= low, low < high,
      high <= 100
    else {
      problems.add(
        record.place("range"), .expected, "two rising whole numbers from 0 to 100")
      return nil
    }
    return low...high
  }

  private func field(_ json: JSON, path: String) -> Method.Option? {
    guard case .string(let text) = json else { return part(json, path: path) }
    guard Method.Option.known.contains(text.string) else {
      let known = Method.Option.known.map { "\"\($0)\"" }.joined(separator: ", ")
      problems.add(path, .expected, "\(known) or an object with id and label")
      return nil
    }
    return Method.Option(id: text.string, label: nil)
  }

  /// A part of a text or of the note line; what pages add to a text beside its parts is no id.
  func part(_ json: JSON, path: String) -> Method.Option? {
    let part = option(json, path: path)
    if let id = part?.id, ["private", "broken"].contains(id) {
      problems.add(path + ".id", .reserved, id)
    }
    return part
  }

  func option(_ json: JSON, path: String) -> Method.Option? {
    guard var record = RecordReader(json, path: path, problems: problems) else { return nil }
    let id = record.id("id")
    let label = record.text("label")
    record.end()
    guard let id, let label else { return nil }
    return Method.Option(id: id, label: label)
  }

  func refuseTwice(_ options: [Method.Option], at path: String) {
    var seen: Set<String> = []
    for option in options where !seen.insert(option.id).inserted {
      problems.add(path, .twice, option.id)
    }
  }
}
