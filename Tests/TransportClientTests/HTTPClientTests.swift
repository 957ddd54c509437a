import Foundation
import Testing

import Transport
@testable import TransportClient
import TransportLoop
import TransportTestSupport

@Suite("one-shot requests")
struct HTTPClientTests {
  @Test("a request carries headers and body, and the answer comes back whole")
  func exchange() async throws {
    let harness = try Harness(onRequest: { server, request in
      server.respond(
        request.token, status: 409, headers: [("X-Seen", request.authorization ?? "")],
        body: Array("\(request.method.rawValue) \(request.path) ".utf8) + request.body)
    })
    let answer = try await HTTPClient.request(
      "POST", "http://127.0.0.1:\(harness.port)/api/sessions?x#secret",
      headers: [("Authorization", "Bearer k")], body: Array("{}".utf8))
    #expect(answer.status == 409)
    #expect(answer["x-seen"] == "Bearer k")
    #expect(String(decoding: answer.body, as: UTF8.self) == "POST /api/sessions {}")
    let head = try await HTTPClient.request("HEAD", "http://127.0.0.1:\(harness.port)/healthz")
    #expect(head.status == 409)
    #expect(head.body.isEmpty)
  }

  @Test("no server, and one that says nothing, are told apart")
  func unreachable() async throws {
    let free = try { try Server(ServerConfiguration()).port }()
    let refused = await #expect(throws: TransportError.self) {
      try await HTTPClient.request("GET", "http://127.0.0.1:\(free)/")
    }
    #expect(refused?.code == .connectFailed)
    #expect(refused?.message.contains("port \(free) of 127.0.0.1") == true)
    let silent = try Harness(onRequest: { _, _ in })
    let late = await #expect(throws: TransportError.self) {
      try await HTTPClient.request(
        "GET", "http://127.0.0.1:\(silent.port)/api/x", timeout: .seconds(1))
    }
    #expect(late?.code == .timedOut)
  }

  @Test(
    "addresses are read as browsers read them",
    arguments: [
      (
        "http://localhost:8080/ws?a=1#secret", false, "localhost", 8080, "/ws?a=1", "localhost:8080"
      ),
      ("https://kring.example", true, "kring.example", 443, "/", "kring.example"),
      ("WSS://kring.example:443", true, "kring.example", 443, "/", "kring.example"),
      ("ws://[::1]:80/x", false, "::1", 80, "/x", "[::1]"),
      ("https://kring.example?x", true, "kring.example", 443, "/?x", "kring.example"),
    ])
  func addresses(
    url: String, tls: Bool, host: String, port: Int, target: String, authority: String
  ) throws {
    let address = try Address(url)
    #expect(address.tls == tls)
    #expect(address.host == host)
    #expect(address.port == port)
    #expect(address.target == target)
    #expect(address.authority == authority)
  }

  @Test(
    "what is no address is named",
    arguments: [
      "", "localhost", "ftp://x", "http://", "http://x:0", "http://x:99999", "http://x:y",
      "http://user@x/", "http://x/ y", "http://x/\r\nHost: y", "http://[::1", "http://:80",
      "http://x\u{600}", "http://x\u{600}:80/", "http://[::1\u{600}]/", "http://x/#\u{301}",
    ])
  func noAddress(url: String) throws {
    let error = #expect(throws: TransportError.self) { try Address(url) }
    #expect(error?.code == .badURL)
    // By bytes: some of these letters join what follows them into one Character.
    #expect(error?.message.utf8.starts(with: url.utf8) == true)
  }

  private func parse(_ text: String, byBytes: Bool, bodyless: Bool = false) throws -> AnswerParser {
    var parser = AnswerParser(bodyless: bodyless)
    if byBytes {
      for byte in text.utf8 { try parser.add([byte]) }
    } else {
      try parser.add(Array(text.utf8))
    }
    if !parser.isComplete { try parser.end() }
    return parser
  }

  @Test("answers of every form are read, also byte by byte", arguments: [false, true])
  func answers(byBytes: Bool) throws {
    let counted = try parse(
      "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nX-A:  b\r\n\r\nabc", byBytes: byBytes)
    #expect(counted.status == 200)
    #expect(counted.body == Array("abc".utf8))
    #expect(counted.headers.map(\.name) == ["content-length", "x-a"])
    #expect(counted.headers.map(\.value) == ["3", "b"])
    let chunked = try parse(
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=1\r\nabc\r\nA\r\n0123456789\r\n"
        + "0\r\nTrailer: x\r\n\r\n", byBytes: byBytes)
    #expect(chunked.body == Array("abc0123456789".utf8))
    let open = try parse("HTTP/1.0 200 OK\r\n\r\nto the end", byBytes: byBytes)
    #expect(open.body == Array("to the end".utf8))
    let empty = try parse("HTTP/1.1 204 No Content\r\n\r\n", byBytes: byBytes)
    #expect(empty.isComplete)
    let after = try parse(
      "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
      byBytes: byBytes)
    #expect(after.status == 404)
    #expect(after.body.isEmpty)
    let head = try parse(
      "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n", byBytes: byBytes, bodyless: true)
    #expect(head.isComplete)
  }

  @Test(
    "answers that cannot be read are refused",
    arguments: [
      "nonsense\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc", "HTTP/1.1",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", "",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nab",
      // These were found by fuzzing: the first two ended the program.
      "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nabc",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7fffffffffffffff\r\nabc",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-0\r\n\r\n",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcde0\r\n\r\n",
      "HTTP/1.1 200 OK\r\nContent-Length: three\r\n\r\nabc",
      "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\nabc",
    ])
  func badAnswers(text: String) throws {
    let error = #expect(throws: TransportError.self) { try parse(text, byBytes: false) }
    #expect(error?.code == .badAnswer)
  }
}
