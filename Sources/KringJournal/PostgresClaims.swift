import KringCore

/// Taking over sessions of other nodes.
extension PostgresJournal {
  /// What a look at a session and its node found.
  private struct Found {
    let session: JournalEntry
    let format: Int
    let owner: String
    let epoch: Int
    let batch: Int
    let alive: Int64?
    /// Whether the node has given its sessions up, or another has taken some already.
    let isFenced: Bool

    init(_ row: PostgresRow) throws(JournalError) {
      session = try PostgresRows.session(row)
      owner = row.text(4) ?? ""
      format = try row.number(5)
      // A node without a row is gone for good.
      epoch = try row.optional(6) ?? 0
      batch = try row.optional(7) ?? 0
      alive = try row.optional(8).map(Int64.init)
      isFenced = try row.flag(9)
    }

    /// The answer while its node is alive.
    var elsewhere: Claim {
      guard case .session(_, let key, _, let body) = session else { return .none }
      return .elsewhere(node: owner, joinKeyHash: key, body: body)
    }
  }

  /// Those that have a row, whoever serves them.
  package func known(among sessions: [ID]) throws(JournalError) -> Set<ID> {
    guard let parts else { throw Self.notOpen }
    let unknown = sessions.filter { ledger[$0] == nil }
    var known = Set(sessions).subtracting(unknown)
    guard !unknown.isEmpty else { return known }
    do throws(JournalError) {
      let rows = try parts.connection.exchange([
        PostgresStatement(
          "SELECT session FROM kring.sessions WHERE session = ANY ($1)", .ids(unknown))
      ])[0].rows
      for row in rows { known.insert(try row.id(0)) }
    } catch {
      throw fail(error)
    }
    return known
  }

  /// Takes a session over if its node is dead: its connection is gone, or its row stood still for
  /// longer than the lease by this node's own clock. One that cannot be read stays with
  /// its owner, whose opening leaves it out.
  package func claim(_ session: ID) throws(JournalError) -> Claim {
    guard let parts else { throw Self.notOpen }
    if ledger[session] != nil { return .held }
    do throws(JournalError) {
      for _ in 1...5 {
        do throws(JournalError) {
          if let claim = try attempt(session, parts) { return claim }
        } catch {
          let state = parts.connection.state ?? ""
          // Damage as PostgreSQL found it (XX), or a file of it that cannot be read (58).
          if error.code == .corrupt || ["XX", "58"].contains(state.prefix(2)) {
            _ = try parts.connection.exchange([Self.rollback])
            return .unreadable(error, joinKeyHash: Self.joinKey(of: session, parts.connection))
          }
          // Others were in the way: a deadlock, or a lock that was held for long.
          guard ["40P01", "40001", "55P03"].contains(state) else { throw error }
        }
        _ = try parts.connection.exchange([Self.rollback])
      }
      throw JournalError(.storage, "the database: others were in the way of a claim five times")
    } catch {
      throw fail(error)
    }
  }

  /// Takes over sessions of nodes that gave them up or stood still for a minute. In any order: else
  /// those that nobody can read could be the first each time, and no other would have its turn.
  package func claimOrphans(
    atMost count: Int
  ) throws(JournalError) -> [(session: ID, claim: Claim)] {
    guard let parts else { throw Self.notOpen }
    var sessions: [ID] = []
    do {
      let rows = try parts.connection.exchange([
        PostgresStatement(
          """
          SELECT session FROM kring.sessions LEFT JOIN kring.nodes ON node = owner
          WHERE owner <> $1 AND format <= $2 AND (node IS NULL OR fenced OR node = ANY ($3))
          ORDER BY random() LIMIT $4
          """, .text(settings.node), .number(Self.format),
          .texts(nodes.still(longerThan: settings.orphaned)), .number(count))
      ])[0].rows
      for row in rows { sessions.append(try row.id(0)) }
    } catch {
      throw fail(error)
    }
    var claims: [(session: ID, claim: Claim)] = []
    for session in sessions {
      let claim = try claim(session)
      switch claim {
      case .taken, .unreadable: claims.append((session, claim))
      case .none, .held, .elsewhere: break
      }
    }
    return claims
  }

  /// Looks, and takes the session over if it may; `nil` when another did something meanwhile.
  private func attempt(_ session: ID, _ parts: Parts) throws(JournalError) -> Claim? {
    let connection = parts.connection
    let rows = try connection.exchange([
      Self.begin,
      PostgresStatement(
        """
        SELECT session, join_key, claim, body, owner, format, epoch, batch, alive,
          coalesce(fenced, true)
        FROM kring.sessions LEFT JOIN kring.nodes ON node = owner WHERE session = $1
        """, .id(session)),
    ])[1].rows
    guard let row = rows.first else { return try leave(.none, connection) }
    let found = try Found(row)
    guard found.format <= Self.format else { return try leave(found.elsewhere, connection) }
    // Its own sessions it has from the opening, but for those that could not be read then.
    if found.owner == settings.node {
      let kept = try PostgresRows(of: session, connection)
      remember(kept)
      return try leave(
        .taken([found.session] + kept.entries, lastAlive: found.alive), connection)
    }
    if !found.isFenced {
      guard try isDead(found, connection) else { return try leave(found.elsewhere, connection) }
    }
    guard try fence(found, parts) else { return nil }
    let changed = try connection.exchange([
      PostgresStatement(
        "UPDATE kring.sessions SET owner = $2 WHERE session = $1 AND owner = $3",
        .id(session), .text(settings.node), .text(found.owner))
    ])[0].affected
    guard changed == 1 else { return nil }
    let kept = try PostgresRows(of: session, connection)
    _ = try connection.exchange([Self.commit])
    // What the other node left in the closed table nobody else would remove.
    closedHasRemnants = true
    remember(kept)
    return .taken([found.session] + kept.entries, lastAlive: found.alive)
  }

  /// The hash by which who asks for a session is known, empty where it cannot be read.
  private static func joinKey(of session: ID, _ connection: PostgresConnection) -> [UInt8] {
    let found = try? connection.exchange([
      PostgresStatement("SELECT join_key FROM kring.sessions WHERE session = $1", .id(session))
    ])
    return found?[0].rows.first?.bytes(0) ?? []
  }

  /// Ends a transaction that changed nothing.
  private func leave(_ claim: Claim, _ connection: PostgresConnection) throws(JournalError) -> Claim
  {
    _ = try connection.exchange([Self.rollback])
    return claim
  }

  /// Whether a node that nobody has fenced is dead. If it hangs, its connection is ended, for a
  /// transaction of it may hold its row.
  private func isDead(_ found: Found, _ connection: PostgresConnection) throws(JournalError) -> Bool
  {
    // Shared, so that two that look do not take each other for the node. Kept until the end of the
    // transaction: the node cannot come back meanwhile.
    let isGone = try connection.exchange([
      PostgresStatement(
        "SELECT pg_try_advisory_xact_lock_shared(\(Self.label("$1")))", .text(found.owner))
    ])[0].rows[0].flag(0)
    if isGone { return true }
    guard nodes.still(found.owner, epoch: found.epoch, batch: found.batch) > settings.lease else {
      return false
    }
    _ = try connection.exchange([Self.ending(found.owner)], mayWarn: true)
    return true
  }

  /// Sees that this node may still write, and that from the commit on the other one may not.
  ///
  /// - Returns: false when the other node has done something since it was looked at.
  private func fence(_ found: Found, _ parts: Parts) throws(JournalError) -> Bool {
    // In the order of their labels, so that two nodes never wait for each other.
    let rows = try parts.connection.exchange([
      PostgresStatement(
        """
        SELECT node, epoch, batch, fenced FROM kring.nodes WHERE node IN ($1, $2)
        ORDER BY node FOR UPDATE
        """, .text(settings.node), .text(found.owner))
    ])[0].rows
    var (isMine, hasRow) = (false, false)
    for row in rows {
      let (epoch, batch) = (try row.number(1), try row.number(2))
      let isFenced = try row.flag(3)
      if row.text(0) == settings.node {
        isMine = epoch == parts.epoch
      } else {
        hasRow = true
        if epoch != found.epoch || batch != found.batch || isFenced != found.isFenced {
          return false
        }
      }
    }
    guard isMine else { throw Self.fenced }
    guard hasRow else {
      // A row that somebody removed: who registers under that label meanwhile waits for this one.
      let made = try parts.connection.exchange([
        PostgresStatement(
          """
          INSERT INTO kring.nodes VALUES ($1, 1, 0, NULL, true) ON CONFLICT DO NOTHING
          """, .text(found.owner))
      ])[0].affected
      return made == 1
    }
    _ = try parts.connection.exchange([
      PostgresStatement(
        "UPDATE kring.nodes SET epoch = epoch + 1, fenced = true WHERE node = $1 AND NOT fenced",
        .text(found.owner))
    ])
    return true
  }
}
