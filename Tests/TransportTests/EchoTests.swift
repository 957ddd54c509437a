import Testing

@testable import Transport

@Suite("messages")
struct EchoTests {
  @Test("a text message reaches the delegate and its answer the client")
  func echo() throws {
    let harness = try Harness()
    let client = try RawWebSocket(port: harness.port)
    try client.send("hallo")
    let answer = try client.receive()
    #expect(answer == .init(opcode: 1, payload: Array("hallo".utf8)))
    try harness.stop()
    let id = try harness.opened()
    #expect(
      harness.events.filter { $0 != .turnEnded } == [
        .opened(id), .received(id, "hallo"), .closed(id),
      ])
  }
}
