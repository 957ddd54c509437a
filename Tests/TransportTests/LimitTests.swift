import Testing

@testable import Transport
import TransportTestSupport

@Suite("limits on connections")
struct LimitTests {
  private func status(port: Harness.Port, extra: String = "") throws -> (Int, RawSocket) {
    let socket = try RawSocket(port: port)
    try socket.write(RawWebSocket.request(extra: extra))
    return (try socket.response().status, socket)
  }

  @Test("twenty unproved connections of one address are let in, the next gets 429")
  func unproved() throws {
    let harness = try Harness()
    var open: [RawSocket] = []
    for _ in 0..<20 {
      let (status, socket) = try status(port: harness.port)
      #expect(status == 101)
      open.append(socket)
    }
    #expect(try status(port: harness.port).0 == 429)
    // One that has been proved no longer counts, and one that has ended neither.
    let first = try harness.opened()
    _ = try harness.onThread { $0.prove(first) }
    let (again, socket) = try status(port: harness.port)
    #expect(again == 101)
    open.append(socket)
    #expect(try status(port: harness.port).0 == 429)
    let second = try harness.opened(after: 1)
    open.remove(at: 1)
    try harness.wait("the end of one") { $0 == .closed(second) }
    #expect(try status(port: harness.port).0 == 101)
  }

  @Test("proving twice, or somebody who has gone, counts once")
  func proveTwice() throws {
    let harness = try Harness { $0.unprovedPerAddress = 1 }
    var (first, socket) = try status(port: harness.port)
    #expect(first == 101)
    let id = try harness.opened()
    for _ in 0..<3 { _ = try harness.onThread { $0.prove(id) } }
    (first, socket) = try status(port: harness.port)
    #expect(first == 101)
    try harness.wait("the end of the first") { $0 == .closed(id) }
    for _ in 0..<3 { _ = try harness.onThread { $0.prove(id) } }
    #expect(try status(port: harness.port).0 == 429)
    _ = socket
  }

  @Test("a full server answers 503")
  func full() throws {
    let harness = try Harness {
      $0.maxConnections = 2
      $0.silenceAllowed = .seconds(600)
    }
    var open = try (0..<2).map { _ in try RawWebSocket(port: harness.port) }
    #expect(try status(port: harness.port).0 == 503)
    // Proved or not, all count; one that has ended makes room for exactly one.
    let first = try harness.opened()
    _ = try harness.onThread { $0.prove(first) }
    #expect(try status(port: harness.port).0 == 503)
    open.removeFirst()
    try harness.wait("the end of one") { $0 == .closed(first) }
    let (again, socket) = try status(port: harness.port)
    #expect(again == 101)
    #expect(try status(port: harness.port).0 == 503)
    withExtendedLifetime((open, socket)) {}
  }

  @Test("a server that takes nobody in answers 503, keeps who is in and answers requests")
  func refusing() throws {
    let harness = try Harness(onRequest: { server, request in
      server.respond(request.token, status: 200)
    })
    let member = try RawWebSocket(port: harness.port)
    _ = try harness.opened()
    try harness.onThread { $0.refusesUpgrades = true }
    let refused = try RawSocket(port: harness.port)
    try refused.write(RawWebSocket.request())
    let response = try refused.response()
    #expect(response.status == 503 && response["retry-after"] == "1")
    // Who asks for what is not there, or from another page, hears that as ever.
    let elsewhere = try RawSocket(port: harness.port)
    try elsewhere.write(RawWebSocket.request(origin: "https://evil.example"))
    #expect(try elsewhere.response().status == 403)
    try member.send("still here")
    #expect(try member.receive().text == "still here")
    let health = try RawSocket(port: harness.port)
    try health.write("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
    #expect(try health.response().status == 200)
    try harness.onThread { $0.refusesUpgrades = false }
    let (status, socket) = try status(port: harness.port)
    #expect(status == 101)
    withExtendedLifetime(socket) {}
  }

  @Test("in a full server the oldest that gave no proof gives way, and who gave one stays")
  func oldestGivesWay() throws {
    let harness = try Harness {
      $0.maxConnections = 3
      $0.silenceAllowed = .zero
      $0.pingInterval = .milliseconds(500)
    }
    let member = try RawWebSocket(port: harness.port)
    let id = try harness.opened()
    _ = try harness.onThread { $0.prove(id) }
    let older = try RawWebSocket(port: harness.port)
    _ = try harness.opened(after: 1)
    let newer = try RawWebSocket(port: harness.port)
    _ = try harness.opened(after: 2)
    let tick = try harness.onThread { $0.wheel.current }
    try harness.waitUntil("a moment of silence") { $0.wheel.current > tick + 1 }
    let (first, fourth) = try status(port: harness.port)
    #expect(first == 101)
    #expect(try older.closeCode() == 1013)
    try member.send("member")
    #expect(try member.receive().text == "member")
    try newer.send("newer")
    #expect(try newer.receive().text == "newer")
    #expect(try harness.onThread { $0.counts.gaveWay } == 1)
    // Of nobody but members none gives way.
    for number in 1...3 {
      let id = try harness.opened(after: number)
      _ = try harness.onThread { $0.prove(id) }
    }
    #expect(try status(port: harness.port).0 == 503)
    withExtendedLifetime(fourth) {}
  }

  @Test("in a process without descriptors the oldest connection that asks nothing gives way")
  func oldestSocketGivesWay() throws {
    let harness = try Harness(
      {
        $0.silenceAllowed = .zero
        $0.pingInterval = .milliseconds(500)
      }, onRequest: { server, request in server.respond(request.token, status: 200) })
    let silent = try (0..<3).map { _ in try RawSocket(port: harness.port) }
    try harness.waitUntil("all of them") { $0.table.count == 3 }
    let tick = try harness.onThread { server in
      server.pressure.sockets = 3
      return server.wheel.current
    }
    try harness.waitUntil("a moment of silence") { $0.wheel.current > tick + 1 }
    let socket = try RawSocket(port: harness.port)
    try socket.write("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
    #expect(try socket.response().status == 200)
    #expect(try silent[0].readToEnd() == [])
  }

  @Test("connections of one address that are no proved WebSocket are closed beyond their limit")
  func connections() throws {
    let harness = try Harness {
      $0.connectionsPerAddress = 3
      $0.assets.add(path: "/index.html", body: [0x78])
    }
    func get(_ socket: RawSocket) throws -> Int {
      try socket.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
      return try socket.response().status
    }
    let open = try (0..<3).map { _ in try RawSocket(port: harness.port) }
    for socket in open { #expect(try get(socket) == 200) }
    #expect(throws: RawSocket.Failure.self) { try get(RawSocket(port: harness.port)) }
    try open[0].write(RawWebSocket.request())
    #expect(try open[0].response().status == 101)
    #expect(throws: RawSocket.Failure.self) { try get(RawSocket(port: harness.port)) }
    let id = try harness.opened()
    _ = try harness.onThread { $0.prove(id) }
    #expect(try get(RawSocket(port: harness.port)) == 200)
  }

  @Test("an address has 256 connections that are no proved WebSocket, the next is closed at once")
  func manyConnections() throws {
    let harness = try Harness {
      $0.assets.add(path: "/index.html", body: [0x78])
      // However long it takes to open all of them, the first must still be there.
      $0.keepAlive = .seconds(600)
    }
    func get() throws -> (status: Int, socket: RawSocket) {
      let socket = try RawSocket(port: harness.port)
      try socket.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
      return (try socket.response().status, socket)
    }
    let open = try (0..<256).map { _ in try get() }
    #expect(open.allSatisfy { $0.status == 200 })
    for _ in 0..<3 { #expect(throws: RawSocket.Failure.self) { try get() } }
    // A member is not among them.
    try open[0].socket.write(RawWebSocket.request())
    #expect(try open[0].socket.response().status == 101)
    let id = try harness.opened()
    _ = try harness.onThread { $0.prove(id) }
    let one = try get()
    #expect(one.status == 200)
    #expect(throws: RawSocket.Failure.self) { try get() }
    withExtendedLifetime((open, one)) {}
  }

  @Test("where there is no more room a refusal says when to come again")
  func comeAgain() throws {
    func refused(_ change: (inout ServerConfiguration) -> Void) throws -> RawSocket.Response {
      let harness = try Harness(change)
      let open = try RawWebSocket(port: harness.port)
      let socket = try RawSocket(port: harness.port)
      try socket.write(RawWebSocket.request())
      defer { withExtendedLifetime(open) {} }
      return try socket.response()
    }
    let full = try refused {
      $0.maxConnections = 1
      $0.silenceAllowed = .seconds(600)
    }
    #expect(full.status == 503)
    #expect(full["retry-after"] == "10")
    let address = try refused { $0.unprovedPerAddress = 1 }
    #expect(address.status == 429)
    #expect(address["retry-after"] == "5")
  }

  @Test("a trusted proxy's word decides whose connection it is, another's does not")
  func forwarded() throws {
    let proxied = try Harness {
      $0.unprovedPerAddress = 1
      $0.connectionsPerAddress = 1
      $0.trustedProxies = [PeerAddress("127.0.0.1")].compactMap { $0 }
    }
    func header(_ value: String) -> String { "X-Forwarded-For: \(value)\r\n" }
    var open: [RawSocket] = []
    for (address, expected) in [
      ("192.0.2.1", 101), ("192.0.2.2", 101), ("192.0.2.1", 429),
      // Only the last entry is the proxy's own; what the client wrote before it does not help.
      ("198.51.100.7, 192.0.2.1", 429), ("2001:db8:1:1::1", 101),
      // One household has a /64.
      ("2001:db8:1:1::2", 429), ("2001:db8:1:2::1", 101),
    ] {
      let (status, socket) = try status(port: proxied.port, extra: header(address))
      #expect(status == expected, "\(address)")
      open.append(socket)
    }
    let direct = try Harness { $0.unprovedPerAddress = 1 }
    let (first, socket) = try status(port: direct.port, extra: header("192.0.2.1"))
    #expect(first == 101)
    #expect(try status(port: direct.port, extra: header("192.0.2.2")).0 == 429)
    _ = (open, socket)
  }

  @Test("nothing about an address is kept once it has no connection")
  func forgotten() throws {
    let harness = try Harness()
    do { _ = try RawWebSocket(port: harness.port) }
    let id = try harness.opened()
    try harness.wait("the end") { $0 == .closed(id) }
    #expect(try harness.onThread { $0.addresses.isEmpty })
  }

  @Test("addresses are read and written in their usual form")
  func addresses() {
    for text in ["127.0.0.1", "192.0.2.255", "::1", "2001:db8::1"] {
      #expect(PeerAddress(text)?.description == text)
    }
    for text in ["", "localhost", "1.2.3", "1.2.3.4:80", "[::1]"] {
      #expect(PeerAddress(text) == nil)
    }
    #expect(PeerAddress("::ffff:192.0.2.1") == PeerAddress("192.0.2.1"))
  }
}
