import KringProtocol

/// Follows a session between the nodes that stand behind one address.
package struct Moves: Sendable {
  /// How often in a row a client comes back at once; from then on a move is a failure like others.
  static let mostAtOnce = 4
  /// How long a connection lasts that ends the row, in seconds.
  static let settledAfter = 15.0

  /// The node that is asked for; `nil`: whichever the balancer takes.
  package private(set) var node: NodeLabel?
  private var count = 0

  package init() {}

  /// Where to connect to.
  func address(_ url: String) -> String { node.map { "\(url)?node=\($0.text)" } ?? url }

  /// Learns which node serves the session.
  mutating func learn(_ node: NodeLabel) { self.node = node }

  /// Counts a move.
  ///
  /// - Returns: whether to come back at once.
  package mutating func take() -> Bool {
    count += 1
    return count <= Self.mostAtOnce
  }

  /// A connection has ended.
  ///
  /// - Parameters:
  ///   - seconds: how long it lasted after its welcome; `nil` if there was none.
  ///   - node: the node that serves the session, if the server said so.
  package mutating func ended(after seconds: Double?, movedTo node: NodeLabel?) {
    if let seconds {
      if seconds >= Self.settledAfter { settled() }
    } else {
      failed()
    }
    if let node { learn(node) }
  }

  /// An attempt ended before its welcome: the label is of no use any more.
  mutating func failed() { node = nil }

  /// The session is where it was last found.
  mutating func settled() { count = 0 }
}
