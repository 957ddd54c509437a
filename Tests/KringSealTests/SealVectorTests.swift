import Crypto
import KringCore
import KringProtocol
import Testing

@testable import KringSeal

@Suite("the seal vectors, by KringSeal")
struct SealVectorTests {
  @Test("a link secret gives the keys of the vector", arguments: try SealVectors.load().keys)
  func keys(row: SealVectors.KeyRow) throws {
    let secret = try #require(LinkSecret(text: row.secret))
    let keys = Keys(secret)
    #expect(secret.text == row.secret)
    #expect(keys.sessionText == row.session)
    #expect(keys.joinKeyText == row.joinKey)
    #expect(keys.joinKeyHashText == row.joinKeyHash)
    let contentKey = keys.contentKey.withUnsafeBytes { Array($0) }
    #expect(contentKey == Base64URL.decode(Array(row.contentKey.utf8)[...], count: 32))
  }

  @Test("a nonce gives the id of the vector", arguments: try SealVectors.load().cards)
  func cards(row: SealVectors.CardRow) throws {
    let bytes = try #require(Base64URL.decode(Array(row.nonce.utf8)[...], count: 32))
    #expect(CardNonce(bytes: bytes)?.item.uuid == row.item)
    #expect(CardNonce(bytes: Array(bytes.dropLast())) == nil)
  }

  @Test("a pasted link gives its secret or nothing", arguments: try SealVectors.load().links)
  func links(row: SealVectors.LinkRow) {
    #expect(LinkSecret(link: row.link)?.text == row.secret)
    #expect((row.secret != nil) == row.valid)
  }

  @Test(
    "a valid text seals to the exact envelope",
    arguments: try SealVectors.load().seals.filter { $0.direction == .both })
  func seals(row: SealVectors.SealRow) throws {
    let (sealer, item) = try place(row)
    let nonceText = try #require(row.nonce)
    let nonce = try #require(Base64URL.decode(Array(nonceText.utf8)[...], count: 12))
    let text = try #require(row.text)
    let envelope = try sealer.seal(Array(text.utf8), item: item, path: row.path, nonce: nonce)
    #expect(String(decoding: envelope.text, as: UTF8.self) == row.envelope)
  }

  @Test(
    "a valid envelope opens to the exact text",
    arguments: try SealVectors.load().seals.filter { $0.valid })
  func opens(row: SealVectors.SealRow) throws {
    let (sealer, item) = try place(row)
    let sealed = try #require(row.envelope)
    let envelope = try #require(Envelope(text: sealed.utf8))
    let opened = try sealer.open(envelope, item: item, path: row.path)
    #expect(String(decoding: opened, as: UTF8.self) == row.text)
  }

  @Test(
    "an invalid envelope does not open and says why",
    arguments: try SealVectors.load().seals.filter { $0.direction == .open && !$0.valid })
  func refuses(row: SealVectors.SealRow) throws {
    let (sealer, item) = try place(row)
    let reason = try #require(row.reason)
    let sealed = try #require(row.envelope)
    guard let envelope = Envelope(text: sealed.utf8) else {
      #expect(reason == SealError.form.code)
      return
    }
    let error = #expect(throws: SealError.self) {
      try sealer.open(envelope, item: item, path: row.path)
    }
    #expect(error?.code == reason)
  }

  @Test(
    "a text that cannot be sealed is refused and says why",
    arguments: try SealVectors.load().seals.filter { $0.direction == .seal })
  func refusesToSeal(row: SealVectors.SealRow) throws {
    let (sealer, item) = try place(row)
    let text = try #require(row.text)
    let thrown = #expect(throws: SealError.self) {
      try sealer.seal(Array(text.utf8), item: item, path: row.path)
    }
    let error = try #require(thrown)
    #expect(error.code == row.reason)
    if case .tooLong(let bytes, let allowed) = error {
      #expect(bytes == row.bytes)
      #expect(allowed == row.allowed)
    } else {
      #expect(row.allowed == nil)
    }
  }

  @Test("the vectors hold every size and every reason")
  func completeness() throws {
    let rows = try SealVectors.load().seals
    let lengths = Set(rows.filter(\.valid).compactMap { $0.envelope?.utf8.count })
    #expect(lengths == Set(Envelope.lengths))
    let reasons: [SealError] = [
      .tooLong(bytes: 0, allowed: 0), .form, .version, .key, .altered, .length, .padding, .utf8,
      .object,
    ]
    #expect(Set(rows.compactMap(\.reason)) == Set(reasons.map(\.code)))
  }

  private func place(_ row: SealVectors.SealRow) throws -> (Sealer, ID) {
    let secret = try #require(LinkSecret(text: row.secret))
    return (Sealer(Keys(secret)), try #require(ID(uuid: row.item.utf8)))
  }
}
