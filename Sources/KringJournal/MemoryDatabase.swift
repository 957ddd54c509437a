import KringCore
import Locking

/// What several nodes share in tests and simulations, as they share a PostgreSQL: who owns which
/// session, and the epoch with which each node may write.
///
/// Safe to use from any thread.
package final class MemoryDatabase: Sendable {
  /// A node as its row has it.
  struct Node {
    var epoch = 0
    /// Whether its sessions are free to be taken.
    var isFenced = false
    var lastAlive: Int64?
  }

  struct Content {
    var disk = MemoryContent()
    var nodes: [String: Node] = [:]
    var owners: [ID: String] = [:]
    /// The nodes whose sessions may be taken as soon as somebody asks for them.
    var dead: Set<String> = []
  }

  let content = Locked(Content())

  package init() {}

  /// Lets a node be dead for the others: its connection is gone, or its row stands still. It may write
  /// until one of them takes a session of it.
  package func bury(_ node: String) { content.withLock { _ = $0.dead.insert(node) } }

  /// The node that owns a session; `nil` for an unknown one.
  package func owner(of session: ID) -> String? { content.withLock { $0.owners[session] } }

  /// The number of events of a session.
  package func events(of session: ID) -> Int {
    content.withLock { $0.disk.events(of: session).count }
  }
}

/// A journal of one node in a `MemoryDatabase`.
package final class MemoryNode: Journal {
  private let database: MemoryDatabase
  private let label: String
  private var epoch: Int?
  private var ledger = Ledger()
  private var receipts: [PurgeReceipt] = []
  package private(set) var lastAlive: Int64?
  package private(set) var needsSweep = false

  /// Creates the journal of a node, closed.
  package init(_ label: String, in database: MemoryDatabase) {
    self.label = label
    self.database = database
  }

  /// Registers the node under a new epoch, and replays the sessions that it owns.
  package func openUnread(_ replay: (JournalEntry) throws -> Void) throws -> any EventReader {
    close()
    let entries = database.content.withLock { content in
      var node = content.nodes[label] ?? MemoryDatabase.Node()
      node.epoch += 1
      node.isFenced = false
      lastAlive = node.lastAlive
      epoch = node.epoch
      content.nodes[label] = node
      content.dead.remove(label)
      let own = Set(content.owners.filter { $0.value == label }.keys)
      ledger = Ledger(content.disk.pages.filter { own.contains($0.key) })
      return content.disk.entries.filter { own.contains($0.session) }
    }
    for entry in entries {
      if case .event = entry { continue }
      try replay(entry)
    }
    return MemoryNodeReader(database: database)
  }

  /// Takes a session of a node that is fenced or dead; a dead one is fenced by that.
  package func claim(_ session: ID) throws(JournalError) -> Claim {
    try database.content.withLock { content throws(JournalError) in
      try check(content)
      guard let owner = content.owners[session] else { return .none }
      if owner == label { return .held }
      guard let node = content.nodes[owner], node.isFenced || content.dead.contains(owner) else {
        for case .session(session, let key, _, let body) in content.disk.entries {
          return .elsewhere(node: owner, joinKeyHash: key, body: body)
        }
        return .none
      }
      if !node.isFenced { content.nodes[owner]?.fence() }
      content.owners[session] = label
      ledger.keep([session: .kept(content.disk.pages[session] ?? .init())])
      let entries = content.disk.entries.filter { entry in
        if case .event = entry { false } else { entry.session == session }
      }
      return .taken(entries, lastAlive: node.lastAlive)
    }
  }

  /// Writes a batch whole, unless the node was fenced meanwhile.
  package func commit(_ batch: [JournalEntry]) throws(JournalError) {
    let changes = try ledger.changes(by: batch)
    try database.content.withLock { content throws(JournalError) in
      try check(content)
      for case .session(let id, _, _, _) in batch {
        guard content.owners[id] == nil else {
          throw JournalError(
            .sessionExists, "a new session has the id of an existing one", session: id)
        }
      }
      receipts += try content.disk.write(batch)
      for entry in batch {
        switch entry {
        case .session(let id, _, _, _): content.owners[id] = label
        case .purge(let id): content.owners[id] = nil
        default: break
        }
      }
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

  /// Notes the wall clock in the node's row.
  package func beat(at milliseconds: Int64) throws(JournalError) {
    try database.content.withLock { content throws(JournalError) in
      try check(content)
      content.nodes[label]?.lastAlive = milliseconds
    }
  }

  /// Fences the node's own row: others may take its sessions at once.
  package func release() {
    database.content.withLock { content in
      guard content.nodes[label]?.epoch == epoch else { return }
      content.nodes[label]?.fence()
    }
  }

  /// Forgets what it was given.
  package func close() {
    epoch = nil
    ledger = Ledger()
    receipts = []
    needsSweep = false
  }

  private func check(_ content: MemoryDatabase.Content) throws(JournalError) {
    guard let epoch else { throw MemoryDisk.broken }
    guard let node = content.nodes[label], node.epoch == epoch, !node.isFenced else {
      throw JournalError(.fenced, "another node has taken over the sessions of node \(label)")
    }
  }
}

extension MemoryDatabase.Node {
  /// Takes the right to write from whoever registered last.
  fileprivate mutating func fence() {
    epoch += 1
    isFenced = true
  }
}

/// Reads events from a database in memory.
private struct MemoryNodeReader: EventReader {
  let database: MemoryDatabase

  func events(of session: ID) -> [[UInt8]] {
    database.content.withLock { $0.disk.events(of: session) }
  }

  func forget(_ session: ID) {}
  func close() {}
}
