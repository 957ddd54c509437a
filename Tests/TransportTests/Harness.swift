import Foundation
import Synchronization

@testable import Transport

/// A server on a thread of its own that records what it is told and can echo.
final class Harness: ServerDelegate, @unchecked Sendable {
  enum Event: Equatable, Sendable {
    case opened(ConnectionID)
    case received(ConnectionID, String)
    case closed(ConnectionID)
    case drained(ConnectionID)
    case requested(HTTPRequest.Method, String, bodyBytes: Int)
    case turnEnded
  }

  let server: Server
  /// Called on the server's thread.
  var onReceived: ((Harness, ConnectionID, [UInt8]) -> Void)?
  var onRequest: ((Harness, HTTPRequest) -> Void)?
  private let log = EventLog<Event>()
  private let stopped = EventLog<Bool>()

  init(
    _ change: (inout ServerConfiguration) -> Void = { _ in },
    onReceived: ((Harness, ConnectionID, [UInt8]) -> Void)? = Harness.echo,
    onRequest: ((Harness, HTTPRequest) -> Void)? = nil
  ) throws {
    var configuration = ServerConfiguration()
    change(&configuration)
    server = try Server(configuration)
    self.onReceived = onReceived
    self.onRequest = onRequest
    let thread = Thread { [self] in
      server.run(delegate: self)
      stopped.add(true)
    }
    thread.stackSize = 1 << 20
    thread.start()
  }

  deinit { server.stop() }

  static func echo(_ harness: Harness, _ id: ConnectionID, _ text: [UInt8]) {
    _ = harness.server.send(id, frames: Frame.text(text))
  }

  var port: Int { server.port }

  /// Runs work on the server's thread and waits for its result.
  func onThread<Result: Sendable>(_ work: @escaping @Sendable (Server) -> Result) throws -> Result {
    let result = EventLog<Result>()
    server.post { [server] in result.add(work(server)) }
    return try result.wait("work on the server's thread") { _ in true }
  }

  /// Stops the server and waits until its thread has left.
  func stop() throws {
    server.stop()
    _ = try stopped.wait("the end of run()") { $0 }
  }

  /// Waits for an event that fits.
  @discardableResult
  func wait(_ what: String, _ fits: (Event) -> Bool) throws -> Event {
    try log.wait(what, fits)
  }

  /// Waits for the next connection to open and returns its name.
  func opened(after count: Int = 0) throws -> ConnectionID {
    var seen = 0
    let event = try log.wait("an opened connection") { event in
      guard case .opened = event else { return false }
      seen += 1
      return seen > count
    }
    guard case .opened(let id) = event else { throw Timeout(what: "an opened connection") }
    return id
  }

  var events: [Event] { log.all }

  func opened(_ id: ConnectionID, address: PeerAddress) { log.add(.opened(id)) }
  func received(_ id: ConnectionID, text: UnsafeRawBufferPointer) {
    log.add(.received(id, String(decoding: text, as: UTF8.self)))
    onReceived?(self, id, Array(text))
  }
  func closed(_ id: ConnectionID) { log.add(.closed(id)) }
  func drained(_ id: ConnectionID) { log.add(.drained(id)) }
  func request(_ request: HTTPRequest) {
    log.add(.requested(request.method, request.path, bodyBytes: request.body.count))
    onRequest?(self, request)
  }
  func turnEnded() { log.add(.turnEnded) }
}

/// Thrown when what a test waits for does not come.
struct Timeout: Error, CustomStringConvertible {
  let what: String
  var description: String { "waited in vain for \(what)" }
}

/// What happened, in order, with waiting for what is still to come.
final class EventLog<Event: Sendable>: @unchecked Sendable {
  private let condition = NSCondition()
  private var events: [Event] = []

  func add(_ event: Event) {
    condition.withLock {
      events.append(event)
      condition.broadcast()
    }
  }

  var all: [Event] { condition.withLock { events } }

  /// Looks at each event once, from the first on, and returns the first that fits.
  func wait(_ what: String, _ fits: (Event) -> Bool) throws -> Event {
    let deadline = Date(timeIntervalSinceNow: 20)
    condition.lock()
    defer { condition.unlock() }
    var next = 0
    while true {
      while next < events.count {
        if fits(events[next]) { return events[next] }
        next += 1
      }
      guard condition.wait(until: deadline) else { throw Timeout(what: what) }
    }
  }
}
