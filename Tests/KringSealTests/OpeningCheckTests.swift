import KringCore
import KringSeal
import Testing

@Suite("the check of an opened set")
struct OpeningCheckTests {
  let ids = (0..<5).map { _ in ID.random() }.sorted()

  private func envelope(_ letter: Character) throws -> Envelope {
    let text = String(repeating: letter, count: 722) + "A"
    return try #require(Envelope(text: text.utf8))
  }

  private func set(_ places: [Int]) throws -> [(item: ID, envelope: Envelope)] {
    try places.map { (ids[$0], try envelope("A")) }
  }

  @Test("a set in rising order with the own cards in it holds")
  func holds() throws {
    let own = [ids[1]: try envelope("A"), ids[4]: try envelope("A")]
    let check = OpeningCheck(opened: try set([0, 1, 2, 3, 4]), own: own)
    #expect(check.holds)
  }

  @Test("an empty set without own cards holds")
  func empty() {
    #expect(OpeningCheck(opened: [], own: [:]).holds)
  }

  @Test("a set out of order is seen, wherever it is", arguments: 0..<4)
  func order(place: Int) throws {
    var places = [0, 1, 2, 3, 4]
    places.swapAt(place, place + 1)
    let check = OpeningCheck(opened: try set(places), own: [:])
    #expect(!check.ascending)
    #expect(!check.holds)
  }

  @Test("the same id twice is not in order")
  func twice() throws {
    #expect(!OpeningCheck(opened: try set([0, 1, 1]), own: [:]).holds)
  }

  @Test("an own card that was left out is named")
  func missing() throws {
    let own = [ids[3]: try envelope("A"), ids[1]: try envelope("A"), ids[0]: try envelope("A")]
    let check = OpeningCheck(opened: try set([0, 2, 4]), own: own)
    #expect(check.ascending)
    #expect(check.missing == [ids[1], ids[3]])
    #expect(check.changed.isEmpty)
    #expect(!check.holds)
  }

  @Test("an own card in an earlier version is named")
  func changed() throws {
    let own = [ids[2]: try envelope("B"), ids[4]: try envelope("A")]
    let check = OpeningCheck(opened: try set([0, 2, 4]), own: own)
    #expect(check.changed == [ids[2]])
    #expect(check.missing.isEmpty)
    #expect(!check.holds)
  }
}
