import Foundation
import KringClient
import KringCore
import KringJSON
import KringSeal

/// What somebody types for an input, as the content that the input's kind asks for.
struct TypedContent {
  /// The input's part of the method file.
  let page: JSON
  /// The texts that may be picked, in the order in which they are numbered.
  let items: [ID]

  /// The content, or `nil` where the line is not of the kind; ``expected`` says what would be.
  func content(_ line: String) -> JSON? {
    guard let fields = typed(line),
      let kept = ContentKind.input(page: page).content(.object(fields))
    else { return nil }
    // Coordinates are doubles in what is kept; what was typed is as others write it.
    return page["as"]?.string == "point" ? .object(fields) : kept
  }

  /// What to type, in words.
  var expected: String {
    switch page["as"]?.string {
    case "number": return "a whole number from \(ends.first ?? "") to \(ends.last ?? "")"
    case "point": return "two numbers from -1 to 1: left to right, then bottom to top"
    case "pick":
      let item = page["of"] == nil ? nil : "the number of a text, 1 to \(items.count)"
      let option = options.isEmpty ? nil : "one of \(options.joined(separator: ", "))"
      return [item, option].compactMap { $0 }.joined(separator: ", then ")
    default:
      guard !fields.isEmpty else { return "a text" }
      return fields.map { $0 == "due" ? "due (YYYY-MM-DD)" : $0 }.joined(separator: " | ")
    }
  }

  private func typed(_ line: String) -> [JSON.Field]? {
    switch page["as"]?.string {
    case "number": Int(line).map { [.init("number", .int($0))] }
    case "point": point(line)
    case "pick": pick(line).map { [.init("pick", .array($0))] }
    default: fields.isEmpty ? [.init("text", .string(JSONText(line)))] : form(line)
    }
  }

  private func point(_ line: String) -> [JSON.Field]? {
    let words = line.split(separator: " ")
    let numbers = words.compactMap { Double($0) }
    guard words.count == 2, numbers.count == 2 else { return nil }
    return [.init("x", Self.coordinate(numbers[0])), .init("y", Self.coordinate(numbers[1]))]
  }

  /// A number as the page writes it, `1` and not `1.0`: an unnamed card must not tell which program
  /// its writer uses.
  private static func coordinate(_ number: Double) -> JSON {
    Int(exactly: number).map { .int($0) } ?? .double(number)
  }

  /// The number of a text, the word of an option, or one after the other.
  private func pick(_ line: String) -> [JSON]? {
    var words = line.split(separator: " ").map(String.init)
    var picks: [JSON] = []
    if page["of"] != nil {
      guard let word = words.first, let number = Int(word), items.indices.contains(number - 1)
      else { return nil }
      words.removeFirst()
      picks.append(.string(JSONText(items[number - 1].uuid)))
    }
    return picks + words.map { .string(JSONText($0)) }
  }

  /// The parts of a text with fields, in their order, with bars between them.
  private func form(_ line: String) -> [JSON.Field]? {
    let parts = line.split(separator: "|", omittingEmptySubsequences: false)
      .map { $0.trimmingCharacters(in: .whitespaces) }
    guard parts.count <= fields.count else { return nil }
    return zip(fields, parts).filter { !$1.isEmpty }.map { .init($0, .string(JSONText($1))) }
  }

  private var fields: [String] { list("fields") }
  private var options: [String] { list("options") }
  private var ends: [String] {
    guard case .array(let range)? = page["range"] else { return [] }
    return range.map { end in if case .int(let number) = end { "\(number)" } else { "" } }
  }

  /// The ids in a list of words, or of objects with an id.
  private func list(_ key: String) -> [String] {
    guard case .array(let parts)? = page[key] else { return [] }
    return parts.compactMap { $0.string ?? $0["id"]?.string }
  }
}

extension TypedContent {
  init(_ input: Plan.Input, in view: View) {
    do { page = try JSON.parse(input.page) } catch { page = .object([]) }
    let of = page["of"]?.string
    items = view.items.filter { "\($0.path.step)/\($0.path.input)" == of }.map(\.item)
  }
}
