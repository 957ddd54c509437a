import ArgumentParser
import KringClient
import KringJSON
import KringSeal
import KringTerminal

/// Follows a session without saying anything.
struct WatchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "watch",
    abstract: "Follows a session and prints what happens, as lines for people or as JSON.",
    discussion: """
      Takes a seat like any member, since a session has no other way to be followed, and comes \
      back by itself when the connection is lost. With --json each line is one object: an event \
      or view as in protocol/README.md, with what was sealed under the key "opened", by id; \
      "seated", "presence", "waiting", "lost", "ended", "problem" besides. Ends when the session \
      is removed, with 0, or when nobody reads the lines any more.

      EXAMPLE
        kring-cli watch LINK --name Wim --json | grep --line-buffered step.entered
      """)

  @OptionGroup var seat: SeatOptions
  @Flag(help: "Print JSON, one object a line.")
  var json = false

  func run() async throws {
    let guest = try await Guest(seat)
    let sealer = Sealer(try seat.keys())
    let lines = JSONLines(sealer: sealer)
    var narrator = Narrator(sealer: sealer)
    while let news = await guest.next() {
      guard case .happening(let replica, let happening) = news else { continue }
      if json {
        for line in lines.lines(happening, replica) {
          say(String(decoding: line.bytes, as: UTF8.self))
        }
      } else {
        for line in narrator.lines(happening, replica) { say(line) }
      }
      switch happening {
      case .signal(.welcomed): try seat.keep(replica.seat)
      case .ended(4004, _): return
      case .ended(let code, let reason): throw Guest.sentAway(code, reason)
      default: break
      }
    }
  }
}
