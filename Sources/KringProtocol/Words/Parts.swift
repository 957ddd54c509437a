import KringCore
import KringJSON

// The parts that several subjects share.

extension ObjectReader {
  /// Takes a counter that begins at 1: a case, a set, a version.
  mutating func number(_ key: String) throws(JSONError) -> Int {
    try int(key, in: 1...JSON.largest)
  }

  /// Takes `step` and `input`.
  mutating func inputPath() throws(JSONError) -> Plan.InputPath {
    Plan.InputPath(step: try step(), input: try word("input"))
  }

  /// Takes an id and `envelope`, side by side.
  mutating func sealed(_ key: String) throws(JSONError) -> Sealed {
    Sealed(item: try id(key), envelope: try envelope())
  }
}

extension JSONWriter {
  mutating func inputPath(_ path: Plan.InputPath) {
    string("step", path.step)
    string("input", path.input)
  }

  /// Writes an object of an id, under a key of its own, and `envelope`.
  mutating func sealed(_ key: StaticString, as id: StaticString, _ sealed: Sealed) {
    object(key) {
      $0.id(id, sealed.item)
      $0.envelope(sealed.envelope)
    }
  }
}
