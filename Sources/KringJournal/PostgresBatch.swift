import KringCore

/// A batch as statements, each for all rows of one table.
struct PostgresBatch {
  /// One closed set, by what names it.
  struct SetKey: Hashable {
    let session: ID
    let set: Int
  }

  /// One seat, by what names it.
  private struct SeatKey: Hashable {
    let session: ID
    let member: ID
  }

  /// What a purge removes from the closed store.
  private struct Purge {
    let session: ID
    var items = 0
    var ballots = 0
  }

  /// The closed sets of this node's sessions, as they are after the batch.
  private(set) var closed: [SetKey: ClosedSet]
  /// Whether the batch leaves bytes in the closed table that a sweep removes: those of earlier
  /// writes of a set, too, for they show the order of its cards.
  private(set) var leavesRemnants = false
  /// The new sessions.
  private(set) var sessions: [(id: ID, key: [UInt8], claim: [UInt8], body: [UInt8])] = []
  private var events: [(id: ID, seq: Int, bytes: [UInt8])] = []
  private var seats: [SeatKey: [UInt8]] = [:]
  private var connected: [SeatKey: (time: Int, since: Int?)] = [:]
  private var ends: Set<SetKey> = []
  private var changed: Set<SetKey> = []
  private var gone: Set<SetKey> = []
  private var purges: [Purge] = []

  /// Sorts a batch that fits, given the closed sets before it.
  init(_ batch: [JournalEntry], closed: [SetKey: ClosedSet]) {
    self.closed = closed
    for entry in batch { add(entry) }
  }

  private mutating func add(_ entry: JournalEntry) {
    switch entry {
    case .session(let id, let key, let claim, let body): sessions.append((id, key, claim, body))
    case .event(let id, let seq, let bytes): events.append((id, seq, bytes))
    case .seat(let id, let member, let hash):
      seats[SeatKey(session: id, member: member)] = hash
    case .connected(let id, let member, let time, let since):
      connected[SeatKey(session: id, member: member)] = (time, since)
    case .card(let id, let card): put(entry, SetKey(session: id, set: card.set))
    case .ballot(let id, let set, _, _): put(entry, SetKey(session: id, set: set))
    case .endSet(let id, let set):
      let key = SetKey(session: id, set: set)
      ends.insert(key)
      _ = remove(key)
      leavesRemnants = true
    case .purge(let id):
      var purge = Purge(session: id)
      for key in closed.keys where key.session == id {
        guard let set = remove(key) else { continue }
        purge.items += set.cards.count
        purge.ballots += set.ballots.count
      }
      purges.append(purge)
      leavesRemnants = true
    }
  }

  private mutating func put(_ entry: JournalEntry, _ key: SetKey) {
    leavesRemnants = leavesRemnants || closed[key] != nil
    closed[key, default: ClosedSet()].put(entry)
    changed.insert(key)
  }

  private mutating func remove(_ key: SetKey) -> ClosedSet? {
    changed.remove(key)
    gone.insert(key)
    return closed.removeValue(forKey: key)
  }

  // MARK: Statements

  /// Makes the new sessions; gives the ids of those that were not there yet.
  func insertion(owner: String) -> PostgresStatement {
    PostgresStatement(
      """
      INSERT INTO kring.sessions SELECT session, $2, key, claim, body, $6
      FROM unnest($1, $3, $4, $5) AS new (session, key, claim, body)
      ON CONFLICT DO NOTHING RETURNING session
      """,
      .ids(sessions.map(\.id)), .text(owner), .byteStrings(sessions.map(\.key)),
      .byteStrings(sessions.map(\.claim)), .byteStrings(sessions.map(\.body)),
      .number(PostgresJournal.format))
  }

  /// Everything but new sessions; the removals of `purges` are last, in their order.
  var statements: [PostgresStatement] {
    var statements: [PostgresStatement] = []
    if !events.isEmpty {
      statements.append(
        PostgresStatement(
          "INSERT INTO kring.events SELECT * FROM unnest($1, $2, $3)",
          .ids(events.map(\.id)), .numbers(events.map(\.seq)), .byteStrings(events.map(\.bytes))))
    }
    if !seats.isEmpty {
      statements.append(
        PostgresStatement(
          """
          INSERT INTO kring.seats SELECT * FROM unnest($1, $2, $3)
          ON CONFLICT (session, member) DO UPDATE SET token = excluded.token
          """,
          .ids(seats.keys.map(\.session)), .ids(seats.keys.map(\.member)),
          .byteStrings(Array(seats.values))))
    }
    if !connected.isEmpty {
      statements.append(
        PostgresStatement(
          """
          INSERT INTO kring.connected SELECT * FROM unnest($1, $2, $3, $4)
          ON CONFLICT (session, member) DO UPDATE SET time = excluded.time, since = excluded.since
          """,
          .ids(connected.keys.map(\.session)), .ids(connected.keys.map(\.member)),
          .numbers(connected.values.map(\.time)), .numbers(connected.values.map(\.since))))
    }
    if !ends.isEmpty {
      statements.append(
        PostgresStatement(
          "INSERT INTO kring.ends SELECT * FROM unnest($1, $2) ON CONFLICT DO NOTHING",
          .ids(ends.map(\.session)), .numbers(ends.map(\.set))))
    }
    return statements + closedStatements + purges.flatMap(removal)
  }

  private var closedStatements: [PostgresStatement] {
    var statements: [PostgresStatement] = []
    if !gone.isEmpty {
      statements.append(
        PostgresStatement(
          """
          DELETE FROM kring.closed USING unnest($1, $2) AS gone (id, number)
          WHERE session = id AND closed_set = number
          """,
          .ids(gone.map(\.session)), .numbers(gone.map(\.set))))
    }
    // In the order of their ids, so that the order of writing says nothing.
    let keys = changed.sorted { ($0.session, $0.set) < ($1.session, $1.set) }
    if !keys.isEmpty {
      statements.append(
        PostgresStatement(
          """
          INSERT INTO kring.closed SELECT * FROM unnest($1, $2, $3)
          ON CONFLICT (session, closed_set) DO UPDATE SET bytes = excluded.bytes
          """,
          .ids(keys.map(\.session)), .numbers(keys.map(\.set)),
          .byteStrings(keys.map { closed[$0, default: ClosedSet()].bytes })))
    }
    return statements
  }

  /// The tables that have rows of a session, those that are counted first.
  private static let tables = ["events", "seats", "connected", "ends", "closed", "sessions"]

  private func removal(_ purge: Purge) -> [PostgresStatement] {
    Self.tables.map {
      PostgresStatement("DELETE FROM kring.\($0) WHERE session = $1", .id(purge.session))
    }
  }

  /// What the purges removed, from what the statements gave.
  func receipts(from results: [PostgresResult]) -> [PurgeReceipt] {
    let count = Self.tables.count
    let removals = results.suffix(purges.count * count)
    return purges.enumerated().map { place, purge in
      let first = removals.startIndex + place * count
      return PurgeReceipt(
        session: purge.session, events: removals[first].affected,
        seats: removals[first + 1].affected, closedItems: purge.items, ballots: purge.ballots)
    }
  }
}
