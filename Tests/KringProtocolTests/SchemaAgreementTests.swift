import KringCore
import KringJSON
import KringProtocol
import Testing

/// The reader of the server against `schema/client.json`: what one requires, so does the other.
@Suite("the schema of client messages and their reader")
struct SchemaAgreementTests {
  struct Definition {
    var required: Set<String>
    var known: Set<String>
  }

  static func definition(_ name: String) throws -> Definition {
    let defs = try #require(try ProtocolFolder.json("schema/client.json")["$defs"])
    var reader = try ObjectReader(try #require(defs[name]))
    guard case .object(let properties) = try reader.value("properties") else {
      throw JSONError(path: name, expected: "properties")
    }
    let required = try reader.array("required").compactMap { value in
      if case .string(let text) = value { text.string } else { nil }
    }
    return Definition(required: Set(required), known: Set(properties.map(\.key)))
  }

  static func cases() throws -> [Vector] {
    try Vector.messages(.client, valid: true).filter { $0.json.count < 6_000 }
  }

  static func fields(of vector: Vector) throws -> [JSON.Field] {
    guard case .object(let fields) = try JSON.parse(vector.json) else {
      throw JSONError(expected: "an object")
    }
    return fields
  }

  @Test("a key may be left out exactly if the schema does not require it", arguments: try cases())
  func leftOut(vector: Vector) throws {
    let name = try #require(vector.def.split(separator: "/").last.map(String.init))
    let definition = try Self.definition(name)
    let fields = try Self.fields(of: vector)
    #expect(definition.required.isSubset(of: fields.map(\.key)))
    for field in fields {
      #expect(definition.known.contains(field.key))
      let rest = JSON.object(fields.filter { $0.key != field.key }).bytes
      // The set of a card is what makes it one; the other two go together.
      let bound = ["set", "epoch", "after"].contains(field.key) && !name.hasPrefix("set.")
      guard !bound else { continue }
      if definition.required.contains(field.key) {
        #expect(throws: BadMessage.self, "\(field.key) is required") {
          try ClientMessage.decode(rest)
        }
      } else {
        #expect(try ClientMessage.decode(rest).bytes == rest)
      }
    }
  }

  @Test("no key takes a value of another type, and the refusal names it", arguments: try cases())
  func types(vector: Vector) throws {
    let fields = try Self.fields(of: vector)
    let wrong: [JSON] = [
      .null, .bool(true), .bool(false), .int(-1), .int(7), .double(1.5), "x", .array([.null]),
      .object([]), .array([.object([])]),
    ]
    var accepted = 0
    for (place, field) in fields.enumerated() {
      for value in wrong {
        var changed = fields
        changed[place].value = value
        do {
          let message = try ClientMessage.decode(JSON.object(changed).bytes)
          // Another valid value of the same type, or null where there may be nobody.
          #expect(message.bytes == JSON.object(changed).bytes || !vector.canonical)
          accepted += 1
        } catch {
          #expect(
            error.at == "$." + field.key || error.at.hasPrefix("$.\(field.key)[")
              || field.key == "do")
        }
      }
    }
    #expect(accepted < fields.count * wrong.count / 2)
  }

  @Test("bytes changed at random never do worse than being refused", arguments: [1, 2, 3, 4])
  func damaged(seed: UInt64) throws {
    var state = seed &* 0x9e37_79b9_7f4a_7c15
    func random(below bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    let vectors = try Vector.messages(.client, valid: true)
    var refused = 0
    var read = 0
    for _ in 0..<4_000 {
      var bytes = vectors[random(below: vectors.count)].json
      for _ in 0...random(below: 3) {
        let place = random(below: bytes.count)
        switch random(below: 3) {
        case 0: bytes[place] = UInt8(random(below: 256))
        case 1: bytes.remove(at: place)
        default: bytes.insert(bytes[random(below: bytes.count)], at: place)
        }
      }
      do {
        let message = try ClientMessage.decode(bytes)
        #expect(try ClientMessage.decode(message.bytes) == message)
        read += 1
      } catch {
        #expect(error.at.first == "$" && !error.expected.isEmpty)
        refused += 1
      }
    }
    #expect(refused > 2_000 && read > 0)
  }
}
