import Foundation
import Glibc
import Locking

/// A running program in a process group of its own, which Ctrl+C does not reach. It ends with this
/// program, however that ends.
///
/// Foundation's `Process` is not used for it: with some 1,600 sockets open, as there are in the
/// midst of a measurement, its start crashes. Any thread.
final class Spawned: Sendable {
  let pid: pid_t
  /// Whether its end has been taken note of.
  private let hasEnded = Locked(false)
  /// One end of a line that nothing but this program has open. A shell beside the other one listens.
  private let lifeline: Int32

  /// Starts that shell, and then becomes the program. When the line ends without a word, which is
  /// when this program is gone, the shell kills the other one.
  private static let tied = """
    exec 3<&0
    (read line <&3 || kill -KILL $$) >/dev/null 2>&1 &
    exec "$@" </dev/null 3<&-
    """

  /// Starts a program, which gets nothing to read. Files that are not closed on `exec` stay open in it.
  ///
  /// - Parameters:
  ///   - program: The path of the executable file.
  ///   - environment: All variables that it has.
  ///   - output: The file of its standard output.
  ///   - complaints: The file of its standard error; this program's own if absent.
  /// - Throws: `BenchFailure` if it cannot be started.
  init(
    _ program: String, _ arguments: [String], environment: [String: String], output: Int32,
    complaints: Int32? = nil
  ) throws {
    guard access(program, X_OK) == 0 else {
      throw BenchFailure("\(program) cannot be started: \(String(cString: strerror(errno)))")
    }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    var ends: [Int32] = [0, 0]
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else {
      throw BenchFailure("no socket can be made: \(String(cString: strerror(errno)))")
    }
    lifeline = ends[0]
    defer { close(ends[1]) }
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDIN_FILENO)
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
    posix_spawn_file_actions_adddup2(&actions, complaints ?? STDERR_FILENO, STDERR_FILENO)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // What this program ignores would stay ignored in the other one.
    var signals = sigset_t()
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK
    posix_spawnattr_setflags(&attributes, Int16(flags))
    let words = (["sh", "-c", Self.tied, "sh", program] + arguments).map { strdup($0) } + [nil]
    let variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { (words + variables).forEach { free($0) } }
    var pid: pid_t = 0
    let code = posix_spawn(&pid, "/bin/sh", &actions, &attributes, words, variables)
    guard code == 0 else {
      close(lifeline)
      throw BenchFailure("\(program) cannot be started: \(String(cString: strerror(code)))")
    }
    self.pid = pid
  }

  /// Whether it has not ended.
  var isRunning: Bool { !collect(WNOHANG) }

  /// Ends it as a power cut would, and waits until it is gone.
  func kill() {
    guard isRunning else { return }
    Glibc.kill(pid, SIGKILL)
    _ = collect(0)
  }

  /// Asks it to end.
  func terminate() { send(SIGTERM) }

  /// Sends it a signal; does nothing when it has ended.
  func send(_ signal: Int32) {
    guard isRunning else { return }
    Glibc.kill(pid, signal)
  }

  /// Takes note of its end, once there is one; whether there was.
  private func collect(_ options: Int32) -> Bool {
    hasEnded.withLock { hasEnded in
      while !hasEnded {
        let found = waitpid(pid, nil, options)
        if found == 0 { break }
        hasEnded = found == pid || errno != EINTR
        guard hasEnded else { continue }
        // The shell is to kill nobody: its number may soon be that of another program.
        _ = Glibc.send(lifeline, "\n", 1, Int32(MSG_NOSIGNAL))
        close(lifeline)
      }
      return hasEnded
    }
  }
}
