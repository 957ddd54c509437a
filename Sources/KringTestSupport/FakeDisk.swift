import KringCore
import KringJournal
import KringServer

/// A disk thread without a thread: a journal, in memory if not told otherwise, which works when it
/// is told to.
///
/// What is on it outlives it (`storage`), and fails when told to, as a `MemoryDisk` does.
package final class FakeDisk: Disk {
  /// What a restart finds.
  package let storage: MemoryDisk
  /// Whether batches wait until `commit` is called; else `work` takes them all.
  package var isManual = false
  /// Whether `work` removes the bytes of what has ended.
  package var sweeps = true
  /// The batches that wait.
  package private(set) var waiting: [(number: UInt64, entries: [JournalEntry])] = []
  /// Every entry that was ever committed to the storage, in order.
  package private(set) var written: [JournalEntry] = []
  private let journal: any Journal
  private var reader: (any EventReader)?
  private var claims: [ID] = []
  private var loads: [ID] = []
  private var committed: UInt64 = 0
  private var isFailed = false
  private var refused: Set<ID> = []
  private var reports: [JournalReport<Archive>] = []

  /// Creates a disk thread at rest for what lies on a disk.
  ///
  /// - Parameters:
  ///   - journal: the journal in the place of one on the disk `storage`.
  ///   - written: what an earlier one has committed to it.
  package init(
    storage: MemoryDisk = MemoryDisk(), journal: (any Journal)? = nil,
    written: [JournalEntry] = []
  ) {
    self.storage = storage
    self.written = written
    self.journal = journal ?? MemoryJournal(disk: storage)
  }

  /// Opens the journal and returns what it holds.
  package func open() throws -> OpenedJournal<Archive> {
    var archive = Archive()
    reader = try journal.openUnread { archive.replay($0) }
    isFailed = false
    refused = []
    return OpenedJournal(
      state: archive, lastAlive: journal.lastAlive, lastEvent: try journal.lastEvent())
  }

  /// Takes a batch; drops it after a failure, as the real one does.
  package func submit(_ batch: [JournalEntry], number: UInt64) {
    if !isFailed { waiting.append((number, batch)) }
  }

  /// Takes the wish for a session; drops it after a failure.
  package func claim(_ session: ID) { if !isFailed { claims.append(session) } }

  /// Takes the wish for events; drops it after a failure.
  package func load(_ session: ID) { if !isFailed { loads.append(session) } }

  /// Takes up sessions that nobody serves.
  package func claimOrphans(atMost count: Int) {
    guard !isFailed else { return }
    do {
      for (session, claim) in try journal.claimOrphans(atMost: count) {
        reports.append(.claimed(session, claim))
      }
    } catch {
      fail(error)
    }
  }

  /// Gives up what the journal was given, before an orderly end.
  package func release() { if !isFailed { journal.release() } }

  /// Answers the claims, and reads what is to be loaded.
  package func answer() {
    do {
      for session in claims { reports.append(.claimed(session, try journal.claim(session))) }
    } catch {
      return fail(error)
    }
    claims = []
    for session in loads {
      guard let reader else { break }
      do throws(JournalError) {
        reports.append(.loaded(session, .success(try reader.events(of: session))))
        reader.forget(session)
      } catch {
        reports.append(.loaded(session, .failure(error)))
      }
    }
    loads = []
  }

  /// What waits.
  package var ahead: (batches: Int, bytes: Int) {
    (waiting.count, waiting.reduce(0) { $0 + $1.entries.reduce(0) { $0 + $1.size } })
  }

  /// Commits the first batches that wait as one transaction.
  package func commit(_ count: Int = .max) {
    let batches = waiting.prefix(count)
    guard let last = batches.last, !isFailed else { return }
    do {
      let entries = batches.flatMap(\.entries).filter { !refused.contains($0.session) }
      let refusals = try journal.commitFitting(entries)
      refused.formUnion(refusals.keys)
      waiting.removeFirst(batches.count)
      written += entries.filter { !refused.contains($0.session) }
      if !refusals.isEmpty { reports.append(.refused(refusals)) }
      committed = last.number
      reports.append(.committed(through: committed))
    } catch {
      fail(error)
    }
  }

  /// Removes the bytes of what has ended, if there is anything to remove.
  package func sweep() {
    guard journal.needsSweep, !isFailed else { return }
    do {
      if let receipts = try journal.sweep(), !receipts.isEmpty { reports.append(.purged(receipts)) }
    } catch {
      fail(error)
    }
  }

  /// Does what waits; but batches, unless that is done by hand.
  package func work() {
    answer()
    guard !isManual else { return }
    commit()
    if sweeps { sweep() }
  }

  /// Tries to open a failed journal again; `.reopened` or `.notReopened` follows.
  package func reopen() {
    guard isFailed else { return }
    do { reports.append(.reopened(try open())) } catch { reports.append(.notReopened(error)) }
  }

  /// Notes the wall clock, as a running disk thread does.
  package func beat(at milliseconds: Int) {
    do { try journal.beat(at: Int64(milliseconds)) } catch { fail(error) }
  }

  /// Takes the reports that came since the last call.
  package func takeReports() -> [JournalReport<Archive>] {
    defer { reports = [] }
    return reports
  }

  private func fail(_ error: JournalError) {
    isFailed = true
    waiting = []
    claims = []
    loads = []
    reader = nil
    journal.close()
    reports.append(.failed(error, through: committed))
  }
}
