import Foundation
import KringCore
import KringTestSupport
import Testing

@testable import KringJournal

private let one = ID(high: 1, low: 1)
private let two = ID(high: 2, low: 2)
private let anna = ID(high: 3, low: 3)
private let card = ID(high: 5, low: 5)

/// Sessions that move from a data folder to a database and back.
@Suite("A move between the engines")
struct MoveTests {
  private static let alive: Int64 = 1_700_000_000_123
  private static let tables = [
    "nodes", "sessions", "ends", "seats", "connected", "events", "closed", "meta",
  ]

  private let cluster: Cluster
  private let place = Place(.sqlite)

  init() throws { cluster = try Cluster() }

  private var database: MovePlace { .database(cluster.folder.connection(cluster.database)) }

  /// A folder with sessions that have something of everything, the later ids first.
  private func fill(_ count: Int = 7) throws -> Contents {
    let journal = try place.open()
    var random = Seeded(3)
    for id in (0..<count).map({ _ in random.id() }).sorted(by: >) {
      var batch = [
        JournalEntry.session(
          id, joinKeyHash: random.bytes(32), claimHash: random.bytes(32), body: random.bytes(70)),
        .endSet(id, set: 1), .endSet(id, set: 4),
      ]
      for member in [random.id(), random.id()] {
        batch.append(.seat(id, member: member, tokenHash: random.bytes(32)))
      }
      batch += [
        .connected(id, member: anna, time: 61_000, since: nil),
        .connected(id, member: card, time: 0, since: 1_700_000_000_000),
      ]
      for seq in 1...9 { batch.append(.event(id, seq: seq, bytes: random.bytes(500))) }
      for set in [2, 3] {
        let (item, withdrawn) = (random.id(), random.id())
        batch += [
          Entry.item(id, set: set, item, author: anna, random.bytes(700)),
          Entry.item(id, set: set, withdrawn, version: 2, []),
          .ballot(id, set: set, ballot: random.bytes(32), count: 2),
          .ballot(id, set: set, ballot: [], count: 1),
        ]
      }
      try journal.commit(batch)
    }
    try journal.beat(at: Self.alive)
    journal.close()
    return try place.contents()
  }

  private var files: [Data] {
    get throws {
      try ["journal.sqlite", "closed.sqlite"].map {
        try Data(contentsOf: URL(fileURLWithPath: "\(place.folder)/\($0)"))
      }
    }
  }

  private var rows: [String] {
    get throws {
      try Self.tables.flatMap { table in
        try cluster.execute("SELECT row::text FROM kring.\(table) row ORDER BY 1")
      }
    }
  }

  @Test("goes there and back with every byte, and neither source is changed")
  func thereAndBack() throws {
    let filled = try fill()
    let before = try files
    let there = try Move(from: .folder(place.folder), to: database)
    #expect(there.sessions == 7 && there.events == 63 && there.closedSets == 14)
    #expect(try files == before)
    #expect(try SQLiteJournal(folder: place.folder).noted() == Self.alive)
    let moved = try rows
    let target = Place(.sqlite)
    let back = try Move(from: database, to: .folder(target.folder))
    #expect(back.sessions == 7 && back.events == 63 && back.closedSets == 14)
    #expect(try rows == moved)
    #expect(try target.contents() == filled && filled.misplaced.isEmpty && filled.items.count == 28)
    #expect(try SQLiteJournal(folder: target.folder).noted() == Self.alive)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: target.folder).sorted() == [
        "alive", "closed.sqlite", "journal.sqlite", "lock",
      ])
  }

  @Test("writes what is closed neither into the log of the database nor into that of the server")
  func canary() throws {
    let filled = try fill(2)
    _ = try Move(from: .folder(place.folder), to: database)
    let texts = filled.items.values.compactMap { entry -> [UInt8]? in
      guard case .card(_, let card) = entry else { return nil }
      return card.envelope?.text.prefix(100).map { $0 }
    }
    let event = try #require(filled.events.values.first?.first)
    guard case .event(_, _, let bytes) = event else { return }
    let log = cluster.folder.path + "/pg_wal"
    // What is not closed is there: the search would find the rest.
    #expect(cluster.folder.count(of: Array(bytes.prefix(16)), in: log) > 0)
    #expect(texts.count == 4)
    for text in texts {
      #expect(cluster.folder.count(of: text, in: log) == 0)
      #expect(cluster.folder.log.count(of: text) == 0)
    }
  }

  @Test("lets the first node that is asked for a session have it, with the pause since it ran")
  func claimed() throws {
    _ = try fill(3)
    _ = try Move(from: .folder(place.folder), to: database)
    let node = try cluster.open("a")
    let ids = try cluster.execute("SELECT session::text FROM kring.sessions ORDER BY session")
    let id = try #require(
      UUID(uuidString: ids[0]).map { withUnsafeBytes(of: $0.uuid) { Array($0) } })
    guard case .taken(_, let alive) = try node.claim(try #require(ID(bytes: id))) else {
      Issue.record("not taken")
      return
    }
    #expect(alive == Self.alive)
    #expect(try node.claimOrphans(atMost: 50).count == 2)
    try node.commit([])
    // One row a set, in the order of ids whatever came first.
    let order = try cluster.execute("SELECT session::text FROM kring.closed ORDER BY ctid")
    #expect(order == order.sorted() && order.count == 6)
  }

  @Test("a node that is called as the owner of what was moved finds it as its own")
  func sameLabel() throws {
    let filled = try fill(2)
    _ = try Move(from: .folder(place.folder), to: database)
    let journal = PostgresJournal(cluster.settings(DatabaseTarget.owner))
    #expect(try Contents(opening: journal) == filled && journal.lastAlive == Self.alive)
  }

  @Test("is refused while a server runs on either end, and no node starts while it reads")
  func running() throws {
    _ = try fill(1)
    let server = try place.open()
    #expect(code { _ = try Move(from: .folder(place.folder), to: database) } == .inUse)
    try cluster.end(try cluster.open("a"))
    #expect(code { _ = try Move(from: database, to: .folder(place.folder)) } == .inUse)
    server.close()
    let node = try cluster.open("a")
    let error = try #require(throws: JournalError.self) {
      _ = try Move(from: .folder(place.folder), to: database)
    }
    #expect(error.message == "a server runs on the database as node a; expected none")
    #expect(code { _ = try Move(from: database, to: .folder(Place(.sqlite).folder)) } == .inUse)
    try node.commit([])
    try cluster.end(node)
    do {
      let source = try DatabaseSource(cluster.folder.connection(cluster.database))
      defer { source.close() }
      #expect(code { _ = try cluster.open("a") } != nil && source.sessions.isEmpty)
    }
    while code({ _ = try cluster.open("a").close() }) != nil {}
  }

  /// The sentence of a refusal.
  private func refusal(_ from: MovePlace, _ to: MovePlace) throws -> String {
    try #require(throws: MoveRefusal.self) { _ = try Move(from: from, to: to) }.description
  }

  @Test("is refused when the target has sessions, or the source is none")
  func refused() throws {
    let nowhere = Place(.sqlite).folder
    #expect(
      try refusal(.folder(nowhere), database)
        == "\(nowhere) has no journal.sqlite; expected the data folder of a server")
    #expect(!FileManager.default.fileExists(atPath: nowhere))
    #expect(
      try refusal(database, .folder(nowhere))
        == "the database has no schema kring; expected the database of a server")
    #expect(try cluster.execute("SELECT to_regnamespace('kring')::text") == [""])
    let filled = try fill(2)
    _ = try Move(from: .folder(place.folder), to: database)
    let moved = try rows
    #expect(
      try refusal(.folder(place.folder), database)
        == "the database has 2 sessions; expected one that has none")
    #expect(
      try refusal(database, .folder(place.folder))
        == "\(place.folder) has 2 sessions; expected a folder that has none")
    #expect(try rows == moved && place.contents() == filled)
    try FileManager.default.removeItem(atPath: place.folder + "/journal.sqlite")
    #expect(try refusal(database, .folder(place.folder)).contains("a backup has both"))
  }

  @Test("is refused for what a later version wrote, and for a database that is not there")
  func notReadable() throws {
    _ = try fill(1)
    let nowhere = "host=\(cluster.folder.path) port=1 user=kring password=hidden"
    let error = try #require(throws: JournalError.self) {
      _ = try Move(from: .folder(place.folder), to: .database(nowhere))
    }
    #expect(error.code == .storage && !error.message.contains("hidden"))
    _ = try Move(from: .folder(place.folder), to: database)
    let target = MovePlace.folder(Place(.sqlite).folder)
    _ = try cluster.execute("UPDATE kring.sessions SET format = format + 1")
    #expect(code { _ = try Move(from: database, to: target) } == .newerFormat)
    _ = try cluster.execute("UPDATE kring.meta SET format = format + 1")
    #expect(code { _ = try Move(from: database, to: target) } == .newerFormat)
  }

  @Test("that ends before it is done leaves a database without sessions, and can be run again")
  func endedDatabase() throws {
    let filled = try fill(2)
    let source = try FolderSource(place.folder)
    let target = try DatabaseTarget(cluster.folder.connection(cluster.database))
    for id in source.sessions { try target.put(try source.entries(of: id)) }
    #expect(try cluster.execute("SELECT 'x' FROM kring.sessions").isEmpty)
    target.close()
    source.close()
    while code({ _ = try Move(from: .folder(place.folder), to: database) }) == .inUse {}
    let back = Place(.sqlite)
    _ = try Move(from: database, to: .folder(back.folder))
    #expect(try back.contents() == filled)
  }

  @Test(
    "that ends before it is done leaves a folder without sessions, and can be run again",
    arguments: [0, 1, 2])
  func endedFolder(_ step: Int) throws {
    let filled = try fill(2)
    _ = try Move(from: .folder(place.folder), to: database)
    let back = Place(.sqlite)
    do {
      let source = try DatabaseSource(cluster.folder.connection(cluster.database))
      let target = try FolderTarget(back.folder)
      for id in source.sessions.prefix(step + 1) { try target.put(try source.entries(of: id)) }
      if step > 0 { try target.readBack().close() }
      if step > 1 { try target.place("closed.sqlite") }
      // A kill closes what is open and does nothing else.
    }
    #expect(FileManager.default.fileExists(atPath: back.folder + "/moving"))
    #expect(try back.contents() == Contents())
    #expect(!(try back.holds(Array(filled.items.keys)[0].name, in: "closed.sqlite")))
    while code({ _ = try Move(from: database, to: .folder(back.folder)) }) == .inUse {}
    #expect(try back.contents() == filled)
    #expect(!FileManager.default.fileExists(atPath: back.folder + "/moving"))
  }

  @Test("that reads back something else is no move")
  func different() throws {
    _ = try fill(2)
    // Something in the database that changes what is written to it.
    _ = try cluster.open("a")
    _ = try cluster.execute(
      """
      CREATE FUNCTION public.spoil() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF new.seq = 5 THEN new.bytes = '\\x00'; END IF; RETURN new; END $$
      """)
    _ = try cluster.execute(
      "CREATE TRIGGER spoil BEFORE INSERT ON kring.events FOR EACH ROW EXECUTE FUNCTION public.spoil()"
    )
    // Of this database: other tests have theirs on the same server.
    let locks =
      "SELECT 'x' FROM pg_locks JOIN pg_database ON oid = database "
      + "WHERE locktype = 'advisory' AND datname = current_database()"
    while try !cluster.execute(locks).isEmpty {}
    #expect(code { _ = try Move(from: .folder(place.folder), to: database) } == .corrupt)
    #expect(try cluster.execute("SELECT 'x' FROM kring.sessions").isEmpty)
  }
}

extension SQLiteJournal {
  /// The note that an opening finds.
  fileprivate func noted() throws -> Int64? {
    _ = try openUnread { _ in }
    defer { close() }
    return lastAlive
  }
}
