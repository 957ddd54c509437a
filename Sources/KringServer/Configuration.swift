import Foundation
import KringCore
import KringMethods
import KringProtocol
import Transport

/// What a server is told by flags and environment.
public struct Configuration: Sendable {
  /// The name or address to listen on.
  public var host = "127.0.0.1"
  /// The port; 0 lets the system choose.
  public var port = 8080
  /// The path of a socket in the file system to listen on instead of host and port.
  public var socketFile: String?
  /// What all paths begin with; begins and ends with a slash.
  public var base = "/"
  /// The folder of the journal.
  public var data = ""
  /// The folder of the page.
  public var web = ""
  /// The folder of the method files.
  public var methods = ""
  /// The file of the certificate chain, in PEM.
  public var tlsCertificate: String?
  /// The file of the certificate's key, in PEM.
  public var tlsKey: String?
  /// The origins that pages may have; empty: localhost with the own port.
  public var origins: [String] = []
  /// The addresses of proxies whose word on the client's address is believed.
  public var proxies: [String] = []
  /// The file with the key that creating a session needs.
  public var creationKeyFile: String?
  /// The key itself; from the file if there is one.
  public var creationKey: String?
  /// Whether anybody may create a session.
  public var openCreation = false
  /// Whether the clock is believed however far it is after what is kept.
  public var trustClock = false
  /// The port of the figures on the loopback; 0 lets the system choose, `nil`: none.
  public var metricsPort: Int? = 0
  /// Over how many milliseconds the returns after a restart are spread.
  public var drainSpread = 3_000
  /// What the gateway is told.
  public var gateway = GatewaySettings()
  /// What the transport is told besides.
  public var limits = ServerConfiguration()

  /// Where each setting came from: its flag or its variable.
  var places: [String: String] = [:]

  /// Creates the configuration that holds without flags.
  public init() {}

  /// The address to open in a browser, once the port is known.
  public func address(port: Int) -> String {
    let path = base == "/" ? "" : base
    if let origin = origins.first { return origin + path }
    let shown = isLoopback || host == "0.0.0.0" || host == "::" ? "localhost" : host
    return "\(scheme)://\(shown):\(port)\(path)"
  }

  private var isLoopback: Bool { ["127.0.0.1", "::1", "localhost"].contains(host) }
  private var scheme: String { tlsCertificate == nil ? "http" : "https" }

  /// Fills in what follows from the rest, and refuses what does not go together.
  public mutating func complete() throws(ConfigurationError) {
    let own = ["localhost", "127.0.0.1", "[::1]"].map { "\(scheme)://\($0):0" }
    limits.allowedOrigins = origins.isEmpty ? own : origins
    if socketFile != nil {
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
    if tlsCertificate == nil, tlsKey != nil {
      throw ConfigurationError(place("tls-key"), "expected --tls-cert with it, found nothing")
    }
    if tlsKey == nil, tlsCertificate != nil {
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
    name == "origin" ? !origins.isEmpty : !proxies.isEmpty
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

  func transport() throws(ConfigurationError) -> ServerConfiguration {
    var transport = limits
    transport.host = host
    transport.port = port
    transport.socketFile = socketFile
    transport.privatePort = metricsPort
    transport.webSocketPath = base + "ws"
    // A proxy or supervisor asks how it is without knowing the base.
    transport.apiPaths = ["api/", "healthz", "readyz"].map { base + $0 } + ["/healthz", "/readyz"]
    transport.tlsCertificate = tlsCertificate
    transport.tlsKey = tlsKey
    transport.trustedProxies = proxies.compactMap { PeerAddress($0) }
    transport.pingInterval = .milliseconds(gateway.heartbeat)
    transport.apiRefusals = [
      400: HTTPFailure(BadMessage(at: "$", expected: "no body")).bytes,
      405: HTTPFailure(.methodNotAllowed).bytes, 413: HTTPFailure(.tooLarge).bytes,
    ]
    return transport
  }

  func loadAssets() throws -> Assets { try Assets(folder: web, at: base) }

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

/// A flag or variable that does not fit.
public struct ConfigurationError: Error, Equatable, CustomStringConvertible {
  /// The flag.
  public let place: String
  /// What was expected.
  public let reason: String
  /// Whether the flag itself is in order, but the file or folder it names cannot be read.
  public let isUnreadable: Bool

  /// Creates the error of a value that does not fit.
  public init(_ place: String, _ reason: String) {
    self.place = place
    self.reason = reason
    isUnreadable = false
  }

  /// Creates the error of a file or folder that cannot be read.
  public init(unreadable place: String, _ reason: String) {
    self.place = place
    self.reason = reason
    isUnreadable = true
  }

  /// The flag and what was expected, in one line.
  public var description: String { "\(place): \(reason)" }
}
