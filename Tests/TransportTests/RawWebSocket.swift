@testable import Transport
import TransportTestSupport

/// WebSocket by hand over a ``RawSocket``.
struct RawWebSocket {
  let socket: RawSocket

  /// The lines of a good request for an upgrade, to be changed by tests.
  static func request(
    path: String = "/ws", upgrade: String? = "websocket", connection: String = "Upgrade",
    origin: String? = nil, subprotocol: String? = "kring.1", version: String? = "13",
    extra: String = ""
  ) -> String {
    var text = "GET \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: \(connection)\r\n"
    if let upgrade { text += "Upgrade: \(upgrade)\r\n" }
    text += "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    if let version { text += "Sec-WebSocket-Version: \(version)\r\n" }
    if let subprotocol { text += "Sec-WebSocket-Protocol: \(subprotocol)\r\n" }
    if let origin { text += "Origin: \(origin)\r\n" }
    return text + extra + "\r\n"
  }

  /// Takes a socket that has become a WebSocket.
  init(socket: RawSocket) { self.socket = socket }

  /// Opens a WebSocket and reads the 101.
  init(port: Harness.Port, receiveBuffer: Int32? = nil) throws {
    socket = try RawSocket(port: port, receiveBuffer: receiveBuffer)
    try socket.write(Self.request())
    let response = try socket.response()
    guard response.status == 101 else {
      throw RawSocket.Failure(description: "expected 101, got \(response.status)")
    }
  }

  /// Returns a masked frame.
  static func frame(
    _ payload: [UInt8], opcode: UInt8 = 1, final: Bool = true, mask: [UInt8] = [1, 2, 3, 4],
    claimed: Int? = nil
  ) -> [UInt8] {
    var bytes: [UInt8] = [(final ? 0x80 : 0) | opcode]
    let count = claimed ?? payload.count
    switch count {
    case ..<126: bytes.append(0x80 | UInt8(count))
    case ..<65_536: bytes += [0x80 | 126, UInt8(count >> 8), UInt8(count & 255)]
    default:
      bytes.append(0x80 | 127)
      bytes += stride(from: 56, through: 0, by: -8).map { UInt8(count >> $0 & 255) }
    }
    bytes += mask
    bytes += payload.enumerated().map { $1 ^ mask[$0 & 3] }
    return bytes
  }

  func send(_ text: String) throws { try socket.write(Self.frame(Array(text.utf8))) }

  struct Received: Equatable {
    let opcode: UInt8
    let payload: [UInt8]
    var text: String { String(decoding: payload, as: UTF8.self) }
    /// The code of a close frame.
    var code: Int { payload.count >= 2 ? Int(payload[0]) << 8 | Int(payload[1]) : 0 }
  }

  /// Reads one frame; checks that it is whole and unmasked.
  func receive() throws -> Received {
    let head = try socket.read(2)
    guard head[0] & 0xf0 == 0x80, head[1] & 0x80 == 0 else {
      throw RawSocket.Failure(description: "expected a whole unmasked frame, got \(head)")
    }
    let count =
      switch head[1] {
      case 126: try socket.read(2).reduce(0) { $0 << 8 | Int($1) }
      case 127: try socket.read(8).reduce(0) { $0 << 8 | Int($1) }
      default: Int(head[1])
      }
    return Received(opcode: head[0] & 15, payload: try socket.read(count))
  }

  /// Reads frames until one is a close frame and returns its code.
  func closeCode() throws -> Int {
    while true {
      let frame = try receive()
      if frame.opcode == 8 { return frame.code }
    }
  }
}
