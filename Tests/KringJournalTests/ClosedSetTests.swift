import KringCore
import Testing

@testable import KringJournal

private let session = ID(high: 1, low: 1)

/// The bytes of one closed set.
@Suite("A closed set as bytes")
struct ClosedSetTests {
  /// A set with an unnamed, a named and a withdrawn card, and two ballots.
  private static var filled: ClosedSet {
    var set = ClosedSet()
    let author = ID(high: 2, low: 2)
    set.put(Entry.item(session, set: 3, ID(high: 9, low: 1), [1, 2, 3]))
    set.put(Entry.item(session, set: 3, ID(high: 9, low: 2), version: 4, author: author, [4]))
    set.put(Entry.item(session, set: 3, ID(high: 9, low: 3), version: 2, []))
    set.put(.ballot(session, set: 3, ballot: [7], count: 2))
    set.put(.ballot(session, set: 3, ballot: [], count: 1))
    return set
  }

  @Test("are read as they were written, cards without author or text included")
  func again() throws {
    let read = try ClosedSet(3, bytes: Self.filled.bytes)
    #expect(read == Self.filled)
    #expect(read.cards.values.count { $0.envelope == nil } == 1)
    #expect(read.cards.values.count { $0.author == nil } == 2)
    #expect(read.cards.values.allSatisfy { $0.set == 3 })
  }

  @Test("that are cut short anywhere, or hold a text that is no envelope, are corrupt")
  func corrupt() throws {
    let bytes = Self.filled.bytes
    for count in bytes.indices {
      #expect(code { _ = try ClosedSet(3, bytes: Array(bytes.prefix(count))) } == .corrupt)
    }
    // The text of the first card begins behind count, id, own, version, author and its own length.
    let text = 8 + 16 + (8 + 32) + 8 + 8 + 8
    #expect(bytes[text - 1] == UInt8(723 & 0xff))
    var wrong = bytes
    wrong[text] = UInt8(ascii: "=")
    #expect(code { _ = try ClosedSet(3, bytes: wrong) } == .corrupt)
  }
}
