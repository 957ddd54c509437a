import Foundation
import Testing

@testable import Transport
import TransportLoop
import TransportTestSupport

@Suite("requests for the delegate")
struct RequestTests {
  private func answering(
    _ change: (inout ServerConfiguration) -> Void = { _ in }
  ) throws -> Harness {
    try Harness(
      change,
      onRequest: { server, request in
        server.respond(
          request.token, status: 201, headers: [("Content-Type", "text/plain")],
          body: Array("\(request.path) ".utf8) + request.body)
      })
  }

  private func exchange(_ text: String, _ harness: Harness) throws -> RawSocket.Response {
    let socket = try RawSocket(port: harness.port)
    try socket.write(text)
    return try socket.response()
  }

  private func post(_ path: String, _ body: [UInt8], extra: String = "") -> [UInt8] {
    Array(
      "POST \(path) HTTP/1.1\r\nHost: x\r\nContent-Length: \(body.count)\r\n\(extra)\r\n".utf8)
      + body
  }

  @Test("a request reaches the delegate with all it needs")
  func fields() throws {
    let seen = EventLog<HTTPRequest>()
    let harness = try Harness(
      { $0.allowedOrigins = ["https://kring.example"] },
      onRequest: { server, request in
        seen.add(request)
        server.respond(request.token, status: 200)
      })
    let socket = try RawSocket(port: harness.port)
    try socket.write(
      post(
        "/api/sessions?x=1", Array("{}".utf8),
        extra: "Authorization: Bearer k\r\nContent-Type: application/json\r\n"
          + "Origin: https://kring.example\r\n"))
    #expect(try socket.response().status == 200)
    let request = try seen.wait("the request") { _ in true }
    #expect(request.method == .post)
    #expect(request.path == "/api/sessions")
    #expect(request.authorization == "Bearer k")
    #expect(request.contentType == "application/json")
    #expect(request.origin == "https://kring.example")
    #expect(request.address.description == "127.0.0.1")
    #expect(request.body == Array("{}".utf8))
  }

  @Test(
    "an answer within the call leaves the connection open, until a second request brings a body")
  func keptAlive() throws {
    let harness = try answering()
    let socket = try RawSocket(port: harness.port)
    let get = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
    try socket.write(post("/api/x", Array("first".utf8)))
    for text in ["/api/x first", "/healthz ", "/healthz "] {
      let response = try socket.response()
      #expect(response.status == 201)
      #expect(response["connection"] == nil)
      #expect(String(decoding: response.body, as: UTF8.self) == text)
      try socket.write(get)
    }
    #expect(try socket.response().status == 201)
    // Its answer comes, and then the end: see what libwebsockets does with bodies in ServerHTTP.
    try socket.write(post("/api/x", Array("second".utf8)))
    let last = try socket.response()
    #expect(last.status == 201)
    #expect(last["connection"] == "close")
    #expect(String(decoding: last.body, as: UTF8.self) == "/api/x second")
    #expect(try socket.readToEnd() == [])
  }

  @Test("a later answer arrives and ends the connection", arguments: ["GET", "POST"])
  func lateAnswer(method: String) throws {
    let tokens = EventLog<ResponseToken>()
    let harness = try Harness(onRequest: { _, request in tokens.add(request.token) })
    let socket = try RawSocket(port: harness.port)
    let request =
      method == "GET" ? Array("GET /api/x HTTP/1.1\r\nHost: x\r\n\r\n".utf8) : post("/api/x", [1])
    // What follows while the answer is awaited must neither be taken for the body nor be answered.
    try socket.write(request + request)
    let token = try tokens.wait("the request") { _ in true }
    try socket.write(request)
    // Waiting costs nothing, although there is input that nobody reads.
    let before = try harness.onThread { $0.loop.turn }
    let rung = EventLog<Bool>()
    harness.server.post { [server = harness.server] in
      _ = server.schedule(after: .milliseconds(300)) { rung.add(true) }
    }
    _ = try rung.wait("some time") { $0 }
    #expect(try harness.onThread { $0.loop.turn } - before < 50)
    #expect(
      try harness.onThread { server in
        server.respond(token, status: 200, body: Array("late".utf8))
        server.respond(token, status: 500, body: Array("twice".utf8))
        return true
      })
    let response = try socket.response()
    #expect(response.status == 200)
    #expect(response["connection"] == "close")
    #expect(String(decoding: response.body, as: UTF8.self) == "late")
    #expect(try socket.readToEnd() == [])
    #expect(tokens.all.count == 1)
  }

  @Test("an answer to somebody who has gone is dropped")
  func gone() throws {
    let tokens = EventLog<ResponseToken>()
    let harness = try Harness(onRequest: { server, request in
      tokens.add(request.token)
      if request.path == "/api/now" { server.respond(request.token, status: 200) }
    })
    do {
      let socket = try RawSocket(port: harness.port)
      try socket.write("GET /api/x HTTP/1.1\r\nHost: x\r\n\r\n")
      _ = try tokens.wait("the request") { _ in true }
    }
    let token = tokens.all[0]
    #expect(
      try harness.onThread { server in
        server.respond(token, status: 200)
        return true
      })
    #expect(try exchange("GET /api/now HTTP/1.1\r\nHost: x\r\n\r\n", harness).status == 200)
  }

  @Test("a body of the longest length is taken, one byte more gets 413 and has no effect")
  func longestBody() throws {
    let harness = try answering()
    let good = try RawSocket(port: harness.port)
    try good.write(post("/api/x", [UInt8](repeating: 0x61, count: 65_536)))
    #expect(try good.response().status == 201)
    let bad = try RawSocket(port: harness.port)
    try bad.write(post("/api/x", [UInt8](repeating: 0x61, count: 65_537)))
    let refusal = try bad.response()
    #expect(refusal.status == 413)
    #expect(String(decoding: refusal.body, as: UTF8.self) == "Expected at most 65536 bytes.\n")
    // The rest of the refused body is not taken for a request. The next one comes on a connection
    // of its own: behind a body that is still being dropped it would be cut off as pipelined.
    let next = try RawSocket(port: harness.port)
    try next.write(post("/api/x", [0x62]))
    #expect(try next.response().status == 201)
    try harness.stop()
    let bodies = harness.events.compactMap { event -> Int? in
      if case .requested(_, _, let bytes) = event { bytes } else { nil }
    }
    #expect(bodies == [65_536, 1])
  }

  @Test("who asks whether to go on with the body is told to, or why not")
  func expectContinue() throws {
    let harness = try answering()
    let asking = "POST /api/x HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n"
    let socket = try RawSocket(port: harness.port)
    try socket.write("\(asking)Content-Length: 3\r\n\r\n")
    #expect(try socket.response(head: true).status == 100)
    try socket.write("abc")
    #expect(try String(decoding: socket.response().body, as: UTF8.self) == "/api/x abc")
    try socket.write("\(asking)Content-Length: 99999999\r\n\r\n")
    #expect(try socket.response().status == 413)
  }

  @Test(
    "requests with bodies sent without waiting do not hold up the server",
    arguments: ["GP", "PP", "GPG", "PG", "PPPP", "GGP", "PEP"])
  func impatient(kinds: String) throws {
    let harness = try answering { $0.assets.add(path: "/index.html", body: [0x78]) }
    let requests: [Character: [UInt8]] = [
      "G": Array("GET / HTTP/1.1\r\nHost: x\r\n\r\n".utf8),
      "P": post("/api/x", Array("abcde".utf8)), "E": post("/api/x", []),
    ]
    // Whether it went wrong depended on how the pieces fell: often enough to see it each time.
    for _ in 0..<10 {
      let socket = try RawSocket(port: harness.port)
      try socket.write(kinds.flatMap { requests[$0] ?? [] })
      #expect(try [200, 201].contains(socket.response().status))
      // Later ones may be answered or cut off.
      socket.finishWriting()
      _ = try socket.readToEnd()
      #expect(try exchange("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n", harness).status == 201)
    }
    let bodies = harness.events.compactMap { event -> Int? in
      if case .requested(.post, _, let bytes) = event { bytes } else { nil }
    }
    #expect(bodies.allSatisfy { $0 == 5 || $0 == 0 })
  }

  @Test("an empty body is a body")
  func emptyBody() throws {
    let harness = try answering()
    let socket = try RawSocket(port: harness.port)
    for _ in 0..<2 {
      try socket.write(post("/api/x", []))
      #expect(try socket.response().status == 201)
    }
  }

  @Test("a body that comes in pieces is one body")
  func pieces() throws {
    let harness = try answering()
    let socket = try RawSocket(port: harness.port)
    for byte in post("/api/x", Array("abc".utf8)) { try socket.write([byte]) }
    #expect(try String(decoding: socket.response().body, as: UTF8.self) == "/api/x abc")
  }

  @Test(
    "a request whose length cannot be known is refused",
    arguments: [
      ("POST", "", 411), ("POST", "Transfer-Encoding: chunked\r\n", 411),
      ("POST", "Content-Length: -1\r\n", 411), ("POST", "Content-Length: 1x\r\n", 411),
      ("POST", "Content-Length: 1\r\nContent-Length: 1\r\n", 411),
      ("POST", "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n", 411),
      ("POST", "Content-Length: 99999999999999999999\r\n", 411),
      ("POST", "Content-Length: 999999999\r\n", 413), ("GET", "Content-Length: 5\r\n", 400),
      ("GET", "Transfer-Encoding: chunked\r\n", 411), ("PUT", "Content-Length: 0\r\n", 405),
      ("DELETE", "", 405),
    ])
  func badLengths(method: String, headers: String, status: Int) throws {
    let harness = try answering()
    let socket = try RawSocket(port: harness.port)
    try socket.write("\(method) /api/x HTTP/1.1\r\nHost: x\r\n\(headers)\r\n")
    let response = try socket.response()
    #expect(response.status == status)
    #expect(try socket.readToEnd() == [])
    try harness.stop()
    #expect(harness.events.isEmpty)
  }

  @Test("a page of another origin may not use the API")
  func foreignOrigin() throws {
    let harness = try answering { $0.allowedOrigins = ["https://kring.example"] }
    let foreign = String(
      decoding: post("/api/x", [], extra: "Origin: https://evil.example\r\n"), as: UTF8.self)
    #expect(try exchange(foreign, harness).status == 403)
    try harness.stop()
    #expect(harness.events.isEmpty)
  }

  @Test("HEAD gets no body")
  func head() throws {
    let harness = try answering()
    let socket = try RawSocket(port: harness.port)
    try socket.write("HEAD /readyz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    #expect(try socket.response(head: true)["content-length"] == "8")
    #expect(try socket.readToEnd() == [])
  }

  /// Input under a name that fits on a line.
  struct Input: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let text: String

    init(_ name: String, _ text: String) {
      testDescription = name
      self.text = text
    }
  }

  @Test(
    "what is no request ends the connection and nothing else",
    arguments: [
      Input("zeros", "\0\0\0\0"), Input("no path", "GET\r\n\r\n"),
      Input("unknown method", "BREW /pot HTTP/1.1\r\n\r\n"),
      Input("relative path", "GET relative HTTP/1.1\r\n\r\n"),
      Input("%00", "GET /%00 HTTP/1.1\r\nHost: x\r\n\r\n"),
      Input("%zz", "GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n"),
      Input(
        "long path",
        "GET /\(String(repeating: "a", count: 10_000)) HTTP/1.1\r\nHost: x\r\n\r\n"),
      Input(
        "long header",
        "GET / HTTP/1.1\r\nX: \(String(repeating: "a", count: 100_000))\r\n\r\n"),
      Input("CONNECT", "CONNECT example.org:80 HTTP/1.1\r\nHost: example.org:80\r\n\r\n"),
    ])
  func noRequest(input: Input) throws {
    let harness = try answering { $0.headersTimeout = .seconds(1) }
    let socket = try RawSocket(port: harness.port)
    // The server may hang up before all of it is written.
    let written = Result { try socket.write(input.text) }
    let answer = String(decoding: try socket.readToEnd(), as: UTF8.self)
    #expect(!answer.contains("200 OK"), "\(written)")
    #expect(try exchange("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n", harness).status == 201)
  }

  @Test("headers that do not come in time end the connection")
  func slowHeaders() throws {
    let harness = try answering { $0.headersTimeout = .seconds(1) }
    let silent = try RawSocket(port: harness.port)
    let slow = try RawSocket(port: harness.port)
    try slow.write("GET /healthz HTTP/1.1\r\nHost: x\r\n")
    #expect(try silent.readToEnd() == [])
    #expect(try slow.readToEnd() == [])
  }
}
