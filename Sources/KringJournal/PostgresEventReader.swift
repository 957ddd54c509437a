import KringCore
import Locking

/// Reads events through a connection of its own, which is made when it is needed: after a failure
/// the next read makes another.
final class PostgresEventReader: EventReader {
  private let settings: PostgresSettings
  private let connection = Locked<PostgresConnection?>(nil)

  /// Creates a reader without a connection.
  init(_ settings: PostgresSettings) { self.settings = settings }

  func events(of session: ID) throws(JournalError) -> [[UInt8]] {
    try connection.withLock { kept throws(JournalError) in
      let connection = if let kept { kept } else { try Self.connect(settings) }
      kept = nil
      let events = try PostgresRows.events(of: session, connection)
      kept = connection
      return events
    }
  }

  func forget(_ session: ID) {}

  func close() { connection.withLock { $0 = nil } }

  private static func connect(
    _ settings: PostgresSettings
  ) throws(JournalError) -> PostgresConnection {
    let connection = try PostgresConnection(settings)
    try PostgresSchema.setUp(connection)
    return connection
  }
}
