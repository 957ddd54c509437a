import KringCore
import KringJSON

extension Command {
  /// The word of `do`.
  public var word: ClientWord {
    switch self {
    case .leave: .memberLeave
    case .comeBack: .memberReturn
    case .remove: .memberRemove
    case .admit: .doorAdmit
    case .refuse: .doorRefuse
    case .giveSeat: .seatGive
    case .takeChair: .chairTake
    case .giveChair: .chairGive
    case .guide: .chairGuide
    case .nameDeputy: .deputyName
    case .castCase: .caseCast
    case .nameInput: .inputName
    case .go: .stepGo
    case .planClock: .clockPlan
    case .pauseClock: .clockPause
    case .timePlan: .planTime
    case .callPresenter: .presenterCall
    case .stopCase: .caseStop
    case .raiseHalt: .haltRaise
    case .clearHalt: .haltClear
    case .close: .sessionClose
    case .keep: .sessionKeep
    case .purge: .sessionPurge
    case .report: .reportMade
    case .nextTurn: .turnNext
    case .laterTurn: .turnLater
    case .skipTurn: .turnSkip
    case .giveTurn: .turnGive
    case .readTurn: .turnRead
    case .cast: .castTake
    case .addItem, .addCard: .itemAdd
    case .editItem, .editCard: .itemEdit
    case .withdrawItem, .withdrawCard: .itemWithdraw
    case .foldItem: .itemFold
    case .claimItem: .itemClaim
    case .markItem: .itemMark
    case .takePen: .penTake
    case .writeNote: .noteWrite
    case .openSet: .setOpen
    case .forceSet: .setForce
    case .discardSet: .setDiscard
    case .settle: .voteSettle
    }
  }

  /// Writes the fields, without `ref` and `do`.
  func encode(_ writer: inout JSONWriter) {
    switch self {
    case .leave, .comeBack, .purge, .report: break
    case .remove(let member), .admit(let member), .refuse(let member):
      writer.id("member", member)
    case .giveSeat(let newcomer, let seat):
      writer.id("member", newcomer)
      writer.id("seat", seat)
    case .takeChair(let term): writer.int("term", term)
    case .giveChair(let term, let member):
      writer.int("term", term)
      writer.id("member", member)
    case .guide(let guiding): writer.bool("guiding", guiding)
    case .nameDeputy(let member): writer.nullableID("member", member)
    case .castCase(let number, let presenter, let chair):
      writer.int("case", number)
      writer.nullableID("presenter", presenter)
      writer.optionalID("chair", chair)
    case .nameInput(let path, let named):
      writer.string("step", path.step)
      writer.string("input", path.input)
      writer.bool("named", named)
    case .takePen(let from): writer.nullableID("from", from)
    case .keep(let keep): writer.int("keep_ms", keep)
    case .openSet(let set), .discardSet(let set), .forceSet(let set): writer.int("set", set)
    case .go, .planClock, .pauseClock, .timePlan, .callPresenter, .stopCase, .raiseHalt,
      .clearHalt, .close, .settle:
      encodeMove(&writer)
    case .nextTurn, .laterTurn, .skipTurn, .giveTurn, .readTurn, .cast:
      encodeTurn(&writer)
    case .addItem, .addCard, .editItem, .editCard, .withdrawItem, .withdrawCard, .foldItem,
      .claimItem, .markItem, .writeNote:
      encodeText(&writer)
    }
  }

  private func encodeMove(_ writer: inout JSONWriter) {
    switch self {
    case .callPresenter(let visit), .raiseHalt(let visit), .clearHalt(let visit):
      writer.int("visit", visit)
    case .go(let visit, let to):
      writer.int("visit", visit)
      writer.string("to", to)
    case .planClock(let visit, let planned):
      writer.int("visit", visit)
      writer.int("planned_ms", planned)
    case .pauseClock(let visit, let paused):
      writer.int("visit", visit)
      writer.bool("paused", paused)
    case .timePlan(let visit, let planned):
      writer.int("visit", visit)
      writer.stepTimes(planned)
    case .stopCase(let visit, let keep):
      writer.int("visit", visit)
      writer.bool("keep", keep)
    case .close(let visit, let keep):
      writer.int("visit", visit)
      writer.int("keep_ms", keep)
    case .settle(let visit, let item, let presenter, let chair):
      writer.int("visit", visit)
      writer.nullableID("item", item)
      writer.id("presenter", presenter)
      writer.optionalID("chair", chair)
    default: preconditionFailure("\(word) names no visit")
    }
  }

  private func encodeTurn(_ writer: inout JSONWriter) {
    switch self {
    case .nextTurn(let turn), .readTurn(let turn): writer.int("turn", turn)
    case .laterTurn(let turn, let member), .skipTurn(let turn, let member),
      .giveTurn(let turn, let member):
      writer.int("turn", turn)
      writer.id("member", member)
    case .cast(let take, let roles):
      writer.int("take", take)
      writer.roles(roles)
    default: preconditionFailure("\(word) is not about the floor")
    }
  }

  private func encodeText(_ writer: inout JSONWriter) {
    switch self {
    case .addItem(let item, let visit, let input, let envelope):
      writer.id("item", item)
      writer.int("visit", visit)
      writer.string("input", input)
      writer.envelope(envelope)
    case .addCard(let item, let set, let envelope):
      writer.id("item", item)
      writer.int("set", set)
      writer.envelope(envelope)
    case .editItem(let item, let version, let envelope):
      writer.id("item", item)
      writer.int("version", version)
      writer.envelope(envelope)
    case .editCard(let item, let set, let version, let envelope):
      writer.id("item", item)
      writer.int("version", version)
      writer.envelope(envelope)
      writer.int("set", set)
    case .withdrawItem(let item): writer.id("item", item)
    case .claimItem(let item, let nonce):
      writer.id("item", item)
      writer.bytes32("nonce", nonce)
    case .withdrawCard(let item, let set):
      writer.id("item", item)
      writer.int("set", set)
    case .foldItem(let item, let folded):
      writer.id("item", item)
      writer.bool("folded", folded)
    case .markItem(let item, let mark, let envelope):
      writer.id("item", item)
      writer.id("mark", mark)
      writer.envelope(envelope)
    case .writeNote(let note, let visit, let envelope):
      writer.id("note", note)
      writer.int("visit", visit)
      writer.envelope(envelope)
    default: preconditionFailure("\(word) is not about something written")
    }
  }
}

// The parts that commands, events and views share.
extension JSONWriter {
  mutating func stepTimes(_ planned: [StepTime]) {
    objects("planned", planned) { writer, time in
      writer.string("step", time.step)
      writer.int("planned_ms", time.planned)
    }
  }

  mutating func roles(_ roles: [Role]) {
    objects("roles", roles) { writer, role in
      writer.string("role", role.role)
      writer.id("member", role.member)
    }
  }
}
