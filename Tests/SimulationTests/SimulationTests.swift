import KringTestSupport
import Testing

@Suite("Simulation")
struct SimulationTests {
  @Test("the same seed gives the same run, move by move")
  func sameSeedSameRun() throws {
    let simulator = try Simulator()
    for seed in [UInt64(3), 11, 19] {
      let scenario = simulator.scenario(seed)
      let first = try simulator.run(scenario, isTracing: true)
      let second = try simulator.run(scenario, isTracing: true)
      #expect(first.trace == second.trace)
      #expect(first.tally == second.tally)
      #expect(first.trace.count > 20)
    }
  }

  @Test("a hundred seeds find nothing")
  func clean() throws {
    let simulator = try Simulator()
    for seed in UInt64(1)...100 {
      let finding = try simulator.run(simulator.scenario(seed)).finding
      #expect(finding == nil, "seed \(seed): \(String(describing: finding))")
    }
  }

  @Test("made-up methods are accepted by the loader and differ")
  func drawnMethods() throws {
    let simulator = try Simulator()
    var drawn = 0
    for seed in UInt64(1)...60 {
      var scenario = simulator.scenario(seed)
      guard case .drawn = scenario.play else { continue }
      drawn += 1
      scenario.moves = []
      #expect(try simulator.run(scenario).finding == nil, "seed \(seed)")
    }
    #expect(drawn > 10)
  }

  @Test("kinds of faults that never happened are listed, and tallies add up")
  func missing() throws {
    let simulator = try Simulator()
    #expect(Tally().missing() == Tally.expected(nodes: 1))
    #expect(Tally().missing(nodes: 3) == Tally.expected(nodes: 3))
    var tally = try simulator.run(simulator.scenario(1)).tally
    #expect(tally.missing().count < Tally.expected(nodes: 1).count)
    let before = tally.counts
    tally.add(tally)
    #expect(tally.counts == before.mapValues { 2 * $0 })
  }
}
