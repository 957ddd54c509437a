import Testing

@testable import Transport
import TransportTestSupport

/// The cases of the Autobahn test suite, written from RFC 6455, over an echo; the names are Autobahn's numbers.
///
/// Meant to differ: 1.2 (a binary message closes with 1003) and 12, 13 (compression is not offered). Invalid UTF-8 is
/// noticed at the end of a message, which the RFC allows (6.4).
@Suite("the cases of Autobahn")
struct ConformanceTests {
  private enum Expected: Equatable {
    case text([UInt8])
    case pong([UInt8])
    /// The connection ends with this code.
    case close(Int)
    /// The client's goodbye comes back as it is.
    case goodbye([UInt8])
  }

  private struct Case {
    let number: String
    let writes: [[UInt8]]
    let expected: [Expected]

    init(_ number: String, _ writes: [[UInt8]], _ expected: [Expected]) {
      self.number = number
      self.writes = writes
      self.expected = expected
    }

    /// The same, sent in pieces of some bytes.
    func chopped(_ number: String, _ size: Int) -> Case {
      let bytes = writes.flatMap { $0 }
      let pieces = stride(from: 0, to: bytes.count, by: size).map {
        Array(bytes[$0..<min($0 + size, bytes.count)])
      }
      return Case(number, pieces, expected)
    }
  }

  private static func frame(_ opcode: UInt8, _ payload: [UInt8], final: Bool = true) -> [UInt8] {
    RawWebSocket.frame(payload, opcode: opcode, final: final)
  }

  private static func text(_ text: String, final: Bool = true) -> [UInt8] {
    frame(1, Array(text.utf8), final: final)
  }

  private static func next(_ text: String, final: Bool = true) -> [UInt8] {
    frame(0, Array(text.utf8), final: final)
  }

  private static func ping(_ text: String) -> [UInt8] { frame(9, Array(text.utf8)) }

  private static func reserved(_ bits: UInt8, _ frame: [UInt8]) -> [UInt8] {
    [frame[0] | bits << 4] + frame.dropFirst()
  }

  private static func goodbye(_ code: Int, _ reason: String = "") -> [UInt8] {
    [UInt8(code >> 8), UInt8(code & 255)] + Array(reason.utf8)
  }

  private static func echo(_ text: String) -> Expected { .text(Array(text.utf8)) }
  private static func pong(_ text: String) -> Expected { .pong(Array(text.utf8)) }

  private static var messages: [Case] {
    var cases: [Case] = []
    for (index, count) in [0, 125, 126, 127, 128, 65_535, 65_536].enumerated() {
      let payload = [UInt8](repeating: 0x2a, count: count)
      cases.append(Case("1.1.\(index + 1)", [frame(1, payload)], [.text(payload)]))
      cases.append(Case("1.2.\(index + 1)", [frame(2, payload)], [.close(1003)]))
    }
    cases.append(cases[cases.count - 2].chopped("1.1.8", 997))
    cases.append(cases[cases.count - 2].chopped("1.2.8", 997))
    return cases
  }

  private static var pings: [Case] {
    let many = (0..<10).map { ping("payload-\($0)") }
    let pongs = (0..<10).map { pong("payload-\($0)") }
    let binary: [UInt8] = [0, 0xff, 0xfe, 0xfd, 0xfc, 0xfb, 0, 0xff]
    let long = [UInt8](repeating: 0xfe, count: 125)
    return [
      Case("2.1", [ping("")], [pong("")]),
      Case("2.2", [ping("Hello, world!")], [pong("Hello, world!")]),
      Case("2.3", [frame(9, binary)], [.pong(binary)]),
      Case("2.4", [frame(9, long)], [.pong(long)]),
      Case("2.5", [frame(9, long + [0xfe])], [.close(1002)]),
      Case("2.6", [frame(9, long)], [.pong(long)]).chopped("2.6", 1),
      Case("2.7", [frame(10, [])], []), Case("2.8", [frame(10, Array("unsolicited".utf8))], []),
      Case("2.9", [frame(10, [1]) + ping("ping")], [pong("ping")]),
      Case("2.10", [many.flatMap { $0 }], pongs), Case("2.11", many, pongs).chopped("2.11", 1),
    ]
  }

  private static var reservedParts: [Case] {
    var cases = [
      Case("3.1", [reserved(1, text("a"))], [.close(1002)]),
      Case("3.2", [text("a") + reserved(2, text("a")) + ping("")], [echo("a"), .close(1002)]),
      Case("3.3", [text("a"), reserved(3, text("a")), ping("")], [echo("a"), .close(1002)]),
      Case("3.4", [text("a") + reserved(4, text("a")) + ping("")], [echo("a"), .close(1002)])
        .chopped("3.4", 1),
      Case("3.5", [reserved(5, frame(2, [1]))], [.close(1002)]),
      Case("3.6", [reserved(6, ping("a"))], [.close(1002)]),
      Case("3.7", [reserved(7, frame(8, []))], [.close(1002)]),
    ]
    for (group, opcodes) in [("4.1", 3...7), ("4.2", 11...15)] {
      for (index, opcode) in opcodes.enumerated() {
        let bad = frame(UInt8(opcode), index == 0 ? [] : Array("reserved".utf8))
        cases.append(
          index < 2
            ? Case("\(group).\(index + 1)", [bad], [.close(1002)])
            : Case(
              "\(group).\(index + 1)", [text("a") + bad + ping("")], [echo("a"), .close(1002)]))
      }
    }
    return cases
  }

  private static var fragments: [Case] {
    let two = [text("frag1", final: false), next("frag2")]
    let withPing = [text("frag1", final: false), ping("ping"), next("frag2")]
    let stray = [next("x"), text("Hello")]
    let mixed = [
      text("1", final: false), next("2", final: false), ping("pongme 1"), next("3", final: false),
      next("4", final: false), ping("pongme 2"), next("5"),
    ]
    let mixedOut = [pong("pongme 1"), pong("pongme 2"), echo("12345")]
    return [
      Case("5.1", [frame(9, [], final: false), frame(0, [])], [.close(1002)]),
      Case("5.2", [frame(10, [], final: false), frame(0, [])], [.close(1002)]),
      Case("5.3", [two.flatMap { $0 }], [echo("frag1frag2")]),
      Case("5.4", two, [echo("frag1frag2")]),
      Case("5.5", two, [echo("frag1frag2")]).chopped("5.5", 1),
      Case("5.6", [withPing.flatMap { $0 }], [pong("ping"), echo("frag1frag2")]),
      Case("5.7", withPing, [pong("ping"), echo("frag1frag2")]),
      Case("5.8", withPing, [pong("ping"), echo("frag1frag2")]).chopped("5.8", 1),
      Case("5.9", [stray.flatMap { $0 }], [.close(1002)]), Case("5.10", stray, [.close(1002)]),
      Case("5.11", stray, [.close(1002)]).chopped("5.11", 1),
      Case("5.12", [next("x", final: false) + text("Hello")], [.close(1002)]),
      Case("5.13", [next("x", final: false), text("Hello")], [.close(1002)]),
      Case("5.14", [next("x", final: false), text("Hello")], [.close(1002)]).chopped("5.14", 1),
      Case(
        "5.15", [two.flatMap { $0 } + next("x", final: false) + text("a")],
        [echo("frag1frag2"), .close(1002)]),
      Case("5.16", [next("1", final: false), text("2", final: false), next("3")], [.close(1002)]),
      Case("5.17", [next("1"), text("2", final: false), next("3")], [.close(1002)]),
      Case("5.18", [text("1", final: false), text("2")], [.close(1002)]),
      Case("5.19", [mixed.flatMap { $0 }], mixedOut), Case("5.20", mixed, mixedOut),
    ]
  }

  private static var texts: [Case] {
    let hello = Array("Hello-µ@ßöäüàá-UTF-8!!".utf8)
    let kosme = Array("κόσμε".utf8)
    var cases = [
      Case("6.1.1", [frame(1, [])], [.text([])]),
      Case(
        "6.1.2", [frame(1, [], final: false) + frame(0, [], final: false) + frame(0, [])],
        [.text([])]),
      Case("6.2.1", [frame(1, hello)], [.text(hello)]),
      Case(
        "6.2.2", [frame(1, Array(hello[..<12]), final: false), frame(0, Array(hello[12...]))],
        [.text(hello)]),
      Case(
        "6.2.3",
        hello.enumerated().map { frame($0 == 0 ? 1 : 0, [$1], final: $0 + 1 == hello.count) },
        [.text(hello)]),
      Case("6.3.1", [frame(1, kosme + [0xed, 0xa0, 0x80] + [0x65])], [.close(1007)]),
      Case(
        "6.4.1", [frame(1, kosme + [0xf4, 0x90], final: false), frame(0, [0x80, 0x80])],
        [.close(1007)]),
    ]
    let valid: [[UInt8]] = [
      [0], [0x7f], [0xc2, 0x80], [0xdf, 0xbf], [0xe0, 0xa0, 0x80], [0xed, 0x9f, 0xbf],
      [0xee, 0x80, 0x80], [0xef, 0xbf, 0xbd], [0xef, 0xbf, 0xbe], [0xef, 0xbf, 0xbf],
      [0xf0, 0x90, 0x80, 0x80], [0xf0, 0x9f, 0xbf, 0xbe], [0xf4, 0x8f, 0xbf, 0xbf], kosme,
    ]
    let invalid: [[UInt8]] = [
      [0x80], [0xbf], [0xc0], [0xc1, 0xbf], [0xc0, 0xaf], [0xce], [0xce, 0xba, 0xe1],
      [0xe0, 0x80, 0xaf], [0xe0, 0x9f, 0xbf], [0xe0, 0xa0], [0xed, 0xa0, 0x80], [0xed, 0xbf, 0xbf],
      [0xed, 0xa0, 0x80, 0xed, 0xb0, 0x80], [0xf0, 0x80, 0x80, 0xaf], [0xf0, 0x8f, 0xbf, 0xbf],
      [0xf0, 0x90, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xf7, 0xbf, 0xbf, 0xbf],
      [0xf8, 0x88, 0x80, 0x80, 0x80], [0xfc, 0x84, 0x80, 0x80, 0x80, 0x80], [0xfe], [0xff],
    ]
    for bytes in valid { cases.append(Case("6 valid \(bytes)", [frame(1, bytes)], [.text(bytes)])) }
    for bytes in invalid {
      cases.append(Case("6 invalid \(bytes)", [frame(1, bytes)], [.close(1007)]))
      let pieces = bytes.enumerated().map {
        frame($0 == 0 ? 1 : 0, [$1], final: $0 + 1 == bytes.count)
      }
      cases.append(Case("6 invalid, in parts \(bytes)", pieces, [.close(1007)]))
    }
    return cases
  }

  private static var closes: [Case] {
    let end = frame(8, goodbye(1000))
    let ended: [Expected] = [.goodbye(goodbye(1000))]
    var cases = [
      Case("7.1.1", [text("Hello"), end], [echo("Hello")] + ended),
      Case("7.1.2", [end + end], ended), Case("7.1.3", [end + ping("")], ended),
      Case("7.1.4", [end + text("late")], ended),
      Case("7.1.5", [text("frag1", final: false) + end + next("frag2")], ended),
      Case("7.3.1", [frame(8, [])], [.goodbye([])]), Case("7.3.2", [frame(8, [1])], [.close(1002)]),
      Case("7.3.3", [end], ended),
      Case(
        "7.3.4", [frame(8, goodbye(1000, "Hello World!"))],
        [.goodbye(goodbye(1000, "Hello World!"))]),
      Case(
        "7.3.5", [frame(8, goodbye(1000, String(repeating: "*", count: 123)))],
        [.goodbye(goodbye(1000, String(repeating: "*", count: 123)))]),
      Case("7.3.6", [frame(8, goodbye(1000, String(repeating: "*", count: 124)))], [.close(1002)]),
      Case("7.5.1", [frame(8, goodbye(1000) + [0xce, 0xba, 0xed, 0xa0, 0x80])], [.close(1007)]),
    ]
    for code in [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999] {
      cases.append(Case("7.7 \(code)", [frame(8, goodbye(code))], [.goodbye(goodbye(code))]))
    }
    for code in [0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999, 5000, 65_535] {
      cases.append(Case("7.9 \(code)", [frame(8, goodbye(code))], [.close(1002)]))
    }
    return cases
  }

  private static var sizes: [Case] {
    let megabyte = [UInt8](repeating: 0x2a, count: 1 << 20)
    var cases = [Case("9.1.3", [frame(1, megabyte)], [.text(megabyte)])]
    for size in [256, 4096, 65_536] {
      let parts = stride(from: 0, to: megabyte.count, by: size).map { start in
        frame(
          start == 0 ? 1 : 0, Array(megabyte[start..<(start + size)]),
          final: start + size == megabyte.count)
      }
      cases.append(Case("9.3 \(size)", parts, [.text(megabyte)]))
    }
    for size in [64, 1024] {
      cases.append(
        Case("9.5", [frame(1, Array(megabyte[..<65_536]))], [.text(Array(megabyte[..<65_536]))])
          .chopped("9.5 \(size)", size))
    }
    cases.append(
      Case("10.1.1", [frame(1, Array(megabyte[..<65_536]))], [.text(Array(megabyte[..<65_536]))])
        .chopped("10.1.1", 1300))
    return cases
  }

  @Test("messages, 1") func group1() throws { try run(Self.messages) }
  @Test("pings and pongs, 2") func group2() throws { try run(Self.pings) }
  @Test("reserved bits and opcodes, 3 and 4") func group3() throws { try run(Self.reservedParts) }
  @Test("fragments, 5") func group5() throws { try run(Self.fragments) }
  @Test("texts, 6") func group6() throws { try run(Self.texts) }
  @Test("closes, 7") func group7() throws { try run(Self.closes) }
  @Test("sizes, 9 and 10") func group9() throws { try run(Self.sizes) }

  private func run(_ cases: [Case]) throws {
    let harness = try Harness {
      $0.maxFrame = 32 << 20
      $0.maxFragments = 1 << 20
      $0.unprovedPerAddress = 1_000
      $0.connectionsPerAddress = 1_000
    }
    #expect(cases.count > 5)
    for item in cases {
      do {
        let seen = try outcome(of: item, harness)
        #expect(seen == item.expected, "\(item.number)")
      } catch {
        Issue.record("\(item.number): \(error)")
      }
    }
  }

  /// Plays a case and returns what came; a connection that was not ended is ended by the client, decently.
  private func outcome(of item: Case, _ harness: Harness) throws -> [Expected] {
    let client = try RawWebSocket(port: harness.port)
    // Whoever is failed in the midst of it may be cut off while it still sends.
    for bytes in item.writes where (try? client.socket.write(bytes)) == nil { break }
    var seen: [Expected] = []
    for expected in item.expected {
      let frame = try client.receive()
      switch (frame.opcode, expected) {
      case (1, _): seen.append(.text(frame.payload))
      case (10, _): seen.append(.pong(frame.payload))
      case (8, .goodbye): seen.append(.goodbye(frame.payload))
      case (8, _): seen.append(.close(frame.code))
      default: throw RawSocket.Failure(description: "an unexpected frame \(frame.opcode)")
      }
    }
    switch item.expected.last {
    case .goodbye: break
    case .close: try? client.socket.write(Self.frame(8, Self.goodbye(1000)))
    default:
      try client.socket.write(Self.frame(8, Self.goodbye(1000)))
      guard try client.receive() == .init(opcode: 8, payload: Self.goodbye(1000)) else {
        throw RawSocket.Failure(description: "more came than expected")
      }
    }
    let rest = try client.socket.readToEnd()
    guard rest.isEmpty else { throw RawSocket.Failure(description: "\(rest.count) bytes too many") }
    return seen
  }
}
