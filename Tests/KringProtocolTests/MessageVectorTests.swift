import KringCore
import KringJSON
import Testing

@testable import KringProtocol

/// The member for whom the messages of the vectors are.
let anna = ID(high: 0x8f14_e45f_ceea_467f, low: 0xa7d3_1c1b_2f3a_4b5c)

@Suite("the message vectors")
struct MessageVectorTests {
  @Test(
    "a message of a client is read and written back byte for byte",
    arguments: try Vector.messages(.client, valid: true))
  func client(vector: Vector) throws {
    let message = try ClientMessage.decode(vector.json)
    #expect((message.bytes == vector.json) == vector.canonical)
    #expect(try ClientMessage.decode(message.bytes) == message)
  }

  @Test(
    "what a client may not send is refused at its place",
    arguments: try Vector.messages(.client, valid: false))
  func badClient(vector: Vector) throws {
    let error = #expect(throws: BadMessage.self) { try ClientMessage.decode(vector.json) }
    #expect(error?.at == vector.at)
    let json = try? JSON.parse(vector.json)
    let ref: Int? = if case .int(let ref) = json?["ref"], ref >= 0 { ref } else { nil }
    #expect(error?.ref == ref, "a rejection needs the ref exactly if it could be read")
  }

  @Test(
    "a message of the server is read and written back byte for byte",
    arguments: try Vector.messages(.server, valid: true))
  func server(vector: Vector) throws {
    let message = try ServerMessage.decode(vector.json, for: anna)
    var bytes: [UInt8] = []
    message.encode(into: &bytes)
    #expect(bytes == vector.json)
  }

  @Test(
    "a broken message of a server is refused at its place, one of a newer server is not",
    arguments: try Vector.messages(.server, valid: false))
  func badServer(vector: Vector) throws {
    guard vector.level != .schema else {
      _ = try ServerMessage.decode(vector.json, for: anna)
      return
    }
    let error = #expect(throws: JSONError.self) {
      try ServerMessage.decode(vector.json, for: anna)
    }
    #expect(error.map { BadMessage($0).at } == vector.at)
  }

  @Test("every word of a client and every event has a valid vector")
  func complete() throws {
    let clients = try Vector.messages(.client, valid: true).map {
      try ClientMessage.decode($0.json).word
    }
    #expect(Set(clients) == ClientMessage.words)
    var events: Set<String> = []
    for vector in try Vector.messages(.server, valid: true) {
      guard case .events(let entries) = try ServerMessage.decode(vector.json, for: anna) else {
        continue
      }
      for case .event(let event) in entries { events.insert(event.kind.word) }
    }
    #expect(events == Event.Kind.words)
  }

  @Test("what a newer server says is told apart from what is broken")
  func newer() throws {
    func decode(_ text: String) throws -> ServerMessage {
      try ServerMessage.decode(Array(text.utf8), for: anna)
    }
    #expect(try decode(#"{"hologram":{}}"#) == .unknown)
    #expect(try decode(#"{"notice":{"code":"tea-time"}}"#) == .unknown)
    #expect(
      try decode(#"{"events":[{"seq":3},{"seq":4,"at_ms":1,"event":"tea.poured","cups":6}]}"#)
        == .events([.gap(from: 3, to: 3), .unknown(seq: 4)]))
    let refused = try decode(#"{"ref":1,"rejected":{"code":"too-late","temporary":true}}"#)
    guard case .rejected(1, let refusal) = refused else {
      Issue.record("\(refused) is no rejection")
      return
    }
    #expect(refusal.rejection == nil && refusal.temporary && refusal.code == "too-late")
  }
}
