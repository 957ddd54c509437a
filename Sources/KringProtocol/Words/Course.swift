import KringCore
import KringJSON

// The walk through the plan, as JSON.

extension Command.Course {
  enum Word: String, CaseIterable {
    case inputName = "input.name"
    case stepGo = "step.go"
    case presenterCall = "presenter.call"
    case caseStop = "case.stop"
    case haltRaise = "halt.raise"
    case haltClear = "halt.clear"
    case sessionClose = "session.close"
    case sessionKeep = "session.keep"
    case sessionPurge = "session.purge"
  }

  var word: Word {
    switch self {
    case .nameInput: .inputName
    case .go: .stepGo
    case .callPresenter: .presenterCall
    case .stopCase: .caseStop
    case .raiseHalt: .haltRaise
    case .clearHalt: .haltClear
    case .close: .sessionClose
    case .keep: .sessionKeep
    case .purge: .sessionPurge
    }
  }

  init(_ word: Word, from reader: inout ObjectReader) throws(JSONError) {
    switch word {
    case .inputName:
      self = .nameInput(path: try reader.inputPath(), named: try reader.bool("named"))
    case .stepGo: self = .go(visit: try reader.int("visit"), to: try reader.step("to"))
    case .presenterCall: self = .callPresenter(visit: try reader.int("visit"))
    case .caseStop:
      self = .stopCase(visit: try reader.int("visit"), keep: try reader.bool("keep"))
    case .haltRaise: self = .raiseHalt(visit: try reader.int("visit"))
    case .haltClear: self = .clearHalt(visit: try reader.int("visit"))
    case .sessionClose:
      self = .close(visit: try reader.int("visit"), keep: try reader.int("keep_ms"))
    case .sessionKeep: self = .keep(keep: try reader.int("keep_ms"))
    case .sessionPurge: self = .purge
    }
  }

  func encode(_ writer: inout JSONWriter) {
    switch self {
    case .nameInput(let path, let named):
      writer.inputPath(path)
      writer.bool("named", named)
    case .go(let visit, let to):
      writer.int("visit", visit)
      writer.string("to", to)
    case .callPresenter(let visit), .raiseHalt(let visit), .clearHalt(let visit):
      writer.int("visit", visit)
    case .stopCase(let visit, let keep):
      writer.int("visit", visit)
      writer.bool("keep", keep)
    case .close(let visit, let keep):
      writer.int("visit", visit)
      writer.int("keep_ms", keep)
    case .keep(let keep): writer.int("keep_ms", keep)
    case .purge: break
    }
  }
}

extension Event.Course {
  enum Word: String, CaseIterable {
    case created
    case inputNamed = "input.named"
    case stepEntered = "step.entered"
    case presenterCalled = "presenter.called"
    case caseStopped = "case.stopped"
    case haltRaised = "halt.raised"
    case haltCleared = "halt.cleared"
    case sessionClosed = "session.closed"
    case sessionKept = "session.kept"
  }

  var word: Word {
    switch self {
    case .created: .created
    case .inputNamed: .inputNamed
    case .stepEntered: .stepEntered
    case .presenterCalled: .presenterCalled
    case .caseStopped: .caseStopped
    case .haltRaised: .haltRaised
    case .haltCleared: .haltCleared
    case .sessionClosed: .sessionClosed
    case .sessionKept: .sessionKept
    }
  }

  init(
    _ word: Word, from reader: inout ObjectReader, _ strictness: Strictness
  ) throws(JSONError) {
    switch word {
    case .created: self = .created(try reader.creation(strictness))
    case .inputNamed:
      self = .inputNamed(path: try reader.inputPath(), named: try reader.bool("named"))
    case .stepEntered: self = .stepEntered(try Entry(from: &reader, strictness))
    case .presenterCalled: self = .presenterCalled
    case .caseStopped:
      self = .caseStopped(number: try reader.number("case"), keep: try reader.bool("keep"))
    case .haltRaised: self = .haltRaised
    case .haltCleared: self = .haltCleared
    case .sessionClosed: self = .sessionClosed(purge: try reader.int("purge_ms"))
    case .sessionKept: self = .sessionKept(purge: try reader.int("purge_ms"))
    }
  }

  func encode(_ writer: inout JSONWriter) {
    switch self {
    case .created(let creation): writer.creation(creation)
    case .inputNamed(let path, let named):
      writer.inputPath(path)
      writer.bool("named", named)
    case .stepEntered(let entry): entry.encode(&writer)
    case .presenterCalled, .haltRaised, .haltCleared: break
    case .caseStopped(let number, let keep):
      writer.int("case", number)
      writer.bool("keep", keep)
    case .sessionClosed(let purge), .sessionKept(let purge): writer.int("purge_ms", purge)
    }
  }
}

extension Entry {
  fileprivate init(
    from reader: inout ObjectReader, _ strictness: Strictness
  ) throws(JSONError) {
    self.init(
      step: try reader.step(), visit: try reader.int("visit"),
      clock: try reader.clock(strictness),
      sets: try reader.objects("sets") { reader throws(JSONError) in
        let set = NewSet(
          set: try reader.number("set"), input: try reader.word("input"),
          named: try reader.bool("named"))
        try reader.end(strictness)
        return set
      },
      floor: try reader.floor(strictness))
  }

  fileprivate func encode(_ writer: inout JSONWriter) {
    writer.string("step", step)
    writer.int("visit", visit)
    writer.clock(clock)
    writer.objects("sets", sets) { writer, set in
      writer.int("set", set.set)
      writer.string("input", set.input)
      writer.bool("named", set.named)
    }
    writer.floor(floor)
  }
}

extension ObjectReader {
  mutating func creation(_ strictness: Strictness) throws(JSONError) -> Creation {
    Creation(
      session: try opaqueID("session"),
      plan: try plan(),
      start: try optionalInt("start_ms"), end: try optionalInt("end_ms"),
      call: try optionalCall(strictness))
  }

  /// Takes `plan`.
  mutating func plan() throws(JSONError) -> Plan {
    try decodePlan(try value("plan", "a plan"), path: JSONPath.key("plan", in: path))
  }

  /// Takes `call`, if there: the link of the call.
  mutating func optionalCall(_ strictness: Strictness) throws(JSONError) -> Sealed? {
    guard var reader = try optionalObject("call") else { return nil }
    let call = try reader.sealed("item")
    try reader.end(strictness)
    return call
  }
}

extension JSONWriter {
  mutating func plan(_ plan: Plan) {
    key("plan")
    encodePlan(plan, into: &self)
  }

  mutating func creation(_ creation: Creation) {
    opaqueID("session", creation.session)
    plan(creation.plan)
    optionalInt("start_ms", creation.start)
    optionalInt("end_ms", creation.end)
    if let call = creation.call { sealed("call", as: "item", call) }
  }
}
