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

  /// Returns a close frame; of the reason as much as fits in 123 bytes.
  static func close(_ code: UInt16, _ reason: String) -> [UInt8] {
    var payload = [UInt8(code >> 8), UInt8(code & 0xff)]
    for character in reason where payload.count + character.utf8.count <= 125 {
      payload.append(contentsOf: character.utf8)
    }
    var frame: [UInt8] = []
    payload.withUnsafeBytes { append(opcode: 0x8, payload: $0, to: &frame) }
    return frame
  }

  /// A ping without payload.
  static let ping: [UInt8] = [0x89, 0]

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
