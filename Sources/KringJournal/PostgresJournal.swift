import KringCore

/// A journal in PostgreSQL that several nodes share; each writes the sessions that it owns.
///
/// A node may write as long as its row in `kring.nodes` has the epoch that it registered with, and
/// each batch locks that row. Who takes a session over raises the epoch of its former node first: from
/// then on nothing of that node is written, however late it comes.
package final class PostgresJournal: Journal {
  /// The format this version writes, and the newest it reads.
  package static let format = 1

  /// What is open: the connection, and the epoch with which the node is registered.
  struct Parts {
    let connection: PostgresConnection
    let epoch: Int
  }

  let settings: PostgresSettings
  var parts: Parts?
  var ledger = Ledger()
  var closed: [PostgresBatch.SetKey: ClosedSet] = [:]
  var nodes = PostgresNodes()
  /// The number of the last event that was written of each session of this node; kept when the
  /// journal is closed, so that the next opening notices what is missing.
  private var told: [ID: Int] = [:]
  /// The process that served the connection before, and the epoch of the registration before.
  private var earlier: (backend: Int, epoch: Int)?
  private var receipts: [PurgeReceipt] = []
  /// How many heartbeats the row of this node has had since it was registered.
  private var beats = 0
  var closedHasRemnants = false
  private var swept: Duration?

  /// The clock of this node when it was last alive before `open`, in milliseconds since 1970.
  package private(set) var lastAlive: Int64?
  /// The sessions of which `open` found fewer events than this process had committed before.
  package private(set) var lostTail = 0
  /// The sessions that `open` left out, for they cannot be read; `claim` tries each again.
  package private(set) var unreadable = 0
  /// Not known: the nodes' events have no common order.
  package func lastEvent() throws(JournalError) -> [UInt8]? { nil }

  /// Creates a journal, closed.
  package init(_ settings: PostgresSettings) {
    self.settings = settings
  }

  // MARK: Opening

  /// Connects, registers the node and replays the sessions that it owns; another connection reads the
  /// events.
  package func openUnread(_ replay: (JournalEntry) throws -> Void) throws -> any EventReader {
    close()
    do {
      try register()
      try load(replay)
    } catch {
      throw fail(error)
    }
    return PostgresEventReader(settings)
  }

  private func register() throws(JournalError) {
    let connection = try PostgresConnection(settings)
    do { try register(connection) } catch { throw explain(error, of: connection) }
  }

  private func register(_ connection: PostgresConnection) throws(JournalError) {
    try PostgresSchema.setUp(connection)
    try PostgresSchema.check(connection, durable: settings.durable)
    try PostgresSchema.make(connection)
    // Later on the process goes by the clock of its start. Before anything of the node is changed: one
    // that is started again and again would look alive.
    if earlier == nil, let clock = settings.wallClock {
      try PostgresSchema.check(connection, clock: clock())
    }
    try takeLabel(connection)
    // Waits until the transaction of an earlier connection has ended, one way or the other.
    let row = try connection.exchange([
      PostgresStatement(
        """
        INSERT INTO kring.nodes AS n VALUES ($1, 1, 0, NULL, false) ON CONFLICT (node)
        DO UPDATE SET epoch = n.epoch + 1, batch = 0, fenced = false RETURNING epoch, alive
        """, .text(settings.node))
    ])[0].rows[0]
    let epoch = try row.number(0)
    lastAlive = try row.optional(1).map(Int64.init)
    try countLost(connection, wasFenced: earlier.map { epoch > $0.epoch + 1 } ?? true)
    earlier = (connection.backend, epoch)
    parts = Parts(connection: connection, epoch: epoch)
    beats = 0
    nodes = PostgresNodes()
    // What an earlier process left, if it did not end in order.
    closedHasRemnants = true
  }

  /// Takes the lock that says that a node of this label is connected.
  private func takeLabel(_ connection: PostgresConnection) throws(JournalError) {
    if let earlier {
      // Its own connection of before, which the server may think alive.
      _ = try connection.exchange(
        [Self.ending(settings.node, backend: earlier.backend)], mayWarn: true)
    }
    connection.patience = settings.patience + settings.takeover
    defer { connection.patience = settings.patience }
    let limit =
      settings.takeover.components.seconds * 1000
      + settings.takeover.components.attoseconds / 1_000_000_000_000_000
    do {
      _ = try connection.exchange([
        PostgresStatement("SELECT set_config('lock_timeout', $1, false)", .text("\(limit)ms")),
        PostgresStatement("SELECT pg_advisory_lock(\(Self.label("$1")))", .text(settings.node)),
        PostgresStatement("SELECT set_config('lock_timeout', '3s', false)"),
      ])
    } catch {
      guard connection.state == "55P03" else { throw error }
      throw JournalError(
        .inUse, "another process serves as node \(settings.node); expected a label of its own")
    }
  }

  /// The key of the lock that a node holds as long as it is connected.
  static func label(_ node: String) -> String { "hashtextextended('kring node ' || \(node), 0)" }

  /// Ends the connection of a node, or only that which a process of the server serves.
  static func ending(_ node: String, backend: Int = 0) -> PostgresStatement {
    PostgresStatement(
      """
      SELECT pg_terminate_backend(pid) FROM \(connected("$1")) AND $2 IN (0, pid)
      """, .text(node), .number(backend))
  }

  /// The rows about the connection that holds the lock of a node.
  static func connected(_ node: String) -> String {
    """
    pg_locks JOIN pg_database ON oid = database
    WHERE locktype = 'advisory' AND datname = current_database() AND objsubid = 1
      AND mode = 'ExclusiveLock' AND granted
      AND (classid::bigint << 32 | objid::bigint) = \(label(node))
    """
  }

  /// Compares what is there with what this process had been told was written.
  private func countLost(
    _ connection: PostgresConnection, wasFenced: Bool
  ) throws(JournalError) {
    let rows = try connection.exchange([
      PostgresStatement(
        """
        SELECT session,
          coalesce((SELECT max(seq) FROM kring.events e WHERE e.session = s.session), 0)
        FROM kring.sessions s WHERE session = ANY ($1)
        """, .ids(Array(told.keys)))
    ])[0].rows
    var found: [ID: Int] = [:]
    for row in rows { found[try row.id(0)] = try row.number(1) }
    // A session that is not there was purged by the node that took over, if there was one.
    lostTail = told.count { id, last in
      found[id].map { $0 < last } ?? (!wasFenced && last > 0)
    }
  }

  private func load(_ replay: (JournalEntry) throws -> Void) throws {
    guard let parts else { throw Self.notOpen }
    let rows = try parts.connection.exchange([
      PostgresStatement(
        """
        SELECT session, join_key, claim, body FROM kring.sessions WHERE owner = $1 AND format <= $2
        """, .text(settings.node), .number(Self.format))
    ])[0].rows
    let sessions = try rows.map(PostgresRows.session)
    let kept = try PostgresRows(of: sessions.map(\.session), parts.connection)
    unreadable = kept.unreadable.count
    for entry in sessions where kept.unreadable[entry.session] == nil { try replay(entry) }
    told = [:]
    remember(kept)
    for entry in kept.entries { try replay(entry) }
  }

  /// Remembers what the tables hold of sessions, as this node's.
  func remember(_ kept: PostgresRows) {
    closed.merge(kept.closed) { _, new in new }
    ledger.keep(kept.pages.mapValues { .kept($0) })
    for (id, page) in kept.pages { told[id] = page.last }
  }

  // MARK: Writing

  /// Writes a batch as one transaction that also sees that this node may still write; an empty batch
  /// does only that.
  package func commit(_ batch: [JournalEntry]) throws(JournalError) {
    guard let parts else { throw Self.notOpen }
    let changes = try ledger.changes(by: batch)
    let batch = PostgresBatch(batch, closed: closed)
    let results: [PostgresResult]
    do {
      results = try write(batch, parts)
    } catch {
      throw error.isRefusal ? error : fail(error)
    }
    closed = batch.closed
    closedHasRemnants = closedHasRemnants || batch.leavesRemnants
    receipts += batch.receipts(from: results)
    ledger.keep(changes)
    for (id, change) in changes {
      switch change {
      case .kept(let page): told[id] = page.last
      case .purged: told[id] = nil
      }
    }
  }

  private func write(
    _ batch: PostgresBatch, _ parts: Parts
  ) throws(JournalError) -> [PostgresResult] {
    // Its own last heartbeat is missing where the database was brought back to an older state: what
    // is written then would have a gap before it.
    let fence = PostgresStatement(
      """
      SELECT kring.fence($1,
        CASE WHEN (SELECT batch FROM kring.nodes WHERE node = $1) = $3 THEN $2 END)
      """, .text(settings.node), .number(parts.epoch), .number(beats))
    if batch.sessions.isEmpty { return try parts.connection.exchange([fence] + batch.statements) }
    // Two nodes may be asked for the same session: whether it is new is known only here.
    let made = try parts.connection.exchange([
      Self.begin, fence, batch.insertion(owner: settings.node),
    ])[2].rows
    var missing = Set(batch.sessions.map(\.id))
    for row in made { missing.remove(try row.id(0)) }
    if let id = missing.first {
      _ = try parts.connection.exchange([Self.rollback])
      throw JournalError(
        .sessionExists, "a new session has the id of an existing one", session: id)
    }
    let results = try parts.connection.exchange(batch.statements + [Self.commit])
    return results.dropLast()
  }

  static let begin = PostgresStatement("BEGIN ISOLATION LEVEL READ COMMITTED")
  static let commit = PostgresStatement("COMMIT")
  static let rollback = PostgresStatement("ROLLBACK")
  static let notOpen = JournalError(.storage, "the journal is not open")

  /// Closes the journal and returns why, as far as that can be found out.
  func fail(_ error: any Error) -> any Error {
    guard let error = error as? JournalError else {
      close()
      return error
    }
    return fail(error) as JournalError
  }

  func fail(_ error: JournalError) -> JournalError {
    let connection = parts?.connection
    close()
    return connection.map { explain(error, of: $0) } ?? error
  }

  /// Closes a connection and returns why it failed.
  private func explain(_ error: JournalError, of connection: PostgresConnection) -> JournalError {
    connection.close()
    guard connection.isOverdue else { return error }
    // A commit that waits for a standby keeps its process of the server busy.
    let isWaiting = try? PostgresConnection(settings).exchange([
      PostgresStatement(
        "SELECT wait_event = 'SyncRep' FROM pg_stat_activity WHERE pid = $1",
        .number(connection.backend))
    ])[0].rows.first?.flag(0)
    return isWaiting == true
      ? JournalError(.standbyMissing, "commits wait for a standby") : error
  }

  // MARK: Sweeping

  /// Whether the closed table has bytes of what is gone, or purges have not been told.
  package var needsSweep: Bool { closedHasRemnants || !receipts.isEmpty }

  /// Writes the closed table anew, at most every ten seconds.
  ///
  /// Of a purged session the events, seats and the rest are gone for every query; their bytes are gone
  /// from the files of the database when it writes its tables and its log anew.
  package func sweep() throws(JournalError) -> [PurgeReceipt]? {
    guard let parts else { throw Self.notOpen }
    if closedHasRemnants {
      let now = settings.clock()
      if let swept, now - swept < settings.sweepPause { return nil }
      swept = now
      do {
        guard try rewriteClosed(parts.connection) else { return nil }
      } catch {
        throw fail(error)
      }
      closedHasRemnants = false
    }
    defer { receipts = [] }
    return receipts
  }

  /// - Returns: false when another node does it, or somebody has used the table for too long.
  private func rewriteClosed(_ connection: PostgresConnection) throws(JournalError) -> Bool {
    let key = "hashtextextended('kring sweep', 0)"
    let isFree = try connection.exchange([
      PostgresStatement("SELECT pg_try_advisory_lock(\(key))"),
      // Shorter than others wait for a lock.
      PostgresStatement("SELECT set_config('statement_timeout', '2s', false)"),
      // All batches of this node wait meanwhile, and what other nodes do with the table waits behind.
      PostgresStatement("SELECT set_config('lock_timeout', '100ms', false)"),
    ])[0].rows[0].flag(0)
    var isDone = false
    if isFree {
      do throws(JournalError) {
        do throws(JournalError) {
          _ = try connection.exchange([PostgresSchema.rewriting])
        } catch {
          // No column that somebody's view shows can be written anew like that.
          guard connection.state == "0A000" else { throw error }
          _ = try connection.exchange([PostgresStatement("VACUUM FULL kring.closed")])
        }
        isDone = true
      } catch {
        guard let state = connection.state, ["55P03", "57014"].contains(state) else { throw error }
      }
    }
    _ = try connection.exchange(
      [
        PostgresStatement("SELECT set_config('statement_timeout', '0', false)"),
        PostgresStatement("SELECT set_config('lock_timeout', '3s', false)"),
      ]
        + (isFree ? [PostgresStatement("SELECT pg_advisory_unlock(\(key))")] : []))
    return isDone
  }

  /// Never: the database does it by itself.
  package var needsCheckpoint: Bool { false }

  /// Does nothing.
  package func checkpoint() {}

  /// Does nothing: `beat` tells whether this node may still write.
  package func look() {}

  // MARK: Being there

  /// Shows the other nodes that this one is alive, with its wall clock (milliseconds since 1970), and
  /// looks at them.
  package func beat(at milliseconds: Int64) throws(JournalError) {
    guard let parts else { throw Self.notOpen }
    do throws(JournalError) {
      let results = try parts.connection.exchange([
        PostgresStatement(
          """
          UPDATE kring.nodes SET batch = batch + 1, alive = $3
          WHERE node = $1 AND epoch = $2 AND batch = $4
          """, .text(settings.node), .number(parts.epoch), .number(Int(milliseconds)),
          .number(beats)),
        PostgresStatement("SELECT node, epoch, batch FROM kring.nodes WHERE NOT fenced"),
      ])
      guard results[0].affected == 1 else { throw Self.fenced }
      beats += 1
      var rows: [(node: String, epoch: Int, batch: Int)] = []
      for row in results[1].rows {
        rows.append((row.text(0) ?? "", try row.number(1), try row.number(2)))
      }
      nodes.note(rows, at: settings.clock())
    } catch {
      throw fail(error)
    }
  }

  static let fenced = JournalError(.fenced, "another node has taken over")

  /// Gives up all sessions of this node, so that others need not wait to take them.
  package func release() {
    guard let parts else { return }
    // The sweep that follows is the last.
    swept = nil
    _ = try? parts.connection.exchange([
      PostgresStatement(
        "UPDATE kring.nodes SET epoch = epoch + 1, fenced = true WHERE node = $1 AND epoch = $2",
        .text(settings.node), .number(parts.epoch))
    ])
  }

  /// Lets go of the connection.
  package func close() {
    parts?.connection.close()
    parts = nil
    ledger = Ledger()
    closed = [:]
    receipts = []
    closedHasRemnants = false
  }
}
