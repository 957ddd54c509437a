import KringProtocol

/// Follows a session between the nodes that stand behind one address.
struct Moves {
  /// How often in a row a client comes back at once; from then on a move is a failure like others.
  static let mostAtOnce = 4
  /// How long a connection lasts that ends the row, in seconds.
  static let settledAfter = 15.0

  private var node: NodeLabel?
  private var count = 0

  /// Where to connect to.
  func address(_ url: String) -> String { node.map { "\(url)?node=\($0.text)" } ?? url }

  /// Learns which node serves the session.
  mutating func learn(_ node: NodeLabel) { self.node = node }

  /// Counts a move.
  ///
  /// - Returns: whether to come back at once.
  mutating func take() -> Bool {
    count += 1
    return count <= Self.mostAtOnce
  }

  /// An attempt ended before its welcome: the label is of no use any more.
  mutating func failed() { node = nil }

  /// The session is where it was last found.
  mutating func settled() { count = 0 }
}
