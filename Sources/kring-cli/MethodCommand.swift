import ArgumentParser
import KringJSON
import KringMethods
import KringTerminal

/// Works on method files.
struct MethodCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "method",
    abstract: "Works on method files.",
    discussion: """
      EXAMPLE
        kring-cli method check protocol/methods/bovv6.json
      """,
    subcommands: [Check.self])

  /// Checks method files.
  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "check",
      abstract: "Checks method files, and says where something is wrong.",
      discussion: """
        Prints one line for each file that is in order. For others it prints every problem, with \
        its place, to standard error and ends with 65.

        EXAMPLE
          kring-cli method check protocol/methods/bovv6.json
        """)

    @Argument(help: "Method files, or frame.json.")
    var files: [String]

    func run() throws {
      var isInOrder = true
      for file in files {
        let bytes = try contents(of: file)
        do throws(MethodErrors) {
          let (id, summary) = try Self.read(file, bytes)
          guard file.hasSuffix("/\(id).json") || file == "\(id).json" else {
            isInOrder = false
            complain("\(file): id: the file of method \"\(id)\" is \(id).json")
            continue
          }
          KringTerminal.say("\(file): \(summary)")
        } catch {
          isInOrder = false
          for problem in error.problems { complain("\(file): \(problem)") }
        }
      }
      guard isInOrder else { throw ExitCode(Leaving.errorsInFile.rawValue) }
    }

    private static func read(
      _ file: String, _ bytes: [UInt8]
    ) throws(MethodErrors) -> (id: String, summary: String) {
      if file.hasSuffix("frame.json") {
        let frame = try Frame(file: bytes)
        return ("frame", "the frame, \(frame.before.count + frame.after.count) parts")
      }
      let method = try Method(file: bytes)
      let minutes = method.steps.reduce(0) { $0 + $1.minutes }
      return (
        method.id,
        "\(method.id) version \(method.version), \(method.steps.count) steps, \(minutes) minutes"
      )
    }
  }
}
