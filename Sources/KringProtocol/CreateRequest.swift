import KringCore
import KringJSON

/// The body of `POST /api/sessions`.
package struct CreateRequest: Hashable, Sendable {
  /// The longest body in bytes.
  package static let largest = 65_536

  /// The session's id, derived from the link secret.
  package var session: ID
  /// SHA-256 of the key to the door.
  package var join: [UInt8]
  /// SHA-256 of the claim that the maker keeps.
  package var claim: [UInt8]
  /// The method.
  package var method: Method
  /// The number of cases, from 1 to 6.
  package var cases: Int
  /// The length of the meeting in minutes, from 10 to 480.
  package var minutes: Int
  /// The parts of the frame that are chosen or left out, by name.
  package var frame: [String: Bool]
  /// The planned start, in milliseconds since 1970.
  package var start: Int?
  /// The planned end, in milliseconds since 1970.
  package var end: Int?
  /// The link of the call.
  package var call: Sealed?

  package init(
    session: ID, join: [UInt8], claim: [UInt8], method: Method, cases: Int, minutes: Int,
    frame: [String: Bool] = [:], start: Int? = nil, end: Int? = nil, call: Sealed? = nil
  ) {
    self.session = session
    self.join = join
    self.claim = claim
    self.method = method
    self.cases = cases
    self.minutes = minutes
    self.frame = frame
    self.start = start
    self.end = end
    self.call = call
  }

  /// A method that the server knows, or one that comes along.
  package enum Method: Hashable, Sendable {
    /// The id of a method of the server.
    case named(String)
    /// A whole method file; checked by nobody yet.
    case file(JSON)
  }

  /// Reads a body as strictly as the server must; of a method file only that it is an object.
  package static func decode(_ bytes: [UInt8]) throws(BadMessage) -> CreateRequest {
    do {
      // A method file in a body nests deeper than anything on the socket.
      var reader = try ObjectReader(JSON.parse(bytes, limits: JSON.Limits(depth: 16)))
      let request = try CreateRequest(from: &reader)
      try reader.end()
      return request
    } catch { throw BadMessage(error) }
  }

  private init(from reader: inout ObjectReader) throws(JSONError) {
    session = try reader.opaqueID("session")
    join = try reader.bytes32("join")
    claim = try reader.bytes32("claim")
    switch try reader.value("method", "the id of a method, or a method file") {
    case .object(let fields): method = .file(.object(fields))
    case .string(let text):
      guard let word = ObjectReader.word(text) else { fallthrough }
      method = .named(word)
    default: throw reader.failure("method", "the id of a method, or a method file")
    }
    cases = try reader.int("cases", in: PlanWish.casesAllowed)
    minutes = try reader.int("minutes", in: PlanWish.minutesAllowed)
    frame = try reader.optionalFrame()
    start = try reader.optionalInt("start_ms")
    end = try reader.optionalInt("end_ms")
    call = try reader.optionalCall(.strict)
  }

  /// The body as bytes.
  package var bytes: [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      writer.opaqueID("session", session)
      writer.bytes32("join", join)
      writer.bytes32("claim", claim)
      writer.key("method")
      switch method {
      case .named(let id): writer.string(id)
      case .file(let json): writer.value(json)
      }
      writer.int("cases", cases)
      writer.int("minutes", minutes)
      if !frame.isEmpty { writer.frame(frame) }
      writer.optionalInt("start_ms", start)
      writer.optionalInt("end_ms", end)
      if let call { writer.sealed("call", as: "item", call) }
    }
    return writer.bytes
  }
}
