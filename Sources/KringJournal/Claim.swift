import KringCore

/// What becomes of a session that somebody asks for and the opening of the journal did not give.
package enum Claim: Sendable, Equatable {
  /// There is no such session.
  case none
  /// This journal has given it before.
  case held
  /// From now on this journal has it: the entries that rebuild it, but for the events, and the wall
  /// clock (milliseconds since 1970) last noted by who had it before.
  case taken([JournalEntry], lastAlive: Int64?)
  /// A node that is alive has it: the label of the node, and the hashes by which who asks is known.
  case elsewhere(node: String, joinKeyHash: [UInt8], body: [UInt8])
  /// What is kept of it cannot be read: nobody takes it until somebody mends that. With the hash by which
  /// who asks is known, empty where that cannot be read either.
  case unreadable(JournalError, joinKeyHash: [UInt8])
}
