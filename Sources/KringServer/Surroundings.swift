import KringCore
import KringJournal
import Transport

/// What the gateway needs of a transport; a fake one makes meetings run without sockets.
package protocol Network: AnyObject {
  /// Sends whole WebSocket frames.
  func send(_ id: ConnectionID, frames: [UInt8]) -> SendResult
  /// Closes a connection after what was sent.
  func close(_ id: ConnectionID, code: UInt16, reason: String)
  /// Frees a connection from the limits for those who have shown no key yet.
  func prove(_ id: ConnectionID)
  /// Answers an HTTP request.
  func respond(_ token: ResponseToken, status: Int, body: [UInt8])
  /// Stops or takes up reading from all sockets.
  func setReading(_ reading: Bool)
}

/// What the gateway needs of a disk.
package protocol Disk: AnyObject {
  /// Hands over a batch; its number comes back when it is on disk.
  func submit(_ batch: [JournalEntry], number: UInt64)
  /// Asks for a session that is not known here; `claimed` tells what became of it.
  func claim(_ session: ID)
  /// Asks for the events of a session; `loaded` brings them.
  func load(_ session: ID)
  /// The batches and bytes that are not on disk yet.
  var ahead: (batches: Int, bytes: Int) { get }
}

/// Where time and chance come from, so one seed can replay a run.
package struct Sources {
  /// The time in milliseconds since 1970, never going back.
  package var now: () -> Int
  /// So many random bytes.
  package var random: (Int) -> [UInt8]

  package init(now: @escaping () -> Int, random: @escaping (Int) -> [UInt8]) {
    self.now = now
    self.random = random
  }

  /// An id drawn at random.
  func newID() -> ID {
    guard let id = ID(bytes: random(16)) else { preconditionFailure("sixteen bytes are an id") }
    return id
  }
}
