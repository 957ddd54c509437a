import KringCore
import KringJSON
import KringSeal

// What a group writes: the script's words, or made-up ones of the kind that the input asks for.

extension Director {
  func kind(of input: Plan.Input) -> String {
    page(input)["as"]?.string ?? "text"
  }

  private func page(_ input: Plan.Input) -> JSON {
    (try? JSON.parse(input.page)) ?? .object([])
  }

  func seal(text: String, _ item: ID, _ path: String) throws -> Envelope {
    let json = JSON.object([.init("text", .string(JSONText(text)))])
    return try sealer.seal(json.bytes, item: item, path: path)
  }

  func content(
    of input: Plan.Input, in step: Plan.Step, by place: Int, _ view: View
  ) -> JSON {
    let page = page(input)
    switch page["as"]?.string {
    case "number": return .object([.init("number", .int(3 + place % 3))])
    case "point":
      return .object([.init("x", .double(Double(place % 5 - 2) / 4)), .init("y", .double(0.5))])
    case "pick": return .object([.init("pick", .array([pick(page, view)]))])
    default:
      let said = script.texts.first {
        $0.member == script.members[place] && $0.input == input.id
          && step.id.hasSuffix("." + $0.step)
      }?.text
      let text = JSONText(said ?? "\(script.members[place]) bij \(step.id)/\(input.id)")
      guard case .array(let fields) = page["fields"], !fields.isEmpty else {
        return .object([.init("text", .string(text))])
      }
      return .object(
        fields.compactMap { field in
          field.string.map { .init($0, .string($0 == "due" ? "2027-01-15" : text)) }
        })
    }
  }

  /// The first option, or the first item of the input that is voted on.
  private func pick(_ page: JSON, _ view: View) -> JSON {
    if let of = page["of"]?.string,
      let item = view.items.first(where: { "\($0.path.step)/\($0.path.input)" == of })
    {
      return .string(JSONText(item.item.uuid))
    }
    if case .array(let options) = page["options"], case .object(let fields) = options.first,
      let id = fields.first(where: { $0.key == "id" })
    {
      return id.value
    }
    return "none"
  }
}

extension JSON {
  /// The text, if it is a string.
  var string: String? {
    guard case .string(let text) = self else { return nil }
    return text.string
  }
}
