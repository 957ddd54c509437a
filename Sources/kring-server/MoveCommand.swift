import Glibc
import KringJournal
import KringLines
import KringServer

/// The command `kring-server move`: all sessions of a stopped server, from a data folder to a database
/// or back.
enum MoveCommand {
  private static let help = """
    kring-server move brings all sessions of a stopped server from a data folder to a PostgreSQL, or back.

    USAGE
      kring-server move --data FOLDER --to-database CONNINFO
      kring-server move --database CONNINFO --to-data FOLDER

    CONNINFO is what --database of a server takes. No server may run on either, and the target must
    have no sessions. Cards in closed sets are moved too. What was written is read back and compared
    before any server can find it; what does not fit ends the move, and the target stays empty. A move
    that is killed can simply be run again.

    The source is not changed. Remove it only when the server runs on the target, and do not let two
    servers serve the same sessions. The key proof.key is not moved: it stays in the data folder.

    EXIT CODES
      0   moved
      1   a server runs on one of the two, the target has sessions, or the source is none
      64  the words or flags do not fit
      74  one of the two cannot be used, or has a later format
    """

  /// Runs the command and returns the exit code.
  static func run(_ words: [String]) -> Int32 {
    guard !words.contains("--help"), !words.contains("-h") else {
      Output.write(help, to: STDOUT_FILENO)
      return 0
    }
    do {
      let (from, to) = try places(words)
      let move = try Move(from: from, to: to)
      say(
        "moved \(move.sessions) sessions, \(move.events) events, \(move.closedSets) closed sets; "
          + "read back, and the same")
      say(next(from))
      return 0
    } catch let error as ConfigurationError {
      return leave(64, error)
    } catch let error as MoveRefusal {
      return leave(1, error)
    } catch let error as JournalError {
      return leave(error.code == .inUse ? 1 : 74, error)
    } catch {
      return leave(74, error)
    }
  }

  private static func places(
    _ words: [String]
  ) throws(ConfigurationError) -> (from: MovePlace, to: MovePlace) {
    let flags = ["--data", "--to-database", "--database", "--to-data"]
    var values: [String: String] = [:]
    var rest = words[...]
    while let word = rest.popFirst() {
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let flag = String(parts[0])
      guard flags.contains(flag) else {
        throw ConfigurationError(flag, "expected one of \(flags.joined(separator: ", "))")
      }
      guard let value = parts.count > 1 ? String(parts[1]) : rest.popFirst(), !value.isEmpty else {
        throw ConfigurationError(flag, "expected a value, found nothing")
      }
      guard values.updateValue(value, forKey: flag) == nil else {
        throw ConfigurationError(flag, "expected once, found again")
      }
    }
    if values.count == 2, let from = values["--data"], let to = values["--to-database"] {
      return (.folder(from), .database(to))
    }
    if values.count == 2, let from = values["--database"], let to = values["--to-data"] {
      return (.database(from), .folder(to))
    }
    throw ConfigurationError(
      "move",
      "expected --data and --to-database, or --database and --to-data, found "
        + (values.isEmpty ? "nothing" : values.keys.sorted().joined(separator: " and ")))
  }

  /// What is to be done then.
  private static func next(_ from: MovePlace) -> String {
    switch from {
    case .folder(let path):
      "\(path) is unchanged. When nodes serve the database, remove journal.sqlite and closed.sqlite "
        + "there; proof.key stays, and each node needs a copy of it"
    case .database:
      "the database is unchanged. When the server serves the folder, drop schema kring; the nodes' "
        + "proof.key belongs into the folder before that server starts"
    }
  }

  private static func say(_ line: String) { Output.write(line, to: STDOUT_FILENO) }

  private static func leave(_ code: Int32, _ error: any Error) -> Int32 {
    Output.write("kring-server move: \(error)", to: STDERR_FILENO)
    return code
  }
}
