import KringCore
import KringProtocol

/// One way to make trouble for a server: many connections that do the same.
struct Attack: Sendable {
  let name: String
  /// How many connections are held at once; one that ends is replaced.
  let connections: Int
  /// From how many addresses of the loopback.
  let addresses: Int
  /// What a connection sends when it is there, by its place among the connections.
  var first: @Sendable (Int) -> [UInt8] = { _ in [] }
  /// What it sends once it is a WebSocket.
  var open: @Sendable (Int) -> [UInt8] = { _ in [] }
  /// What it sends again and again, once it is a WebSocket or, if it asks for none, at once.
  var again: @Sendable (Int) -> [UInt8] = { _ in [] }
  /// The pause between two of those, in seconds; 0: as fast as the socket takes them.
  var pause = 0.0
  /// Whether it reads what comes.
  var reads = true
  /// Whether it ends the connection after the first answer.
  var hangsUp = false
  /// What the server must have answered or done at least once: a status, a close code or `cut`.
  var expected: [String] = []

  /// The request for a WebSocket.
  static func upgrade(_ path: String = "/ws") -> [UInt8] {
    Array(
      """
      GET \(path) HTTP/1.1\r
      Host: localhost\r
      Upgrade: websocket\r
      Connection: Upgrade\r
      Sec-WebSocket-Key: a3JpbmcgYmVuY2htYXJrLg==\r
      Sec-WebSocket-Version: 13\r
      Sec-WebSocket-Protocol: kring.1\r
      \r

      """.utf8)
  }

  /// A plain request.
  static func request(_ line: String, headers: [String] = [], body: [UInt8] = []) -> [UInt8] {
    var lines = ["\(line) HTTP/1.1", "Host: localhost"] + headers
    if !body.isEmpty { lines.append("Content-Length: \(body.count)") }
    return Array((lines + ["", ""]).joined(separator: "\r\n").utf8) + body
  }

  /// A masked frame; a mask of zeros leaves the payload as it is.
  static func frame(_ payload: [UInt8], opcode: UInt8 = 1, isFinal: Bool = true) -> [UInt8] {
    var frame: [UInt8] = [(isFinal ? 0x80 : 0) | opcode]
    if payload.count < 126 {
      frame.append(0x80 | UInt8(payload.count))
    } else {
      frame += [0x80 | 126, UInt8(payload.count >> 8), UInt8(payload.count & 0xff)]
    }
    return frame + [0, 0, 0, 0] + payload
  }

  static func hello(_ hello: Hello) -> [UInt8] { frame(ClientMessage.hello(hello).bytes) }
}

/// What a server did about an attack.
struct Tally: Sendable {
  /// The connections that were tried.
  var tried = 0
  /// The most that were held at once.
  var held = 0
  /// Messages or requests sent, beyond the first of each connection.
  var sent = 0
  /// How often the server answered with a status or a close code, or cut without a word.
  var outcomes: [String: Int] = [:]
}
