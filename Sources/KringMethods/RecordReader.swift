import KringJSON

/// Reads one object of a file and notes each problem instead of stopping at the first.
struct RecordReader {
  let problems: Problems
  private var reader: ObjectReader

  /// Creates a reader; notes a problem and returns `nil` if the value is no object.
  init?(_ json: JSON, path: String, problems: Problems) {
    self.problems = problems
    do { reader = try ObjectReader(json, path: path) } catch {
      problems.add(error)
      return nil
    }
  }

  /// The place of a key.
  func place(_ key: String) -> String {
    JSONPath.key(key, in: reader.path)
  }

  /// Takes what `read` takes; notes why if it cannot.
  mutating func take<Value>(
    _ read: (inout ObjectReader) throws(JSONError) -> Value
  ) -> Value? {
    do { return try read(&reader) } catch {
      problems.add(error)
      return nil
    }
  }

  /// Takes what `read` takes from keys that may be absent.
  mutating func takeOptional<Value>(
    _ read: (inout ObjectReader) throws(JSONError) -> Value?
  ) -> Value? {
    take(read) ?? nil
  }

  func has(_ key: String) -> Bool {
    reader.has(key)
  }

  /// Notes each key that nobody took.
  func end() {
    for key in reader.unknown { problems.add(place(key), .unknownKey) }
  }

  /// Takes an id.
  mutating func id(_ key: String) -> String? {
    take { reader throws(JSONError) in try reader.text(key, as: Form.expected, Form.id) }
  }

  /// Takes an id, if there.
  mutating func optionalID(_ key: String) -> String? {
    has(key) ? id(key) : nil
  }

  /// Takes `step.input`, if there.
  mutating func optionalTarget(_ key: String) -> Method.Target? {
    takeOptional { reader throws(JSONError) in
      try reader.optionalText(key, as: "\"step.input\"", Form.target)
    }
  }

  /// Takes a list of `step.input`, if there.
  mutating func targets(_ key: String, count: ClosedRange<Int>) -> [Method.Target] {
    let problems = problems
    return optionalList(key, count: count) { json, path in
      guard case .string(let text) = json, let target = Form.target(text) else {
        problems.add(path, .expected, "\"step.input\"")
        return nil
      }
      return target
    }
  }

  /// Takes a text in its languages.
  mutating func text(_ key: String) -> Text? {
    guard let value = take({ reader throws(JSONError) in try reader.value(key, "a text") })
    else { return nil }
    return Form.text(value, path: place(key), problems: problems)
  }

  /// Takes a text in its languages, if there.
  mutating func optionalText(_ key: String) -> Text? {
    has(key) ? text(key) : nil
  }

  /// Takes an array of a length and reads each of its elements at its place.
  mutating func list<Value>(
    _ key: String, count: ClosedRange<Int>,
    _ read: (JSON, String) -> Value?
  ) -> [Value]? {
    let elements = take { reader throws(JSONError) in try reader.array(key, count: count) }
    guard let elements else { return nil }
    let path = place(key)
    return elements.enumerated().compactMap { read($1, JSONPath.index($0, in: path)) }
  }

  /// Takes an array of a length, if there; none is empty.
  mutating func optionalList<Value>(
    _ key: String, count: ClosedRange<Int>,
    _ read: (JSON, String) -> Value?
  ) -> [Value] {
    has(key) ? list(key, count: count, read) ?? [] : []
  }
}

/// The forms of names and texts.
enum Form {
  static let expected = "an id: a lower-case letter, then at most 31 of a-z and 0-9"
  static let longestText = 600

  static func id(_ text: JSONText) -> String? {
    guard 1...32 ~= text.bytes.count, let first = text.bytes.first,
      UInt8(ascii: "a")...UInt8(ascii: "z") ~= first,
      text.bytes.allSatisfy({
        UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 || UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0
      })
    else { return nil }
    return text.string
  }

  static let expectedAddress = "an e-mail address of at most 254 letters, digits and . _ + - @"

  /// An e-mail address in plain ASCII, which needs no quotes and hides nothing in a link: `bank@example.org`.
  static func address(_ text: JSONText) -> String? {
    let whole = text.string
    guard text.bytes.count <= 254,
      whole.wholeMatch(
        of: /[A-Za-z0-9._+\-]{1,64}@[A-Za-z0-9\-]{1,63}(\.[A-Za-z0-9\-]{1,63})+/) != nil
    else { return nil }
    return whole
  }

  /// An input of a step, `step.input`.
  static func target(_ text: JSONText) -> Method.Target? {
    let parts = text.string.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2, let step = id(JSONText(String(parts[0]))),
      let input = id(JSONText(String(parts[1])))
    else { return nil }
    return Method.Target(step: step, input: input)
  }

  static func text(_ json: JSON, path: String, problems: Problems) -> Text? {
    guard var fields = RecordReader(json, path: path, problems: problems) else { return nil }
    var texts: [Language: String] = [:]
    for language in Language.allCases
    where fields.has(language.rawValue) || Language.required.contains(language) {
      texts[language] = words(language.rawValue, of: &fields)
    }
    fields.end()
    return Text(texts)
  }

  private static func words(_ language: String, of fields: inout RecordReader) -> String? {
    guard fields.has(language) else {
      fields.problems.add(fields.place(language), .language)
      return nil
    }
    let words = fields.take { reader throws(JSONError) in
      try reader.text(language, as: "from 1 to \(longestText) characters") { text in
        let words = text.string
        return 1...longestText ~= words.unicodeScalars.count ? words : nil
      }
    }
    if let words { check(words, path: fields.place(language), problems: fields.problems) }
    return words
  }

  /// Refuses words that do not say what they look like: markup, and characters that are not seen or
  /// turn the others round.
  static func check(_ words: String, path: String, problems: Problems) {
    if let hidden = words.unicodeScalars.first(where: isHidden) {
      return problems.add(path, .hidden, hex(hidden))
    }
    if words.unicodeScalars.allSatisfy(\.properties.isWhitespace) {
      return problems.add(path, .blank)
    }
    // Asked first because a server reads thousands of texts at its start, hardly any of which has one
    // of the two, and the expression is made anew each time.
    guard words.utf8.contains(where: { $0 == UInt8(ascii: "<") || $0 == UInt8(ascii: "&") }),
      let found = words.firstMatch(of: /<[A-Za-z\/!?]|&#?[A-Za-z0-9]+;/)
    else { return }
    problems.add(path, .markup, String(found.0))
  }

  private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    if 0x20...0x7E ~= scalar.value { return false }
    return switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned: true
    default: false
    }
  }

  private static func hex(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}
