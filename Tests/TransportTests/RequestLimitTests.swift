import Testing

@testable import Transport

@Suite("limits of requests")
struct RequestLimitTests {
  private func serving(_ change: (inout ServerConfiguration) -> Void = { _ in }) throws -> Harness {
    try Harness(
      change, onRequest: { server, request in server.respond(request.token, status: 201) })
  }

  private func answer(_ text: String, _ harness: Harness) throws -> RawSocket.Response {
    let socket = try RawSocket(port: harness.port)
    try socket.write(text)
    return try socket.response()
  }

  /// A request for the delegate; only the head of one with a body.
  private func request(_ method: String, _ path: String = "/api/x", length: String) -> String {
    "\(method) \(path) HTTP/1.1\r\nHost: x\r\nContent-Length: \(length)\r\n\r\n"
  }

  @Test("a request that is refused before the delegate sees it is refused in its words")
  func words() throws {
    let harness = try serving {
      $0.apiRefusals = [413: Array(#"{"a":1}"#.utf8), 405: Array(#"{"b":2}"#.utf8)]
      $0.allowedOrigins = ["https://kring.example"]
    }
    for (text, status, body) in [
      (request("POST", length: "65537"), 413, #"{"a":1}"#),
      (request("POST", length: "99999999"), 413, #"{"a":1}"#),
      (request("PUT", length: "0"), 405, #"{"b":2}"#),
    ] {
      let response = try answer(text, harness)
      #expect(response.status == status)
      #expect(response["content-type"] == "application/json")
      #expect(String(decoding: response.body, as: UTF8.self) == body)
    }
    // The delegate has no words for other refusals, and none at all for files.
    for (text, status) in [
      (request("GET", length: "1"), 400), (request("PUT", "/", length: "0"), 405),
    ] {
      let response = try answer(text, harness)
      #expect(response.status == status)
      #expect(response["content-type"] == "text/plain; charset=utf-8")
    }
  }

  @Test("a body that is too long is read to its end up to a megabyte, and cut off beyond")
  func dropped() throws {
    let harness = try serving()
    let kept = try answer(request("POST", length: "\(1 << 20)"), harness)
    #expect(kept.status == 413)
    #expect(kept["connection"] == nil)
    let cut = try answer(request("POST", length: "\(1 << 20 + 1)"), harness)
    #expect(cut.status == 413)
    #expect(cut["connection"] == "close")
  }

  @Test("a length has 12 digits at most")
  func digits() throws {
    let harness = try serving()
    #expect(try answer(request("POST", length: "000000000000"), harness).status == 201)
    #expect(try answer(request("POST", length: "999999999999"), harness).status == 413)
    #expect(try answer(request("POST", length: "0000000000000"), harness).status == 411)
  }

  @Test("who asks nothing more, and whose answer does not come, is ended in time")
  func timeouts() throws {
    let harness = try Harness({
      $0.keepAlive = .seconds(1)
      $0.answerTimeout = .seconds(1)
      $0.assets.add(path: "/index.html", body: [0x78])
    })
    let idle = try RawSocket(port: harness.port)
    try idle.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    #expect(try idle.response().status == 200)
    let unanswered = try RawSocket(port: harness.port)
    try unanswered.write("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
    #expect(try idle.readToEnd() == [])
    #expect(try unanswered.readToEnd() == [])
  }

  /// The pin of a limit of libwebsockets: path and headers lie in 4 KiB, with a few bytes besides for each.
  @Test(
    "a path and headers of 4 KiB are taken, one byte more ends the connection without an answer",
    arguments: [
      ("one header", "/healthz", 4_056), ("the path", "/api/", 4_059),
      ("the handshake", "/ws", 3_999),
    ])
  func headers(what: String, path: String, most: Int) throws {
    let harness = try serving()
    func send(_ count: Int) throws -> RawSocket {
      let socket = try RawSocket(port: harness.port)
      let filler = String(repeating: "a", count: count)
      switch path {
      case "/ws": try socket.write(RawWebSocket.request(extra: "Cookie: \(filler)\r\n"))
      case "/api/": try socket.write("GET /api/\(filler) HTTP/1.1\r\nHost: x\r\n\r\n")
      default:
        try socket.write("GET \(path) HTTP/1.1\r\nHost: x\r\nAuthorization: \(filler)\r\n\r\n")
      }
      return socket
    }
    #expect(try send(most).response().status == (path == "/ws" ? 101 : 201))
    #expect(try send(most + 1).readToEnd() == [])
    #expect(try send(4_096).readToEnd() == [])
    #expect(try answer("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n", harness).status == 201)
  }
}
