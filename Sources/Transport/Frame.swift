/// Building of WebSocket frames as a server sends them: unmasked, so one frame serves all who see the same.
public enum Frame {
  /// Returns one text frame.
  public static func text(_ payload: UnsafeRawBufferPointer) -> [UInt8] {
    var frame: [UInt8] = []
    frame.reserveCapacity(payload.count + 10)
    append(text: payload, to: &frame)
    return frame
  }

  /// Returns one text frame.
  public static func text(_ payload: [UInt8]) -> [UInt8] {
    payload.withUnsafeBytes { text($0) }
  }

  /// Returns one text frame.
  public static func text(_ payload: String) -> [UInt8] {
    var payload = payload
    return payload.withUTF8 { text(UnsafeRawBufferPointer($0)) }
  }

  /// Adds one text frame to bytes that already hold whole frames.
  public static func append(text payload: UnsafeRawBufferPointer, to frames: inout [UInt8]) {
    append(opcode: 0x1, payload: payload, to: &frames)
  }

  /// Adds one text frame to bytes that already hold whole frames.
  public static func append(text payload: [UInt8], to frames: inout [UInt8]) {
    payload.withUnsafeBytes { append(text: $0, to: &frames) }
  }

  /// Returns a close frame.
  static func close(_ code: UInt16, _ reason: String) -> [UInt8] {
    close(closePayload(code, reason))
  }

  /// Returns a close frame with code and reason as they are on the wire, or neither.
  static func close(_ payload: [UInt8]) -> [UInt8] {
    var frame: [UInt8] = []
    payload.withUnsafeBytes { append(opcode: 0x8, payload: $0, to: &frame) }
    return frame
  }

  /// Returns the answer to a ping.
  static func pong(_ payload: [UInt8]) -> [UInt8] {
    var frame: [UInt8] = []
    payload.withUnsafeBytes { append(opcode: 0xa, payload: $0, to: &frame) }
    return frame
  }

  /// Returns code and as many characters of the reason as fit.
  static func closePayload(_ code: UInt16, _ reason: String) -> [UInt8] {
    var payload = [UInt8(code >> 8), UInt8(code & 0xff)]
    for character in reason {
      guard payload.count + character.utf8.count <= 125 else { break }
      payload.append(contentsOf: character.utf8)
    }
    return payload
  }

  /// Returns a frame as a client sends it.
  static func masked(opcode: UInt8, _ payload: [UInt8]) -> [UInt8] {
    var frame: [UInt8] = []
    frame.reserveCapacity(payload.count + 14)
    payload.withUnsafeBytes { append(opcode: opcode, payload: $0, to: &frame) }
    let head = frame.count - payload.count
    frame[1] |= 0x80
    let mask = UInt32.random(in: .min ... .max)
    withUnsafeBytes(of: mask) { mask in
      frame.insert(contentsOf: mask, at: head)
      for index in 0..<payload.count { frame[head + 4 + index] ^= mask[index & 3] }
    }
    return frame
  }

  /// A ping.
  static let ping: [UInt8] = [0x89, 1, 0x6b]

  private static func append(
    opcode: UInt8, payload: UnsafeRawBufferPointer, to frames: inout [UInt8]
  ) {
    frames.append(0x80 | opcode)
    switch payload.count {
    case ..<126:
      frames.append(UInt8(payload.count))
    case ..<65_536:
      frames.append(126)
      frames.append(UInt8(payload.count >> 8))
      frames.append(UInt8(payload.count & 0xff))
    default:
      frames.append(127)
      for shift in stride(from: 56, through: 0, by: -8) {
        frames.append(UInt8(payload.count >> shift & 0xff))
      }
    }
    frames.append(contentsOf: payload)
  }
}
