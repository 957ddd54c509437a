import Foundation
import KringCore
import Testing

@testable import KringJournal

private let one = ID(high: 1, low: 1)
private let two = ID(high: 2, low: 2)
private let anna = ID(high: 3, low: 3)
private let card = ID(high: 5, low: 5)

/// Two nodes on one database.
@Suite("Nodes that share a database")
struct PostgresNodeTests {
  private let cluster: Cluster

  init() throws { cluster = try Cluster() }

  /// What the first node writes in these tests.
  private let beginning = [
    Entry.session(one), Entry.event(one, 1, [1]), .endSet(one, set: 7),
    .seat(one, member: anna, tokenHash: [3]), .connected(one, member: anna, time: 4, since: nil),
    Entry.item(one, set: 1, card, [65]), .ballot(one, set: 1, ballot: [7], count: 1),
  ]

  @Test("a session of a node that is alive is elsewhere, with what tells who may know")
  func elsewhere() throws {
    let (a, b) = (try cluster.open("a"), try cluster.open("b"))
    try a.commit([Entry.session(one, body: [6])])
    guard case .elsewhere("a", let key, let body) = try b.claim(one) else {
      Issue.record("not elsewhere")
      return
    }
    #expect(key == [UInt8](repeating: 7, count: 32) && body == [6])
    #expect(try b.claim(two).word == "none")
    #expect(try a.claim(one).word == "held")
    for node in [a, b] { #expect(try node.known(among: [two, one, anna]) == [one]) }
    // However long: a node that moves is alive.
    try cluster.pass(.seconds(60), seenBy: a, b)
    #expect(try b.claim(one).word == "elsewhere a")
    #expect(try b.claimOrphans(atMost: 50).isEmpty)
    try a.commit([Entry.event(one, 1)])
  }

  @Test("a session of a node whose connection is gone is taken at once, whole")
  func gone() throws {
    let (a, b) = (try cluster.open("a"), try cluster.open("b"))
    try a.commit(beginning)
    try a.beat(at: 1_700_000_000_123)
    try cluster.end(a)
    guard case .taken(let entries, let alive) = try b.claim(one) else {
      Issue.record("not taken")
      return
    }
    #expect(alive == 1_700_000_000_123)
    #expect(entries == [beginning[0]] + beginning[2...])
    #expect(try b.claim(one).word == "held")
    #expect(code { try b.commit([Entry.event(one, 1)]) } == .wrongSequence)
    #expect(code { try b.commit([.ballot(one, set: 7, ballot: [1], count: 1)]) } == .setEnded)
    try b.commit([Entry.event(one, 2, [2]), Entry.item(one, set: 1, card, version: 2, [66])])
    #expect(try cluster.events(of: one) == [[1], [2]])
    // The first node comes back without it.
    #expect(try cluster.open("a").claim(one).word == "elsewhere b")
  }

  @Test("a node that stood still past the lease loses its sessions, and writes nothing more")
  func fenced() throws {
    let (a, b) = (try cluster.open("a"), try cluster.open("b"))
    try a.commit([Entry.session(one), Entry.event(one, 1, [1])])
    try cluster.pass(.seconds(8), seenBy: b)
    #expect(try b.claim(one).word == "elsewhere a")
    try cluster.pass(.seconds(12), seenBy: b)
    // As if the node's connection could not be ended: what holds it off is the fence alone.
    try fence("a")
    #expect(try b.claim(one).word == "taken")
    #expect(code { try a.commit([Entry.event(one, 2, [66])]) } == .fenced)
    #expect(try cluster.events(of: one) == [[1]])
    try b.commit([Entry.event(one, 2, [2])])
    #expect(code { try a.commit([]) } == .storage)
    var found: [JournalEntry] = []
    _ = try a.openUnread { found.append($0) }
    #expect(found.isEmpty && a.lostTail == 0)
    #expect(try cluster.events(of: one) == [[1], [2]])
  }

  @Test("an event whose number is taken is refused: behind the fence there is the key")
  func numbered() throws {
    let a = try cluster.open("a")
    try a.commit([Entry.session(one), Entry.event(one, 1, [1])])
    _ = try cluster.execute(
      "INSERT INTO kring.events SELECT session, 2, '\\x02' FROM kring.sessions")
    #expect(code { try a.commit([Entry.event(one, 2, [66])]) } == .corrupt)
    #expect(try cluster.events(of: one) == [[1], [2]])
  }

  /// Does what a node does that takes over, without ending the connection.
  private func fence(_ node: String) throws {
    _ = try cluster.execute(
      "UPDATE kring.nodes SET epoch = epoch + 1, fenced = true WHERE node = '\(node)'")
  }

  @Test("a fenced node hears it from an empty batch, a new session and a heartbeat")
  func hearsIt() throws {
    for attempt in [
      { try $0.commit([]) }, { try $0.commit([Entry.session(two)]) }, { try $0.beat(at: 1) },
      { _ = try $0.claim(one) },
    ] as [(PostgresJournal) throws -> Void] {
      let other = try cluster.open("other")
      if try cluster.execute("SELECT 'x' FROM kring.sessions").isEmpty {
        try other.commit([Entry.session(one)])
      }
      let a = try cluster.open("a")
      other.close()
      try fence("a")
      #expect(code { try attempt(a) } == .fenced)
      #expect(try cluster.execute("SELECT owner FROM kring.sessions") == ["other"])
    }
  }

  @Test("the connection of a node that hangs is ended when its sessions are taken")
  func hangs() throws {
    let (a, b) = (try cluster.open("a"), try cluster.open("b"))
    try a.commit([Entry.session(one)])
    // In the middle of a batch, with its row locked, and nothing else that would end it.
    _ = try a.parts?.connection.exchange([
      PostgresStatement("SELECT set_config('idle_in_transaction_session_timeout', '0', false)"),
      PostgresJournal.begin,
      PostgresStatement("SELECT kring.fence('a', $1)", .number(a.parts?.epoch ?? 0)),
    ])
    try cluster.pass(.seconds(12), seenBy: b)
    #expect(try b.claim(one).word == "taken")
    #expect(code { try a.commit([Entry.event(one, 1)]) } == .storage)
  }

  @Test("time in which the database answered nobody is not held against a node")
  func stall() throws {
    let (a, b) = (try cluster.open("a"), try cluster.open("b"))
    try a.commit([Entry.session(one)])
    try a.beat(at: 1)
    try b.beat(at: 1)
    cluster.clock.advance(.seconds(3600))
    try b.beat(at: 1)
    #expect(try b.claim(one).word == "elsewhere a")
  }

  @Test("sessions that a node gave up are found by others, or by itself when it is back first")
  func release() throws {
    let (a, b) = (try cluster.open("a"), try cluster.open("b"))
    try a.commit([Entry.session(one), Entry.session(two)])
    #expect(try b.claimOrphans(atMost: 50).isEmpty)
    a.release()
    #expect(code { try a.commit([Entry.event(one, 1)]) } == .fenced)
    #expect(try b.claimOrphans(atMost: 1).count == 1)
    var found: [JournalEntry] = []
    _ = try a.openUnread { found.append($0) }
    #expect(found.count == 1)
  }

  @Test("a node whose row was removed gets a fenced one when a session of it is taken")
  func rowless() throws {
    let (a, b) = (try cluster.open("a"), try cluster.open("b"))
    try a.commit([Entry.session(one), Entry.session(two)])
    try cluster.end(a)
    _ = try cluster.execute("DELETE FROM kring.nodes WHERE node = 'a'")
    #expect(try b.claim(one).word == "taken")
    let row = "SELECT epoch || ' ' || fenced FROM kring.nodes WHERE node = 'a'"
    #expect(try cluster.execute(row) == ["1 true"])
    let back = try cluster.open("a")
    #expect(try cluster.execute(row) == ["2 false"])
    #expect(code { try back.commit([Entry.event(one, 1)]) } == .noSession)
    try back.commit([Entry.event(two, 1)])
  }

  @Test("sessions of a node that stood still for a minute are orphans")
  func orphans() throws {
    let (a, b) = (try cluster.open("a"), try cluster.open("b"))
    try a.commit([Entry.session(one)])
    a.close()
    try cluster.pass(.seconds(50), seenBy: b)
    #expect(try b.claimOrphans(atMost: 50).isEmpty)
    try cluster.pass(.seconds(20), seenBy: b)
    #expect(try b.claimOrphans(atMost: 50).map(\.claim.word) == ["taken"])
  }

  @Test(
    "of two that make the same session one is refused, and the rest of its batch may be written")
  func sameSession() throws {
    let (a, b) = (try cluster.open("a"), try cluster.open("b"))
    try a.commit([Entry.session(one)])
    let refused = try b.commitFitting([
      Entry.session(two), Entry.session(one), Entry.event(one, 1), Entry.event(two, 1, [5]),
    ])
    #expect(refused.mapValues(\.code) == [one: .sessionExists])
    #expect(try cluster.events(of: one) == [] && cluster.events(of: two) == [[5]])
    #expect(try b.claim(one).word == "elsewhere a" && b.claim(two).word == "held")
  }

  @Test("a session that a later version wrote is not taken")
  func laterFormat() throws {
    let (a, b) = (try cluster.open("a"), try cluster.open("b"))
    try a.commit([Entry.session(one)])
    _ = try cluster.execute("UPDATE kring.sessions SET format = format + 1")
    a.release()
    #expect(try b.claim(one).word == "elsewhere a")
    #expect(try b.claimOrphans(atMost: 50).isEmpty)
    var found: [JournalEntry] = []
    _ = try a.openUnread { found.append($0) }
    #expect(found.isEmpty)
  }

  @Test("a session that cannot be read is not taken, and harms no other")
  func damaged() throws {
    let (a, b) = (try cluster.open("a"), try cluster.open("b"))
    try a.commit(beginning + [Entry.session(two)])
    _ = try cluster.execute("UPDATE kring.closed SET bytes = substr(bytes, 1, 30)")
    try cluster.end(a)
    let damaged = "unreadable: a closed set is cut short"
    let claim = try b.claim(one)
    #expect(claim.word == damaged)
    if case .unreadable(_, let key) = claim { #expect(key == [UInt8](repeating: 7, count: 32)) }
    #expect(try b.claim(two).word == "taken")
    try b.commit([Entry.event(two, 1)])
    #expect(try cluster.execute("SELECT owner FROM kring.sessions ORDER BY session") == ["a", "b"])
    #expect(try b.claimOrphans(atMost: 50).map(\.claim.word) == [damaged])
    // One after it has its turn, however few are taken at once.
    let c = try cluster.open("c")
    b.release()
    try cluster.end(b)
    let turns = (1...200).lazy.flatMap { _ in (try? c.claimOrphans(atMost: 1)) ?? [] }
    #expect(turns.contains { $0.session == two })
    // Its own node is opened without it, and takes it up once it can be read.
    let back = PostgresJournal(cluster.settings("a"))
    var found: [JournalEntry] = []
    _ = try back.openUnread { found.append($0) }
    #expect(found.isEmpty && back.unreadable == 1)
    #expect(try back.claim(one).word == damaged)
    _ = try cluster.execute("DELETE FROM kring.closed")
    guard case .taken(let entries, _) = try back.claim(one) else {
      Issue.record("the session is not taken up")
      return
    }
    #expect(entries == beginning.filter { !$0.isClosed && $0 != Entry.event(one, 1, [1]) })
    try back.commit([Entry.event(one, 2), Entry.item(one, set: 2, card, [66])])
    #expect(try back.claim(one).word == "held")
  }

  @Test(
    "a session whose rows PostgreSQL cannot read is not taken, and the node goes on",
    arguments: ["XX000", "XX001", "58030", "58P01"])
  func unreadable(state: String) throws {
    let (a, b) = (try cluster.open("a"), try cluster.open("b"))
    try a.commit(beginning + [Entry.session(two)])
    try cluster.end(a)
    _ = try cluster.execute("ALTER TABLE kring.ends RENAME TO kept")
    _ = try cluster.execute(
      """
      CREATE FUNCTION kring.broken(id uuid) RETURNS uuid LANGUAGE plpgsql AS $$ BEGIN
        RAISE EXCEPTION USING ERRCODE = '\(state)', MESSAGE = 'a block cannot be read';
      END $$
      """)
    _ = try cluster.execute(
      """
      CREATE VIEW kring.ends AS
      SELECT kring.broken(session) AS session, closed_set FROM kring.kept
      """)
    #expect(try b.claim(one).word.hasPrefix("unreadable: "))
    #expect(try b.claim(two).word.hasPrefix("unreadable: "))
    try b.commit([Entry.session(anna), Entry.event(anna, 1)])
    let owners = try cluster.execute("SELECT owner FROM kring.sessions ORDER BY session")
    #expect(owners == ["a", "a", "b"])
  }

  @Test("a label is one process's at a time; its own connection of before a node ends itself")
  func label() throws {
    let a = try cluster.open("a")
    var settings = cluster.settings("a")
    settings.takeover = .milliseconds(200)
    #expect(code { _ = try PostgresJournal(settings).openUnread { _ in } } == .inUse)
    try a.commit([Entry.session(one)])
    // The server still thinks it alive, in a transaction that holds the node's row.
    let before = try #require(a.parts)
    _ = try before.connection.exchange([
      PostgresJournal.begin,
      PostgresStatement("SELECT kring.fence('a', $1)", .number(before.epoch)),
    ])
    a.parts = nil
    _ = try a.openUnread { _ in }
    try a.commit([Entry.event(one, 1)])
  }

  @Test("an opening waits for the transaction of an earlier connection, and sees what it wrote")
  func waits() throws {
    let a = try cluster.open("a")
    try a.commit([Entry.session(one)])
    let epoch = try #require(a.parts?.epoch)
    try cluster.end(a)
    // An earlier connection in the middle of a batch, whose lock of the label is gone already.
    let earlier = try PostgresConnection(cluster.settings("a"))
    _ = try earlier.exchange([
      PostgresJournal.begin, PostgresStatement("SELECT kring.fence('a', $1)", .number(epoch)),
      PostgresStatement(
        "INSERT INTO kring.events VALUES ($1, $2, '\\x07')", .id(one), .number(1)),
    ])
    let opening = OtherThread { [cluster] in try cluster.open("a") }
    try cluster.waitForLock()
    _ = try earlier.exchange([PostgresJournal.commit])
    let opened = try opening.wait()
    #expect(code { try opened.commit([Entry.event(one, 1)]) } == .wrongSequence)
    try opened.commit([Entry.event(one, 2)])
  }
}
