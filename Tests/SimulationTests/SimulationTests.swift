import KringTestSupport
import Testing

@Suite("Simulation")
struct SimulationTests {
  @Test("the same seed gives the same run, move by move", arguments: [1, 3])
  func sameSeedSameRun(nodes: Int) throws {
    let simulator = try Simulator()
    for seed in [UInt64(3), 11, 19] {
      let scenario = simulator.scenario(seed, nodes: nodes)
      let first = try simulator.run(scenario, isTracing: true)
      let second = try simulator.run(scenario, isTracing: true)
      #expect(first.trace == second.trace)
      #expect(first.tally == second.tally)
      #expect(first.trace.count > 20)
    }
  }

  @Test("a hundred seeds find nothing", arguments: [1, 3])
  func clean(nodes: Int) throws {
    let simulator = try Simulator()
    for seed in UInt64(1)...100 {
      let finding = try simulator.run(simulator.scenario(seed, nodes: nodes)).finding
      #expect(finding == nil, "seed \(seed): \(String(describing: finding))")
    }
  }

  @Test("servers that share a database do not change what one server plays")
  func nodesBesideOne() throws {
    let simulator = try Simulator()
    for seed in UInt64(1)...20 {
      let (one, three) = (simulator.scenario(seed), simulator.scenario(seed, nodes: 3))
      #expect(one.play == three.play && one.size == three.size && one.clocks == [0])
      #expect(three.clocks.count == 3)
      let among: Set<Scenario.Kind> = [.pause, .goOn, .bury, .arrive, .fence, .crash, .orphans]
      #expect(among.isDisjoint(with: one.moves.map(\.kind)))
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
