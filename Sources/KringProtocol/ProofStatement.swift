import KringCore
import KringJSON

/// What the server says of one seat in one meeting, and signs (`protocol/README.md`, section 11).
///
/// Whole numbers and ASCII strings alone. Times are milliseconds since 1970, or lengths.
package struct ProofStatement: Hashable, Sendable {
  /// The public origin of the server.
  package var server: String
  /// The id of the key that signs.
  package var key: String
  /// The first eight characters of the session's id.
  package var reference: String
  /// What the browser asked to have signed: SHA-256 of salt and paper (32 bytes).
  package var commit: [UInt8]
  /// When the first step was entered.
  package var began: Int
  /// When the meeting was closed.
  package var ended: Int
  /// How long its breaks were together.
  package var breaks: Int
  /// When this seat was noted as present.
  package var noted: [Int]
  /// When the group had discussed what stays secret.
  package var secrecy: Int?
  /// How long the holder of the seat was connected in between.
  package var present: Int
  /// How many held a seat at the close.
  package var members: Int
  /// How many cases were gone into.
  package var cases: Int
  /// The id of the method.
  package var method: String
  /// The version of the method.
  package var version: Int
  /// When the statement was made.
  package var issued: Int

  package init(
    server: String, key: String, reference: String, commit: [UInt8], began: Int, ended: Int,
    breaks: Int, noted: [Int], secrecy: Int?, present: Int, members: Int, cases: Int,
    method: String, version: Int, issued: Int
  ) {
    self.server = server
    self.key = key
    self.reference = reference
    self.commit = commit
    self.began = began
    self.ended = ended
    self.breaks = breaks
    self.noted = noted
    self.secrecy = secrecy
    self.present = present
    self.members = members
    self.cases = cases
    self.method = method
    self.version = version
    self.issued = issued
  }

  /// The statement as it is sent.
  package var json: JSON {
    var fields: [JSON.Field] = [
      .init("v", .int(1)), .init("server", .text(server)), .init("key", .text(key)),
      .init("reference", .text(reference)), .init("commit", .text(Base64URL.text(commit))),
      .init("began_ms", .int(began)), .init("ended_ms", .int(ended)),
      .init("break_ms", .int(breaks)), .init("noted_ms", .array(noted.map { .int($0) })),
    ]
    if let secrecy { fields.append(.init("secrecy_ms", .int(secrecy))) }
    fields += [
      .init("present_ms", .int(present)), .init("members", .int(members)),
      .init("cases", .int(cases)), .init("method", .text(method)),
      .init("version", .int(version)), .init("issued_ms", .int(issued)),
    ]
    return .object(fields)
  }

  /// The bytes that are signed.
  package var canonical: [UInt8] { json.canonical }

  /// Reads a statement; every key must be known.
  package init(_ json: JSON, path: String = "") throws(JSONError) {
    var reader = try ObjectReader(json, path: path)
    _ = try reader.int("v", in: 1...1)
    server = try reader.ascii("server")
    key = try reader.ascii("key")
    reference = try reader.ascii("reference")
    commit = try reader.bytes32("commit")
    began = try reader.int("began_ms")
    ended = try reader.int("ended_ms")
    breaks = try reader.int("break_ms")
    let times = try reader.array("noted_ms")
    noted = []
    for (index, time) in times.enumerated() {
      guard case .int(let time) = time, time >= 0 else {
        throw reader.failure(JSONPath.index(index, in: "noted_ms"), "a whole number from 0")
      }
      noted.append(time)
    }
    secrecy = try reader.optionalInt("secrecy_ms")
    present = try reader.int("present_ms")
    members = try reader.int("members")
    cases = try reader.int("cases")
    method = try reader.ascii("method")
    version = try reader.int("version")
    issued = try reader.int("issued_ms")
    try reader.end()
  }
}

extension JSON {
  /// A string.
  package static func text(_ text: String) -> JSON { .string(JSONText(text)) }
}

extension Base64URL {
  /// The characters for some bytes, as a string.
  package static func text(_ bytes: [UInt8]) -> String {
    String(decoding: encode(bytes), as: UTF8.self)
  }
}

extension ObjectReader {
  /// Takes a string of visible ASCII characters.
  fileprivate mutating func ascii(_ key: String) throws(JSONError) -> String {
    try text(key, as: "ASCII characters") { text in
      text.bytes.allSatisfy { 0x21...0x7e ~= $0 } ? text.string : nil
    }
  }
}

/// A key with which a server signs, or signed: what everybody may know of it.
package struct ProofKey: Hashable, Sendable {
  /// Its id: the first 8 bytes of SHA-256 of the public key in base64url.
  package var key: String
  /// The public key (32 bytes).
  package var publicKey: [UInt8]
  /// Since when it signed, in milliseconds since 1970.
  package var from: Int
  /// Until when; `nil` for the present one.
  package var until: Int?

  package init(key: String, publicKey: [UInt8], from: Int, until: Int? = nil) {
    self.key = key
    self.publicKey = publicKey
    self.from = from
    self.until = until
  }

  /// The key in the answer to `GET /.well-known/kring.json`.
  package var json: JSON {
    var fields: [JSON.Field] = [
      .init("key", .text(key)), .init("public", .text(Base64URL.text(publicKey))),
      .init("from_ms", .int(from)),
    ]
    if let until { fields.append(.init("until_ms", .int(until))) }
    return .object(fields)
  }

  /// That answer as a whole.
  ///
  /// - Parameter retentionDays: for how long backups of the database are kept, if there is one.
  package static func list(_ keys: [ProofKey], retentionDays: Int? = nil) -> JSON {
    var fields: [JSON.Field] = [.init("v", .int(1)), .init("keys", .array(keys.map(\.json)))]
    if let retentionDays { fields.append(.init("retention_days", .int(retentionDays))) }
    return .object(fields)
  }

  /// Reads that answer; unknown keys of an object are passed over.
  package static func list(_ json: JSON) throws(JSONError) -> [ProofKey] {
    var reader = try ObjectReader(json)
    _ = try reader.int("v", in: 1...1)
    return try reader.objects("keys") { reader throws(JSONError) in
      ProofKey(
        key: try reader.string("key"), publicKey: try reader.bytes32("public"),
        from: try reader.int("from_ms"), until: try reader.optionalInt("until_ms"))
    }
  }
}
