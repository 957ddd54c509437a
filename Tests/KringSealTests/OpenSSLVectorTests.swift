import Foundation
import Testing

@Suite("the seal vectors, by the openssl library")
struct OpenSSLVectorTests {
  @Test("a link secret gives the keys of the vector", arguments: try SealVectors.load().keys)
  func keys(row: SealVectors.KeyRow) throws {
    let secret = try bytes(row.secret)
    #expect(try OpenSSL.derive(secret, "kring.1 session", 16) == bytes(row.session))
    #expect(try OpenSSL.derive(secret, "kring.1 join", 32) == bytes(row.joinKey))
    #expect(try OpenSSL.derive(secret, "kring.1 content", 32) == bytes(row.contentKey))
  }

  @Test(
    "a valid text seals to the exact envelope",
    arguments: try SealVectors.load().seals.filter { $0.direction == .both })
  func seals(row: SealVectors.SealRow) throws {
    let text = Array(try #require(row.text).utf8)
    let envelope = try bytes(try #require(row.envelope))
    let nonce = try bytes(try #require(row.nonce))
    let size = try #require([512, 1024, 2048, 4096].first { text.count + 2 <= $0 })
    let plaintext =
      [UInt8(text.count / 256), UInt8(text.count % 256)] + text
      + [UInt8](repeating: 0, count: size - 2 - text.count)
    let sealed = try OpenSSL.seal(
      key: key(row), nonce: nonce, plaintext: plaintext, binding: binding(row))
    #expect([1, 0] + nonce + sealed == envelope)
  }

  @Test(
    "an envelope opens to its text, or stays closed, or holds what must be refused",
    arguments: try SealVectors.load().seals.filter { $0.direction != .seal })
  func opens(row: SealVectors.SealRow) throws {
    let text = try #require(row.envelope)
    guard let envelope = try? bytes(text), [542, 1054, 2078, 4126].contains(envelope.count) else {
      #expect(row.reason == "form")
      return
    }
    guard envelope[0] == 1 else { return #expect(row.reason == "version") }
    guard envelope[1] == 0 else { return #expect(row.reason == "key") }
    let opened = try OpenSSL.open(
      key: key(row), nonce: Array(envelope[2..<14]),
      ciphertext: Array(envelope[14..<envelope.count - 16]), tag: Array(envelope.suffix(16)),
      binding: binding(row))
    guard let opened else { return #expect(row.reason == "altered") }
    let count = Int(opened[0]) * 256 + Int(opened[1])
    guard count <= opened.count - 2 else { return #expect(row.reason == "length") }
    guard opened.dropFirst(2 + count).allSatisfy({ $0 == 0 }) else {
      return #expect(row.reason == "padding")
    }
    guard let inside = String(bytes: opened[2..<2 + count], encoding: .utf8) else {
      return #expect(row.reason == "utf8")
    }
    if row.valid {
      #expect(inside == row.text)
    } else {
      #expect(row.reason == "object")
    }
  }

  private struct NotCanonical: Error {}

  private func bytes(_ text: String) throws -> [UInt8] {
    let standard = String(text.map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 })
    let padding = String(repeating: "=", count: (4 - text.count % 4) % 4)
    guard let data = Data(base64Encoded: standard + padding) else { throw NotCanonical() }
    let again = data.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
    guard again.prefix(while: { $0 != "=" }) == text else { throw NotCanonical() }
    return Array(data)
  }

  private func key(_ row: SealVectors.SealRow) throws -> [UInt8] {
    try OpenSSL.derive(bytes(row.secret), "kring.1 content", 32)
  }

  private func binding(_ row: SealVectors.SealRow) throws -> [UInt8] {
    let session = try OpenSSL.derive(bytes(row.secret), "kring.1 session", 16)
    let item = try #require(UUID(uuidString: row.item)).uuid
    return [1, 0] + session + withUnsafeBytes(of: item) { Array($0) } + Array(row.path.utf8)
  }
}
