import KringCore
import KringJSON
import Testing

@testable import kring_cli

/// What is typed for each kind of input.
@Suite("What is typed for an input")
struct TypedContentTests {
  private static let first = ID(high: 0x4000, low: 0b10 << 62 | 1)
  private static let second = ID(high: 0x4000, low: 0b10 << 62 | 2)

  private func typed(_ page: String) throws -> TypedContent {
    TypedContent(page: try JSON.parse(Array(page.utf8)), items: [Self.first, Self.second])
  }

  private func content(_ line: String, _ page: String) throws -> String? {
    try typed(page).content(line).map { String(decoding: $0.bytes, as: UTF8.self) }
  }

  private static let choice = #""options":[{"id":"klopt"},{"id":"schuurt"}]"#

  @Test(
    "a line becomes what the kind asks for",
    arguments: [
      (#"{"as":"text"}"#, "Wat zie je?", #"{"text":"Wat zie je?"}"#),
      (#"{"as":"number","range":[0,10]}"#, "7", #"{"number":7}"#),
      (#"{"as":"point"}"#, "-0.5 1", #"{"x":-0.5,"y":1}"#),
      (
        #"{"as":"text","fields":["what","due"]}"#, "Anna bellen | 2027-01-15",
        #"{"what":"Anna bellen","due":"2027-01-15"}"#
      ),
      (
        #"{"as":"text","fields":[{"id":"valkuil"},{"id":"allergie"}]}"#, "| getreuzel",
        #"{"allergie":"getreuzel"}"#
      ),
      (#"{"as":"pick","of":"1.a/b"}"#, "2", #"{"pick":["\#(second.uuid)"]}"#),
      (#"{"as":"pick",\#(choice)}"#, "schuurt", #"{"pick":["schuurt"]}"#),
      (
        #"{"as":"pick","of":"1.a/b",\#(choice)}"#, "1 klopt",
        #"{"pick":["\#(first.uuid)","klopt"]}"#
      ),
    ])
  func fits(_ page: String, _ line: String, _ json: String) throws {
    #expect(try content(line, page) == json)
  }

  @Test(
    "what others would see as broken is not sent",
    arguments: [
      (#"{"as":"text"}"#, "  "),
      (#"{"as":"number","range":[0,10]}"#, "11"),
      (#"{"as":"number","range":[0,10]}"#, "7 of 8"),
      (#"{"as":"point"}"#, "0.5"),
      (#"{"as":"point"}"#, "0 2"),
      (#"{"as":"text","fields":["what","due"]}"#, "Anna bellen | morgen"),
      (#"{"as":"text","fields":["what","due"]}"#, "a | 2027-01-15 | c"),
      (#"{"as":"text","fields":["what","due"]}"#, " | "),
      (#"{"as":"pick","of":"1.a/b"}"#, "3"),
      (#"{"as":"pick","of":"1.a/b"}"#, "1 klopt"),
      (#"{"as":"pick",\#(choice)}"#, "1"),
      (#"{"as":"pick",\#(choice)}"#, "klopt schuurt"),
      (#"{"as":"pick","of":"1.a/b",\#(choice)}"#, "klopt"),
      (#"{"as":"scheme"}"#, "iets"),
    ])
  func misfits(_ page: String, _ line: String) throws {
    #expect(try content(line, page) == nil)
  }

  @Test(
    "what is expected is said in words",
    arguments: [
      (#"{"as":"number","range":[0,10]}"#, "a whole number from 0 to 10"),
      (#"{"as":"text","fields":["what","due"]}"#, "what | due (YYYY-MM-DD)"),
      (
        #"{"as":"pick","of":"1.a/b",\#(choice)}"#,
        "the number of a text, 1 to 2, then one of klopt, schuurt"
      ),
    ])
  func expected(_ page: String, _ words: String) throws {
    #expect(try typed(page).expected == words)
  }
}
