import Foundation

import Transport

/// A server on a thread of its own that records what it is told; it stops when nobody holds it or its port any more.
package final class Harness: Sendable {
  package enum Event: Equatable, Sendable {
    case opened(ConnectionID)
    case received(ConnectionID, String)
    case closed(ConnectionID)
    case drained(ConnectionID)
    case requested(HTTPRequest.Method, String, bodyBytes: Int)
    case turnEnded
  }

  package typealias OnReceived = @Sendable (Server, ConnectionID, [UInt8]) -> Void
  package typealias OnRequest = @Sendable (Server, HTTPRequest) -> Void

  package let server: Server
  private let recorder: Recorder
  private let stopped = EventLog<Bool>()

  /// The callbacks run on the server's thread.
  package init(
    _ change: (inout ServerConfiguration) -> Void = { _ in },
    onReceived: OnReceived? = { server, id, text in
      _ = server.send(id, frames: Frame.text(text))
    },
    onRequest: OnRequest? = nil
  ) throws {
    var configuration = ServerConfiguration()
    change(&configuration)
    let server = try Server(configuration)
    let recorder = Recorder(server: server, onReceived: onReceived, onRequest: onRequest)
    self.server = server
    self.recorder = recorder
    let thread = Thread { [stopped] in
      server.run(delegate: recorder)
      stopped.add(true)
    }
    thread.start()
  }

  deinit { server.stop() }

  /// The port, for those who connect; it keeps the server running.
  package struct Port: CustomStringConvertible {
    package let number: Int
    fileprivate let owner: Harness
    package var description: String { "\(number)" }
  }

  package var port: Port { Port(number: server.port, owner: self) }
  package var privatePort: Port { Port(number: server.privatePort ?? 0, owner: self) }

  package var events: [Event] { recorder.log.all }

  /// Runs work on the server's thread and waits for its result.
  package func onThread<Result: Sendable>(_ work: @escaping @Sendable (Server) -> Result) throws
    -> Result
  {
    let result = EventLog<Result>()
    server.post { [server] in result.add(work(server)) }
    return try result.wait("work on the server's thread") { _ in true }
  }

  /// Stops the server and waits until its thread has left.
  package func stop() throws {
    server.stop()
    _ = try stopped.wait("the end of run()") { $0 }
  }

  /// Waits for an event that fits.
  @discardableResult
  package func wait(_ what: String, _ fits: (Event) -> Bool) throws -> Event {
    try recorder.log.wait(what, fits)
  }

  /// Waits for a connection to open, after so many others, and returns its name.
  package func opened(after count: Int = 0) throws -> ConnectionID {
    var seen = 0
    let event = try wait("an opened connection") { event in
      guard case .opened = event else { return false }
      seen += 1
      return seen > count
    }
    guard case .opened(let id) = event else { throw Timeout(what: "an opened connection") }
    return id
  }
}

extension Harness {
  /// Asks the server again and again until something is so, for 20 seconds at most.
  package func waitUntil(_ what: String, _ isSo: @escaping @Sendable (Server) -> Bool) throws {
    let seen = EventLog<Bool>()
    @Sendable func look(_ server: Server, _ left: Int) {
      if isSo(server) { return seen.add(true) }
      if left > 0 { _ = server.schedule(after: .milliseconds(5)) { look(server, left - 1) } }
    }
    server.post { [server] in look(server, 4_000) }
    _ = try seen.wait(what) { $0 }
  }
}

/// A delegate that writes down what it is told.
private final class Recorder: ServerDelegate, Sendable {
  let log = EventLog<Harness.Event>()
  private let server: Server
  private let onReceived: Harness.OnReceived?
  private let onRequest: Harness.OnRequest?

  init(server: Server, onReceived: Harness.OnReceived?, onRequest: Harness.OnRequest?) {
    self.server = server
    self.onReceived = onReceived
    self.onRequest = onRequest
  }

  func opened(_ id: ConnectionID, address: PeerAddress) { log.add(.opened(id)) }
  func received(_ id: ConnectionID, text: UnsafeRawBufferPointer) {
    log.add(.received(id, String(decoding: text, as: UTF8.self)))
    onReceived?(server, id, Array(text))
  }
  func closed(_ id: ConnectionID) { log.add(.closed(id)) }
  func drained(_ id: ConnectionID) { log.add(.drained(id)) }
  func request(_ request: HTTPRequest) {
    log.add(.requested(request.method, request.path, bodyBytes: request.body.count))
    onRequest?(server, request)
  }
  func turnEnded() { log.add(.turnEnded) }
}
