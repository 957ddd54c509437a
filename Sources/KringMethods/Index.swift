import KringJSON

extension Catalogue {
  /// What a page chooses a method by, without what only who has chosen needs: the list of methods,
  /// each with its sizes, its times and the names of its steps, and the parts of the frame.
  package var index: [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("methods")
    writer.beginArray()
    for method in methods { writer.entry(of: method, least: least(of: method)) }
    writer.endArray()
    writer.key("frame")
    writer.beginObject()
    writer.parts("before", frame.before)
    writer.parts("between", frame.between)
    writer.parts("after", frame.after)
    writer.endObject()
    writer.endObject()
    return writer.bytes
  }

  /// The minutes that one case takes at least, with the choice of who presents it.
  private func least(of method: Method) -> Int {
    let chooses = method.steps.first?.icon == .choose || !method.isPresented
    return method.steps.reduce(chooses ? 0 : frame.choose.least) { $0 + $1.least }
  }
}

extension JSONWriter {
  fileprivate mutating func entry(of method: Method, least: Int) {
    beginObject()
    string("id", method.id)
    key("version")
    int(method.version)
    string("variantOf", method.variantOf)
    key("group")
    beginArray()
    for size in [
      method.group.smallest, method.group.idealFrom, method.group.idealTo, method.group.largest,
    ] {
      int(size)
    }
    endArray()
    key("cases")
    int(method.cases)
    words("covers", method.covers)
    if !method.isPresented {
      key("presented")
      bool(false)
    }
    words("wants", method.wants.map(\.rawValue))
    string("experience", method.experience.rawValue)
    text("name", method.name)
    text("summary", method.summary)
    if let fits = method.fits { text("fits", fits) }
    if let avoid = method.avoid { text("avoid", avoid) }
    key("least")
    int(least)
    key("steps")
    beginArray()
    for step in method.steps {
      beginObject()
      string("label", step.label)
      text("name", step.name)
      string("icon", step.icon.rawValue)
      key("minutes")
      int(step.minutes)
      endObject()
    }
    endArray()
    endObject()
  }

  fileprivate mutating func parts(_ key: StaticString, _ parts: [Frame.Part]) {
    self.key(key)
    beginArray()
    for part in parts {
      beginObject()
      string("part", part.id)
      if let from = part.from {
        self.key("from")
        int(from)
      }
      endObject()
    }
    endArray()
  }

  private mutating func words(_ key: StaticString, _ words: [String]) {
    guard !words.isEmpty else { return }
    self.key(key)
    beginArray()
    for word in words { string(word) }
    endArray()
  }
}
