import KringCore
import KringJSON

// Events as JSON; the words, reading and writing of each subject lie in `Words`.

/// Reads an event: from the journal every key must be known, from the wire more are ignored.
///
/// On the wire an event carries no audience: it is read as one for everybody.
package func decodeEvent(_ json: JSON, journal: Bool = false) throws(JSONError) -> Event {
  var reader = try ObjectReader(json)
  let seq = try reader.int("seq")
  return try reader.event(seq: seq, journal ? .strict : .lenient)
}

/// Reads an event of the journal from its bytes.
package func decodeEvent(journal bytes: [UInt8]) throws(JSONError) -> Event {
  try decodeEvent(JSON.parse(bytes, limits: .own), journal: true)
}

/// Writes an event at the end of `bytes`: for the wire, or with its audience for the journal.
///
/// For the wire the bytes are the same for every member who receives the event.
package func encodeEvent(_ event: Event, into bytes: inout [UInt8], journal: Bool = false) {
  write(into: &bytes) { $0.event(event, journal: journal) }
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
    let word = try text("event", as: "a known event") { Event.Kind.Word($0.string) }
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

extension JSONWriter {
  mutating func event(_ event: Event, journal: Bool = false) {
    object { writer in
      writer.int("seq", event.seq)
      writer.int("at_ms", event.at)
      writer.optionalID("by", event.by)
      writer.string("event", event.kind.word)
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
  /// The word of `event`.
  package var word: String {
    switch self {
    case .people(let event): event.word.rawValue
    case .roles(let event): event.word.rawValue
    case .course(let event): event.word.rawValue
    case .clock(let event): event.word.rawValue
    case .floor(let event): event.word.rawValue
    case .writing(let event): event.word.rawValue
    case .sets(let event): event.word.rawValue
    case .planning(let event): event.word.rawValue
    case .attendance(let event): event.word.rawValue
    }
  }

  /// The words of all events.
  package static var words: Set<String> {
    Set(
      Event.People.Word.allCases.map(\.rawValue) + Event.Roles.Word.allCases.map(\.rawValue)
        + Event.Course.Word.allCases.map(\.rawValue) + Event.Clock.Word.allCases.map(\.rawValue)
        + Event.Floor.Word.allCases.map(\.rawValue) + Event.Writing.Word.allCases.map(\.rawValue)
        + Event.ClosedSets.Word.allCases.map(\.rawValue)
        + Event.Planning.Word.allCases.map(\.rawValue)
        + Event.Attendance.Word.allCases.map(\.rawValue))
  }

  /// A word of `event` with the subject it belongs to.
  enum Word {
    case people(Event.People.Word)
    case roles(Event.Roles.Word)
    case course(Event.Course.Word)
    case clock(Event.Clock.Word)
    case floor(Event.Floor.Word)
    case writing(Event.Writing.Word)
    case sets(Event.ClosedSets.Word)
    case planning(Event.Planning.Word)
    case attendance(Event.Attendance.Word)

    /// Finds a word; `nil` if no event has it.
    init?(_ word: String) {
      if let word = Event.Writing.Word(rawValue: word) {
        self = .writing(word)
      } else if let word = Event.Floor.Word(rawValue: word) {
        self = .floor(word)
      } else if let word = Event.Course.Word(rawValue: word) {
        self = .course(word)
      } else if let word = Event.Clock.Word(rawValue: word) {
        self = .clock(word)
      } else if let word = Event.Roles.Word(rawValue: word) {
        self = .roles(word)
      } else if let word = Event.People.Word(rawValue: word) {
        self = .people(word)
      } else if let word = Event.ClosedSets.Word(rawValue: word) {
        self = .sets(word)
      } else if let word = Event.Planning.Word(rawValue: word) {
        self = .planning(word)
      } else if let word = Event.Attendance.Word(rawValue: word) {
        self = .attendance(word)
      } else {
        return nil
      }
    }
  }

  fileprivate init(
    _ word: Word, from reader: inout ObjectReader, _ strictness: Strictness
  ) throws(JSONError) {
    switch word {
    case .people(let word): self = .people(try Event.People(word, from: &reader))
    case .roles(let word): self = .roles(try Event.Roles(word, from: &reader))
    case .course(let word): self = .course(try Event.Course(word, from: &reader, strictness))
    case .clock(let word): self = .clock(try Event.Clock(word, from: &reader, strictness))
    case .floor(let word): self = .floor(try Event.Floor(word, from: &reader, strictness))
    case .writing(let word): self = .writing(try Event.Writing(word, from: &reader))
    case .sets(let word): self = .sets(try Event.ClosedSets(word, from: &reader, strictness))
    case .planning(let word): self = .planning(try Event.Planning(word, from: &reader))
    case .attendance(let word): self = .attendance(try Event.Attendance(word, from: &reader))
    }
  }

  /// Writes the fields that belong to the word.
  fileprivate func encode(_ writer: inout JSONWriter) {
    switch self {
    case .people(let event): event.encode(&writer)
    case .roles(let event): event.encode(&writer)
    case .course(let event): event.encode(&writer)
    case .clock(let event): event.encode(&writer)
    case .floor(let event): event.encode(&writer)
    case .writing(let event): event.encode(&writer)
    case .sets(let event): event.encode(&writer)
    case .planning(let event): event.encode(&writer)
    case .attendance(let event): event.encode(&writer)
    }
  }
}
