import Foundation
import Glibc

/// A look at a data folder, byte for byte, without SQLite: what SQLite does not show is the point.
///
/// It changes nothing, and takes no lock for longer than it needs to see whether a server runs.
package struct Audit {
  private let folder: String

  package init(folder: String) {
    self.folder = folder
  }

  /// How often it looks at the folder of a running server, which may be removing something just now.
  private static let patience = 20
  /// The seconds between two looks.
  private static let pause: TimeInterval = 0.25

  /// Looks, and beside a running server looks again until what it is removing is gone.
  package func report() throws(AuditError) -> AuditReport {
    var report: AuditReport?
    for _ in 0..<Self.patience {
      if let look = try look() {
        report = look
        if look.faults.isEmpty || !isInUse { break }
      }
      Thread.sleep(forTimeInterval: Self.pause)
    }
    guard let report else {
      throw AuditError(busy: "\(folder) is written to all the time; try again later")
    }
    return report
  }

  /// Looks once; `nil` when the files changed meanwhile.
  func look() throws(AuditError) -> AuditReport? {
    let before = try AuditFolder(folder)
    var report = AuditReport(files: before.names.count)
    report.faults = before.faults
    // The closed store first, as in a backup.
    let closed = try AuditDatabase(folder: folder, name: "closed.sqlite")
    let journal = try AuditDatabase(folder: folder, name: "journal.sqlite")
    // Frames appended to a log meanwhile are harmless. But after a checkpoint the file and the log
    // that were read no longer match, so look again.
    guard try AuditFolder(folder).stamps == before.stamps else { return nil }
    var rows = AuditRows()
    try rows.read(journal, closed)
    report.pages = journal.count + closed.count
    report.faults += rows.faults
    report.sessions = rows.sessions.count
    report.rows = rows.count
    report.zeroRows = rows.zeroCount
    return report
  }

  /// Whether a server has the folder open.
  private var isInUse: Bool {
    let lock = open(folder + "/lock", O_RDONLY | O_CLOEXEC)
    guard lock >= 0 else { return false }
    defer { _ = Glibc.close(lock) }
    return flock(lock, LOCK_SH | LOCK_NB) != 0
  }
}

/// What an audit found.
package struct AuditReport: Sendable {
  /// How many files there are.
  package var files = 0
  /// How many pages the databases have.
  package var pages = 0
  /// How many sessions are kept.
  package var sessions = 0
  /// How many rows belong to them.
  package var rows = 0
  /// How many rows are zeros.
  package var zeroRows = 0
  /// What is wrong.
  package var faults: [AuditFault] = []
}

/// Something that should not be there, and where it is.
package struct AuditFault: Hashable, Sendable, CustomStringConvertible {
  /// The file, and the page, frame or row in it.
  package let place: String
  /// What is wrong.
  package let what: String

  init(_ place: String, _ what: String) {
    self.place = place
    self.what = what
  }

  /// The place and what is wrong, in one line.
  package var description: String { "\(place): \(what)" }
}

/// Why an audit could not be made.
package struct AuditError: Error, CustomStringConvertible {
  /// The reason, in one sentence.
  package let description: String
  /// Whether it may work later.
  package let isBusy: Bool

  init(_ description: String) {
    self.description = description
    isBusy = false
  }

  init(busy description: String) {
    self.description = description
    isBusy = true
  }
}

/// The files of a data folder.
struct AuditFolder {
  /// The files there may be; those that are true hold nothing.
  private static let known: [String: Bool] = [
    "journal.sqlite": false, "journal.sqlite-wal": false, "journal.sqlite-shm": false,
    "closed.sqlite": false, "closed.sqlite-wal": false, "closed.sqlite-shm": false,
    "lock": true, "alive": true, "proof.key": false,
  ]

  let names: [String]
  /// Size and time of each database, without its log.
  private(set) var stamps: [String: [Int]] = [:]
  private(set) var faults: [AuditFault] = []

  init(_ folder: String) throws(AuditError) {
    do { names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted() } catch {
      throw AuditError("\(folder) cannot be read; expected a data folder")
    }
    for name in names {
      var found = stat()
      guard lstat(folder + "/" + name, &found) == 0 else { continue }
      switch Self.known[name] {
      case nil: faults.append(AuditFault(name, "a file that does not belong here"))
      case true? where found.st_size > 0:
        faults.append(AuditFault(name, "expected an empty file, found \(found.st_size) bytes"))
      case true?: break
      case false? where !name.hasSuffix(".sqlite"): break
      case false?:
        stamps[name] = [
          Int(found.st_size), Int(found.st_mtim.tv_sec), Int(found.st_mtim.tv_nsec),
          Int(found.st_ino),
        ]
      }
    }
  }
}
