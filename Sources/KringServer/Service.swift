import Foundation
import KringCore
import KringJournal
import KringMethods
import KringProtocol
import Transport

/// The whole server: transport, gateway and journal, each on its own thread, put together.
public final class Service: @unchecked Sendable {
  // Not checked because the gateway belongs to the transport's thread: it is made before that
  // thread runs and afterwards only touched in work posted to it.

  private let configuration: Configuration
  private let server: Server
  private let offer: Offer
  private let writer: JournalWriter<Archive>
  private var gateway: Gateway?
  private let reports = Reports()

  /// Opens the journal and begins to listen; nobody is served before `run`.
  ///
  /// Throws `MethodErrors`, `JournalError`, `TransportError` or `ConfigurationError`, each with
  /// a sentence that says where and what was expected.
  public init(_ configuration: Configuration) throws {
    self.configuration = configuration
    offer = try configuration.loadMethods()
    var transport = try configuration.transport()
    transport.assets = try configuration.loadAssets()
    server = try Server(transport)
    let limits = configuration.gateway.limits
    let data = configuration.data
    writer = JournalWriter(
      journal: { SQLiteJournal(folder: data) },
      empty: Archive(limits: limits),
      replay: { archive, entry in try archive.replay(entry) },
      report: { [reports, server] report in
        server.post { reports.handler?(report) }
      })
  }

  /// Serves on the calling thread until a drain has ended; then all is on disk.
  ///
  /// - Parameter ready: told the port once the journal is open and connections are served.
  public func run(ready: (Int) -> Void) throws {
    let opened = try writer.start()
    let gateway = Gateway(
      network: server, disk: writer,
      sources: Sources(now: Self.clock(from: server), random: Digest.random),
      settings: configuration.gateway, archive: opened.state,
      lastAlive: opened.lastAlive.map(Int.init))
    self.gateway = gateway
    reports.handler = { [writer] report in
      switch report {
      case .committed(let through): gateway.committed(through: through)
      case .purged(let receipts): gateway.purged(receipts)
      case .failed(let error, _):
        Log.error("storage", error.description)
        gateway.diskFailed()
        writer.reopen()
      case .notReopened(let error): Log.error("storage", "\(error)")
      case .reopened(let opened):
        Log.notice("storage-recovered")
        gateway.diskRecovered(opened.state, lastAlive: opened.lastAlive.map(Int.init))
      }
    }
    tick()
    ready(server.port)
    server.run(delegate: Delegate(gateway: gateway, offer: offer))
    writer.stop()
  }

  private func tick() {
    gateway?.tick()
    _ = server.schedule(after: .seconds(1)) { [unowned self] in tick() }
  }

  /// Tells clients when to come back, closes their connections and stops; from any thread.
  public func drain() {
    server.post { [self] in
      gateway?.drain(spread: configuration.drainSpread)
      // Long enough for the last batch and the goodbyes.
      _ = server.schedule(after: .seconds(1)) { [unowned self] in server.stop() }
    }
  }

  /// The wall clock at start plus what has run since, so it never goes back.
  private static func clock(from server: Server) -> () -> Int {
    let start = Int(Date().timeIntervalSince1970 * 1000)
    let zero = server.now
    return { start + Int((server.now - zero) / .milliseconds(1)) }
  }
}

/// Hands the reports of the disk thread to whoever is ready for them on the socket thread.
private final class Reports: @unchecked Sendable {
  // Set before the transport runs, read on the transport's thread only.
  var handler: ((JournalReport<Archive>) -> Void)?
}

/// The gateway as the transport calls it.
private final class Delegate: ServerDelegate {
  let gateway: Gateway
  let offer: Offer

  init(gateway: Gateway, offer: Offer) {
    self.gateway = gateway
    self.offer = offer
  }

  func opened(_ id: ConnectionID, address: PeerAddress) { gateway.opened(id) }
  func received(_ id: ConnectionID, text: UnsafeRawBufferPointer) { gateway.received(id, text) }
  func closed(_ id: ConnectionID) { gateway.closed(id) }
  func drained(_ id: ConnectionID) { gateway.drained(id) }
  func request(_ request: HTTPRequest) { gateway.request(request, offer: offer) }
  func turnEnded() { gateway.endTurn() }
}

extension JournalWriter: Disk {}

extension Server: Network {
  /// Stops or takes up reading from all sockets.
  public func setReading(_ reading: Bool) {
    if reading { resumeReading() } else { pauseReading() }
  }

  /// Answers with JSON that no cache keeps.
  public func respond(_ token: ResponseToken, status: Int, body: [UInt8]) {
    respond(
      token, status: status,
      headers: [("content-type", "application/json"), ("cache-control", "no-store")], body: body)
  }
}
