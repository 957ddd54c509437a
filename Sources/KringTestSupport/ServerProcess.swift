import Foundation
import Glibc

/// A real server: the program `kring-server` beside the running one, on a port of the system's
/// choice.
public final class ServerProcess: Sendable {
  /// The program.
  public let program: Program
  /// The port it listens on.
  public let port: Int
  /// The address for clients on this machine.
  public let address: String

  private init(_ program: Program, port: Int, scheme: String) {
    self.program = program
    self.port = port
    address = "\(scheme)://localhost:\(port)"
  }

  /// The folder of the programs that were built together with the running one.
  public static let programs: String = {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
    let path = String(decoding: buffer.prefix(max(0, count)).map(UInt8.init), as: UTF8.self)
    return URL(filePath: path).deletingLastPathComponent().path
  }()

  /// Starts the program with some flags; what is needed to start and not given is added.
  public static func launch(_ flags: [String]) throws -> Program {
    var flags = flags
    for (flag, value) in [("--web", Repository.web), ("--methods", Repository.methods)]
    where !flags.contains(flag) {
      flags += [flag, value]
    }
    return try Program(programs + "/kring-server", flags)
  }

  /// Starts a server and waits until it serves.
  ///
  /// - Parameters:
  ///   - data: the folder of the journal.
  ///   - port: 0 lets the system choose.
  ///   - flags: further flags.
  public static func start(
    data: String, port: Int = 0, _ flags: [String] = []
  ) async throws -> ServerProcess {
    let program = try launch(["--data", data, "--port", "\(port)"] + flags)
    let found: Int = try await program.state.first("the address of the server") { state in
      // "Kring is at http://localhost:8080 (data in …)."
      guard
        let line = state.output.split(separator: "\n").first(where: { $0.contains(" (data in ") }),
        let address = line.components(separatedBy: " (data in ").first
      else { return state.exit == nil ? nil : -1 }
      return address.split(separator: ":").last.flatMap { Int($0) }
    }
    guard found > 0 else { throw NotStarted(errors: program.state.value.errors) }
    return ServerProcess(
      program, port: found, scheme: flags.contains("--tls-cert") ? "https" : "http")
  }

  /// The server ended before it served.
  public struct NotStarted: Error {
    /// What it wrote to standard error.
    public let errors: String
  }

  /// Asks the server to stop, as a system does, and waits; returns the exit code.
  public func stop(within seconds: Int = 30) async throws -> Int32 {
    program.send(SIGTERM)
    return try await program.end(within: seconds)
  }
}

/// A folder of its own for a test, gone with it.
public final class TestFolder: Sendable {
  /// Its path.
  public let path: String

  /// Makes a new folder.
  public init() throws {
    path = FileManager.default.temporaryDirectory.appending(path: "kring-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  /// The path of something in it.
  public func path(_ name: String) -> String { path + "/" + name }

  deinit {
    do { try FileManager.default.removeItem(atPath: path) } catch {
      FileHandle.standardError.write(Data("cannot remove \(path): \(error)\n".utf8))
    }
  }
}
