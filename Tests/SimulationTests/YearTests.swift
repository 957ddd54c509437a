import KringTestSupport
import Testing

/// The whole year is played by `kring-simulate --years`, which has standard error for itself.
@Suite("A year of a group")
struct YearTests {
  @Test("what ties two sessions is found, whatever it is", arguments: Year.Tie.allCases)
  func planted(_ tie: Year.Tie) throws {
    let year = try Year(seed: 1, tie: tie)
    let finding = #expect(throws: Finding.self) { try year.play(isShort: true) }
    #expect(finding?.invariant == .tie)
    let what = tie == .secret ? "holds what must be nowhere" : "ties two sessions"
    #expect(year.ties == ["a row \(what)"])
  }

  @Test("without one nothing is found", arguments: [UInt64(1), 2, 3])
  func clean(_ seed: UInt64) throws {
    let year = try Year(seed: seed)
    try year.play(isShort: true)
    #expect(year.ties == [])
    #expect(year.pieces > 10_000)
  }

  @Test("what stands in a line for the operator is found")
  func line() throws {
    let year = try Year(seed: 1) { Array("a line with \(Year.canary)".utf8) }
    #expect(throws: Finding.self) { try year.play(isShort: true) }
    #expect(year.ties == ["a line holds what must be nowhere"])
  }
}
