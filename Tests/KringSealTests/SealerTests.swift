import KringCore
import KringProtocol
import Testing

@testable import KringSeal

@Suite("sealing and opening")
struct SealerTests {
  let sealer = Sealer(Keys(.generate()))
  let card = Array("{\"text\":\"vraag het haar\"}".utf8)

  @Test("what is sealed opens again with the same link")
  func roundTrip() throws {
    let item = ID.random()
    let path = SealPath.input(step: "1.schrijf", input: "advies")
    let envelope = try sealer.seal(card, item: item, path: path)
    #expect(try sealer.open(envelope, item: item, path: path) == card)
  }

  @Test("the same text sealed twice gives two envelopes with nothing in common but the head")
  func freshNonce() throws {
    let item = ID.random()
    let one = try sealer.seal(card, item: item, path: SealPath.member)
    let two = try sealer.seal(card, item: item, path: SealPath.member)
    let bytes = try [one, two].map { try #require(Base64URL.decode($0.text[...], count: 542)) }
    #expect(bytes[0][..<2] == bytes[1][..<2])
    #expect(bytes[0][2..<14] != bytes[1][2..<14])
    #expect(bytes[0][14...] != bytes[1][14...])
  }

  @Test("the length of an envelope says nothing about a text within one size")
  func sizes() throws {
    let item = ID.random()
    let texts = [2, 3, 100, 509, 510].map { count in
      Array("{}".utf8) + [UInt8](repeating: 0x20, count: count - 2)
    }
    let lengths = try texts.map { try sealer.seal($0, item: item, path: "member").text.count }
    #expect(Set(lengths) == [723])
  }

  @Test("another link does not open it", arguments: 0..<8)
  func otherLink(_: Int) throws {
    let item = ID.random()
    let envelope = try sealer.seal(card, item: item, path: SealPath.call)
    let other = Sealer(Keys(.generate()))
    #expect(throws: SealError.altered) {
      try other.open(envelope, item: item, path: SealPath.call)
    }
  }

  @Test("no bit of an envelope can be changed")
  func everyByte() throws {
    let item = ID.random()
    let envelope = try sealer.seal(card, item: item, path: SealPath.member)
    let bytes = try #require(Base64URL.decode(envelope.text[...], count: 542))
    for place in bytes.indices {
      var changed = bytes
      changed[place] ^= UInt8(1 << (place % 8))
      let moved = try #require(Envelope(text: Base64URL.encode(changed)))
      #expect(throws: SealError.self) {
        try sealer.open(moved, item: item, path: SealPath.member)
      }
    }
  }

  @Test("a text that is too long is told how many bytes are allowed")
  func tooLong() {
    let long = Array("{\"text\":\"\(String(repeating: "é", count: 2100))\"}".utf8)
    let error = #expect(throws: SealError.tooLong(bytes: 4211, allowed: 4094)) {
      try sealer.seal(long, item: .random(), path: SealPath.member)
    }
    #expect(error?.description == "the text takes 4211 bytes and at most 4094 are allowed")
    #expect(Sealer.allowed == 4094)
  }

  @Test("an object that no other client would read is not sealed")
  func unreadable() {
    let nested = String(repeating: "{\"a\":", count: 9) + "0" + String(repeating: "}", count: 9)
    for text in [nested, "{\"a\":1,\"a\":2}", "{\"a\":\"\\ud800\"}"] {
      #expect(throws: SealError.object, "\(text)") {
        try sealer.seal(Array(text.utf8), item: .random(), path: SealPath.member)
      }
    }
  }

  @Test("paths are those of the contract")
  func paths() {
    #expect(SealPath.input(step: "2.beeld", input: "vragen") == "2.beeld/vragen")
    #expect(SealPath.note(step: "2.beeld") == "2.beeld/note")
    #expect(SealPath.mark(step: "na.oogst") == "na.oogst/mark")
    #expect(SealPath.member == "member")
    #expect(SealPath.call == "call")
  }
}
