import Dispatch
import KringCore

/// The work of the disk thread; made, used and ended on it.
final class DiskThread<State: Sendable> {
  private let duties: JournalDuties<State>
  private let inbox: JournalInbox
  private let loader: EventLoader<State>
  private let journal: any Journal
  private var committed: UInt64 = 0
  private var phase = JournalInbox.Phase.idle
  private var sweepDue = DispatchTime.now()
  private var checkpointDue = DispatchTime.now()
  private var beatDue = DispatchTime.now()
  private var lookDue = DispatchTime.now()
  /// The sessions of which nothing more is written until the journal is opened again.
  private var refused: Set<ID> = []
  private var retryDue = DispatchTime.now()
  /// The sessions that were asked for and have had no turn yet.
  private var claims: [ID] = []
  /// How many sessions are claimed in one turn. When a node is gone, thousands may be asked for at once:
  /// neither batches nor the heartbeat, by which others see that this node is alive, wait for all of them.
  static var claimsAtOnce: Int { 20 }

  /// Creates the work with a journal that is not open yet.
  init(_ duties: JournalDuties<State>, inbox: JournalInbox, loader: EventLoader<State>) {
    self.duties = duties
    self.inbox = inbox
    self.loader = loader
    journal = duties.journal()
  }

  /// Opens the journal, folds what it holds but for the events, and accepts batches.
  func start() throws -> OpenedJournal<State> {
    var state = duties.empty
    let reader = try journal.openUnread { entry in try duties.replay(&state, entry) }
    do {
      let opened = OpenedJournal(
        state: state, lastAlive: journal.lastAlive, lastEvent: try journal.lastEvent(),
        lostTail: journal.lostTail, unreadable: journal.unreadable)
      try duties.accept(opened)
      try journal.beat(at: duties.now())
      loader.use(reader)
      refused = []
      enter(.running)
      return opened
    } catch {
      reader.close()
      journal.close()
      throw error
    }
  }

  /// Works until it is told to stop.
  func run() {
    while true {
      let orders = inbox.next(until: nextDue)
      phase = orders.phase
      claim(orders)
      if phase == .running, !orders.batches.isEmpty { commit(orders.batches) }
      if phase == .reopening, retryDue <= .now() { retry() }
      if phase == .running, orders.isStopping || beatDue <= .now() { beat() }
      if phase == .running {
        // Before what takes its time: others wait for the sessions.
        if orders.isStopping { journal.release() }
        if journal.needsSweep, orders.isStopping || sweepDue <= .now() { sweep() }
        if journal.needsCheckpoint, checkpointDue <= .now() { checkpoint() }
        if lookDue <= .now() { look() }
      }
      if orders.isStopping { break }
    }
    loader.use(nil)
    journal.close()
    enter(.idle)
  }

  private var nextDue: DispatchTime {
    switch phase {
    case .running where !claims.isEmpty: .now()
    case .running:
      min(
        beatDue, lookDue, journal.needsSweep ? sweepDue : .distantFuture,
        journal.needsCheckpoint ? checkpointDue : .distantFuture)
    case .reopening: retryDue
    case .failed, .idle: .distantFuture
    }
  }

  private func enter(_ phase: JournalInbox.Phase) {
    self.phase = phase
    inbox.enter(phase)
  }

  // MARK: The journal

  private func commit(_ batches: [JournalInbox.Batch]) {
    let entries = batches.flatMap(\.entries).filter { !refused.contains($0.session) }
    do {
      let refusals = try journal.commitFitting(entries)
      refused.formUnion(refusals.keys)
      if !refusals.isEmpty { duties.report(.refused(refusals)) }
      reportCommitted(batches[...])
    } catch {
      fail(error)
    }
  }

  private func claim(_ orders: JournalInbox.Orders) {
    claims += orders.claims
    let sessions = Array(claims.prefix(Self.claimsAtOnce))
    claims.removeFirst(sessions.count)
    do {
      let known = sessions.isEmpty ? [] : try journal.known(among: sessions)
      for session in sessions {
        let claim = known.contains(session) ? try journal.claim(session) : .none
        duties.report(.claimed(session, claim))
      }
      guard orders.orphans > 0 else { return }
      for (session, claim) in try journal.claimOrphans(atMost: orders.orphans) {
        duties.report(.claimed(session, claim))
      }
    } catch {
      fail(error)
    }
  }

  private func look() {
    lookDue = .now() + duties.pace.look.interval
    do { try journal.look() } catch { fail(error) }
  }

  private func reportCommitted(_ batches: ArraySlice<JournalInbox.Batch>) {
    guard let last = batches.last else { return }
    checkpointDue = .now() + duties.pace.quiet.interval
    committed = last.number
    inbox.done(batches)
    duties.report(.committed(through: committed))
  }

  private func sweep() {
    sweepDue = .now() + duties.pace.sweep.interval
    do {
      if let receipts = try journal.sweep(), !receipts.isEmpty { duties.report(.purged(receipts)) }
    } catch {
      fail(error)
    }
  }

  private func checkpoint() {
    do { try journal.checkpoint() } catch { fail(error) }
  }

  private func fail(_ error: JournalError) {
    enter(.failed)
    claims = []
    loader.use(nil)
    journal.close()
    retryDue = .now()
    duties.report(.failed(error, through: committed))
  }

  private func retry() {
    retryDue = .now() + duties.pace.retry.interval
    do {
      let opened = try start()
      duties.report(.reopened(opened))
    } catch {
      journal.close()
      duties.report(.notReopened(error))
    }
  }

  private func beat() {
    beatDue = .now() + duties.pace.beat.interval
    let start = DispatchTime.now()
    do {
      try journal.beat(at: duties.now())
      let time = DispatchTime.now().uptimeNanoseconds - start.uptimeNanoseconds
      duties.report(.beat(.nanoseconds(Int64(time))))
    } catch {
      fail(error)
    }
  }
}

extension Duration {
  /// The same span for the clock of Dispatch, which no change of the wall clock moves.
  fileprivate var interval: DispatchTimeInterval {
    let (seconds, attoseconds) = components
    return .nanoseconds(Int(seconds) * 1_000_000_000 + Int(attoseconds / 1_000_000_000))
  }
}
