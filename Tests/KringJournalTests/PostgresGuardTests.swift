import KringCore
import KringTestSupport
import Testing

@testable import KringJournal

private let one = ID(high: 1, low: 1)
private let card = ID(high: 5, low: 5)

/// What others in the database, or its operator, may do to nodes.
@Suite("A database that others use and operators change")
struct PostgresGuardTests {
  private let cluster: Cluster

  init() throws { cluster = try Cluster() }

  @Test("runs no function of somebody else in the name of a node")
  func searchPath() throws {
    // A better match for what a node calls than PostgreSQL's own, whose second number is longer.
    _ = try cluster.execute(
      """
      CREATE FUNCTION public.hashtextextended(text, integer) RETURNS bigint LANGUAGE plpgsql AS
      $$ BEGIN RAISE EXCEPTION 'run as %', current_user; END $$
      """)
    #expect(
      code { _ = try cluster.execute("SELECT public.hashtextextended('x', 0)::text") } == .storage)
    let journal = try cluster.open("a")
    try journal.commit([Entry.session(one), Entry.event(one, 1)])
    let reader = try PostgresConnection(cluster.settings("b"))
    let path = try reader.exchange([PostgresStatement("SELECT current_setting('search_path')")])
    #expect(path[0].rows[0].text(0) == "pg_catalog")
  }

  @Test("keeps nothing of the closed table beside a report that goes on for long")
  func heldSnapshot() throws {
    let journal = try cluster.open("a")
    try journal.commit([Entry.session(one)])
    let report = try PostgresConnection(cluster.settings("b"))
    _ = try report.exchange([
      PostgresStatement("BEGIN ISOLATION LEVEL REPEATABLE READ"),
      PostgresStatement("SELECT count(*) FROM kring.events"),
    ])
    for version in 1...12 {
      try journal.commit([
        Entry.item(one, set: 1, card, version: version, [UInt8](repeating: 65, count: 9_000))
      ])
    }
    let before = try size()
    #expect(try journal.sweep() == [] && !journal.needsSweep)
    let after = try size()
    #expect(after < before / 2)
    try journal.commit([.endSet(one, set: 1)])
    #expect(try journal.sweep() == [] && !journal.needsSweep)
    #expect(try size() < after)
    let storage = """
      SELECT attstorage::text FROM pg_attribute
      WHERE attrelid = 'kring.closed'::regclass AND attname = 'bytes'
      """
    #expect(try cluster.execute(storage) == ["e"])
  }

  /// The bytes of the closed table and what is kept apart from its rows.
  private func size() throws -> Int {
    try #require(
      Int(cluster.execute("SELECT pg_table_size('kring.closed')::text")[0]))
  }

  @Test("serves and sweeps although a view shows the closed table")
  func view() throws {
    let journal = try cluster.open("a")
    try journal.commit([Entry.session(one)])
    _ = try cluster.execute("CREATE VIEW public.report AS SELECT bytes FROM kring.closed")
    try journal.commit([Entry.item(one, set: 1, card, [65])])
    let file = "SELECT pg_relation_filenode('kring.closed')::text"
    let before = try cluster.execute(file)
    #expect(try journal.sweep() == [] && !journal.needsSweep)
    #expect(try cluster.execute(file) != before)
    try journal.commit([.endSet(one, set: 1)])
  }

  @Test("copies nothing of the closed table into the statistics, which are logged")
  func statistics() throws {
    let journal = try cluster.open("a")
    try journal.commit([Entry.session(one), Entry.item(one, set: 1, card, [65])])
    let copies = """
      SELECT 'x' FROM pg_statistic JOIN pg_attribute ON attrelid = starelid AND attnum = staattnum
      WHERE starelid = 'kring.closed'::regclass AND attname = 'bytes'
      """
    _ = try cluster.execute("ANALYZE kring.closed")
    #expect(try cluster.execute(copies).isEmpty)
    // As a version before made it.
    _ = try cluster.execute("ALTER TABLE kring.closed ALTER COLUMN bytes SET STATISTICS -1")
    _ = try cluster.execute("ANALYZE kring.closed")
    #expect(try cluster.execute(copies) == ["x"])
    let place = cluster.folder.connection(cluster.database)
    #expect(try PostgresAudit(connection: place).faults.count == 1)
    #expect(try journal.sweep() == [] && !journal.needsSweep)
    #expect(try cluster.execute(copies).isEmpty)
    _ = try cluster.execute("ANALYZE kring.closed")
    #expect(try cluster.execute(copies).isEmpty)
    #expect(try PostgresAudit(connection: place).faults.isEmpty)
  }

  @Test("shows whoever waits for a sweep all that lies in closed sets afterwards")
  func readAfterwards() throws {
    let (a, b) = (try cluster.open("a"), try cluster.open("b"))
    let laid = Entry.item(one, set: 1, card, [65])
    try a.commit([Entry.session(one), laid])
    try cluster.end(a)
    let claim = try duringSweep { try b.claim(one) }
    guard case .taken(let entries, _) = claim else { return #expect(claim.word == "taken") }
    #expect(entries.contains(laid))
    try duringSweep { try b.commit([Entry.item(one, set: 1, card, version: 2, [66])]) }
    try duringSweep { try b.commit([Entry.item(one, set: 2, card, [67])]) }
    let rows = try duringSweep { [cluster] in
      try PostgresAudit(connection: cluster.folder.connection(cluster.database)).rows
    }
    #expect(rows == 3)
    var found: [JournalEntry] = []
    _ = try b.openUnread { found.append($0) }
    #expect(found.contains(Entry.item(one, set: 1, card, version: 2, [66])))
    try duringSweep { try b.commit([.endSet(one, set: 1)]) }
    #expect(try cluster.execute("SELECT closed_set::text FROM kring.closed") == ["2"])
  }

  /// Does something that begins while another node sweeps, and waits for it.
  private func duringSweep<Value>(_ work: @escaping () throws -> Value) throws -> Value {
    let sweeper = try PostgresConnection(cluster.settings("c"))
    _ = try sweeper.exchange([PostgresJournal.begin, PostgresSchema.rewriting])
    nonisolated(unsafe) let work = work
    let other = OtherThread { try work() }
    try cluster.waitForLock()
    _ = try sweeper.exchange([PostgresJournal.commit])
    return try other.wait()
  }

  @Test("holds no node up while somebody reads the closed table")
  func readTable() throws {
    let journal = try cluster.open("a")
    try journal.commit([Entry.session(one), Entry.item(one, set: 1, card, [65])])
    let report = try PostgresConnection(cluster.settings("b"))
    _ = try report.exchange([
      PostgresJournal.begin, PostgresStatement("SELECT count(*) FROM kring.closed"),
    ])
    #expect(try journal.sweep() == nil && journal.needsSweep)
    let connection = try #require(journal.parts?.connection)
    let waits = try connection.exchange([
      PostgresStatement("SELECT current_setting('lock_timeout')")
    ])
    #expect(waits[0].rows[0].text(0) == "3s")
    _ = try report.exchange([PostgresJournal.commit])
    #expect(try journal.sweep() == [] && !journal.needsSweep)
  }

  @Test("has its closed table swept by who takes over, and by the last that stops")
  func sweptAfterwards() throws {
    var settings = cluster.settings("b")
    settings.sweepPause = .seconds(10)
    let (a, b) = (try cluster.open("a"), PostgresJournal(settings))
    _ = try b.openUnread { _ in }
    #expect(try b.sweep() == [])
    try a.commit([Entry.session(one), Entry.item(one, set: 1, card, [65])])
    try a.commit([Entry.item(one, set: 1, card, version: 2, [66])])
    try cluster.end(a)
    #expect(!b.needsSweep)
    #expect(try b.claim(one).word == "taken")
    #expect(try b.needsSweep && b.sweep() == nil)
    b.release()
    #expect(try b.sweep() == [] && !b.needsSweep)
  }

  @Test("that goes back under a running node takes nothing more of it, and that is said")
  func wentBack() throws {
    let journal = try cluster.open("a")
    try journal.commit([Entry.session(one), Entry.event(one, 1)])
    try journal.beat(at: 1)
    let row = try cluster.execute("SELECT batch::text FROM kring.nodes WHERE node = 'a'")
    #expect(row == ["1"])
    try journal.commit([Entry.event(one, 2)])
    try journal.beat(at: 2)
    // As a dump of before has it, which was brought back while the node ran.
    _ = try cluster.execute("UPDATE kring.nodes SET batch = 1")
    _ = try cluster.execute("DELETE FROM kring.events WHERE seq = 2")
    #expect(code { try journal.commit([Entry.event(one, 3)]) } == .fenced)
    _ = try journal.openUnread { _ in }
    #expect(journal.lostTail == 1)
    try journal.commit([Entry.event(one, 2)])
    _ = try cluster.execute("UPDATE kring.nodes SET batch = 7")
    #expect(code { try journal.beat(at: 3) } == .fenced)
  }

  @Test("whose tables are gone has lost what was told, and says so")
  func dropped() throws {
    let journal = try cluster.open("a")
    try journal.commit([Entry.session(one), Entry.event(one, 1)])
    _ = try cluster.execute("DROP SCHEMA kring CASCADE")
    #expect(code { try journal.commit([Entry.event(one, 2)]) } == .newerFormat)
    _ = try journal.openUnread { _ in }
    #expect(journal.lostTail == 1)
  }

  @Test(
    "whose password does not fit into what it is connected with sees it nowhere",
    arguments: [
      "host=/nowhere user=kring password=my SECRET", "postgresql://kring:my@SECRET@/kring",
      "postgresql://kring:my/SECRET@127.0.0.1/kring", "postgre://kring:SECRET@127.0.0.1/kring",
      "postgresql://kring:my%SECRET@127.0.0.1/kring", "SECRET",
    ])
  func secret(_ connection: String) throws {
    let error = try #require(throws: JournalError.self) {
      _ = try PostgresConnection(PostgresSettings(connection: connection, node: "a"))
    }
    #expect(error.code == .notWritable && !error.message.contains("SECRET"))
    #expect(!error.message.contains("my"))
  }
}
