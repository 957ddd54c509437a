import Testing

@testable import Transport
import TransportTestSupport

@Suite("messages")
struct MessageTests {
  @Test("a text message reaches the delegate and its answer the client")
  func echo() throws {
    let harness = try Harness()
    let client = try RawWebSocket(port: harness.port)
    try client.send("hallo")
    #expect(try client.receive() == .init(opcode: 1, payload: Array("hallo".utf8)))
    try harness.stop()
    let id = try harness.opened()
    #expect(
      harness.events.filter { $0 != .turnEnded } == [
        .opened(id), .received(id, "hallo"), .closed(id),
      ])
  }

  @Test("a thousand messages written at once come back in order")
  func order() throws {
    let harness = try Harness()
    let client = try RawWebSocket(port: harness.port)
    let texts = (0..<1000).map { "message \($0)" }
    try client.socket.write(texts.flatMap { RawWebSocket.frame(Array($0.utf8)) })
    for text in texts { #expect(try client.receive().text == text) }
  }

  @Test("a message that comes byte by byte is one message")
  func byteByByte() throws {
    let harness = try Harness()
    let client = try RawWebSocket(port: harness.port)
    for byte in RawWebSocket.frame(Array("één".utf8)) { try client.socket.write([byte]) }
    #expect(try client.receive().text == "één")
  }

  @Test("a message in frames is put together, with a ping between them answered")
  func fragments() throws {
    let harness = try Harness()
    let client = try RawWebSocket(port: harness.port)
    // The cut goes through the two bytes of é.
    try client.socket.write(RawWebSocket.frame([0x63, 0x61, 0x66, 0xc3], final: false))
    try client.socket.write(RawWebSocket.frame(Array("are you there".utf8), opcode: 9))
    let pong = try client.receive()
    #expect(pong.opcode == 10)
    #expect(pong.text == "are you there")
    try client.socket.write(RawWebSocket.frame([], opcode: 0, final: false))
    try client.socket.write(RawWebSocket.frame([0xa9], opcode: 0))
    #expect(try client.receive().text == "café")
  }

  @Test("an empty message is a message")
  func empty() throws {
    let harness = try Harness()
    let client = try RawWebSocket(port: harness.port)
    try client.send("")
    #expect(try client.receive() == .init(opcode: 1, payload: []))
  }

  @Test("a message of the longest length is taken, one byte more closes with 1009")
  func longest() throws {
    let harness = try Harness { $0.closeGrace = .milliseconds(50) }
    let client = try RawWebSocket(port: harness.port)
    try client.send(String(repeating: "a", count: 16_384))
    #expect(try client.receive().payload.count == 16_384)
    try client.send(String(repeating: "a", count: 16_385))
    #expect(try client.closeCode() == 1009)
    try harness.wait("the end") { if case .closed = $0 { true } else { false } }
    #expect(
      harness.events.filter { if case .received = $0 { true } else { false } }.count == 1)
  }

  @Test("a frame that only says it is too long is refused before it is here")
  func claimedLength() throws {
    let harness = try Harness()
    let client = try RawWebSocket(port: harness.port)
    try client.socket.write(RawWebSocket.frame([0x61], claimed: 1 << 40))
    #expect(try client.closeCode() == 1009)
  }

  @Test("frames that together are too long close with 1009")
  func longTogether() throws {
    let harness = try Harness()
    let client = try RawWebSocket(port: harness.port)
    let part = [UInt8](repeating: 0x61, count: 8192)
    try client.socket.write(RawWebSocket.frame(part, final: false))
    try client.socket.write(RawWebSocket.frame(part, opcode: 0, final: false))
    try client.socket.write(RawWebSocket.frame([0x61], opcode: 0))
    #expect(try client.closeCode() == 1009)
  }

  @Test("frames that together have the longest length are one message")
  func longestTogether() throws {
    let harness = try Harness()
    let client = try RawWebSocket(port: harness.port)
    let half = [UInt8](repeating: 0x61, count: 8192)
    // Twice: the count of bytes begins anew with each message, too.
    for _ in 0..<2 {
      try client.socket.write(RawWebSocket.frame(half, final: false))
      try client.socket.write(RawWebSocket.frame(half, opcode: 0))
      #expect(try client.receive().payload.count == 16_384)
    }
  }

  @Test("frames without a byte count like others: 32 are taken, 33 close with 1009")
  func emptyFrames() throws {
    let harness = try Harness()
    func frames(_ count: Int) -> [UInt8] {
      (0..<count).flatMap {
        RawWebSocket.frame([], opcode: $0 == 0 ? 1 : 0, final: $0 == count - 1)
      }
    }
    let client = try RawWebSocket(port: harness.port)
    try client.socket.write(frames(32))
    #expect(try client.receive() == .init(opcode: 1, payload: []))
    try client.socket.write(frames(33))
    #expect(try client.closeCode() == 1009)
  }

  @Test("a message in 32 frames is taken, in 33 closes with 1009")
  func fragmentLimit() throws {
    let harness = try Harness()
    func frames(_ count: Int) -> [UInt8] {
      (0..<count).flatMap {
        RawWebSocket.frame([0x61], opcode: $0 == 0 ? 1 : 0, final: $0 == count - 1)
      }
    }
    let client = try RawWebSocket(port: harness.port)
    // Twice: the count begins anew with each message.
    for _ in 0..<2 {
      try client.socket.write(frames(32))
      #expect(try client.receive().text == String(repeating: "a", count: 32))
    }
    try client.socket.write(frames(33))
    #expect(try client.closeCode() == 1009)
  }

  @Test("a binary message closes with 1003")
  func binary() throws {
    let harness = try Harness()
    let client = try RawWebSocket(port: harness.port)
    try client.socket.write(RawWebSocket.frame([1, 2, 3], opcode: 2))
    #expect(try client.closeCode() == 1003)
  }

  @Test(
    "text that is not UTF-8 closes with 1007",
    arguments: [
      [0xff], [0x61, 0xc3], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0x80],
    ] as [[UInt8]])
  func notUTF8(bytes: [UInt8]) throws {
    let harness = try Harness()
    let client = try RawWebSocket(port: harness.port)
    try client.socket.write(RawWebSocket.frame(bytes))
    #expect(try client.closeCode() == 1007)
  }

  @Test(
    "frames that break the protocol close with 1002",
    arguments: [
      RawWebSocket.frame([0x61], opcode: 0),  // continues nothing
      RawWebSocket.frame([0x61], opcode: 3),  // unknown
      RawWebSocket.frame([], opcode: 9, final: false),  // a ping in parts
      [0xc1, 0x81, 1, 2, 3, 4, 0x60],  // compressed, which was not agreed
      RawWebSocket.frame([0x61], final: false) + RawWebSocket.frame([0x61]),
    ])
  func brokenFrames(bytes: [UInt8]) throws {
    let harness = try Harness()
    do {
      let client = try RawWebSocket(port: harness.port)
      try client.socket.write(bytes)
      #expect(try client.closeCode() == 1002)
    }
    try harness.wait("the end") { if case .closed = $0 { true } else { false } }
    #expect(!harness.events.contains { if case .received = $0 { true } else { false } })
  }

  @Test("a client's goodbye is answered with the same code")
  func clientCloses() throws {
    let harness = try Harness()
    let client = try RawWebSocket(port: harness.port)
    try client.socket.write(RawWebSocket.frame([0x0f, 0xa1] + Array("bye".utf8), opcode: 8))
    #expect(try client.closeCode() == 4001)
    #expect(try client.socket.readToEnd() == [])
    let id = try harness.opened()
    try harness.wait("the end") { $0 == .closed(id) }
  }

  @Test("a goodbye whose reason is not UTF-8 is answered with 1007")
  func badGoodbye() throws {
    let harness = try Harness()
    let client = try RawWebSocket(port: harness.port)
    try client.socket.write(RawWebSocket.frame([0x03, 0xe8, 0xff], opcode: 8))
    #expect(try client.closeCode() == 1007)
    #expect(try client.socket.readToEnd() == [])
  }

  @Test("the server's goodbye comes after what was sent before, with its code and reason")
  func serverCloses() throws {
    let harness = try Harness(onReceived: { server, id, text in
      _ = server.send(id, frames: Frame.text(text))
      server.close(id, code: 4003, reason: "removed")
      #expect(server.send(id, frames: Frame.text("late")) == .gone)
    })
    let client = try RawWebSocket(port: harness.port)
    try client.send("one")
    try client.send("two")
    #expect(try client.receive().text == "one")
    let goodbye = try client.receive()
    #expect(goodbye.opcode == 8)
    #expect(goodbye.code == 4003)
    #expect(goodbye.payload.dropFirst(2).elementsEqual("removed".utf8))
    try client.socket.write(RawWebSocket.frame([0x0f, 0xa3], opcode: 8))
    #expect(try client.socket.readToEnd() == [])
    let id = try harness.opened()
    try harness.wait("the end") { $0 == .closed(id) }
    #expect(
      harness.events.filter { if case .received = $0 { true } else { false } }
        == [.received(id, "one")])
  }

  @Test("a client that does not answer the server's goodbye is cut off")
  func unansweredGoodbye() throws {
    let harness = try Harness(
      { $0.closeGrace = .milliseconds(50) },
      onReceived: { server, id, _ in server.close(id, code: 4003, reason: "") })
    let client = try RawWebSocket(port: harness.port)
    try client.send("x")
    #expect(try client.closeCode() == 4003)
    #expect(try client.socket.readToEnd() == [])
    let id = try harness.opened()
    try harness.wait("the end") { $0 == .closed(id) }
  }

  @Test("a client that vanishes is reported once")
  func vanishes() throws {
    let harness = try Harness()
    do { _ = try RawWebSocket(port: harness.port) }
    let id = try harness.opened()
    try harness.wait("the end") { $0 == .closed(id) }
    try harness.stop()
    #expect(harness.events.filter { $0 == .closed(id) }.count == 1)
  }

  @Test("an old name finds nobody, even when its place is used again")
  func oldNames() throws {
    let harness = try Harness()
    do { _ = try RawWebSocket(port: harness.port) }
    let old = try harness.opened()
    try harness.wait("the end") { $0 == .closed(old) }
    let client = try RawWebSocket(port: harness.port)
    try client.send("here")
    _ = try client.receive()
    let new = try harness.opened(after: 1)
    #expect(new != old)
    #expect(try harness.onThread { $0.send(old, frames: Frame.text("x")) } == .gone)
    #expect(try harness.onThread { $0.send(new, frames: Frame.text("x")) } == .sent)
    #expect(try client.receive().text == "x")
  }
}
