import Foundation
import KringClient
import KringCore
import KringJSON
import KringJournal
import KringProtocol
import KringTestSupport
import Testing

/// That an unnamed card has these fields and no other, wherever it is written or sent.
@Suite("Fields of an unnamed card")
struct FieldTests {
  /// What the members are sent in the plays of all methods, from the objects that tell of an
  /// unnamed card: the way to each, and its keys.
  private static func sent() throws -> Set<String> {
    var found: Set<String> = []
    let casts = [
      ("bovv6", 6), ("incident", 5), ("hats", 4), ("leary", 4), ("clinic", 4), ("troika", 3),
    ]
    for (method, members) in casts {
      let play = try Performance(
        Script(method: method, cases: method == "troika" ? 3 : 1, members: members),
        on: try Stage(seed: 5), method: .named(method))
      try play.play()
      let cards = try unnamed(in: play)
      for member in play.members {
        for frame in member.heard {
          walk(try JSON.parse(frame, limits: .init(depth: 32)), [], cards, &found)
        }
        walk(try JSON.parse(member.viewBytes, limits: .init(depth: 32)), ["view"], cards, &found)
      }
    }
    return found
  }

  /// The ids of all cards that were laid in unnamed sets.
  private static func unnamed(in play: Performance) throws -> Set<String> {
    let sets = Set(play.leading.view.sets.filter { !$0.named }.map(\.set))
    var cards: Set<String> = []
    for member in play.members {
      for text in member.said {
        guard case .command(_, .addCard(let item, let set, _)) = try ClientMessage.decode(text)
        else { continue }
        if sets.contains(set) { cards.insert(item.uuid) }
      }
    }
    return cards
  }

  private static func walk(
    _ json: JSON, _ path: [String], _ cards: Set<String>, _ found: inout Set<String>
  ) {
    switch json {
    case .array(let elements):
      for element in elements { walk(element, path + ["*"], cards, &found) }
    case .object(let fields):
      let word = fields.first { $0.key == "event" }.map { "\($0.value)" } ?? ""
      let tells = fields.contains { field in
        if case .string(let text) = field.value { cards.contains(text.string) } else { false }
      }
      if tells {
        found.insert(
          "\(path.joined(separator: "/")) \(word): "
            + fields.map(\.key).sorted().joined(separator: " "))
      }
      for field in fields { walk(field.value, path + [field.key], cards, &found) }
    case .string(let text):
      if cards.contains(text.string) { found.insert(path.joined(separator: "/")) }
    default: break
    }
  }

  @Test("what members are sent of one")
  func frames() throws {
    for line in try Self.sent().sorted() { print("FIELD", line) }
  }
}
