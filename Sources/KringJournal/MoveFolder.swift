import Foundation
import Glibc
import KringCore

/// The sessions of a data folder, which is locked.
final class FolderSource: MoveSource {
  private let journal: SQLiteJournal
  private let reader: any EventReader
  /// What each session has but for its events.
  private let heads: [ID: [JournalEntry]]

  let sessions: [ID]
  var lastAlive: Int64? { journal.lastAlive }

  /// Opens a folder that a server has left.
  init(_ path: String) throws {
    guard access(path + "/journal.sqlite", F_OK) == 0 else {
      throw MoveRefusal("\(path) has no journal.sqlite; expected the data folder of a server")
    }
    journal = SQLiteJournal(folder: path)
    var heads: [ID: [JournalEntry]] = [:]
    reader = try journal.openUnread { heads[$0.session, default: []].append($0) }
    self.heads = heads
    sessions = heads.keys.sorted()
  }

  func entries(of session: ID) throws -> [JournalEntry] {
    let events = try reader.events(of: session)
    return heads[session, default: []]
      + events.enumerated().map { .event(session, seq: $0 + 1, bytes: $1) }
  }

  func close() {
    // The journal last: it takes its log away when nobody else has the files open.
    reader.close()
    journal.close()
  }
}

/// A data folder that gets sessions.
///
/// They are written into a folder within it, which no server looks at, and whose files then replace
/// the empty ones. The closed sets come first: without their sessions a start removes them.
final class FolderTarget: MoveTarget {
  private static let name = "moving"
  private static let files = ["closed.sqlite", "journal.sqlite"]

  private let folder: DataFolder
  private let journal: SQLiteJournal
  private var moving: String { folder.path + "/" + Self.name }

  /// Locks the folder, which is made when missing, and begins anew what a killed move began.
  init(_ path: String) throws {
    folder = try DataFolder(path)
    guard try folder.size(of: "closed.sqlite") == 0 || folder.size(of: "journal.sqlite") > 0 else {
      throw MoveRefusal("\(path) has closed.sqlite without journal.sqlite; a backup has both")
    }
    let events = try EventFile(in: folder)
    let count = try events.sessionCount()
    events.file.close()
    guard count == 0 else {
      throw MoveRefusal("\(path) has \(count) sessions; expected a folder that has none")
    }
    // Both are there with one another at every moment.
    try ClosedFile(in: folder).file.close()
    journal = SQLiteJournal(folder: path + "/" + Self.name)
    try Self.remove(moving)
    _ = try journal.openUnread { _ in }
  }

  func put(_ entries: [JournalEntry]) throws { try journal.commit(entries) }

  func readBack() throws -> any MoveSource {
    _ = try journal.sweep()
    journal.close()
    return try FolderSource(moving)
  }

  func finish(lastAlive: Int64?) throws {
    for file in Self.files {
      let log = try folder.size(of: "\(Self.name)/\(file)-wal")
      guard log == 0 else {
        throw JournalError(.storage, "the log of \(moving)/\(file) has \(log) bytes; expected none")
      }
    }
    // Before there is a session whose pause it tells.
    if let lastAlive { folder.noteAlive(at: lastAlive) }
    for file in Self.files { try place(file) }
  }

  /// Puts a file in the place of the empty one. An internal step, for tests that stop between two.
  func place(_ file: String) throws {
    guard rename(moving + "/" + file, folder.path + "/" + file) == 0 else {
      throw JournalError(
        .notWritable, "cannot put \(file) into \(folder.path): \(String(cString: strerror(errno)))")
    }
    let handle = open(folder.path, O_RDONLY | O_CLOEXEC)
    defer { _ = Glibc.close(handle) }
    guard handle >= 0, fsync(handle) == 0 else {
      throw JournalError(.storage, "cannot sync \(folder.path)")
    }
  }

  func close() {
    journal.close()
    // A move that is run again removes what is left here.
    try? Self.remove(moving)
  }

  private static func remove(_ path: String) throws {
    if access(path, F_OK) == 0 { try FileManager.default.removeItem(atPath: path) }
  }
}
