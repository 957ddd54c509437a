import KringClient
import KringCore
import KringJSON
import KringSeal

/// One session of a year, as its people know it.
final class Gathering {
  /// What a day is, in milliseconds.
  static let day = 24 * 3_600_000

  /// The secret in its link.
  let secret: LinkSecret
  /// Seals and opens for its members.
  let sealer: Sealer
  /// What suggests its maker as the chair.
  let claim: Token
  /// Who has a seat, by the number of the person.
  var seats: [Int: StageMember] = [:]
  /// What was written in its lobby, by item.
  var written: [ID: JSON] = [:]
  /// When it is planned to begin, in milliseconds since 1970.
  var start: Int?
  /// When a member last did something that is an event.
  var lastDeed: Int
  /// Whether the first step was entered.
  var hasBegun = false
  /// When it goes after its close.
  var kept: Int?
  /// Whether it is gone, as the group knows.
  var isGone = false

  init(secret: LinkSecret, claim: Token, now: Int) {
    self.secret = secret
    self.claim = claim
    sealer = Sealer(Keys(secret))
    lastDeed = now
  }

  var session: ID { sealer.keys.session }

  /// The number of the last event that anybody heard of.
  var seq: Int { seats.values.map(\.view.seq).max() ?? 0 }

  /// The state as the first of those who are connected knows it.
  var view: View {
    seats.sorted { $0.key < $1.key }.first { $0.value.connection != nil }?.value.view ?? View()
  }

  /// When it must be gone, by section 7 of `protocol/README.md`.
  var end: Int {
    if let kept { return kept }
    if hasBegun { return lastDeed + Self.day }
    if let start { return max(start, lastDeed) + Self.day }
    return lastDeed + (seats.isEmpty ? 1 : 120) * Self.day
  }
}

extension StageMember {
  /// Whether the member is in the seat, with the state there is and an answer to everything.
  var hasAll: Bool { replica.isSeated && replica.hasState && replica.pending.isEmpty }
}
