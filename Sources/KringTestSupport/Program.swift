import Foundation
import Glibc

/// A program in a process of its own, with everything it writes.
public final class Program: Sendable {
  /// What the program has done so far.
  public struct State: Sendable {
    /// What it wrote to standard output.
    public var output = ""
    /// What it wrote to standard error.
    public var errors = ""
    /// How it ended: its exit code, or minus the signal that ended it.
    public var exit: Int32?
    fileprivate var openPipes = 2
  }

  /// What it has done so far, to be waited for.
  public let state = Watched(State())
  /// The number of its process.
  public let id: Int32

  /// Starts a program.
  public init(
    _ path: String, _ arguments: [String], environment: [String: String] = [:],
    folder: String? = nil
  ) throws {
    let process = Process()
    process.executableURL = URL(filePath: path)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    if let folder { process.currentDirectoryURL = URL(filePath: folder) }
    process.standardInput = FileHandle.nullDevice
    let (output, errors) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    process.terminationHandler = { [state] process in
      let code = process.terminationStatus
      state.change { $0.exit = process.terminationReason == .exit ? code : -code }
    }
    Self.collect(output, in: state) { $0.output += $1 }
    Self.collect(errors, in: state) { $0.errors += $1 }
    try process.run()
    id = process.processIdentifier
  }

  private static func collect(
    _ pipe: Pipe, in state: Watched<State>,
    _ add: @escaping @Sendable (inout State, String) -> Void
  ) {
    pipe.fileHandleForReading.readabilityHandler = { handle in
      let bytes = handle.availableData
      if bytes.isEmpty { handle.readabilityHandler = nil }
      state.change { state in
        if bytes.isEmpty { state.openPipes -= 1 }
        add(&state, String(decoding: bytes, as: UTF8.self))
      }
    }
  }

  /// Waits for the end and for all it wrote; returns the exit code, or minus the signal.
  @discardableResult
  public func end(within seconds: Int = 60) async throws -> Int32 {
    try await state.first("the end of the program", within: seconds) { state in
      state.openPipes == 0 ? state.exit : nil
    }
  }

  /// Sends a signal, unless it has ended.
  public func send(_ signal: Int32) {
    if state.value.exit == nil { Glibc.kill(id, signal) }
  }

  /// Ends it without a word, as a power cut would, and waits until it is gone.
  public func kill() async throws {
    send(SIGKILL)
    try await end()
  }

  deinit {
    if state.value.exit == nil { Glibc.kill(id, SIGKILL) }
  }
}
