import ArgumentParser
import Foundation

/// The ways in which a command-line program ends.
package enum Leaving: Int32 {
  case failed = 1
  case usage = 64
  case errorsInFile = 65
  case unreadable = 66
  case unreachable = 69
  case gaveUp = 75
  case notAllowed = 77

  /// Says why on standard error, in one sentence, and gives what ends the program.
  package func because(_ reason: String) -> ExitCode {
    let program = CommandLine.arguments.first.map { URL(filePath: $0).lastPathComponent } ?? ""
    complain("\(program): \(reason)")
    return ExitCode(rawValue)
  }
}

/// Reads a file that was named by a person.
package func contents(of path: String) throws -> [UInt8] {
  guard let data = FileManager.default.contents(atPath: path) else {
    throw Leaving.unreadable.because("\(path) cannot be read")
  }
  return Array(data)
}
