import Foundation
import KringCore
import KringTestSupport
import Testing

@testable import KringJournal

private let one = ID(high: 1, low: 1)
private let two = ID(high: 2, low: 2)
private let anna = ID(high: 3, low: 3)
private let card = ID(high: 5, low: 5)

/// What an audit finds in a database, each fault planted.
@Suite("An audit of a database")
struct PostgresAuditTests {
  private let cluster: Cluster

  init() throws {
    cluster = try Cluster()
    let journal = try cluster.open("a")
    try journal.commit([
      Entry.session(one), Entry.event(one, 1, [1]), Entry.event(one, 2, [2]),
      .seat(one, member: anna, tokenHash: [3]), .connected(one, member: anna, time: 4, since: nil),
      .endSet(one, set: 7), Entry.item(one, set: 1, card, [65]),
    ])
    journal.close()
  }

  /// The bytes of a closed set without cards and ballots.
  private static let emptySet = String(repeating: "0", count: 32)

  private var connection: String { cluster.folder.connection(cluster.database) }

  /// The faults after a statement of somebody else.
  private func faults(_ sql: String) throws -> [String] {
    _ = try cluster.execute(sql)
    return try PostgresAudit(connection: connection).faults
  }

  @Test("nothing is wrong with what a node writes, and rows are counted")
  func well() throws {
    let audit = try PostgresAudit(connection: connection)
    #expect(audit.faults == [] && audit.sessions == 1 && audit.rows == 7)
    let node = try cluster.open("a")
    #expect(try PostgresAudit(connection: connection).faults == [])
    try node.commit([.purge(one)])
    #expect(try PostgresAudit(connection: connection).rows == 0)
  }

  @Test(
    "rows of sessions that are not kept are found",
    arguments: [
      ("events", ", 1, ''"), ("seats", ", '\(UUID())', ''"),
      ("connected", ", '\(UUID())', 0, NULL"),
      ("ends", ", 1"), ("closed", ", 1, '\\x\(PostgresAuditTests.emptySet)'"),
    ])
  func strangers(_ table: String, _ rest: String) throws {
    #expect(
      try faults("INSERT INTO kring.\(table) VALUES ('\(UUID())'\(rest))")
        == ["kring.\(table): 1 rows of sessions that are not kept"])
  }

  @Test("what lies in a set that has ended, and events that are missing, are found")
  func ended() throws {
    let row = "session, 7, '\\x\(Self.emptySet)'"
    #expect(
      try faults("INSERT INTO kring.closed SELECT \(row) FROM kring.sessions")
        == ["kring.closed: 1 rows of sets that have ended"])
    _ = try cluster.execute("DELETE FROM kring.closed WHERE closed_set = 7")
    #expect(
      try faults("DELETE FROM kring.events WHERE seq = 1")
        == ["kring.events: 1 sessions whose events are not numbered on from 1"])
  }

  @Test("a closed set that cannot be read is found, with its session")
  func damaged() throws {
    let session = try cluster.execute("SELECT session::text FROM kring.sessions")[0]
    #expect(
      try faults("UPDATE kring.closed SET bytes = substr(bytes, 1, 30)")
        == ["kring.closed: a closed set is cut short: set 1 of session \(session)"])
  }

  @Test("a database to which every role may connect is found")
  func everybody() throws {
    let found = try faults("GRANT CONNECT ON DATABASE \(cluster.database) TO PUBLIC")
    #expect(found.count == 1 && found[0].hasPrefix("settings: every role may connect"))
  }

  @Test(
    "what is not on the list is found",
    arguments: [
      (
        "ALTER TABLE kring.events ADD written timestamptz",
        "kring.events: column written timestamp with time zone is not on the list"
      ),
      (
        "ALTER TABLE kring.seats DROP token",
        "kring.seats: expected a column token bytea, found none"
      ),
      ("CREATE TABLE kring.visits (address inet)", "kring.visits: a table that is not on the list"),
      ("CREATE VIEW kring.look AS SELECT 1 AS one", "schema kring: view look is not on the list"),
      ("CREATE INDEX fast ON kring.closed (bytes)", "schema kring: index fast is not on the list"),
      ("CREATE SEQUENCE kring.turn", "schema kring: sequence turn is not on the list"),
      (
        "CREATE FUNCTION kring.peek() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "schema kring: function peek() is not on the list"
      ),
      (
        "CREATE RULE copy AS ON INSERT TO kring.closed DO ALSO NOTHING",
        "schema kring: rule copy is not on the list"
      ),
      (
        "CREATE TRIGGER copy BEFORE UPDATE ON kring.closed FOR EACH ROW EXECUTE FUNCTION "
          + "suppress_redundant_updates_trigger()", "schema kring: trigger copy is not on the list"
      ),
      (
        "CREATE PUBLICATION others FOR TABLE kring.events",
        "schema kring: publication others is not on the list"
      ),
      (
        "ALTER TABLE kring.closed SET LOGGED",
        "kring.closed: expected unlogged: the log, archives and standbys get what is written to it"
      ),
      ("ALTER TABLE kring.seats SET UNLOGGED", "kring.seats: expected logged, found unlogged"),
    ])
  func list(_ sql: String, _ expected: String) throws {
    #expect(try faults(sql) == [expected])
  }

  @Test("a table that is missing, no schema and a later format are no database of this version")
  func noJournal() throws {
    _ = try cluster.execute("UPDATE kring.meta SET format = format + 1")
    #expect(code { _ = try PostgresAudit(connection: connection) } == .newerFormat)
    _ = try cluster.execute("UPDATE kring.meta SET format = format - 1")
    _ = try cluster.execute("DROP TABLE kring.ends")
    #expect(code { _ = try PostgresAudit(connection: connection) } == .corrupt)
    _ = try cluster.execute("DROP SCHEMA kring CASCADE")
    #expect(code { _ = try PostgresAudit(connection: connection) } == .corrupt)
    #expect(
      code { _ = try PostgresAudit.rows(about: one.bytes, connection: connection) } == .corrupt)
  }

  @Test("the rows of one session are found, and none after its purge")
  func session() throws {
    let found = try PostgresAudit.rows(about: one.bytes, connection: connection)
    #expect(
      found.map { "\($0.table) \($0.rows)" } == [
        "sessions 1", "closed 1", "connected 1", "ends 1", "events 2", "seats 1",
      ])
    #expect(try PostgresAudit.rows(about: two.bytes, connection: connection).isEmpty)
    try cluster.open("a").commit([.purge(one)])
    #expect(try PostgresAudit.rows(about: one.bytes, connection: connection).isEmpty)
  }
}
