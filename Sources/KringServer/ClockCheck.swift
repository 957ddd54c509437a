import KringCore
import KringJournal
import KringProtocol

/// Whether the clock may be believed at a start. A server whose clock is a year ahead would remove
/// every session a quarter of an hour later.
enum ClockCheck {
  /// How far the clock may be after anything that is kept: 30 days.
  static let longestGap: Duration = .seconds(30 * 24 * 3_600)

  /// Throws when the clock is so far after the newest thing in the journal that it is probably wrong.
  static func look(at opened: OpenedJournal<Archive>, now: Int) throws {
    guard !opened.state.sessions.isEmpty else { return }
    let event = opened.lastEvent.flatMap { try? decodeEvent(journal: $0).at } ?? 0
    let newest = max(event, opened.lastAlive.map(Int.init) ?? 0)
    guard newest > 0, .milliseconds(now - newest) > longestGap else { return }
    throw ClockError(days: (now - newest) / (24 * 3_600_000))
  }
}

/// The clock is far after anything in the data folder.
package struct ClockError: Error, CustomStringConvertible {
  let days: Int

  /// What is wrong and what to do, in one sentence.
  package var description: String {
    "the clock is \(days) days after anything in the data folder; set it right, or start with "
      + "--trust-clock: sessions whose time is over are then removed after 15 minutes"
  }
}
