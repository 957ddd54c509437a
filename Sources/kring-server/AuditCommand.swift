import Foundation
import Glibc
import KringAudit
import KringLines
import KringServer

/// The command `kring-server audit`: what lies on the disk, looked at byte for byte.
enum AuditCommand {
  private static let help = """
    kring-server audit looks at a data folder byte for byte, and changes nothing.

    USAGE
      kring-server audit --data FOLDER                 (or KRING_DATA)
      kring-server audit --data FOLDER --session ID [--also FILE]…

    Without --session it checks that free space is zero (or a copy of what is there anyway), that
    each row belongs to a session that is there, or is zero, that tables, columns and files are
    those on the list, in the databases and in their logs.

    With --session it searches all files of the folder, and those named by --also (logs, say), for
    the id of a session in any form: raw, hexadecimal, as a UUID, in base64. `kring-cli id LINK`
    prints the id; the server cannot derive it from a link.

    It works on the folder of a stopped server and beside a running one; there, what is being
    removed just now has a few seconds to go. Backups are elsewhere and not looked at.

    EXIT CODES
      0   nothing is wrong; with --session: not found
      1   something is wrong, and is named with its place; with --session: found
      64  a flag does not fit
      66  the folder or a file cannot be read, or is no journal
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
      return try look(at: wish.data)
    } catch let error as ConfigurationError {
      return leave(64, error)
    } catch let error as AuditError {
      return leave(error.isBusy ? 75 : 66, error)
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

  private static func search(_ session: AuditSearch, _ wish: AuditWish) throws -> Int32 {
    let found = try session.places(folder: wish.data, also: wish.also)
    for place in found.places { say("found: \(place)") }
    say(
      found.places.isEmpty
        ? "not found in \(found.files) files" : "found in \(found.places.count) places")
    return found.places.isEmpty ? 0 : 1
  }

  private static func say(_ line: String) { Output.write(line, to: STDOUT_FILENO) }

  private static func leave(_ code: Int32, _ error: any Error) -> Int32 {
    Output.write("kring-server audit: \(error)", to: STDERR_FILENO)
    return code
  }
}
