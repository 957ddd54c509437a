/// Why a text is not the JSON that was expected, and where.
package struct JSONError: Error, Hashable, Sendable {
  /// The place in the text in bytes from its start; `nil` when the text itself was in order.
  package var offset: Int?
  /// The place in the value, as in `steps[3].inputs[0].opens`; empty for the whole.
  package var path: String
  /// What was expected there, as in `a whole number from 1 to 32`.
  package var expected: String

  package init(offset: Int? = nil, path: String = "", expected: String) {
    self.offset = offset
    self.path = path
    self.expected = expected
  }

  /// The same error, seen from the object that has it under a key.
  func inside(key: String) -> JSONError {
    var outer = self
    outer.path = path.isEmpty || path.first == "[" ? key + path : key + "." + path
    return outer
  }

  /// The same error, seen from the array that has it at an index.
  func inside(index: Int) -> JSONError {
    var outer = self
    let place = "[\(index)]"
    outer.path = path.isEmpty || path.first == "[" ? place + path : place + "." + path
    return outer
  }
}

extension JSONError: CustomStringConvertible {
  /// The error in one line: place, then what was expected.
  package var description: String {
    var place = path
    if let offset { place += place.isEmpty ? "byte \(offset)" : " (byte \(offset))" }
    return place.isEmpty ? "expected \(expected)" : "\(place): expected \(expected)"
  }
}

/// Builds the places that errors name.
package enum JSONPath {
  /// The place of a key within an object.
  package static func key(_ key: String, in path: String) -> String {
    path.isEmpty ? key : path + "." + key
  }

  /// The place of an element within an array.
  package static func index(_ index: Int, in path: String) -> String {
    path + "[\(index)]"
  }
}
