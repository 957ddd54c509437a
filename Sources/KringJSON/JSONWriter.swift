/// Writes canonical JSON, commas included, at the end of an array of bytes.
///
/// The calls must come in the order of the text: `key` before each value of an object, `end…` for
/// each `begin…`. Nothing checks that; the tests of each message do.
package struct JSONWriter: Sendable {
  /// What has been written so far.
  package private(set) var bytes: [UInt8]
  private var needsComma = false

  /// Creates a writer that goes on after bytes already there.
  package init(_ bytes: consuming [UInt8] = []) {
    self.bytes = bytes
  }

  @inline(__always)
  private mutating func separate() {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
    needsComma = true
  }

  /// Begins an object.
  package mutating func beginObject() {
    separate()
    bytes.append(UInt8(ascii: "{"))
    needsComma = false
  }

  /// Ends an object.
  package mutating func endObject() {
    bytes.append(UInt8(ascii: "}"))
    needsComma = true
  }

  /// Begins an array.
  package mutating func beginArray() {
    separate()
    bytes.append(UInt8(ascii: "["))
    needsComma = false
  }

  /// Ends an array.
  package mutating func endArray() {
    bytes.append(UInt8(ascii: "]"))
    needsComma = true
  }

  /// Writes the key of the value that comes next, when it needs no escapes.
  package mutating func key(_ key: StaticString) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    bytes.append(
      contentsOf: UnsafeBufferPointer(start: key.utf8Start, count: key.utf8CodeUnitCount))
    bytes.append(UInt8(ascii: "\""))
    bytes.append(UInt8(ascii: ":"))
    needsComma = false
  }

  /// Writes the key of the value that comes next.
  package mutating func anyKey(_ key: String) {
    string(key)
    bytes.append(UInt8(ascii: ":"))
    needsComma = false
  }

  /// Writes a string.
  package mutating func string(_ text: String) {
    separate()
    var text = text
    text.withUTF8 { quote($0) }
  }

  /// Writes a string.
  package mutating func text(_ text: JSONText) {
    separate()
    text.bytes.withUnsafeBufferPointer { quote($0) }
  }

  /// Writes a string of characters that are known to need no escapes.
  package mutating func plain(_ characters: [UInt8]) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    bytes.append(contentsOf: characters)
    bytes.append(UInt8(ascii: "\""))
  }

  /// Writes a whole number.
  package mutating func int(_ number: Int) {
    separate()
    var magnitude = number.magnitude
    if number < 0 { bytes.append(UInt8(ascii: "-")) }
    let start = bytes.count
    repeat {
      bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: magnitude % 10))
      magnitude /= 10
    } while magnitude > 0
    bytes[start...].reverse()
  }

  /// Writes `true` or `false`.
  package mutating func bool(_ value: Bool) {
    raw(value ? "true" : "false")
  }

  /// Writes `null`.
  package mutating func null() {
    raw("null")
  }

  /// Writes bytes that are one complete JSON value already.
  package mutating func raw(_ json: [UInt8]) {
    separate()
    bytes.append(contentsOf: json)
  }

  private mutating func raw(_ word: StaticString) {
    separate()
    bytes.append(
      contentsOf: UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
  }

  /// Writes any value; an infinite number becomes `null`.
  package mutating func value(_ value: JSON) {
    switch value {
    case .null: null()
    case .bool(let value): bool(value)
    case .int(let number): int(number)
    case .double(let number): number.isFinite ? raw(Array("\(number)".utf8)) : null()
    case .string(let value): text(value)
    case .array(let elements):
      beginArray()
      for element in elements { self.value(element) }
      endArray()
    case .object(let fields):
      beginObject()
      for field in fields {
        anyKey(field.key)
        self.value(field.value)
      }
      endObject()
    }
  }

  private mutating func quote(_ characters: UnsafeBufferPointer<UInt8>) {
    bytes.append(UInt8(ascii: "\""))
    var copied = 0
    for (place, character) in characters.enumerated()
    where character < 0x20 || character == UInt8(ascii: "\"") || character == UInt8(ascii: "\\") {
      bytes.append(contentsOf: characters[copied..<place])
      escape(character)
      copied = place + 1
    }
    bytes.append(contentsOf: characters[copied...])
    bytes.append(UInt8(ascii: "\""))
  }

  private mutating func escape(_ character: UInt8) {
    bytes.append(UInt8(ascii: "\\"))
    switch character {
    case 0x08: bytes.append(UInt8(ascii: "b"))
    case 0x09: bytes.append(UInt8(ascii: "t"))
    case 0x0a: bytes.append(UInt8(ascii: "n"))
    case 0x0c: bytes.append(UInt8(ascii: "f"))
    case 0x0d: bytes.append(UInt8(ascii: "r"))
    case 0..<0x20:
      let digits: StaticString = "0123456789abcdef"
      bytes.append(contentsOf: "u00".utf8)
      bytes.append(digits.utf8Start[Int(character >> 4)])
      bytes.append(digits.utf8Start[Int(character & 0xf)])
    default: bytes.append(character)
    }
  }
}
