import Foundation
import Glibc
import KringAudit
import KringJournal
import KringLines
import KringServer

/// The command `kring-server audit`: what lies on the disk, looked at byte for byte.
enum AuditCommand {
  private static let help = """
    kring-server audit looks at a data folder byte for byte, or at the rows of a database, and changes
    nothing.

    USAGE
      kring-server audit --data FOLDER                 (or KRING_DATA)
      kring-server audit --data FOLDER --session ID [--also FILE]…
      kring-server audit --database CONNINFO           (or KRING_DATABASE)
      kring-server audit --database CONNINFO --session ID [--also FILE]…

    Without --session it checks that free space is zero (or a copy of what is there anyway), that
    each row belongs to a session that is there, or is zero, that tables, columns and files are
    those on the list, in the databases and in their logs.

    With --session it searches all files of the folder, and those named by --also (logs, say), for
    the id of a session in any form: raw, hexadecimal, as a UUID, in base64. `kring-cli id LINK`
    prints the id; the server cannot derive it from a link. FILE may be a folder: all below it.

    With --database it checks that each row belongs to a session that is there and to no set that has
    ended, that tables, columns and what else is in schema kring are those on the list, that closed
    sets are in an unlogged table, and that the settings are those that a start asks for. It cannot see
    the files of the database, its log, archives, standbys and base backups: remnants of what was
    removed stay there for a while. What is on this machine --also can search.

    It works on a stopped server's and beside a running one; there, what is being removed from a
    folder just now has a few seconds to go. Backups are elsewhere and not looked at.

    EXIT CODES
      0   nothing is wrong; with --session: not found
      1   something is wrong, and is named with its place; with --session: found
      64  a flag does not fit
      66  the folder, a file or the database cannot be read, or is no journal
      75  the server writes so much that there was no quiet moment to look
    """

  /// Runs the command and returns the exit code.
  static func run(_ words: [String]) -> Int32 {
    guard !words.contains("--help"), !words.contains("-h") else {
      Output.write(help, to: STDOUT_FILENO)
      return 0
    }
    do {
      let wish = try AuditWish(arguments: words, environment: ProcessInfo.processInfo.environment)
      if let session = wish.session {
        return try search(session, wish)
      }
      switch wish.place {
      case .folder(let path): return try look(at: path)
      case .database(let connection): return try look(into: connection)
      }
    } catch let error as ConfigurationError {
      return leave(64, error)
    } catch let error as AuditError {
      return leave(error.isBusy ? 75 : 66, error)
    } catch let error as JournalError {
      return leave(66, error)
    } catch {
      return leave(70, error)
    }
  }

  private static func look(at folder: String) throws -> Int32 {
    let report = try Audit(folder: folder).report()
    for fault in report.faults { say("\(fault)") }
    say(
      "\(report.files) files, \(report.pages) pages, \(report.sessions) sessions, "
        + "\(report.rows) rows, \(report.zeroRows) rows of zeros: "
        + (report.faults.isEmpty ? "nothing is wrong" : "\(report.faults.count) faults"))
    return report.faults.isEmpty ? 0 : 1
  }

  private static func look(into connection: String) throws -> Int32 {
    let audit = try PostgresAudit(connection: connection)
    for fault in audit.faults { say(fault) }
    say(
      "\(audit.sessions) sessions, \(audit.rows) rows: "
        + (audit.faults.isEmpty ? "nothing is wrong" : "\(audit.faults.count) faults"))
    say(unseen)
    return audit.faults.isEmpty ? 0 : 1
  }

  private static let unseen =
    "not looked at: the files of the database, its log, archives, standbys and base backups"

  private static func search(_ session: AuditSearch, _ wish: AuditWish) throws -> Int32 {
    var places: [String] = []
    var folder: String?
    switch wish.place {
    case .folder(let path): folder = path
    case .database(let connection):
      places = try PostgresAudit.rows(about: session.id, connection: connection)
        .map { "table kring.\($0.table), \($0.rows) rows" }
    }
    let found = try session.places(folder: folder, also: wish.also)
    places += found.places
    for place in places { say("found: \(place)") }
    let rows = folder == nil ? "the rows and " : ""
    say(
      places.isEmpty
        ? "not found in \(rows)\(found.files) files" : "found in \(places.count) places")
    if folder == nil { say(unseen + (wish.also.isEmpty ? "" : ", but for what --also names")) }
    return places.isEmpty ? 0 : 1
  }

  private static func say(_ line: String) { Output.write(line, to: STDOUT_FILENO) }

  private static func leave(_ code: Int32, _ error: any Error) -> Int32 {
    Output.write("kring-server audit: \(error)", to: STDERR_FILENO)
    return code
  }
}
