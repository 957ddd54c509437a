import Testing

@testable import kring_load

/// The table that a bench prints.
@Suite("The bench's table")
struct TableTests {
  @Test("a ratio is the middle of the runs' ratios, not the ratio of the middles")
  func ratio() {
    var table = Table()
    // The second run was slowed by something else, for both.
    for (own, peer) in [(12.0, 10.0), (6, 5), (30, 10)] {
      table.add("deliveries", own, beside: peer, budget: "≥ 1.2")
    }
    #expect(
      table.lines == [
        "figure       min  median   max  peer  ratio   must",
        "deliveries  6.00    12.0  30.0  10.0   1.20  ≥ 1.2",
      ])
  }

  @Test("a figure without a peer has no ratio")
  func alone() {
    var table = Table()
    table.add("one fdatasync", 0.000_25, beside: nil, .microseconds)
    #expect(
      table.lines.last?.split(separator: " ").map(String.init)
        == ["one", "fdatasync", "250", "µs", "250", "µs", "250", "µs", "–", "–"])
  }
}
