import ArgumentParser
import KringClient
import KringCore
import KringSeal
import KringTerminal

/// Checks what a server tells about a session.
struct VerifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Checks that a server tells the truth about a session, and prints its id.",
    discussion: """
      Takes a seat (or with --seat FILE one that it had before), checks that the cards of every \
      opened set are in ascending order and that every text opens, asks for all events from the \
      first one on, and compares what they give with the view of the server. Who takes a seat after \
      the beginning is not given what was before: then two views are compared. Ends with 0 if all \
      holds. A new seat leaves the round at the end.

      EXAMPLE
        kring-cli verify LINK --name Vera

      The id alone, without a seat, is printed by `kring-cli id`.
      """)

  @OptionGroup var seat: SeatOptions
  @Option(help: "How many seconds to wait for the server, or at the door.")
  var patience = 60

  /// How often a meeting that goes on may change between the two looks.
  private static let attempts = 5

  func run() async throws {
    let keys = try seat.keys()
    say("session \(keys.sessionText)")
    let guest = try await Guest(seat)
    let patience = Duration.seconds(patience)
    var seen = try await guest.wait(patience, for: "a seat", until: \.isQuiet)
    var isReplayed = false
    var holds = false
    for _ in 0..<Self.attempts {
      guest.member.replay()
      seen += try await guest.wait(patience, for: "all events", until: \.isQuiet)
      let first = guest.replica
      guest.member.resync()
      seen += try await guest.wait(patience, for: "the view", until: \.isQuiet)
      guard guest.replica.view.seq == first.view.seq else { continue }
      isReplayed = first.isReplayed
      holds = first.viewBytes == guest.replica.viewBytes
      break
    }
    let view = guest.replica.view
    var problems = Self.problems(seen)
    let texts = Texts(Sealer(keys), in: view)
    problems += texts.problems
    if !holds { problems.append("the events and the view of the server differ") }
    let opened = view.sets.count { $0.state == .opened }
    say("\(view.seq) events, \(view.members.count) members, \(view.items.count) items")
    say("\(opened) opened sets looked at, \(texts.count) texts opened")
    say(
      isReplayed
        ? "all events from the first one on give the server's view"
        : "the server gives this seat no events from the first one on; two views are compared")
    if self.seat.seat == nil { guest.send(.people(.leave)) }
    try await guest.wait(patience, for: "the goodbye") { $0.pending.isEmpty }
    guest.stop()
    for problem in problems { complain("verify: \(problem)") }
    guard problems.isEmpty else { throw Leaving.failed.because("the session does not hold") }
    say("holds")
  }

  private static func problems(_ seen: [MemberClient.Happening]) -> [String] {
    seen.compactMap { happening in
      switch happening {
      case .signal(.openingWrong(let set)): "the cards of set \(set) are not in order"
      case .signal(.gap): "events are missing"
      case .signal(.outdated): "the server is newer than this client"
      default: nil
      }
    }
  }
}
