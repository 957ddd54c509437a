import Testing

@testable import Transport
import TransportTestSupport

@Suite("heartbeat")
struct HeartbeatTests {
  @Test("a silent connection is pinged, and lives as long as it answers")
  func pinged() throws {
    let harness = try Harness {
      $0.pingInterval = .milliseconds(100)
      $0.deadAfter = .seconds(2)
    }
    let client = try RawWebSocket(port: harness.port)
    for _ in 0..<3 {
      let ping = try client.receive()
      #expect(ping.opcode == 9)
      #expect(!ping.payload.isEmpty)
      try client.socket.write(RawWebSocket.frame(ping.payload, opcode: 10))
    }
    try client.send("x")
    while try client.receive().opcode == 9 {}
    let id = try harness.opened()
    #expect(!harness.events.contains(.closed(id)))
  }

  @Test("a connection that does not answer is ended")
  func dead() throws {
    let harness = try Harness {
      $0.pingInterval = .milliseconds(100)
      $0.deadAfter = .milliseconds(100)
    }
    let client = try RawWebSocket(port: harness.port)
    #expect(try client.receive().opcode == 9)
    #expect(try client.socket.readToEnd() == [])
    let id = try harness.opened()
    try harness.wait("the end") { $0 == .closed(id) }
  }

  @Test("any message counts as an answer")
  func anythingCounts() throws {
    let harness = try Harness {
      $0.pingInterval = .milliseconds(100)
      $0.deadAfter = .seconds(2)
    }
    let client = try RawWebSocket(port: harness.port)
    for number in 0..<3 {
      while try client.receive().opcode != 9 {}
      try client.send("answer \(number)")
    }
    try harness.wait("the last") { if case .received(_, "answer 2") = $0 { true } else { false } }
    let id = try harness.opened()
    #expect(!harness.events.contains(.closed(id)))
  }

  @Test("the next look comes after the interval give or take a fifth, and exactly then")
  func wheel() {
    var configuration = ServerConfiguration()
    configuration.pingInterval = .milliseconds(500)
    var wheel = PingWheel(configuration)
    var waits: Set<UInt64> = []
    for _ in 0..<100 {
      let wait = wheel.untilPing()
      #expect((40...60).contains(wait))
      waits.insert(wait)
      wheel.add(ConnectionID(slot: 1, generation: 1), after: wait)
      var turns = 0
      while wheel.turn().isEmpty { turns += 1 }
      #expect(turns + 1 == Int(wait))
    }
    #expect(waits.count > 5)
  }
}
