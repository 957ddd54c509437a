import KringCore
import Testing

@testable import KringSeal

@Suite("secrets, tokens and ids")
struct SecretsTests {
  /// Numbers in a row, so that what is drawn can be predicted.
  struct Counter: RandomNumberGenerator {
    var count: UInt64 = 0
    mutating func next() -> UInt64 {
      count &+= 0x9e37_79b9_7f4a_7c15
      return count
    }
  }

  @Test("a drawn secret comes back from its text and from its link")
  func secretText() {
    let secret = LinkSecret.generate()
    #expect(secret.bytes.count == 32)
    #expect(secret.text.utf8.count == 43)
    #expect(LinkSecret(text: secret.text) == secret)
    #expect(LinkSecret(link: secret.link(server: "https://kring.example")) == secret)
    #expect(
      secret.link(server: "https://kring.example/") == "https://kring.example/#\(secret.text)")
    #expect(secret.link(server: "http://localhost:1") == "http://localhost:1/#\(secret.text)")
  }

  @Test("a thousand drawn secrets, tokens and ids are all different")
  func different() {
    #expect(Set((0..<1000).map { _ in LinkSecret.generate() }).count == 1000)
    #expect(Set((0..<1000).map { _ in Token.generate() }).count == 1000)
    #expect(Set((0..<1000).map { _ in ID.random() }).count == 1000)
  }

  @Test("the same random source draws the same secret, token and id")
  func repeatable() {
    var one = Counter()
    var two = Counter()
    #expect(LinkSecret.generate(using: &one) == LinkSecret.generate(using: &two))
    #expect(Token.generate(using: &one) == Token.generate(using: &two))
    #expect(ID.random(using: &one) == ID.random(using: &two))
    #expect(ID.random(using: &one) != ID.random(using: &one))
  }

  @Test("a drawn id is a UUID of version 4")
  func ids() {
    for _ in 0..<200 {
      let id = ID.random()
      #expect(ID(uuid: id.uuid.utf8) == id)
    }
  }

  @Test("a token comes back from its text, and its hash is SHA-256 of its bytes")
  func token() throws {
    let token = try #require(Token(text: String(repeating: "A", count: 43)))
    #expect(token.bytes == [UInt8](repeating: 0, count: 32))
    #expect(token.hashText == "Zmh6rfhivXdsj8GLjp-OIAiXFIVu4jOzkCpZHQ1fKSU")
    #expect(token.hash.count == 32)
    #expect(Token(text: Token.generate().text) != nil)
    #expect(Token(text: String(repeating: "A", count: 42)) == nil)
    #expect(Token(text: String(repeating: "A", count: 42) + "B") == nil)
  }

  @Test("a secret, a token and keys print as dots")
  func redacted() {
    let secret = LinkSecret.generate()
    let token = Token.generate()
    let keys = Keys(secret)
    var dumped = ""
    dump((secret, token, keys, Sealer(keys)), to: &dumped)
    let printed = "\(secret) \(token) \(keys) \([secret]) \(String(reflecting: keys)) \(dumped)"
    for hidden in [secret.text, token.text, keys.joinKeyText] {
      #expect(!printed.contains(hidden))
    }
    for bytes in [secret.bytes, token.bytes, keys.joinKey] {
      #expect(!printed.contains(bytes.prefix(4).map(String.init).joined(separator: ", ")))
    }
    #expect(printed.hasPrefix("LinkSecret(…) Token(…) Keys(…) [LinkSecret(…)] Keys(…) "))
  }
}
