/// Takes the keys of one object, each once and with a check of its type, and refuses the rest.
///
/// Fastest when keys are taken in the order in which they are usually written.
package struct ObjectReader: Sendable {
  /// The place of the object, for errors.
  package let path: String
  private let fields: [JSON.Field]
  private var taken: UInt64 = 0
  private var next = 0

  /// Creates a reader of an object; fails for any other value, and for more than 64 keys.
  package init(_ json: JSON, path: String = "") throws(JSONError) {
    guard case .object(let fields) = json else {
      throw JSONError(path: path, expected: "an object")
    }
    guard fields.count <= 64 else {
      throw JSONError(path: path, expected: "at most 64 keys")
    }
    self.path = path
    self.fields = fields
  }

  /// An error about the value of a key.
  package func failure(_ key: String, _ expected: String) -> JSONError {
    JSONError(path: JSONPath.key(key, in: path), expected: expected)
  }

  /// Takes a value if the key is there; `null` is a value.
  package mutating func optionalValue(_ key: String) -> JSON? {
    for distance in 0..<fields.count {
      let place = next + distance < fields.count ? next + distance : next + distance - fields.count
      if fields[place].key == key {
        taken |= 1 << UInt64(place)
        next = place + 1 == fields.count ? 0 : place + 1
        return fields[place].value
      }
    }
    return nil
  }

  /// The keys that nobody took.
  package var unknown: [String] {
    fields.indices.filter { taken & 1 << UInt64($0) == 0 }.map { fields[$0].key }
  }

  /// Refuses keys that nobody took.
  package func end() throws(JSONError) {
    guard taken.nonzeroBitCount < fields.count, let key = unknown.first else { return }
    throw failure(key, "no such key")
  }

  /// Says whether a key is there.
  package func has(_ key: String) -> Bool {
    fields.contains { $0.key == key }
  }

  /// Takes a value that must be there.
  package mutating func value(_ key: String, _ expected: String = "a value") throws(JSONError)
    -> JSON
  {
    guard let value = optionalValue(key) else { throw failure(key, expected) }
    return value
  }
}

// MARK: - Required keys

extension ObjectReader {
  /// Takes a string as bytes.
  package mutating func text(_ key: String) throws(JSONError) -> JSONText {
    guard case .string(let text) = optionalValue(key) else { throw failure(key, "a string") }
    return text
  }

  /// Takes a string.
  package mutating func string(_ key: String) throws(JSONError) -> String {
    try text(key).string
  }

  /// Takes a string of which `read` makes something, or `nil` if it cannot.
  @inlinable
  package mutating func text<Value>(
    _ key: String, as expected: @autoclosure () -> String, _ read: (JSONText) -> Value?
  ) throws(JSONError) -> Value {
    guard case .string(let text) = optionalValue(key), let value = read(text) else {
      throw failure(key, expected())
    }
    return value
  }

  /// Takes a string that is one of the cases of an enumeration.
  @inlinable
  package mutating func choice<Value>(
    _ key: String, of type: Value.Type = Value.self
  ) throws(JSONError) -> Value
  where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
    guard case .string(let text) = optionalValue(key), let value = Value(rawValue: text.string)
    else { throw failure(key, Self.names(of: type)) }
    return value
  }

  /// The cases of an enumeration, for errors.
  package static func names<Value>(of type: Value.Type) -> String
  where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
    "one of " + type.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
  }

  /// Takes a whole number.
  package mutating func int(
    _ key: String, in range: ClosedRange<Int> = 0...JSON.largest
  ) throws(JSONError) -> Int {
    guard case .int(let number) = optionalValue(key), range.contains(number) else {
      throw failure(key, Self.name(of: range))
    }
    return number
  }

  /// A range of whole numbers, for errors.
  package static func name(of range: ClosedRange<Int>) -> String {
    if range.upperBound == JSON.largest { return "a whole number from \(range.lowerBound)" }
    return "a whole number from \(range.lowerBound) to \(range.upperBound)"
  }

  /// Takes `true` or `false`.
  package mutating func bool(_ key: String) throws(JSONError) -> Bool {
    guard case .bool(let value) = optionalValue(key) else { throw failure(key, "true or false") }
    return value
  }

  /// Takes an array of a length.
  package mutating func array(
    _ key: String, count: ClosedRange<Int> = 0...JSON.largest
  ) throws(JSONError) -> [JSON] {
    guard case .array(let elements) = optionalValue(key) else { throw failure(key, "an array") }
    guard count.contains(elements.count) else {
      let exact = count.lowerBound == count.upperBound
      throw failure(
        key, (exact ? "" : "from \(count.lowerBound) to ") + "\(count.upperBound) elements")
    }
    return elements
  }

  /// Takes an object, as a reader of its own.
  package mutating func object(_ key: String) throws(JSONError) -> ObjectReader {
    guard let value = optionalValue(key) else { throw failure(key, "an object") }
    return try ObjectReader(value, path: JSONPath.key(key, in: path))
  }
}

// MARK: - Keys that may be absent

extension ObjectReader {
  /// Takes a string as bytes, if there.
  package mutating func optionalText(_ key: String) throws(JSONError) -> JSONText? {
    has(key) ? try text(key) : nil
  }

  /// Takes a string, if there.
  package mutating func optionalString(_ key: String) throws(JSONError) -> String? {
    has(key) ? try string(key) : nil
  }

  /// Takes a string of which `read` makes something, if there.
  @inlinable
  package mutating func optionalText<Value>(
    _ key: String, as expected: @autoclosure () -> String, _ read: (JSONText) -> Value?
  ) throws(JSONError) -> Value? {
    has(key) ? try text(key, as: expected(), read) : nil
  }

  /// Takes a case of an enumeration, if there.
  @inlinable
  package mutating func optionalChoice<Value>(
    _ key: String, of type: Value.Type = Value.self
  ) throws(JSONError) -> Value?
  where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
    has(key) ? try choice(key, of: type) : nil
  }

  /// Takes a whole number, if there.
  package mutating func optionalInt(
    _ key: String, in range: ClosedRange<Int> = 0...JSON.largest
  ) throws(JSONError) -> Int? {
    has(key) ? try int(key, in: range) : nil
  }

  /// Takes `true` or `false`, if there.
  package mutating func optionalBool(_ key: String) throws(JSONError) -> Bool? {
    has(key) ? try bool(key) : nil
  }

  /// Takes an array, if there.
  package mutating func optionalArray(
    _ key: String, count: ClosedRange<Int> = 0...JSON.largest
  ) throws(JSONError) -> [JSON]? {
    has(key) ? try array(key, count: count) : nil
  }

  /// Takes an object, if there.
  package mutating func optionalObject(_ key: String) throws(JSONError) -> ObjectReader? {
    has(key) ? try object(key) : nil
  }
}
