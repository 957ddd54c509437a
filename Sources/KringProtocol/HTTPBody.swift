import KringCore
import KringJSON

/// The bodies of HTTP answers, except errors.
package enum HTTPBody {
  /// The answer to the creation of a session.
  package static func created(_ session: ID) -> [UInt8] {
    var writer = JSONWriter()
    writer.object { $0.opaqueID("session", session) }
    return writer.bytes
  }

  /// Reads the answer to the creation of a session.
  package static func decodeCreated(_ bytes: [UInt8]) throws(JSONError) -> ID {
    var reader = try ObjectReader(JSON.parse(bytes))
    return try reader.opaqueID("session")
  }
}

/// An error in an HTTP answer.
package struct HTTPFailure: Hashable, Sendable {
  /// The word: one of `HTTPErrorCode`, or that of a newer server.
  package var code: String
  /// Whether the same request may succeed later.
  package var temporary: Bool
  /// The place in the body, with `bad-message`.
  package var at: String?
  /// What was expected there, with `bad-message`.
  package var expected: String?
  /// What is wrong with the method file, with `bad-method`.
  package var problems: [Problem]

  package init(_ code: HTTPErrorCode, problems: [Problem] = []) {
    self.code = code.rawValue
    temporary = code.temporary
    self.problems = problems
  }

  /// Becomes `bad-message`, with place and expectation.
  package init(_ bad: BadMessage) {
    self.init(.badMessage)
    at = bad.at
    expected = bad.expected
  }

  /// One thing that is wrong with a method file.
  package struct Problem: Hashable, Sendable {
    /// The place, as in `steps[3].inputs[0].opens`.
    package var path: String
    /// What kind of problem it is: a word for a page to find its sentence by.
    package var code: String
    /// What fills the blanks of that sentence.
    package var values: [String]
    /// What is wrong there, in English.
    package var reason: String

    package init(path: String, code: String, values: [String], reason: String) {
      self.path = path
      self.code = code
      self.values = values
      self.reason = reason
    }
  }

  /// The body as bytes.
  package var bytes: [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      writer.object("error") { writer in
        writer.string("code", code)
        writer.bool("temporary", temporary)
        if let at { writer.string("at", at) }
        if let expected { writer.string("expected", expected) }
        if !problems.isEmpty {
          writer.objects("problems", problems) { writer, problem in
            writer.string("path", problem.path)
            writer.string("code", problem.code)
            if !problem.values.isEmpty {
              writer.key("values")
              writer.beginArray()
              for value in problem.values { writer.string(value) }
              writer.endArray()
            }
            writer.string("reason", problem.reason)
          }
        }
      }
    }
    return writer.bytes
  }

  /// Reads a body; ignores unknown keys.
  package static func decode(_ bytes: [UInt8]) throws(JSONError) -> HTTPFailure {
    var outer = try ObjectReader(JSON.parse(bytes, limits: .own))
    var reader = try outer.object("error")
    return try HTTPFailure(from: &reader)
  }

  private init(from reader: inout ObjectReader) throws(JSONError) {
    code = try reader.string("code")
    temporary = try reader.bool("temporary")
    at = try reader.optionalString("at")
    expected = try reader.optionalString("expected")
    problems = []
    guard reader.has("problems") else { return }
    problems = try reader.objects("problems") { reader throws(JSONError) in
      Problem(
        path: try reader.string("path"), code: try reader.string("code"),
        values: try Self.values(of: &reader), reason: try reader.string("reason"))
    }
  }

  private static func values(of reader: inout ObjectReader) throws(JSONError) -> [String] {
    guard reader.has("values") else { return [] }
    return try reader.array("values").map { value throws(JSONError) in
      guard case .string(let text) = value else { throw reader.failure("values", "strings") }
      return text.string
    }
  }
}
