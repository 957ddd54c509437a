import Foundation
import KringCore
import KringProtocol
import Transport

/// One thing that a server can be told, by a flag or by an environment variable; the flag wins.
///
/// The list of all of them is the only place where they are named: the help, the reading of both
/// and the table in `operating.md` come from it.
public struct Setting: Sendable {
  /// The name as in the flag, such as `tls-cert`.
  public let name: String
  /// What kind of value follows, in capitals; `nil` for a switch.
  public let value: String?
  /// What it means, in one sentence without a full stop.
  public let help: String
  /// What holds without it, in words.
  public let standard: String
  /// Whether a flag may be given more than once, and a variable lists values with commas.
  public let isList: Bool
  let take: @Sendable (inout Configuration, String) throws(Mismatch) -> Void

  /// What was expected of a value.
  struct Mismatch: Error {
    let expected: String
  }

  init(
    _ name: String, _ value: String?, _ help: String, standard: String = "", isList: Bool = false,
    take: @escaping @Sendable (inout Configuration, String) throws(Mismatch) -> Void
  ) {
    self.name = name
    self.value = value
    self.help = help
    self.standard = standard
    self.isList = isList
    self.take = take
  }

  /// The flag, such as `--tls-cert`.
  public var flag: String { "--\(name)" }
  /// The environment variable, such as `KRING_TLS_CERT`.
  public var variable: String { "KRING_" + name.uppercased().replacing("-", with: "_") }

  /// All settings, in the order of the help.
  public static let all: [Setting] = [
    Setting("port", "NUMBER", "the port to listen on; 0: the system chooses", standard: "8080") {
      settings, text throws(Mismatch) in settings.port = try number(text, 0...65_535)
    },
    Setting("host", "ADDRESS", "the name or address to listen on", standard: "127.0.0.1") {
      settings, text throws(Mismatch) in settings.host = try word(text, "a name or an address")
    },
    Setting(
      "listen", "unix:PATH",
      "a socket in the file system for a proxy on this machine, instead of host and port; the "
        + "proxy's X-Forwarded-For is believed",
      standard: "none"
    ) { settings, text throws(Mismatch) in settings.socketFile = try socketFile(text) },
    Setting(
      "base", "PATH",
      "what all paths begin with, such as /kring/, when an origin has more than Kring",
      standard: "/"
    ) { settings, text throws(Mismatch) in settings.base = try base(text) },
    Setting("data", "FOLDER", "where sessions are kept; made if missing", standard: "needed") {
      settings, text throws(Mismatch) in settings.data = try word(text, "a folder")
    },
    Setting("web", "FOLDER", "the browser page", standard: "needed") {
      settings, text throws(Mismatch) in settings.web = try word(text, "a folder")
    },
    Setting("methods", "FOLDER", "the method files", standard: "needed") {
      settings, text throws(Mismatch) in settings.methods = try word(text, "a folder")
    },
    Setting("tls-cert", "FILE", "the certificate chain in PEM", standard: "no TLS") {
      settings, text throws(Mismatch) in settings.tlsCertificate = try word(text, "a file")
    },
    Setting("tls-key", "FILE", "the key of the certificate in PEM", standard: "no TLS") {
      settings, text throws(Mismatch) in settings.tlsKey = try word(text, "a file")
    },
    Setting(
      "origin", "ORIGIN", "an origin that pages may have, such as https://kring.example",
      standard: "localhost", isList: true
    ) { settings, text throws(Mismatch) in settings.origins.append(try origin(text)) },
    Setting(
      "proxy", "ADDRESS", "a proxy whose X-Forwarded-For is believed, for limits only",
      standard: "none", isList: true
    ) { settings, text throws(Mismatch) in
      guard PeerAddress(text) != nil else { throw Mismatch(expected: "an IP address") }
      settings.proxies.append(text)
    },
    Setting(
      "creation-key-file", "FILE", "a file with the key that creating a session needs",
      standard: "none"
    ) { settings, text throws(Mismatch) in settings.creationKeyFile = try word(text, "a file") },
    Setting(
      "open-creation", nil, "lets anybody create sessions, also with an origin or a proxy",
      standard: "no"
    ) { settings, text throws(Mismatch) in settings.openCreation = try truth(text) },
    Setting(
      "metrics-port", "NUMBER",
      "the port of /metrics on 127.0.0.1; 0: the system chooses; off: none", standard: "0"
    ) { settings, text throws(Mismatch) in
      settings.metricsPort = text == "off" ? nil : try number(text, 0...65_535, or: " or off")
    },
    Setting(
      "trust-clock", nil,
      "starts though the clock is more than 30 days after anything in the data folder",
      standard: "no"
    ) { settings, text throws(Mismatch) in settings.trustClock = try truth(text) },
    Setting("members", "NUMBER", "the most members of a session, 2 to 32", standard: "12") {
      settings, text throws(Mismatch) in settings.gateway.limits.members = try number(text, 2...32)
    },
    Setting("sessions", "NUMBER", "the most sessions", standard: "10000") {
      settings, text throws(Mismatch) in
      settings.gateway.sessions = try number(text, 0...1_000_000)
    },
    Setting(
      "creations", "NUMBER", "sessions created a second; five times as many at once",
      standard: "50"
    ) { settings, text throws(Mismatch) in
      let rate = try number(text, 1...1_000_000)
      settings.gateway.creations = Rate(perSecond: rate, burst: 5 * rate)
    },
    Setting("connections", "NUMBER", "the most connections", standard: "10000") {
      settings, text throws(Mismatch) in
      settings.limits.maxConnections = try number(text, 1...1_000_000)
    },
    Setting(
      "rate", "NUMBER", "messages a second of one member; twice as many at once", standard: "20"
    ) { settings, text throws(Mismatch) in
      let rate = try number(text, 1...10_000_000)
      settings.gateway.rate.perSecond = rate
      settings.gateway.rate.burst = 2 * rate
    },
    Setting(
      "drain-spread", "SECONDS", "over how long the returns after a restart are spread",
      standard: "3"
    ) { settings, text throws(Mismatch) in
      settings.drainSpread = try number(text, 0...60) * 1000
    },
  ]

  private static func number(
    _ text: String, _ range: ClosedRange<Int>, or more: String = ""
  ) throws(Mismatch) -> Int {
    guard text.utf8.allSatisfy({ (48...57).contains($0) }), let number = Int(text),
      range.contains(number)
    else {
      throw Mismatch(
        expected: "a whole number from \(range.lowerBound) to \(range.upperBound)\(more)")
    }
    return number
  }

  private static func word(_ text: String, _ what: String) throws(Mismatch) -> String {
    guard !text.isEmpty else { throw Mismatch(expected: what) }
    return text
  }

  /// Reads the place of a socket in the file system.
  private static func socketFile(_ text: String) throws(Mismatch) -> String {
    guard text.hasPrefix("unix:/") else {
      throw Mismatch(expected: "unix: and a whole path, such as unix:/run/kring/kring.sock")
    }
    return String(text.dropFirst("unix:".count))
  }

  private static func base(_ text: String) throws(Mismatch) -> String {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    let isPath = parts.count > 1 && parts.first == "" && parts.last == ""
    let names = parts.dropFirst().dropLast()
    let letters = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.~")
    guard isPath,
      names.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." && letters.isSuperset(of: $0) })
    else {
      throw Mismatch(expected: "a path of letters, digits and -_.~ that begins and ends with /")
    }
    return text
  }

  private static func truth(_ text: String) throws(Mismatch) -> Bool {
    switch text {
    case "1", "true", "yes": true
    case "0", "false", "no": false
    default: throw Mismatch(expected: "yes or no")
    }
  }

  private static func origin(_ text: String) throws(Mismatch) -> String {
    let parts = text.components(separatedBy: "://")
    guard parts.count == 2, ["http", "https"].contains(parts[0]), !parts[1].isEmpty,
      !parts[1].contains("/"), text == text.lowercased()
    else {
      throw Mismatch(
        expected: "scheme://host or scheme://host:port in lower case, without a slash at the end")
    }
    return text
  }
}
