import Testing

@testable import Transport
import TransportTestSupport

@Suite("many at once")
struct PressureTests {
  /// Holds the thread of a server until told otherwise.
  private final class Gate: @unchecked Sendable {
    private let log = EventLog<Bool>()
    func open() { log.add(true) }
    func wait() { _ = try? log.wait("the gate") { $0 } }
  }

  @Test(
    "connections that come at once are taken in over several turns, between which others are served"
  )
  func accepts() throws {
    let harness = try Harness { $0.connectionsPerAddress = 1_000 }
    let client = try RawWebSocket(port: harness.port)
    _ = try harness.opened()
    let gate = Gate()
    harness.server.post { gate.wait() }
    let crowd = try (0..<100).map { _ in try RawSocket(port: harness.port) }
    try client.send("hallo")
    gate.open()
    #expect(try client.receive().text == "hallo")
    let counts = EventLog<Int>()
    @Sendable func look(_ server: Server) {
      counts.add(server.table.count)
      if server.table.count < 101 { server.post { look(server) } }
    }
    let server = harness.server
    server.post { look(server) }
    _ = try counts.wait("all of them") { $0 == 101 }
    #expect(counts.all.allSatisfy { $0 <= 101 })
    let most = try harness.onThread { $0.pressure.mostAccepts }
    #expect(most == Pressure.acceptsPerTurn)
    #expect(crowd.count == 100)
  }

  @Test("who does not read an answer is counted, and served on when it reads")
  func choked() throws {
    let long = [UInt8](repeating: 0x78, count: 1 << 20)
    let harness = try Harness {
      $0.assets.add(path: "/long.bin", contentType: "image/png", body: long)
      $0.assets.add(path: "/index.html", body: [0x79])
    }
    let socket = try RawSocket(port: harness.port, receiveBuffer: 4096)
    let request = "GET /long.bin HTTP/1.1\r\nHost: x\r\n\r\n"
    try socket.write(request + request + "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    try harness.waitUntil("one that is behind") { $0.pressure.choked.count == 1 }
    #expect(try socket.response().body == long)
    #expect(try socket.response().body == long)
    #expect(try socket.response().body == [0x79])
    try harness.waitUntil("none that is behind") { $0.pressure.choked.isEmpty }
  }

  @Test("who does not read an answer in time is cut off")
  func unread() throws {
    let long = [UInt8](repeating: 0x78, count: 1 << 20)
    let harness = try Harness {
      $0.assets.add(path: "/long.bin", contentType: "image/png", body: long)
      $0.drainLimit = .milliseconds(200)
    }
    let socket = try RawSocket(port: harness.port, receiveBuffer: 4096)
    try socket.write("GET /long.bin HTTP/1.1\r\nHost: x\r\n\r\n")
    try harness.waitUntil("one that is behind") { $0.pressure.choked.count == 1 }
    try harness.waitUntil("its end") { $0.table.count == 0 }
    try harness.waitUntil("nothing kept of it") { $0.pressure.choked.isEmpty }
    #expect(try socket.readToEnd().count < long.count)
  }

  @Test(
    "while too many answers wait to be read, long ones are refused with 503 and short ones given")
  func full() throws {
    let long = [UInt8](repeating: 0x78, count: 1 << 20)
    let harness = try Harness(
      { configuration in
        configuration.assets.add(path: "/long.bin", contentType: "image/png", body: long)
        configuration.connectionsPerAddress = 5_000
      }, onRequest: { server, request in server.respond(request.token, status: 200) })
    _ = try harness.onThread { $0.pressure.chokedLimit = 3 }
    let sockets = try (0..<3).map { _ in
      let socket = try RawSocket(port: harness.port, receiveBuffer: 4096)
      try socket.write("GET /long.bin HTTP/1.1\r\nHost: x\r\n\r\n")
      return socket
    }
    try harness.waitUntil("all behind") { $0.pressure.choked.count == 3 }
    let one = try RawSocket(port: harness.port)
    try one.write("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
    #expect(try one.response().status == 200)
    try one.write("GET /long.bin HTTP/1.1\r\nHost: x\r\n\r\n")
    #expect(try one.response().status == 503)
    #expect(sockets.count == 3)
  }

  @Test("sockets leave room for the journal")
  func sockets() throws {
    let harness = try Harness(
      { $0.silenceAllowed = .seconds(600) },
      onRequest: { server, request in server.respond(request.token, status: 200) })
    let limit = try harness.onThread { server in
      let before = server.pressure.sockets
      server.pressure.sockets = server.table.count + 1
      return before
    }
    #expect(limit > Pressure.reserve)
    let first = try RawWebSocket(port: harness.port)
    _ = try harness.opened()
    #expect(throws: RawSocket.Failure.self) {
      let socket = try RawSocket(port: harness.port)
      try socket.write("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
      _ = try socket.response()
    }
    try first.send("hallo")
    #expect(try first.receive().text == "hallo")
  }
}
