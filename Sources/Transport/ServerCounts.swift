import TransportLoop

/// What a ``Server`` counts for its operator; nothing of it is about one connection or address.
public struct ServerCounts: Sendable {
  /// How often each code closed a WebSocket from this side.
  public internal(set) var closes: [UInt16: Int] = [:]
  /// How often a member's queue was found full.
  public internal(set) var slowReaders = 0

  /// How many connections that nobody vouched for gave way to new ones.
  public internal(set) var gaveWay = 0

  /// Creates counters at zero.
  public init() {}
}

extension Server {
  /// The WebSockets that are open or being opened or closed.
  public var openWebSockets: Int { webSockets }

  /// The bytes that wait for all members behind the frames being sent; looks at each connection.
  public var queuedBytes: Int { table.all.reduce(0) { $0 + $1.output.bytes } }
}
