import KringCore

/// The sessions of a database on which no node runs.
final class DatabaseSource: MoveSource {
  private let connection: PostgresConnection

  let sessions: [ID]
  let lastAlive: Int64?

  /// Connects, and keeps nodes from starting; changes nothing.
  convenience init(_ text: String) throws {
    let connection = try PostgresConnection(forMoving: text)
    guard try PostgresSchema.isMade(connection) else {
      throw MoveRefusal("the database has no schema kring; expected the database of a server")
    }
    try PostgresSchema.checkFormat(connection)
    try connection.keepNodesAway()
    try self.init(on: connection)
  }

  /// Reads through a connection in whose transaction no node can start.
  init(on connection: PostgresConnection) throws {
    self.connection = connection
    let found = try connection.exchange([
      PostgresStatement("SELECT session, format FROM kring.sessions ORDER BY session"),
      PostgresStatement("SELECT max(alive) FROM kring.nodes"),
    ])
    let rows = found[0].rows
    let later = try rows.count { try $0.number(1) > PostgresJournal.format }
    guard later == 0 else {
      throw JournalError(
        .newerFormat,
        "\(later) sessions have a format above \(PostgresJournal.format), the latest that this "
          + "version supports")
    }
    sessions = try rows.map { row throws(JournalError) in try row.id(0) }
    lastAlive = try found[1].rows[0].optional(0).map(Int64.init)
  }

  func entries(of session: ID) throws -> [JournalEntry] {
    let rows = try connection.exchange([
      PostgresStatement(
        "SELECT session, join_key, claim, body FROM kring.sessions WHERE session = $1",
        .id(session))
    ])[0].rows
    let events = try PostgresRows.events(of: session, connection)
    return try rows.map(PostgresRows.session)
      + PostgresRows(of: [session], connection).entries
      + events.enumerated().map { .event(session, seq: $0 + 1, bytes: $1) }
  }

  /// Does nothing: the connection ends with whoever has it.
  func close() {}
}

/// A database that gets sessions, in one transaction.
final class DatabaseTarget: MoveTarget {
  /// The node that sessions belong to until the first that is asked for one takes it over: as if it
  /// had run and given them up. A node that happens to have this label finds them as its own.
  static let owner = "moved"

  private let connection: PostgresConnection

  /// Connects, makes the tables where there are none, and keeps nodes from starting.
  init(_ text: String) throws {
    connection = try PostgresConnection(forMoving: text)
    try PostgresSchema.check(connection, durable: .local)
    try PostgresSchema.make(connection)
    try connection.keepNodesAway()
    let count = try connection.exchange([
      PostgresStatement("SELECT count(*) FROM kring.sessions")
    ])[0].rows[0].number(0)
    guard count == 0 else {
      throw MoveRefusal("the database has \(count) sessions; expected one that has none")
    }
  }

  func put(_ entries: [JournalEntry]) throws {
    let batch = PostgresBatch(entries, closed: [:])
    _ = try connection.exchange([batch.insertion(owner: Self.owner)] + batch.statements)
  }

  func readBack() throws -> any MoveSource { try DatabaseSource(on: connection) }

  func finish(lastAlive: Int64?) throws {
    _ = try connection.exchange([
      PostgresStatement(
        """
        INSERT INTO kring.nodes AS n SELECT $1, 1, 0, alive, true FROM unnest($2) AS a (alive)
        ON CONFLICT (node) DO UPDATE SET epoch = n.epoch + 1, fenced = true, alive = excluded.alive
        """, .text(Self.owner), .numbers([lastAlive.map { Int($0) }])),
      PostgresJournal.commit,
    ])
  }

  func close() { connection.close() }
}

extension PostgresConnection {
  /// Connects for a move, whose transaction takes as long as it takes.
  fileprivate convenience init(forMoving text: String) throws {
    var settings = PostgresSettings(connection: text, node: DatabaseTarget.owner)
    settings.patience = .seconds(60)
    try self.init(settings)
    try PostgresSchema.setUp(self)
    _ = try exchange([
      PostgresStatement("SELECT set_config('idle_in_transaction_session_timeout', '0', false)")
    ])
  }

  /// Begins a transaction in which no node can register or write; refuses if one is connected.
  fileprivate func keepNodesAway() throws {
    // Before the lock, which would hold up a node that runs.
    try refuseNodes()
    do {
      _ = try exchange([
        PostgresJournal.begin, PostgresStatement("LOCK TABLE kring.nodes IN EXCLUSIVE MODE"),
      ])
    } catch {
      guard state == "55P03" else { throw error }
      throw JournalError(.inUse, "the database is in use by another process")
    }
    try refuseNodes()
  }

  private func refuseNodes() throws {
    let rows = try exchange([
      PostgresStatement(
        """
        SELECT node FROM kring.nodes WHERE EXISTS (SELECT FROM \(PostgresJournal.connected("node")))
        ORDER BY node
        """)
    ])[0].rows
    guard let node = rows.first?.text(0) else { return }
    throw JournalError(.inUse, "a server runs on the database as node \(node); expected none")
  }
}
