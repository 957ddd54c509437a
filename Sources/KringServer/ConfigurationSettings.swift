import Foundation
import KringCore
import KringProtocol
import Transport

/// One thing that a server can be told, by a flag or by an environment variable; the flag wins.
///
/// The list of all of them is the only place where they are named: the help, the reading of both
/// and the table in `operating.md` come from it.
package struct Setting: Sendable {
  /// The name as in the flag, such as `tls-cert`.
  package let name: String
  /// What kind of value follows, in capitals; `nil` for a switch.
  package let value: String?
  /// What it means, in one sentence without a full stop.
  package let help: String
  /// What holds without it, in words.
  package let standard: String
  /// Whether a flag may be given more than once, and a variable lists values with commas.
  package let isList: Bool
  let take: @Sendable (inout Configuration, String) throws(Mismatch) -> Void

  /// The flag, such as `--tls-cert`.
  package var flag: String { "--\(name)" }
  /// The environment variable, such as `KRING_TLS_CERT`.
  package var variable: String { "KRING_" + name.uppercased().replacing("-", with: "_") }

  /// All settings, in the order of the help.
  package static let all: [Setting] = [
    .number("port", "the port to listen on; 0: the system chooses", \.server.port, 0...65_535),
    .text(
      "host", "ADDRESS", "the name or address to listen on", \.server.host,
      reading: host),
    .text(
      "listen", "unix:PATH",
      "a socket in the file system for a proxy on this machine, instead of host and port; the "
        + "proxy's X-Forwarded-For is believed",
      \.server.socketFile, without: "none", reading: socketFile),
    .text(
      "base", "PATH",
      "what all paths begin with, such as /kring/, when an origin has more than Kring", \.base,
      reading: base),
    .text(
      "data", "FOLDER",
      "where sessions are kept, or only the key for proofs if there is a database; made if missing",
      \.data, reading: folder),
    .text(
      "database", "CONNINFO",
      "the PostgreSQL that nodes share, in libpq's words, such as \"host=db.example dbname=kring\"",
      \.database, without: "none", reading: connection),
    .text(
      "node", "LABEL",
      "what a balancer calls this node by: 1 to 32 characters of a-z, 0-9 and -; with --database",
      \.node, without: "none", reading: node),
    .text(
      "durable", "WHERE",
      "local: a commit counts as the database is set up; standby: a start is refused unless commits "
        + "wait for a standby",
      \.durable, reading: durable),
    .days(
      "retention-days",
      "for how many days backups and archives of the database are kept, 1 to 3650, as the page then "
        + "says; needed with --database",
      \.gateway.retentionDays, 1...3650),
    .text("web", "FOLDER", "the browser page", \.web, reading: folder),
    .text("methods", "FOLDER", "the method files", \.methods, reading: folder),
    .text(
      "tls-cert", "FILE", "the certificate chain in PEM", \.server.tlsCertificate,
      without: "no TLS", reading: file),
    .text(
      "tls-key", "FILE", "the key of the certificate in PEM", \.server.tlsKey, without: "no TLS",
      reading: file),
    .list(
      "origin", "ORIGIN", "an origin that pages may have, such as https://kring.example",
      \.origins, without: "localhost", reading: origin),
    .list(
      "frame-ancestors", "HOST",
      "a site that may show Kring in a frame, such as call.example, *.call.example or "
        + "https://call.example:8443",
      \.frameAncestors, without: "none", reading: frameAncestor),
    .list(
      "proxy", "ADDRESS", "a proxy whose X-Forwarded-For is believed, for limits only",
      \.server.trustedProxies, without: "none", reading: address),
    .text(
      "creation-key-file", "FILE", "a file with the key that creating a session needs",
      \.creationKeyFile, without: "none", reading: file),
    .truth(
      "open-creation", "lets anybody create sessions, also with an origin or a proxy",
      \.openCreation),
    .number(
      "metrics-port", "the port of /metrics on 127.0.0.1; 0: the system chooses; off: none",
      \.server.privatePort, 0...65_535),
    .truth(
      "trust-clock",
      "starts though the clock is more than 30 days after anything in the data folder, or more than a "
        + "minute from that of the database",
      \.trustClock),
    .number("members", "the most members of a session, 2 to 32", \.gateway.limits.members, 2...32),
    .number("sessions", "the most sessions", \.gateway.sessions, 0...1_000_000),
    .rate(
      "creations", "sessions created a second; five times as many at once", \.gateway.creations,
      1...1_000_000, burst: 5),
    .number("connections", "the most connections", \.server.maxConnections, 1...1_000_000),
    .rate(
      "rate", "messages a second of one member; twice as many at once", \.gateway.rate,
      1...10_000_000, burst: 2),
    .seconds(
      "drain-spread", "over how long the returns after a restart are spread", \.drainSpread, 0...60),
  ]
}
