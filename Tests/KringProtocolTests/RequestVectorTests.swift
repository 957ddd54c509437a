import KringCore
import KringJSON
import Testing

@testable import KringProtocol

@Suite("the request vectors")
struct RequestVectorTests {
  static func rows(_ def: String, valid: Bool) throws -> [Vector] {
    try Vector.all("requests.json").filter { $0.def == def && $0.valid == valid }
  }

  @Test(
    "a body that makes a session is read and written back byte for byte",
    arguments: try rows("create", valid: true))
  func create(vector: Vector) throws {
    let request = try CreateRequest.decode(vector.json)
    #expect(request.bytes == vector.json)
  }

  @Test(
    "a body that the protocol does not allow is refused at its place",
    arguments: try rows("create", valid: false))
  func badCreate(vector: Vector) throws {
    let error = #expect(throws: BadMessage.self) { try CreateRequest.decode(vector.json) }
    #expect(error?.at == vector.at)
  }

  @Test("a method file comes through untouched")
  func methodFile() throws {
    let vector = try #require(
      try Self.rows("create", valid: true).first { $0.name.contains("method file") })
    guard case .file(let json) = try CreateRequest.decode(vector.json).method else {
      Issue.record("no method file in it")
      return
    }
    let text = String(decoding: vector.json, as: UTF8.self)
    #expect(text.contains(String(decoding: json.bytes, as: UTF8.self)))
    #expect(json["steps"] != nil)
  }

  @Test(
    "an error is read and written back byte for byte",
    arguments: try rows("create/error", valid: true))
  func error(vector: Vector) throws {
    let failure = try HTTPFailure.decode(vector.json)
    #expect(failure.bytes == vector.json)
    #expect(HTTPErrorCode(rawValue: failure.code)?.temporary == failure.temporary)
  }

  @Test(
    "a broken answer is refused at its place, one of a newer server is not",
    arguments: try rows("create/error", valid: false) + rows("create/created", valid: false))
  func badAnswers(vector: Vector) throws {
    func read() throws {
      if vector.def == "create/created" {
        _ = try HTTPBody.decodeCreated(vector.json)
      } else {
        _ = try HTTPFailure.decode(vector.json)
      }
    }
    guard vector.level != .schema else { return try read() }
    let error = #expect(throws: JSONError.self) { try read() }
    #expect(error.map { BadMessage($0).at } == vector.at)
  }

  @Test("the answer to a creation names the session")
  func created() throws {
    let vector = try #require(try Self.rows("create/created", valid: true).first)
    #expect(HTTPBody.created(Sample.session) == vector.json)
    #expect(try HTTPBody.decodeCreated(vector.json) == Sample.session)
  }
}
