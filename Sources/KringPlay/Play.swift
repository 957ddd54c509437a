import Dispatch
import KringClient
import KringCore
import KringProtocol
import KringSeal
import TransportClient

/// A scripted group that meets on a real server, from joining to the close, and checks what it
/// was told.
///
/// One task runs it; it survives lost connections and a server that is killed and started again.
package struct Play: Sendable {
  /// What is played.
  package var script: Script
  /// The session to play in, still in its lobby and without members.
  package var made: SessionMaker.Made
  /// The address of the server.
  package var server: String
  /// A PEM file with the authorities to trust instead of the system's.
  package var caFile: String?
  /// How long to wait while nothing happens.
  package var patience: Duration = .seconds(60)
  /// How long to rest after each beat, for tests that disturb the play.
  package var pause: Duration = .zero
  /// Whether the session is removed from the server at the end.
  package var purges = true
  /// The case that its presenter stops halfway, from 1.
  package var stop: Director.Stop?
  /// Told now and then what happens, in one line.
  package var progress: @Sendable (String) -> Void = { _ in }

  /// All else has its default: 60 s of patience, no pause, a purge at the end.
  package init(script: Script, made: SessionMaker.Made, server: String) {
    self.script = script
    self.made = made
    self.server = server
  }

  /// How a play went.
  package struct Report: Sendable {
    /// The number of events of the session.
    package var events = 0
    /// The number of items that can be read at the end.
    package var items = 0
    /// The number of closed sets.
    package var sets = 0
    /// How often a member had to come back.
    package var returns = 0
    /// The number of sealed texts that were opened by every member.
    package var texts = 0
    /// The number of members who were also sent all events anew, from the first on, and came to
    /// the same view.
    package var replays = 0
    /// The receipt of the purge, if there was one.
    package var receipt: Receipt?
    /// Everything that was not as it must be; empty after a good play.
    package var problems: [String] = []
  }

  /// Why a play did not come to its end.
  package enum Failure: Error, CustomStringConvertible {
    /// Nothing happened for as long as the patience lasts.
    case stuck(String)
    /// A member cannot come back.
    case lost(String)

    /// What happened, in one line.
    package var description: String {
      switch self {
      case .stuck(let what), .lost(let what): what
      }
    }
  }

  /// Plays to the close and checks the end.
  ///
  /// - Throws: `Failure`, or a `TransportError` when connections cannot be made at all.
  package func run() async throws -> Report {
    let company = try Company(self)
    defer { company.stop() }
    try await company.join()
    try await company.meet()
    try await company.check()
    if purges { try await company.purge() }
    return company.report
  }
}
