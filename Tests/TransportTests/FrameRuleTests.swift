import Testing

@testable import Transport
import TransportTestSupport

/// The rules of RFC 6455 that libwebsockets leaves out, each seen on the wire.
@Suite("rules of frames")
struct FrameRuleTests {
  /// A frame of a client that does not mask.
  private static func unmasked(_ opcode: UInt8, _ payload: [UInt8] = []) -> [UInt8] {
    [0x80 | opcode, UInt8(payload.count)] + payload
  }

  /// A masked frame whose length is written in so many bytes.
  private static func long(_ count: Int, in bytes: Int, opcode: UInt8 = 1) -> [UInt8] {
    let digits = (0..<bytes).reversed().map { place -> UInt8 in UInt8(count >> (8 * place) & 255) }
    var frame: [UInt8] = [0x80 | opcode, bytes == 2 ? 0xfe : 0xff]
    frame += digits
    frame += [0, 0, 0, 0]
    return frame + [UInt8](repeating: 0x61, count: count)
  }

  private static let goodbye = RawWebSocket.frame([0x03, 0xe8], opcode: 8)

  @Test(
    "what RFC 6455 forbids closes with 1002, is counted, and reaches nobody",
    arguments: [
      unmasked(1, [0x61]), unmasked(9, [0x61]), unmasked(10), unmasked(8, [0x03, 0xe8]),
      unmasked(0, [0x61]), long(13, in: 2), long(125, in: 2), long(0, in: 2), long(13, in: 8),
      long(200, in: 8), long(65_535, in: 8), long(5, in: 2, opcode: 9), long(5, in: 8, opcode: 9),
      [0x81, 0xff, 0x80, 0, 0, 0, 0, 0, 0, 0],
      RawWebSocket.frame([0x0f], opcode: 8),
      RawWebSocket.frame([0x13, 0x88], opcode: 8), RawWebSocket.frame([0xff, 0xff], opcode: 8),
      RawWebSocket.frame([0, 0], opcode: 8), RawWebSocket.frame([0x03, 0xec], opcode: 8),
      RawWebSocket.frame([0x03, 0xf7], opcode: 8), RawWebSocket.frame([0x07, 0xd0], opcode: 8),
      RawWebSocket.frame([], opcode: 8, final: false),
    ], [false, true])
  func forbidden(bytes: [UInt8], byBytes: Bool) throws {
    let harness = try Harness()
    let client = try RawWebSocket(port: harness.port)
    if byBytes {
      for byte in bytes.prefix(20) { try client.socket.write([byte]) }
    } else {
      try client.socket.write(bytes)
    }
    #expect(try client.closeCode() == 1002)
    // The answer of a decent client, and the end.
    try? client.socket.write(Self.goodbye)
    #expect(try client.socket.readToEnd() == [])
    try harness.wait("the end") { if case .closed = $0 { true } else { false } }
    #expect(!harness.events.contains { if case .received = $0 { true } else { false } })
    #expect(try harness.onThread { $0.counts.closes } == [1002: 1])
  }

  @Test("what comes in order before a forbidden frame is delivered")
  func before() throws {
    let harness = try Harness()
    let client = try RawWebSocket(port: harness.port)
    try client.socket.write(
      RawWebSocket.frame(Array("good".utf8)) + Self.unmasked(1, [0x61])
        + RawWebSocket.frame(Array("late".utf8)))
    #expect(try client.receive().text == "good")
    #expect(try client.closeCode() == 1002)
    try? client.socket.write(Self.goodbye)
    #expect(try client.socket.readToEnd() == [])
  }

  @Test(
    "a close code that may be sent is sent back with its reason",
    arguments: [
      1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000,
      4999,
    ])
  func goodCodes(code: Int) throws {
    let harness = try Harness()
    let client = try RawWebSocket(port: harness.port)
    let payload = [UInt8(code >> 8), UInt8(code & 255)] + Array("Tschüß".utf8)
    try client.socket.write(RawWebSocket.frame(payload, opcode: 8))
    #expect(try client.receive() == .init(opcode: 8, payload: payload))
    #expect(try client.socket.readToEnd() == [])
    #expect(try harness.onThread { $0.counts.closes } == [:])
  }

  @Test("a close without a code is answered with one, and nothing after it is heard")
  func emptyClose() throws {
    let harness = try Harness()
    let client = try RawWebSocket(port: harness.port)
    try client.socket.write(
      RawWebSocket.frame([], opcode: 8) + RawWebSocket.frame(Array("late".utf8)))
    #expect(try client.receive() == .init(opcode: 8, payload: []))
    #expect(try client.socket.readToEnd() == [])
    #expect(!harness.events.contains { if case .received = $0 { true } else { false } })
  }

  @Test("each of ten pings is answered in order", arguments: [false, true])
  func pings(byBytes: Bool) throws {
    let harness = try Harness()
    let client = try RawWebSocket(port: harness.port)
    let pings = (0..<10).flatMap { RawWebSocket.frame(Array("payload \($0)".utf8), opcode: 9) }
    if byBytes {
      for byte in pings { try client.socket.write([byte]) }
    } else {
      try client.socket.write(pings)
    }
    for number in 0..<10 {
      #expect(try client.receive() == .init(opcode: 10, payload: Array("payload \(number)".utf8)))
    }
  }

  @Test("a ping between the parts of a message is answered before the message is")
  func pongFirst() throws {
    let harness = try Harness()
    let client = try RawWebSocket(port: harness.port)
    let bytes =
      RawWebSocket.frame(Array("frag".utf8), final: false)
      + RawWebSocket.frame(Array("ping".utf8), opcode: 9)
      + RawWebSocket.frame(Array("ment".utf8), opcode: 0)
    for _ in 0..<20 {
      try client.socket.write(bytes)
      #expect(try client.receive() == .init(opcode: 10, payload: Array("ping".utf8)))
      #expect(try client.receive().text == "fragment")
    }
  }

  @Test("who does not read has the last of its pings answered once it reads")
  func lastPing() throws {
    let harness = try Harness()
    let client = try RawWebSocket(port: harness.port, receiveBuffer: 4096)
    let id = try harness.opened()
    let long = [UInt8](repeating: 0x62, count: 200_000)
    for _ in 0..<8 { _ = try harness.onThread { $0.send(id, frames: Frame.text(long)) } }
    for number in 0..<5 {
      try client.socket.write(RawWebSocket.frame(Array("\(number)".utf8), opcode: 9))
    }
    try client.send("marker")
    try harness.wait("what came after the pings") { $0 == .received(id, "marker") }
    var pongs: [String] = []
    var texts = 0
    while pongs.isEmpty || texts < 2 {
      let frame = try client.receive()
      if frame.opcode == 10 { pongs.append(frame.text) } else { texts += 1 }
    }
    #expect(pongs == ["4"])
  }

  @Test("frames of all kinds cut anywhere come out as they went in")
  func anyCut() throws {
    let frames =
      RawWebSocket.frame([], final: false) + RawWebSocket.frame([1, 2, 3], opcode: 0)
      + RawWebSocket.frame([UInt8](repeating: 7, count: 300))
      + RawWebSocket.frame([UInt8](repeating: 8, count: 70_000), opcode: 2)
      + RawWebSocket.frame([0x03, 0xe8], opcode: 8)
    let mixed = frames.prefix(6) + RawWebSocket.frame([9], opcode: 9) + frames.dropFirst(6)
    for piece in [1, 2, 3, 5, 13, 14, 15, 2034] {
      var `guard` = FrameGuard()
      var output: [UInt8] = []
      var pings = 0
      for start in stride(from: 0, to: mixed.count, by: piece) {
        let part = Array(mixed[start..<min(start + piece, mixed.count)])
        var memory = [UInt8](repeating: 0, count: FrameGuard.longestHead) + part
        memory += [UInt8](repeating: 0, count: 200)
        memory.withUnsafeMutableBytes { memory in
          let input = UnsafeRawBufferPointer(
            rebasing: memory[FrameGuard.longestHead..<(FrameGuard.longestHead + part.count)])
          guard let base = memory.baseAddress else { return }
          let findings = `guard`.look(at: input, writing: base)
          output += memory[..<findings.count]
          pings += findings.pings.count
        }
      }
      #expect(output == frames, "\(piece)")
      #expect(pings == 1)
      #expect(`guard`.failure == nil)
      #expect(`guard`.goodbye == [0x03, 0xe8])
    }
  }
}
