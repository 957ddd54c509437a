import TransportLoop

/// Building of WebSocket frames as a server sends them: unmasked, so one frame serves all who see the same.
package enum Frame {
  /// Returns one text frame.
  package static func text(_ payload: UnsafeRawBufferPointer) -> [UInt8] {
    var frame: [UInt8] = []
    frame.reserveCapacity(payload.count + 10)
    append(text: payload, to: &frame)
    return frame
  }

  /// Returns one text frame.
  package static func text(_ payload: [UInt8]) -> [UInt8] {
    payload.withUnsafeBytes { text($0) }
  }

  /// Returns one text frame.
  package static func text(_ payload: String) -> [UInt8] {
    var payload = payload
    return payload.withUTF8 { text(UnsafeRawBufferPointer($0)) }
  }

  /// Adds one text frame to bytes that already hold whole frames.
  package static func append(text payload: UnsafeRawBufferPointer, to frames: inout [UInt8]) {
    append(opcode: 0x1, payload: payload, to: &frames)
  }

  /// Adds one text frame to bytes that already hold whole frames.
  package static func append(text payload: [UInt8], to frames: inout [UInt8]) {
    payload.withUnsafeBytes { append(text: $0, to: &frames) }
  }

  /// Returns a close frame.
  static func close(_ code: UInt16, _ reason: String) -> [UInt8] {
    close(FrameParts.closePayload(code, reason))
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

  /// A ping.
  static let ping: [UInt8] = [0x89, 1, 0x6b]

  private static func append(
    opcode: UInt8, payload: UnsafeRawBufferPointer, to frames: inout [UInt8]
  ) {
    FrameParts.append(opcode: opcode, count: payload.count, to: &frames)
    frames.append(contentsOf: payload)
  }
}
