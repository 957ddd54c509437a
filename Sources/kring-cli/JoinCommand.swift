import ArgumentParser
import Foundation
import KringClient
import KringCore
import KringProtocol
import KringSeal
import KringTerminal

/// Takes part in a session at a prompt.
struct JoinCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "join",
    abstract: "Takes part in a session at a prompt.",
    discussion: """
      Prints what happens in plain lines and takes commands, one a line; `help` lists them. A \
      command waits until the one before it was answered, so commands may also come from a pipe. \
      Ends at `quit` or at the end of the input; the seat stays, and --seat FILE brings the same \
      member back.

      EXAMPLE
        kring-cli join LINK --name Anna
      """)

  @OptionGroup var seat: SeatOptions
  @Flag(help: "Ask for a seat that was lost; somebody inside gives it back.")
  var lost = false
  @Option(help: "How many seconds a command may wait for its answer.")
  var patience = 60

  func run() async throws {
    let guest = try await Guest(seat, lost: lost)
    read(guest.tell)
    let sealer = Sealer(try seat.keys())
    var narrator = Narrator(sealer: sealer)
    var lines: [String] = []
    var isOver = false
    var waitingSince = ContinuousClock.now
    while let news = await guest.next() {
      switch news {
      case .happening(let replica, let happening):
        for line in narrator.lines(happening, replica) { say(line) }
        if case .ended(let code, let reason) = happening {
          if code == 4004 { return }
          throw Guest.sentAway(code, reason)
        }
        if case .signal(.welcomed) = happening { try seat.keep(replica.seat) }
      case .line(let line): lines.append(line)
      case .endOfLines: isOver = true
      case .tick: break
      }
      guard guest.replica.isQuiet else {
        if lines.isEmpty && !isOver { waitingSince = .now }
        guard ContinuousClock.now - waitingSince < .seconds(patience) else {
          throw Leaving.gaveUp.because("waited \(patience) seconds for an answer")
        }
        continue
      }
      waitingSince = .now
      while guest.replica.isQuiet, !lines.isEmpty {
        let line = lines.removeFirst()
        if line == "quit" { return guest.stop() }
        carryOut(line, guest, sealer)
      }
      if isOver, lines.isEmpty, guest.replica.isQuiet { return guest.stop() }
    }
  }

  private func carryOut(_ line: String, _ guest: Guest, _ sealer: Sealer) {
    switch Prompt(guest.replica, sealer).answer(line) {
    case .nothing: break
    case .say(let lines): lines.forEach { KringTerminal.say($0) }
    case .send(let commands): commands.forEach(guest.send)
    case .presence(let message): guest.say(message)
    }
  }

  /// Reads lines on a thread of its own, for reading waits.
  private func read(_ tell: AsyncStream<Guest.News>.Continuation) {
    Thread {
      while let line = readLine() {
        tell.yield(.line(line.trimmingCharacters(in: .whitespaces)))
      }
      tell.yield(.endOfLines)
    }.start()
  }
}
