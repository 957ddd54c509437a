import KringJournal

/// What happened in many runs, counted by kind.
package struct Tally: Sendable, Equatable {
  /// The counts by kind and name.
  package private(set) var counts: [String: Int] = [:]

  package init() {}

  /// Counts something.
  mutating func count(_ name: String, _ number: Int = 1) {
    counts[name, default: 0] += number
  }

  /// Adds another tally.
  package mutating func add(_ other: Tally) {
    counts.merge(other.counts, uniquingKeysWith: +)
  }

  /// What must have happened at least once in a long enough series of runs with so many servers.
  package static func expected(nodes: Int) -> [String] {
    let kinds = Scenario.Kind.allCases.filter { nodes > 1 || !$0.needsNodes }
    return kinds.map { "move \($0.rawValue)" } + always + (nodes > 1 ? amongNodes : alone)
  }

  private static let always = [
    "run of a drawn method", "run of a method file", "restart with batches not committed",
    "restart with a commit not reported", "restart with frames not sent",
    "killed with commands received",
    "killed with commands submitted", "killed with commands partlyWritten",
    "killed with commands written", "killed with commands acknowledged",
    "killed with commands partlyTold", "killed with commands told",
    "failed commit", "disk reopened", "frames lost with a connection",
    "frames of an old connection after a new one", "resume with events", "resume with a view",
    "slow reader got a view", "command resent", "chair taken over", "seat given back",
    "newcomer admitted", "newcomer refused", "member removed", "member left", "member returned",
    "halt raised", "set opened", "set opened by force", "set discarded", "case stopped",
    "session closed", "session purged", "presenter away", "presenter back from away",
    "plan chosen", "time of the meeting set", "end told", "stayed", "attendance noted",
    "secrecy discussed", "time set back",
    "pause after a long stop", "reading stopped", "close 4100 rate",
    "close 4200 drain", "rejected late", "cheat: a seat given while a set is closed",
    "cheat: a removed member let in while a set is closed", "cheat: an opening probed",
    "cheat: a step probed", "cheat: a room filled", "cheat: another's card claimed",
  ]

  /// What happens to a server with a disk of its own.
  private static let alone = [
    "torn commit: nothing", "torn commit: closedRows", "torn commit: everything",
  ]

  /// What happens to servers that share a database.
  private static let amongNodes =
    MemoryDatabase.Fate.allCases.flatMap { fate in
      ["commit", "claim"].map { "\($0) without an answer: \(fate.rawValue)" }
    } + [
      "late commit done", "late commit refused", "waited for a commit under way", "server fenced",
      "session taken over", "orphan taken up", "stood still with batches not committed",
      "went on after others had acted", "closed sets lost in a crash", "card laid again",
      "card laid again after an event", "session asked for again",
      "card lost, and its writer told", "close 4201 moved", "close 4202 moved-on",
    ]

  /// The kinds that were expected and never happened.
  package func missing(nodes: Int = 1) -> [String] {
    Self.expected(nodes: nodes).filter { counts[$0, default: 0] == 0 }
  }
}
