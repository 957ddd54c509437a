import TransportLoop

/// What a ``Server`` counts for its operator; nothing of it is about one connection or address.
package struct ServerCounts: Sendable {
  /// How often each code closed a WebSocket from this side.
  package internal(set) var closes: [UInt16: Int] = [:]
  /// How often a member's queue was found full.
  package internal(set) var slowReaders = 0

  /// How many connections that nobody vouched for gave way to new ones.
  package internal(set) var gaveWay = 0

  package init() {}
}

extension Server {
  /// The WebSockets that are open or being opened or closed.
  package var openWebSockets: Int { webSockets }

  /// The bytes that wait for all members behind the frames being sent; looks at each connection.
  package var queuedBytes: Int { table.all.reduce(0) { $0 + $1.output.bytes } }
}
