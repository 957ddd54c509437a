import Testing

@testable import Transport
import TransportTestSupport

@Suite("the private port")
struct PrivatePortTests {
  private func harness(_ change: (inout ServerConfiguration) -> Void = { _ in }) throws -> Harness {
    try Harness(
      {
        $0.privatePort = 0
        change(&$0)
      },
      onRequest: { server, request in
        let word = "\(request.isPrivate ? "private" : "public") \(request.path)"
        server.respond(request.token, status: 200, body: Array(word.utf8))
      })
  }

  private func answer(
    _ request: String, host: String = "127.0.0.1", _ port: Harness.Port
  ) throws -> String {
    let socket = try RawSocket(port: port)
    try socket.write(request + "\r\nHost: \(host)\r\nConnection: close\r\n\r\n")
    return String(decoding: try socket.readToEnd(), as: UTF8.self)
  }

  @Test("every path there is the delegate's, and it is told apart from the public port")
  func paths() throws {
    let harness = try harness()
    #expect(harness.port.number != harness.privatePort.number)
    for path in ["/metrics", "/", "/ws", "/api/a"] {
      let answer = try answer("GET \(path) HTTP/1.1", harness.privatePort)
      #expect(answer.hasPrefix("HTTP/1.1 200") && answer.hasSuffix("private \(path)"))
    }
    #expect(try answer("GET /api/a HTTP/1.1", harness.port).hasSuffix("public /api/a"))
    #expect(try answer("GET /metrics HTTP/1.1", harness.port).hasPrefix("HTTP/1.1 404"))
  }

  @Test("there is no WebSocket, and no page of another origin is let in")
  func noWebSocket() throws {
    let harness = try harness()
    let upgrade = """
      GET /ws HTTP/1.1\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r
      Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: kring.1\r
      Host: a\r\nConnection: Upgrade\r\n\r\n
      """
    let socket = try RawSocket(port: harness.privatePort)
    try socket.write(upgrade)
    let refused = String(decoding: try socket.readToEnd(), as: UTF8.self)
    #expect(refused.hasPrefix("HTTP/1.1 404"))
    let origin = "GET /metrics HTTP/1.1\r\nOrigin: https://evil.example"
    #expect(try answer(origin, harness.privatePort).hasPrefix("HTTP/1.1 403"))
  }

  @Test(
    "a name that leads here from elsewhere is not answered: only addresses and localhost are",
    arguments: [
      ("localhost", true), ("LocalHost:9464", true), ("127.0.0.1", true), ("10.1.2.3:80", true),
      ("[::1]:9464", true), ("evil.example", false), ("evil.example:9464", false), ("a", false),
      ("127.0.0.1.evil.example", false), ("localhost.evil.example:9464", false),
    ])
  func foreignHost(host: String, isAnswered: Bool) throws {
    let harness = try harness()
    let answer = try answer("GET /metrics HTTP/1.1", host: host, harness.privatePort)
    #expect(answer.hasPrefix(isAnswered ? "HTTP/1.1 200" : "HTTP/1.1 403"))
    #expect(answer.contains("private /metrics") == isAnswered)
  }

  @Test("it answers an address whose connections are used up, and takes none of them")
  func limits() throws {
    let harness = try harness { $0.connectionsPerAddress = 1 }
    let held = try RawWebSocket(port: harness.port)
    #expect(try answer("GET /api/a HTTP/1.1", harness.port) == "")
    for _ in 0..<3 {
      #expect(try answer("GET /metrics HTTP/1.1", harness.privatePort).hasPrefix("HTTP/1.1 200"))
    }
    try held.send("still here")
    #expect(try held.receive().text == "still here")
  }

  @Test("closes are counted by code, and a slow reader once for each time it falls behind")
  func counts() throws {
    let harness = try harness { $0.queueLimit = 64 * 1024 }
    let client = try RawWebSocket(port: harness.port)
    let id = try harness.opened()
    let frame = Frame.text([UInt8](repeating: 65, count: 60_000))
    let refused = try harness.onThread { server in
      (0..<1000).count { _ in server.send(id, frames: frame) == .overLimit }
    }
    #expect(refused > 2)
    let (counts, queued) = try harness.onThread { server in
      server.close(id, code: 4002, reason: "no-session")
      return (server.counts, server.queuedBytes)
    }
    #expect(counts.slowReaders == 1)
    #expect(counts.closes == [4002: 1])
    #expect(queued > 60_000 && queued < 130_000)
    _ = client
  }
}
