import Dispatch
import Foundation
import Glibc
import Locking
import Testing

@testable import KringLines

@Suite("Lines for the standard streams")
struct LineQueueTests {
  @Test("a line never waits for who reads it: what finds no place is dropped and counted")
  func lines() {
    let gate = DispatchSemaphore(value: 0)
    let written = Locked<[String]>([])
    let queue = LineQueue { line in
      gate.wait()
      written.withLock { $0.append(line) }
    }
    let begin = ContinuousClock.now
    for number in 0..<3_000 { queue.pass("\(number)") }
    #expect(ContinuousClock.now - begin < .seconds(5))
    // One more may be in the hands of the thread.
    #expect((1_999...2_000).contains(queue.dropped))
    for _ in 0..<3_000 { gate.signal() }
    queue.finish()
    #expect(written.withLock { $0.first } == "0")
    #expect(written.withLock(\.count) == 3_000 - queue.dropped)
  }

  @Test("the end waits for a reader who does not come no longer than a second")
  func end() {
    let queue = LineQueue { _ in DispatchSemaphore(value: 0).wait() }
    queue.pass("never written")
    let begin = ContinuousClock.now
    queue.finish()
    #expect(ContinuousClock.now - begin < .seconds(10))
  }

  @Test("a line that cannot be written is said to be so")
  func full() throws {
    let full = open("/dev/full", O_WRONLY)
    try #require(full >= 0)
    defer { close(full) }
    #expect(!Output.write("no room", to: full))
  }

  @Test("a line is written whole, however little the other end takes at a time")
  func whole() throws {
    var ends: [Int32] = [0, 0]
    try #require(pipe(&ends) == 0)
    let line = String(repeating: "0123456789", count: 100_000)
    let (reading, writing) = (ends[0], ends[1])
    let isWritten = Locked(false)
    let thread = Thread {
      isWritten.withLock { $0 = Output.write(line, to: writing) }
      close(writing)
    }
    thread.start()
    var found: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 1_000)
    while case let count = read(reading, &part, part.count), count > 0 { found += part[..<count] }
    close(reading)
    #expect(found == Array((line + "\n").utf8))
    #expect(isWritten.withLock { $0 })
  }
}
