import TransportLoop

/// Looks at the frames of one client before libwebsockets does, which takes unmasked ones, lengths written too long and
/// forbidden close codes, and answers the first of several pings only.
///
/// Pings and pongs end here. What is left is in order: data frames with their fragments in sequence, and one close
/// frame as the last.
struct FrameGuard {
  /// The result of looking at one piece of input.
  struct Findings {
    /// How many bytes of the output are to be passed on.
    var count = 0
    /// The contents of the pings in it, in order.
    var pings: [[UInt8]] = []
  }

  /// The bytes of the longest head of a frame: so many may be held back until it is complete.
  static let longestHead = 14
  /// A frame that libwebsockets takes and makes nothing of: a pong without content.
  static let nothing: [UInt8] = [0x8a, 0x80, 0, 0, 0, 0]
  /// A close frame without a code, for libwebsockets to end a connection that was failed here.
  static let end: [UInt8] = [0x88, 0x80, 0, 0, 0, 0]

  /// What came with the handshake and has not been looked at.
  private var held: [UInt8]
  private var head: [UInt8] = []
  private var headCount = 2
  private var payloadLeft = 0
  private var opcode: UInt8 = 0
  /// The payload of a control frame, still masked.
  private var control: [UInt8] = []
  private var isInMessage = false
  /// The content of the client's close frame, once it has come.
  private(set) var goodbye: [UInt8]?
  /// The rule that was broken, in few words; nothing more is looked at.
  private(set) var failure: String?

  init(held: [UInt8] = []) { self.held = held }

  /// Whether there is input that came with the handshake.
  var holds: Bool { !held.isEmpty }

  /// Takes at most so many bytes that came with the handshake.
  mutating func takeHeld(_ count: Int) -> ArraySlice<UInt8> {
    defer { held.removeFirst(min(count, held.count)) }
    return held.prefix(count)
  }

  /// Reads what has come and writes what is passed on; the output may begin ``longestHead`` bytes or more before the
  /// input in the same memory.
  mutating func look(
    at input: UnsafeRawBufferPointer, writing output: UnsafeMutableRawPointer
  ) -> Findings {
    var findings = Findings()
    var index = 0
    while index < input.count, goodbye == nil, failure == nil {
      if payloadLeft > 0 {
        let count = min(payloadLeft, input.count - index)
        let part = UnsafeRawBufferPointer(rebasing: input[index..<(index + count)])
        if opcode & 8 != 0 {
          control.append(contentsOf: part)
        } else if let start = part.baseAddress {
          (output + findings.count).copyMemory(from: start, byteCount: count)
          findings.count += count
        }
        index += count
        payloadLeft -= count
        if payloadLeft == 0, opcode & 8 != 0 { endControl(&findings, output) }
        continue
      }
      head.append(input[index])
      index += 1
      if head.count == 2 { headCount = 2 + Self.lengthBytes(head[1]) + 4 }
      // Checked as early as can be: when the first two bytes are here, and again when the length is.
      if head.count == 2 || head.count == headCount - 4 { failure = checkHead() }
      if failure == nil, head.count > 2, head.count == headCount { endHead(&findings, output) }
    }
    return findings
  }

  private static func lengthBytes(_ byte: UInt8) -> Int {
    switch byte & 0x7f {
    case 126: 2
    case 127: 8
    default: 0
    }
  }

  private var length: UInt64 {
    let bytes = Self.lengthBytes(head[1])
    guard bytes > 0 else { return UInt64(head[1] & 0x7f) }
    return head[2..<(2 + bytes)].reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// Checks what is known of a head: its first two bytes, then its length.
  private func checkHead() -> String? {
    let opcode = head[0] & 15
    let isFinal = head[0] & 0x80 != 0
    guard head[0] & 0x70 == 0 else { return "rsv bits" }
    guard [0, 1, 2, 8, 9, 10].contains(opcode) else { return "bad opcode" }
    guard head[1] & 0x80 != 0 else { return "not masked" }
    if opcode & 8 != 0 {
      guard isFinal else { return "control frame in parts" }
      guard head[1] & 0x7f < 126 else { return "control frame too long" }
    } else {
      guard isInMessage == (opcode == 0) else { return "bad continuation" }
    }
    guard head.count > 2 else { return nil }
    switch Self.lengthBytes(head[1]) {
    case 2 where length < 126, 8 where length < 65_536: return "length not minimal"
    case 8 where length >> 63 != 0: return "length too large"
    default: return nil
    }
  }

  private mutating func endHead(_ findings: inout Findings, _ output: UnsafeMutableRawPointer) {
    opcode = head[0] & 15
    payloadLeft = Int(length)
    if opcode & 8 != 0 {
      control = []
      if payloadLeft == 0 { return endControl(&findings, output) }
    } else {
      isInMessage = head[0] & 0x80 == 0
      pass(head, &findings, output)
    }
    if opcode & 8 == 0 { head.removeAll(keepingCapacity: true) }
  }

  private mutating func endControl(_ findings: inout Findings, _ output: UnsafeMutableRawPointer) {
    let mask = head.suffix(4)
    let payload = control.enumerated().map { $1 ^ mask[mask.startIndex + $0 & 3] }
    switch opcode {
    case 8:
      goodbye = payload
      pass(head + control, &findings, output)
    case 9: findings.pings.append(payload)
    default: break
    }
    head.removeAll(keepingCapacity: true)
    control = []
  }

  private func pass(
    _ bytes: [UInt8], _ findings: inout Findings, _ output: UnsafeMutableRawPointer
  ) {
    bytes.withUnsafeBytes { bytes in
      guard let start = bytes.baseAddress else { return }
      (output + findings.count).copyMemory(from: start, byteCount: bytes.count)
    }
    findings.count += bytes.count
  }

  /// Returns what a close frame is answered with: the same, or a code that says what is wrong with it.
  static func answer(to goodbye: [UInt8], notUTF8Code: UInt16) -> [UInt8] {
    guard !goodbye.isEmpty else { return [] }
    guard goodbye.count >= 2 else { return FrameParts.closePayload(protocolError, "bad close") }
    switch UInt16(goodbye[0]) << 8 | UInt16(goodbye[1]) {
    case 1000...1003, 1007...1014, 3000...4999: break
    default: return FrameParts.closePayload(protocolError, "bad code")
    }
    let isText = goodbye.withUnsafeBytes { isUTF8(UnsafeRawBufferPointer(rebasing: $0[2...])) }
    return isText ? goodbye : FrameParts.closePayload(notUTF8Code, "not UTF-8")
  }

  /// The close code for a client that breaks a rule of the WebSocket protocol.
  static let protocolError: UInt16 = 1002
}
