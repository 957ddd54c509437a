import KringCore
import KringProtocol
import KringSeal

/// What attackers need to know of the server and the session.
struct Target: Sendable {
  /// The seats in the session that they have.
  let hellos: [Hello]
  /// A hello for the session with a wrong key.
  let wrongHello: Hello
  let creationKey: String
  /// A method file as long as one may be, as JSON.
  let longMethod: [UInt8]
  /// How many connections they may hold at once.
  let sockets: Int
}

extension Attack {
  /// The names of all attacks, in the order of the table.
  static var names: [String] { all(nil).map(\.name) }

  /// All attacks on a target; without one only their names are good for anything.
  static func all(_ target: Target?) -> [Attack] {
    let sockets = target?.sockets ?? 0
    return [
      Attack(
        name: "half-open, one address", connections: sockets, addresses: 1,
        expected: ["cut at once"]),
      Attack(name: "half-open", connections: sockets, addresses: 200),
      Attack(
        name: "slow headers", connections: sockets / 2, addresses: 200,
        first: { _ in Array("GET / HTTP/1.1\r\nX-Slow: ".utf8) },
        again: { _ in [UInt8(ascii: "a")] }, pause: 1),
      Attack(
        name: "silent sockets, one address", connections: 200, addresses: 1,
        first: { _ in upgrade() }, expected: ["429"]),
      Attack(
        name: "silent sockets", connections: sockets, addresses: 1_000,
        first: { _ in upgrade() }),
    ] + joins(target) + floods + requests(target)
  }

  private static func joins(_ target: Target?) -> [Attack] {
    let (hellos, wrong) = (target?.hellos ?? [], target?.wrongHello)
    @Sendable func seat(_ place: Int) -> [UInt8] {
      hellos.isEmpty ? [] : hello(hellos[place % hellos.count])
    }
    return [
      Attack(
        name: "joins with a wrong key", connections: 200, addresses: 200,
        first: { _ in upgrade() }, open: { _ in wrong.map(hello) ?? [] }, hangsUp: true,
        expected: ["4002"]),
      Attack(
        name: "joins of sessions that are not there", connections: 200, addresses: 200,
        first: { _ in upgrade() },
        open: { _ in
          guard var unknown = wrong else { return [] }
          unknown.session = .random()
          return hello(unknown)
        }, hangsUp: true, expected: ["4002"]),
      Attack(
        name: "commands of members", connections: 4, addresses: 4, first: { _ in upgrade() },
        open: seat,
        again: { _ in frame(Array(#"{"ref":1,"do":"halt.raise","visit":1}"#.utf8)) },
        expected: ["4100"]),
      Attack(
        name: "members who come back", connections: 4, addresses: 4, first: { _ in upgrade() },
        open: { seat($0) + frame([0x03, 0xe8], opcode: 8) }),
      Attack(
        name: "members who do not read", connections: 4, addresses: 4, first: { _ in upgrade() },
        open: seat, again: { _ in frame(Array(#"{"do":"ping"}"#.utf8)) }, pause: 0.06,
        reads: false),
    ]
  }

  private static let floods = [
    Attack(
      name: "frames too long", connections: 100, addresses: 100, first: { _ in upgrade() },
      again: { _ in frame(Array(repeating: 0x20, count: 16_385)) }, expected: ["1009"]),
    Attack(
      name: "long frames", connections: 100, addresses: 100, first: { _ in upgrade() },
      again: { _ in frame(Array(repeating: 0x5b, count: 16_384)) }, expected: ["4000"]),
    Attack(
      name: "fragments of one byte", connections: 100, addresses: 100, first: { _ in upgrade() },
      again: { _ in
        frame([0x20], isFinal: false)
          + (0..<40).flatMap { _ in frame([0x20], opcode: 0, isFinal: false) }
      }, expected: ["1009"]),
    Attack(
      name: "empty fragments", connections: 100, addresses: 100, first: { _ in upgrade() },
      again: { _ in
        frame([], isFinal: false) + (0..<40).flatMap { _ in frame([], opcode: 0, isFinal: false) }
      }, expected: ["1009"]),
    Attack(
      name: "WebSocket pings", connections: 100, addresses: 100, first: { _ in upgrade() },
      again: { _ in (0..<64).flatMap { _ in frame([0x70], opcode: 9) } }),
    Attack(
      name: "pings in text", connections: 100, addresses: 100, first: { _ in upgrade() },
      again: { _ in frame(Array(#"{"do":"ping"}"#.utf8)) }, expected: ["4100"]),
  ]

  private static func requests(_ target: Target?) -> [Attack] {
    let key = target?.creationKey ?? ""
    let method = target?.longMethod ?? []
    @Sendable func creation(_ method: [UInt8], key: String) -> [UInt8] {
      let random = String(decoding: Base64URL.encode(ID.random().bytes), as: UTF8.self)
      let hash = String(repeating: "A", count: 43)
      let body =
        Array(#"{"session":"\#(random)","join":"\#(hash)","claim":"\#(hash)","method":"#.utf8)
        + method + Array(#","cases":6,"minutes":480}"#.utf8)
      return request(
        "POST /api/sessions", headers: ["Authorization: Bearer \(key)"], body: body)
    }
    return [
      Attack(
        name: "unknown paths", connections: 200, addresses: 200,
        again: { _ in (0..<8).flatMap { _ in request("GET /nothing/\(Int.random(in: 0...999))") } },
        expected: ["404"]),
      Attack(
        name: "pages nobody reads", connections: sockets(target), addresses: 200,
        again: { _ in
          (0..<8).flatMap { _ in request("GET /i18n/nl.js") + request("GET /api/methods") }
        },
        pause: 1, reads: false),
      Attack(
        name: "creation without the key", connections: 100, addresses: 100,
        first: { _ in creation(Array(#""bovv6""#.utf8), key: "none") }, hangsUp: true,
        expected: ["401"]),
      Attack(
        name: "creation", connections: 100, addresses: 100,
        first: { _ in creation(Array(#""bovv6""#.utf8), key: key) }, hangsUp: true,
        expected: ["201"]),
      Attack(
        name: "creation with own methods", connections: 100, addresses: 100,
        first: { _ in creation(method, key: key) }, hangsUp: true, expected: ["201"]),
    ]
  }

  private static func sockets(_ target: Target?) -> Int { (target?.sockets ?? 0) / 2 }
}
