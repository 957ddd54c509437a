import KringMethods
import KringServer

/// Runs simulations by their seeds, and makes the trace of a failure as short as it goes.
package struct Simulator: Sendable {
  private let offer: Offer
  private let methods: [String]

  /// Creates a simulator for the methods of this repository.
  package init() throws {
    offer = try Repository.offer()
    methods = offer.catalogue.methods.map(\.id)
  }

  /// What came of a run.
  package struct Outcome: Sendable {
    /// What went wrong first, if anything did.
    package let finding: Finding?
    /// What happened, counted.
    package let tally: Tally
    /// What happened, in plain lines; empty unless asked for.
    package let trace: [String]
  }

  /// The scenario of a seed, with so many servers.
  package func scenario(_ seed: UInt64, nodes: Int = 1) -> Scenario {
    Scenario(seed: seed, nodes: nodes, methods: methods)
  }

  /// Plays a scenario.
  package func run(_ scenario: Scenario, isTracing: Bool = false) throws -> Outcome {
    let simulation = try Simulation(scenario, offer: offer, isTracing: isTracing)
    if simulation.finding == nil { simulation.run() }
    return Outcome(
      finding: simulation.finding, tally: simulation.tally, trace: simulation.trace)
  }

  /// Leaves out every move that the failure does not need.
  ///
  /// - Parameter most: the most runs that may be spent on it.
  package func shortest(
    _ scenario: Scenario, breaking invariant: Invariant, most: Int = 3_000
  ) throws -> Scenario {
    var shortest = scenario
    var left = most
    var size = max(1, shortest.moves.count / 2)
    while true {
      var isShorter = false
      var start = 0
      while start < shortest.moves.count, left > 0 {
        var candidate = shortest
        let end = min(start + size, candidate.moves.count)
        candidate.moves.removeSubrange(start..<end)
        left -= 1
        if try run(candidate).finding?.invariant == invariant {
          shortest = candidate
          isShorter = true
        } else {
          start += size
        }
      }
      guard left > 0, size > 1 || isShorter else { return shortest }
      size = max(1, size / 2)
    }
  }
}
