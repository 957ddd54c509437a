import Foundation
import Testing

import Transport
import TransportClient
import TransportLoop
import TransportTestSupport

@Suite("the client")
struct ClientTests {
  @Test("a client's messages come back in order, and its goodbye is answered")
  func echo() throws {
    let harness = try Harness()
    let client = try Client()
    defer { client.stop() }
    let listener = Listener()
    let connection = try client.connect("ws://127.0.0.1:\(harness.port)/ws", handler: listener)
    try listener.wait(.opened)
    let messages = (0..<500).map { "message \($0) " + String(repeating: "x", count: $0) }
    for message in messages { connection.send(text: message) }
    try listener.wait(.received(messages[499]))
    connection.close(code: 4001, reason: "bye")
    try listener.wait(.closed(4001, "bye"))
    connection.send(text: "late")
    #expect(
      listener.log.all == [.opened] + messages.map { .received($0) } + [.closed(4001, "bye")])
    let id = try harness.opened()
    try harness.wait("the end") { $0 == .closed(id) }
  }

  @Test("an answer within the handler's call goes out at once")
  func pingPong() throws {
    let harness = try Harness()
    let client = try Client()
    defer { client.stop() }
    let listener = Listener { connection, text in
      if let number = Int(text), number < 200 { connection.sendNow(Array("\(number + 1)".utf8)) }
    }
    let connection = try client.connect("http://localhost:\(harness.port)/ws", handler: listener)
    try listener.wait(.opened)
    connection.send(text: "0")
    try listener.wait(.received("200"))
    #expect(listener.log.all.count == 202)
  }

  @Test("the server's code and reason are told")
  func serverCloses() throws {
    let harness = try Harness(onReceived: { server, id, _ in
      server.close(id, code: 4103, reason: "storage")
    })
    let client = try Client()
    defer { client.stop() }
    let listener = Listener()
    let connection = try client.connect("ws://127.0.0.1:\(harness.port)/ws", handler: listener)
    try listener.wait(.opened)
    connection.send(text: "x")
    try listener.wait(.closed(4103, "storage"))
    #expect(listener.log.all == [.opened, .closed(4103, "storage")])
    let id = try harness.opened()
    try harness.wait("the end") { $0 == .closed(id) }
  }

  @Test("a server that vanishes gives an end without a code")
  func serverVanishes() throws {
    let harness = try Harness()
    let client = try Client()
    defer { client.stop() }
    let listener = Listener()
    try client.connect("ws://127.0.0.1:\(harness.port)/ws", handler: listener)
    try listener.wait(.opened)
    try harness.stop()
    try listener.wait(.closed(nil, ""))
    #expect(listener.log.all == [.opened, .closed(nil, "")])
  }

  @Test("an aborted connection ends without a goodbye, on both sides")
  func abort() throws {
    let harness = try Harness()
    let client = try Client()
    defer { client.stop() }
    let listener = Listener()
    let connection = try client.connect("ws://127.0.0.1:\(harness.port)/ws", handler: listener)
    try listener.wait(.opened)
    connection.abort()
    try listener.wait(.closed(nil, ""))
    let id = try harness.opened()
    try harness.wait("the end") { $0 == .closed(id) }
  }

  @Test("pings of the server are answered")
  func answersPings() throws {
    let harness = try Harness {
      $0.pingInterval = .milliseconds(50)
      $0.deadAfter = .seconds(1)
    }
    let client = try Client()
    defer { client.stop() }
    let listener = Listener()
    let connection = try client.connect("ws://127.0.0.1:\(harness.port)/ws", handler: listener)
    try listener.wait(.opened)
    let id = try harness.opened()
    let rung = EventLog<Bool>()
    harness.server.post { [server = harness.server] in
      _ = server.schedule(after: .milliseconds(2500)) { rung.add(true) }
    }
    _ = try rung.wait("twice the patience") { $0 }
    connection.send(text: "still here")
    try listener.wait(.received("still here"))
    #expect(!harness.events.contains(.closed(id)))
  }

  @Test("refusals are told once, with the status")
  func refusals() throws {
    let harness = try Harness { $0.allowedOrigins = ["https://kring.example"] }
    let client = try Client()
    defer { client.stop() }
    let base = "ws://127.0.0.1:\(harness.port)"
    for (url, subprotocol, origin) in [
      ("\(base)/ws", "kring.1", "https://evil.example"), ("\(base)/ws", "other", nil),
      ("\(base)/nothing", "kring.1", nil),
    ] {
      let listener = Listener()
      let connection = try client.connect(
        url, subprotocol: subprotocol, origin: origin, handler: listener)
      try listener.wait(.failed(.connectFailed))
      connection.send(text: "x")
      connection.close()
      #expect(listener.log.all == [.failed(.connectFailed)])
    }
    let listener = Listener()
    try client.connect("\(base)/ws", origin: "https://kring.example", handler: listener)
    try listener.wait(.opened)
  }

  @Test("no server, no such host and no such authority are told")
  func unreachable() throws {
    let client = try Client()
    defer { client.stop() }
    let free = try { try Server(ServerConfiguration()).port }()
    for url in ["ws://127.0.0.1:\(free)/ws", "ws://no-such-host.invalid/ws"] {
      let listener = Listener()
      try client.connect(url, handler: listener)
      try listener.wait(.failed(.connectFailed))
    }
    let listener = Listener()
    try client.connect("wss://127.0.0.1:\(free)/ws", caFile: "/nowhere.pem", handler: listener)
    try listener.wait(.failed(.certificateUnreadable))
  }

  @Test("a stopped client ends its connections and connects no more")
  func stopped() throws {
    let harness = try Harness()
    let client = try Client()
    let listener = Listener()
    try client.connect("ws://127.0.0.1:\(harness.port)/ws", handler: listener)
    try listener.wait(.opened)
    client.stop()
    try listener.wait(.closed(nil, ""))
    let error = #expect(throws: TransportError.self) {
      try client.connect("ws://127.0.0.1:\(harness.port)/ws", handler: listener)
    }
    #expect(error?.code == .connectFailed)
    client.stop()
  }

  @Test("a thousand connections are held at once and all of them heard")
  func thousand() throws {
    let harness = try Harness {
      $0.unprovedPerAddress = 2000
      $0.connectionsPerAddress = 2000
    }
    let client = try Client()
    defer { client.stop() }
    let listeners = (0..<1000).map { _ in Listener() }
    let connections = try listeners.map {
      try client.connect("ws://127.0.0.1:\(harness.port)/ws", handler: $0)
    }
    for listener in listeners { try listener.wait(.opened) }
    for (number, connection) in connections.enumerated() { connection.send(text: "\(number)") }
    for (number, listener) in listeners.enumerated() { try listener.wait(.received("\(number)")) }
    #expect(listeners.allSatisfy { $0.log.all.count == 2 })
    #expect(try harness.onThread { $0.openWebSockets } == 1000)
  }
}
