import KringCore
import KringJournal
import KringProtocol
import KringServer

// Servers that hear of their disks, fail, end and start again.

extension Simulation {
  /// Tells a server what its disk has done; true if there was something.
  @discardableResult
  func report(_ node: SimulatedNode) -> Bool {
    guard node.isRunning else { return false }
    node.disk.answer()
    observe()
    let reports = node.disk.takeReports()
    for report in reports {
      switch report {
      case .committed(let through): node.gateway.committed(through: through)
      case .refused(let sessions): node.gateway.refused(sessions)
      case .claimed(let session, let claim):
        if case .taken = claim {
          count("session taken over")
          begin(at: node)
        }
        node.gateway.claimed(session, claim)
      case .loaded(let session, let events): node.gateway.loaded(session, events)
      case .beat: break
      case .purged(let receipts): node.gateway.purged(receipts)
      case .failed(let error, _):
        if error.code == .fenced { count("server fenced") }
        node.isFailed = true
        node.gateway.diskFailed(error)
      case .notReopened: break
      case .reopened(let opened):
        node.isFailed = false
        count("disk reopened")
        begin(at: node)
        node.gateway.diskRecovered(opened)
      }
      node.gateway.endTurn()
      inspect()
    }
    return !reports.isEmpty
  }

  /// A server takes the session up, if it has it: everybody counts as away since then.
  private func begin(at node: SimulatedNode) {
    guard owner === node else { return }
    node.clock.setBack = max(0, witness.now.at - node.clock.now)
    seats.begins(at: node.clock.inSession)
  }

  /// Lets a server take up serving, if it stopped and may.
  ///
  /// - Returns: whether it does.
  @discardableResult
  func reopen(_ node: SimulatedNode) -> Bool {
    guard node.isRunning, node.isFailed, !node.isBroken else { return false }
    if database == nil { compareWithDisk(isTorn: true) }
    node.disk.reopen()
    observe()
    report(node)
    return true
  }

  /// Takes the cause of a failure away, and lets the server take up.
  func repair(_ node: SimulatedNode) {
    guard node.isBroken else { return }
    node.disk.storage.repair()
    database?.mend(node.label.text)
    node.isBroken = false
    report(node)
    reopen(node)
  }

  func compareWithDisk(isTorn: Bool) {
    var entries = database?.entries ?? []
    if database == nil {
      do { try MemoryJournal(disk: nodes[0].disk.storage).open { entries.append($0) } } catch {
        return fail(.form, "the disk cannot be read: \(error)")
      }
    }
    check { () throws(Finding) in try witness.compare(entries, isTorn: isTorn) }
  }

  /// Ends a process without a word.
  func kill(_ node: SimulatedNode, isTorn: Bool = false) {
    if !node.disk.waiting.isEmpty { count("restart with batches not committed") }
    if !node.disk.takeReports().isEmpty { count("restart with a commit not reported") }
    if links.contains(where: { $0.node === node && !$0.toMember.isEmpty }) {
      count("restart with frames not sent")
    }
    forget(node)
    let wasBroken = node.isBroken
    node.disk.storage.repair()
    database?.mend(node.label.text)
    database?.bury(node.label.text)
    node.isBroken = false
    node.state = .dead
    compareWithDisk(isTorn: isTorn || (wasBroken && database == nil))
  }

  /// Starts a process that has ended.
  func start(_ node: SimulatedNode, clock change: Int = 0) {
    guard node.state == .dead else { return }
    if database == nil { world.now += change } else { node.clock.ahead += change }
    if change < 0 { count("time set back") }
    do { try node.start() } catch { fail(.form, "the server does not start: \(error)") }
    observe()
    begin(at: node)
    inspect()
  }

  /// Lets time pass, with some ticks of the servers on the way.
  func advance(_ milliseconds: Int, ticks: Int = 1) {
    for _ in 0..<ticks {
      world.now += milliseconds / ticks
      for node in nodes where node.isRunning {
        if !node.isFailed { node.disk.beat(at: node.clock.now) }
        node.gateway.tick()
        inspect()
        if database != nil, node.orphansDue <= now {
          node.orphansDue = now + 60_000
          takeOrphans(node)
        }
      }
    }
  }

  /// Stops a server as a signal does: everybody is told, everything is written.
  func drain(_ node: SimulatedNode) {
    node.gateway.drain(spread: .seconds(3))
    inspect()
    commit(.max, at: node)
    report(node)
    node.disk.release()
    observe()
  }
}
