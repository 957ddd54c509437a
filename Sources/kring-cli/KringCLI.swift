import ArgumentParser
import KringProtocol

/// The command-line client.
@main
struct KringCLI: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kring-cli",
    abstract: "Takes part in the meetings of a Kring server from a terminal.",
    discussion: """
      EXAMPLE
        kring-cli new --server http://localhost:8080 --method bovv6

      EXIT CODES
        0   done
        1   something differs, was refused or failed
        64  wrong arguments
        65  a file has errors in it
        66  a file cannot be read
        69  the server cannot be reached
        75  gave up waiting
        77  the server wants a creation key, or another one

      Where a LINK is expected, a file with it will do, or - for standard input: an argument stands in \
      the shell's history and in the list of processes.

      Results go to standard output, errors and progress to standard error.
      """,
    version: "kring-cli \(Version.current)",
    subcommands: [
      NewCommand.self, JoinCommand.self, WatchCommand.self, PlayCommand.self, VerifyCommand.self,
      VerifyPageCommand.self, IdCommand.self, MethodCommand.self, ProofCommand.self,
    ])
}
