import Foundation
import Glibc
import KringCore
import KringTestSupport
import Locking
import Testing

@testable import KringJournal

extension PostgresFolder {
  /// One for all tests that do not stop it or change its settings.
  static let shared = Result { try PostgresFolder(.talkative) }

  /// How often some bytes lie in the files of a folder, those in it included.
  func count(of bytes: [UInt8], in folder: String) -> Int {
    let files = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    return files.reduce(0) { sum, name in
      let file = try? Data(contentsOf: URL(fileURLWithPath: folder + "/" + name))
      return sum + (file?.count(of: bytes) ?? 0)
    }
  }
}

extension [String] {
  /// The settings of a server that logs all that it is told.
  static var talkative: [String] { ["log_statement=all"] }
}

/// A clock that a test moves.
final class HandClock: Sendable {
  private let time = Locked<Duration>(.zero)

  func advance(_ span: Duration) { time.withLock { $0 += span } }
  var now: Duration { time.withLock { $0 } }
}

/// One database with nodes on it, in one process.
struct Cluster {
  let folder: PostgresFolder
  let database: String
  let clock = HandClock()

  init(on folder: PostgresFolder? = nil) throws {
    self.folder = try folder ?? PostgresFolder.shared.get()
    database = try self.folder.makeDatabase()
  }

  func settings(_ node: String, host: String? = nil) -> PostgresSettings {
    let host = host.map { "\($0) sslmode=disable gssencmode=disable" }
    var settings = PostgresSettings(
      connection: folder.connection(database, host: host), node: node)
    settings.sweepPause = .zero
    settings.clock = { [clock] in clock.now }
    return settings
  }

  /// Opens the journal of a node.
  func open(_ node: String) throws -> PostgresJournal {
    let journal = PostgresJournal(settings(node))
    _ = try journal.openUnread { _ in }
    return journal
  }

  /// What the database holds of the events of a session.
  func events(of session: ID) throws -> [[UInt8]] {
    let reader = PostgresEventReader(settings("reader"))
    defer { reader.close() }
    return try reader.events(of: session)
  }

  /// Closes the journal of a node, and waits until the database has noticed: it is told without being
  /// waited for.
  func end(_ journal: PostgresJournal) throws {
    let backend = journal.backend
    journal.close()
    while try !execute("SELECT 'x' FROM pg_stat_activity WHERE pid = \(backend)").isEmpty {}
  }

  func execute(_ sql: String) throws -> [String] { try folder.execute(sql, in: database) }

  /// Waits until somebody waits for a lock.
  func waitForLock() throws {
    let waiting = """
      SELECT 'x' FROM pg_stat_activity
      WHERE datname = current_database() AND wait_event_type = 'Lock'
      """
    while try execute(waiting).isEmpty {}
  }

  /// Lets a node that is seen stand still for longer than a span, by the clock of one that is alive.
  func pass(_ span: Duration, seenBy journals: PostgresJournal...) throws {
    var passed = Duration.zero
    for journal in journals { try journal.beat(at: 1_000) }
    while passed <= span {
      clock.advance(PostgresNodes.beat)
      passed += PostgresNodes.beat
      for journal in journals { try journal.beat(at: 1_000) }
    }
  }
}

/// What another thread does meanwhile.
final class OtherThread<Value>: @unchecked Sendable {
  private let done = DispatchSemaphore(value: 0)
  private var result: Result<Value, any Error>?

  init(_ work: @escaping @Sendable () throws -> Value) {
    Thread { [self] in
      result = Result { try work() }
      done.signal()
    }.start()
  }

  /// Waits for it at most 30 seconds; gives what came of it.
  func wait() throws -> Value {
    try #require(done.wait(timeout: .now() + .seconds(30)) == .success)
    return try #require(result).get()
  }
}

extension PostgresJournal {
  /// The process that serves this node's connection.
  var backend: Int { parts?.connection.backend ?? 0 }
}

extension Claim {
  /// A word for each of its cases.
  var word: String {
    switch self {
    case .none: "none"
    case .held: "held"
    case .taken: "taken"
    case .elsewhere(let node, _, _): "elsewhere \(node)"
    case .unreadable(let error, _): "unreadable: \(error.message)"
    }
  }
}

/// A relay between a node and the database, which can lose what passes.
final class Relay: Sendable {
  /// What becomes of bytes.
  enum Mode { case pass, swallow, loseAnswer, loseRequest }

  let port: Int
  private let mode = Locked<Mode>(.pass)
  private let listener: CInt
  private let target: String

  /// Relays from a port of this machine to the socket of a server.
  init(to folder: PostgresFolder) throws {
    target = folder.path + "/.s.PGSQL.5432"
    let listener = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let bound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, size) == 0 && getsockname(listener, $0, &size) == 0
      }
    }
    try #require(bound && listen(listener, 8) == 0)
    self.listener = listener
    port = Int(UInt16(bigEndian: address.sin_port))
    Thread { [self] in accept() }.start()
  }

  func set(_ mode: Mode) { self.mode.withLock { $0 = mode } }

  /// Takes no more connections.
  func close() { _ = shutdown(listener, CInt(SHUT_RDWR)) }

  private func accept() {
    while true {
      let client = Glibc.accept(listener, nil, nil)
      guard client >= 0 else { return }
      let server = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0)
      var address = sockaddr_un()
      address.sun_family = sa_family_t(AF_UNIX)
      withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: target.utf8) }
      _ = withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          connect(server, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
        }
      }
      Thread { [self] in carry(from: client, to: server, losing: .loseRequest) }.start()
      Thread { [self] in carry(from: server, to: client, losing: .loseAnswer) }.start()
    }
  }

  /// Carries bytes one way until an end closes; in the losing mode the first are lost, and both ends
  /// with them.
  private func carry(from: CInt, to: CInt, losing: Mode) {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = read(from, &buffer, buffer.count)
      let mode = mode.withLock { $0 }
      guard count > 0, mode != losing else { break }
      if mode == .swallow { continue }
      var rest = buffer[..<count]
      while !rest.isEmpty {
        let done = rest.withUnsafeBytes {
          send(to, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL))
        }
        guard done > 0 else { break }
        rest.removeFirst(done)
      }
    }
    // The descriptors stay, few as they are: the other thread still uses them.
    _ = shutdown(from, CInt(SHUT_RDWR))
    _ = shutdown(to, CInt(SHUT_RDWR))
  }
}
