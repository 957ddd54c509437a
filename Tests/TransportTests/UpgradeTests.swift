import Foundation
import Testing

@testable import Transport
import TransportTestSupport

@Suite("becoming a WebSocket")
struct UpgradeTests {
  private static let allowed = "https://kring.example"

  private func status(of request: String, port: Harness.Port) throws -> Int {
    let socket = try RawSocket(port: port)
    try socket.write(request)
    return try socket.response(head: request.hasPrefix("HEAD")).status
  }

  @Test(
    "only the exact origin, or none at all, is let in",
    arguments: [
      (allowed, 101), (nil, 101),
      ("http://kring.example", 403), ("https://kring.example:8443", 403),
      ("https://evil.example", 403), ("https://kring.example.evil.example", 403),
      ("https://evilkring.example", 403), ("null", 403), ("", 403),
      ("https://kring.example/", 403), ("HTTPS://KRING.EXAMPLE", 403),
    ])
  func origins(origin: String?, expected: Int) throws {
    let harness = try Harness { $0.allowedOrigins = [Self.allowed] }
    #expect(try status(of: RawWebSocket.request(origin: origin), port: harness.port) == expected)
    if expected == 403 {
      try harness.stop()
      #expect(harness.events.isEmpty)
    }
  }

  @Test("an allowed origin with port 0 is the one with the server's own port")
  func ownPort() throws {
    let harness = try Harness { $0.allowedOrigins = ["http://localhost:0"] }
    for (origin, expected) in [
      ("http://localhost:\(harness.port)", 101), ("http://localhost:0", 403),
      ("http://localhost:1\(harness.port)", 403), ("http://localhost", 403),
    ] {
      let request = RawWebSocket.request(origin: origin)
      #expect(try status(of: request, port: harness.port) == expected, "\(origin)")
    }
  }

  @Test("two origins are none on the list")
  func twoOrigins() throws {
    let harness = try Harness { $0.allowedOrigins = [Self.allowed] }
    let request = RawWebSocket.request(
      origin: Self.allowed, extra: "Origin: \(Self.allowed)\r\n")
    #expect(try status(of: request, port: harness.port) == 403)
  }

  @Test(
    "only an offer of the subprotocol is taken, alone or among others",
    arguments: [
      ("kring.1", 101), ("other, kring.1", 101), ("kring.1,other", 101), ("http, kring.1", 101),
      (nil, 400), ("", 400), ("kring.2", 400), ("kring.10", 400), ("Kring.1", 400),
      ("xkring.1", 400),
    ])
  func subprotocols(offered: String?, expected: Int) throws {
    let harness = try Harness()
    let socket = try RawSocket(port: harness.port)
    try socket.write(RawWebSocket.request(subprotocol: offered))
    let response = try socket.response()
    #expect(response.status == expected)
    #expect(response["sec-websocket-protocol"] == (expected == 101 ? "kring.1" : nil))
  }

  @Test("the 101 proves the key, and agrees to no extension")
  func accepted() throws {
    let harness = try Harness()
    let socket = try RawSocket(port: harness.port)
    try socket.write(
      RawWebSocket.request(extra: "Sec-WebSocket-Extensions: permessage-deflate\r\n"))
    let response = try socket.response()
    #expect(response.status == 101)
    // The example of RFC 6455, section 1.3.
    #expect(response["sec-websocket-accept"] == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
    #expect(response["sec-websocket-extensions"] == nil)
  }

  @Test(
    "other paths, versions and methods are refused",
    arguments: [
      (RawWebSocket.request(path: "/"), 404), (RawWebSocket.request(path: "/ws/"), 404),
      (RawWebSocket.request(path: "/wsx"), 404), (RawWebSocket.request(path: "/ws?x=1"), 101),
      (RawWebSocket.request(version: "8"), 426), (RawWebSocket.request(version: nil), 426),
      (RawWebSocket.request(upgrade: nil), 426),
      ("HEAD" + RawWebSocket.request().dropFirst(3), 400),
    ])
  func elsewhere(request: String, expected: Int) throws {
    let harness = try Harness()
    #expect(try status(of: request, port: harness.port) == expected)
  }

  @Test(
    "an upgrade to anything but websocket is refused, and the server lives on",
    arguments: ["h2c", "H2C", "websocket2", "TLS/1.0", "foo", "foo, h2c"])
  func otherUpgrades(upgrade: String) throws {
    let harness = try Harness { $0.assets.add(path: "/index.html", body: [0x78]) }
    let settings = "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n"
    let bad = RawWebSocket.request(
      upgrade: upgrade, connection: "Upgrade, HTTP2-Settings", extra: settings)
    let first = try RawSocket(port: harness.port)
    try first.write(bad)
    #expect(try [400, 403].contains(first.response().status))
    #expect(try first.readToEnd() == [])
    // On a kept connection libwebsockets goes on with headers it has freed: nothing may be made of them.
    let second = try RawSocket(port: harness.port)
    try second.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
    #expect(try second.response().status == 200)
    try second.write(bad + bad)
    #expect(try [400, 403].contains(second.response().status))
    let after = String(decoding: try second.readToEnd(), as: UTF8.self)
    #expect(!after.contains("101"))
    #expect(try status(of: RawWebSocket.request(), port: harness.port) == 101)
  }

  @Test("HTTP/2 from the first byte is not spoken")
  func priorKnowledge() throws {
    let harness = try Harness()
    let socket = try RawSocket(port: harness.port)
    try socket.write(Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8) + [0, 0, 0, 4, 0, 0, 0, 0, 0])
    let answer = try socket.readToEnd()
    // A settings frame is what a server of HTTP/2 would begin with.
    #expect(answer.dropFirst(3).first != 4)
    #expect(try status(of: RawWebSocket.request(), port: harness.port) == 101)
  }

  @Test(
    "websocket is taken from a list of upgrades, and Upgrade from a list of connection options",
    arguments: [
      ("websocket, foo", "Upgrade"), ("foo, websocket", "Upgrade"), ("WebSocket", "upgrade"),
      ("websocket, h2c", "keep-alive, Upgrade"), ("foo,websocket", "Upgrade,close"),
    ])
  func lists(upgrade: String, connection: String) throws {
    let harness = try Harness()
    let request = RawWebSocket.request(upgrade: upgrade, connection: connection)
    #expect(try status(of: request, port: harness.port) == 101)
  }

  @Test(
    "a handshake that is not as RFC 6455 has it is answered with 400 and reaches nobody",
    arguments: [
      ("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n", ""),
      ("dGhlIHNhbXBsZSBub25jZQ==", ""), ("dGhlIHNhbXBsZSBub25jZQ==", "dGhl"),
      ("dGhlIHNhbXBsZSBub25jZQ==", "dGhlIHNhbXBsZSBub25jZXNhbXBsZSBu"),
      ("dGhlIHNhbXBsZSBub25jZQ==", "!!!!IHNhbXBsZSBub25jZQ=="),
      ("Sec-WebSocket-Key:", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Key:"),
      ("Connection: Upgrade", "Connection: close"), ("Connection: Upgrade\r\n", ""),
      ("Connection: Upgrade", "Connection: xUpgrade"), ("HTTP/1.1", "HTTP/1.0"),
      ("Host: localhost\r\n", ""), ("Host: localhost", "Host: a\r\nHost: a"),
      ("Host: localhost", "Host: a b"), ("GET", "POST"),
      ("Upgrade: websocket", "Content-Length: 0\r\nUpgrade: websocket"),
      ("Upgrade: websocket", "Content-Length: 40\r\nUpgrade: websocket"),
      ("Upgrade: websocket", "Transfer-Encoding: chunked\r\nUpgrade: websocket"),
    ])
  func badHandshake(part: String, with other: String) throws {
    let harness = try Harness()
    let socket = try RawSocket(port: harness.port)
    try socket.write(RawWebSocket.request().replacing(part, with: other, maxReplacements: 1))
    let response = try socket.response()
    #expect(response.status == 400)
    #expect(!response.body.isEmpty)
    #expect(try socket.readToEnd() == [])
    try harness.stop()
    #expect(harness.events.isEmpty)
  }

  @Test("frames that come with the handshake are taken, however they are cut")
  func earlyFrames() throws {
    let harness = try Harness()
    let frames = RawWebSocket.frame(Array("early".utf8)) + RawWebSocket.frame(Array("bird".utf8))
    let bytes = Array(RawWebSocket.request().utf8) + frames
    for cut in stride(from: 0, through: frames.count, by: 5) {
      let socket = try RawSocket(port: harness.port)
      try socket.write(Array(bytes.dropLast(cut)))
      #expect(try socket.response().status == 101)
      try socket.write(Array(bytes.suffix(cut)))
      let client = RawWebSocket(socket: socket)
      #expect(try client.receive().text == "early")
      #expect(try client.receive().text == "bird")
    }
  }

  @Test("a refusal carries the security headers, its reason and the end of the connection")
  func refusal() throws {
    let harness = try Harness()
    let socket = try RawSocket(port: harness.port)
    try socket.write(RawWebSocket.request(origin: "https://evil.example"))
    let response = try socket.response()
    #expect(response.status == 403)
    #expect(response["connection"] == "close")
    #expect(response["cache-control"] == "no-store")
    for (name, value) in SecurityHeaders.short { #expect(response[name.lowercased()] == value) }
    #expect(try socket.readToEnd() == [])
  }
}
