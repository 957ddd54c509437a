import Glibc

/// Tells whether the files of an open journal are still those that its paths name.
///
/// A file that was removed or replaced can still be written to, and all of that is gone when the
/// process ends. Used on the disk thread.
struct FileWatch {
  /// What tells a file from every other one of its disk.
  private struct Identity: Equatable {
    let device: UInt
    let inode: UInt

    /// `nil` when there is no such file.
    init?(_ path: String) {
      var found = stat()
      guard stat(path, &found) == 0 else { return nil }
      device = UInt(found.st_dev)
      inode = UInt(found.st_ino)
    }
  }

  /// The logs too: SQLite keeps them as long as somebody has the database open.
  private static let names = [
    "", "lock", "journal.sqlite", "journal.sqlite-wal", "closed.sqlite", "closed.sqlite-wal",
  ]

  private let folder: String
  private var known: [String: Identity] = [:]

  /// Remembers what is in a folder now.
  init(_ folder: String) {
    self.folder = folder
  }

  /// Forgets the logs: SQLite removes them when the journal is closed.
  mutating func forgetLogs() {
    for name in Self.names where name.hasSuffix("-wal") { known[name] = nil }
  }

  /// Throws `replaced` when a file is not the one that was there at the first look; a file that
  /// was not there yet is remembered.
  mutating func look() throws(JournalError) {
    for name in Self.names {
      let path = name.isEmpty ? folder : "\(folder)/\(name)"
      let found = Identity(path)
      guard let expected = known[name] else {
        known[name] = found
        continue
      }
      guard found == expected else {
        throw JournalError(
          .replaced,
          "\(path) was \(found == nil ? "removed" : "replaced") while it was in use; put the data "
            + "folder back as it was, or start the server again to serve what is there")
      }
    }
  }
}
