import Foundation
import Glibc
import KringCore
import KringTestSupport
import Testing

@testable import KringJournal

private let one = ID(high: 1, low: 1)
private let card = ID(high: 5, low: 5)
private let other = ID(high: 6, low: 6)

/// Tests that stop the server, change its settings or look into its files: they have one of their
/// own, one after the other.
@Suite("A database server", .serialized)
struct PostgresServerTests {
  private static let folder = Result { try PostgresFolder(.talkative) }
  private let folder: PostgresFolder
  private let cluster: Cluster

  init() throws {
    folder = try Self.folder.get()
    cluster = try Cluster(on: folder)
  }

  @Test("that crashes loses what lies in closed sets and nothing else")
  func crash() throws {
    let journal = try cluster.open("a")
    try journal.commit([
      Entry.session(one), Entry.event(one, 1, [1]), Entry.item(one, set: 1, card, [65]),
      .endSet(one, set: 7),
    ])
    folder.stop(SIGQUIT)
    try folder.start()
    #expect(code { try journal.commit([Entry.event(one, 2)]) } == .storage)
    var found: [JournalEntry] = []
    let reader = try journal.openUnread { found.append($0) }
    #expect(found == [Entry.session(one), .endSet(one, set: 7)])
    #expect(try reader.events(of: one) == [[1]] && journal.lostTail == 0)
    // The writer's browser sends the card again.
    try journal.commit([Entry.event(one, 2), Entry.item(one, set: 1, card, [65])])
    journal.close()
    folder.stop(SIGINT)
    try folder.start()
    found = []
    _ = try journal.openUnread { found.append($0) }
    #expect(found.contains(Entry.item(one, set: 1, card, [65])))
  }

  @Test("that answers a commit with a warning has failed, with an unknown outcome")
  func warned() throws {
    let journal = try cluster.open("a")
    try journal.commit([Entry.session(one), Entry.event(one, 1, [1])])
    try folder.set("synchronous_standby_names", "nobody")
    defer { try? folder.set("synchronous_standby_names", "") }
    // Somebody at the database cancels what waits for the standby.
    let backend = journal.backend
    Thread { [cluster] in
      while true {
        let waiting = "SELECT pg_cancel_backend(pid)::text FROM pg_stat_activity"
        let done = try? cluster.execute(
          "\(waiting) WHERE pid = \(backend) AND wait_event = 'SyncRep'")
        if done == ["true"] || done == nil { return }
      }
    }.start()
    let error = try #require(throws: JournalError.self) {
      try journal.commit([Entry.event(one, 2, [2])])
    }
    #expect(error.code == .storage && error.message.contains("warned"))
    try folder.set("synchronous_standby_names", "")
    let reader = try journal.openUnread { _ in }
    #expect(try reader.events(of: one) == [[1], [2]])
  }

  @Test("that waits for a standby in vain is given up, and that is said")
  func standbyGone() throws {
    var settings = cluster.settings("a")
    settings.patience = .seconds(3)
    settings.takeover = .seconds(10)
    settings.durable = .standby
    #expect(code { _ = try PostgresJournal(settings).openUnread { _ in } } == .standbyMissing)
    settings.durable = .local
    let journal = PostgresJournal(settings)
    _ = try journal.openUnread { _ in }
    try journal.commit([Entry.session(one)])
    try folder.set("synchronous_standby_names", "nobody")
    defer { try? folder.set("synchronous_standby_names", "") }
    let error = try #require(throws: JournalError.self) { try journal.commit([]) }
    #expect(error.code == .standbyMissing && error.message == "commits wait for a standby")
    #expect(code { _ = try journal.openUnread { _ in } } == .standbyMissing)
    try folder.set("synchronous_standby_names", "")
    _ = try journal.openUnread { _ in }
    try journal.commit([Entry.event(one, 1)])
  }

  @Test(
    "that could lose or keep what it should not is refused",
    arguments: [
      "fsync", "full_page_writes", "track_commit_timestamp",
    ])
  func refused(_ name: String) throws {
    try cluster.open("a").close()
    let usual = try folder.execute("SELECT current_setting('\(name)')")[0]
    let wrong = usual == "on" ? "off" : "on"
    if name == "track_commit_timestamp" {
      try folder.execute("ALTER SYSTEM SET track_commit_timestamp = on")
      folder.stop(SIGINT)
      try folder.start()
    } else {
      try folder.set(name, wrong)
    }
    let error = try #require(throws: JournalError.self) { _ = try cluster.open("a") }
    #expect(error.code == .notWritable)
    #expect(error.message == "the database has \(name) = \(wrong); expected \(usual)")
    let audit = try PostgresAudit(connection: folder.connection(cluster.database))
    #expect(audit.faults == ["settings: \(error.message)"])
    try folder.execute("ALTER SYSTEM RESET \(name)")
    folder.stop(SIGINT)
    try folder.start()
    _ = try cluster.open("a")
  }

  @Test("that would log values is told not to, or refused where only its operator may")
  func logs() throws {
    let mark = Array("LOGGEDLOGGEDLOGGED".utf8)
    let journal = try cluster.open("a")
    // What the journal protects from: every statement is logged, with its parameters.
    #expect(try folder.execute("SHOW log_statement") == ["all"])
    #expect(try folder.execute("SHOW log_parameter_max_length") == ["-1"])
    try journal.commit([Entry.session(one, body: mark), Entry.event(one, 1, mark)])
    #expect(code { try journal.commit([Entry.event(one, 2, mark), Entry.session(one)]) } != nil)
    let text = String(decoding: mark, as: UTF8.self)
    #expect(folder.log.count(of: mark) == 0 && folder.log.count(of: hex(mark)) == 0)
    _ = try PostgresConnection(cluster.settings("b")).exchange([
      PostgresStatement("SELECT $1", .text(text))
    ])
    #expect(folder.log.count(of: mark) > 0)
    try folder.execute("CREATE ROLE guest LOGIN")
    // Not even while nothing is logged: that can change while a node runs.
    try folder.execute("ALTER ROLE guest SET log_statement = 'none'")
    try cluster.folder.execute("GRANT ALL ON DATABASE \(cluster.database) TO guest")
    var settings = cluster.settings("c")
    settings.connection = folder.connection(cluster.database, user: "guest")
    let error = try #require(throws: JournalError.self) {
      _ = try PostgresJournal(settings).openUnread { _ in }
    }
    #expect(error.code == .notWritable && error.message.contains("log_parameter_max_length"))
    // An audit by that role, which may read all, says the same.
    _ = try cluster.execute("GRANT pg_read_all_data TO guest")
    let audit = try PostgresAudit(connection: settings.connection)
    #expect(audit.faults == ["settings: \(error.message)"])
    _ = try cluster.execute("REVOKE pg_read_all_data FROM guest")
    try folder.execute("ALTER ROLE guest SET log_parameter_max_length = 0")
    // Now it gets as far as the tables of another role.
    let next = try #require(throws: JournalError.self) {
      _ = try PostgresJournal(settings).openUnread { _ in }
    }
    #expect(
      next.code == .notWritable && next.message.contains("permission denied")
        && next.message.contains("expected the role that owns schema kring"))
  }

  @Test(
    "that has another clock than a node gives it nothing, before anything of the node is changed",
    arguments: [-1, 1])
  func clock(_ sign: Int) throws {
    var settings = cluster.settings("late")
    let (now, gap) = (Int(Date().timeIntervalSince1970 * 1000), 3_600_000 * sign)
    settings.wallClock = { now + gap }
    _ = try cluster.open("a")
    let error = try #require(throws: JournalError.self) {
      _ = try PostgresJournal(settings).openUnread { _ in }
    }
    #expect(error.code == .clock)
    #expect(error.message.contains(sign > 0 ? "seconds ahead of" : "seconds behind"))
    #expect(try cluster.execute("SELECT node FROM kring.nodes") == ["a"])
    settings.wallClock = { now }
    _ = try PostgresJournal(settings).openUnread { _ in }
    #expect(try cluster.execute("SELECT node FROM kring.nodes ORDER BY 1") == ["a", "late"])
  }

  @Test("that logs changes of tables logs none when what lay in closed sets is removed")
  func loggedChanges() throws {
    try folder.execute("ALTER DATABASE \(cluster.database) SET log_statement = 'ddl'")
    let journal = try cluster.open("a")
    #expect(folder.log.count(of: Array("CREATE UNLOGGED TABLE".utf8)) > 0)
    try journal.commit([Entry.session(one), Entry.item(one, set: 1, card, [65])])
    let changes = folder.log.count(of: Array("ALTER TABLE kring.closed".utf8))
    #expect(try journal.sweep() == [] && !journal.needsSweep)
    #expect(folder.log.count(of: Array("ALTER TABLE kring.closed".utf8)) == changes)
  }

  private func hex(_ bytes: [UInt8]) -> [UInt8] {
    Array(bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined().utf8)
  }

  @Test(
    "has a closed card in no log, base backup or standby, and in no file once its set has ended")
  func canary() throws {
    let journal = try cluster.open("a")
    let text = Array("CANARYOFACLOSEDCARD".utf8)
    let event = Array("CANARYOFANEVENT".utf8)
    let number = try cluster.execute(
      "SELECT oid::text FROM pg_database WHERE datname = current_database()")[0]
    let files = folder.path + "/base/" + number
    try journal.commit([Entry.session(one), Entry.event(one, 1, event)])
    // More than a page, so that it is kept apart from its row, and written several times.
    for version in 1...12 {
      let long = Array(repeating: text, count: 200).flatMap { $0 }
      try journal.commit([
        Entry.item(one, set: 1, card, version: version, long),
        Entry.item(one, set: 1, other, version: version, text),
      ])
    }
    try folder.execute("CHECKPOINT")
    #expect(folder.count(of: event, in: folder.path + "/pg_wal") > 0)
    #expect(folder.count(of: text, in: folder.path + "/pg_wal") == 0)
    let backup = try folder.baseBackup()
    #expect(folder.count(of: event, in: backup) > 0)
    #expect(folder.count(of: text, in: backup) == 0)
    let standby = try PostgresFolder(standbyOf: folder)
    let late = Array("CANARYOFALATEREVENT".utf8)
    try journal.commit([
      Entry.item(one, set: 1, card, version: 13, Array(repeating: text, count: 200).flatMap { $0 }),
      Entry.event(one, 2, late),
    ])
    while folder.count(of: late, in: standby.path) == 0 {}
    try standby.promote()
    #expect(
      try standby.execute("SELECT seq::text FROM kring.events", in: cluster.database).count == 2)
    #expect(try standby.execute("SELECT 'x' FROM kring.closed", in: cluster.database).isEmpty)
    standby.stop(SIGINT)
    #expect(folder.count(of: text, in: standby.path) == 0)
    // An orderly stop writes down what was only in memory: then it can be found.
    journal.close()
    folder.stop(SIGINT)
    #expect(folder.count(of: text, in: files) > 400)
    try folder.start()
    _ = try journal.openUnread { _ in }
    #expect(journal.needsSweep)
    #expect(try journal.sweep() == [])
    // Of thirteen writes one is left.
    try folder.execute("CHECKPOINT")
    folder.stop(SIGINT)
    let left = folder.count(of: text, in: files)
    #expect(left > 0 && left <= 2 * 210)
    try folder.start()
    _ = try journal.openUnread { _ in }
    try journal.commit([Entry.event(one, 3), .endSet(one, set: 1)])
    #expect(try journal.sweep() == [])
    journal.close()
    folder.stop(SIGINT)
    #expect(folder.count(of: text, in: files) == 0)
    try folder.start()
  }

  @Test("has its closed table written anew by one node at a time, and not all the time")
  func sweeps() throws {
    var settings = cluster.settings("a")
    settings.sweepPause = .seconds(10)
    let journal = PostgresJournal(settings)
    _ = try journal.openUnread { _ in }
    try journal.commit([Entry.session(one), Entry.item(one, set: 1, card, [65])])
    #expect(try journal.sweep() == [])
    try journal.commit([.purge(one)])
    #expect(try journal.sweep() == nil && journal.needsSweep)
    cluster.clock.advance(.seconds(10))
    let busy = try PostgresConnection(cluster.settings("b"))
    _ = try busy.exchange([
      PostgresStatement("SELECT pg_advisory_lock(hashtextextended('kring sweep', 0))")
    ])
    #expect(try journal.sweep() == nil && journal.needsSweep)
    _ = try busy.exchange([PostgresStatement("SELECT pg_advisory_unlock_all()")])
    cluster.clock.advance(.seconds(10))
    let receipt = PurgeReceipt(session: one, events: 0, seats: 0, closedItems: 1, ballots: 0)
    #expect(try journal.sweep() == [receipt] && !journal.needsSweep)
  }
}
