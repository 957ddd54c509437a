import Foundation
import KringCore
import KringTestSupport
import Testing

@testable import KringJournal

private let one = ID(high: 1, low: 1)
private let card = ID(high: 5, low: 5)

/// A database that cannot be reached, or of whose answer nobody knows.
@Suite("A database that fails")
struct PostgresFailureTests {
  private let cluster: Cluster
  private let relay: Relay
  private let journal: PostgresJournal

  init() throws {
    cluster = try Cluster()
    relay = try Relay(to: cluster.folder)
    var settings = cluster.settings("a", host: "127.0.0.1 port=\(relay.port)")
    settings.patience = .seconds(3)
    settings.takeover = .seconds(10)
    journal = PostgresJournal(settings)
    _ = try journal.openUnread { _ in }
    try journal.commit([Entry.session(one), Entry.event(one, 1, [1])])
  }

  @Test("a lost answer is a failure; the next opening finds what was written")
  func lostAnswer() throws {
    relay.set(.loseAnswer)
    #expect(code { try journal.commit([Entry.event(one, 2, [2])]) } == .storage)
    #expect(code { try journal.commit([Entry.event(one, 2, [2])]) } == .storage)
    relay.set(.pass)
    let reader = try journal.openUnread { _ in }
    #expect(try reader.events(of: one) == [[1], [2]] && journal.lostTail == 0)
    #expect(code { try journal.commit([Entry.event(one, 2, [9])]) } == .wrongSequence)
    try journal.commit([Entry.event(one, 3, [3])])
  }

  @Test("a lost request is a failure; the next opening finds nothing of it")
  func lostRequest() throws {
    relay.set(.loseRequest)
    #expect(code { try journal.commit([Entry.event(one, 2, [2])]) } == .storage)
    relay.set(.pass)
    let reader = try journal.openUnread { _ in }
    #expect(try reader.events(of: one) == [[1]])
    try journal.commit([Entry.event(one, 2, [3])])
  }

  @Test("a connection that the server ended is a failure, and can be made again")
  func terminated() throws {
    _ = try cluster.execute("SELECT pg_terminate_backend(\(journal.backend))::text")
    #expect(code { try journal.commit([Entry.event(one, 2, [2])]) } == .storage)
    let reader = try journal.openUnread { _ in }
    #expect(try reader.events(of: one) == [[1]])
    try journal.commit([Entry.event(one, 2, [3])])
  }

  @Test("a database that does not answer is given up, and its connection closed")
  func silent() throws {
    relay.set(.swallow)
    let error = try #require(throws: JournalError.self) { try journal.beat(at: 1) }
    #expect(error.code == .storage && error.message.contains("within 3.0 seconds"))
    #expect(journal.parts == nil)
  }

  @Test(
    "a connection can be used after a statement that failed, and so can what was parsed with it")
  func afterFailure() throws {
    let connection = try PostgresConnection(cluster.settings("a"))
    let sum = PostgresStatement("SELECT 1::bigint + $1", .number(1))
    #expect(
      code { _ = try connection.exchange([sum, PostgresStatement("SELECT 1 / 0")]) } == .storage)
    #expect(connection.state == "22012")
    #expect(
      try connection.exchange([PostgresStatement("SELECT 5::bigint")])[0].rows[0].number(0) == 5)
    #expect(try connection.exchange([sum])[0].rows[0].number(0) == 2)
  }

  @Test("a reader whose connection is lost fails once, and reads again")
  func reader() throws {
    let reader = try journal.openUnread { _ in }
    #expect(try reader.events(of: one) == [[1]])
    let others = "SELECT pg_terminate_backend(pid)::text FROM pg_stat_activity"
    _ = try cluster.execute(
      "\(others) WHERE datname = current_database() AND pid NOT IN (pg_backend_pid(), \(journal.backend))"
    )
    #expect(code { _ = try reader.events(of: one) } == .storage)
    #expect(try reader.events(of: one) == [[1]])
  }

  @Test("events that were committed and are no longer there are counted")
  func lostTail() throws {
    try journal.commit([Entry.event(one, 2, [2])])
    _ = try cluster.execute("DELETE FROM kring.events WHERE seq = 2")
    _ = try journal.openUnread { _ in }
    #expect(journal.lostTail == 1)
    _ = try journal.openUnread { _ in }
    #expect(journal.lostTail == 0)
    _ = try cluster.execute("DELETE FROM kring.sessions")
    _ = try journal.openUnread { _ in }
    #expect(journal.lostTail == 1)
  }

  @Test("no database, a later schema and a broken row are named")
  func named() throws {
    var nowhere = cluster.settings("b")
    nowhere.connection = "host=\(cluster.folder.path) port=1 user=kring password=hidden"
    let lost = try #require(throws: JournalError.self) {
      _ = try PostgresJournal(nowhere).openUnread { _ in }
    }
    #expect(lost.code == .storage && !lost.message.contains("hidden"))
    _ = try cluster.execute("DELETE FROM kring.events")
    _ = try cluster.execute("INSERT INTO kring.events SELECT session, 2, '' FROM kring.sessions")
    #expect(code { _ = try cluster.events(of: one) } == .corrupt)
    _ = try cluster.execute("UPDATE kring.meta SET format = format + 1")
    #expect(code { _ = try cluster.open("b") } == .newerFormat)
  }
}
