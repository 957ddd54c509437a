import ArgumentParser
import Foundation
import KringClient
import KringJSON
import KringPlay
import KringProtocol
import KringTerminal

/// Leads a scripted group through a meeting.
struct PlayCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "play",
    abstract: "Leads a scripted group through a whole meeting on a running server.",
    discussion: """
      Creates a session, lets the members join, plays to the close, and then compares what every \
      member was told with what the server says when the member comes back without a state, and \
      with all events from the first one on. Ends with 0 only if all is the same for all, nothing \
      was refused, no event was missing, every opening was in order and every text opens. A \
      server that stops and starts again only makes it wait.

      EXAMPLES
        kring-cli play --server http://localhost:8080 --method bovv6 --members 6
        kring-cli play Sources/KringPlay/Scripts/bovv6.json --members 8 \\
          --server http://localhost:8080
      """)

  @Argument(help: "A script file with method, names and texts.")
  var file: String?
  @OptionGroup var server: ServerOptions
  @Option(help: "The id of a method, or a method file; what is said is made up.")
  var method: String?
  @Option(help: "The number of members, 3 to 32; a script is filled up to it.")
  var members: Int?
  @OptionGroup var meeting: MeetingOptions
  @Option(name: .customLong("stop-case"), help: "The case that its presenter stops halfway.")
  var stopCase: Int?
  @Option(help: "How many seconds to wait while nothing happens.")
  var patience = 60
  @Option(name: .customLong("pause-ms"), help: "How many milliseconds to rest between beats.")
  var pause = 0
  @Flag(help: "Leave the session on the server, and print its link.")
  var keep = false

  func validate() throws {
    guard (file == nil) != (method == nil) else {
      throw ValidationError("Give either a script file or --method.")
    }
    if let members, !(3...32).contains(members) {
      throw ValidationError("--members: expected 3 to 32, found \(members).")
    }
    guard patience > 0, pause >= 0 else {
      throw ValidationError("--patience and --pause-ms: expected positive numbers.")
    }
  }

  func run() async throws {
    let script = try script()
    let maker = try server.maker()
    let wish = try kring_cli.method(script.method)
    let made = try await leaving(server.server) {
      try await maker.make(method: wish, cases: script.cases, minutes: script.minutes)
    }
    var play = Play(script: script, made: made, server: server.server)
    play.caFile = server.trust.caFile
    play.patience = .seconds(patience)
    play.pause = .milliseconds(pause)
    play.purges = !keep
    play.stop = stopCase.map { Director.Stop(number: $0, keep: false) }
    play.progress = { complain("play: \($0)") }
    if keep { say(made.link) }
    let start = ContinuousClock.now
    let report: Play.Report
    do {
      report = try await leaving(server.server) { try await play.run() }
    } catch let error as Play.Failure {
      switch error {
      case .stuck: throw Leaving.gaveUp.because(error.description)
      case .lost: throw Leaving.failed.because(error.description)
      }
    }
    tell(report, script, ContinuousClock.now - start)
    guard report.problems.isEmpty else { throw ExitCode(Leaving.failed.rawValue) }
  }

  private func script() throws -> Script {
    var script: Script
    if let file {
      do { script = try Script(file: contents(of: file)) } catch let error as JSONError {
        throw Leaving.errorsInFile.because("\(file): \(error)")
      }
    } else {
      script = Script(method: method ?? "", members: members ?? 6)
    }
    if let members {
      guard members >= script.members.count else {
        throw Leaving.usage.because(
          "--members: the script has \(script.members.count) members, more than \(members)")
      }
      script.fill(to: members)
    }
    script.cases = meeting.cases ?? script.cases
    script.minutes = meeting.minutes ?? script.minutes
    return script
  }

  private func tell(_ report: Play.Report, _ script: Script, _ time: Duration) {
    let problems = Set(report.problems).sorted()
    for problem in problems { complain("play: \(problem)") }
    let seconds = time.formatted(.units(allowed: [.seconds], fractionalPart: .show(length: 1)))
    say(
      "\(script.method): \(script.members.count) members, \(script.cases) cases, "
        + "\(report.events) events, \(report.items) items, \(report.sets) sets, "
        + "\(report.texts) texts opened, \(report.replays) replays, \(report.returns) returns, "
        + "\(seconds): " + (problems.isEmpty ? "all agree" : "\(problems.count) problems"))
  }
}
