import KringCore
import KringJSON
import KringMethods
import Testing

/// A place of a file that may hold so much and not one more.
struct Bound: Sendable, CustomTestStringConvertible {
  let testDescription: String
  /// The place that the refusal names.
  let path: String
  let expected: String
  /// The file with the most that is allowed, and with one more.
  let most: String
  let more: String

  init(
    _ name: String, at path: String, _ expected: String, most: String, more: String
  ) {
    testDescription = name
    self.path = path
    self.expected = expected
    self.most = most
    self.more = more
  }
}

/// Small files whose parts can be made as large as one likes.
private enum Small {
  static let text = #"{"nl":"a","en":"a"}"#

  static func list(_ count: Int, _ element: (Int) -> String) -> String {
    "[" + (0..<count).map(element).joined(separator: ",") + "]"
  }

  static func step(
    _ id: String, minutes: Int = 4, icon: String = "discuss", more: String = "", part: String = ""
  ) -> String {
    // What is part of the frame is outside the cases, where nobody presents.
    let presenter = part.isEmpty ? #","presenter":\#(text)"# : ""
    return #"{"id":"\#(id)","name":\#(text),"icon":"\#(icon)","floor":"free","#
      + #""minutes":\#(minutes),"do":{"chair":\#(text)\#(presenter),"others":\#(text)}"#
      + "\(more)\(part)}"
  }

  static func method(
    steps: String = "[\(step("een"))]", version: Int = 1, group: String = "[3,5,6,8]",
    name: String = text, more: String = ""
  ) -> String {
    #"{"kring":1,"id":"klein","version":\#(version),"group":\#(group),"name":\#(name),"#
      + #""summary":\#(text),"origin":\#(text),"evidence":\#(text),"steps":\#(steps)\#(more)}"#
  }

  /// A method with one step that has more keys.
  static func method(stepWith more: String, minutes: Int = 4) -> String {
    method(steps: "[\(step("een", minutes: minutes, more: ",\(more)"))]")
  }

  static func input(_ id: String, _ kind: String = "text", more: String = "") -> String {
    #"{"id":"\#(id)","by":"all","as":"\#(kind)","label":\#(text)\#(more)}"#
  }

  /// A method with one step with one input.
  static func method(input kind: String, _ more: String) -> String {
    method(stepWith: #""inputs":[\#(input("een", kind, more: ",\(more)"))]"#)
  }

  static func labelled(_ count: Int) -> String {
    list(count) { #"{"id":"a\#($0)","label":\#(text)}"# }
  }

  static func frame(before: Int, from: Int) -> String {
    let parts = list(before) {
      step("a\($0)", part: #","part":"checkin","from":\#(from)"#)
    }
    return #"{"kring":1,"before":\#(parts),"choose":\#(step("keuze", icon: "choose")),"after":[]}"#
  }
}

@Suite struct BoundTests {
  private static let numbers = [
    Bound(
      "version", at: "version", "a whole number from 1 to 9999",
      most: Small.method(version: 9_999), more: Small.method(version: 10_000)),
    Bound(
      "the largest group", at: "group", "four rising whole numbers from 2 to 32",
      most: Small.method(group: "[2,2,32,32]"), more: Small.method(group: "[2,2,32,33]")),
    Bound(
      "cases", at: "cases", "a whole number from 1 to 6", most: Small.method(more: #","cases":6"#),
      more: Small.method(more: #","cases":7"#)),
    Bound(
      "minutes", at: "steps[0].minutes", "a whole number from 0 to 240",
      most: Small.method(steps: "[\(Small.step("een", minutes: 240))]"),
      more: Small.method(steps: "[\(Small.step("een", minutes: 241))]")),
    Bound(
      "least", at: "steps[0].least", "a whole number from 0 to 240",
      most: Small.method(stepWith: #""least":240"#, minutes: 240),
      more: Small.method(stepWith: #""least":241"#, minutes: 240)),
    Bound(
      "max", at: "steps[0].inputs[0].max", "a whole number from 1 to 32",
      most: Small.method(input: "text", #""max":32"#),
      more: Small.method(input: "text", #""max":33"#)),
    Bound(
      "min", at: "steps[0].inputs[0].min", "a whole number from 0 to 32",
      most: Small.method(input: "text", #""max":32,"min":32"#),
      more: Small.method(input: "text", #""max":32,"min":33"#)),
    Bound(
      "range", at: "steps[0].inputs[0].range", "two rising whole numbers from 0 to 100",
      most: Small.method(input: "number", #""range":[0,100]"#),
      more: Small.method(input: "number", #""range":[0,101]"#)),
  ]

  private static func text(_ count: Int) -> String {
    // A character of more than one byte: characters are counted, not bytes.
    #"{"nl":"\#(String(repeating: "é", count: count))","en":"a"}"#
  }

  private static let sizes = [
    Bound(
      "text", at: "name.nl", "from 1 to 600 characters", most: Small.method(name: text(600)),
      more: Small.method(name: text(601))),
    Bound(
      "label of a step", at: "steps[0].label", "from 1 to 8 characters",
      most: Small.method(stepWith: #""label":"éééééééé""#),
      more: Small.method(stepWith: #""label":"ééééééééé""#)),
    Bound(
      "id", at: "steps[0].id", "an id: a lower-case letter, then at most 31 of a-z and 0-9",
      most: Small.method(steps: "[\(Small.step(String(repeating: "a", count: 32)))]"),
      more: Small.method(steps: "[\(Small.step(String(repeating: "a", count: 33)))]")),
    Bound(
      "steps", at: "steps", "from 1 to 40 elements",
      most: Small.method(steps: Small.list(40) { Small.step("a\($0)") }),
      more: Small.method(steps: Small.list(41) { Small.step("a\($0)") })),
    Bound(
      "inputs", at: "steps[0].inputs", "from 0 to 12 elements",
      most: Small.method(stepWith: #""inputs":\#(Small.list(12) { Small.input("a\($0)") })"#),
      more: Small.method(stepWith: #""inputs":\#(Small.list(13) { Small.input("a\($0)") })"#)),
    Bound(
      "cast", at: "steps[0].cast", "from 1 to 8 elements",
      most: Small.method(stepWith: #""cast":\#(Small.labelled(8))"#),
      more: Small.method(stepWith: #""cast":\#(Small.labelled(9))"#)),
    Bound(
      "fields", at: "steps[0].inputs[0].fields", "from 1 to 6 elements",
      most: Small.method(input: "text", #""fields":\#(Small.labelled(6))"#),
      more: Small.method(input: "text", #""fields":\#(Small.labelled(7))"#)),
    Bound(
      "options", at: "steps[0].inputs[0].options", "from 2 to 12 elements",
      most: Small.method(input: "pick", #""options":\#(Small.labelled(12))"#),
      more: Small.method(input: "pick", #""options":\#(Small.labelled(13))"#)),
    Bound(
      "ends", at: "steps[0].inputs[0].ends", "from 2 to 4 elements",
      most: Small.method(input: "point", #""ends":\#(Small.list(4) { _ in Small.text })"#),
      more: Small.method(input: "point", #""ends":\#(Small.list(5) { _ in Small.text })"#)),
  ]

  @Test("a method holds the most that is allowed, and not one more", arguments: numbers + sizes)
  func method(_ bound: Bound) throws {
    _ = try Method(file: Array(bound.most.utf8))
    let error = #expect(throws: MethodErrors.self) { try Method(file: Array(bound.more.utf8)) }
    #expect(error?.problems.first?.path == bound.path)
    #expect(error?.problems.first?.reason == "expected \(bound.expected)")
  }

  private static let frames = [
    Bound(
      "parts", at: "before", "from 0 to 8 elements", most: Small.frame(before: 8, from: 0),
      more: Small.frame(before: 9, from: 0)),
    Bound(
      "from", at: "before[0].from", "a whole number from 0 to 480",
      most: Small.frame(before: 1, from: 480), more: Small.frame(before: 1, from: 481)),
  ]

  @Test("a frame holds the most that is allowed, and not one more", arguments: frames)
  func frame(_ bound: Bound) throws {
    _ = try Frame(file: Array(bound.most.utf8))
    let error = #expect(throws: MethodErrors.self) { try Frame(file: Array(bound.more.utf8)) }
    #expect(error?.problems.first?.path == bound.path)
    #expect(error?.problems.first?.reason == "expected \(bound.expected)")
  }

  @Test("a file nests 8 deep, and not 9")
  func depth() throws {
    func file(_ depth: Int) -> [UInt8] {
      let open = String(repeating: "[", count: depth - 1)
      return Array((#"{"x":"# + open + String(repeating: "]", count: depth - 1) + "}").utf8)
    }
    func reasons(_ file: [UInt8]) -> [String] {
      let error = #expect(throws: MethodErrors.self) { try Method(file: file) }
      return error?.problems.map(\.reason) ?? []
    }
    // The first is read, and refused for what it says.
    #expect(reasons(file(8)).contains("unknown key"))
    #expect(reasons(file(9)) == ["expected less nesting"])
    let deepest = Small.method(input: "pick", #""options":\#(Small.labelled(2))"#)
    _ = try Method(file: Array(deepest.utf8))
  }

  @Test("the longest plan of the house's frame has fewer steps than one command can plan")
  func longestPlan() throws {
    let file = Small.method(steps: Small.list(40) { Small.step("a\($0)") })
    let parts = Dictionary(uniqueKeysWithValues: Frame.parts.map { ($0, true) })
    let options = try #require(Options(cases: 6, minutes: 480, frame: parts))
    let plan = compile(
      frame: try Files.frame(), method: try Method(file: Array(file.utf8)), options: options)
    #expect(plan.steps.count == 6 * 41 + Frame.parts.count)
    #expect(plan.steps.count <= 256)
  }
}
