import Crypto
import KringJSON
import KringProtocol

/// A proof of attendance: the paper that a person typed, and what a server signed over it without
/// seeing it (`protocol/README.md`, section 11).
package struct Proof: Hashable, Sendable {
  /// What the person typed and chose: an object of texts, `true` and `false`, and `v`.
  package var paper: JSON
  /// What keeps others from trying papers against the commitment (16 bytes).
  package var salt: [UInt8]
  /// What the server says.
  package var statement: ProofStatement
  /// The server's signature over it (64 bytes).
  package var signature: [UInt8]

  /// The most bytes of a file, and characters of a link.
  package static let longest = 20_000
  /// How long before and after its published times a key may have signed, in milliseconds: a server goes
  /// on with the earlier key until it is told of the new one, and its clock may have been set.
  package static let slack = 24 * 3_600_000

  package init(paper: JSON, salt: [UInt8], statement: ProofStatement, signature: [UInt8]) {
    self.paper = paper
    self.salt = salt
    self.statement = statement
    self.signature = signature
  }

  /// Why a proof does not hold, in the order in which it is looked at.
  package enum Flaw: Error, Hashable, Sendable {
    /// It is none; the sentence says where and what was expected.
    case notAProof(String)
    /// The server has no key of that name.
    case unknownKey
    /// The signature is not that of the statement: something of it was changed, or somebody else
    /// signed.
    case badSignature
    /// It says that it was signed when the server did not use that key.
    case wrongTime
    /// The statement is about another paper.
    case changedPaper

    /// The word in `protocol/vectors/proofs.json`.
    package var word: String {
      switch self {
      case .notAProof: "not-a-proof"
      case .unknownKey: "unknown-key"
      case .badSignature: "bad-signature"
      case .wrongTime: "wrong-time"
      case .changedPaper: "changed-paper"
      }
    }
  }

  /// What is signed in the place of a paper: SHA-256 of salt and canonical paper.
  package static func commit(to paper: JSON, salt: [UInt8]) -> [UInt8] {
    Array(SHA256.hash(data: salt + paper.canonical))
  }

  /// Checks the proof against the keys that a server has published.
  package func check(_ keys: [ProofKey]) throws(Flaw) {
    guard let key = keys.first(where: { $0.key == statement.key }),
      Base64URL.text(Array(SHA256.hash(data: key.publicKey).prefix(8))) == key.key
    else { throw .unknownKey }
    guard let signer = try? Curve25519.Signing.PublicKey(rawRepresentation: key.publicKey),
      signer.isValidSignature(signature, for: statement.canonical)
    else { throw .badSignature }
    guard key.from - Self.slack <= statement.issued,
      statement.issued <= key.until.map({ $0 + Self.slack }) ?? .max
    else { throw .wrongTime }
    guard Self.commit(to: paper, salt: salt) == statement.commit else { throw .changedPaper }
  }
}

extension Proof {
  /// Reads a file or a link.
  package init(reading bytes: [UInt8]) throws(Flaw) {
    guard bytes.count <= Self.longest else {
      throw .notAProof("expected at most \(Self.longest) bytes, found \(bytes.count)")
    }
    if let hash = bytes.firstIndex(of: UInt8(ascii: "#")), bytes.starts(with: Array("http".utf8)) {
      try self.init(fragment: bytes[(hash + 1)...])
    } else {
      try self.init(file: bytes)
    }
  }

  private init(file bytes: [UInt8]) throws(Flaw) {
    do throws(JSONError) {
      var reader = try ObjectReader(try JSON.parse(bytes))
      guard try reader.text("kring") == "proof" else { throw reader.failure("kring", "\"proof\"") }
      try self.init(&reader)
    } catch {
      throw .notAProof("\(error)")
    }
  }

  /// Reads what stands behind `#` in a link.
  private init(fragment: ArraySlice<UInt8>) throws(Flaw) {
    var text = fragment
    while let last = text.last, last == 0x0a || last == 0x0d || last == 0x20 { text.removeLast() }
    guard text.first != UInt8(ascii: "z") else {
      throw .notAProof("it is the short link of a paper; open it in a browser, or check the file")
    }
    guard let bytes = Base64URL.decode(text, count: text.count * 3 / 4) else {
      throw .notAProof("the link is not whole; expected base64url behind #")
    }
    do throws(JSONError) {
      guard case .array(let parts) = try JSON.parse(bytes), parts.count == 5 else {
        throw JSONError(path: "", expected: "an array of five")
      }
      let names = ["v", "paper", "salt", "statement", "signature"]
      var reader = try ObjectReader(
        .object(zip(names, parts).map { JSON.Field($0, $1) }))
      try self.init(&reader)
    } catch {
      throw .notAProof("\(error)")
    }
  }

  private init(_ reader: inout ObjectReader) throws(JSONError) {
    _ = try reader.int("v", in: 1...1)
    paper = try reader.value("paper", "an object")
    salt = try reader.text("salt", as: "16 bytes in base64url without padding") {
      Base64URL.decode($0.bytes, count: 16)
    }
    statement = try ProofStatement(
      try reader.value("statement", "an object"), path: JSONPath.key("statement", in: reader.path))
    signature = try reader.text("signature", as: "64 bytes in base64url without padding") {
      Base64URL.decode($0.bytes, count: 64)
    }
    try reader.end()
    guard case .object(let fields) = paper else { throw reader.failure("paper", "an object") }
    for field in fields where field.key != "v" {
      switch field.value {
      case .string, .bool: break
      default:
        throw JSONError(
          path: JSONPath.key(field.key, in: JSONPath.key("paper", in: reader.path)),
          expected: "a string, true or false")
      }
    }
    guard paper["v"] == .int(1) else { throw reader.failure("paper.v", "1") }
  }

  /// The proof as a file holds it.
  package var file: JSON {
    .object([
      .init("kring", "proof"), .init("v", .int(1)), .init("paper", paper),
      .init("salt", .text(Base64URL.text(salt))), .init("statement", statement.json),
      .init("signature", .text(Base64URL.text(signature))),
    ])
  }

  /// The proof as a link; all of it stands behind `#`, which no server gets to see.
  package var link: String {
    let parts = JSON.array([
      .int(1), paper, .text(Base64URL.text(salt)), statement.json,
      .text(Base64URL.text(signature)),
    ])
    return statement.server + "/proof#" + Base64URL.text(parts.canonical)
  }
}
