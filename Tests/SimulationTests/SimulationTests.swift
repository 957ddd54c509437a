import KringTestSupport
import Testing

@Suite("Simulation")
struct SimulationTests {
  @Test("the same seed gives the same run")
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
}
