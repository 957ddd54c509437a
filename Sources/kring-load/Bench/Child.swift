import Foundation
import Glibc
import KringTerminal
import KringTestSupport

/// A server that the load started, pinned to a core of its own where there are two.
final class Child {
  let port: Int
  private let process: Spawned
  /// The reading end of its output, which is open as long as it runs.
  private let output = Pipe()

  /// Starts a program and waits for the first line that names its port after a colon.
  ///
  /// - Parameter log: where its complaints go, if not to this program's own.
  init(
    _ program: String, _ arguments: [String], environment: [String: String] = [:],
    log: FileHandle? = nil
  ) throws {
    for end in [output.fileHandleForReading, output.fileHandleForWriting] {
      _ = fcntl(end.fileDescriptor, F_SETFD, FD_CLOEXEC)
    }
    process = try Leftovers.start(
      Cores.arePinned ? Cores.taskset : program,
      Cores.arePinned ? ["-c", "0", program] + arguments : arguments,
      environment: ProcessInfo.processInfo.environment.merging(environment) { $1 },
      output: output.fileHandleForWriting.fileDescriptor, complaints: log?.fileDescriptor)
    try output.fileHandleForWriting.close()
    var text = ""
    var found: Int?
    while found == nil {
      let data = output.fileHandleForReading.availableData
      guard !data.isEmpty else { throw BenchFailure("\(program) ended before it listened") }
      text += String(decoding: data, as: UTF8.self)
      found = text.firstMatch(of: #/:(\d{2,5})\b/#).flatMap { Int($0.output.1) }
    }
    port = found ?? 0
  }

  deinit { kill() }

  /// Ends it as a power cut would, and waits until it is gone.
  func kill() { process.kill() }

  /// Asks it to end.
  func terminate() { process.terminate() }

  /// Lets it stand still, with its connections as they are.
  func pause() { process.send(SIGSTOP) }

  /// Lets it go on.
  func goOn() { process.send(SIGCONT) }

  /// Whether it has not ended.
  var isRunning: Bool { process.isRunning }

  /// The seconds of CPU that it has used so far, by all its threads.
  var cpu: Double {
    let fields = proc("stat").split(separator: ") ").last?.split(separator: " ") ?? []
    guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else {
      return 0
    }
    return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
  }

  /// The bytes of its memory that are in use.
  var memory: Double { memory("VmRSS:") }

  /// The most bytes of its memory that were in use since the start, or the last `forgetPeak`.
  var peakMemory: Double { memory("VmHWM:") }

  /// Lets the peak begin anew from what is in use now.
  func forgetPeak() throws {
    let path = "/proc/\(process.pid)/clear_refs"
    guard let file = FileHandle(forWritingAtPath: path) else {
      throw BenchFailure("cannot write to \(path)")
    }
    try file.write(contentsOf: Data("5".utf8))
  }

  private func memory(_ name: String) -> Double {
    let line = proc("status").split(separator: "\n").first { $0.hasPrefix(name) } ?? ""
    let kibibytes = line.split(separator: " ").dropFirst().first { Double($0) != nil }
    return kibibytes.flatMap { Double($0) }.map { $0 * 1024 } ?? 0
  }

  private func proc(_ file: String) -> String {
    let path = "/proc/\(process.pid)/\(file)"
    return FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
      ?? ""
  }
}

/// The cores of this machine: the first one for servers, another for the load.
enum Cores {
  static let count = ProcessInfo.processInfo.activeProcessorCount
  static let taskset = "/usr/bin/taskset"
  /// Whether server and load have a core each.
  static let arePinned = count > 1 && FileManager.default.isExecutableFile(atPath: taskset)

  /// Moves this program to the second core, if there is one, and lets it open many sockets.
  static func take() throws {
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    limit.rlim_cur = limit.rlim_max
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    guard arePinned else { return }
    let process = Process()
    process.executableURL = URL(filePath: taskset)
    process.arguments = ["-a", "-c", "-p", "1", String(getpid())]
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
  }
}

/// What is measured: Kring, or what is beside it.
enum Contestant: Equatable {
  /// The kring-server that is measured, on a new data folder.
  case kring
  /// The same as the only node on a new database of a PostgreSQL.
  case database(PostgresFolder)
  /// Another kring-server, by its path, on a new data folder.
  case other(String)
  case node
  /// A program that prints its port and does what the relay on node does.
  case relay(URL)

  /// Whether it speaks Kring's protocol; a relay passes texts on.
  var isKring: Bool {
    switch self {
    case .kring, .database, .other: true
    case .node, .relay: false
    }
  }

  /// Starts it with nothing in it.
  func start(_ place: Workplace) throws -> Child {
    switch self {
    case .kring: return try place.startKring()
    case .database(let postgres):
      let connection = postgres.connection(try postgres.makeDatabase())
      return try place.startKring(more: Workplace.options(of: connection, node: "bench"))
    case .other(let program): return try place.startKring(program: program)
    case .node:
      return try Child(
        place.node, ["-e", Self.relay], environment: ["NODE_PATH": Workplace.nodeModules])
    case .relay(let program): return try Child(program.path, [])
    }
  }

  /// Passes every text on to everybody who asked for the same path; checks and keeps nothing.
  private static let relay = """
    const { WebSocketServer } = require('ws');
    const rooms = new Map();
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false,
      handleProtocols: (offered) => [...offered][0] });
    server.on('listening', () => console.log('relay:' + server.address().port));
    server.on('connection', (socket, request) => {
      if (!rooms.has(request.url)) rooms.set(request.url, new Set());
      const room = rooms.get(request.url);
      room.add(socket);
      socket.on('message', (data) => {
        for (const each of room) each.send(data, { binary: false });
      });
      socket.on('close', () => room.delete(socket));
      socket.on('error', () => socket.terminate());
    });
    """
}

/// Where programs and files are, and where the data goes.
struct Workplace {
  let root: String
  let server: String
  let node: String
  let folder: String
  static let nodeModules = "/usr/share/nodejs"

  /// Looks for the programs beside this one, and makes a folder for the data.
  init(server: String?) throws {
    let own = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    self.server = server ?? own.deletingLastPathComponent().appending(path: "kring-server").path
    var root = URL(filePath: self.server).resolvingSymlinksInPath()
    let files = FileManager.default
    while root.path != "/", !files.fileExists(atPath: root.path + "/protocol/methods") {
      root.deleteLastPathComponent()
    }
    self.root = root.path
    guard files.isExecutableFile(atPath: self.server), root.path != "/" else {
      throw BenchFailure(
        "\(self.server) is not there, or not within Kring's folder; build kring-server first")
    }
    node = "/usr/bin/node"
    folder = files.temporaryDirectory.path + "/kring-bench-\(UUID().uuidString)"
    try Leftovers.make(folder)
  }

  /// Whether the relay on node can be measured here.
  var hasNode: Bool {
    FileManager.default.isExecutableFile(atPath: node)
      && FileManager.default.fileExists(atPath: Self.nodeModules + "/ws")
  }

  /// The relay on swift-nio, where `./kring bench` has built it.
  var nioRelay: URL? {
    let program = URL(filePath: root + "/.build-relay/release/nio-relay")
    return FileManager.default.isExecutableFile(atPath: program.path) ? program : nil
  }

  /// Starts Kring on a data folder, a new one if none is named, and on a port that the system
  /// chooses if none is named.
  ///
  /// - Parameters:
  ///   - program: Another kring-server than the one that is measured.
  ///   - more: Further options.
  func startKring(
    data: String? = nil, port: Int = 0, log: FileHandle? = nil, program: String? = nil,
    more: [String] = []
  ) throws -> Child {
    try Child(
      program ?? server,
      [
        "--port", String(port), "--rate", "10000", "--sessions", "100000", "--connections",
        "100000", "--creations", "1000000",
        "--data", data ?? newFolder(), "--web", root + "/web", "--methods",
        root + "/protocol/methods",
      ] + more, log: log)
  }

  /// What makes a server a node on a database.
  static func options(of connection: String, node: String) -> [String] {
    ["--database", connection, "--node", node, "--retention-days", "1"]
  }

  /// A folder of its own for one server.
  func newFolder() -> String { "\(folder)/\(UUID().uuidString)" }

  /// Opens a new file for what servers complain of.
  func newLog() throws -> FileHandle {
    let path = "\(folder)/log"
    guard FileManager.default.createFile(atPath: path, contents: nil) else {
      throw BenchFailure("cannot write to \(path)")
    }
    return try FileHandle(forWritingTo: URL(filePath: path))
  }

  /// What servers complained of, a line each.
  var complaints: String {
    let log = FileManager.default.contents(atPath: "\(folder)/log")
    return String(decoding: log ?? Data(), as: UTF8.self)
  }

  /// The last lines that servers complained of.
  var lastComplaints: [Substring] { complaints.split(separator: "\n").suffix(10) }

  /// Removes the data.
  func clear() {
    do { try Leftovers.remove(folder) } catch {
      complain("bench: \(folder) is left: \(error.localizedDescription)")
    }
  }
}
