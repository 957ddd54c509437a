import GRDB
import KringCore
import Locking

/// Reads events through a connection of its own, which waits for nobody and holds nobody up.
final class SQLiteEventReader: EventReader {
  private let queue: DatabaseQueue
  private let rows: Locked<[ID: [Int64]]>
  private static let name = "journal.sqlite"

  /// Creates a reader of an open file, for the rows found in it.
  init(in folder: DataFolder, rows: [ID: EventFile.Rows]) throws(JournalError) {
    self.rows = Locked(rows.mapValues(\.events))
    var configuration = Configuration()
    configuration.readonly = true
    configuration.label = "events"
    do {
      queue = try DatabaseQueue(path: try folder.file(Self.name), configuration: configuration)
    } catch {
      throw JournalError(error, in: Self.name)
    }
  }

  /// Closes the file too once no session is left.
  func forget(_ session: ID) {
    let isEmpty = rows.withLock { rows in
      rows[session] = nil
      return rows.isEmpty
    }
    if isEmpty { close() }
  }

  func close() { try? queue.close() }

  func events(of session: ID) throws(JournalError) -> [[UInt8]] {
    let positions = rows.withLock { $0[session] ?? [] }
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
