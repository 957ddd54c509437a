import Testing

@testable import Transport
import TransportTestSupport

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

  @Test(
    "a head of 16 KiB is taken, and one byte more gets 431 with words",
    arguments: ["/healthz", "/ws"])
  func headers(path: String) throws {
    let harness = try serving()
    func send(_ count: Int) throws -> RawSocket.Response {
      let start =
        path == "/ws"
        ? String(RawWebSocket.request().dropLast()) : "GET /healthz HTTP/1.1\r\nHost: x\r\n"
      let around = start.utf8.count + "Cookie: \r\n\r\n".utf8.count
      let filler = String(repeating: "a", count: count - around)
      return try answer("\(start)Cookie: \(filler)\r\n\r\n", harness)
    }
    #expect(try send(16_384).status == (path == "/ws" ? 101 : 201))
    let refused = try send(16_385)
    #expect(refused.status == 431)
    #expect(refused["connection"] == "close")
    #expect(String(decoding: refused.body, as: UTF8.self).contains("16384"))
  }

  @Test("a request line of 8 KiB is taken, and one byte more gets 414 with words")
  func requestLine() throws {
    let harness = try serving()
    func send(_ count: Int) throws -> RawSocket.Response {
      let filler = String(repeating: "a", count: count - "GET /api/ HTTP/1.1".count)
      return try answer("GET /api/\(filler) HTTP/1.1\r\nHost: x\r\n\r\n", harness)
    }
    #expect(try send(8_192).status == 201)
    let refused = try send(8_193)
    #expect(refused.status == 414)
    #expect(refused["connection"] == "close")
    #expect(String(decoding: refused.body, as: UTF8.self).contains("8192"))
  }

  @Test("the longest line and head are taken wherever they were cut on their way")
  func cuts() throws {
    let line = "GET /\(String(repeating: "a", count: 8_192 - "GET / HTTP/1.1".count)) HTTP/1.1"
    let rest = "\r\nHost: x\r\nCookie: "
    let filler = String(repeating: "b", count: 16_384 - line.count - rest.utf8.count - 6)
    let bytes = Array("\(line)\(rest)\(filler)ba\r\n\r\n".utf8)
    try #require(bytes.count == RequestReader.longestHead)
    for cut in [8_190...8_196, 16_380...16_383].joined() {
      var reader = RequestReader()
      #expect(try reader.read(Array(bytes[..<cut])) == nil)
      #expect(try reader.read(bytes)?.count == bytes.count)
    }
    for (place, status) in [(8_192, 414), (16_380, 431)] {
      let long = bytes[..<place] + [0x61] + bytes[place...]
      for cut in [place, place + 1, place + 2] {
        var reader = RequestReader()
        let error = #expect(throws: RequestRefusal.self) {
          _ = try reader.read(Array(long[..<cut]))
          _ = try reader.read(Array(long))
        }
        #expect(error?.status == status)
      }
    }
  }

  @Test("a body has a time of its own, which a byte now and then does not make longer")
  func slowBody() throws {
    let harness = try serving { $0.bodyTimeout = .seconds(1) }
    let socket = try RawSocket(port: harness.port)
    try socket.write(request("POST", length: "60000"))
    let began = ContinuousClock.now
    let server = harness.server
    // The second byte after the end finds the connection reset.
    while (try? socket.write([0x61])) != nil, ContinuousClock.now - began < .seconds(15) {
      let rung = EventLog<Bool>()
      server.post { _ = server.schedule(after: .milliseconds(50)) { rung.add(true) } }
      _ = try rung.wait("the time for a byte") { $0 }
    }
    #expect(ContinuousClock.now - began < .seconds(8))
    #expect(!harness.events.contains { if case .requested = $0 { true } else { false } })
  }
}
