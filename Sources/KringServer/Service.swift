import Foundation
import KringCore
import KringJournal
import KringMethods
import KringProtocol
import Transport
import TransportLoop

/// The whole server: transport, gateway and journal, each on its own thread, put together.
package final class Service: @unchecked Sendable {
  // Not checked because the gateway belongs to the transport's thread: it is made before that
  // thread runs and afterwards only touched in work posted to it.

  private let configuration: Configuration
  private let server: Server
  private let offer: Offer
  private let writer: JournalWriter<Archive>
  private var gateway: Gateway?
  private let reports = Reports()
  private let manager: ServiceManager
  /// How many connections the system lets it have, when that is fewer than was asked for.
  private let fewConnections: Int?
  private let startTime = Int(Date().timeIntervalSince1970)
  /// When sessions are next looked for that no node serves.
  private var orphansDue: Duration = .zero
  /// The error of the disk that was logged last, until it works again.
  private var complaint: JournalError?

  /// Opens the journal and begins to listen; nobody is served before `run`.
  ///
  /// Throws `MethodErrors`, `JournalError`, `TransportError` or `ConfigurationError`, each with
  /// a sentence that says where and what was expected.
  ///
  /// - Parameter manager: told when it serves, reads its certificate again, and drains.
  package init(_ configuration: Configuration, manager: ServiceManager) throws {
    self.configuration = configuration
    self.manager = manager
    offer = try configuration.loadMethods()
    var transport = configuration.transport()
    transport.assets = try configuration.loadAssets()
    for (path, body) in offer.answers {
      transport.assets.add(
        path: configuration.base + "api/" + path, contentType: "application/json", body: body)
    }
    let wanted = transport.maxConnections
    transport.maxConnections = try Descriptors.connections(
      wanted: wanted, hardLimit: Descriptors.hardLimit)
    fewConnections = transport.maxConnections < wanted ? transport.maxConnections : nil
    server = try Server(transport)
    let data = configuration.data
    let postgres = configuration.postgres
    writer = JournalWriter(
      pace: JournalPace(beat: postgres == nil ? .seconds(15) : PostgresSettings.beat),
      journal: {
        if let postgres { PostgresJournal(postgres) } else { SQLiteJournal(folder: data) }
      },
      empty: Archive(),
      replay: { archive, entry in archive.replay(entry) },
      accept: { [trusts = configuration.trustClock] opened in
        let now = Int(Date().timeIntervalSince1970 * 1000)
        if !trusts { try ClockCheck.look(at: opened, now: now) }
      },
      report: { [reports, server] report in
        server.post { reports.handler?(report) }
      })
  }

  /// Serves on the calling thread until a drain has ended; then all is on disk.
  ///
  /// - Parameter ready: told the port, and that of the figures if there is one, once the journal
  ///   is open and connections are served.
  package func run(ready: (_ port: Int, _ metricsPort: Int?) -> Void) throws {
    let began = server.now
    let now = Int(Date().timeIntervalSince1970 * 1000)
    // A node that cannot have its key takes up no sessions. Where the journal is in the folder, it makes
    // and locks that first.
    let early = configuration.database == nil ? nil : try keyFile.readOrMake(now: now)
    let opened = try writer.start()
    let keys = try early ?? keyFile.readOrMake(now: now)
    var settings = configuration.gateway
    settings.sharesJournal = configuration.database != nil
    settings.signer = Signer(server: configuration.origin(port: server.port), keys: keys)
    let metrics = Metrics(clock: { [server] in server.now })
    let gateway = Gateway(
      network: server, disk: writer,
      sources: Sources(now: Self.clock(from: server), random: Digest.random),
      settings: settings, offer: offer, opened: opened, metrics: metrics)
    self.gateway = gateway
    reports.handler = { [unowned self, writer] report in
      switch report {
      case .committed(let through): gateway.committed(through: through)
      case .refused(let sessions): gateway.refused(sessions)
      case .claimed(let session, let claim): gateway.claimed(session, claim)
      case .loaded(let session, let events): gateway.loaded(session, events)
      case .beat(let time): gateway.metrics.beat.add(time / .seconds(1))
      case .purged(let receipts):
        Log.notice(.purged, [.sessions: receipts.count])
        gateway.purged(receipts)
      case .failed(let error, _):
        if error.code == .fenced { Log.warning(.fenced) } else { complain(error) }
        // A balancer goes on to another node meanwhile.
        server.refusesUpgrades = configuration.database != nil
        gateway.diskFailed(error)
        writer.reopen()
      case .notReopened(let error):
        complain(error as? JournalError ?? JournalError(.storage, "\(error)"))
      case .reopened(let opened):
        Log.notice(.storageRecovered, [.sessions: opened.state.sessions.count])
        complaint = nil
        server.refusesUpgrades = false
        tellOfLosses(opened)
        gateway.diskRecovered(opened)
      }
    }
    tick(due: server.now)
    tellOfLosses(opened)
    ready(server.port, server.privatePort)
    manager.tell(.ready)
    Log.started(
      sessions: opened.state.sessions.count,
      milliseconds: (server.now - began).milliseconds)
    for name in Permissions.loose(configuration) { Log.warning(.permissions, code: name) }
    tellOfCertificate()
    if let fewConnections { Log.warning(.fewConnections, [.connections: fewConnections]) }
    server.run(
      delegate: GatewayDelegate(gateway: gateway, base: configuration.base) {
        [unowned self] in answerPrivately($0)
      })
    writer.stop()
    Log.notice(.stopped)
  }

  /// Logs what is wrong with the disk, but the same error only once until it works again.
  private func complain(_ error: JournalError) {
    guard error != complaint else { return }
    complaint = error
    Log.error(.storage, code: error.code.rawValue, reason: error.message)
  }

  /// Logs when the certificate has ended or ends soon.
  private func tellOfCertificate() {
    guard let end = CertificateEnd(secondsLeft: server.certificateSecondsLeft) else { return }
    Log.warning(.certificateEnds, code: end.rawValue)
  }

  /// How often sessions are taken up that no node serves, and how many of them.
  private static let orphanPause: Duration = .seconds(60)
  private static let orphansAtOnce = 50

  /// Logs that the database does not have what members had been told was kept, or has what nobody can
  /// read.
  private func tellOfLosses(_ opened: OpenedJournal<Archive>) {
    if opened.unreadable > 0 {
      let reason = "closed sets of \(opened.unreadable) sessions cannot be read"
      Log.error(.storage, code: JournalError.Code.corrupt.rawValue, reason: reason)
    }
    guard opened.lostTail > 0 else { return }
    gateway?.metrics.lostTails += opened.lostTail
    Log.error(.tailLost, [.sessions: opened.lostTail])
  }

  /// How late the timer may come up before a line says so.
  private static let longestLag: Duration = .seconds(1)

  private func tick(due: Duration) {
    let late = max(.zero, server.now - due)
    gateway?.metrics.loopLag.add(late / .seconds(1))
    if late > Self.longestLag {
      Log.warning(.slowLoop, [.milliseconds: late.milliseconds])
    }
    gateway?.tick()
    if let taken = gateway?.metrics.takeClaims(), taken > 0 {
      Log.notice(.tookOver, [.sessions: taken])
    }
    if configuration.database != nil, orphansDue <= server.now {
      orphansDue = server.now + Self.orphanPause
      writer.claimOrphans(atMost: Self.orphansAtOnce)
    }
    let next = server.now + .seconds(1)
    _ = server.schedule(after: .seconds(1)) { [unowned self] in tick(due: next) }
  }

  /// Answers what came to the port of the figures.
  private func answerPrivately(_ request: HTTPRequest) {
    guard let gateway, request.path == "/metrics", request.method != .post else {
      return server.respond(request.token, status: 404)
    }
    server.respond(
      request.token, status: 200,
      headers: [
        ("content-type", "text/plain; version=0.0.4; charset=utf-8"), ("cache-control", "no-store"),
      ],
      body: gateway.metrics.page(
        gateway.gauges(server, ProcessFigures(data: configuration.data, start: startTime))))
  }

  /// Tells clients when to come back, closes their connections and stops; from any thread.
  package func drain() {
    server.post { [self] in
      manager.tell(.stopping)
      Log.notice(.draining, [.connections: server.openWebSockets])
      // Other nodes may take the sessions up once this one has stopped and given them up.
      let earliest = configuration.database == nil ? .zero : Self.farewell + .milliseconds(500)
      gateway?.drain(spread: configuration.drainSpread, earliest: earliest)
      _ = server.schedule(after: Self.farewell) { [unowned self] in server.stop() }
    }
  }

  /// How long a server that stops goes on: long enough for the last batch and the goodbyes.
  private static let farewell: Duration = .seconds(1)

  private var keyFile: ProofKeyFile { ProofKeyFile(folder: configuration.data) }

  /// Takes up another key for statements of attendance; keeps the present one if it cannot be read.
  private func reloadKey() {
    do throws(JournalError) {
      guard let keys = try keyFile.read() else { return }
      gateway?.signer?.keys = keys
    } catch {
      Log.error(.notReloaded, code: error.code.rawValue, reason: error.message)
    }
  }

  /// Reads the certificate, its key and the key for statements again, for connections from now on;
  /// from any thread.
  package func reload() {
    server.post { [self] in
      manager.tell(.reloading)
      defer { manager.tell(.ready) }
      reloadKey()
      guard configuration.server.tlsCertificate != nil else { return }
      do throws(TransportError) {
        try server.reloadCertificate()
        Log.notice(.reloaded)
        tellOfCertificate()
      } catch {
        Log.error(.notReloaded, code: error.code.rawValue, reason: error.message)
      }
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

extension Gateway {
  /// What there is just now, for the page of figures.
  fileprivate func gauges(_ server: Server, _ process: ProcessFigures) -> Gauges {
    var gauges = self.gauges
    gauges.connections = server.openWebSockets
    gauges.queuedBytes = server.queuedBytes
    gauges.counts = server.counts
    gauges.certificateSecondsLeft = server.certificateSecondsLeft
    gauges.process = process
    return gauges
  }
}
