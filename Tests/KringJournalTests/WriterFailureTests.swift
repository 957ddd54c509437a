import Foundation
import KringCore
import Locking
import Testing

@testable import KringJournal

private let one = ID(high: 1, low: 1)
private let two = ID(high: 2, low: 2)
private let card = ID(high: 3, low: 3)

/// The disk thread when the disk fails.
@Suite("The journal's writer, when the disk fails")
struct WriterFailureTests {
  @Test(
    "an error stops that and all later batches, until the cause has gone and it is reopened",
    arguments: MemoryDisk.Remains.allCases, 1...4)
  func stopsAndRecovers(_ remains: MemoryDisk.Remains, at failing: Int) throws {
    let place = Place(.memory)
    let reports = Reports()
    let writer = makeWriter(place, reports)
    _ = try writer.start()
    place.disk.fail(atCommit: failing, leaving: remains)
    // Each commit is waited for, so the n-th commit is the n-th batch.
    let batches = [
      [Entry.session(one)], [Entry.event(one, 1), Entry.item(one, set: 1, card, [1])],
      [Entry.event(one, 2)], [Entry.event(one, 3)],
    ]
    for number in 1..<failing {
      writer.submit(batches[number - 1], number: UInt64(number))
      try reports.waitForCommit(of: UInt64(number))
    }
    writer.submit(batches[failing - 1], number: UInt64(failing))
    let (error, through) = try reports.waitForFailure()
    #expect(error.code == .storage)
    #expect(through == UInt64(failing - 1))
    #expect(writer.ahead == (0, 0))

    // Submitted before the caller heard of it: dropped, whatever happens next.
    place.disk.repair()
    writer.submit([Entry.session(two)], number: 50)
    #expect(writer.ahead == (0, 0))
    writer.reopen()
    let opened = try reports.waitForReopening()
    var known = Contents()
    let kept = remains == .everything ? failing : failing - 1
    for entry in batches.prefix(kept).joined() { known.add(entry) }
    if remains == .closedRows, failing == 2 { known.add(batches[1][1]) }
    // They were added as they were written, which is not the order of a replay.
    known.misplaced = []
    #expect(try opened.contents(by: writer, reports) == known)

    writer.submit([Entry.session(two), Entry.event(two, 1)], number: 60)
    try reports.waitForCommit(of: 60)
    writer.stop()
    #expect(try place.contents().events[two] == [Entry.event(two, 1)])
    #expect(try place.contents().without(two) == known)
  }

  @Test("it tries again until the cause has gone, and says so each time")
  func triesAgain() throws {
    let place = Place(.memory)
    let reports = Reports()
    let writer = makeWriter(place, reports)
    _ = try writer.start()
    writer.submit([Entry.session(one)], number: 1)
    try reports.waitForCommit(of: 1)
    place.disk.fail(atCommit: 1)
    writer.submit([Entry.event(one, 1)], number: 2)
    _ = try reports.waitForFailure()
    writer.reopen()
    writer.reopen()
    _ = try reports.wait { reports in
      reports.filter(\.isNotReopened).dropFirst(2).first
    }
    writer.submit([Entry.event(one, 1)], number: 3)
    #expect(writer.ahead == (0, 0))
    place.disk.repair()
    let opened = try reports.waitForReopening()
    #expect(opened.state.sessions.count == 1)
    #expect(try opened.contents(by: writer, reports).events.isEmpty)
    #expect(opened.lastAlive == 1_750_000_000_000)
    writer.submit([Entry.event(one, 1)], number: 4)
    try reports.waitForCommit(of: 4)
    // Only a failure can be answered.
    writer.reopen()
    writer.submit([Entry.event(one, 2)], number: 5)
    try reports.waitForCommit(of: 5)
    writer.stop()
    #expect(try place.contents().events[one]?.count == 2)
  }

  @Test("batches that wait behind a failing one are neither kept nor reported")
  func waitingBehind() throws {
    let place = Place(.memory)
    let reports = Reports()
    let gate = GatedJournal.Gate(isShut: true)
    let writer = makeWriter(place, reports, gate: gate)
    _ = try writer.start()
    place.disk.fail(atCommit: 1)
    writer.submit([Entry.session(one)], number: 1)
    try gate.waitForArrival()
    for number in UInt64(2)...8 { writer.submit([], number: number) }
    #expect(writer.ahead.batches == 8)
    gate.letPass()
    let (_, through) = try reports.waitForFailure()
    #expect(through == 0)
    #expect(writer.ahead == (0, 0))
    writer.stop()
    #expect(reports.all.count == 1)
    #expect(gate.commits.count == 1)
  }

  @Test("a stop in the middle of failing returns, and the folder is free")
  func stopWhileFailing() throws {
    let place = Place(.sqlite)
    let reports = Reports()
    let writer = makeWriter(place, reports)
    _ = try writer.start()
    writer.submit([Entry.session(one)], number: 1)
    try reports.waitForCommit(of: 1)
    try FileManager.default.removeItem(atPath: place.folder + "/lock")
    // Whether this reaches the disk is open: the look at the files may come before it or after it.
    writer.submit([Entry.session(two)], number: 2)
    let (error, through) = try reports.waitForFailure()
    #expect(error.code == .replaced)
    #expect(through == 1)
    writer.stop()
    #expect(try place.contents().sessions.keys.contains(one))
  }

  @Test("what the reader throws while reopening is told, and it tries again")
  func readerThrows() throws {
    struct Refused: Error {}
    let place = Place(.memory)
    let reports = Reports()
    let refusals = Locked(2)
    let writer = JournalWriter(
      pace: hasty, journal: { place.journal() }, empty: Contents(),
      replay: { contents, entry in
        let refuses = refusals.withLock { left in
          left -= 1
          return left >= 0
        }
        if refuses { throw Refused() }
        contents.add(entry)
      }, report: { reports.add($0) })
    _ = try writer.start()
    writer.submit([Entry.session(one)], number: 1)
    try reports.waitForCommit(of: 1)
    place.disk.fail(atCommit: 1)
    writer.submit([Entry.event(one, 1)], number: 2)
    _ = try reports.waitForFailure()
    place.disk.repair()
    writer.reopen()
    #expect(try reports.waitForReopening().state.sessions.count == 1)
    #expect(reports.all.filter(\.isNotReopened).count == 2)
    writer.stop()
  }
}
