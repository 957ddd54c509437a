import Foundation
import KringJSON
import Testing

/// Files of the folder `protocol`.
enum ProtocolFolder {
  static func bytes(_ name: String) throws -> [UInt8] {
    let root = URL(filePath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    return Array(try Data(contentsOf: root.appending(path: "protocol/" + name)))
  }

  static func text(_ name: String) throws -> String {
    String(decoding: try bytes(name), as: UTF8.self)
  }

  static func json(_ name: String) throws -> JSON {
    try JSON.parse(try bytes(name), limits: JSON.Limits(depth: 32))
  }
}

/// A row of `vectors/messages.json` or `vectors/requests.json`.
struct Vector: Sendable, CustomTestStringConvertible {
  var name: String
  var def: String
  var direction: Direction
  var valid: Bool
  var level: Level?
  var canonical: Bool
  var at: String?
  var json: [UInt8]

  enum Direction: String, CaseIterable {
    case client
    case server
  }

  enum Level: String, CaseIterable {
    case json
    case schema
  }

  var testDescription: String { name }

  init(_ value: JSON) throws {
    var reader = try ObjectReader(value)
    name = try reader.string("name")
    def = try reader.string("def")
    direction = try reader.choice("direction")
    valid = try reader.bool("valid")
    level = try reader.optionalChoice("level")
    canonical = try reader.optionalBool("canonical") ?? true
    _ = try reader.optionalString("reason")
    at = try reader.optionalString("at")
    json = Array(try reader.text("json").bytes)
    try reader.end()
  }

  static func all(_ file: String) throws -> [Vector] {
    var reader = try ObjectReader(try ProtocolFolder.json("vectors/" + file))
    return try reader.array("messages").map(Vector.init)
  }

  static func messages(_ direction: Direction, valid: Bool) throws -> [Vector] {
    try all("messages.json").filter { $0.direction == direction && $0.valid == valid }
  }
}
