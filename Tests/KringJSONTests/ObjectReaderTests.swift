import KringJSON
import Testing

private enum Floor: String, CaseIterable {
  case hands
  case turns
}

private func reader(_ text: String, path: String = "") throws -> ObjectReader {
  try ObjectReader(parse(text), path: path)
}

private func complaint(
  _ text: String, _ read: (inout ObjectReader) throws -> Void
) throws -> String? {
  var reader = try reader(text, path: "steps[2]")
  do {
    try read(&reader)
    return nil
  } catch let error as JSONError { return error.description }
}

@Suite struct ObjectReaderTests {
  @Test("keys are taken in any order")
  func order() throws {
    var reader = try reader(#"{"a":1,"b":"x","c":true,"d":[1],"e":{"f":"hands"},"g":null}"#)
    #expect(try reader.bool("c"))
    #expect(try reader.int("a") == 1)
    #expect(try reader.text("b") == "x")
    #expect(try reader.array("d") == [.int(1)])
    var inner = try reader.object("e")
    #expect(inner.path == "e")
    #expect(try inner.choice("f", of: Floor.self) == .hands)
    try inner.end()
    #expect(reader.unknown == ["g"])
    #expect(try reader.value("g") == .null)
    try reader.end()
  }

  @Test("keys that may be absent are nil when they are, and checked when they are not")
  func optionals() throws {
    var reader = try reader(#"{"a":null}"#)
    #expect(try reader.optionalInt("b") == nil)
    #expect(try reader.optionalString("b") == nil)
    #expect(try reader.optionalText("b") == nil)
    #expect(try reader.optionalBool("b") == nil)
    #expect(try reader.optionalArray("b") == nil)
    #expect(try reader.optionalObject("b") == nil)
    #expect(try reader.optionalChoice("b", of: Floor.self) == nil)
    #expect(try reader.optionalText("b", as: "one", { _ in 1 }) == nil)
    #expect(throws: JSONError(path: "a", expected: "a string")) { try reader.optionalString("a") }
    #expect(throws: JSONError(path: "a", expected: "an object")) { try reader.optionalObject("a") }
  }

  @Test("each complaint names the place and what was expected")
  func complaints() throws {
    let text = #"{"n":7,"s":"ab","z":0}"#
    #expect(
      try complaint(text) { _ = try $0.int("x") } == "steps[2].x: expected a whole number from 0")
    #expect(
      try complaint(text) { _ = try $0.int("n", in: 1...6) }
        == "steps[2].n: expected a whole number from 1 to 6")
    #expect(
      try complaint(text) { _ = try $0.int("s") } == "steps[2].s: expected a whole number from 0")
    #expect(try complaint(text) { _ = try $0.string("n") } == "steps[2].n: expected a string")
    #expect(try complaint(text) { _ = try $0.bool("n") } == "steps[2].n: expected true or false")
    #expect(try complaint(text) { _ = try $0.array("n") } == "steps[2].n: expected an array")
    #expect(try complaint(text) { _ = try $0.object("n") } == "steps[2].n: expected an object")
    #expect(try complaint(text) { _ = try $0.value("m") } == "steps[2].m: expected a value")
    #expect(
      try complaint(text) { _ = try $0.choice("s", of: Floor.self) }
        == #"steps[2].s: expected one of "hands", "turns""#)
    #expect(
      try complaint(text) {
        _ = try $0.text("s", as: "three letters", { $0.bytes.count == 3 ? 3 : nil })
      }
        == "steps[2].s: expected three letters")
    #expect(
      try complaint(text) { reader in
        _ = try reader.int("n")
        _ = try reader.string("s")
        try reader.end()
      } == "steps[2].z: expected no such key")
  }

  @Test("the length of an array is checked")
  func lengths() throws {
    var reader = try reader(#"{"a":[1,2,3]}"#)
    #expect(try reader.array("a", count: 1...3).count == 3)
    #expect(throws: JSONError(path: "a", expected: "from 1 to 2 elements")) {
      try reader.array("a", count: 1...2)
    }
    #expect(throws: JSONError(path: "a", expected: "2 elements")) {
      try reader.array("a", count: 2...2)
    }
  }

  @Test("only an object of at most 64 keys has a reader")
  func objects() throws {
    #expect(throws: JSONError(path: "", expected: "an object")) { try reader("[]") }
    let keys = { (count: Int) in
      "{" + (0..<count).map { #""k\#($0)":\#($0)"# }.joined(separator: ",") + "}"
    }
    var full = try reader(keys(64))
    for number in (0..<64).reversed() { #expect(try full.int("k\(number)") == number) }
    try full.end()
    #expect(throws: JSONError(path: "", expected: "at most 64 keys")) {
      try ObjectReader(parse(keys(65)))
    }
  }
}
