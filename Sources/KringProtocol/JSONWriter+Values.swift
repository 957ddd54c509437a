import KringCore
import KringJSON

// The kinds of value that messages are made of.
extension JSONWriter {
  mutating func id(_ key: StaticString, _ id: ID) {
    self.key(key)
    plain(id.text)
  }

  mutating func optionalID(_ key: StaticString, _ id: ID?) {
    if let id { self.id(key, id) }
  }

  mutating func nullableID(_ key: StaticString, _ id: ID?) {
    self.key(key)
    if let id { plain(id.text) } else { null() }
  }

  mutating func ids(_ key: StaticString, _ ids: [ID]) {
    self.key(key)
    beginArray()
    for id in ids { plain(id.text) }
    endArray()
  }

  mutating func opaqueID(_ key: StaticString, _ id: ID) {
    self.key(key)
    plain(Base64URL.encode(id.bytes))
  }

  mutating func bytes32(_ key: StaticString, _ bytes: [UInt8]) {
    self.key(key)
    plain(Base64URL.encode(bytes))
  }

  mutating func envelope(_ key: StaticString, _ envelope: Envelope) {
    self.key(key)
    plain(envelope.text)
  }

  mutating func envelope(_ envelope: Envelope) {
    self.envelope("envelope", envelope)
  }

  mutating func int(_ key: StaticString, _ number: Int) {
    self.key(key)
    int(number)
  }

  mutating func optionalInt(_ key: StaticString, _ number: Int?) {
    if let number { int(key, number) }
  }

  mutating func nullableInt(_ key: StaticString, _ number: Int?) {
    self.key(key)
    if let number { int(number) } else { null() }
  }

  mutating func bool(_ key: StaticString, _ value: Bool) {
    self.key(key)
    bool(value)
  }

  /// Writes `true`, or nothing at all.
  mutating func optionalTrue(_ key: StaticString, _ value: Bool) {
    if value { bool(key, true) }
  }

  mutating func string(_ key: StaticString, _ text: String) {
    self.key(key)
    string(text)
  }

  mutating func nullableString(_ key: StaticString, _ text: String?) {
    self.key(key)
    if let text { string(text) } else { null() }
  }

  mutating func raw(_ key: StaticString, _ json: [UInt8]) {
    self.key(key)
    raw(json)
  }

  mutating func object(_ key: StaticString, _ body: (inout JSONWriter) -> Void) {
    self.key(key)
    object(body)
  }

  mutating func object(_ body: (inout JSONWriter) -> Void) {
    beginObject()
    body(&self)
    endObject()
  }

  mutating func objects<Element>(
    _ key: StaticString, _ elements: [Element], _ body: (inout JSONWriter, Element) -> Void
  ) {
    self.key(key)
    beginArray()
    for element in elements {
      beginObject()
      body(&self, element)
      endObject()
    }
    endArray()
  }
}

/// Writes at the end of an array of bytes without copying what is there.
func write(into bytes: inout [UInt8], _ body: (inout JSONWriter) -> Void) {
  var taken: [UInt8] = []
  swap(&taken, &bytes)
  var writer = JSONWriter(consume taken)
  body(&writer)
  bytes = writer.bytes
}
