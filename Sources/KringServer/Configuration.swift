import Foundation
import KringCore
import KringJournal
import KringMethods
import KringProtocol
import Transport

/// What a server is told by flags and environment.
package struct Configuration: Sendable {
  /// What the transport is told, as far as it is not derived from the rest; see ``transport()``.
  package var server = ServerConfiguration()
  /// What all paths begin with; begins and ends with a slash.
  package var base = "/"
  /// The folder of the journal.
  package var data = ""
  /// Where the PostgreSQL is that nodes share, in libpq's words; `nil`: sessions are in the folder.
  package var database: String?
  /// The label of this node; given with `database` alone.
  package var node: String?
  /// Where a commit must be before it counts: a word of `PostgresSettings.Durability`.
  package var durable = PostgresSettings.Durability.local.rawValue
  /// The folder of the page.
  package var web = ""
  /// The folder of the method files.
  package var methods = ""
  /// The origins that pages may have; empty: localhost with the own port.
  package var origins: [String] = []
  /// The hosts whose pages may show Kring in a frame, as a content policy names them.
  package var frameAncestors: [String] = []
  /// The file with the key that creating a session needs.
  package var creationKeyFile: String?
  /// The key itself; from the file if there is one.
  package var creationKey: String?
  /// Whether anybody may create a session.
  package var openCreation = false
  /// Whether the clock is believed however far it is after what is kept.
  package var trustClock = false
  /// Over how long the returns after a restart are spread.
  package var drainSpread: Duration = .seconds(3)
  /// What the gateway is told.
  package var gateway = GatewaySettings()

  /// Where each setting came from: its flag or its variable.
  var places: [String: String] = [:]

  /// Creates the configuration that holds without flags.
  package init() {
    server.port = 8080
    server.privatePort = 0
  }

  /// The address to open in a browser, once the port is known.
  package func address(port: Int) -> String {
    let path = base == "/" ? "" : base
    if let origin = origins.first { return origin + path }
    let shown =
      isLoopback || server.host == "0.0.0.0" || server.host == "::"
      ? "localhost" : server.host
    return "\(scheme)://\(shown):\(port)\(path)"
  }

  /// The public origin, once the port is known.
  func origin(port: Int) -> String {
    origins.first ?? String(address(port: port).dropLast(base == "/" ? 0 : base.count))
  }

  private var isLoopback: Bool { ["127.0.0.1", "::1", "localhost"].contains(server.host) }
  private var scheme: String { server.tlsCertificate == nil ? "http" : "https" }

  /// Fills in what follows from the rest, and refuses what does not go together.
  package mutating func complete() throws(ConfigurationError) {
    let own = ["localhost", "127.0.0.1", "[::1]"].map { "\(scheme)://\($0):0" }
    server.allowedOrigins = origins.isEmpty ? own : origins
    if server.socketFile != nil {
      for other in ["host", "port", "tls-cert"] where places[other] != nil {
        throw ConfigurationError(
          place(other), "expected nothing, because \(place("listen")) is set: the proxy has that")
      }
      guard !origins.isEmpty else {
        throw ConfigurationError(
          "--origin",
          "expected the address that people open, because \(place("listen")) is set; found nothing")
      }
    }
    if database != nil, node == nil {
      throw ConfigurationError("--node", "expected a label, because \(place("database")) is set")
    }
    if database != nil, gateway.retentionDays == nil {
      throw ConfigurationError(
        "--retention-days",
        "expected for how many days backups of the database are kept, because "
          + "\(place("database")) is set")
    }
    for name in ["node", "durable", "retention-days"]
    where database == nil && places[name] != nil {
      throw ConfigurationError(place(name), "expected --database with it, found nothing")
    }
    if server.tlsCertificate == nil, server.tlsKey != nil {
      throw ConfigurationError(place("tls-key"), "expected --tls-cert with it, found nothing")
    }
    if server.tlsKey == nil, server.tlsCertificate != nil {
      throw ConfigurationError(place("tls-cert"), "expected --tls-key with it, found nothing")
    }
    if let creationKeyFile { creationKey = try Self.key(in: creationKeyFile, place) }
    if let creationKey {
      guard creationKey.utf8.count >= 16 else {
        throw ConfigurationError(
          place("creation-key-file"),
          "expected a key of at least 16 characters, found \(creationKey.utf8.count)")
      }
      guard Set(creationKey).count >= 8 else {
        throw ConfigurationError(
          place("creation-key-file"),
          "expected a key that cannot be guessed, such as of `openssl rand -hex 16`, found one of "
            + "\(Set(creationKey).count) different characters")
      }
      gateway.creationKeyHash = Digest.sha256(Array(creationKey.utf8))
    } else if !openCreation, let cause = ["origin", "proxy"].first(where: isGiven) {
      throw ConfigurationError(
        "--creation-key-file",
        "expected a key, or --open-creation, because \(place(cause)) is set; found neither")
    }
  }

  private func isGiven(_ name: String) -> Bool {
    name == "origin" ? !origins.isEmpty : !server.trustedProxies.isEmpty
  }

  /// Returns the flag or variable that a setting came from.
  private func place(_ name: String) -> String { places[name] ?? "--\(name)" }

  private static func key(
    in file: String, _ place: (String) -> String
  ) throws(ConfigurationError) -> String {
    guard let data = FileManager.default.contents(atPath: file),
      let text = String(bytes: data, encoding: .utf8)
    else {
      throw ConfigurationError(
        unreadable: place("creation-key-file"), "expected a file with a key, cannot read \(file)")
    }
    return text.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// What the journal in a database is told; `nil` when sessions are in the folder.
  var postgres: PostgresSettings? {
    guard let database, let node, let durable = PostgresSettings.Durability(rawValue: durable)
    else { return nil }
    var settings = PostgresSettings(connection: database, node: node, durable: durable)
    if !trustClock { settings.wallClock = { Int(Date().timeIntervalSince1970 * 1000) } }
    return settings
  }

  /// All that the transport is told.
  func transport() -> ServerConfiguration {
    var transport = server
    transport.webSocketPath = base + "ws"
    // A proxy or supervisor asks how it is without knowing the base; so does who looks for keys.
    transport.apiPaths =
      ["api/", "healthz", "readyz", String(ProofKeys.path.dropFirst())].map { base + $0 }
      + ["/healthz", "/readyz", ProofKeys.path]
    transport.pingInterval = gateway.heartbeat
    transport.apiRefusals = [
      400: HTTPFailure(BadMessage(at: "$", expected: "no body")).bytes,
      405: HTTPFailure(.methodNotAllowed).bytes, 413: HTTPFailure(.tooLarge).bytes,
    ]
    return transport
  }

  func loadAssets() throws -> Assets {
    var assets = try Assets(folder: web, at: base, framedBy: frameAncestors)
    // A proof on paper leads there, so its address is as short as can be.
    assets.answer(base + "proof", as: base + "proof.html")
    return assets
  }

  func loadMethods() throws -> Offer {
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: methods)
    } catch {
      throw ConfigurationError(
        unreadable: place("methods"), "expected a folder, cannot read \(methods)")
    }
    var files: [(name: String, bytes: [UInt8])] = []
    for name in names.sorted() where name.hasSuffix(".json") {
      guard let bytes = FileManager.default.contents(atPath: methods + "/" + name) else {
        throw ConfigurationError(
          unreadable: place("methods"), "expected a file, cannot read \(methods)/\(name)")
      }
      files.append((name, Array(bytes)))
    }
    return try Offer(files: files)
  }
}
