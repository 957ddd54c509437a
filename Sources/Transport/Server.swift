import CLibWebSockets
import Glibc
import TransportLoop

/// A WebSocket and HTTP server on one thread, which knows nothing of what is said over it.
///
/// It owns one libwebsockets context on a libuv loop. ``post(_:)`` and ``stop()`` may be called from any thread;
/// everything else only on the thread of ``run(delegate:)``, and crashes elsewhere: that is the reason why it can be
/// `Sendable` without locks.
package final class Server: @unchecked Sendable {
  /// What it was told.
  package let configuration: ServerConfiguration
  /// The port it listens on.
  package let port: Int

  /// The port of ``ServerConfiguration/privatePort``, if there is one.
  package let privatePort: Int?
  /// What it has counted since the start.
  package internal(set) var counts = ServerCounts()

  let loop: Loop
  let context: LwsContext
  /// The virtual host of the private port.
  let privateHost: OpaquePointer?
  /// Strong only while running.
  var delegate: (any ServerDelegate)?
  var table = ConnectionTable()
  var addresses = AddressLimits()
  var webSockets = 0
  var wheel: PingWheel
  let api: PathSet
  let origins: Set<String>
  /// Something happened in this turn.
  var busy = false
  /// Whether every upgrade is answered with 503, so that a balancer tries the next server; requests and WebSockets that
  /// are there already go on.
  package var refusesUpgrades = false
  /// Input is held back, see ``pauseReading()``.
  var paused = false
  var held: [Connection] = []
  var pressure: Pressure
  /// The connections by the number of their socket.
  var bySocket: [Connection?] = []
  /// Connections with input that was received but not yet served: the socket gives no sign of it any more.
  var waiting: [Connection] = []
  var date = HTTPDate()
  /// Those that gave no proof yet, in the order in which they came.
  var strangers = Strangers()

  /// Checks the configuration and begins to listen; connections wait until ``run(delegate:)``.
  ///
  /// - Throws: ``TransportError`` that names the place and what was expected there.
  package init(_ configuration: ServerConfiguration) throws(TransportError) {
    let listen =
      if let path = configuration.socketFile { try ListenAddress.file(path) } else {
        try ListenAddress.resolve(host: configuration.host, port: configuration.port)
      }
    if let certificate = configuration.tlsCertificate {
      try TLSFiles.check(certificate: certificate, key: configuration.tlsKey)
    } else if configuration.tlsKey != nil {
      throw TransportError(
        .certificateUnreadable, "A private key was given without a certificate; give both.")
    }
    DescriptorLimit.fit(connections: configuration.maxConnections)
    self.configuration = configuration
    loop = Loop()
    context = try LwsContext(
      loop: loop, tls: configuration.tlsCertificate != nil, protocolName: configuration.subprotocol,
      headers: SecurityHeaders.list, callback: serverCallback)
    do {
      port = try context.listen(on: listen, configuration).port
      if let path = configuration.socketFile { chmod(path, 0o660) }
      (privateHost, privatePort) = try context.listenPrivately(configuration)
    } catch {
      context.destroy(with: loop)
      throw error
    }
    wheel = PingWheel(configuration)
    pressure = Pressure()
    api = PathSet(configuration.apiPaths)
    // Port 0 stands for the own port, which is known only now.
    let own = port
    origins = Set(
      configuration.allowedOrigins.map { origin in
        origin.hasSuffix(":0") ? "\(origin.dropLast())\(own)" : origin
      })
    context.setUser(Unmanaged.passUnretained(self).toOpaque())
    loop.onTurn = { [unowned self] in endTurn() }
    loop.onTick = { [unowned self] in tick() }
  }

  deinit {
    // After ``run(delegate:)`` it is destroyed already; this is for a server that never ran.
    context.setUser(nil)
    context.destroy(with: loop)
  }

  /// Serves until ``stop()``, on the thread that calls; can be called once.
  package func run(delegate: any ServerDelegate) {
    precondition(self.delegate == nil && !context.isDestroyed, "a server runs once")
    self.delegate = delegate
    beginReceiving()
    defer { endReceiving() }
    loop.startTicking(every: wheel.tick)
    loop.run()
    // Peers see the end even where the context has to be leaked (see ``WakeupDescriptor``).
    for wsi in table.all.compactMap(\.wsi) {
      shutdown(lws_get_socket_fd(wsi), Int32(SHUT_RDWR))
    }
    context.destroy(with: loop)
    if let path = configuration.socketFile { unlink(path) }
    self.delegate = nil
  }

  /// Makes ``run(delegate:)`` close all connections and return; from any thread, more than once is the same as once.
  package func stop() {
    loop.post { [self] in loop.stop() }
  }

  /// Runs work on the server's thread, in the order of posting; from any thread.
  ///
  /// - Returns: false when the server has stopped, and the work will not run.
  @discardableResult
  package func post(_ work: @escaping @Sendable () -> Void) -> Bool {
    loop.post { [self] in
      busy = true
      work()
    }
  }

  /// Runs work once after a delay, on the server's thread.
  package func schedule(after delay: Duration, _ work: @escaping () -> Void) -> TimerID {
    loop.schedule(after: delay) { [unowned self] in
      busy = true
      work()
    }
  }

  /// Makes a timer that has not come up never come up.
  package func cancel(_ timer: TimerID) { loop.cancel(timer) }

  /// The time since some fixed moment before the start; it never goes back, whatever happens to the wall clock.
  package var now: Duration { loop.now }

  private func endTurn() {
    relieve()
    serveWaiting()
    guard busy else { return }
    busy = false
    delegate?.turnEnded()
  }
}
