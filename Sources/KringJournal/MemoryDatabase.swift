import KringCore
import Locking

/// What several nodes share in tests and simulations, as they share a PostgreSQL: who owns which
/// session, and the epoch with which each node may write. It loses answers, does things late and
/// crashes when told to.
///
/// Safe to use from any thread.
package final class MemoryDatabase: Sendable {
  /// What becomes of something of which the node that asked for it hears no more.
  package enum Fate: String, Sendable, CaseIterable {
    /// Not done.
    case undone
    /// Done: only the answer was lost.
    case done
    /// On its way still: it comes to the fence with `arrive`.
    case late
    /// Past the fence already: it holds the row of its node, and whoever wants to change that row
    /// waits until it is done.
    case underway
  }

  /// What happened, in order.
  package enum Happening: Sendable {
    /// A batch was written.
    case written([JournalEntry])
    /// A node heard no more of a batch or, if `isClaim`, of a claim.
    case lost(Fate, isClaim: Bool)
    /// A batch came late to the fence, and was refused there or not.
    case late(isRefused: Bool)
    /// Somebody waited for a batch that was under way.
    case waited
  }

  /// A node as its row has it.
  struct Node {
    var epoch = 0
    /// Whether its sessions are free to be taken.
    var isFenced = false
    var lastAlive: Int64?
    /// Raised with each connection, and when one is lost.
    var connection = 0
    /// After how many requests what becomes of the next one.
    var fault: (left: Int, fate: Fate)?
    /// Batches of which it hears no more and that are not done yet.
    var underway: [Underway] = []
  }

  /// A batch of a node that is not done yet.
  struct Underway {
    let epoch: Int
    let batch: [JournalEntry]
    /// Whether it is past the fence.
    let isIn: Bool
  }

  struct Content {
    var disk = MemoryContent()
    var nodes: [String: Node] = [:]
    var owners: [ID: String] = [:]
    /// The nodes whose sessions may be taken as soon as somebody asks for them.
    var dead: Set<String> = []
    /// The sessions that nobody can read.
    var damaged: Set<ID> = []
    var happenings: [Happening] = []
  }

  let content = Locked(Content())

  package init() {}

  // MARK: Looking

  /// The node that owns a session; `nil` for an unknown one.
  package func owner(of session: ID) -> String? { content.withLock { $0.owners[session] } }

  /// The number of events of a session.
  package func events(of session: ID) -> Int {
    content.withLock { $0.disk.events(of: session).count }
  }

  /// The number of rows about one session, closed ones included.
  package func rows(of session: ID) -> Int { content.withLock { $0.disk.rows(of: session) } }

  /// Everything that is kept, as entries in an order that is the same in every run.
  package var entries: [JournalEntry] { content.withLock { $0.disk.entries } }

  /// Takes what happened since the last call.
  package func takeHappenings() -> [Happening] {
    content.withLock { content in
      defer { content.happenings = [] }
      return content.happenings
    }
  }

  // MARK: Faults

  /// Lets a node be dead for the others: its connection is gone, or its row stands still. It may write
  /// until one of them takes a session of it.
  package func bury(_ node: String) { content.withLock { _ = $0.dead.insert(node) } }

  /// Lets a node lose its connection with the `n`-th request from now (1 is the next one).
  package func lose(request n: Int, of node: String, _ fate: Fate) {
    precondition(n > 0, "requests are counted from 1")
    content.withLock { $0.nodes[node]?.fault = (n - 1, fate) }
  }

  /// Takes back what `lose` said and has not happened yet.
  package func mend(_ node: String) { content.withLock { $0.nodes[node]?.fault = nil } }

  /// Lets a session be one that nobody can read who takes it.
  package func damage(_ session: ID) { content.withLock { _ = $0.damaged.insert(session) } }

  /// Lets all batches that are not done yet come to their end.
  package func arrive() {
    content.withLock { content in
      for node in content.nodes.keys.sorted() { content.arrive(node) }
    }
  }

  /// Fences a node from outside: others may take its sessions at once.
  package func fence(_ node: String) { content.withLock { $0.fence(node) } }

  /// Ends all connections, with what was under way, and loses the closed sets as a crash does that of
  /// tables without a log; everything else stays.
  package func crash() {
    content.withLock { content in
      for node in content.nodes.keys {
        content.nodes[node]?.connection += 1
        content.nodes[node]?.underway = []
        content.dead.insert(node)
      }
      content.disk.loseClosed()
    }
  }
}

extension MemoryDatabase.Content {
  /// Writes a batch of a node whole, if the node may still write.
  mutating func write(
    _ batch: [JournalEntry], by label: String, epoch: Int
  ) throws(JournalError) -> [PurgeReceipt] {
    try check(label, epoch: epoch)
    return try put(batch, of: label)
  }

  /// Sees that a node may still write under an epoch.
  func check(_ label: String, epoch: Int) throws(JournalError) {
    guard let node = nodes[label], node.epoch == epoch, !node.isFenced else {
      throw JournalError(.fenced, "another node has taken over the sessions of node \(label)")
    }
  }

  private mutating func put(
    _ batch: [JournalEntry], of label: String
  ) throws(JournalError) -> [PurgeReceipt] {
    for case .session(let id, _, _, _) in batch {
      guard owners[id] == nil else {
        throw JournalError(
          .sessionExists, "a new session has the id of an existing one", session: id)
      }
    }
    let receipts = try disk.write(batch)
    for entry in batch {
      switch entry {
      case .session(let id, _, _, _): owners[id] = label
      case .purge(let id): owners[id] = nil
      default: break
      }
    }
    if !batch.isEmpty { happenings.append(.written(batch)) }
    return receipts
  }

  /// Waits for what holds the row of a node: it must be done before the row changes.
  mutating func settle(_ label: String) {
    let batches = nodes[label]?.underway.filter(\.isIn) ?? []
    nodes[label]?.underway.removeAll(where: \.isIn)
    for each in batches {
      happenings.append(.waited)
      finish(each, of: label)
    }
  }

  /// Lets what a node has under way come to its end.
  mutating func arrive(_ label: String) {
    let batches = nodes[label]?.underway ?? []
    nodes[label]?.underway = []
    for each in batches { finish(each, of: label) }
  }

  private mutating func finish(_ each: MemoryDatabase.Underway, of label: String) {
    do {
      if each.isIn {
        _ = try put(each.batch, of: label)
      } else {
        _ = try write(each.batch, by: label, epoch: each.epoch)
        happenings.append(.late(isRefused: false))
      }
    } catch {
      happenings.append(.late(isRefused: true))
    }
  }

  /// Takes the right to write from whoever registered last under a label.
  mutating func fence(_ label: String) {
    settle(label)
    nodes[label]?.epoch += 1
    nodes[label]?.isFenced = true
  }

  /// Counts a request of a node, and tells what becomes of it if the answer is lost.
  mutating func request(_ label: String) -> MemoryDatabase.Fate? {
    guard let fault = nodes[label]?.fault else { return nil }
    guard fault.left == 0 else {
      nodes[label]?.fault?.left -= 1
      return nil
    }
    nodes[label]?.fault = nil
    nodes[label]?.connection += 1
    return fault.fate
  }
}
