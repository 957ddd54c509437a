import KringCore
import KringJSON
import KringTestSupport

@testable import KringServer

/// A way to name the writer of a card by one feature of what is seen, with all that is known.
///
/// Each has a leak that it finds; without one it must do no better than chance.
enum Guesser: String, CaseIterable, Sendable {
  case order, time, size, id
  case offsetWhileClosed = "file offset, while closed"
  case offsetAfterwards = "file offset, afterwards"
  case count, edit, reconnect

  /// The leak by which this guesser is known to work.
  var leak: Leak {
    switch self {
    case .order: .order
    case .time: .time
    case .size: .size
    case .id: .id
    case .offsetWhileClosed: .offsetWhileClosed
    case .offsetAfterwards: .offsetAfterwards
    case .count: .count
    case .edit: .edit
    case .reconnect: .reconnect
    }
  }

  /// Names a writer.
  func guess(_ round: GuessedRound, _ random: inout SeededRandom) -> Int {
    let (evidence, known) = (round.evidence, round.knowledge)
    switch self {
    case .order:
      let place = evidence.opened.firstIndex { Evidence.id(of: $0) == round.chosen }
      return known.opened[place ?? 0]
    case .time:
      let times = evidence.numbers(of: round.chosen)
      let time = times.first ?? evidence.firstHeard(of: round.chosen) ?? 0
      return known.arrivals.min { abs($0.time - time) < abs($1.time - time) }?.writer ?? 0
    case .size:
      let size = Double(Self.size(evidence.card(round.chosen)))
      return Self.any(known.habits.indices, &random) { abs(known.habits[$0] - size) }
    case .id:
      return Self.byHash(round) ?? Self.byID(round)
    case .offsetWhileClosed:
      let order = evidence.closed.order(of: Array(evidence.rows.keys))
      let place = order.firstIndex(of: round.chosen)
      return known.arrivals[place ?? Int.random(in: known.arrivals.indices, using: &random)].writer
    case .offsetAfterwards:
      let order = evidence.after.order(of: evidence.opened.compactMap(Evidence.id))
      let place = order.firstIndex(of: round.chosen)
      return known.opened[place ?? Int.random(in: known.opened.indices, using: &random)]
    case .count:
      let own = evidence.rows[round.chosen]?.own
      let group = evidence.opened.compactMap(Evidence.id).count { evidence.rows[$0]?.own == own }
      return Self.any(known.counts.indices, &random) { abs(Double(known.counts[$0] - group)) }
    case .edit:
      // The first version is 1.
      let edits = (evidence.numbers(of: round.chosen).first ?? 1) - 1
      return Self.any(known.edits.indices, &random) { writer in
        let all = known.edits[writer]
        return 1 - Double(all.count { $0 == edits }) / Double(max(1, all.count))
      }
    case .reconnect:
      let copies = evidence.closed.count(of: round.chosen.bytes)
      let most = evidence.rows.keys.map { evidence.closed.count(of: $0.bytes) }.max() ?? copies
      let least = evidence.rows.keys.map { evidence.closed.count(of: $0.bytes) }.min() ?? copies
      let again = copies > least && copies == most
      return Self.any(known.counts.indices, &random) {
        known.reconnected.contains($0) == again ? 0 : 1
      }
    }
  }

  private static func size(_ card: JSON?) -> Int {
    guard case .string(let text)? = card?["envelope"] else { return 0 }
    return text.string.utf8.count
  }

  /// One of those with the least value.
  private static func any(
    _ writers: Range<Int>, _ random: inout SeededRandom, _ value: (Int) -> Double
  ) -> Int {
    let least = writers.map(value).min() ?? 0
    return writers.filter { value($0) == least }.randomElement(using: &random) ?? 0
  }

  /// The member from whom a card's proof can be computed without a token.
  private static func byHash(_ round: GuessedRound) -> Int? {
    guard let own = round.evidence.rows[round.chosen]?.own else { return nil }
    return round.knowledge.members.firstIndex { member in
      [member.bytes, Digest.sha256(member.bytes)].contains { stand in
        Digest.proof(
          token: stand, session: round.knowledge.session, set: round.knowledge.set,
          item: round.chosen
        ).own == own
      }
    }
  }

  /// The member whose id has the place among ids that the card has among the cards.
  private static func byID(_ round: GuessedRound) -> Int {
    let cards = round.evidence.opened.compactMap(Evidence.id).sorted()
    let members = round.knowledge.members.sorted()
    let place = cards.firstIndex(of: round.chosen) ?? 0
    let member = members[place * members.count / max(1, cards.count)]
    return round.knowledge.members.firstIndex(of: member) ?? 0
  }
}
