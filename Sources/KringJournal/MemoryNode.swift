import KringCore
import Locking

/// A journal of one node in a `MemoryDatabase`.
package final class MemoryNode: Journal {
  private let database: MemoryDatabase
  private let label: String
  private var registration: Registration?
  private var ledger = Ledger()
  private var receipts: [PurgeReceipt] = []
  package private(set) var lastAlive: Int64?
  package private(set) var needsSweep = false

  /// Under which epoch the node may write, and over which connection.
  fileprivate struct Registration {
    let epoch: Int
    let connection: Int
  }

  /// Creates the journal of a node, closed.
  package init(_ label: String, in database: MemoryDatabase) {
    self.label = label
    self.database = database
  }

  /// Registers the node under a new epoch, and replays the sessions that it owns.
  package func openUnread(_ replay: (JournalEntry) throws -> Void) throws -> any EventReader {
    close()
    let (registration, entries) = database.content.withLock { content in
      content.settle(label)
      var node = content.nodes[label] ?? MemoryDatabase.Node()
      node.epoch += 1
      node.connection += 1
      node.isFenced = false
      lastAlive = node.lastAlive
      content.nodes[label] = node
      content.dead.remove(label)
      let own = Set(content.owners.filter { $0.value == label }.keys)
      ledger = Ledger(content.disk.pages.filter { own.contains($0.key) })
      return (
        Registration(epoch: node.epoch, connection: node.connection),
        content.disk.entries.filter { own.contains($0.session) }
      )
    }
    self.registration = registration
    for entry in entries {
      if case .event = entry { continue }
      try replay(entry)
    }
    return MemoryNodeReader(database: database, label: label, registration: registration)
  }

  /// Takes a session of a node that is fenced or dead; a dead one is fenced by that.
  package func claim(_ session: ID) throws(JournalError) -> Claim {
    try database.content.withLock { content throws(JournalError) in
      let epoch = try content.connected(label, registration)
      let fate = content.request(label)
      if let fate { content.happenings.append(.lost(fate, isClaim: true)) }
      // One that is under way has the rows of both nodes, and one that comes late finds no connection.
      if fate == .undone || fate == .late { throw Self.lost }
      try content.check(label, epoch: epoch)
      let claim = content.take(session, for: label)
      if fate != nil { throw Self.lost }
      if case .taken = claim {
        ledger.keep([session: .kept(content.disk.pages[session] ?? .init())])
      }
      return claim
    }
  }

  /// Takes sessions of nodes that are fenced or dead.
  package func claimOrphans(
    atMost count: Int
  ) throws(JournalError) -> [(session: ID, claim: Claim)] {
    let sessions = database.content.withLock { content in
      content.owners.filter { $0.value != label && content.isFree($0.value) }.keys.sorted()
    }
    var claims: [(session: ID, claim: Claim)] = []
    for session in sessions.prefix(count) { claims.append((session, try claim(session))) }
    return claims
  }

  /// Writes a batch whole, unless the node was fenced meanwhile.
  package func commit(_ batch: [JournalEntry]) throws(JournalError) {
    let changes = try ledger.changes(by: batch)
    try database.content.withLock { content throws(JournalError) in
      let epoch = try content.connected(label, registration)
      let fate = content.request(label)
      if let fate { content.happenings.append(.lost(fate, isClaim: false)) }
      switch fate {
      case nil, .done: receipts += try content.write(batch, by: label, epoch: epoch)
      case .undone: break
      case .late:
        content.nodes[label]?.underway.append(.init(epoch: epoch, batch: batch, isIn: false))
      case .underway:
        try content.check(label, epoch: epoch)
        content.nodes[label]?.underway.append(.init(epoch: epoch, batch: batch, isIn: true))
      }
      if fate != nil { throw Self.lost }
    }
    needsSweep = needsSweep || batch.contains(where: \.isRemoval)
    ledger.keep(changes)
  }

  /// Hands out the receipts; the bytes went with the commit.
  package func sweep() throws(JournalError) -> [PurgeReceipt]? {
    defer { receipts = [] }
    needsSweep = false
    return receipts
  }

  /// Never: there is no log.
  package var needsCheckpoint: Bool { false }
  /// Does nothing.
  package func checkpoint() {}
  /// Does nothing: a fence is noticed with the next batch.
  package func look() {}
  /// Not known: the nodes' events have no common order.
  package func lastEvent() -> [UInt8]? { nil }

  /// Notes the wall clock in the node's row: it is seen to be alive.
  package func beat(at milliseconds: Int64) throws(JournalError) {
    try database.content.withLock { content throws(JournalError) in
      let epoch = try content.connected(label, registration)
      if content.request(label) != nil { throw Self.lost }
      try content.check(label, epoch: epoch)
      content.nodes[label]?.lastAlive = milliseconds
      content.dead.remove(label)
    }
  }

  /// Fences the node's own row: others may take its sessions at once.
  package func release() {
    database.content.withLock { content in
      guard let registration, let node = content.nodes[label], node.epoch == registration.epoch,
        node.connection == registration.connection
      else { return }
      content.fence(label)
    }
  }

  /// Forgets what it was given.
  package func close() {
    registration = nil
    ledger = Ledger()
    receipts = []
    needsSweep = false
  }

  static let lost = JournalError(.storage, "the connection to the database in memory is lost")
}

extension MemoryDatabase.Content {
  /// Returns the epoch of a registration whose connection is still there.
  fileprivate func connected(
    _ label: String, _ registration: MemoryNode.Registration?
  ) throws(JournalError) -> Int {
    guard let registration, nodes[label]?.connection == registration.connection else {
      throw MemoryNode.lost
    }
    return registration.epoch
  }

  /// Whether the sessions of a node may be taken.
  fileprivate func isFree(_ label: String) -> Bool {
    nodes[label].map { $0.isFenced || dead.contains(label) } ?? true
  }

  /// Gives a session to a node, if there is one and nobody who lives has it.
  fileprivate mutating func take(_ session: ID, for label: String) -> Claim {
    guard let owner = owners[session] else { return .none }
    if owner == label { return .held }
    guard isFree(owner), !damaged.contains(session) else {
      for case .session(session, let key, _, let body) in disk.entries {
        if isFree(owner) {
          return .unreadable(JournalError(.corrupt, "a session is damaged"), joinKeyHash: key)
        }
        return .elsewhere(node: owner, joinKeyHash: key, body: body)
      }
      return .none
    }
    if nodes[owner]?.isFenced == false { fence(owner) }
    // What was waited for may have been its purge.
    guard owners[session] != nil else { return .none }
    owners[session] = label
    let entries = disk.entries.filter { entry in
      if case .event = entry { false } else { entry.session == session }
    }
    return .taken(entries, lastAlive: nodes[owner]?.lastAlive)
  }
}

/// Reads events from a database in memory, as long as the node that it belongs to is connected.
private struct MemoryNodeReader: EventReader {
  let database: MemoryDatabase
  let label: String
  let registration: MemoryNode.Registration

  func events(of session: ID) throws(JournalError) -> [[UInt8]] {
    try database.content.withLock { content throws(JournalError) in
      _ = try content.connected(label, registration)
      return content.disk.events(of: session)
    }
  }

  func forget(_ session: ID) {}
  func close() {}
}
