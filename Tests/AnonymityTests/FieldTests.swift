import Foundation
import KringClient
import KringCore
import KringJSON
import KringJournal
import KringPlay
import KringProtocol
import KringTestSupport
import Testing

/// That an unnamed card has these fields and no other, wherever it is written or sent.
@Suite("Fields of an unnamed card")
struct FieldTests {
  /// What the members are sent in the plays of all methods, from the objects that tell of an
  /// unnamed card: the way to each, and its keys.
  private static func sent() throws -> [String: Set<String>] {
    var found: [String: Set<String>] = [:]
    for script in try scripts() {
      let play = try Performance(script, on: try Stage(seed: 5))
      try play.play()
      let cards = try unnamed(in: play)
      #expect(!cards.isEmpty, "\(script.method) has no unnamed card")
      for member in play.members {
        for frame in member.heard {
          walk(try JSON.parse(frame, limits: .init(depth: 32)), [], cards, &found)
        }
        walk(try JSON.parse(member.viewBytes, limits: .init(depth: 32)), ["view"], cards, &found)
      }
    }
    return found
  }

  /// A play of every method there is, with a group as small as it may be: but of four, so that
  /// three can write a card for who presents, where the method is for so many.
  private static func scripts() throws -> [Script] {
    let names = try FileManager.default.contentsOfDirectory(atPath: Repository.methods).sorted()
    let scripts = try names.filter { $0.hasSuffix(".json") && $0 != "frame.json" }.map { name in
      var method = try ObjectReader(JSON.parse(Repository.bytes("protocol/methods/" + name)))
      let sizes = try method.array("group")
      guard case .int(let smallest)? = sizes.first, case .int(let largest)? = sizes.last else {
        throw method.failure("group", "whole numbers")
      }
      return Script(
        method: try method.string("id"), cases: try method.optionalInt("cases", in: 1...6) ?? 1,
        members: max(smallest, min(4, largest)))
    }
    try #require(scripts.count > 20)
    return scripts
  }

  /// The ids of all cards that were laid in unnamed sets.
  private static func unnamed(in play: Performance) throws -> Set<String> {
    let sets = Set(play.leading.view.sets.filter { !$0.named }.map(\.set))
    var cards: Set<String> = []
    for member in play.members {
      for text in member.said {
        guard
          case .command(_, .sets(.addCard(let item, let set, _))) = try ClientMessage.decode(text)
        else { continue }
        if sets.contains(set) { cards.insert(item.uuid) }
      }
    }
    return cards
  }

  private static func walk(
    _ json: JSON, _ path: [String], _ cards: Set<String>, _ found: inout [String: Set<String>]
  ) {
    switch json {
    case .array(let elements):
      for element in elements { walk(element, path + ["*"], cards, &found) }
    case .object(let fields):
      var word = ""
      if case .string(let text)? = json["event"] { word = text.string }
      let tells = fields.contains { field in
        switch field.value {
        case .string(let text): cards.contains(text.string)
        case .array(let list): list.contains { Self.names($0, cards) }
        default: false
        }
      }
      if tells {
        found[path.joined(separator: "/") + " " + word, default: []]
          .formUnion(fields.map(\.key))
      }
      for field in fields { walk(field.value, path + [field.key], cards, &found) }
    default: break
    }
  }

  private static func names(_ json: JSON, _ cards: Set<String>) -> Bool {
    if case .string(let text) = json { cards.contains(text.string) } else { false }
  }

  /// What may be said of an unnamed card to anybody. `by` is who folded, marked or claimed it;
  /// only its writer can claim one, and need not.
  private static let allowed: [String: Set<String>] = [
    "events/*/items/* ": ["envelope", "item"],
    "view/view/items/* ": [
      "claimed", "envelope", "folded", "input", "item", "mark", "nonce", "set", "step", "version",
    ],
    "events/*/view/items/* ": [
      "claimed", "envelope", "folded", "input", "item", "mark", "nonce", "set", "step", "version",
    ],
    "events/* item.claimed": ["at_ms", "by", "event", "item", "nonce", "seq"],
    "events/* item.folded": ["at_ms", "by", "event", "folded", "item", "seq"],
    "events/* item.marked": ["at_ms", "by", "envelope", "event", "item", "mark", "seq"],
    "events/*/floor ": ["card", "speaker", "spoken", "turn", "waiting"],
  ]

  @Test("what members are sent of one, in the plays of all methods, is on the list")
  func frames() throws {
    let sent = try Self.sent()
    for (place, keys) in sent {
      let list = try #require(Self.allowed[place], "\(place) tells of an unnamed card")
      #expect(keys.isSubset(of: list), "\(place)")
    }
    #expect(sent["events/*/items/* "] == ["envelope", "item"])
    #expect(sent.count >= 6)
  }

  @Test("the search finds a field that is not on the list")
  func control() throws {
    let id = "0b0c0d0e-0000-4000-8000-000000000001"
    let text = #"{"events":[{"seq":1,"event":"set.opened","items":[{"item":"\#(id)","at_ms":5}]}]}"#
    var found: [String: Set<String>] = [:]
    Self.walk(try JSON.parse(Array(text.utf8)), [], [id], &found)
    #expect(found == ["events/*/items/* ": ["item", "at_ms"]])
  }

  @Test("the schemas of an opened card and of an item are the list, and a name for named ones")
  func schemas() throws {
    func keys(_ file: String, _ path: [String]) throws -> Set<String> {
      var json = try JSON.parse(
        try Repository.bytes("protocol/schema/\(file).json"), limits: .init(depth: 32))
      for key in path { json = try #require(json[key], "\(key)") }
      guard case .object(let fields) = json else { return [] }
      return Set(fields.map(\.key))
    }
    #expect(
      try keys("event", ["$defs", "set.opened", "properties", "items", "items", "properties"])
        == ["item", "envelope", "by"])
    #expect(
      try keys("event", ["$defs", "set.opened", "properties"])
        == ["seq", "at_ms", "by", "event", "set", "forced", "items"])
    // Who was noted as present, and no card: neither whose, nor how many.
    #expect(
      try keys("event", ["$defs", "attendance.noted", "properties"])
        == ["seq", "at_ms", "by", "event", "members"])
    #expect(
      try keys("view", ["properties", "attendance", "items", "properties"]) == ["at_ms", "members"])
    let item = try #require(Self.allowed["view/view/items/* "])
    #expect(try keys("view", ["$defs", "item", "properties"]) == item.union(["by"]))
    #expect(
      try keys("view", ["$defs", "set", "properties"])
        == ["set", "step", "input", "named", "state", "due_ms", "late"])
  }

  @Test("the rows of a closed card have these fields, in the program and on the disk")
  func rows() throws {
    func labels(_ entry: JournalEntry) -> [String] {
      Mirror(reflecting: entry).children.flatMap { Mirror(reflecting: $0.value).children }
        .compactMap(\.label)
    }
    let id = ID(high: 1, low: 2)
    #expect(
      labels(.ballot(id, set: 1, ballot: [], count: 1)) == [".0", "set", "ballot", "count"])
    // How long somebody was connected, and nothing of what they did meanwhile.
    #expect(
      labels(.connected(id, member: id, time: 1, since: nil)) == [".0", "member", "time", "since"])
    let card = ClosedCard(set: 1, item: id, own: [], version: 1, author: nil, envelope: nil)
    #expect(labels(.card(id, card)) == [".0", ".1"])
    #expect(
      Mirror(reflecting: card).children.compactMap(\.label)
        == ["set", "item", "own", "version", "author", "envelope"])
    let envelope = try #require(Envelope(text: Array(repeating: 65, count: 723)))
    let opened = OpenedItem(item: id, by: nil, envelope: envelope)
    #expect(
      Mirror(reflecting: opened).children.compactMap(\.label) == ["item", "by", "envelope"])
    let folder = NSTemporaryDirectory() + "kring-fields-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let journal = SQLiteJournal(folder: folder)
    try journal.open { _ in }
    journal.close()
    let file = try Data(contentsOf: URL(filePath: folder + "/closed.sqlite"))
    let made = try #require(file.range(of: Data("CREATE TABLE slots".utf8)))
    let sql = String(decoding: file[made.lowerBound...].prefix { $0 != 0 }, as: UTF8.self)
    let columns = sql.split(separator: "(")[1].split(separator: ",").compactMap {
      $0.split { $0 == " " || $0 == "\n" }.first.map(String.init)
    }
    #expect(
      columns == ["pos", "live", "session", "closed_set", "part", "changes", "size", "bytes"])
  }
}
