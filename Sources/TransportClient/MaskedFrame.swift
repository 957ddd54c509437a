import TransportLoop

/// Returns a whole WebSocket frame as a client has to send it: masked with chance.
func maskedFrame(opcode: UInt8, _ payload: [UInt8]) -> [UInt8] {
  var frame: [UInt8] = []
  frame.reserveCapacity(payload.count + 14)
  FrameParts.append(opcode: opcode, count: payload.count, isMasked: true, to: &frame)
  withUnsafeBytes(of: UInt32.random(in: .min ... .max)) { mask in
    frame.append(contentsOf: mask)
    for (index, byte) in payload.enumerated() { frame.append(byte ^ mask[index & 3]) }
  }
  return frame
}
