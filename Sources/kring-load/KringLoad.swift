import ArgumentParser
import KringProtocol

/// The program that loads, attacks and kills servers of its own.
@main
struct KringLoad: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kring-load",
    abstract: "Measures, attacks and kills servers that it starts itself.",
    discussion: """
      `./kring bench`, `./kring siege` and `./kring kills` build it and the server for release, \
      and run it.

      EXAMPLE
        kring-load bench --quick

      EXIT CODES
        0   done
        1   something was lost, differs or failed
        64  wrong arguments

      Results go to standard output, errors and progress to standard error.
      """,
    version: "kring-load \(Version.current)",
    subcommands: [BenchCommand.self, SiegeCommand.self, KillsCommand.self])
}
