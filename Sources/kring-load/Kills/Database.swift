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
