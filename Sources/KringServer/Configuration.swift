import Foundation
import KringCore
import KringMethods
import Transport

/// What a server is told by flags and environment.
public struct Configuration: Sendable {
  /// The name or address to listen on.
  public var host = "127.0.0.1"
  /// The port; 0 lets the system choose.
  public var port = 8080
  /// The folder of the journal.
  public var data = ""
  /// The folder of the page.
  public var web = ""
  /// The folder of the method files.
  public var methods = ""
  /// The certificate chain and its key, in PEM.
  public var tls: (certificate: String, key: String)?
  /// The origins that pages may have; empty: localhost with the own port.
  public var origins: [String] = []
  /// The addresses of proxies whose word on the client's address is believed.
  public var proxies: [String] = []
  /// The key that creating a session needs.
  public var creationKey: String?
  /// Whether anybody may create a session.
  public var openCreation = false
  /// Over how many milliseconds the returns after a restart are spread.
  public var drainSpread = 3_000
  /// What the gateway is told.
  public var gateway = GatewaySettings()
  /// What the transport is told besides.
  public var limits = ServerConfiguration()

  /// Creates the configuration that holds without flags.
  public init() {}

  /// The address to open in a browser, once the port is known.
  public func address(port: Int) -> String {
    if let origin = origins.first { return origin }
    let shown = isLoopback || host == "0.0.0.0" || host == "::" ? "localhost" : host
    return "\(tls == nil ? "http" : "https")://\(shown):\(port)"
  }

  private var isLoopback: Bool { ["127.0.0.1", "::1", "localhost"].contains(host) }

  /// Fills in what follows from the rest, and refuses what does not go together.
  public mutating func complete() throws(ConfigurationError) {
    let scheme = tls == nil ? "http" : "https"
    let own = ["localhost", "127.0.0.1", "[::1]"].map { "\(scheme)://\($0):0" }
    let isLocal = origins.isEmpty && proxies.isEmpty
    if origins.isEmpty { limits.allowedOrigins = own } else { limits.allowedOrigins = origins }
    for origin in origins {
      let parts = origin.components(separatedBy: "://")
      guard parts.count == 2, ["http", "https"].contains(parts[0]), !parts[1].isEmpty,
        !parts[1].contains("/")
      else {
        throw ConfigurationError(
          "--origin", "expected scheme://host or scheme://host:port, found \(origin)")
      }
    }
    if let creationKey {
      guard creationKey.utf8.count >= 16 else {
        throw ConfigurationError("--creation-key", "expected at least 16 characters")
      }
      gateway.creationKeyHash = Digest.sha256(Array(creationKey.utf8))
    } else if !isLocal && !openCreation {
      throw ConfigurationError(
        "--creation-key", "expected a key, or --open-creation, because --origin or --proxy is set")
    }
    for proxy in proxies where PeerAddress(proxy) == nil {
      throw ConfigurationError("--proxy", "expected an IP address, found \(proxy)")
    }
  }

  func transport() throws(ConfigurationError) -> ServerConfiguration {
    var transport = limits
    transport.host = host
    transport.port = port
    transport.tlsCertificate = tls?.certificate
    transport.tlsKey = tls?.key
    transport.trustedProxies = proxies.compactMap { PeerAddress($0) }
    transport.pingInterval = .milliseconds(gateway.heartbeat)
    return transport
  }

  func loadAssets() throws -> Assets { try Assets(folder: web) }

  func loadMethods() throws -> Offer {
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: methods)
    } catch {
      throw ConfigurationError(unreadable: "--methods", "cannot read the folder \(methods)")
    }
    var files: [(name: String, bytes: [UInt8])] = []
    for name in names.sorted() where name.hasSuffix(".json") {
      guard let bytes = FileManager.default.contents(atPath: methods + "/" + name) else {
        throw ConfigurationError(unreadable: "--methods", "cannot read \(methods)/\(name)")
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

  init(_ place: String, _ reason: String) {
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
