import KringProtocol
import Testing

@Suite("base64url")
struct Base64URLTests {
  private func decode(_ text: String, _ count: Int) -> [UInt8]? {
    Base64URL.decode(Array(text.utf8)[...], count: count)
  }

  @Test("bytes of every length come back")
  func lengths() {
    for count in 0...70 {
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 89 &+ 250) }
      let text = Base64URL.encode(bytes)
      #expect(text.count == (count * 4 + 2) / 3)
      #expect(Base64URL.decode(text[...], count: count) == bytes)
      #expect(Base64URL.decode(text[...], count: count + 1) == nil)
    }
  }

  @Test("bytes become the characters that base64url has for them, and back")
  func known() {
    #expect(String(decoding: Base64URL.encode([0xfb, 0xff, 0xfe]), as: UTF8.self) == "-__-")
    #expect(decode("-__-", 3) == [0xfb, 0xff, 0xfe])
    #expect(decode("AQ", 1) == [1])
    #expect(decode("", 0) == [])
  }

  @Test(
    "what another text could stand for is refused",
    arguments: ["AR", "AP", "A", "A=", "AQ==", "A ", "A+", "A/", "é"])
  func refused(text: String) {
    #expect(decode(text, 1) == nil)
  }
}
