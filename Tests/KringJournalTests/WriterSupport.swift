import Dispatch
import KringCore
import Locking
import Testing

@testable import KringJournal

/// What a writer reported, to be waited for.
final class Reports: Sendable {
  private let reports = Locked<[JournalReport<Contents>]>([])
  private let news = DispatchSemaphore(value: 0)

  func add(_ report: JournalReport<Contents>) {
    // A note of the clock comes when it is due, whatever is tried.
    if case .beat = report { return }
    reports.withLock { $0.append(report) }
    news.signal()
  }

  var all: [JournalReport<Contents>] { reports.withLock { $0 } }

  /// Waits until the reports give a value, at most half a minute.
  func wait<Value>(
    _ source: SourceLocation = #_sourceLocation, for find: ([JournalReport<Contents>]) -> Value?
  ) throws -> Value {
    let deadline = DispatchTime.now() + .seconds(30)
    while true {
      if let value = find(all) { return value }
      let inTime = news.wait(timeout: deadline) == .success
      try #require(inTime, "nothing of the kind was reported", sourceLocation: source)
    }
  }

  func waitForCommit(of number: UInt64) throws {
    _ = try wait { reports in reports.first { ($0.committed ?? 0) >= number } }
  }

  func waitForFailure() throws -> (JournalError, through: UInt64) {
    try wait { reports in reports.compactMap(\.failure).first }
  }

  func waitForReopening() throws -> OpenedJournal<Contents> {
    try wait { reports in reports.compactMap(\.opened).first }
  }
}

extension JournalReport {
  var committed: UInt64? {
    if case .committed(let through) = self { through } else { nil }
  }

  var failure: (JournalError, through: UInt64)? {
    if case .failed(let error, let through) = self { (error, through) } else { nil }
  }

  var opened: OpenedJournal<State>? {
    if case .reopened(let opened) = self { opened } else { nil }
  }

  func events(of session: ID) -> Result<[[UInt8]], JournalError>? {
    if case .loaded(session, let events) = self { events } else { nil }
  }

  func claim(of session: ID) -> Claim? {
    if case .claimed(session, let claim) = self { claim } else { nil }
  }

  var receipts: [PurgeReceipt] {
    if case .purged(let receipts) = self { receipts } else { [] }
  }

  var refused: [ID: JournalError]? {
    if case .refused(let sessions) = self { sessions } else { nil }
  }

  var isNotReopened: Bool {
    if case .notReopened = self { true } else { false }
  }
}

/// A journal that counts commits and, while its gate is shut, waits before each.
final class GatedJournal: Journal {
  /// What the test holds on to.
  final class Gate: Sendable {
    private let batches = Locked<[[JournalEntry]]>([])
    private let arrived = DispatchSemaphore(value: 0)
    private let passes = DispatchSemaphore(value: 0)
    private let rested = DispatchSemaphore(value: 0)
    private let isShut: Bool

    init(isShut: Bool) {
      self.isShut = isShut
    }

    /// The batches as the journal got them.
    var commits: [[JournalEntry]] { batches.withLock { $0 } }

    /// Waits until a commit stands before the gate.
    func waitForArrival() throws {
      try #require(arrived.wait(timeout: .now() + .seconds(30)) == .success)
    }

    /// Lets one commit through.
    func letPass() {
      passes.signal()
    }

    /// Waits until the journal has rested.
    func waitForRest() throws {
      try #require(rested.wait(timeout: .now() + .seconds(30)) == .success)
    }

    fileprivate func rest() { rested.signal() }

    fileprivate func pass(_ batch: [JournalEntry]) {
      batches.withLock { $0.append(batch) }
      guard isShut else { return }
      arrived.signal()
      _ = passes.wait(timeout: .now() + .seconds(30))
    }
  }

  private let inner: any Journal
  private let gate: Gate

  init(_ inner: any Journal, gate: Gate) {
    self.inner = inner
    self.gate = gate
  }

  func openUnread(_ replay: (JournalEntry) throws -> Void) throws -> any EventReader {
    try inner.openUnread(replay)
  }

  func commit(_ batch: [JournalEntry]) throws(JournalError) {
    gate.pass(batch)
    try inner.commit(batch)
  }

  var needsSweep: Bool { inner.needsSweep }
  func sweep() throws(JournalError) -> [PurgeReceipt]? { try inner.sweep() }
  var needsCheckpoint: Bool { inner.needsCheckpoint }

  func checkpoint() throws(JournalError) {
    try inner.checkpoint()
    gate.rest()
  }

  func look() throws(JournalError) { try inner.look() }

  func claim(_ session: ID) throws(JournalError) -> Claim { try inner.claim(session) }
  func lastEvent() throws(JournalError) -> [UInt8]? { try inner.lastEvent() }
  var lastAlive: Int64? { inner.lastAlive }
  func beat(at milliseconds: Int64) throws(JournalError) { try inner.beat(at: milliseconds) }
  func close() { inner.close() }
}

extension OpenedJournal<Contents> {
  /// The state with the events that were left unread, which a writer loads.
  func contents(by writer: JournalWriter<Contents>, _ reports: Reports) throws -> Contents {
    var contents = state
    for id in state.sessions.keys {
      writer.load(id)
      let events = try reports.wait { reports in reports.compactMap { $0.events(of: id) }.first }
      for (index, bytes) in try events.get().enumerated() {
        contents.events[id, default: []].append(Entry.event(id, index + 1, bytes))
      }
    }
    return contents
  }
}

/// A pace at which a test does not wait.
let hasty = JournalPace(
  sweep: .milliseconds(1), quiet: .milliseconds(1), retry: .milliseconds(5), beat: .seconds(900))

/// Makes a writer over a place that folds contents and reports to a list.
func makeWriter(
  _ place: Place, _ reports: Reports = Reports(), pace: JournalPace = hasty,
  gate: GatedJournal.Gate? = nil,
  now: @escaping @Sendable () -> Int64 = { 1_750_000_000_000 }
) -> JournalWriter<Contents> {
  JournalWriter(
    pace: pace,
    journal: { gate.map { GatedJournal(place.journal(), gate: $0) } ?? place.journal() },
    empty: Contents(), replay: { $0.add($1) }, now: now, report: { reports.add($0) })
}
