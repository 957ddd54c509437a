/// What a session noticed of each attack.
struct SiegeTable {
  /// One attack and what came of it.
  struct Row {
    let attack: String
    let tally: Tally
    /// In seconds, sorted.
    let delays: [Double]
    let lost: Int
    let trouble: String?
    /// The most that the server used, in bytes.
    let memory: Double
    /// What the server should have answered and never did.
    let missing: [String]

    /// The bounds that do not hold, in words.
    func broken(timed: Bool) -> [String] {
      var reasons: [String] = []
      if let trouble { reasons.append("a member was cut off or refused: \(trouble)") }
      if lost > 0 { reasons.append("\(lost) commands did not reach everybody") }
      reasons += missing.map { "the server never answered \($0)" }
      guard timed else { return reasons }
      let p99 = delays.percentile(0.99)
      if p99 >= SiegeTable.longest { reasons.append("p99 is \(SiegeTable.milliseconds(p99)) ms") }
      if memory >= SiegeTable.most { reasons.append("\(SiegeTable.mebibytes(memory)) MiB in use") }
      return reasons
    }
  }

  /// How long a command may take to all twelve, in 99 of 100 cases, in seconds.
  static let longest = 0.2
  /// What the server may use, in bytes.
  static let most = 512.0 * 1_048_576

  private(set) var rows: [Row] = []

  mutating func add(_ row: Row) { rows.append(row) }

  static func milliseconds(_ seconds: Double) -> String {
    let tenths = Int((seconds * 10_000).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }

  static func mebibytes(_ bytes: Double) -> String { String(Int((bytes / 1_048_576).rounded())) }

  /// The table as lines of the same width.
  var lines: [String] {
    var cells = [
      ["attack", "tried", "held", "sent", "p50 ms", "p99 ms", "max ms", "MiB", "lost", "answers"]
    ]
    for row in rows {
      let outcomes = row.tally.outcomes.sorted { $0.key < $1.key }
        .map { "\($0.value) × \($0.key)" }.joined(separator: ", ")
      cells.append([
        row.attack, String(row.tally.tried), String(row.tally.held), String(row.tally.sent),
        Self.milliseconds(row.delays.percentile(0.5)),
        Self.milliseconds(row.delays.percentile(0.99)),
        Self.milliseconds(row.delays.last ?? 0), Self.mebibytes(row.memory), String(row.lost),
        outcomes,
      ])
    }
    let widths = cells[0].indices.map { column in cells.map { $0[column].count }.max() ?? 0 }
    return cells.map { row in
      let texts = row.indices.map { column in
        let space = String(repeating: " ", count: widths[column] - row[column].count)
        return column == 0 || column == row.count - 1 ? row[column] + space : space + row[column]
      }
      var line = texts.joined(separator: "  ")
      while line.hasSuffix(" ") { line.removeLast() }
      return line
    }
  }
}
