import ArgumentParser
import Foundation
import Glibc
import KringLines
import KringTestSupport

/// Years of one group, with all that the server writes to standard error meanwhile.
struct Years {
  let first: UInt64
  let count: Int

  /// Plays them; ends the program when something does not hold.
  func play() throws {
    let clock = ContinuousClock()
    let start = clock.now
    let lines = try Lines()
    var tally = Tally()
    for seed in first..<first + UInt64(count) {
      Crash.seed(seed)
      let year = try Year(seed: seed) { lines.read() }
      do { try year.play() } catch {
        let finding = error as? Finding
        print("year \(seed): \(finding?.invariant.rawValue ?? "it cannot be played")")
        print("  \(finding?.detail ?? "\(error)")")
        print("again: ./kring simulate --years 1 --first \(seed)\n0 passed, 1 failed")
        throw ExitCode(1)
      }
      tally.add(year.tally)
    }
    // Nothing would be found in lines that were never written.
    let isTold = lines.read().contains { $0 == UInt8(ascii: "{") }
    SimulateCommand.printTally(tally)
    print("\(count) years in \(SimulateCommand.round((clock.now - start) / .seconds(1))) s")
    if !isTold { print("this never happened: a line on standard error") }
    print("\(count) passed, \(isTold ? 0 : 1) failed")
    if !isTold { throw ExitCode(1) }
  }
}

/// A file in the place of standard error, which nobody else can open.
private struct Lines {
  private let file: FileHandle

  init() throws {
    let path = FileManager.default.temporaryDirectory.path + "/kring-lines-\(UUID().uuidString)"
    let number = open(path, O_RDWR | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0o600)
    guard number >= 0, dup2(number, STDERR_FILENO) >= 0 else {
      throw CocoaError(.fileWriteUnknown)
    }
    unlink(path)
    file = FileHandle(fileDescriptor: number, closeOnDealloc: true)
  }

  /// All that was written so far.
  func read() -> [UInt8] {
    Output.finish()
    file.seek(toFileOffset: 0)
    return [UInt8](file.readDataToEndOfFile())
  }
}
