import Testing

@testable import Transport
import TransportTestSupport

/// Heads that no decent client sends, each answered in words and followed by the end of the connection.
@Suite("heads of requests")
struct RequestHeadTests {
  private func serving(_ change: (inout ServerConfiguration) -> Void = { _ in }) throws -> Harness {
    try Harness(
      { configuration in
        configuration.assets.add(path: "/index.html", body: [0x78])
        configuration.allowedOrigins = ["https://kring.example"]
        change(&configuration)
      },
      onRequest: { server, request in
        server.respond(
          request.token, status: 201,
          headers: [
            ("X-Origin", request.origin ?? "none"), ("X-Address", request.address.description),
          ], body: request.body)
      })
  }

  /// A name with a head that fits on a line.
  struct Head: Sendable, CustomTestStringConvertible {
    let status: Int
    let testDescription: String
    let text: String

    init(_ status: Int, _ name: String, _ text: String) {
      self.status = status
      testDescription = name
      self.text = text
    }

    /// One with lines behind a good request line and Host.
    init(_ status: Int, _ name: String, lines: String) {
      self.init(status, name, "GET /healthz HTTP/1.1\r\nHost: x\r\n\(lines)\r\n\r\n")
    }
  }

  @Test(
    "a head that RFC 9112 does not have is refused with words, and nobody hears of it",
    arguments: [
      Head(400, "no Host", "GET /healthz HTTP/1.1\r\n\r\n"),
      Head(400, "two Hosts", lines: "Host: x"),
      Head(400, "a Host in another case", lines: "hOST: x"),
      Head(400, "Host with a blank", "GET / HTTP/1.1\r\nHost: a b\r\n\r\n"),
      Head(400, "Host with a path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"),
      Head(400, "empty Host", "GET / HTTP/1.1\r\nHost:\r\n\r\n"),
      Head(400, "Host with a bad port", "GET / HTTP/1.1\r\nHost: a:99999\r\n\r\n"),
      Head(400, "Host with half a bracket", "GET / HTTP/1.1\r\nHost: [::1\r\n\r\n"),
      Head(400, "bare LF after the request line", "GET / HTTP/1.1\nHost: x\r\n\r\n"),
      Head(400, "bare LF after a line", lines: "A: 1\nB: 2"),
      Head(400, "bare LF at the end", "GET / HTTP/1.1\r\nHost: x\r\n\n"),
      Head(400, "bare CR in a value", lines: "A: 1\rB: 2"),
      Head(400, "bare CR at the end", "GET / HTTP/1.1\r\nHost: x\r\n\rGET"),
      Head(400, "folded by a blank", lines: "A: 1\r\n 2"),
      Head(400, "folded by a tab", lines: "A: 1\r\n\t2"),
      Head(400, "folded before the first line", "GET / HTTP/1.1\r\n Host: x\r\n\r\n"),
      Head(400, "blank before the colon", lines: "Transfer-Encoding : chunked"),
      Head(400, "tab before the colon", lines: "Content-Length\t: 5"),
      Head(400, "blank in a name", lines: "X Y: 1"), Head(400, "no colon", lines: "X-Y"),
      Head(400, "no name", lines: ": 1"), Head(400, "brackets in a name", lines: "X(Y): 1"),
      Head(400, "NUL in a name", lines: "X\0Y: 1"), Head(400, "NUL in a value", lines: "X: \0"),
      Head(400, "DEL in a value", lines: "X: \u{7f}"), Head(400, "escape", lines: "X: \u{1b}[1m"),
      Head(400, "eight bits in a name", lines: "Xé: 1"),
      Head(400, "eight bits in Origin", lines: "Origin: https://é.example"),
      Head(400, "NUL in a length", lines: "Content-Length: 2\0"),
      Head(400, "NUL in the path", "GET /\0 HTTP/1.1\r\nHost: x\r\n\r\n"),
      Head(400, "%00 in the path", "GET /%00 HTTP/1.1\r\nHost: x\r\n\r\n"),
      Head(400, "%0a in the path", "GET /api/%0a HTTP/1.1\r\nHost: x\r\n\r\n"),
      Head(400, "%zz in the path", "GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n"),
      Head(400, "% at the end", "GET /% HTTP/1.1\r\nHost: x\r\n\r\n"),
      Head(400, "eight bits in the path", "GET /é HTTP/1.1\r\nHost: x\r\n\r\n"),
      Head(400, "a fragment", "GET /#a HTTP/1.1\r\nHost: x\r\n\r\n"),
      Head(400, "two blanks", "GET  / HTTP/1.1\r\nHost: x\r\n\r\n"),
      Head(400, "a blank at the end", "GET / HTTP/1.1 \r\nHost: x\r\n\r\n"),
      Head(400, "a blank first", " GET / HTTP/1.1\r\nHost: x\r\n\r\n"),
      Head(400, "a tab", "GET\t/ HTTP/1.1\r\nHost: x\r\n\r\n"),
      Head(400, "a blank in the path", "GET /a b HTTP/1.1\r\nHost: x\r\n\r\n"),
      Head(400, "no version", "GET /\r\n\r\n"), Head(400, "only a method", "GET\r\n\r\n"),
      Head(400, "lower-case version", "GET / http/1.1\r\nHost: x\r\n\r\n"),
      Head(400, "short version", "GET / HTTP/1\r\nHost: x\r\n\r\n"),
      Head(400, "long version", "GET / HTTP/1.10\r\nHost: x\r\n\r\n"),
      Head(400, "relative path", "GET a HTTP/1.1\r\nHost: x\r\n\r\n"),
      Head(400, "another scheme", "GET ftp://x/ HTTP/1.1\r\nHost: x\r\n\r\n"),
      Head(400, "an address without a host", "GET http:/// HTTP/1.1\r\nHost: x\r\n\r\n"),
      Head(400, "an address, no Host", "GET http://x/ HTTP/1.1\r\n\r\n"),
      Head(400, "a hello of TLS", "\u{16}\u{3}\u{1}\0"),
      Head(400, "a banner", "SSH-2.0-OpenSSH_9\r\n"),
      Head(501, "a method in lower case", "get / HTTP/1.1\r\nHost: x\r\n\r\n"),
      Head(501, "an unknown method", "BREW / HTTP/1.1\r\nHost: x\r\n\r\n"),
      Head(501, "CONNECT", "CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n"),
      Head(405, "OPTIONS *", "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n"),
      Head(405, "TRACE", "TRACE / HTTP/1.1\r\nHost: x\r\n\r\n"),
      Head(505, "HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
      Head(505, "HTTP/3", "GET / HTTP/3.0\r\nHost: x\r\n\r\n"),
      Head(505, "HTTP/0.9", "GET / HTTP/0.9\r\n\r\n"),
      Head(411, "a chunked body", lines: "Transfer-Encoding: chunked"),
      Head(411, "an unknown coding", lines: "Transfer-Encoding: xchunked"),
      Head(411, "two lengths", lines: "Content-Length: 2\r\nContent-Length: 2"),
      Head(411, "a list of lengths", lines: "Content-Length: 2, 2"),
      Head(411, "a length with a sign", lines: "Content-Length: +2"),
      Head(411, "an empty length", lines: "Content-Length:"),
      Head(
        417, "an expectation",
        "POST /api/x HTTP/1.1\r\nHost: x\r\nExpect: foo\r\nContent-Length: 2\r\n\r\n"),
    ])
  func refused(head: Head) throws {
    let harness = try serving()
    for byBytes in [false, true] {
      let socket = try RawSocket(port: harness.port)
      if byBytes {
        // The server may answer before all is written.
        for byte in Array(head.text.utf8) where (try? socket.write([byte])) == nil { break }
      } else {
        try socket.write(head.text)
      }
      let response = try socket.response()
      #expect(response.status == head.status)
      #expect(response["connection"] == "close")
      #expect(response["date"] != nil)
      #expect(!response.body.isEmpty)
      #expect(try socket.readToEnd() == [])
    }
    try harness.stop()
    #expect(harness.events.isEmpty)
  }

  @Test(
    "what RFC 9112 allows is taken",
    arguments: [
      "GET http://x:80/healthz?a=1 HTTP/1.1\r\nHost: x\r\n\r\n",
      "GET HTTPS://[::1]/healthz HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n",
      "GET /healthz HTTP/1.2\r\nHost: x\r\n\r\n", "GET /healthz HTTP/1.0\r\n\r\n",
      "\r\n\r\nGET /healthz HTTP/1.1\r\nHost: x\r\n\r\n",
      "GET /%68ealthz HTTP/1.1\r\nHost:x\r\n\r\n",
      "GET /healthz HTTP/1.1\r\nHOST: \t x \t\r\n\r\n",
      "GET /healthz HTTP/1.1\r\nX: é\r\nhost: x\r\n\r\n",
      "GET /healthz HTTP/1.1\r\nHost: a-b_c.~%41!$&'()*+,;=:\r\n\r\n",
      "POST /api/x HTTP/1.1\r\nHost: x\r\nContent-Length: \t0 \t \r\n\r\n",
      "GET /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n",
      "GET /healthz HTTP/1.1\r\nHost: x\r\nX-Empty:\r\n!#$%&'*+-.^_`|~: 1\r\n\r\n",
    ])
  func taken(text: String) throws {
    let harness = try serving()
    let socket = try RawSocket(port: harness.port)
    try socket.write(text)
    #expect(try socket.response().status == 201)
  }

  /// Names that are the beginning of one that libwebsockets knows.
  private static let beginnings = [
    "If", "If-", "X-A", "X-Auth", "X-Real", "X-Forwarded", "Accept-CH", "Proxy", "A", "H", "Hos",
    "Content", "Content-Lengt", "Sec-WebSocket", "Upgr", "Connectio", "Orig", "T", "X",
  ]

  @Test("a name that is the beginning of another takes nothing from the lines behind it")
  func beginnings() throws {
    let harness = try serving {
      $0.trustedProxies = [PeerAddress("127.0.0.1")].compactMap { $0 }
    }
    for name in Self.beginnings {
      let origin = try RawSocket(port: harness.port)
      try origin.write(
        "GET /api/x HTTP/1.1\r\nHost: x\r\n\(name): 1\r\nOrigin: https://evil.example\r\n\r\n")
      #expect(try origin.response().status == 403, "\(name)")
      let smuggled = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
      let body = try RawSocket(port: harness.port)
      try body.write(
        "GET /api/x HTTP/1.1\r\nHost: x\r\n\(name): 1\r\n"
          + "Content-Length: \(smuggled.utf8.count)\r\n\r\n\(smuggled)")
      #expect(try body.response().status == 400, "\(name)")
      #expect(try body.readToEnd() == [])
      let last = try RawSocket(port: harness.port)
      try last.write(
        "GET /api/x HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 192.0.2.1\r\n\(name): 1\r\n\r\n")
      let response = try last.response()
      #expect(response.status == 201, "\(name)")
      #expect(response["x-address"] == "192.0.2.1")
      let forged = try RawSocket(port: harness.port)
      try forged.write(
        RawWebSocket.request(
          origin: "https://kring.example", extra: "Content-Length: 40\r\n\(name): 1\r\n")
          + "q: z\r\nX-Forwarded-For: 198.51.100.7\r\n\r\n")
      #expect(try forged.response().status == 400, "\(name)")
      #expect(try forged.readToEnd() == [])
    }
  }

  @Test("real names of headers, one at a time, change nothing")
  func realNames() throws {
    let harness = try serving()
    let names = """
      A-IM Accept Accept-CH Accept-Charset Accept-Datetime Accept-Language Access-Control-Request-Method
      Age Allow Alt-Used Authentication Authorization Cache-Control CF-Connecting-IP CF-Ray CF-Visitor
      CDN-Loop Content-Encoding Content-Language Content-MD5 Content-Type Cookie Cookie2 DNT DPR
      Early-Data ETag Forwarded From Front-End-Https HTTP2-Settings If If-Match If-Modified-Since
      If-None-Match If-Range If-Unmodified-Since Keep-Alive Link Max-Forwards MIME-Version NEL Pragma
      Prefer Priority Proxy Proxy-Authorization Proxy-Connection Purpose Range Referer Save-Data
      Sec-CH-UA Sec-CH-UA-Mobile Sec-CH-UA-Platform Sec-Fetch-Dest Sec-Fetch-Mode Sec-Fetch-Site
      Sec-Fetch-User Sec-GPC Sec-Purpose Server Service-Worker TE Trailer Traceparent Tracestate
      True-Client-IP Upgrade-Insecure-Requests User-Agent Via Viewport-Width Warning Width X-Att-Deviceid
      X-Amzn-Trace-Id X-Auth X-Auth-Token X-B3-Sampled X-B3-Spanid X-B3-Traceid X-Client-IP
      X-Correlation-ID X-Csrf-Token X-Forwarded X-Forwarded-For X-Forwarded-Host X-Forwarded-Port
      X-Forwarded-Proto X-Forwarded-Server X-Http-Method-Override X-Original-URL X-Real X-Real-IP
      X-Request-ID X-Requested-With X-Rewrite-URL X-Scheme X-UIDH X-Wap-Profile
      """.split(whereSeparator: \.isWhitespace)
    #expect(names.count > 90)
    let socket = try RawSocket(port: harness.port)
    for name in names {
      try socket.write("GET /healthz HTTP/1.1\r\nHost: x\r\n\(name): 1\r\n\r\n")
      #expect(try socket.response().status == 201, "\(name)")
    }
  }

  @Test("a hundred requests in one go are answered one by one, each with its own headers")
  func pipelined() throws {
    let harness = try serving()
    let socket = try RawSocket(port: harness.port)
    try socket.write(
      (0..<100).map { number in
        let origin = number % 3 == 0 ? "Origin: https://kring.example\r\n" : ""
        return "\(number % 5 == 0 ? "\r\n" : "")GET /healthz HTTP/1.1\r\nHost: x\r\n\(origin)\r\n"
      }.joined())
    for number in 0..<100 {
      let response = try socket.response()
      #expect(response.status == 201)
      #expect(response["x-origin"] == (number % 3 == 0 ? "https://kring.example" : "none"))
    }
  }

  @Test("whoever asks for the end of the connection gets it", arguments: ["close", "foo, CLOSE"])
  func asksForEnd(option: String) throws {
    let harness = try serving()
    for path in ["/", "/healthz", "/nothing"] {
      let socket = try RawSocket(port: harness.port)
      try socket.write("GET \(path) HTTP/1.1\r\nHost: x\r\nConnection: \(option)\r\n\r\n")
      _ = try socket.response()
      #expect(try socket.readToEnd() == [])
    }
  }

  @Test(
    "the address that a trusted proxy adds last is read in every form",
    arguments: [
      ("192.0.2.1", "192.0.2.1"), ("192.0.2.1:5007", "192.0.2.1"),
      ("10.0.0.1, 192.0.2.1:80", "192.0.2.1"), ("2001:db8::1", "2001:db8::1"),
      ("[2001:db8::1]", "2001:db8::1"), ("[2001:db8::1]:443", "2001:db8::1"),
      ("evil\r\nX-Forwarded-For: 192.0.2.1", "192.0.2.1"),
      ("192.0.2.9\r\nX-A: 1\r\nX-Forwarded-For: 192.0.2.1", "192.0.2.1"),
      ("", nil), ("192.0.2.1,", nil), ("unknown", nil), ("192.0.2.1:", nil), ("192.0.2.1:x", nil),
      ("[192.0.2.1]:80", nil), ("[2001:db8::1]443", nil), ("[2001:db8::1", nil), ("1.2.3:80", nil),
      ("2001:db8::1, [::1]x", nil),
    ])
  func forwarded(line: String, address: String?) throws {
    let harness = try serving {
      $0.trustedProxies = [PeerAddress("127.0.0.1")].compactMap { $0 }
    }
    let socket = try RawSocket(port: harness.port)
    try socket.write("GET /healthz HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: \(line)\r\n\r\n")
    let response = try socket.response()
    #expect(response.status == (address == nil ? 400 : 201))
    #expect(response["x-address"] == address)
    let direct = try serving()
    let own = try RawSocket(port: direct.port)
    try own.write("GET /healthz HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: \(line)\r\n\r\n")
    #expect(try own.response()["x-address"] == "127.0.0.1")
  }

  @Test("a time is written as HTTP has it")
  func date() {
    #expect(HTTPDate.text(784_111_777) == "Sun, 06 Nov 1994 08:49:37 GMT")
  }
}
