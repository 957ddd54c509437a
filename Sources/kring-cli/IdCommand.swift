import ArgumentParser
import KringSeal
import KringTerminal

/// Prints the id of a session.
struct IdCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "id",
    abstract: "Prints the id that the server knows a session by.",
    discussion: """
      It follows from the link alone: no server is asked. `kring-server audit --session ID` looks \
      for what is left of the session.

      EXAMPLE
        kring-cli id LINK
      """)

  @OptionGroup var link: LinkOptions

  func run() throws { say(try link.keys().sessionText) }
}
