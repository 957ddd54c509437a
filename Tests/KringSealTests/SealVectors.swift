import Foundation
import Testing

/// The rows of `protocol/vectors/seals.json`.
struct SealVectors: Decodable {
  struct KeyRow: Decodable, Sendable, CustomTestStringConvertible {
    var name, secret, session, joinKey, joinKeyHash, contentKey: String
    var testDescription: String { name }
  }

  struct CardRow: Decodable, Sendable, CustomTestStringConvertible {
    var name, nonce, item: String
    var testDescription: String { name }
  }

  struct LinkRow: Decodable, Sendable, CustomTestStringConvertible {
    var name: String
    var valid: Bool
    var link: String
    var secret: String?
    var testDescription: String { name }
  }

  struct SealRow: Decodable, Sendable, CustomTestStringConvertible {
    enum Direction: String, Decodable, Sendable { case both, open, seal }
    var name: String
    var direction: Direction
    var valid: Bool
    var secret, item, path: String
    var nonce, text, envelope, reason: String?
    var bytes, allowed: Int?
    var testDescription: String { name }
  }

  var keys: [KeyRow]
  var cards: [CardRow]
  var links: [LinkRow]
  var seals: [SealRow]

  static func load() throws -> SealVectors {
    let root = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let file = root.appending(path: "protocol/vectors/seals.json")
    return try JSONDecoder().decode(SealVectors.self, from: Data(contentsOf: file))
  }
}
