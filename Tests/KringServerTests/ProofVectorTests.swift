import Foundation
import KringJSON
import KringProtocol
import KringSeal
import KringTestSupport
import Testing

@testable import KringServer

extension ProofStatement {
  /// A statement with something in every field.
  static let sample = ProofStatement(
    server: "https://kring.example", key: "", reference: "AAECAwQF", commit: [],
    began: 1_767_225_600_000, ended: 1_767_232_860_000, breaks: 600_000,
    noted: [1_767_225_720_000, 1_767_232_800_000], secrecy: 1_767_225_660_000,
    present: 7_140_000, members: 6, cases: 2, method: "bovv6", version: 1,
    issued: 1_767_233_000_000)
}

/// Proofs that everybody who checks them must agree on, in `protocol/vectors/proofs.json`.
@Suite("Proof vectors")
struct ProofVectorTests {
  private static let path = "protocol/vectors/proofs.json"
  private static let salt = [UInt8](16..<32)

  private static func key(_ first: UInt8) -> SigningKey {
    guard let key = SigningKey(seed: (0..<32).map { first &+ $0 }) else {
      preconditionFailure("32 bytes are a seed")
    }
    return key
  }

  private static func paper(_ name: String, _ more: [(String, JSON)] = []) -> JSON {
    let fields: [(String, JSON)] = [
      ("v", .int(1)), ("language", "nl"), ("name", .text(name)), ("kind", "intervisie"),
      ("video", .bool(true)), ("presented", .bool(false)),
    ]
    return .object((fields + more).map { JSON.Field($0.0, $0.1) })
  }

  private static func proof(
    _ paper: JSON, by key: SigningKey, _ change: (inout ProofStatement) -> Void = { _ in }
  ) -> Proof {
    var statement = ProofStatement.sample
    statement.key = key.id
    statement.commit = Proof.commit(to: paper, salt: salt)
    change(&statement)
    return Proof(
      paper: paper, salt: salt, statement: statement, signature: key.sign(statement.canonical))
  }

  /// A proof with its name, the keys to check it by and what a checker says; `nil`: it holds.
  private struct Vector {
    let name: String
    let file: JSON
    let link: String
    let keys: JSON
    let why: String?

    init(_ name: String, _ proof: Proof, _ keys: ProofKeys, _ why: String? = nil) {
      self.name = name
      file = proof.file
      link = proof.link
      self.keys = ProofKey.list(keys.published)
      self.why = why
    }

    init(_ name: String, file: JSON, link: String, _ keys: ProofKeys) {
      self.name = name
      self.file = file
      self.link = link
      self.keys = ProofKey.list(keys.published)
      why = "not-a-proof"
    }

    var json: JSON {
      var fields: [JSON.Field] = [
        .init("name", .text(name)), .init("proof", file), .init("link", .text(link)),
        .init("keys", keys), .init("valid", .bool(why == nil)),
      ]
      if let why { fields.append(.init("why", .text(why))) }
      return .object(fields)
    }
  }

  private static func vectors() -> [Vector] {
    let key = key(1)
    let keys = ProofKeys(key, now: 1_760_000_000_000)
    var rotated = keys
    rotated.rotate(to: Self.key(101), now: 1_770_000_000_000)
    let other = ProofKeys(Self.key(201), now: 1_760_000_000_000)
    let names = [
      "A. de Vries", "منى الحسيني", "王小明", "Zoë 👩🏽‍⚕️", "Ame\u{301}lie N\u{303}ez", "a\"b\\c/d\u{7f}",
    ]
    var vectors = names.map { Vector("valid: \($0)", proof(paper($0), by: key), keys) }
    let good = proof(paper("A. de Vries", [("number", "123")]), by: key)
    vectors.append(Vector("valid: signed before a rotation", good, rotated))
    vectors.append(
      Vector(
        "valid: signed after it",
        proof(paper("A. de Vries"), by: rotated.present) { $0.issued = 1_770_000_001_000 }, rotated)
    )
    let day = 24 * 3_600_000
    let (made, end) = (1_760_000_000_000, 1_770_000_000_000)
    let times: [(String, SigningKey, Int, String?)] = [
      ("valid: a day before its key was made", key, made - day, nil),
      ("more than a day before its key was made", key, made - day - 1, "wrong-time"),
      ("valid: a day after its key was rotated out", key, end + day, nil),
      ("more than a day after its key was rotated out", key, end + day + 1, "wrong-time"),
      ("by the new key long before the rotation", Self.key(101), end - day - 1, "wrong-time"),
    ]
    vectors += times.map { name, key, time, why in
      Vector(name, proof(paper("A. de Vries"), by: key) { $0.issued = time }, rotated, why)
    }
    vectors.append(
      Vector(
        "valid: keys in the order of UTF-16 units",
        proof(
          paper("A", [("\u{fb33}", "1"), ("\u{1f600}", "2"), ("é", "3"), ("z", "4")]), by: key),
        keys))
    vectors.append(
      Vector(
        "valid: nothing noted and no secrecy discussed",
        proof(paper("A. de Vries"), by: key) {
          $0.noted = []
          $0.secrecy = nil
        }, keys))
    func changed(_ change: (inout Proof) -> Void) -> Proof {
      var proof = good
      change(&proof)
      return proof
    }
    let flawed: [(String, Proof, String)] = [
      (
        "a field emptied", changed { $0.paper = paper("A. de Vries", [("number", "")]) },
        "changed-paper"
      ),
      ("a field taken away", changed { $0.paper = paper("A. de Vries") }, "changed-paper"),
      (
        "a letter of the name changed",
        changed { $0.paper = paper("A. de Vrier", [("number", "123")]) }, "changed-paper"
      ),
      ("the same name in other code points", Self.composed(key), "changed-paper"),
      ("another salt", changed { $0.salt[3] ^= 1 }, "changed-paper"),
      (
        "the statement of another seat",
        changed {
          $0.statement = proof(paper("B"), by: key).statement;
          $0.signature = proof(paper("B"), by: key).signature
        }, "changed-paper"
      ),
      ("more time present", changed { $0.statement.present += 60_000 }, "bad-signature"),
      (
        "another server", changed { $0.statement.server = "https://other.example" }, "bad-signature"
      ),
      ("a note taken away", changed { $0.statement.noted.removeLast() }, "bad-signature"),
      ("a byte of the signature", changed { $0.signature[40] ^= 4 }, "bad-signature"),
    ]
    vectors += flawed.map { Vector($0.0, $0.1, keys, $0.2) }
    vectors.append(Vector("by the key of another server", good, other, "unknown-key"))
    vectors.append(
      Vector(
        "another server's signature under this key's name",
        proof(paper("A"), by: Self.key(201)) { $0.key = key.id }, keys, "bad-signature"))
    func without(_ name: String) -> JSON {
      guard case .object(let fields) = good.file else { return .null }
      return .object(fields.filter { $0.key != name })
    }
    vectors += [
      ("of another kind", JSON.object([.init("kring", .int(1)), .init("cases", .array([]))])),
      ("without salt", without("salt")), ("without statement", without("statement")),
      ("no object", .array([])),
    ].map {
      Vector("not a proof: \($0.0)", file: $0.1, link: "https://kring.example/proof#WzFd", keys)
    }
    return vectors
  }

  /// A proof of a name in one form of Unicode, with the name in the other.
  private static func composed(_ key: SigningKey) -> Proof {
    var proof = proof(paper("Ame\u{301}lie"), by: key)
    proof.paper = paper("Am\u{e9}lie")
    return proof
  }

  @Test("the file is what this side writes")
  func written() throws {
    let lines = Self.vectors().map { "  " + String(decoding: $0.json.bytes, as: UTF8.self) }
    let text = "[\n" + lines.joined(separator: ",\n") + "\n]\n"
    if ProcessInfo.processInfo.environment["KRING_WRITE_VECTORS"] != nil {
      try Data(text.utf8).write(to: URL(filePath: Repository.root + "/" + Self.path))
    }
    #expect(try Repository.bytes(Self.path) == Array(text.utf8))
  }

  @Test("each is said to be what it is, as a file and as a link")
  func checked() throws {
    let bytes = try Repository.bytes(Self.path)
    guard case .array(let rows) = try JSON.parse(bytes, limits: .init(depth: 16)) else {
      Issue.record("no list")
      return
    }
    #expect(rows.count > 20)
    for row in rows {
      let keys = try ProofKey.list(try #require(row["keys"]))
      let name = try #require(row["name"])
      guard case .string(let link)? = row["link"] else { continue }
      for text in [try #require(row["proof"]).bytes, Array(link.bytes)] {
        var said: String?
        do throws(Proof.Flaw) { try Proof(reading: text).check(keys) } catch { said = error.word }
        #expect(said.map { JSON.text($0) } == row["why"], "\(name)")
      }
    }
  }

  @Test("of 1,000 changes of one proof none holds")
  func mutations() throws {
    let key = Self.key(1)
    let keys = ProofKeys(key, now: 0).published
    let proof = Self.proof(Self.paper("Zoë 王", [("number", "123")]), by: key)
    let file = proof.file.bytes
    try Proof(reading: file).check(keys)
    var random = SeededRandom(seed: 12)
    var held = 0
    for number in 0..<1_000 {
      var changed = file
      // Each place once or more, then others at random.
      let place = number < file.count ? number : Int.random(in: 0..<file.count, using: &random)
      switch Int.random(in: 0..<3, using: &random) {
      case 0: changed[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      case 1: changed.remove(at: place)
      default: changed[place] = changed[place] == 0x37 ? 0x38 : 0x37
      }
      if (try? Proof(reading: changed).check(keys)) != nil { held += 1 }
    }
    #expect(held == 0)
    #expect(file.count > 600)
  }
}
