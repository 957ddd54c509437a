import Foundation

/// Figures of several runs, each beside that of the peer in the same run.
///
/// What decides is the middle of the runs' ratios: other work on the machine that slows one run
/// slows both figures of its pair.
struct Table {
  /// How a figure is written.
  enum Unit {
    case number, microseconds, milliseconds, bytes, mebibytes

    func text(_ value: Double) -> String {
      switch self {
      case .number: Self.short(value)
      case .microseconds: Self.short(value * 1e6) + " µs"
      case .milliseconds: Self.short(value * 1e3) + " ms"
      case .bytes: Self.short(value) + " B"
      case .mebibytes: Self.short(value / 1_048_576) + " MB"
      }
    }

    private static func short(_ value: Double) -> String {
      let digits = abs(value) < 10 ? 2 : abs(value) < 100 ? 1 : 0
      return value.formatted(
        .number.precision(.fractionLength(digits)).grouping(.automatic)
          .locale(Locale(identifier: "en_US")))
    }
  }

  private struct Row {
    let unit: Unit
    let budget: String
    var runs: [(own: Double, peer: Double?)] = []
  }

  private var order: [String] = []
  private var rows: [String: Row] = [:]

  /// Adds one run's value of a figure, with the peer's if there is one.
  ///
  /// - Parameter budget: what the ratio of the two must be, in words.
  mutating func add(
    _ figure: String, _ own: Double, beside peer: Double?, _ unit: Unit = .number,
    budget: String = ""
  ) {
    if rows[figure] == nil {
      order.append(figure)
      rows[figure] = Row(unit: unit, budget: budget)
    }
    rows[figure]?.runs.append((own, peer))
  }

  /// The table as lines of the same width.
  var lines: [String] {
    var cells = [["figure", "min", "median", "max", "peer", "ratio", "must"]]
    for figure in order {
      guard let row = rows[figure] else { continue }
      let own = row.runs.map(\.own).sorted()
      let peer = Self.median(row.runs.compactMap(\.peer))
      let ratio = Self.median(
        row.runs.compactMap { run in
          run.peer.map { run.own / max($0, .leastNonzeroMagnitude) }
        })
      cells.append([
        figure, row.unit.text(own.first ?? 0), row.unit.text(Self.median(own) ?? 0),
        row.unit.text(own.last ?? 0), peer.map(row.unit.text) ?? "–",
        ratio.map(Unit.number.text) ?? "–", row.budget,
      ])
    }
    let widths = cells[0].indices.map { column in cells.map { $0[column].count }.max() ?? 0 }
    return cells.map { row in
      let texts = row.indices.map { column in
        let space = String(repeating: " ", count: widths[column] - row[column].count)
        return column == 0 ? row[column] + space : space + row[column]
      }
      var line = texts.joined(separator: "  ")
      while line.hasSuffix(" ") { line.removeLast() }
      return line
    }
  }

  private static func median(_ values: [Double]) -> Double? {
    guard !values.isEmpty else { return nil }
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }
}

extension [Double] {
  /// The value below which so much of a sorted list lies.
  func percentile(_ part: Double) -> Double {
    isEmpty ? 0 : self[Swift.min(count - 1, Int(Double(count) * part))]
  }
}
