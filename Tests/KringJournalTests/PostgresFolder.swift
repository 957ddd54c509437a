import Foundation
import Glibc
import KringCore
import Locking
import Testing

@testable import KringJournal

/// A PostgreSQL of the tests' own in a temporary folder, reached by a socket there; never the
/// system's service.
///
/// Ends with the test process, however that ends.
final class PostgresFolder: Sendable {
  /// The folders, which go when the tests are done. In /tmp: the path of a socket may not be long.
  private static let root: String = {
    atexit {
      for server in PostgresFolder.running.withLock({ $0 }).values { server.end(SIGQUIT) }
      try? FileManager.default.removeItem(atPath: PostgresFolder.root)
    }
    let path = "/tmp/kring-postgres-\(getpid())"
    try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    if let user { chown(path, user.uid, user.gid) }
    return path
  }()
  private static let running = Locked<[String: Server]>([:])

  /// A server that runs.
  private struct Server {
    let process: pid_t
    let ended: DispatchSemaphore

    /// Ends it by its process id and waits until it is gone.
    func end(_ signal: CInt) {
      kill(process, signal)
      _ = ended.wait(timeout: .now() + .seconds(30))
    }
  }

  /// One for all tests that do not stop it or change its settings.
  static let shared = Result { try PostgresFolder() }

  /// Root may not run it; then it is run by the user that Debian made for it, or by nobody.
  private static let user: (uid: uid_t, gid: gid_t)? = {
    guard getuid() == 0 else { return nil }
    let entry = getpwnam("postgres") ?? getpwnam("nobody")
    return entry.map { ($0.pointee.pw_uid, $0.pointee.pw_gid) }
  }()

  /// Where Debian's packages and others have the programs.
  private static let programs =
    ["/usr/lib/postgresql/15/bin", "/usr/local/bin", "/usr/bin"]
    .first { FileManager.default.isExecutableFile(atPath: $0 + "/initdb") } ?? "/usr/bin"

  /// What every folder is copied from.
  private static let template = Result {
    let path = root + "/template"
    try run("initdb", ["-D", path, "-A", "trust", "-U", "kring", "-N", "--no-instructions"])
    let settings = """
      listen_addresses = ''
      unix_socket_permissions = 0777
      max_connections = 200
      log_statement = all
      log_destination = stderr
      wal_level = replica
      max_wal_senders = 4
      shared_buffers = 32MB

      """
    let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path + "/postgresql.conf"))
    try file.seekToEnd()
    try file.write(contentsOf: Data(settings.utf8))
    try file.close()
    return path
  }

  let path: String
  private let databases = Locked<Int>(0)

  /// Makes a folder and starts the server on it.
  init() throws {
    path = Self.root + "/" + UUID().uuidString.prefix(8).lowercased()
    try Self.run("/bin/cp", ["-a", try Self.template.get(), path])
    try start()
  }

  /// The connection string of a database on it.
  func connection(_ database: String, user: String = "kring", host: String? = nil) -> String {
    "host=\(host ?? path) dbname=\(database) user=\(user)"
  }

  /// Makes a database and returns its name.
  func makeDatabase() throws -> String {
    let name = "kring\(databases.withLock { count in count += 1; return count })"
    try execute("CREATE DATABASE \(name)")
    return name
  }

  /// Runs a statement as the operator would, and returns the first column of its rows.
  @discardableResult
  func execute(_ sql: String, in database: String = "postgres") throws -> [String] {
    let connection = try PostgresConnection(
      PostgresSettings(connection: connection(database), node: ""))
    return try connection.exchange([PostgresStatement(sql)], mayWarn: true)[0].rows
      .map { $0.text(0) ?? "" }
  }

  /// What the server has logged.
  var log: Data { (try? Data(contentsOf: URL(fileURLWithPath: path + ".log"))) ?? Data() }

  /// How often some bytes lie in the files of a folder, those in it included.
  func count(of bytes: [UInt8], in folder: String) -> Int {
    let files = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    return files.reduce(0) { sum, name in
      let file = try? Data(contentsOf: URL(fileURLWithPath: folder + "/" + name))
      return sum + (file?.count(of: bytes) ?? 0)
    }
  }

  // MARK: The server

  func start() throws {
    let path = path
    let started = DispatchSemaphore(value: 0)
    let ended = DispatchSemaphore(value: 0)
    let server = Process()
    server.executableURL = URL(fileURLWithPath: "/usr/bin/setpriv")
    server.arguments =
      Self.privileges + [
        "--pdeathsig", "QUIT", Self.programs + "/postgres", "-D", path, "-k", path,
      ]
    let log = FileHandle(
      fileDescriptor: open(path + ".log", O_WRONLY | O_CREAT | O_APPEND, 0o600),
      closeOnDealloc: true)
    server.standardError = log
    server.standardOutput = log
    // The server ends with the thread that started it, so this one stays.
    let thread = Thread {
      try? server.run()
      started.signal()
      server.waitUntilExit()
      ended.signal()
    }
    thread.start()
    started.wait()
    let running = Server(process: server.processIdentifier, ended: ended)
    Self.running.withLock { $0[path] = running }
    let deadline = DispatchTime.now() + .seconds(30)
    while (try? execute("SELECT 'x'")) == nil {
      try #require(DispatchTime.now() < deadline, "PostgreSQL does not start: see \(path).log")
      sched_yield()
    }
  }

  /// Ends the server: `SIGQUIT` as a crash would, `SIGINT` in order.
  func stop(_ signal: CInt) {
    Self.running.withLock { $0.removeValue(forKey: path) }?.end(signal)
  }

  /// Changes a setting that needs no restart.
  func set(_ name: String, _ value: String) throws {
    try execute("ALTER SYSTEM SET \(name) = '\(value)'")
    try execute("SELECT pg_reload_conf()")
    let deadline = DispatchTime.now() + .seconds(10)
    while try execute("SELECT current_setting('\(name)')") != [value] {
      try #require(DispatchTime.now() < deadline)
    }
  }

  /// Copies the whole server as a backup program does, and returns the folder.
  func baseBackup() throws -> String {
    let copy = path + "-backup-" + UUID().uuidString.prefix(8)
    try Self.run("pg_basebackup", ["-h", path, "-U", "kring", "-D", copy, "-c", "fast"])
    return copy
  }

  private static var privileges: [String] {
    user.map { ["--reuid=\($0.uid)", "--regid=\($0.gid)", "--clear-groups"] } ?? []
  }

  private static func run(_ program: String, _ arguments: [String]) throws {
    let task = Process()
    task.executableURL = URL(fileURLWithPath: "/usr/bin/setpriv")
    let path = program.hasPrefix("/") ? program : programs + "/" + program
    task.arguments = privileges + ["--", path] + arguments
    task.currentDirectoryURL = URL(fileURLWithPath: "/")
    let output = Pipe()
    task.standardOutput = output
    task.standardError = output
    try task.run()
    let said = output.fileHandleForReading.readDataToEndOfFile()
    task.waitUntilExit()
    try #require(
      task.terminationStatus == 0, "\(program): \(String(decoding: said, as: UTF8.self))")
  }
}
