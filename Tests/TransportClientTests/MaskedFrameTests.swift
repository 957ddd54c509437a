import Testing

@testable import TransportClient

@Suite("frames of a client")
struct MaskedFrameTests {
  @Test(
    "a frame says its length as short as it goes, and is its payload again once unmasked",
    arguments: [(0, 2), (125, 2), (126, 4), (65_535, 4), (65_536, 10)])
  func masked(count: Int, head: Int) {
    let payload = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 7) }
    let frame = maskedFrame(opcode: 1, payload)
    #expect(frame.count == head + 4 + count)
    #expect(frame[0] == 0x81)
    #expect(frame[1] & 0x80 != 0)
    let mask = Array(frame[head..<(head + 4)])
    #expect(frame[(head + 4)...].enumerated().map { $1 ^ mask[$0 & 3] } == payload)
  }
}
