import ArgumentParser
import Foundation
import KringJournal
import KringTerminal

/// Stops a server of its own again and again under load, and checks that nothing is lost.
struct KillsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kills",
    abstract: "Kills a server that it starts itself again and again, and looks what is lost.",
    discussion: """
      Starts kring-server on the loopback with a data folder that is removed afterwards, lets \
      members of many sessions write, lay cards, open sets, hand the chair on, leave and come in, \
      and kills the server at random moments in the midst of it. Each time it is started on the \
      same data, everybody comes back, sends again what was not acknowledged, and all views are \
      compared. A round ends after 50 kills at most: everybody's state is compared with the \
      server's, and every acknowledged command and every event with the journal on disk. The next \
      round begins with new sessions.

      With --drain the server is asked to stop, as in an upgrade, and a new one is started at \
      once; everybody comes back at the time that was announced.

      With --database nodes share a PostgreSQL that is started in a temporary folder, and --fault \
      says what befalls them, --kills times each: beside a kill that they are stopped, stand still, are \
      cut off from the database, or that the database crashes or is taken over by its standby. Members \
      go to the node that they are told. After promote-late the end of what was acknowledged is lost: \
      then all must see the same, and a node must have said so. Networks can only be cut by root.

      Prints one table. Ends with 0 only if nothing was lost, doubled, reordered, stale or shown \
      differently, no connection to the one server ended without a reason and everybody was served and answered within \
      a minute; else with 1. 500 kills of 100 \
      sessions of 8 take some minutes; build for release first.

      EXAMPLE
        kring-load kills --kills 3 --sessions 3 --members 4
        kring-load kills --database --nodes 3 --fault kill pause --kills 5
      """)

  @Option(help: "How often the server is stopped.")
  var kills = 500
  @Option(help: "How many sessions there are at once, 1 to 400.")
  var sessions = 100
  @Option(help: "How many members each session has, 3 to 12.")
  var members = 8
  @Option(help: "How many commands are asked in a second, over all sessions.")
  var rate = 1_000
  @Option(help: "The seed of what is asked and when the server is stopped (default: drawn).")
  var seed: UInt64?
  @Option(help: "The kring-server to use (default: the one beside this program).")
  var program: String?
  @Flag(help: "Ask the server to stop, with SIGTERM, instead of killing it.")
  var drain = false

  @Option(help: "How many nodes share a database, 1 to 9; with --database alone.")
  var nodes: Int?
  @Flag(help: "Nodes on a PostgreSQL of their own, in the place of one server on a data folder.")
  var database = false
  @Option(
    parsing: .upToNextOption,
    help: """
      What befalls the nodes, in turn: \(NodeFault.allCases.map(\.rawValue).joined(separator: ", ")) \
      (default: kill). With --database alone.
      """)
  var fault: [NodeFault] = [.kill]

  /// How many stops one set of sessions goes through.
  private static let round = 50

  func validate() throws {
    guard kills > 0 else { throw ValidationError("--kills: expected 1 or more.") }
    guard 1...400 ~= sessions else { throw ValidationError("--sessions: expected 1 to 400.") }
    guard 3...12 ~= members else { throw ValidationError("--members: expected 3 to 12.") }
    if let nodes {
      guard database else { throw ValidationError("--nodes: expected --database with it.") }
      guard 1...9 ~= nodes else { throw ValidationError("--nodes: expected 1 to 9.") }
    }
    guard database || fault == [.kill] else {
      throw ValidationError("--fault: expected --database with it.")
    }
    guard !database || !drain else {
      throw ValidationError("--drain: expected --fault drain in its place with --database.")
    }
    guard rate > 0 else { throw ValidationError("--rate: expected 1 or more.") }
  }

  func run() async throws {
    let place = try Workplace(server: program)
    var complaints: [Substring] = []
    do {
      defer {
        // Cleared before a failure is told: a program that is being ended gets no further than here.
        complaints = place.lastComplaints
        place.clear()
      }
      try await hold(place)
    } catch let error as BenchFailure {
      complaints.forEach { complain(String($0)) }
      throw Leaving.failed.because("kills: \(error)")
    } catch let error as JournalError {
      throw Leaving.failed.because("kills: the journal cannot be read: \(error)")
    }
  }

  private func hold(_ place: Workplace) async throws {
    try Cores.take()
    let seed = seed ?? UInt64.random(in: 0...999_999)
    complain("kills: seed \(seed)")
    var counts = TrialCounts()
    var findings: [Chronicle.Finding] = []
    let start = seconds()
    for fault in fault {
      let stops = counts.stops
      while counts.stops < stops + kills, !counts.isBrokenOff {
        let left = stops + kills - counts.stops
        (counts, findings) = try await round(fault, left, seed, place, counts, findings)
        complain(
          "kills: \(counts.stops) of \(kills * self.fault.count), \(findings.count) findings")
      }
    }
    report(counts, findings, seconds: seconds() - start)
    guard findings.isEmpty, database || counts.unexplained == 0, !counts.isBrokenOff else {
      throw ExitCode(Leaving.failed.rawValue)
    }
  }

  /// One set of sessions, with new servers.
  private func round(
    _ fault: NodeFault, _ most: Int, _ seed: UInt64, _ place: Workplace, _ counts: TrialCounts,
    _ findings: [Chronicle.Finding]
  ) async throws -> (TrialCounts, [Chronicle.Finding]) {
    var plan = Trial.Plan(
      sessions: sessions, members: members, rate: Double(rate), drains: drain,
      nodes: database ? nodes ?? 3 : 0)
    if database { fault.prepare(&plan) }
    let trial = try await Trial(plan, place, seed: seed &+ UInt64(counts.stops))
    defer { trial.database?.end() }
    trial.counts = counts
    do {
      try play(trial, fault, stops: min(database ? fault.mostOften : Self.round, most))
    } catch let error as BenchFailure {
      trial.counts.isBrokenOff = true
      // A journal that is opened would come back after its folder was removed, and a server that
      // is ended with this program is no failure.
      try Leftovers.keepingFolders {
        complain("kills: \(error)")
        // What cannot go on is most often the consequence of what is already found on the disk.
        try trial.judgeDisk(atRest: false)
      }
    }
    let found = trial.circles.flatMap(\.chronicle.findings)
    let rest = fault == .promoteLate ? excuse(found, trial, place) : found
    return (trial.counts, findings + rest)
  }

  /// What is still a fault when the database itself lost what was committed last: members may not end
  /// up with different views, and the operator must have been told.
  private func excuse(
    _ findings: [Chronicle.Finding], _ trial: Trial, _ place: Workplace
  ) -> [Chronicle.Finding] {
    let rest = findings.filter { $0.fault == .different || $0.fault == .doubled }
    let lost = findings.count - rest.count
    trial.counts.behindStandby += lost
    guard lost > 0, !place.complaints.contains("tail-lost") else { return rest }
    return rest + [Chronicle.Finding(fault: .lost, detail: "the end was lost, and no node said so")]
  }

  private func play(_ trial: Trial, _ fault: NodeFault, stops: Int) throws {
    for number in 1...stops {
      let time = Double.random(in: 0.05...0.35, using: &trial.chance)
      try trial.load(for: time)
      if database { try trial.strike(fault) } else { try trial.stopAndStart() }
      trial.compareViews()
      guard number % 10 == 0 else { continue }
      try trial.load(for: time)
      try trial.settle()
      trial.compareViews()
      try trial.compareWithFresh(
        trial.circles.compactMap { $0.attendees.first(where: \.wasSeated) })
    }
    try trial.load(for: 0.3)
    try trial.judge()
  }

  private func report(_ counts: TrialCounts, _ findings: [Chronicle.Finding], seconds: Double) {
    for finding in findings.sorted(by: { $0.fault.rawValue < $1.fault.rawValue }).prefix(20) {
      complain("kills: \(finding.fault.rawValue): \(finding.detail)")
    }
    let codes = counts.refusals.sorted { $0.value > $1.value }.map { "\($0.key) \($0.value)" }
    complain("kills: refused: \(codes.joined(separator: ", "))")
    var rows = [
      (drain ? "drains" : "kills", "\(counts.stops)"),
      ("sessions at once, members each", "\(sessions) × \(members)"),
      ("seconds", "\(Int(seconds))"),
      ("commands acknowledged", "\(counts.acknowledged)"),
      ("commands refused", "\(counts.refused)"),
      ("commands sent again", "\(counts.resent)"),
      ("events told", "\(counts.events)"),
      ("times that a member came in", "\(counts.returns)"),
      ("views compared", "\(counts.viewsCompared)"),
      ("connections ended without a reason", "\(counts.unexplained)"),
    ]
    if database {
      let waits = counts.waits.sorted()
      rows += [
        ("longest wait from a cut, or the announced time", Self.milliseconds(waits.last ?? 0)),
        ("the same, p99", Self.milliseconds(waits.percentile(0.99))),
        ("closed cards that a crash took, told", "\(counts.cardsMissed)"),
      ]
      if counts.faults[.promoteLate] != nil {
        rows.append(
          ("findings behind a late standby, which a node told", "\(counts.behindStandby)"))
      }
      rows += NodeFault.allCases.compactMap { fault in
        counts.faults[fault].map { (fault.rawValue, "\($0)") }
      }
    } else {
      rows += [
        ("longest start", Self.milliseconds(counts.start)),
        ("longest until the first is served again", Self.milliseconds(counts.firstServed)),
        ("longest until all are served again", Self.milliseconds(counts.allServed)),
        ("longest after the start and the announced time", Self.milliseconds(counts.overdue)),
      ]
    }
    rows += Chronicle.Fault.allCases.map { fault in
      (fault.rawValue, "\(findings.count { $0.fault == fault })")
    }
    for (name, value) in rows {
      let space = String(repeating: " ", count: max(1, 56 - name.count - value.count))
      say(name + space + value)
    }
  }

  private static func milliseconds(_ seconds: Double) -> String { "\(Int(seconds * 1000)) ms" }
}
