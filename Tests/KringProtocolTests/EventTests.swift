import KringCore
import KringJSON
import KringProtocol
import Testing

@Suite("events as JSON")
struct EventTests {
  static func events() throws -> [Event] {
    try Sample.kinds().enumerated().map { place, kind in
      let by = place % 2 == 0 ? Sample.anna : nil
      return Event(seq: place + 1, at: 1_767_225_600_000 + place, by: by, kind: kind)
    }
  }

  @Test("the samples hold every kind of event")
  func samples() throws {
    #expect(Set(try Sample.kinds().map(\.word)) == Event.Kind.words)
  }

  @Test("an event comes back from the wire as it was", arguments: try events())
  func wire(event: Event) throws {
    let bytes = Wire.event(event)
    #expect(try decodeEvent(JSON.parse(bytes, limits: .init(depth: 32))) == event)
  }

  @Test("an event comes back from the journal with its audience", arguments: try events())
  func journal(event: Event) throws {
    for audience in [Audience.everyone, .everyoneBut(Sample.bram), .only(Sample.anna)] {
      var event = event
      event.audience = audience
      var bytes: [UInt8] = []
      encodeEvent(event, into: &bytes, journal: true)
      #expect(try decodeEvent(journal: bytes) == event)
      #expect((bytes == Wire.event(event)) == (audience == .everyone))
    }
  }

  @Test("the wire never carries an audience")
  func audienceIsPrivate() throws {
    var event = Event(seq: 1, at: 1, by: nil, kind: .course(.haltCleared))
    let open = Wire.event(event)
    event.audience = .only(Sample.bram)
    #expect(Wire.event(event) == open)
  }

  @Test(
    "the journal refuses what it did not write",
    arguments: [
      #"{"seq":1,"at_ms":1,"event":"tea.poured"}"#,
      #"{"seq":1,"at_ms":1,"event":"halt.raised","more":1}"#,
      #"{"seq":1,"at_ms":1,"event":"halt.raised","to":{}}"#,
      #"{"seq":1,"at_ms":1,"event":"halt.raised","to":{"all":true}}"#,
      #"{"seq":1,"at_ms":1,"event":"clock.changed","clock":{"planned_ms":1,"ran_ms":1,"since_ms":null,"x":1}}"#,
      #"{"seq":1,"at_ms":1}"#, #"{"seq":1,"at_ms":1,"event":"halt.raised"}}"#, "",
    ])
  func broken(text: String) {
    #expect(throws: JSONError.self) { try decodeEvent(journal: Array(text.utf8)) }
  }

  /// A value again and again, each time with one more key in one of its objects. A plan is passed
  /// over: clients read those of newer servers, and the journal reads them as clients do.
  private func withMore(_ json: JSON) -> [JSON] {
    switch json {
    case .array(let elements):
      return elements.indices.flatMap { place in
        withMore(elements[place]).map { changed in
          var elements = elements
          elements[place] = changed
          return .array(elements)
        }
      }
    case .object(let fields):
      let within = fields.indices.filter { fields[$0].key != "plan" }.flatMap { place in
        withMore(fields[place].value).map { changed in
          var fields = fields
          fields[place].value = changed
          return JSON.object(fields)
        }
      }
      return [.object(fields + [JSON.Field("more", .int(1))])] + within
    default: return []
    }
  }

  @Test("the journal refuses a key that it did not write, however deep", arguments: try events())
  func unknownKeys(event: Event) throws {
    var event = event
    event.audience = .everyoneBut(Sample.bram)
    var bytes: [UInt8] = []
    encodeEvent(event, into: &bytes, journal: true)
    let changed = withMore(try JSON.parse(bytes, limits: .init(depth: 32)))
    // The event and its audience are two of them.
    #expect(changed.count >= 2)
    for json in changed {
      #expect(throws: JSONError.self, "\(json)") { try decodeEvent(journal: json.bytes) }
    }
  }
}
