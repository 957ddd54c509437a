import Dispatch
import KringClient
import KringCore
import KringProtocol
import KringTerminal
import TransportClient

/// One member of a session in this program, with everything that happens to it in one stream.
final class Guest {
  /// Something that happens to the member, a line that a person typed, or the passing of time.
  enum News: Sendable {
    case happening(Replica, MemberClient.Happening)
    case line(String)
    case endOfLines
    case tick
  }

  let member: MemberClient
  private let client: Client
  private let stream: AsyncStream<News>
  /// Puts something into the stream; usable from any thread.
  let tell: AsyncStream<News>.Continuation
  private let timer: any DispatchSourceTimer
  private(set) var replica: Replica

  /// Looks whether the server is there, and connects.
  init(_ options: SeatOptions, lost: Bool = false) async throws {
    let server = options.server
    _ = try await leaving(server) {
      try await HTTPClient.request(
        "GET", server.trimmed + "/healthz", caFile: options.trust.caFile)
    }
    var replica = try options.replica()
    replica.lost = lost
    self.replica = replica
    let client = try await leaving(server) { try Client() }
    self.client = client
    let (stream, tell) = AsyncStream<News>.makeStream()
    (self.stream, self.tell) = (stream, tell)
    member = MemberClient(
      client: client, server: server, replica: self.replica, caFile: options.trust.caFile
    ) { replica, happening in tell.yield(.happening(replica, happening)) }
    timer = DispatchSource.makeTimerSource(queue: .global())
    timer.setEventHandler { tell.yield(.tick) }
    timer.schedule(deadline: .now() + 1, repeating: 1)
    timer.resume()
    member.start()
  }

  /// The next thing; `nil` after `stop`.
  func next() async -> News? {
    var iterator = stream.makeAsyncIterator()
    let news = await iterator.next()
    if case .happening(let replica, _)? = news, replica.revision >= self.replica.revision {
      self.replica = replica
    }
    return news
  }

  /// Sends a command, and knows at once that it has no answer yet.
  func send(_ command: Command) {
    member.send(command)
    replica = member.snapshot
  }

  /// Says something about presence, which is not shown by the server yet.
  func say(_ message: ClientMessage) {
    member.say(message)
    replica = member.snapshot
  }

  /// Waits for something to be so, for as long as the patience lasts while nothing happens.
  ///
  /// - Returns: what happened meanwhile.
  @discardableResult
  func wait(
    _ patience: Duration, for what: String, until isSo: (Replica) -> Bool
  ) async throws -> [MemberClient.Happening] {
    replica = member.snapshot
    var last = ContinuousClock.now
    var seen: [MemberClient.Happening] = []
    while !isSo(replica) {
      switch await next() {
      case .happening(_, .ended(let code, let reason)):
        throw Self.sentAway(code, reason)
      case .happening(_, let happening):
        if case .signal = happening { last = .now }
        seen.append(happening)
      case .tick:
        guard ContinuousClock.now - last > patience else { continue }
        throw Leaving.gaveUp.because("waited \(patience) for \(what)")
      case .line, .endOfLines, nil: continue
      }
    }
    return seen
  }

  /// Ends the connection and the stream.
  func stop() {
    member.stop()
    timer.cancel()
    tell.finish()
    client.stop()
  }

  /// What a close means for a person.
  static func sentAway(_ code: Int, _ reason: String) -> any Error {
    let sentence =
      switch code {
      case 4001: "the seat is open in another window"
      case 4002: "there is no such session: the link is wrong, or the session was removed"
      case 4003: "the chair has removed this member"
      case 4004: "the session was removed from the server"
      case 4005: "the seat belongs to somebody else; ask for it with --lost"
      case 4006: "not let in"
      case 4007: "there is no room; try again later"
      default: "the connection ended"
      }
    return Leaving.failed.because("\(sentence) (\(code) \(reason))")
  }
}

extension String {
  /// The address of a server without slashes at its end.
  var trimmed: String {
    var text = self
    while text.hasSuffix("/") { text.removeLast() }
    return text
  }
}
