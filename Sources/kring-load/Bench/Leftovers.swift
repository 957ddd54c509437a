import Dispatch
import Foundation
import Glibc
import Locking

/// What a measurement leaves behind if nobody ends it: its running servers, and their data.
///
/// Each runs in a process group of its own, which Ctrl+C does not reach. Therefore SIGINT, SIGTERM
/// and SIGHUP end the servers and remove the data before they end this program. Any thread.
enum Leftovers {
  private struct State {
    var processes: [Spawned] = []
    var folders: [String] = []
    var signals: [any DispatchSourceSignal] = []
  }

  private static let state = Locked(State())

  /// Starts a program that is ended with this one, as `Spawned.init` does.
  static func start(
    _ program: String, _ arguments: [String], environment: [String: String], output: Int32,
    complaints: Int32?
  ) throws -> Spawned {
    try state.withLock {
      $0.processes.removeAll { !$0.isRunning }
      let process = try Spawned(
        program, arguments, environment: environment, output: output, complaints: complaints)
      $0.processes.append(process)
      return process
    }
  }

  /// Makes a folder that is removed with this program, and from now on heeds the signals.
  static func make(_ folder: String) throws {
    try state.withLock {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      $0.folders.append(folder)
      guard $0.signals.isEmpty else { return }
      $0.signals = [SIGINT, SIGTERM, SIGHUP].compactMap(source)
    }
  }

  /// Removes such a folder; waits for ever if the program is being ended.
  static func remove(_ folder: String) throws {
    try state.withLock {
      $0.folders.removeAll { $0 == folder }
      try FileManager.default.removeItem(atPath: folder)
    }
  }

  /// Lets something use such a folder for a moment in which it is not removed; waits for ever if the
  /// program is being ended.
  static func keepingFolders(_ body: () throws -> Void) throws {
    try state.withLock { _ in try body() }
  }

  private static func source(_ number: Int32) -> (any DispatchSourceSignal)? {
    // A hangup that nohup has turned off stays so. SIGINT does not: every shell turns it off for
    // what a script starts in the background, and who sends it on purpose means it.
    if number == SIGHUP, isIgnored(number) { return nil }
    signal(number, SIG_IGN)
    let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
    source.setEventHandler { end(by: number) }
    source.resume()
    return source
  }

  private static func isIgnored(_ number: Int32) -> Bool {
    var before = sigaction()
    sigaction(number, nil, &before)
    return unsafeBitCast(before.__sigaction_handler.sa_handler, to: Int.self)
      == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  /// Ends everything, and then this program as the signal would have done. Until then it keeps the
  /// lock, so that nothing new is started and no end of a server is reported as its failure.
  private static func end(by number: Int32) {
    state.withLock {
      $0.processes.forEach { $0.kill() }
      for folder in $0.folders { try? FileManager.default.removeItem(atPath: folder) }
      signal(number, SIG_DFL)
      kill(getpid(), number)
      // Another thread takes the signal; should none do so, this is the end all the same.
      sleep(1)
      _exit(128 + number)
    }
  }
}
