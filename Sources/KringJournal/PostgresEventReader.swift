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
      let rows = try connection.exchange([
        PostgresStatement(
          "SELECT seq, bytes FROM kring.events WHERE session = $1 ORDER BY seq", .id(session))
      ])[0].rows
      for (place, row) in rows.enumerated() {
        let seq = try row.number(0)
        guard seq == place + 1 else {
          throw JournalError(.corrupt, "kring.events has event \(seq) where \(place + 1) follows")
        }
      }
      kept = connection
      return rows.map { $0.bytes(1) }
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
