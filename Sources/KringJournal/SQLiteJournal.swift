import KringCore

/// A journal in two SQLite files of a data folder.
public final class SQLiteJournal: Journal {
  /// The format this version writes, and the newest it reads.
  public static let format = 1

  private let folder: String

  /// The note found at `open`.
  public private(set) var lastAlive: Int64?
  /// Whether bytes wait to be removed by `sweep`.
  public private(set) var needsSweep = false

  /// Creates a journal for a data folder, closed; `open` makes the folder when it is missing.
  public init(folder: String) {
    self.folder = folder
  }

  /// Opens the files.
  public func open(_ replay: (JournalEntry) throws -> Void) throws {
    throw JournalError(.storage, "not written yet")
  }

  /// Writes a batch.
  public func commit(_ batch: [JournalEntry]) throws(JournalError) {
    throw JournalError(.storage, "not written yet")
  }

  /// Removes.
  public func sweep() throws(JournalError) -> [PurgeReceipt]? {
    throw JournalError(.storage, "not written yet")
  }

  /// Notes the wall clock as the time of the file `alive`.
  public func noteAlive(at milliseconds: Int64) {}

  /// Closes the files.
  public func close() {}
}
