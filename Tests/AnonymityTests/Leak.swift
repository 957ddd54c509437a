import KringCore
import KringJSON
import KringJournal

@testable import KringServer

/// A mistake in the server or a client that the guessers must find.
enum Leak: Sendable {
  /// An opened set in the order of arrival.
  case order
  /// An opened card with the time at which it came.
  case time
  /// Envelopes that are not padded, so that who writes much is known.
  case size
  /// A proof computed from the member's id instead of the token.
  case id
  /// A log of the closed rows in the order in which they came.
  case offsetWhileClosed
  /// The same, kept after the opening.
  case offsetAfterwards
  /// A proof that is the same for all cards of a writer.
  case count
  /// An opened card with its version.
  case edit
  /// A command that is written down again when it is sent again.
  case reconnect

  /// What the server writes in the place of an entry; `writer` tells whose card an item is.
  func written(_ entry: JournalEntry, _ writer: (ID) -> ID?) -> JournalEntry {
    guard case .card(let session, var card) = entry, let member = writer(card.item) else {
      return entry
    }
    let item: ID
    switch self {
    case .id: item = card.item
    case .count: item = session
    default: return entry
    }
    card.own = Digest.proof(token: member.bytes, session: session, set: card.set, item: item).own
    return .card(session, card)
  }

  /// Changes what the attacker finds.
  func show(_ round: inout GuessedRound, _ arrivals: [(item: ID, time: Int)]) {
    switch self {
    case .size, .id, .count: break
    case .order:
      round.evidence.opened = arrivals.compactMap { round.evidence.card($0.item) }
    case .time:
      for arrival in arrivals { round.evidence.add("at", arrival.time, to: arrival.item) }
    case .edit:
      for (item, row) in round.evidence.rows {
        round.evidence.add("version", row.version, to: item)
      }
    case .offsetWhileClosed:
      round.evidence.closed.add("cards.log", arrivals.flatMap { $0.item.bytes })
    case .offsetAfterwards:
      round.evidence.after.add("cards.log", arrivals.flatMap { $0.item.bytes })
    case .reconnect:
      let writers = Dictionary(
        uniqueKeysWithValues: zip(arrivals.map(\.item), round.knowledge.arrivals.map(\.writer)))
      let again = arrivals.map(\.item).filter { item in
        writers[item].map(round.knowledge.reconnected.contains) ?? false
      }
      round.evidence.closed.add("commands.log", again.flatMap(\.bytes))
    }
  }
}

extension Evidence {
  /// Adds a number to an opened card.
  fileprivate mutating func add(_ key: String, _ number: Int, to id: ID) {
    guard let place = opened.firstIndex(where: { Self.id(of: $0) == id }),
      case .object(let fields) = opened[place]
    else { return }
    opened[place] = .object(fields + [.init(key, .int(number))])
  }
}
