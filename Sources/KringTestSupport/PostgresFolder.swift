import Foundation
import Glibc
import KringJournal
import Locking

/// A PostgreSQL of its own in a temporary folder, for tests and load: reached by a socket there, and
/// never the system's service.
///
/// Ends with the process that started it, however that ends. Any thread.
package final class PostgresFolder: Sendable, Equatable {
  /// Why a server is not as it was asked to be.
  package struct Failure: Error, CustomStringConvertible {
    package let description: String
  }

  /// The folders, which go with this process. In /tmp: the path of a socket may not be long.
  private static let root: String = {
    atexit { PostgresFolder.endAll() }
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

  /// Whether the programs are there.
  package static var isInstalled: Bool {
    FileManager.default.isExecutableFile(atPath: programs + "/initdb")
  }

  /// What every folder is copied from.
  private static let template = Result {
    let path = root + "/template"
    try run("initdb", ["-D", path, "-A", "trust", "-U", "kring", "-N", "--no-instructions"])
    let settings = """
      listen_addresses = ''
      unix_socket_permissions = 0777
      max_connections = 200
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

  package let path: String
  /// What the server is started with, as `name=value`.
  private let settings: [String]
  /// The network namespace that it runs in; `nil`: this one.
  private let namespace: String?
  private let databases = Locked<Int>(0)

  /// Makes a folder and starts the server on it.
  ///
  /// - Parameters:
  ///   - settings: settings of the server, each as `name=value`.
  ///   - namespace: the network namespace that it runs in, which needs root; `nil`: this one. Its
  ///     socket is reached from everywhere.
  package init(_ settings: [String] = [], namespace: String? = nil) throws {
    path = Self.newPath()
    self.settings = settings
    self.namespace = namespace
    try Self.run("/bin/cp", ["-a", try Self.template.get(), path])
    try start()
  }

  /// Starts a standby that follows a server.
  package init(standbyOf primary: PostgresFolder, _ settings: [String] = []) throws {
    path = Self.newPath()
    self.settings = settings
    namespace = nil
    try Self.run(
      "pg_basebackup", ["-h", primary.path, "-U", "kring", "-D", path, "-c", "fast", "-R"])
    // The socket of the primary lies in its folder, and so does what says that it is taken.
    try FileManager.default.removeItem(atPath: path + "/.s.PGSQL.5432.lock")
    try start()
  }

  private static func newPath() -> String {
    root + "/" + UUID().uuidString.prefix(8).lowercased()
  }

  /// The connection string of a database on it.
  package func connection(
    _ database: String, user: String = "kring", host: String? = nil
  ) -> String {
    "host=\(host ?? path) dbname=\(database) user=\(user)"
  }

  /// Makes a database and returns its name.
  package func makeDatabase() throws -> String {
    let name = "kring\(databases.withLock { count in count += 1; return count })"
    try execute("CREATE DATABASE \(name)")
    try execute("REVOKE ALL ON DATABASE \(name) FROM PUBLIC")
    return name
  }

  /// Runs a statement as the operator would, and returns the first column of its rows.
  @discardableResult
  package func execute(_ sql: String, in database: String = "postgres") throws -> [String] {
    let connection = try PostgresConnection(
      PostgresSettings(connection: connection(database), node: ""))
    return try connection.exchange([PostgresStatement(sql)], mayWarn: true)[0].rows
      .map { $0.text(0) ?? "" }
  }

  /// What the server has logged.
  package var log: Data { (try? Data(contentsOf: URL(fileURLWithPath: path + ".log"))) ?? Data() }

  // MARK: The server

  /// Starts the server, and waits until it answers.
  package func start() throws {
    let started = DispatchSemaphore(value: 0)
    let ended = DispatchSemaphore(value: 0)
    let server = Process()
    let program =
      [Self.programs + "/postgres", "-D", path, "-k", path]
      + settings.flatMap { ["-c", $0] }
    let words = ["setpriv"] + Self.privileges + ["--pdeathsig", "QUIT"] + program
    let inside = namespace.map { ["ip", "netns", "exec", $0] } ?? []
    server.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    server.arguments = inside + words
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
    while !isReady {
      guard DispatchTime.now() < deadline else {
        throw Failure(
          description: "PostgreSQL does not start: " + String(decoding: self.log, as: UTF8.self))
      }
      usleep(10_000)
    }
  }

  /// Whether it answers; a standby does by saying that it may only be read.
  ///
  /// No program is started for it: each would hold the files of this process for a moment, and with
  /// them the locks of data folders.
  private var isReady: Bool {
    do {
      try execute("SELECT 'x'")
      return true
    } catch {
      return "\(error)".contains("read-only")
    }
  }

  /// Ends the server: `SIGQUIT` as a crash would, `SIGINT` in order.
  package func stop(_ signal: CInt) {
    Self.running.withLock { $0.removeValue(forKey: path) }?.end(signal)
  }

  /// Lets everybody in who reaches it over a network.
  package func trustNetworks() throws {
    let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path + "/pg_hba.conf"))
    try file.seekToEnd()
    try file.write(contentsOf: Data("host all all all trust\n".utf8))
    try file.close()
    try execute("SELECT pg_reload_conf()::text")
  }

  /// Makes a standby the server that takes writes.
  package func promote() throws {
    try Self.run("pg_ctl", ["-D", path, "-w", "promote"])
  }

  /// Changes a setting that needs no restart.
  package func set(_ name: String, _ value: String) throws {
    try execute("ALTER SYSTEM SET \(name) = '\(value)'")
    try execute("SELECT pg_reload_conf()")
    let deadline = DispatchTime.now() + .seconds(10)
    while try execute("SELECT current_setting('\(name)')") != [value] {
      guard DispatchTime.now() < deadline else {
        throw Failure(description: "PostgreSQL does not take \(name) = \(value)")
      }
    }
  }

  /// Copies the whole server as a backup program does, and returns the folder.
  package func baseBackup() throws -> String {
    let copy = path + "-backup-" + UUID().uuidString.prefix(8)
    try Self.run("pg_basebackup", ["-h", path, "-U", "kring", "-D", copy, "-c", "fast"])
    return copy
  }

  package static func == (one: PostgresFolder, other: PostgresFolder) -> Bool { one === other }

  /// Ends all servers of this process, and removes their folders.
  package static func endAll() {
    let servers = running.withLock { servers in
      defer { servers = [:] }
      return servers
    }
    for server in servers.values { server.end(SIGQUIT) }
    try? FileManager.default.removeItem(atPath: root)
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
    guard task.terminationStatus == 0 else {
      throw Failure(description: "\(program): \(String(decoding: said, as: UTF8.self))")
    }
  }
}
