import KringClient
import KringCore
import KringJSON
import KringSeal

// What a group writes: the script's words, or made-up ones of the kind that the input asks for.

extension Director {
  func kind(of input: Plan.Input) -> String {
    page(input)["as"]?.string ?? "text"
  }

  private func page(_ input: Plan.Input) -> JSON { Self.json(input.page) }

  private static func json(_ page: [UInt8]) -> JSON {
    do { return try JSON.parse(page) } catch { return .object([]) }
  }

  /// What stands at the note line: the text, and again in each of its parts, if it has any.
  func note(of step: Plan.Step) -> JSON {
    let text = JSON.string(JSONText(script.note(of: step.id)))
    var fields = [JSON.Field("text", text)]
    if case .array(let parts)? = Self.json(step.page)["notes"]?["fields"] {
      fields += parts.compactMap { $0["id"]?.string }.map { JSON.Field($0, text) }
    }
    return .object(fields)
  }

  /// Everything that one member writes to an input.
  func contents(
    of input: Plan.Input, in step: Plan.Step, by place: Int, _ view: View
  ) -> [JSON] {
    let page = page(input)
    switch page["as"]?.string {
    case "number": return [.object([.init("number", .int(number(page, place)))])]
    case "point":
      let (x, y) = (Double(place % 7 - 3) / 4, Double(place % 5 - 2) / 4)
      return [.object([.init("x", .double(x)), .init("y", .double(y))])]
    case "pick":
      let picks = picks(page, in: step, by: place, view)
      let asked = (page["of"] == nil ? 0 : 1) + (page["options"] == nil ? 0 : 1)
      return picks.count == asked ? [.object([.init("pick", .array(picks))])] : []
    default: break
    }
    let name = script.members[place]
    var texts = script.texts(of: name, step: step.id, input: input.id)
    if texts.isEmpty {
      // Who is in the script says nothing where it lets others speak.
      let isSilent = script.scripted.contains(name) && script.covers(step.id, input.id)
      texts = isSilent ? [] : ["\(name): \(step.id)/\(input.id)"]
    }
    return texts.prefix(input.max).enumerated().map { number, text in
      var fields = form(text, page)
      // One of the texts stays out of the reports.
      if input.by == .all, place == members.count - 1, number == 0 {
        fields.append(.init("private", .bool(true)))
      }
      return .object(fields)
    }
  }

  /// A text in the fields that the input has.
  private func form(_ text: String, _ page: JSON) -> [JSON.Field] {
    guard case .array(let fields) = page["fields"], !fields.isEmpty else {
      return [.init("text", .string(JSONText(text)))]
    }
    return fields.compactMap { field in
      guard let id = field.string ?? field["id"]?.string else { return nil }
      return .init(id, .string(JSONText(id == "due" ? "2027-01-15" : text)))
    }
  }

  /// A number near the upper end of the range.
  private func number(_ page: JSON, _ place: Int) -> Int {
    guard case .array(let ends) = page["range"], case .int(let low) = ends.first,
      case .int(let high) = ends.last
    else { return 1 }
    return max(low, high - place % 3)
  }

  /// An item of the input that is asked about, an option, or both: most vote for what the case
  /// will be about.
  private func picks(
    _ page: JSON, in step: Plan.Step, by place: Int, _ view: View
  ) -> [JSON] {
    var picks: [JSON] = []
    if let of = page["of"]?.string {
      let items = view.items.filter { "\($0.path.step)/\($0.path.input)" == of }
      let presenter = step.caseNumber.map(presenter(of:))
      let favourite = items.first { $0.by == presenter && step.settles } ?? items.first
      let chosen = place == members.count - 1 ? items.last : favourite
      if let chosen { picks.append(.string(JSONText(chosen.item.uuid))) }
    }
    if case .array(let options) = page["options"], let option = options.first,
      let id = option["id"]
    {
      picks.append(id)
    }
    return picks
  }
}

extension Script {
  /// The texts of a member for an input of a plan step.
  func texts(of member: String, step: String, input: String) -> [String] {
    texts.filter {
      $0.member == member && $0.input == input && step.hasSuffix("." + $0.step)
    }.map(\.text)
  }

  /// Whether anybody has a text for an input of a plan step.
  func covers(_ step: String, _ input: String) -> Bool {
    texts.contains { $0.input == input && step.hasSuffix("." + $0.step) }
  }

  /// The note line of a plan step.
  func note(of step: String) -> String {
    texts.first { $0.input == "note" && step.hasSuffix("." + $0.step) }?.text ?? "Notes: \(step)"
  }
}
