import ArgumentParser
import KringClient
import KringJSON
import KringProtocol
import KringSeal
import KringTerminal

/// Creates a session and prints its link.
struct NewCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new",
    abstract: "Creates a session and prints its link.",
    discussion: """
      The link is the key to the session: who has it comes in until the
      meeting begins, and can knock after that. Nobody can restore it.

      EXAMPLE
        kring-cli new --server http://localhost:8080 --method bovv6 --minutes 90 --json

      With --json it prints one object with link, session, claim (whoever shows it in \
      `join --claim` is suggested as the chair), method, cases and minutes.
      """)

  @OptionGroup var server: ServerOptions
  @Option(help: "The id of a method that the server knows, or a method file.")
  var method: String
  @OptionGroup var meeting: MeetingOptions
  @Flag(help: "Print a JSON object.")
  var json = false

  func run() async throws {
    let cases = meeting.cases ?? 1
    let minutes = meeting.minutes ?? 60
    let maker = try server.maker()
    let wish = try kring_cli.method(method)
    let made = try await leaving(server.server) {
      try await maker.make(method: wish, cases: cases, minutes: minutes)
    }
    guard json else { return say(made.link) }
    let object = JSON.object([
      .init("link", .string(JSONText(made.link))),
      .init("session", .string(JSONText(Keys(made.secret).sessionText))),
      .init("claim", .string(JSONText(made.claimText))),
      .init("method", .string(JSONText(method))), .init("cases", .int(cases)),
      .init("minutes", .int(minutes)),
    ])
    say(String(decoding: object.bytes, as: UTF8.self))
  }
}
