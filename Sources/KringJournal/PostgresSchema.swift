/// The tables of a journal in PostgreSQL, and what the database must be set to.
enum PostgresSchema {
  /// Each is made only where it is missing; the format is noted last.
  private static let tables = [
    // One row a node. Its lock is the fence, heartbeats find room beside it on its page.
    """
    CREATE TABLE IF NOT EXISTS kring.nodes (node text PRIMARY KEY, epoch bigint NOT NULL,
      batch bigint NOT NULL, alive bigint, fenced boolean NOT NULL) WITH (fillfactor = 20)
    """,
    // `format` is that in which the rows of a session were written.
    """
    CREATE TABLE IF NOT EXISTS kring.sessions (session uuid PRIMARY KEY, owner text NOT NULL,
      join_key bytea NOT NULL, claim bytea NOT NULL, body bytea NOT NULL, format bigint NOT NULL)
    """,
    "CREATE INDEX IF NOT EXISTS sessions_owner ON kring.sessions (owner)",
    """
    CREATE TABLE IF NOT EXISTS kring.ends (session uuid, closed_set bigint,
      PRIMARY KEY (session, closed_set))
    """,
    """
    CREATE TABLE IF NOT EXISTS kring.seats (session uuid, member uuid, token bytea NOT NULL,
      PRIMARY KEY (session, member))
    """,
    """
    CREATE TABLE IF NOT EXISTS kring.connected (session uuid, member uuid, time bigint NOT NULL,
      since bigint, PRIMARY KEY (session, member))
    """,
    // The key is the second guard behind the fence. Sealed bytes cannot be made smaller.
    """
    CREATE TABLE IF NOT EXISTS kring.events (session uuid, seq bigint, bytes bytea NOT NULL,
      PRIMARY KEY (session, seq))
    """,
    "ALTER TABLE kring.events ALTER COLUMN bytes SET STORAGE EXTERNAL",
    // A closed set is one row, so that the order of rows says nothing about its cards, and is never
    // in the log, on a standby or in a base backup. A crash of the database empties the table. With
    // statistics on, ANALYZE would copy short sets into a table that is logged like any other.
    """
    CREATE UNLOGGED TABLE IF NOT EXISTS kring.closed (session uuid, closed_set bigint,
      bytes bytea NOT NULL, PRIMARY KEY (session, closed_set))
    """,
    """
    ALTER TABLE kring.closed ALTER COLUMN bytes SET STORAGE EXTERNAL,
      ALTER COLUMN bytes SET STATISTICS 0
    """,
    // Whoever takes over raises the epoch. Who waits here for that sees the new one afterwards.
    """
    CREATE OR REPLACE FUNCTION kring.fence(label text, expected bigint) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog AS $$ BEGIN
      PERFORM FROM kring.nodes WHERE node = label AND epoch = expected FOR SHARE;
      IF NOT FOUND THEN
        RAISE EXCEPTION USING ERRCODE = 'KR001', MESSAGE = 'another node has taken over';
      END IF;
    END $$
    """,
    "CREATE TABLE IF NOT EXISTS kring.meta (format bigint NOT NULL)",
    """
    INSERT INTO kring.meta SELECT \(PostgresJournal.format)
    WHERE NOT EXISTS (SELECT FROM kring.meta)
    """,
  ]

  /// Sets what holds for one connection: a commit is on disk when it is answered, no wait for a lock
  /// is long, the server soon notices that a node is gone, and no value is written into its log.
  static func setUp(_ connection: PostgresConnection) throws(JournalError) {
    let wanted = [
      ("synchronous_commit", "on"), ("default_transaction_isolation", "read committed"),
      ("lock_timeout", "3s"), ("statement_timeout", "0"),
      ("idle_in_transaction_session_timeout", "5s"), ("client_min_messages", "warning"),
      ("tcp_keepalives_idle", "5"), ("tcp_keepalives_interval", "2"), ("tcp_keepalives_count", "3"),
      ("tcp_user_timeout", "5s"), ("client_connection_check_interval", "1s"),
      ("log_parameter_max_length_on_error", "0"),
    ]
    _ = try connection.exchange(
      wanted.map { PostgresStatement("SELECT set_config('\($0)', '\($1)', false)") })
    try keepValuesOutOfTheLog(connection)
  }

  /// Refuses a server that could lose what it acknowledged, or keeps what it should not.
  static func check(
    _ connection: PostgresConnection, durable: PostgresSettings.Durability
  ) throws(JournalError) {
    guard connection.serverVersion >= 140_000 else {
      throw JournalError(
        .notWritable,
        "the database is PostgreSQL \(connection.serverVersion / 10_000); expected 14 or later")
    }
    if let wrong = try wrongSettings(connection).first { throw JournalError(.notWritable, wrong) }
    if durable == .standby, try setting("synchronous_standby_names", connection) ?? "" == "" {
      throw JournalError(
        .standbyMissing,
        "the database waits for no standby: synchronous_standby_names is empty")
    }
  }

  /// How far the clock of a node may be from that of the database, in milliseconds.
  static let clockGap = 60_000

  /// Refuses a clock (milliseconds since 1970) that is not the database's: a node whose clock is ahead
  /// removes what others serve, because it looks over.
  static func check(_ connection: PostgresConnection, clock: Int) throws(JournalError) {
    let there = try connection.exchange([
      PostgresStatement("SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint")
    ])[0].rows[0].number(0)
    let gap = clock - there
    guard abs(gap) > clockGap else { return }
    throw JournalError(
      .clock,
      "the clock is \(abs(gap) / 1000) seconds \(gap > 0 ? "ahead of" : "behind") that of the "
        + "database; set both right, or start with --trust-clock")
  }

  /// A sentence for each setting with which the server could lose what it acknowledged, or keeps what
  /// it should not.
  static func wrongSettings(_ connection: PostgresConnection) throws(JournalError) -> [String] {
    var wrong: [String] = []
    for (name, expected) in [
      ("fsync", "on"), ("full_page_writes", "on"), ("track_commit_timestamp", "off"),
    ] {
      let found = try setting(name, connection)
      if found == expected { continue }
      wrong.append("the database has \(name) = \(found ?? "nothing"); expected \(expected)")
    }
    return wrong
  }

  /// Makes the tables where there are none, and refuses those of a later version.
  static func make(_ connection: PostgresConnection) throws(JournalError) {
    if try !isMade(connection) {
      // One node at a time: two that make the same table at once fail.
      let lock = PostgresStatement(
        "SELECT pg_advisory_xact_lock(hashtextextended('kring schema', 0))")
      // Who may not make schemas is given one.
      let schema =
        try exists("to_regnamespace('kring')", connection)
        ? [] : ["CREATE SCHEMA IF NOT EXISTS kring"]
      _ = try connection.exchange([lock] + (schema + tables).map { PostgresStatement($0) })
    }
    try checkFormat(connection)
  }

  /// Writes the rows that are in the closed table into a new file. VACUUM FULL would take those along
  /// that are gone but that a long report in the same database could still ask for, and say nothing of
  /// it. In a block, for a server that logs changes of tables would log when cards were laid. What
  /// ANALYZE may have copied of them, in a database that an earlier version made, goes too.
  ///
  /// To whoever reads a state of before, the table is empty afterwards (PostgreSQL 15, chapter 13.6). Each
  /// statement of a node waits for its lock first, and then reads the state of that moment, since its
  /// transactions are READ COMMITTED.
  static let rewriting = PostgresStatement(
    """
    DO $$ BEGIN
      ALTER TABLE kring.closed ALTER COLUMN bytes TYPE bytea USING bytes || '',
        ALTER COLUMN bytes SET STORAGE EXTERNAL, ALTER COLUMN bytes SET STATISTICS 0;
    END $$
    """)

  /// Whether the tables are there.
  static func isMade(_ connection: PostgresConnection) throws(JournalError) -> Bool {
    try exists("to_regclass('kring.meta')", connection)
  }

  /// Refuses tables of a later version.
  static func checkFormat(_ connection: PostgresConnection) throws(JournalError) {
    let rows = try connection.exchange([PostgresStatement("SELECT format FROM kring.meta")])[0].rows
    guard rows.count == 1 else {
      throw JournalError(.corrupt, "kring.meta has \(rows.count) rows; expected 1")
    }
    let found = try rows[0].number(0)
    guard found <= PostgresJournal.format else {
      throw JournalError(
        .newerFormat,
        "schema kring has format \(found), this version supports up to \(PostgresJournal.format)")
    }
  }

  private static func exists(
    _ expression: String, _ connection: PostgresConnection
  ) throws(JournalError) -> Bool {
    let answer = try connection.exchange([PostgresStatement("SELECT \(expression) IS NOT NULL")])
    return try answer[0].rows[0].flag(0)
  }

  private static func setting(
    _ name: String, _ connection: PostgresConnection
  ) throws(JournalError) -> String? {
    try connection.exchange([
      PostgresStatement("SELECT current_setting($1, true)", .text(name))
    ])[0].rows[0].text(0)
  }

  /// Turns off what would write values into the server's log, or refuses where only the operator may.
  ///
  /// Refuses also while no statement is logged: who looks for slow ones turns that on while nodes run,
  /// and each line would have a whole closed set, with its time.
  private static func keepValuesOutOfTheLog(
    _ connection: PostgresConnection
  ) throws(JournalError) {
    for (name, quiet) in [
      ("log_parameter_max_length", "0"), ("auto_explain.log_min_duration", "-1"),
      ("pgaudit.log_parameter", "off"),
    ] {
      guard let found = try setting(name, connection), found != "", found != quiet else { continue }
      do throws(JournalError) {
        _ = try connection.exchange([
          PostgresStatement("SELECT set_config('\(name)', '\(quiet)', false)")
        ])
      } catch {
        guard error.code == .notWritable else { throw error }
        throw JournalError(
          .notWritable,
          "the database may log what Kring writes: set \(name) = \(quiet) for Kring's role")
      }
    }
  }
}
