import KringCore
import KringJSON

/// Writes what only pages read of a method: its names, sizes and where it comes from.
func page(of method: Method) -> [UInt8] {
  var writer = JSONWriter()
  writer.beginObject()
  writer.text("name", method.name)
  writer.text("summary", method.summary)
  writer.key("group")
  writer.beginArray()
  for size in [
    method.group.smallest, method.group.idealFrom, method.group.idealTo, method.group.largest,
  ] {
    writer.int(size)
  }
  writer.endArray()
  if let fits = method.fits { writer.text("fits", fits) }
  if let avoid = method.avoid { writer.text("avoid", avoid) }
  writer.text("origin", method.origin)
  writer.text("evidence", method.evidence)
  writer.string("bank", method.bank)
  if !method.isPresented {
    writer.key("presented")
    writer.bool(false)
  }
  writer.options("kinds", method.kinds.map { Method.Option(id: $0.id, label: $0.label) })
  writer.endObject()
  return writer.bytes
}

extension PlacedStep {
  /// Writes what only pages read of a step.
  func page(of step: Method.Step) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.string("label", step.label)
    writer.text("name", step.name)
    writer.string("icon", step.icon.rawValue)
    writer.key("do")
    writer.beginObject()
    writer.text("chair", step.instructions.chair)
    if let presenter = step.instructions.presenter { writer.text("presenter", presenter) }
    writer.text("others", step.instructions.others)
    writer.endObject()
    if let form = step.form { writer.text("form", form) }
    writer.string("part", part)
    if !step.show.isEmpty {
      writer.key("show")
      writer.beginArray()
      for shown in step.show { writer.string(path(shown)) }
      writer.endArray()
    }
    writeNotes(of: step, &writer)
    if !step.cast.isEmpty {
      writer.key("cast")
      writer.beginArray()
      for role in step.cast {
        writer.beginObject()
        writer.string("id", role.id)
        writer.text("label", role.label)
        writer.string("by", role.by?.rawValue)
        writer.endObject()
      }
      writer.endArray()
    }
    writer.endObject()
    return writer.bytes
  }

  private func writeNotes(of step: Method.Step, _ writer: inout JSONWriter) {
    guard step.noteLabel != nil || !step.noteFields.isEmpty else { return }
    writer.key("notes")
    writer.beginObject()
    if let label = step.noteLabel { writer.text("label", label) }
    writer.options("fields", step.noteFields)
    writer.endObject()
  }

  /// Writes what only pages read of an input.
  func page(of input: Method.Input) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.string("as", input.kind.rawValue)
    writer.text("label", input.label)
    writer.options("fields", input.fields)
    writer.options("options", input.isKind ? kindOptions : input.options)
    if input.isKind {
      writer.key("kind")
      writer.bool(true)
    }
    writePrompts(of: input, &writer)
    if let range = input.range {
      writer.key("range")
      writer.beginArray()
      writer.int(range.lowerBound)
      writer.int(range.upperBound)
      writer.endArray()
    }
    if !input.ends.isEmpty {
      writer.key("ends")
      writer.beginArray()
      for end in input.ends { writer.text(end) }
      writer.endArray()
    }
    writer.string("of", input.of.map(path))
    if input.isOwn {
      writer.key("own")
      writer.bool(true)
    }
    writer.string("help", input.help?.rawValue)
    writer.string("lens", input.lens)
    writer.string("about", input.about)
    if let min = input.min {
      writer.key("min")
      writer.int(min)
    }
    writer.endObject()
    return writer.bytes
  }
}

extension PlacedStep {
  private func path(_ target: Method.Target) -> String { id(target.step) + "/" + target.input }

  private var kindOptions: [Method.Option] {
    kinds.map { Method.Option(id: $0.id, label: $0.label) }
  }

  /// What each kind of case asks instead, at the presenter's first text.
  private func writePrompts(of input: Method.Input, _ writer: inout JSONWriter) {
    guard prompted == Method.Target(step: step.id, input: input.id) else { return }
    writer.key("prompts")
    writer.beginObject()
    for kind in kinds {
      guard let prompt = kind.prompt else { continue }
      writer.anyKey(kind.id)
      writer.text(prompt)
    }
    writer.endObject()
  }
}

extension JSONWriter {
  mutating func text(_ text: Text) {
    beginObject()
    for language in Language.allCases {
      guard let words = text[language] else { continue }
      anyKey(language.rawValue)
      string(words)
    }
    endObject()
  }

  mutating func text(_ key: StaticString, _ text: Text) {
    self.key(key)
    self.text(text)
  }

  mutating func string(_ key: StaticString, _ string: String?) {
    guard let string else { return }
    self.key(key)
    self.string(string)
  }

  mutating func options(_ key: StaticString, _ options: [Method.Option]) {
    guard !options.isEmpty else { return }
    self.key(key)
    beginArray()
    for option in options {
      guard let label = option.label else {
        string(option.id)
        continue
      }
      beginObject()
      string("id", option.id)
      text("label", label)
      endObject()
    }
    endArray()
  }
}
