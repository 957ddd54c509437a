import KringCore

/// One end of a move.
package enum MovePlace: Sendable {
  /// A data folder.
  case folder(String)
  /// A PostgreSQL, in libpq's words.
  case database(String)
}

/// Why nothing was moved; neither end is changed.
package struct MoveRefusal: Error, CustomStringConvertible {
  /// What was found and what was expected, in one sentence.
  package let description: String

  init(_ description: String) { self.description = description }
}

/// What a stopped server kept, read while no server can start on it.
protocol MoveSource: AnyObject {
  /// Its sessions in the order of their ids, so that the copy says nothing about who wrote when.
  var sessions: [ID] { get }
  /// The wall clock last noted there, in milliseconds since 1970.
  var lastAlive: Int64? { get }
  /// Returns all entries of a session, in any order that can be committed.
  func entries(of session: ID) throws -> [JournalEntry]
  /// Lets servers start there again.
  func close()
}

/// A place without sessions that takes those of another; until `finish` it shows none of them.
protocol MoveTarget: AnyObject {
  /// Adds a session with all its entries.
  func put(_ entries: [JournalEntry]) throws
  /// Returns what was put, as a start will find it; nothing more is put afterwards.
  func readBack() throws -> any MoveSource
  /// Lets servers find all that was put; durable when this returns.
  func finish(lastAlive: Int64?) throws
  /// Gives up what is not finished.
  func close()
}

/// A move of all sessions of a stopped server between a data folder and a database.
///
/// The source is read as a start reads it, and both ends are kept from servers meanwhile. What was
/// written is read back and compared before anybody can find it, so a move that is killed leaves a
/// target without sessions, and can be run again.
package struct Move {
  /// How many sessions were moved.
  package private(set) var sessions = 0
  /// How many events they have.
  package private(set) var events = 0
  /// How many sets are closed.
  package private(set) var closedSets = 0

  /// Moves; holds no more in memory than a start does, and one session.
  ///
  /// - Throws: `MoveRefusal`, or `JournalError`; `in-use` when a server runs on one of the two.
  package init(from: MovePlace, to: MovePlace) throws {
    let source = try Self.source(from)
    defer { source.close() }
    let target = try Self.target(to)
    defer { target.close() }
    for session in source.sessions {
      let entries = try source.entries(of: session)
      count(entries)
      try target.put(entries)
    }
    try Self.compare(source, try target.readBack())
    try target.finish(lastAlive: source.lastAlive)
  }

  private static func source(_ place: MovePlace) throws -> any MoveSource {
    switch place {
    case .folder(let path): try FolderSource(path)
    case .database(let connection): try DatabaseSource(connection)
    }
  }

  private static func target(_ place: MovePlace) throws -> any MoveTarget {
    switch place {
    case .folder(let path): try FolderTarget(path)
    case .database(let connection): try DatabaseTarget(connection)
    }
  }

  private mutating func count(_ entries: [JournalEntry]) {
    sessions += 1
    closedSets += Set(entries.compactMap(\.closedSet)).count
    for entry in entries {
      if case .event = entry { events += 1 }
    }
  }

  private static func compare(_ source: any MoveSource, _ copy: any MoveSource) throws {
    defer { copy.close() }
    let isSame =
      try source.sessions == copy.sessions
      && source.sessions.allSatisfy { session in
        try sorted(source.entries(of: session)) == sorted(copy.entries(of: session))
      }
    guard isSame else {
      throw JournalError(.corrupt, "what was read back is not what was written; nothing is moved")
    }
  }

  /// Entries of one session in an order that depends on nothing but what they are.
  private static func sorted(_ entries: [JournalEntry]) -> [JournalEntry] {
    entries.map { (key: key($0), entry: $0) }.sorted { one, other in
      (one.key.kind, one.key.number) == (other.key.kind, other.key.number)
        ? one.key.name.lexicographicallyPrecedes(other.key.name)
        : (one.key.kind, one.key.number) < (other.key.kind, other.key.number)
    }.map(\.entry)
  }

  private static func key(_ entry: JournalEntry) -> (kind: Int, number: Int, name: [UInt8]) {
    switch entry {
    case .session: (0, 0, [])
    case .endSet(_, let set): (1, set, [])
    case .seat(_, let member, _): (2, 0, member.bytes)
    case .connected(_, let member, _, _): (3, 0, member.bytes)
    case .event(_, let seq, _): (4, seq, [])
    case .card(_, let card): (5, card.set, card.item.bytes)
    case .ballot(_, let set, let ballot, _): (6, set, ballot)
    case .purge: (7, 0, [])
    }
  }
}
