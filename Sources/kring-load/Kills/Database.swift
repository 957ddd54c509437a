import Foundation
import Glibc
import KringJournal
import KringTerminal
import KringTestSupport

/// The PostgreSQL of a trial, and what befalls it.
final class Database {
  /// What stands beside the server that takes writes.
  enum Standby {
    case none
    /// Commits wait for it.
    case synchronous
    /// Commits do not wait for it.
    case asynchronous
  }

  private var primary: PostgresFolder
  private var standby: PostgresFolder?
  let networks: Networks?
  /// Whether it crashed, or another took its place: closed sets may have lost what lay in them.
  private(set) var mayHaveLostCards = false
  private let name: String
  private let places: [String]

  /// Starts it, reached over networks that can be cut if there are to be some.
  init(_ standby: Standby, networks: Networks? = nil) throws {
    try Self.require()
    self.networks = networks
    let listen = networks == nil ? [] : ["listen_addresses=*"]
    primary = try PostgresFolder(
      listen + (standby == .synchronous ? ["synchronous_standby_names=*"] : []),
      namespace: networks?.name)
    if networks != nil { try primary.trustNetworks() }
    switch standby {
    case .none: break
    case .synchronous, .asynchronous: self.standby = try PostgresFolder(standbyOf: primary)
    }
    name = try primary.makeDatabase()
    places = [primary.path] + (self.standby.map { [$0.path] } ?? [])
  }

  /// Throws unless PostgreSQL is installed.
  static func require() throws {
    guard PostgresFolder.isInstalled else {
      throw BenchFailure("PostgreSQL is not installed; expected Debian's package postgresql-15")
    }
  }

  /// The connection string for a node.
  func connection(of node: Int) -> String {
    let host = networks?.address(of: node) ?? places.joined(separator: ",")
    return "host=\(host) dbname=\(name) user=kring target_session_attrs=read-write"
  }

  /// Ends the connection of one node, whichever.
  func terminate() throws {
    try primary.execute(
      """
      SELECT pg_terminate_backend(pid)::text FROM pg_stat_activity
      WHERE datname = '\(name)' AND pid <> pg_backend_pid() ORDER BY random() LIMIT 1
      """)
  }

  /// Ends the server as a crash does, and starts it again.
  func crash() throws {
    mayHaveLostCards = true
    primary.stop(SIGQUIT)
    try primary.start()
  }

  /// Lets the standby get nothing more; what is committed from now on is on one disk.
  func holdBack() throws {
    let senders = try primary.execute("SELECT pid::text FROM pg_stat_replication")
    guard let sender = senders.first.flatMap(pid_t.init) else {
      throw BenchFailure("the standby does not follow")
    }
    kill(sender, SIGSTOP)
  }

  /// Ends the server for good, and makes its standby the one that takes writes.
  func promote() throws {
    guard let standby else { preconditionFailure("there is a standby") }
    mayHaveLostCards = true
    primary.stop(SIGQUIT)
    try standby.promote()
    primary = standby
    self.standby = nil
  }

  /// A journal that has all sessions, whichever node owned them; no node may run any more.
  func journal() throws -> PostgresJournal {
    try primary.execute("UPDATE kring.sessions SET owner = 'judge'", in: name)
    return PostgresJournal(
      PostgresSettings(connection: primary.connection(name), node: "judge"))
  }

  /// Ends everything.
  func end() {
    for folder in [primary, standby].compactMap(\.self) { folder.stop(SIGQUIT) }
    networks?.remove()
  }
}

/// A network for each node between it and the database, which lives in a namespace of its own: so
/// each can be cut by itself. Needs root and iproute2.
final class Networks {
  let name = "kring\(getpid())"
  private let nodes: Int

  init(nodes: Int) throws {
    guard getuid() == 0 else {
      throw BenchFailure("networks can only be cut by root; expected to run as root")
    }
    self.nodes = nodes
    try Self.ip("netns", "add", name)
    do {
      try Self.ip("-n", name, "link", "set", "lo", "up")
      for node in 0..<nodes {
        let (here, there) = (link(node), "\(link(node))d")
        try Self.ip(
          "link", "add", here, "type", "veth", "peer", "name", there, "netns", name)
        try Self.ip("address", "add", "\(subnet(node)).1/24", "dev", here)
        try Self.ip("-n", name, "address", "add", "\(subnet(node)).2/24", "dev", there)
        try Self.ip("link", "set", here, "up")
        try Self.ip("-n", name, "link", "set", there, "up")
      }
    } catch {
      remove()
      throw error
    }
  }

  /// Where a node reaches the database.
  func address(of node: Int) -> String { "\(subnet(node)).2" }

  /// Cuts a network in both directions.
  func cut(_ node: Int) throws { try Self.ip("link", "set", link(node), "down") }

  /// Lets pass what a node sends to the database, and nothing back.
  func halve(_ node: Int) throws {
    try Self.ip("-n", name, "route", "add", "blackhole", "\(subnet(node)).1/32")
  }

  /// Makes a network whole again.
  func mend(_ node: Int, halved: Bool) throws {
    if halved {
      try Self.ip("-n", name, "route", "delete", "blackhole", "\(subnet(node)).1/32")
    } else {
      try Self.ip("link", "set", link(node), "up")
    }
  }

  func remove() {
    do { try Self.ip("netns", "delete", name) } catch { complain("kills: \(error)") }
  }

  private func link(_ node: Int) -> String { "kr\(getpid() % 100_000)n\(node)" }
  /// Of the block that is kept for benchmarks of networks (RFC 2544).
  private func subnet(_ node: Int) -> String { "198.18.\(node + 1)" }

  private static func ip(_ words: String...) throws {
    let task = Process()
    task.executableURL = URL(filePath: "/usr/bin/env")
    task.arguments = ["ip"] + words
    let output = Pipe()
    task.standardError = output
    try task.run()
    let said = output.fileHandleForReading.readDataToEndOfFile()
    task.waitUntilExit()
    guard task.terminationStatus == 0 else {
      throw BenchFailure(
        "ip \(words.joined(separator: " ")): \(String(decoding: said, as: UTF8.self))")
    }
  }
}
