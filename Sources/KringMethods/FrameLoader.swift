import KringJSON

extension Frame {
  /// Reads a frame file; refuses it as a whole with everything that is wrong in it.
  package init(file: [UInt8]) throws(MethodErrors) {
    let problems = Problems()
    let frame = FrameLoader(problems: problems).load(try Method.read(file))
    try problems.refuse()
    guard let frame else {
      preconditionFailure("a frame without problems that could not be read")
    }
    self = frame
  }
}

/// Reads a frame.
struct FrameLoader {
  let problems: Problems

  private struct PartDraft {
    var id: String?
    var from: Int?
    var step: StepDraft
  }

  func load(_ json: JSON) -> Frame? {
    guard var record = RecordReader(json, path: "", problems: problems) else { return nil }
    MethodLoader.format(&record)
    let lobby = record.takeOptional { reader throws(JSONError) in reader.optionalValue("lobby") }
      .flatMap { StepLoader(problems: problems, hasPresenter: false).load($0, path: "lobby") }
    let before = parts("before", of: &record, hasPresenter: false)
    let choose = record.take { reader throws(JSONError) in try reader.value("choose", "a step") }
      .flatMap { StepLoader(problems: problems, hasPresenter: true).load($0, path: "choose") }
    // A break may come inside a case.
    let between = parts("between", of: &record, hasPresenter: true)
    let after = parts("after", of: &record, hasPresenter: false)
    record.end()
    // What was written in the lobby can be picked in the parts that come before the cases.
    let lists = [
      [lobby].compactMap { $0 } + before.map(\.step), between.map(\.step), after.map(\.step),
    ]
    for steps in lists { Checks(steps, presented: false, problems: problems).run() }
    for input in lobby?.inputs ?? [] where input.input?.opens != nil {
      problems.add(input.path + ".opens", .notFor, "lobby")
    }
    if let choose {
      Checks([choose], presented: true, problems: problems).run()
      if let step = choose.step, step.icon != .choose || step.id != Method.choosing {
        problems.add("choose", .chooseStep)
      }
    }
    guard let step = choose?.whole else { return nil }
    return Frame(
      lobby: lobby?.whole, before: whole(before), choose: step, between: whole(between),
      after: whole(after))
  }

  private func parts(
    _ key: String, of record: inout RecordReader, hasPresenter: Bool
  ) -> [PartDraft] {
    record.optionalList(key, count: 0...8) { json, path in
      guard var record = RecordReader(json, path: path, problems: problems) else { return nil }
      let id = record.take { reader throws(JSONError) in
        try reader.text("part", as: "one of " + Frame.partNames) { text in
          Frame.parts.contains(text.string) ? text.string : nil
        }
      }
      let from = record.takeOptional { reader throws(JSONError) in
        try reader.optionalInt("from", in: 0...Options.minutesAllowed.upperBound)
      }
      let step = StepLoader(problems: problems, hasPresenter: hasPresenter)
        .load(&record, path: path)
      record.end()
      return PartDraft(id: id, from: from, step: step)
    }
  }

  private func whole(_ drafts: [PartDraft]) -> [Frame.Part] {
    drafts.compactMap { draft in
      guard let id = draft.id, let step = draft.step.whole else { return nil }
      return Frame.Part(id: id, from: draft.from, step: step)
    }
  }
}
