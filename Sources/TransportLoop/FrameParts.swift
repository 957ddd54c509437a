/// What servers and clients write alike in a WebSocket frame.
package enum FrameParts {
  /// Adds the beginning of a frame that is a whole message: opcode and length; with the mark of a client's, the four
  /// bytes of the mask are to follow.
  package static func append(
    opcode: UInt8, count: Int, isMasked: Bool = false, to frame: inout [UInt8]
  ) {
    let mark: UInt8 = isMasked ? 0x80 : 0
    frame.append(0x80 | opcode)
    switch count {
    case ..<126:
      frame.append(mark | UInt8(count))
    case ..<65_536:
      frame.append(mark | 126)
      frame.append(UInt8(count >> 8))
      frame.append(UInt8(count & 0xff))
    default:
      frame.append(mark | 127)
      for shift in stride(from: 56, through: 0, by: -8) {
        frame.append(UInt8(count >> shift & 0xff))
      }
    }
  }

  /// Returns the content of a close frame: the code, and as many characters of the reason as fit.
  package static func closePayload(_ code: UInt16, _ reason: String) -> [UInt8] {
    var payload = [UInt8(code >> 8), UInt8(code & 0xff)]
    for character in reason {
      guard payload.count + character.utf8.count <= 125 else { break }
      payload.append(contentsOf: character.utf8)
    }
    return payload
  }
}
