import Glibc
import Testing

@testable import Transport
import TransportLoop
import TransportTestSupport

@Suite("sending")
struct SendingTests {
  /// Text of a length that is different for each number and says which number it is.
  private static func text(_ number: Int, _ length: Int) -> [UInt8] {
    Array("\(number):".utf8) + [UInt8](repeating: UInt8(97 + number % 26), count: length)
  }

  @Test(
    "frames go out byte for byte as they were built",
    arguments: [0, 1, 125, 126, 127, 65_535, 65_536, 200_000])
  func passThrough(length: Int) throws {
    let payload = Self.text(7, length)
    let harness = try Harness(onReceived: { server, id, _ in
      let frames = Frame.text(payload) + Frame.text(Array("end".utf8))
      #expect(server.send(id, frames: frames) == .sent)
    })
    let client = try RawWebSocket(port: harness.port)
    try client.send("x")
    #expect(try client.receive() == .init(opcode: 1, payload: payload))
    #expect(try client.receive().text == "end")
  }

  @Test("a write is not cut at the size of reads, so the next one does not have to wait")
  func wholeWrites() throws {
    let harness = try Harness(onReceived: nil)
    let client = try RawWebSocket(port: harness.port)
    let id = try harness.opened()
    let frame = Frame.text(Self.text(1, 10_000))
    let results = try harness.onThread { server in
      [server.send(id, frames: frame), server.send(id, frames: frame)]
    }
    #expect(results == [.sent, .sent])
    for _ in 0..<2 { #expect(try client.receive().payload == Self.text(1, 10_000)) }
  }

  @Test("small frames leave at once: TCP does not wait for more")
  func noDelay() throws {
    let harness = try Harness()
    let client = try RawWebSocket(port: harness.port)
    let id = try harness.opened()
    let option = try harness.onThread { server in
      var value: Int32 = -1
      var size = socklen_t(MemoryLayout<Int32>.size)
      let descriptor = server.table[id]?.descriptor ?? -1
      getsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &value, &size)
      return value
    }
    #expect(option == 1)
    try client.send("x")
    #expect(try client.receive().text == "x")
  }

  @Test("many frames gathered in one send arrive as many messages")
  func gathered() throws {
    let harness = try Harness(onReceived: { server, id, _ in
      var frames: [UInt8] = []
      for number in 0..<300 { Frame.append(text: Self.text(number, number), to: &frames) }
      _ = server.send(id, frames: frames)
    })
    let client = try RawWebSocket(port: harness.port)
    try client.send("x")
    for number in 0..<300 { #expect(try client.receive().payload == Self.text(number, number)) }
  }

  /// The pin of what libwebsockets does not document: bytes it does not get rid of at once are kept in order, and
  /// nothing of its own comes in between, also when the peer pings meanwhile.
  @Test("a reader that is slow gets every byte in order, with pongs only between frames")
  func partialWrites() throws {
    let frames = (0..<400).map { Frame.text(Self.text($0, 50_000)) }
    let harness = try Harness({ $0.queueLimit = 64 << 20 }, onReceived: nil)
    let client = try RawWebSocket(port: harness.port, receiveBuffer: 4096)
    let id = try harness.opened()
    let results = try harness.onThread { server in frames.map { server.send(id, frames: $0) } }
    // The reader reads nothing yet, so most of it waits.
    #expect(results.filter { $0 == .queued }.count > 200)
    var next = 0
    var pongs = 0
    while next < 2 * frames.count {
      try client.socket.write(RawWebSocket.frame(Array("p".utf8), opcode: 9))
      let frame = try client.receive()
      if frame.opcode == 10 {
        pongs += 1
        #expect(frame.text == "p")
        continue
      }
      #expect(frame.payload == Self.text(next, 50_000))
      if next < frames.count {
        // More is sent at whatever moment the loop is in: it must not overtake what waits.
        let more = Frame.text(Self.text(frames.count + next, 50_000))
        harness.server.post { [server = harness.server] in _ = server.send(id, frames: more) }
      }
      next += 1
    }
    #expect(pongs > 0)
  }

  @Test("what does not fit in the queue is refused, the rest arrives, and the drain is told once")
  func queueLimit() throws {
    let limit = 256 * 1024
    let harness = try Harness(onReceived: nil)
    let client = try RawWebSocket(port: harness.port, receiveBuffer: 4096)
    let id = try harness.opened()
    // The frame being sent may be of any size: this one fills the socket and the next ones wait.
    let first = Frame.text(Self.text(0, 12_000_000))
    let half = Frame.text([UInt8](repeating: 0x62, count: limit / 2 - 10))
    let toTheBrim = limit - half.count
    let second = Frame.text([UInt8](repeating: 0x63, count: toTheBrim - 4 - 6))
    #expect(second.count == toTheBrim)
    let results = try harness.onThread { server in
      [first, half, second, [0], second].map { server.send(id, frames: $0) }
    }
    #expect(results == [.sent, .queued, .queued, .overLimit, .overLimit])
    #expect(try client.receive().payload.count == 12_000_002)
    #expect(try client.receive().payload.count == limit / 2 - 10)
    #expect(try client.receive().payload.count == toTheBrim - 10)
    try harness.wait("the drain") { $0 == .drained(id) }
    #expect(try harness.onThread { $0.send(id, frames: Frame.text("view")) } == .sent)
    #expect(try client.receive().text == "view")
    try harness.stop()
    #expect(harness.events.filter { $0 == .drained(id) }.count == 1)
  }

  @Test("a reader that does not empty its queue in time is closed, and others notice nothing")
  func tooSlow() throws {
    let harness = try Harness({
      $0.drainLimit = .milliseconds(200)
      $0.closeGrace = .milliseconds(200)
    })
    let slow = try RawWebSocket(port: harness.port, receiveBuffer: 4096)
    let id = try harness.opened()
    let other = try RawWebSocket(port: harness.port)
    let large = Frame.text(Self.text(0, 12_000_000))
    #expect(
      try harness.onThread { server in
        [large, large].map { server.send(id, frames: $0) }
      } == [.sent, .overLimit])
    try harness.wait("the end") { $0 == .closed(id) }
    try other.send("still here")
    #expect(try other.receive().text == "still here")
    // What it gets is a part of the frame, and then the end.
    #expect(try slow.socket.readToEnd().count < large.count)
    #expect(!harness.events.contains(.drained(id)))
  }

  @Test("a slow reader that reads again before the grace is over hears 4101")
  func slowReaderHearsWhy() throws {
    let harness = try Harness({
      $0.drainLimit = .milliseconds(100)
      $0.closeGrace = .seconds(20)
    })
    let slow = try RawWebSocket(port: harness.port, receiveBuffer: 4096)
    let id = try harness.opened()
    let large = Frame.text(Self.text(0, 12_000_000))
    #expect(
      try harness.onThread { server in
        [large, Frame.text("waits"), large].map { server.send(id, frames: $0) }
      } == [.sent, .queued, .overLimit])
    while try harness.onThread({ $0.send(id, frames: []) }) != .gone {}
    #expect(try slow.receive().payload.count == 12_000_002)
    #expect(try slow.receive().code == 4101)
  }

  @Test("closing lets what waits go first")
  func closingFlushes() throws {
    let harness = try Harness()
    let client = try RawWebSocket(port: harness.port, receiveBuffer: 4096)
    let id = try harness.opened()
    let large = Frame.text(Self.text(0, 12_000_000))
    let results = try harness.onThread { server in
      let results = [large, Frame.text("last")].map { server.send(id, frames: $0) }
      server.close(id, code: 4200, reason: "drain")
      return results
    }
    #expect(results == [.sent, .queued])
    #expect(try client.receive().payload.count == 12_000_002)
    #expect(try client.receive().text == "last")
    #expect(try client.receive().code == 4200)
  }

  @Test("a turn in which much comes in ends once, after all of it")
  func turns() throws {
    let harness = try Harness(onReceived: nil)
    let client = try RawWebSocket(port: harness.port)
    try client.socket.write((0..<50).flatMap { RawWebSocket.frame(Array("\($0)".utf8)) })
    try harness.wait("the last") { if case .received(_, "49") = $0 { true } else { false } }
    try harness.stop()
    let events = harness.events
    let first = try #require(events.firstIndex { if case .received = $0 { true } else { false } })
    let ends = events[first...].prefix { event in
      if case .closed = event { false } else { true }
    }
    .filter { $0 == .turnEnded }
    // They came in one or two reads of the socket, not in fifty.
    #expect((1...3).contains(ends.count))
  }

  @Test("a turn in which nothing was told to the delegate does not end for it")
  func idleTurns() throws {
    let harness = try Harness({
      $0.pingInterval = .milliseconds(250)
      $0.headersTimeout = .seconds(1)
    })
    // A second of ticks, and a connection that comes to nothing.
    #expect(try RawSocket(port: harness.port).readToEnd() == [])
    let before = harness.events
    #expect(try harness.onThread { $0.loop.turn } > 10)
    #expect(before == [])
  }

  @Test("the frame builder writes lengths in their shortest form")
  func frames() {
    #expect(Frame.text([UInt8](repeating: 1, count: 125)).prefix(2) == [0x81, 125])
    #expect(Frame.text([UInt8](repeating: 1, count: 126)).prefix(4) == [0x81, 126, 0, 126])
    #expect(
      Frame.text([UInt8](repeating: 1, count: 65_535)).prefix(4) == [0x81, 126, 0xff, 0xff])
    #expect(
      Frame.text([UInt8](repeating: 1, count: 65_536)).prefix(10)
        == [0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0])
    #expect(Frame.text("é") == [0x81, 2, 0xc3, 0xa9])
    #expect(Frame.close(1009, "") == [0x88, 2, 0x03, 0xf1])
    // At most 125 bytes, and no character cut in two.
    let long = Frame.close(1000, String(repeating: "é", count: 100))
    #expect(long.count == 2 + 2 + 122)
  }
}
