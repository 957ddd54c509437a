import KringClient
import KringJSON
import KringMethods
import KringProtocol
import KringServer
import KringTestSupport
import Testing
import Transport

/// Method files of one's own that are not in order, sent with the wish for a session.
@Suite("Broken method files") struct MethodRefusalTests {
  /// One row of the vectors.
  struct Row: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let file: JSON
    let problems: [HTTPFailure.Problem]
  }

  /// The rows that are JSON, and so can be sent inside a request.
  static let rows: [Row] = {
    do {
      let limits = JSON.Limits(depth: 16)
      let bytes = try Repository.bytes("protocol/vectors/methods.json")
      let vectors = try JSON.parse(bytes, limits: limits)
      return try vectors.elements.compactMap { vector in
        guard vector["valid"] == .bool(false), vector["frame"] == nil,
          let name = vector["name"]?.string, case .string(let text)? = vector["json"],
          let file = try? JSON.parse(Array(text.bytes), limits: .init(depth: Method.depth)),
          case .object = file
        else { return nil }
        let problems = try (vector["problems"]?.elements ?? []).map { json in
          var problem = try ObjectReader(json)
          return HTTPFailure.Problem(
            path: try problem.string("path"), code: try problem.string("code"),
            values: json["values"]?.elements.compactMap(\.string) ?? [],
            reason: try problem.string("reason"))
        }
        return Row(testDescription: name, file: file, problems: problems)
      }
    } catch { return [] }
  }()

  @Test("there are many rows")
  func many() {
    #expect(Self.rows.count > 120)
  }

  @Test(
    "is refused with the places and reasons of the loader, and no session is made",
    arguments: rows)
  func refused(_ row: Row) throws {
    let stage = try Stage(seed: 1)
    let request = stage.creation(method: .file(row.file))
    let answer = try #require(stage.create(request))
    #expect(answer.status == 400)
    let failure = try HTTPFailure.decode(answer.body)
    #expect(failure.code == "bad-method")
    #expect(failure.problems == row.problems)
    // The session is still free for a method that is in order.
    #expect(stage.create(stage.creation())?.status == 201)
  }

  private func text(_ words: String) -> String { #"{"nl":"\#(words)","en":"a"}"# }

  private func method(summary: String, steps: Int) -> String {
    let step = { (number: Int) in
      let text = text("a")
      return #"{"id":"s\#(number)","name":\#(text),"icon":"discuss","floor":"free","minutes":1,"#
        + #""do":{"chair":\#(text),"presenter":\#(text),"others":\#(text)}}"#
    }
    return #"{"kring":1,"id":"groot","version":1,"group":[3,5,6,8],"name":\#(text("a")),"#
      + #""summary":\#(summary),"origin":\#(text("a")),"evidence":\#(text("a")),"#
      + #""steps":[\#((0..<steps).map(step).joined(separator: ","))]}"#
  }

  private func post(_ method: String, _ stage: Stage) throws -> HTTPFailure {
    let good = String(decoding: stage.creation().bytes, as: UTF8.self)
    let body = good.replacing(#""method":"bovv6""#, with: #""method":\#(method)"#)
    try #require(body != good)
    let written = stage.disk.written.count
    let answer = try #require(stage.request(.post, "/api/sessions", body: Array(body.utf8)))
    #expect(answer.status == 400)
    #expect(stage.disk.written.count == written)
    return try HTTPFailure.decode(answer.body)
  }

  @Test("too many steps and too much text are told their number", arguments: [41, 10_000])
  func steps(_ count: Int) throws {
    let stage = try Stage(seed: 1)
    let many = try post(method(summary: text("a"), steps: count), stage)
    #expect(many.problems.map(\.path) == ["steps"] && many.problems.map(\.code) == ["count"])
  }

  @Test("a text of one character too many, and one of a megabyte", arguments: [601, 1 << 20])
  func words(_ count: Int) throws {
    let stage = try Stage(seed: 1)
    let words = text(String(repeating: "a", count: count))
    let long = try post(method(summary: words, steps: 1), stage)
    #expect(long.problems.map(\.path) == ["summary.nl"])
    #expect(long.problems.map(\.code) == ["length"])
  }
}
