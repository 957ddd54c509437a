import KringCore
import Locking

/// What a `MemoryJournal` writes to: it outlives the journal as a disk outlives a process, and
/// fails when told to.
///
/// Safe to use from any thread, so a test can break and repair it while a journal works on it.
package final class MemoryDisk: Sendable {
  /// What a commit that fails leaves on the disk; the journal cannot tell which it was.
  package enum Remains: Sendable, CaseIterable {
    /// Nothing of the batch.
    case nothing
    /// The additions to the closed store, which are written first.
    case closedRows
    /// All of the batch: only the answer was lost.
    case everything
  }

  let content = Locked(MemoryContent())

  package init() {}

  /// Breaks the disk at the `n`-th commit from now (1 is the next one): that one fails and leaves
  /// what is told, then everything fails until `repair`.
  package func fail(atCommit n: Int, leaving remains: Remains = .nothing) {
    precondition(n > 0, "commits are counted from 1")
    content.withLock {
      $0.goodCommits = n - 1
      $0.remains = remains
      $0.isBroken = false
    }
  }

  /// Takes the fault away; what is on the disk stays as it is.
  package func repair() {
    content.withLock {
      $0.goodCommits = nil
      $0.isBroken = false
    }
  }

  /// The number of rows about one session, closed ones included.
  package func rows(of session: ID) -> Int {
    content.withLock { $0.rows(of: session) }
  }

  static let broken = JournalError(.storage, "the disk in memory was told to fail")
}

/// What lies on a `MemoryDisk`, and how it will fail.
struct MemoryContent {
  /// One session as it lies there.
  private struct Kept {
    let session: JournalEntry
    var seats: [ID: JournalEntry] = [:]
    var connected: [ID: JournalEntry] = [:]
    var events: [JournalEntry] = []
    var ended: Set<Int> = []
  }

  /// The place of a closed row: an item's id or a ballot.
  private struct ClosedKey: Hashable, Comparable {
    let session: ID
    let set: Int
    let name: [UInt8]
    let isBallot: Bool

    static func < (left: Self, right: Self) -> Bool {
      if left.session != right.session { return left.session < right.session }
      if left.set != right.set { return left.set < right.set }
      if left.isBallot != right.isBallot { return right.isBallot }
      return left.name.lexicographicallyPrecedes(right.name)
    }
  }

  private var sessions: [ID: Kept] = [:]
  private var closed: [ClosedKey: JournalEntry] = [:]
  private(set) var lastEvent: [UInt8]?
  var lastAlive: Int64?
  var goodCommits: Int?
  var remains = MemoryDisk.Remains.nothing
  var isBroken = false

  /// The entries that rebuild it, in an order that is the same in every run.
  var entries: [JournalEntry] {
    let kept = sessions.sorted { $0.key < $1.key }.map(\.value)
    let ends = kept.flatMap { kept in
      kept.ended.sorted().map { JournalEntry.endSet(kept.session.session, set: $0) }
    }
    let seats = kept.flatMap { $0.seats.sorted { $0.key < $1.key }.map(\.value) }
    let times = kept.flatMap { $0.connected.sorted { $0.key < $1.key }.map(\.value) }
    let rows = closed.sorted { $0.key < $1.key }.map(\.value)
    return kept.map(\.session) + ends + seats + times + kept.flatMap(\.events) + rows
  }

  /// Returns the bytes of a session's events, in order.
  func events(of session: ID) -> [[UInt8]] {
    (sessions[session]?.events ?? []).compactMap { entry in
      guard case .event(_, _, let bytes) = entry else { return nil }
      return bytes
    }
  }

  /// What a ledger remembers of it.
  var pages: [ID: Ledger.Page] {
    sessions.mapValues { Ledger.Page(last: $0.events.count, ended: $0.ended) }
  }

  /// Returns the number of rows about one session.
  func rows(of session: ID) -> Int {
    let kept =
      sessions[session].map { 1 + $0.seats.count + $0.connected.count + $0.events.count } ?? 0
    return kept + closed.keys.count { $0.session == session }
  }

  /// Writes a batch that fits, or fails as told, and returns what it purged.
  mutating func write(_ batch: [JournalEntry]) throws(JournalError) -> [PurgeReceipt] {
    guard !isBroken else { throw MemoryDisk.broken }
    if goodCommits == 0 {
      isBroken = true
      if remains != .nothing { putClosed(batch) }
      if remains == .everything { _ = putRest(batch) }
      throw MemoryDisk.broken
    }
    goodCommits = goodCommits.map { $0 - 1 }
    putClosed(batch)
    let receipts = putRest(batch)
    if batch.contains(where: \.isRemoval) { removeEnded() }
    return receipts
  }

  /// Removes the closed rows that belong to no session or to a set that has ended.
  mutating func removeEnded() {
    closed = closed.filter { key, _ in
      sessions[key.session].map { !$0.ended.contains(key.set) } ?? false
    }
  }

  /// Loses what lies in closed sets.
  mutating func loseClosed() { closed = [:] }

  private mutating func putClosed(_ batch: [JournalEntry]) {
    for entry in batch {
      switch entry {
      case .card(let id, let card):
        closed[.init(session: id, set: card.set, name: card.item.bytes, isBallot: false)] = entry
      case .ballot(let id, let set, let ballot, _):
        closed[.init(session: id, set: set, name: ballot, isBallot: true)] = entry
      case .session, .event, .seat, .connected, .endSet, .purge:
        break
      }
    }
  }

  private mutating func putRest(_ batch: [JournalEntry]) -> [PurgeReceipt] {
    var receipts: [PurgeReceipt] = []
    for entry in batch {
      let id = entry.session
      switch entry {
      case .session:
        sessions[id] = Kept(session: entry)
      case .event(_, _, let bytes):
        sessions[id]?.events.append(entry)
        lastEvent = bytes
      case .seat(_, let member, _):
        sessions[id]?.seats[member] = entry
      case .connected(_, let member, _, _):
        sessions[id]?.connected[member] = entry
      case .endSet(_, let set):
        sessions[id]?.ended.insert(set)
      case .purge:
        guard let kept = sessions.removeValue(forKey: id) else { break }
        let rows = closed.keys.filter { $0.session == id }
        receipts.append(
          PurgeReceipt(
            session: id, events: kept.events.count, seats: kept.seats.count,
            closedItems: rows.count { !$0.isBallot }, ballots: rows.count(where: \.isBallot)))
      case .card, .ballot:
        break
      }
    }
    return receipts
  }
}
