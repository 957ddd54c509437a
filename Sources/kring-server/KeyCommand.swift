import Foundation
import Glibc
import KringJournal
import KringLines
import KringServer

/// The command `kring-server key`: the key with which the server signs statements of attendance.
enum KeyCommand {
  private static let help = """
    kring-server key shows and changes the key with which a server signs statements of attendance.

    USAGE
      kring-server key show --data FOLDER       (or KRING_DATA) the public keys, as everybody gets them
      kring-server key make --data FOLDER       makes one, where there is none; a first start does too
      kring-server key rotate --data FOLDER     puts another one in its place; the public one stays

    The key lies in the data folder as proof.key, which its owner alone can read. What an earlier key
    has signed goes on to hold, as long as the public ones before it are kept: keep the file with your
    backups. A running server takes another key up at SIGHUP, or at its next start.

    EXIT CODES
      0   done
      1   there is none to show or to rotate, or one already
      64  the words or flags do not fit
      74  the data folder cannot be used
    """

  /// Runs the command and returns the exit code.
  static func run(_ words: [String]) -> Int32 {
    guard !words.contains("--help"), !words.contains("-h") else {
      Output.write(help, to: STDOUT_FILENO)
      return 0
    }
    do {
      let (word, folder) = try wish(words)
      return try carryOut(word, ProofKeyFile(folder: folder), folder)
    } catch let error as ConfigurationError {
      return leave(64, error)
    } catch {
      return leave(74, error)
    }
  }

  private static func wish(_ words: [String]) throws -> (word: String, folder: String) {
    guard let word = words.first, ["show", "make", "rotate"].contains(word) else {
      throw ConfigurationError(
        "key", "expected show, make or rotate, found \(words.first ?? "nothing")")
    }
    var rest = words.dropFirst()
    var folder = ProcessInfo.processInfo.environment["KRING_DATA"] ?? ""
    while let flag = rest.popFirst() {
      if flag.hasPrefix("--data=") {
        folder = String(flag.dropFirst("--data=".count))
      } else if flag == "--data", let value = rest.popFirst() {
        folder = value
      } else {
        throw ConfigurationError(flag, "expected --data FOLDER")
      }
    }
    guard !folder.isEmpty else {
      throw ConfigurationError("--data", "expected a folder, found nothing")
    }
    return (word, folder)
  }

  private static func carryOut(
    _ word: String, _ file: ProofKeyFile, _ folder: String
  ) throws -> Int32 {
    let now = Int(Date().timeIntervalSince1970 * 1000)
    var keys = try file.read()
    switch (word, keys != nil) {
    case ("make", false): keys = try file.readOrMake(now: now)
    case ("make", true): return leave(1, "\(folder) has a key already; see kring-server key rotate")
    case (_, false): return leave(1, "\(folder) has no key; a first start or key make makes one")
    case ("rotate", true):
      keys?.rotate(to: .generate(), now: now)
      if let keys { try file.write(keys) }
    default: break
    }
    if let keys { Output.write(String(decoding: keys.listing(), as: UTF8.self), to: STDOUT_FILENO) }
    return 0
  }

  private static func leave(_ code: Int32, _ error: Any) -> Int32 {
    Output.write("kring-server key: \(error)", to: STDERR_FILENO)
    return code
  }
}
