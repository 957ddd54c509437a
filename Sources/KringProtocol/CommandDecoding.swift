import KringCore
import KringJSON

extension Command {
  /// Reads the fields of a command; `word` is one of a command.
  ///
  /// Numbers are checked to be of a kind; whether they fit the meeting is for the session to say.
  init(_ word: ClientWord, from reader: inout ObjectReader) throws(JSONError) {
    switch word {
    case .memberLeave: self = .leave
    case .memberReturn: self = .comeBack
    case .memberRemove: self = .remove(member: try reader.id("member"))
    case .doorAdmit: self = .admit(newcomer: try reader.id("member"))
    case .doorRefuse: self = .refuse(newcomer: try reader.id("member"))
    case .seatGive:
      self = .giveSeat(newcomer: try reader.id("member"), seat: try reader.id("seat"))
    case .chairTake: self = .takeChair(term: try reader.int("term"))
    case .chairGive:
      self = .giveChair(term: try reader.int("term"), member: try reader.id("member"))
    case .chairGuide: self = .guide(guiding: try reader.bool("guiding"))
    case .deputyName: self = .nameDeputy(member: try reader.nullableID("member"))
    case .caseCast:
      self = .castCase(
        number: try reader.int("case", in: 1...JSON.largest),
        presenter: try reader.nullableID("presenter"), chair: try reader.optionalID("chair"))
    case .inputName:
      self = .nameInput(path: try reader.inputPath(), named: try reader.bool("named"))
    case .penTake: self = .takePen(from: try reader.nullableID("from"))
    case .reportMade: self = .report
    case .sessionKeep: self = .keep(keep: try reader.int("keep_ms"))
    case .sessionPurge: self = .purge
    case .setOpen: self = .openSet(set: try reader.number("set"))
    case .setDiscard: self = .discardSet(set: try reader.number("set"))
    case .setForce: self = .forceSet(set: try reader.number("set"))
    case .stepGo, .clockPlan, .clockPause, .planTime, .presenterCall, .caseStop, .haltRaise,
      .haltClear, .sessionClose, .voteSettle:
      self = try Self.moving(word, visit: try reader.int("visit"), from: &reader)
    case .turnNext, .turnLater, .turnSkip, .turnGive, .turnRead, .castTake:
      self = try Self.turning(word, from: &reader)
    case .itemAdd, .itemEdit, .itemWithdraw, .itemFold, .itemClaim, .itemMark, .noteWrite:
      self = try Self.writing(word, from: &reader)
    case .hello, .ping, .hand, .ready, .background:
      preconditionFailure("\(word) is no command; the caller sorts them out")
    }
  }

  /// Reads a command that names the visit it belongs to.
  private static func moving(
    _ word: ClientWord, visit: Int, from reader: inout ObjectReader
  ) throws(JSONError) -> Command {
    switch word {
    case .stepGo: .go(visit: visit, to: try reader.step("to"))
    case .clockPlan: .planClock(visit: visit, planned: try reader.int("planned_ms"))
    case .clockPause: .pauseClock(visit: visit, paused: try reader.bool("paused"))
    case .planTime: .timePlan(visit: visit, planned: try reader.stepTimes())
    case .presenterCall: .callPresenter(visit: visit)
    case .caseStop: .stopCase(visit: visit, keep: try reader.bool("keep"))
    case .haltRaise: .raiseHalt(visit: visit)
    case .haltClear: .clearHalt(visit: visit)
    case .sessionClose: .close(visit: visit, keep: try reader.int("keep_ms"))
    case .voteSettle:
      .settle(
        visit: visit, item: try reader.nullableID("item"), presenter: try reader.id("presenter"),
        chair: try reader.optionalID("chair"))
    default: preconditionFailure("\(word) names no visit")
    }
  }

  /// Reads a command about the floor or the cast list.
  private static func turning(
    _ word: ClientWord, from reader: inout ObjectReader
  ) throws(JSONError) -> Command {
    switch word {
    case .turnNext: .nextTurn(turn: try reader.int("turn"))
    case .turnLater: .laterTurn(turn: try reader.int("turn"), member: try reader.id("member"))
    case .turnSkip: .skipTurn(turn: try reader.int("turn"), member: try reader.id("member"))
    case .turnGive: .giveTurn(turn: try reader.int("turn"), member: try reader.id("member"))
    case .turnRead: .readTurn(turn: try reader.int("turn"))
    case .castTake: .cast(take: try reader.int("take"), roles: try reader.roles())
    default: preconditionFailure("\(word) is not about the floor")
    }
  }

  /// Reads a command about something written; `set` tells cards from live items.
  private static func writing(
    _ word: ClientWord, from reader: inout ObjectReader
  ) throws(JSONError) -> Command {
    if word == .noteWrite {
      return .writeNote(
        note: try reader.id("note"), visit: try reader.int("visit"),
        envelope: try reader.envelope())
    }
    let item = try reader.id("item")
    let set = reader.has("set") ? try reader.number("set") : nil
    switch word {
    case .itemAdd:
      if let set { return .addCard(item: item, set: set, envelope: try reader.envelope()) }
      return .addItem(
        item: item, visit: try reader.int("visit"), input: try reader.word("input"),
        envelope: try reader.envelope())
    case .itemEdit:
      let version = try reader.number("version")
      let envelope = try reader.envelope()
      if let set { return .editCard(item: item, set: set, version: version, envelope: envelope) }
      return .editItem(item: item, version: version, envelope: envelope)
    case .itemWithdraw:
      if let set { return .withdrawCard(item: item, set: set) }
      return .withdrawItem(item: item)
    default: break
    }
    if set != nil { throw reader.failure("set", "no such key") }
    switch word {
    case .itemFold: return .foldItem(item: item, folded: try reader.bool("folded"))
    case .itemClaim: return .claimItem(item: item, nonce: try reader.bytes32("nonce"))
    case .itemMark:
      return .markItem(
        item: item, mark: try reader.id("mark"), envelope: try reader.envelope())
    default: preconditionFailure("\(word) is not about something written")
    }
  }
}

// The parts that commands, events and views share.
extension ObjectReader {
  /// Takes a counter that begins at 1: a case, a set, a version.
  mutating func number(_ key: String) throws(JSONError) -> Int {
    try int(key, in: 1...JSON.largest)
  }

  /// Takes `step` and `input`.
  mutating func inputPath() throws(JSONError) -> Plan.InputPath {
    Plan.InputPath(step: try step(), input: try word("input"))
  }

  /// Takes `planned`: the planned times of some steps.
  mutating func stepTimes(
    _ strictness: Strictness = .strict
  ) throws(JSONError) -> [StepTime] {
    try objects("planned", count: 0...256) { reader throws(JSONError) in
      let time = StepTime(step: try reader.step(), planned: try reader.int("planned_ms"))
      try reader.end(strictness)
      return time
    }
  }

  /// Takes `roles`: a cast list.
  mutating func roles(_ strictness: Strictness = .strict) throws(JSONError) -> [Role] {
    try objects("roles", count: 0...64) { reader throws(JSONError) in
      let role = Role(role: try reader.word("role", "a role"), member: try reader.id("member"))
      try reader.end(strictness)
      return role
    }
  }
}
