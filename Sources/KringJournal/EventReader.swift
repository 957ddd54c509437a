import GRDB
import KringCore

/// What gives the events of a session that `openUnread` left where they are.
///
/// Used from one thread, which need not be the journal's, and only for sessions of which nothing
/// was written or purged since.
package protocol EventReader: Sendable {
  /// Returns the bytes of a session's events, in order; none for an unknown session.
  func events(of session: ID) throws(JournalError) -> [[UInt8]]
  /// Returns the bytes of the event that was written last of all.
  func lastEvent() throws(JournalError) -> [UInt8]?
  /// Lets go of the file; nothing is read afterwards. A journal that is closed while somebody has its
  /// files open leaves its log beside them.
  func close()
}

/// Reads events through a connection of its own, which waits for nobody and holds nobody up.
final class SQLiteEventReader: EventReader {
  private let queue: DatabaseQueue
  private let rows: [ID: EventFile.Rows]
  private let last: Int64?
  private static let name = "journal.sqlite"

  /// Creates a reader of an open file, for the rows found in it.
  init(in folder: DataFolder, rows: [ID: EventFile.Rows]) throws(JournalError) {
    self.rows = rows
    last = rows.values.compactMap(\.events.last).max()
    var configuration = Configuration()
    configuration.readonly = true
    configuration.label = "events"
    do {
      queue = try DatabaseQueue(path: try folder.file(Self.name), configuration: configuration)
    } catch {
      throw JournalError(error, in: Self.name)
    }
  }

  func events(of session: ID) throws(JournalError) -> [[UInt8]] {
    try events(at: rows[session]?.events ?? [])
  }

  func lastEvent() throws(JournalError) -> [UInt8]? {
    guard let last else { return nil }
    return try events(at: [last]).first
  }

  func close() { try? queue.close() }

  private func events(at positions: [Int64]) throws(JournalError) -> [[UInt8]] {
    do {
      return try queue.read { db in
        let query = try SQLiteQuery("SELECT bytes FROM events WHERE pos = ?", db)
        return try positions.map { position in
          guard let bytes = try query.row(position, { $0.bytes(0) }) else {
            throw JournalError(.corrupt, "\(Self.name): table events has no row \(position)")
          }
          return bytes
        }
      }
    } catch {
      throw JournalError(error, in: Self.name)
    }
  }
}
