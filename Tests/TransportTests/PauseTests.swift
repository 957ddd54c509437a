import Testing

@testable import Transport
import TransportTestSupport

@Suite("pausing")
struct PauseTests {
  @Test("while reading is paused nothing more is delivered; afterwards all is, in order")
  func pause() throws {
    let harness = try Harness(onReceived: { server, _, text in
      if text == Array("0".utf8) { server.pauseReading() }
    })
    let client = try RawWebSocket(port: harness.port)
    let other = try RawWebSocket(port: harness.port)
    try client.socket.write((0..<2000).flatMap { RawWebSocket.frame(Array("\($0)".utf8)) })
    try harness.wait("the first") { if case .received(_, "0") = $0 { true } else { false } }
    try other.socket.write((0..<2000).flatMap { RawWebSocket.frame(Array("other \($0)".utf8)) })
    // One message of a connection that was not held yet gets through, and the connection is held then.
    try harness.wait("the other's first") {
      if case .received(_, "other 0") = $0 { true } else { false }
    }
    for _ in 0..<50 { _ = try harness.onThread { $0.now } }
    let during = texts(harness)
    #expect(during == ["0", "other 0"])
    _ = try harness.onThread { server in
      server.resumeReading()
      return true
    }
    try harness.wait("the last") { if case .received(_, "1999") = $0 { true } else { false } }
    try harness.wait("the other's last") {
      if case .received(_, "other 1999") = $0 { true } else { false }
    }
    let all = texts(harness)
    #expect(all.filter { !$0.hasPrefix("other") } == (0..<2000).map { "\($0)" })
    #expect(all.filter { $0.hasPrefix("other") } == (0..<2000).map { "other \($0)" })
  }

  @Test("output, timers and the end of a connection go on while reading is paused")
  func outputGoesOn() throws {
    let harness = try Harness(onReceived: { server, _, _ in server.pauseReading() })
    let client = try RawWebSocket(port: harness.port)
    let id = try harness.opened()
    try client.send("pause")
    try harness.wait("the pause") { $0 == .received(id, "pause") }
    #expect(try harness.onThread { $0.send(id, frames: Frame.text("out")) } == .sent)
    #expect(try client.receive().text == "out")
    _ = try harness.onThread { server in
      server.close(id, code: 4103, reason: "storage")
      return true
    }
    #expect(try client.closeCode() == 4103)
    try harness.stop()
    #expect(harness.events.contains(.closed(id)))
  }

  @Test("a paused connection does not die of silence")
  func heartbeat() throws {
    let harness = try Harness(
      {
        $0.pingInterval = .milliseconds(50)
        $0.deadAfter = .milliseconds(50)
      },
      onReceived: { server, _, text in if text == Array("pause".utf8) { server.pauseReading() } })
    let client = try RawWebSocket(port: harness.port)
    let id = try harness.opened()
    try client.send("pause")
    try harness.wait("the pause") { $0 == .received(id, "pause") }
    let rung = EventLog<Bool>()
    harness.server.post { [server = harness.server] in
      _ = server.schedule(after: .milliseconds(500)) { rung.add(true) }
    }
    _ = try rung.wait("ten times the patience") { $0 }
    #expect(!harness.events.contains(.closed(id)))
  }

  private func texts(_ harness: Harness) -> [String] {
    harness.events.compactMap { if case .received(_, let text) = $0 { text } else { nil } }
  }
}
