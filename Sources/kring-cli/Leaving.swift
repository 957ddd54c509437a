import ArgumentParser
import Foundation
import Glibc
import KringClient
import KringJSON
import Transport

/// The ways in which the program ends.
enum Leaving: Int32 {
  case failed = 1
  case usage = 64
  case errorsInFile = 65
  case unreadable = 66
  case unreachable = 69
  case gaveUp = 75
  case notAllowed = 77

  /// Says why on standard error, in one sentence, and gives what ends the program.
  func because(_ reason: String) -> ExitCode {
    complain("kring-cli: \(reason)")
    return ExitCode(rawValue)
  }
}

/// Writes a line to standard error.
func complain(_ line: String) { write(line, to: STDERR_FILENO) }

/// Writes a line to standard output at once, so that pipes and people see it.
///
/// Ends the program quietly when nobody reads any more.
func say(_ line: String) {
  if !write(line, to: STDOUT_FILENO) { exit(0) }
}

@discardableResult
private func write(_ line: String, to file: Int32) -> Bool {
  var rest = Array((line + "\n").utf8)[...]
  while !rest.isEmpty {
    let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
    if count < 0, errno == EINTR { continue }
    guard count >= 0 else { return false }
    rest = rest.dropFirst(count)
  }
  return true
}

/// Runs something that talks to a server and says what went wrong.
func leaving<Value>(_ server: String, _ body: () async throws -> Value) async throws -> Value {
  do {
    return try await body()
  } catch let error as TransportError {
    switch error.code {
    case .badURL, .certificateUnreadable: throw Leaving.usage.because(error.message)
    case .timedOut: throw Leaving.gaveUp.because(error.message)
    default: throw Leaving.unreachable.because("\(server) cannot be reached. \(error.message)")
    }
  } catch let error as SessionMaker.Failure {
    guard case .refused(401, _) = error else {
      throw Leaving.failed.because("the server refused the session: \(error)")
    }
    throw Leaving.notAllowed.because(
      "the server wants a creation key; give the right one with --creation-key-file")
  }
}

/// Reads a file that was named by a person.
func contents(of path: String) throws -> [UInt8] {
  guard let data = FileManager.default.contents(atPath: path) else {
    throw Leaving.unreadable.because("\(path) cannot be read")
  }
  return Array(data)
}
