import KringCore
import KringJournal

/// A real journal that an attacker reads afterwards, with its rows as they were written, and with a
/// leak when one is planted.
final class WatchedJournal: Journal {
  /// A row of a closed item, as it lies on the disk.
  struct Row {
    var own: [UInt8]
    var version: Int
    var isWithdrawn: Bool
  }

  /// The items of closed sets, in the order in which they came, with the time of it.
  private(set) var arrivals: [(item: ID, time: Int)] = []
  /// The rows of the items.
  private(set) var rows: [ID: Row] = [:]
  /// What the time is.
  var now: () -> Int = { 0 }
  /// Changes what is written, as a mistake in the server would.
  var leak: (JournalEntry) -> JournalEntry = { $0 }
  private let journal: any Journal

  init(_ journal: any Journal) { self.journal = journal }

  /// Forgets what was seen, for the next set.
  func forget() {
    arrivals = []
    rows = [:]
  }

  func openUnread(_ replay: (JournalEntry) throws -> Void) throws -> any EventReader {
    try journal.openUnread(replay)
  }

  func commit(_ batch: [JournalEntry]) throws(JournalError) {
    let batch = batch.map(leak)
    for entry in batch {
      guard case .card(_, let card) = entry else { continue }
      if rows[card.item] == nil { arrivals.append((card.item, now())) }
      rows[card.item] = Row(
        own: card.own, version: card.version, isWithdrawn: card.envelope == nil)
    }
    try journal.commit(batch)
  }

  var needsSweep: Bool { journal.needsSweep }
  func sweep() throws(JournalError) -> [PurgeReceipt]? { try journal.sweep() }
  var needsCheckpoint: Bool { journal.needsCheckpoint }
  func checkpoint() throws(JournalError) { try journal.checkpoint() }
  func look() throws(JournalError) { try journal.look() }
  var lastAlive: Int64? { journal.lastAlive }
  func beat(at milliseconds: Int64) throws(JournalError) { try journal.beat(at: milliseconds) }
  func claim(_ session: ID) throws(JournalError) -> Claim { try journal.claim(session) }
  func lastEvent() throws(JournalError) -> [UInt8]? { try journal.lastEvent() }
  func close() { journal.close() }
}
