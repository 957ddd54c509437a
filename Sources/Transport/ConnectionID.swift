/// The name of one connection: a place in the table and how often that place has been used.
///
/// Pointers of libwebsockets never leave this target: a name that has grown old finds nobody.
package struct ConnectionID: Hashable, Sendable, CustomStringConvertible {
  /// The place in the table.
  package let slot: UInt32
  /// How many connections the place has had, this one included.
  package let generation: UInt32

  /// Makes a name; outside this target only tests do.
  package init(slot: UInt32, generation: UInt32) {
    self.slot = slot
    self.generation = generation
  }

  /// A short form for diagnostics, with nothing in it about the peer.
  package var description: String { "c\(slot).\(generation)" }
}

/// What became of bytes given to ``Server/send(_:frames:)``.
package enum SendResult: Sendable, Equatable {
  /// The socket took them, or keeps them as the frame being sent.
  case sent
  /// They wait behind earlier ones.
  case queued
  /// They were not kept: the member's queue is full. ``ServerDelegate/drained(_:)`` follows when it is empty.
  case overLimit
  /// There is no such open connection.
  case gone
}
