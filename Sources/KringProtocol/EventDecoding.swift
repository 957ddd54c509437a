import KringCore
import KringJSON

/// Reads an event: from the journal every key must be known, from the wire more are ignored.
///
/// On the wire an event carries no audience: it is read as one for everybody.
public func decodeEvent(_ json: JSON, journal: Bool = false) throws(JSONError) -> Event {
  var reader = try ObjectReader(json)
  let seq = try reader.int("seq")
  return try reader.event(seq: seq, journal ? .strict : .lenient)
}

/// Reads an event of the journal from its bytes.
public func decodeEvent(journal bytes: [UInt8]) throws(JSONError) -> Event {
  try decodeEvent(JSON.parse(bytes, limits: .own), journal: true)
}

extension JSON.Limits {
  /// For what a server wrote: a method's `page` inside a plan inside an event nests deeper than
  /// anything a client may send.
  static let own = JSON.Limits(depth: 32)
}

extension ObjectReader {
  /// Reads what follows `seq`.
  mutating func event(seq: Int, _ strictness: Strictness) throws(JSONError) -> Event {
    let at = try int("at_ms")
    let by = try optionalID("by")
    let word = try text("event", as: "a known event") { EventWord(rawValue: $0.string) }
    let kind = try Event.Kind(word, from: &self, strictness)
    let audience = strictness == .strict ? try audience() : .everyone
    try end(strictness)
    return Event(seq: seq, at: at, by: by, audience: audience, kind: kind)
  }

  private mutating func audience() throws(JSONError) -> Audience {
    guard var reader = try optionalObject("to") else { return .everyone }
    let audience: Audience =
      reader.has("but") ? .everyoneBut(try reader.id("but")) : .only(try reader.id("only"))
    try reader.end()
    return audience
  }
}

extension Event.Kind {
  fileprivate init(
    _ word: EventWord, from reader: inout ObjectReader, _ strictness: Strictness
  ) throws(JSONError) {
    switch word {
    case .created: self = .created(try reader.creation(strictness))
    case .memberJoined:
      self = .memberJoined(
        member: try reader.id("member"), name: try reader.envelope("name"),
        host: try reader.bool("host"))
    case .memberLeft: self = .memberLeft(member: try reader.id("member"))
    case .memberReturned: self = .memberReturned(member: try reader.id("member"))
    case .memberRemoved: self = .memberRemoved(member: try reader.id("member"))
    case .seatGiven:
      self = .seatGiven(member: try reader.id("member"), newcomer: try reader.id("newcomer"))
    case .chairChanged:
      self = .chairChanged(
        chair: try reader.nullableID("chair"), term: try reader.int("term"),
        back: try reader.nullableID("back"))
    case .chairGuiding: self = .chairGuiding(guiding: try reader.bool("guiding"))
    case .deputyChanged: self = .deputyChanged(deputy: try reader.nullableID("deputy"))
    case .penChanged: self = .penChanged(pen: try reader.nullableID("pen"))
    case .reportMade: self = .reportMade
    case .caseCast, .inputNamed, .stepEntered, .clockChanged, .planTimed, .presenterCalled,
      .haltRaised, .haltCleared, .caseStopped, .turnChanged, .castChanged, .voteSettled,
      .sessionClosed, .sessionKept:
      self = try Self.course(word, from: &reader, strictness)
    case .itemAdded, .itemEdited, .itemWithdrawn, .itemClaimed, .itemFolded, .itemMarked,
      .noteWritten, .setOpened, .setForcing, .setDiscarded:
      self = try Self.texts(word, from: &reader, strictness)
    }
  }

  /// Reads an event about the course of the meeting.
  private static func course(
    _ word: EventWord, from reader: inout ObjectReader, _ strictness: Strictness
  ) throws(JSONError) -> Event.Kind {
    switch word {
    case .caseCast:
      .caseCast(
        number: try reader.number("case"), presenter: try reader.nullableID("presenter"),
        chair: try reader.nullableID("chair"))
    case .inputNamed:
      .inputNamed(path: try reader.inputPath(), named: try reader.bool("named"))
    case .stepEntered: .stepEntered(try Entry(from: &reader, strictness))
    case .clockChanged: .clockChanged(try reader.clock(strictness))
    case .planTimed: .planTimed(try reader.stepTimes(strictness))
    case .presenterCalled: .presenterCalled
    case .haltRaised: .haltRaised
    case .haltCleared: .haltCleared
    case .caseStopped:
      .caseStopped(number: try reader.number("case"), keep: try reader.bool("keep"))
    case .turnChanged: .turnChanged(try reader.floor(strictness))
    case .castChanged:
      .castChanged(take: try reader.int("take"), roles: try reader.roles(strictness))
    case .voteSettled:
      .voteSettled(
        number: try reader.number("case"), item: try reader.nullableID("item"),
        presenter: try reader.id("presenter"))
    case .sessionClosed: .sessionClosed(purge: try reader.int("purge_ms"))
    case .sessionKept: .sessionKept(purge: try reader.int("purge_ms"))
    default: preconditionFailure("\(word) is not about the course of the meeting")
    }
  }

  /// Reads an event about something written.
  private static func texts(
    _ word: EventWord, from reader: inout ObjectReader, _ strictness: Strictness
  ) throws(JSONError) -> Event.Kind {
    switch word {
    case .itemAdded:
      .itemAdded(
        item: try reader.id("item"), step: try reader.step(), input: try reader.word("input"),
        envelope: try reader.envelope())
    case .itemEdited:
      .itemEdited(
        item: try reader.id("item"), version: try reader.number("version"),
        envelope: try reader.envelope())
    case .itemWithdrawn: .itemWithdrawn(item: try reader.id("item"))
    case .itemClaimed:
      .itemClaimed(item: try reader.id("item"), nonce: try reader.optionalBytes32("nonce"))
    case .itemFolded:
      .itemFolded(item: try reader.id("item"), folded: try reader.bool("folded"))
    case .itemMarked:
      .itemMarked(item: try reader.id("item"), mark: try reader.sealed("mark"))
    case .noteWritten: .noteWritten(step: try reader.step(), note: try reader.sealed("note"))
    case .setOpened:
      .setOpened(
        set: try reader.number("set"), forced: try reader.bool("forced"),
        items: try reader.openedItems(strictness))
    case .setForcing:
      .setForcing(set: try reader.number("set"), due: try reader.nullableInt("due_ms"))
    case .setDiscarded: .setDiscarded(set: try reader.number("set"))
    default: preconditionFailure("\(word) is not about something written")
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
}
