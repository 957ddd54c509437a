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
public struct Play: Sendable {
  /// What is played.
  public var script: Script
  /// The session to play in, still in its lobby and without members.
  public var made: SessionMaker.Made
  /// The address of the server.
  public var server: String
  /// A PEM file with the authorities to trust instead of the system's.
  public var caFile: String?
  /// How long to wait while nothing happens.
  public var patience: Duration = .seconds(60)
  /// How long to rest after each beat, for tests that disturb the play.
  public var pause: Duration = .zero
  /// Whether the session is removed from the server at the end.
  public var purges = true
  /// The case that its presenter stops halfway, from 1.
  public var stop: Director.Stop?
  /// Told now and then what happens, in one line.
  public var progress: @Sendable (String) -> Void = { _ in }

  /// Creates a play of a script in a new session.
  public init(script: Script, made: SessionMaker.Made, server: String) {
    self.script = script
    self.made = made
    self.server = server
  }

  /// How a play went.
  public struct Report: Sendable {
    /// The number of events of the session.
    public var events = 0
    /// The number of items that can be read at the end.
    public var items = 0
    /// The number of closed sets.
    public var sets = 0
    /// How often a member had to come back.
    public var returns = 0
    /// The number of sealed texts that were opened by every member.
    public var texts = 0
    /// The number of members who were also sent all events anew, from the first on, and came to
    /// the same view.
    public var replays = 0
    /// The receipt of the purge, if there was one.
    public var receipt: Receipt?
    /// Everything that was not as it must be; empty after a good play.
    public var problems: [String] = []
  }

  /// Why a play did not come to its end.
  public enum Failure: Error, CustomStringConvertible {
    /// Nothing happened for as long as the patience lasts.
    case stuck(String)
    /// A member cannot come back.
    case lost(String)

    /// What happened, in one line.
    public var description: String {
      switch self {
      case .stuck(let what), .lost(let what): what
      }
    }
  }

  /// Plays to the close and checks the end.
  ///
  /// - Throws: `Failure`, or a `TransportError` when connections cannot be made at all.
  public func run() async throws -> Report {
    let company = try Company(self)
    defer { company.stop() }
    try await company.join()
    try await company.meet()
    try await company.check()
    if purges { try await company.purge() }
    return company.report
  }
}
