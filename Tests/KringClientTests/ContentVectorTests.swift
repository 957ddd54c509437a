import KringCore
import KringJSON
import KringTestSupport
import Testing

@testable import KringClient

@Suite("the content vectors")
struct ContentVectorTests {
  private static func vectors() throws -> JSON {
    try JSON.parse(
      Repository.bytes("protocol/vectors/contents.json"), limits: JSON.Limits(depth: 32))
  }

  struct Row: Sendable, CustomTestStringConvertible {
    var json: JSON
    var name: String { json["name"]?.string ?? "" }
    var testDescription: String { name }

    func list(_ key: String) -> [JSON] {
      guard case .array(let list)? = json[key] else { return [] }
      return list
    }
    func texts(_ key: String) -> [String] { list(key).compactMap(\.string) }
  }

  static func rows(_ key: String) throws -> [Row] {
    Row(json: try vectors()).list(key).map(Row.init)
  }

  /// What a client shows of a text; `nil` is broken.
  private func content(_ text: String, _ kind: JSON?) throws -> JSON? {
    let page = try #require(Self.vectors()["kinds"]?[kind?.string ?? ""])
    let known: [String: ContentKind] = ["name": .name, "mark": .mark, "note": .note, "call": .call]
    let kind = known[page["as"]?.string ?? ""] ?? .input(page: page)
    do { return kind.content(try JSON.parse(Array(text.utf8))) } catch { return nil }
  }

  @Test("a text is shown by its kind, or is broken", arguments: try rows("contents"))
  func contents(row: Row) throws {
    let shown = try content(try #require(row.json["json"]?.string), row.json["kind"])
    guard let value = row.json["value"] else {
      #expect(row.json["broken"] == .bool(true))
      #expect(shown == nil)
      return
    }
    #expect(try Self.sorted(#require(shown)) == Self.sorted(value))
  }

  @Test("a pick is shown by what it is about, or is broken", arguments: try rows("picks"))
  func picks(row: Row) throws {
    let page = try #require(Self.vectors()["kinds"]?[row.json["kind"]?.string ?? ""])
    let json = try #require(row.json["json"]?.string)
    let shown = try content(json, row.json["kind"])
    let content = try #require(shown)
    let of = page["of"]?.string?.split(separator: "/").map(String.init) ?? ["1.x", "y"]
    var view = View()
    for (words, input) in [("items", of[1]), ("elsewhere", of[1] + "2")] {
      for item in row.texts(words) {
        view.items.append(
          View.Item(
            item: try #require(ID(uuid: item.utf8)),
            path: Plan.InputPath(step: of[0], input: input), set: nil, by: nil,
            envelope: try #require(Envelope(text: Array(repeating: 65, count: 723)))))
      }
    }
    let isShown = view.picked(content, page: page) != nil
    #expect(isShown == (row.json["shown"] == .bool(true)))
    #expect(isShown != (row.json["broken"] == .bool(true)))
  }

  @Test("a vote counts each card once", arguments: try rows("votes"))
  func votes(row: Row) throws {
    let page = try #require(Self.vectors()["kinds"]?[row.json["kind"]?.string ?? ""])
    let cards = try row.texts("cards").map { try content($0, row.json["kind"]) }
    let count = VoteCount(of: cards, page: page, items: row.texts("items"))
    #expect(count.counts.map(JSON.int) == row.list("counts"))
    #expect(count.top.map(JSON.int) == row.list("top"))
    #expect(row.json["invalid"] == .int(count.invalid))
    #expect(count.counts.reduce(count.invalid, +) == cards.count)
  }

  @Test("no two people are called the same", arguments: try rows("names"))
  func names(row: Row) {
    #expect(
      Names.distinct(row.texts("names")).map { Array($0.utf8) }
        == row.texts("shown").map { Array($0.utf8) })
  }

  /// An object with its keys in order and its numbers of one kind.
  private static func sorted(_ json: JSON) -> JSON {
    guard case .object(let fields) = json else { return json }
    return .object(
      fields.sorted { $0.key < $1.key }.map { field in
        .init(field.key, field.value.double.map(JSON.double) ?? field.value)
      })
  }
}
