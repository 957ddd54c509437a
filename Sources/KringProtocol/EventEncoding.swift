import KringCore
import KringJSON

/// Writes an event at the end of `bytes`: for the wire, or with its audience for the journal.
///
/// For the wire the bytes are the same for every member who receives the event.
public func encodeEvent(_ event: Event, into bytes: inout [UInt8], journal: Bool = false) {
  write(into: &bytes) { $0.event(event, journal: journal) }
}

extension JSONWriter {
  mutating func event(_ event: Event, journal: Bool = false) {
    object { writer in
      writer.int("seq", event.seq)
      writer.int("at_ms", event.at)
      writer.optionalID("by", event.by)
      writer.string("event", event.kind.word.rawValue)
      event.kind.encode(&writer)
      guard journal else { return }
      switch event.audience {
      case .everyone: break
      case .everyoneBut(let member): writer.object("to") { $0.id("but", member) }
      case .only(let member): writer.object("to") { $0.id("only", member) }
      }
    }
  }
}

extension Event.Kind {
  /// Writes the fields that belong to the word.
  fileprivate func encode(_ writer: inout JSONWriter) {
    switch self {
    case .itemAdded, .itemEdited, .itemWithdrawn, .itemFolded, .itemClaimed, .itemMarked,
      .noteWritten, .setOpened, .setForcing, .setDiscarded:
      encodeText(&writer)
    case .memberJoined, .memberLeft, .memberReturned, .memberRemoved, .seatGiven, .chairChanged,
      .chairGuiding, .deputyChanged, .penChanged, .reportMade:
      encodePeople(&writer)
    case .presenterCalled, .haltRaised, .haltCleared: break
    case .created(let creation): writer.creation(creation)
    case .caseCast(let number, let presenter, let chair):
      writer.int("case", number)
      writer.nullableID("presenter", presenter)
      writer.nullableID("chair", chair)
    case .inputNamed(let path, let named):
      writer.inputPath(path)
      writer.bool("named", named)
    case .stepEntered(let entry): entry.encode(&writer)
    case .clockChanged(let clock): writer.clock(clock)
    case .planTimed(let planned): writer.stepTimes(planned)
    case .caseStopped(let number, let keep):
      writer.int("case", number)
      writer.bool("keep", keep)
    case .turnChanged(let floor): writer.floor(floor)
    case .castChanged(let take, let roles):
      writer.int("take", take)
      writer.roles(roles)
    case .voteSettled(let number, let item, let presenter):
      writer.int("case", number)
      writer.nullableID("item", item)
      writer.id("presenter", presenter)
    case .sessionClosed(let purge), .sessionKept(let purge): writer.int("purge_ms", purge)
    }
  }

  private func encodePeople(_ writer: inout JSONWriter) {
    switch self {
    case .memberJoined(let member, let name, let host):
      writer.id("member", member)
      writer.envelope("name", name)
      writer.bool("host", host)
    case .memberLeft(let member), .memberReturned(let member), .memberRemoved(let member):
      writer.id("member", member)
    case .seatGiven(let member, let newcomer):
      writer.id("member", member)
      writer.id("newcomer", newcomer)
    case .chairChanged(let chair, let term, let back):
      writer.nullableID("chair", chair)
      writer.int("term", term)
      writer.nullableID("back", back)
    case .chairGuiding(let guiding): writer.bool("guiding", guiding)
    case .deputyChanged(let deputy): writer.nullableID("deputy", deputy)
    case .penChanged(let pen): writer.nullableID("pen", pen)
    default: break
    }
  }

  private func encodeText(_ writer: inout JSONWriter) {
    switch self {
    case .itemAdded(let item, let step, let input, let envelope):
      writer.id("item", item)
      writer.string("step", step)
      writer.string("input", input)
      writer.envelope(envelope)
    case .itemEdited(let item, let version, let envelope):
      writer.id("item", item)
      writer.int("version", version)
      writer.envelope(envelope)
    case .itemWithdrawn(let item): writer.id("item", item)
    case .itemClaimed(let item, let nonce):
      writer.id("item", item)
      if let nonce { writer.bytes32("nonce", nonce) }
    case .itemFolded(let item, let folded):
      writer.id("item", item)
      writer.bool("folded", folded)
    case .itemMarked(let item, let mark):
      writer.id("item", item)
      writer.id("mark", mark.item)
      writer.envelope(mark.envelope)
    case .noteWritten(let step, let note):
      writer.string("step", step)
      writer.id("note", note.item)
      writer.envelope(note.envelope)
    case .setOpened(let set, let forced, let items):
      writer.int("set", set)
      writer.bool("forced", forced)
      writer.objects("items", items) { writer, card in
        writer.id("item", card.item)
        writer.optionalID("by", card.by)
        writer.envelope(card.envelope)
      }
    case .setForcing(let set, let due):
      writer.int("set", set)
      writer.nullableInt("due_ms", due)
    case .setDiscarded(let set): writer.int("set", set)
    default: break
    }
  }
}

extension Entry {
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

// The parts that events and views share.
extension JSONWriter {
  mutating func creation(_ creation: Creation) {
    opaqueID("session", creation.session)
    key("plan")
    encodePlan(creation.plan, into: &self)
    optionalInt("start_ms", creation.start)
    optionalInt("end_ms", creation.end)
    if let call = creation.call { sealed("call", as: "item", call) }
  }

  mutating func inputPath(_ path: Plan.InputPath) {
    string("step", path.step)
    string("input", path.input)
  }

  mutating func clock(_ clock: Clock) {
    object("clock") { writer in
      writer.int("planned_ms", clock.planned)
      writer.int("ran_ms", clock.ran)
      writer.nullableInt("since_ms", clock.since)
    }
  }

  mutating func floor(_ floor: FloorState) {
    object("floor") { writer in
      writer.int("turn", floor.turn)
      writer.nullableID("speaker", floor.speaker)
      writer.nullableID("card", floor.card)
      writer.ids("waiting", floor.waiting)
      writer.objects("spoken", floor.spoken) { writer, count in
        writer.id("member", count.member)
        writer.int("turns", count.turns)
      }
    }
  }
}
