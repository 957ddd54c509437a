import KringCore

/// What the tables hold of some sessions, but for the sessions themselves and their events.
struct PostgresRows {
  /// The entries that rebuild it: ends of sets, then seats, then what is in closed sets.
  private(set) var entries: [JournalEntry] = []
  /// The closed sets that have not ended.
  private(set) var closed: [PostgresBatch.SetKey: ClosedSet] = [:]
  /// What a ledger remembers of each session.
  private(set) var pages: [ID: Ledger.Page]
  /// The sessions of which a closed set cannot be read; nothing of them is in the rest.
  private(set) var unreadable: [ID: JournalError] = [:]

  /// Reads the rows of sessions in one go.
  init(of sessions: [ID], _ connection: PostgresConnection) throws(JournalError) {
    pages = Dictionary(sessions.map { ($0, Ledger.Page()) }) { page, _ in page }
    let queries = [
      "session, closed_set FROM kring.ends", "session, member, token FROM kring.seats",
      "session, member, time, since FROM kring.connected",
      "session, closed_set, bytes FROM kring.closed",
      "session, max(seq) FROM kring.events",
    ]
    let found = try connection.exchange(
      queries.map {
        PostgresStatement(
          "SELECT \($0) WHERE session = ANY ($1)\($0.contains("max") ? " GROUP BY session" : "")",
          .ids(sessions))
      })
    for row in found[0].rows {
      let (id, set) = (try row.id(0), try row.number(1))
      pages[id]?.ended.insert(set)
      entries.append(.endSet(id, set: set))
    }
    for row in found[1].rows {
      entries.append(.seat(try row.id(0), member: try row.id(1), tokenHash: row.bytes(2)))
    }
    for row in found[2].rows {
      entries.append(
        .connected(
          try row.id(0), member: try row.id(1), time: try row.number(2),
          since: try row.optional(3)))
    }
    for row in found[3].rows {
      let key = PostgresBatch.SetKey(session: try row.id(0), set: try row.number(1))
      do throws(JournalError) {
        let set = try ClosedSet(key.set, bytes: row.bytes(2))
        closed[key] = set
        entries += set.entries(session: key.session, set: key.set)
      } catch {
        unreadable[key.session] = error
      }
    }
    for row in found[4].rows { pages[try row.id(0)]?.last = try row.number(1) }
    guard !unreadable.isEmpty else { return }
    entries.removeAll { unreadable[$0.session] != nil }
    closed = closed.filter { unreadable[$0.key.session] == nil }
    pages = pages.filter { unreadable[$0.key] == nil }
  }

  /// Reads the rows of one session; fails if one of them cannot be read.
  init(of session: ID, _ connection: PostgresConnection) throws(JournalError) {
    try self.init(of: [session], connection)
    if let error = unreadable[session] { throw error }
  }

  /// Returns the entry of a row `session, join_key, claim, body`.
  static func session(_ row: PostgresRow) throws(JournalError) -> JournalEntry {
    .session(
      try row.id(0), joinKeyHash: row.bytes(1), claimHash: row.bytes(2), body: row.bytes(3))
  }

  /// Returns the bytes of a session's events, in order.
  static func events(
    of session: ID, _ connection: PostgresConnection
  ) throws(JournalError) -> [[UInt8]] {
    let rows = try connection.exchange([
      PostgresStatement(
        "SELECT seq, bytes FROM kring.events WHERE session = $1 ORDER BY seq", .id(session))
    ])[0].rows
    for (place, row) in rows.enumerated() {
      let seq = try row.number(0)
      guard seq == place + 1 else {
        throw JournalError(.corrupt, "kring.events has event \(seq) where \(place + 1) follows")
      }
    }
    return rows.map { $0.bytes(1) }
  }
}
