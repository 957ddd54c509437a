import ArgumentParser
import KringTestSupport

@main
struct SimulateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kring-simulate",
    abstract: "Plays meetings by seeds, with every fault there is, and checks what must hold.",
    discussion: """
      The real server logic and the real client logic run without sockets, threads and clock: a \
      seed gives one run, and gives it again. A failure is printed with its seed and the shortest \
      trace that still shows it.

      Exit codes: 0 nothing found, 1 a failure found, 64 wrong flags.
      """)

  /// From how many seeds on a kind of fault that never happened is a failure of its own.
  static let enough = 2_000

  @Option(help: "How many seeds are played, one after the other.")
  var seeds = 2_000
  @Option(help: "The first seed.")
  var first: UInt64 = 1
  @Option(help: "Plays this seed only.")
  var seed: UInt64?
  @Option(help: "How many servers share a database; one has a disk of its own.")
  var nodes = 1
  @Option(help: "Plays so many years of one group instead, its meetings with weeks between them.")
  var years: Int?
  @Flag(help: "Prints what happens, in plain lines.")
  var trace = false

  func validate() throws {
    guard years ?? 1 > 0 else { throw ValidationError("--years is at least 1.") }
    guard 1...9 ~= nodes else { throw ValidationError("--nodes is 1 to 9.") }
    guard years == nil || nodes == 1 else {
      throw ValidationError("--years is played on one server, without --nodes.")
    }
    guard seeds > 0 else { throw ValidationError("--seeds is at least 1.") }
    guard first.addingReportingOverflow(UInt64(seeds)).overflow == false else {
      throw ValidationError("--first is too large.")
    }
  }

  func run() throws {
    if let years { return try Years(first: first, count: years).play() }
    let simulator = try Simulator()
    guard seed == nil else { return try play(simulator) }
    let clock = ContinuousClock()
    let start = clock.now
    var tally = Tally()
    for seed in first..<first + UInt64(seeds) {
      Crash.seed(seed)
      let outcome = try simulator.run(simulator.scenario(seed, nodes: nodes))
      tally.add(outcome.tally)
      if let finding = outcome.finding { try show(finding, of: seed, simulator) }
    }
    let seconds = (clock.now - start) / .seconds(1)
    Self.printTally(tally)
    print(
      "\(seeds) seeds in \(Self.round(seconds)) s, \(Self.round(Double(seeds) / seconds)) a second")
    let missing = seeds >= Self.enough ? tally.missing(nodes: nodes) : []
    for kind in missing { print("this never happened: \(kind)") }
    print("\(seeds) passed, \(missing.count) failed")
    if !missing.isEmpty { throw ExitCode(1) }
  }

  static func round(_ number: Double) -> Double { (number * 10).rounded() / 10 }

  private func play(_ simulator: Simulator) throws {
    guard let seed else { return }
    Crash.seed(seed)
    let outcome = try simulator.run(simulator.scenario(seed, nodes: nodes), isTracing: trace)
    for line in outcome.trace { print(line) }
    if let finding = outcome.finding { try show(finding, of: seed, simulator) }
    Self.printTally(outcome.tally)
    print("1 passed, 0 failed")
  }

  static func printTally(_ tally: Tally) {
    for (name, count) in tally.counts.sorted(by: { $0.key < $1.key }) {
      print(String(repeating: " ", count: max(0, 10 - "\(count)".count)) + "\(count)  \(name)")
    }
  }

  /// Prints a failure and ends the program.
  private func show(_ finding: Finding, of seed: UInt64, _ simulator: Simulator) throws {
    let whole = simulator.scenario(seed, nodes: nodes)
    print("seed \(seed): \(finding.invariant.rawValue)")
    print("  \(finding.detail)")
    let short = try simulator.shortest(whole, breaking: finding.invariant)
    let outcome = try simulator.run(short, isTracing: true)
    print("the shortest trace has \(short.moves.count) of \(whole.moves.count) moves:")
    print("  \(short.size) members, \(short.cases) cases, \(short.minutes) minutes, \(short.play)")
    for line in outcome.trace { print("  \(line)") }
    print("again: ./kring simulate\(nodes == 1 ? "" : " --nodes \(nodes)") --seed \(seed)")
    print("0 passed, 1 failed")
    throw ExitCode(1)
  }
}
