import Testing

@testable import Transport
import TransportTestSupport

/// What version 4.1.6 gets wrong, or once did; each is run under AddressSanitizer as well.
@Suite("facts of libwebsockets")
struct LibwebsocketsTests {
  private static let long = String(repeating: "a", count: 300)
  private static let page = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"

  private func serving() throws -> Harness {
    try Harness { $0.assets.add(path: "/index.html", body: [0x78]) }
  }

  /// Sees that a server still lets a WebSocket in and answers it.
  private func expectAlive(_ harness: Harness) throws {
    let client = try RawWebSocket(port: harness.port)
    try client.send("still here")
    #expect(try client.receive().text == "still here")
  }

  @Test(
    "300 bytes in a header of the handshake are no other header, and the server lives on",
    arguments: [
      "Upgrade", "Connection", "Sec-WebSocket-Key", "Sec-WebSocket-Version",
      "Sec-WebSocket-Protocol", "Sec-WebSocket-Extensions", "Origin", "Host", "X-Unknown",
    ])
  func longHeader(name: String) throws {
    let harness = try serving()
    for value in [Self.long, Self.long.replacing("aa", with: "a,")] {
      let socket = try RawSocket(port: harness.port)
      let rest = RawWebSocket.request().split(separator: "\r\n").filter {
        !$0.hasPrefix("\(name):")
      }
      try socket.write((rest + ["\(name): \(value)"]).joined(separator: "\r\n") + "\r\n\r\n")
      let answer = String(decoding: try readSome(socket), as: UTF8.self)
      // An extension that nobody knows is not agreed to, and that is all.
      let isHarmless = ["Host", "X-Unknown", "Sec-WebSocket-Extensions"].contains(name)
      #expect(answer.hasPrefix("HTTP/1.1 101") == isHarmless, "\(answer.prefix(40))")
    }
    try expectAlive(harness)
  }

  /// Reads the answer to a handshake: its head if there is one, else nothing.
  private func readSome(_ socket: RawSocket) throws -> [UInt8] {
    do {
      return Array("HTTP/1.1 \(try socket.response().status)".utf8)
    } catch is RawSocket.Failure {
      return []
    }
  }

  @Test("300 lines of headers, known and unknown, end in an answer or an end")
  func manyHeaders() throws {
    let harness = try serving()
    for line in ["X-Unknown: 1", "Accept: a", "Cookie: a=b", "Sec-WebSocket-Protocol: kring.1"] {
      let socket = try RawSocket(port: harness.port)
      let lines = Array(repeating: line, count: 300).joined(separator: "\r\n")
      let written = Result {
        try socket.write(RawWebSocket.request(extra: lines + "\r\n"))
        socket.finishWriting()
      }
      let answer = String(decoding: try socket.readToEnd(), as: UTF8.self)
      #expect(answer.isEmpty || answer.hasPrefix("HTTP/1.1 "), "\(written)")
    }
    try expectAlive(harness)
  }

  @Test("names of headers with 300 bytes, no colon or no name end in an answer or an end")
  func oddNames() throws {
    let harness = try serving()
    for line in ["\(Self.long): 1", Self.long, ": 1", ":", "\(Self.long):\(Self.long)"] {
      let socket = try RawSocket(port: harness.port)
      let written = Result {
        try socket.write("GET / HTTP/1.1\r\nHost: localhost\r\n\(line)\r\n\r\n")
        socket.finishWriting()
      }
      let answer = String(decoding: try socket.readToEnd(), as: UTF8.self)
      #expect(answer.isEmpty || answer.hasPrefix("HTTP/1.1 "), "\(written)")
    }
    try expectAlive(harness)
  }

  @Test("on a kept connection each request has its own headers only")
  func secondRequest() throws {
    let harness = try Harness(
      { $0.allowedOrigins = ["https://kring.example"] },
      onRequest: { server, request in
        server.respond(
          request.token, status: 200, headers: [("X-Origin", request.origin ?? "none")])
      })
    let socket = try RawSocket(port: harness.port)
    let lines = ["Origin: https://kring.example\r\n", "", "Origin: https://kring.example\r\n"]
    for (number, line) in lines.enumerated() {
      try socket.write("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\(line)\r\n")
      let response = try socket.response()
      #expect(
        response["x-origin"] == (line.isEmpty ? "none" : "https://kring.example"), "\(number)")
    }
  }

  @Test("a kept connection becomes a WebSocket like a fresh one, and only if all is in order")
  func upgradeAfterRequest() throws {
    for (origin, expected) in [("https://kring.example", 101), ("https://evil.example", 403)] {
      let harness = try Harness {
        $0.allowedOrigins = ["https://kring.example"]
        $0.assets.add(path: "/index.html", body: [0x78])
      }
      let socket = try RawSocket(port: harness.port)
      try socket.write(Self.page)
      #expect(try socket.response().status == 200)
      try socket.write(RawWebSocket.request(origin: origin))
      #expect(try socket.response().status == expected)
      guard expected == 101 else { continue }
      let client = RawWebSocket(socket: socket)
      try client.send("hallo")
      #expect(try client.receive().text == "hallo")
    }
  }

  @Test(
    "whoever offers compression is not compressed, and a compressed frame closes with 1002",
    arguments: [
      "permessage-deflate", "permessage-deflate; client_max_window_bits",
      "permessage-deflate; server_max_window_bits=8; client_no_context_takeover",
      "x-webkit-deflate-frame", "permessage-deflate, permessage-deflate",
      "permessage-deflate; \(String(repeating: "x=1; ", count: 30))",
    ])
  func deflate(offer: String) throws {
    let harness = try serving()
    let socket = try RawSocket(port: harness.port)
    try socket.write(RawWebSocket.request(extra: "Sec-WebSocket-Extensions: \(offer)\r\n"))
    let response = try socket.response()
    #expect(response.status == 101)
    #expect(response["sec-websocket-extensions"] == nil)
    let client = RawWebSocket(socket: socket)
    let text = String(repeating: "hallo ", count: 100)
    try client.send(text)
    #expect(try client.receive().text == text)
    // «hallo», deflated, with the first reserved bit set.
    try socket.write([0xc1, 0x87, 0, 0, 0, 0, 0xca, 0x48, 0xcc, 0xc9, 0xc9, 0x07, 0x00])
    #expect(try client.closeCode() == 1002)
    try expectAlive(harness)
  }

  @Test(
    "each reserved bit closes with 1002, in data, in what continues it and in control frames",
    arguments: [0x40, 0x20, 0x10, 0x70] as [UInt8], [1, 0, 8, 9, 10] as [UInt8])
  func reservedBits(bits: UInt8, opcode: UInt8) throws {
    let harness = try serving()
    let client = try RawWebSocket(port: harness.port)
    if opcode == 0 { try client.socket.write(RawWebSocket.frame([0x61], final: false)) }
    var frame = RawWebSocket.frame(opcode == 8 ? [0x03, 0xe8] : [0x61], opcode: opcode)
    frame[0] |= bits
    try client.socket.write(frame)
    #expect(try client.closeCode() == 1002)
    try harness.wait("the end") { if case .closed = $0 { true } else { false } }
    #expect(!harness.events.contains { if case .received = $0 { true } else { false } })
  }

  @Test("control frames that are too long close with 1002", arguments: [8, 9, 10] as [UInt8])
  func longControl(opcode: UInt8) throws {
    let harness = try serving()
    let client = try RawWebSocket(port: harness.port)
    let payload = [0x03, 0xe8] + [UInt8](repeating: 0x61, count: 124)
    try client.socket.write(RawWebSocket.frame(payload, opcode: opcode))
    #expect(try client.closeCode() == 1002)
    try expectAlive(harness)
  }
}
