import Foundation
import Glibc
import KringJournal
import Testing

@testable import KringServer

@Suite("The key file")
struct ProofKeyFileTests {
  private let folder = NSTemporaryDirectory() + "kring-key-\(UUID().uuidString)"

  private func inFolder(_ body: (ProofKeyFile) throws -> Void) throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(ProofKeyFile(folder: folder))
  }

  @Test("it is made once, for its owner alone, and read back with all that was rotated")
  func kept() throws {
    try inFolder { file in
      #expect(try file.read() == nil)
      var keys = try file.readOrMake(now: 5)
      #expect(try file.readOrMake(now: 6) == keys)
      keys.rotate(to: .generate(), now: 7)
      try file.write(keys)
      #expect(try file.read() == keys)
      var found = stat()
      #expect(stat(folder + "/proof.key", &found) == 0)
      #expect(found.st_mode & 0o777 == 0o600)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["proof.key"])
    }
  }

  @Test(
    "what is no key file is refused with its name", arguments: ["", "{}", "{\"v\":1}", "nothing"])
  func broken(_ text: String) throws {
    try inFolder { file in
      try Data(text.utf8).write(to: URL(filePath: folder + "/proof.key"))
      do {
        _ = try file.readOrMake(now: 1)
        Issue.record("taken")
      } catch let error as JournalError {
        #expect(error.code == .corrupt)
        #expect(error.message.contains("proof.key"))
      }
    }
  }

  @Test("a secret beside the public key of another is refused")
  func mixed() throws {
    try inFolder { file in
      let first = try file.readOrMake(now: 1)
      try file.write(ProofKeys(.generate(), published: first.published))
      #expect(throws: JournalError.self) { try file.read() }
    }
  }

  @Test("signatures are those of RFC 8032")
  func vector() throws {
    // RFC 8032, section 7.1, test 2.
    func bytes(_ hex: String) -> [UInt8] {
      stride(from: 0, to: hex.count, by: 2).compactMap { place in
        let start = hex.index(hex.startIndex, offsetBy: place)
        return UInt8(hex[start...].prefix(2), radix: 16)
      }
    }
    let key = try #require(
      SigningKey(
        seed: bytes("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")))
    #expect(
      key.publicKey
        == bytes("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"))
    #expect(
      key.sign([0x72])
        == bytes(
          "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
            + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"))
  }
}
