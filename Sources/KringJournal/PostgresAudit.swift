import KringCore

/// A look at the rows and settings of a database; it changes nothing.
///
/// It sees one state, also beside nodes that run. What lies in the files of the database, in its log,
/// in archives and on standbys is none of it.
package struct PostgresAudit {
  /// How many sessions are kept.
  package private(set) var sessions = 0
  /// How many rows belong to them.
  package private(set) var rows = 0
  /// What is wrong: where, and what was expected.
  package private(set) var faults: [String] = []

  private let connection: PostgresConnection

  /// The columns that there may be, by their tables. All but those of `nodes` and `meta` are about a
  /// session.
  private static let columns = [
    "closed": ["session uuid", "closed_set bigint", "bytes bytea"],
    "connected": ["session uuid", "member uuid", "time bigint", "since bigint"],
    "ends": ["session uuid", "closed_set bigint"],
    "events": ["session uuid", "seq bigint", "bytes bytea"],
    "meta": ["format bigint"],
    "nodes": [
      "node text", "epoch bigint", "batch bigint", "alive bigint", "fenced boolean",
    ],
    "seats": ["session uuid", "member uuid", "token bytea"],
    "sessions": [
      "session uuid", "owner text", "join_key bytea", "claim bytea", "body bytea", "format bigint",
    ],
  ]
  /// What else there may be in the schema.
  private static let others =
    columns.keys.filter { $0 != "meta" }.map { "index \($0)_pkey" } + [
      "index sessions_owner", "function fence(label text, expected bigint)",
    ]
  /// The column of closed sets, if statistics about it are kept.
  private static let statistics = """
    pg_attribute WHERE attrelid = 'kring.closed'::regclass AND attname = 'bytes'
      AND attstattarget IS DISTINCT FROM 0
    """
  /// What ANALYZE has copied of them, as their owner sees it.
  private static let copies = """
    pg_stats WHERE schemaname = 'kring' AND tablename = 'closed' AND attname = 'bytes'
    """
  private static let parts = ["closed", "connected", "ends", "events", "seats"]

  /// Looks at all that a database holds.
  ///
  /// - Parameter connection: a connection string of libpq.
  /// - Throws: `JournalError` when it cannot be read or has a later format.
  package init(connection text: String) throws {
    connection = try PostgresConnection(PostgresSettings(connection: text, node: ""))
    try lookAtSettings()
    try Self.requireSchema(connection)
    try lookAtSchema()
    try Self.begin(connection)
    try lookAtRows()
  }

  /// Returns how many rows of each table are about a session, for those that have any.
  package static func rows(
    about session: [UInt8], connection text: String
  ) throws -> [(table: String, rows: Int)] {
    guard let id = ID(bytes: session) else { return [] }
    let connection = try PostgresConnection(PostgresSettings(connection: text, node: ""))
    try requireSchema(connection)
    try begin(connection)
    var found: [(table: String, rows: Int)] = []
    for table in ["sessions"] + parts {
      let count = try connection.exchange([
        PostgresStatement("SELECT count(*) FROM kring.\(table) WHERE session = $1", .id(id))
      ])[0].rows[0].number(0)
      if count > 0 { found.append((table, count)) }
    }
    return found
  }

  /// Refuses a database without Kring's tables, or with those of a later version.
  private static func requireSchema(_ connection: PostgresConnection) throws {
    guard try PostgresSchema.isMade(connection) else {
      throw JournalError(
        .corrupt, "the database has no schema kring; expected the database of a server")
    }
    try PostgresSchema.checkFormat(connection)
  }

  /// Begins to read one state. Before it is chosen the closed table is locked: after a sweep it would be
  /// empty in a state of before.
  private static func begin(_ connection: PostgresConnection) throws {
    _ = try connection.exchange([
      PostgresStatement("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"),
      PostgresStatement("LOCK TABLE kring.closed IN ACCESS SHARE MODE"),
    ])
  }

  private mutating func fault(_ place: String, _ what: String) {
    faults.append("\(place): \(what)")
  }

  private mutating func lookAtSettings() throws {
    do throws(JournalError) {
      try PostgresSchema.setUp(connection)
    } catch {
      guard error.code == .notWritable else { throw error }
      fault("settings", error.message)
    }
    for wrong in try PostgresSchema.wrongSettings(connection) { fault("settings", wrong) }
    let isForAll = try connection.exchange([
      PostgresStatement("SELECT has_database_privilege('public', current_database(), 'CONNECT')")
    ])[0].rows[0].flag(0)
    if isForAll {
      fault(
        "settings",
        "every role may connect, and take the locks by which nodes know each other; "
          + "expected REVOKE ALL ON DATABASE ... FROM PUBLIC")
    }
  }

  private mutating func lookAtSchema() throws {
    let found = try connection.exchange([
      PostgresStatement(
        """
        SELECT relname::text, attname || ' ' || format_type(atttypid, atttypmod)
        FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
        WHERE relnamespace = 'kring'::regnamespace AND relkind IN ('r', 'p') AND attnum > 0
          AND NOT attisdropped ORDER BY relname, attnum
        """),
      PostgresStatement(
        """
        SELECT CASE relkind WHEN 'i' THEN 'index' WHEN 'I' THEN 'index' WHEN 'v' THEN 'view'
            WHEN 'm' THEN 'view' WHEN 'S' THEN 'sequence' ELSE 'relation' END || ' ' || relname
        FROM pg_class WHERE relnamespace = 'kring'::regnamespace
          AND relkind NOT IN ('r', 'p', 't', 'c')
        UNION ALL SELECT 'function ' || proname || '('
            || pg_get_function_identity_arguments(oid) || ')'
        FROM pg_proc WHERE pronamespace = 'kring'::regnamespace
        UNION ALL SELECT 'trigger ' || tgname FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid
        WHERE relnamespace = 'kring'::regnamespace AND NOT tgisinternal
        UNION ALL SELECT 'rule ' || rulename FROM pg_rewrite JOIN pg_class c ON c.oid = ev_class
        WHERE relnamespace = 'kring'::regnamespace AND relkind IN ('r', 'p')
        UNION ALL SELECT 'publication ' || pubname FROM pg_publication_tables
        WHERE schemaname = 'kring' ORDER BY 1
        """),
      PostgresStatement(
        """
        SELECT relname::text, relpersistence::text FROM pg_class
        WHERE relnamespace = 'kring'::regnamespace AND relkind IN ('r', 'p') ORDER BY 1
        """),
    ])
    var columns: [String: [String]] = [:]
    for row in found[0].rows { columns[row.text(0) ?? "", default: []].append(row.text(1) ?? "") }
    for row in found[2].rows {
      let table = row.text(0) ?? ""
      guard let expected = Self.columns[table] else {
        fault("kring.\(table)", "a table that is not on the list")
        continue
      }
      for column in columns[table, default: []] where !expected.contains(column) {
        fault("kring.\(table)", "column \(column) is not on the list")
      }
      for column in expected where !columns[table, default: []].contains(column) {
        fault("kring.\(table)", "expected a column \(column), found none")
      }
      let isUnlogged = row.text(1) == "u"
      if isUnlogged != (table == "closed") {
        fault(
          "kring.\(table)",
          isUnlogged
            ? "expected logged, found unlogged"
            : "expected unlogged: the log, archives and standbys get what is written to it")
      }
    }
    for table in Self.columns.keys.sorted() where columns[table] == nil {
      throw JournalError(.corrupt, "the database has no table kring.\(table)")
    }
    if try count(Self.statistics) + count(Self.copies) > 0 {
      fault(
        "kring.closed",
        "ANALYZE copies what lies in it into pg_statistic, which is logged; expected "
          + "ALTER TABLE kring.closed ALTER COLUMN bytes TYPE bytea, "
          + "ALTER COLUMN bytes SET STATISTICS 0, which also removes what it copied")
    }
    for row in found[1].rows {
      let other = row.text(0) ?? ""
      if !Self.others.contains(other) { fault("schema kring", "\(other) is not on the list") }
    }
  }

  private mutating func lookAtRows() throws {
    sessions = try count("kring.sessions")
    rows = sessions
    for table in Self.parts {
      rows += try count("kring.\(table)")
      try expectNone(
        "kring.\(table)", "of sessions that are not kept",
        "kring.\(table) p WHERE NOT EXISTS (SELECT FROM kring.sessions s WHERE s.session = p.session)"
      )
    }
    try expectNone(
      "kring.closed", "of sets that have ended",
      "kring.closed JOIN kring.ends USING (session, closed_set)")
    let sets = try connection.exchange([
      PostgresStatement("SELECT closed_set, bytes, session::text FROM kring.closed")
    ])[0].rows
    for row in sets {
      let number = try row.number(0)
      do throws(JournalError) {
        _ = try ClosedSet(number, bytes: row.bytes(1))
      } catch {
        fault("kring.closed", "\(error.message): set \(number) of session \(row.text(2) ?? "")")
      }
    }
    let gaps = try count(
      """
      (SELECT FROM kring.events GROUP BY session HAVING min(seq) <> 1 OR max(seq) <> count(*)) gaps
      """)
    if gaps > 0 {
      fault("kring.events", "\(gaps) sessions whose events are not numbered on from 1")
    }
  }

  private mutating func expectNone(_ place: String, _ what: String, _ from: String) throws {
    let found = try count(from)
    if found > 0 { fault(place, "\(found) rows \(what)") }
  }

  private func count(_ from: String) throws -> Int {
    try connection.exchange([PostgresStatement("SELECT count(*) FROM \(from)")])[0].rows[0].number(
      0)
  }
}
