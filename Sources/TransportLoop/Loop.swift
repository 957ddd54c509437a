import CLibWebSockets
import Glibc
import Locking

/// One libuv loop on one thread, with an inbox for other threads, timers, and a call at the end of each turn.
///
/// Sendable because only ``post(_:)`` may be called from anywhere; all else crashes on another thread.
package final class Loop: @unchecked Sendable {
  package let uv = UnsafeMutablePointer<uv_loop_t>.allocate(capacity: 1)
  private let wake = UnsafeMutablePointer<uv_async_t>.allocate(capacity: 1)
  private let alarm = UnsafeMutablePointer<uv_timer_t>.allocate(capacity: 1)
  private let ticker = UnsafeMutablePointer<uv_timer_t>.allocate(capacity: 1)
  private let beforeSleep = UnsafeMutablePointer<uv_prepare_t>.allocate(capacity: 1)
  private let inbox = Locked(Inbox())
  private var timers = Timers()
  private var thread: pthread_t?
  private var running = false
  /// How many turns there have been: each waits for sockets and timers once, and serves what came.
  package private(set) var turn = 0

  /// Called once in each turn of the loop, after its input, timers and posted work, before it sleeps.
  package var onTurn: (() -> Void)?
  /// Called every tick, see ``startTicking(every:)``.
  package var onTick: (() -> Void)?

  private struct Inbox {
    var work: [@Sendable () -> Void] = []
    var open = true
  }

  package init() {
    uv_loop_init(uv)
    let me = Unmanaged.passUnretained(self).toOpaque()
    uv_async_init(uv, wake) { Loop.from($0?.pointee.data)?.emptyInbox() }
    uv_timer_init(uv, alarm)
    uv_timer_init(uv, ticker)
    uv_prepare_init(uv, beforeSleep)
    wake.pointee.data = me
    alarm.pointee.data = me
    ticker.pointee.data = me
    beforeSleep.pointee.data = me
    uv_prepare_start(beforeSleep) { Loop.from($0?.pointee.data)?.endTurn() }
  }

  deinit {
    uv.deallocate()
    wake.deallocate()
    alarm.deallocate()
    ticker.deallocate()
    beforeSleep.deallocate()
  }

  /// The time since some fixed moment; never goes back.
  package var now: Duration { .nanoseconds(Int64(uv_hrtime())) }

  /// Runs work on the loop's thread, in the order of posting; false when the loop has stopped and will not.
  @discardableResult
  package func post(_ work: @escaping @Sendable () -> Void) -> Bool {
    inbox.withLock { inbox in
      guard inbox.open else { return false }
      inbox.work.append(work)
      // One wake for many posts, inside the lock, so that none is forgotten and none comes after the closing.
      if inbox.work.count == 1 { uv_async_send(wake) }
      return true
    }
  }

  package func schedule(after delay: Duration, _ work: @escaping () -> Void) -> TimerID {
    checkThread()
    let id = timers.add(at: now + delay, work)
    setAlarm()
    return id
  }

  package func cancel(_ id: TimerID) {
    checkThread()
    timers.cancel(id)
  }

  package func startTicking(every period: Duration) {
    let period_ms = UInt64(max(1, period.milliseconds))
    uv_timer_start(ticker, { Loop.from($0?.pointee.data)?.onTick?() }, period_ms, period_ms)
  }

  /// Runs until ``stop()``; the thread that calls is the loop's thread from then on. What was posted
  /// has run at the end.
  package func run() {
    thread = pthread_self()
    running = true
    uv_run(uv, UV_RUN_DEFAULT)
    running = false
    inbox.withLock { $0.open = false }
    emptyInbox()
  }

  /// Makes ``run()`` return at the end of this turn.
  package func stop() {
    checkThread()
    // Outside of run() it would stop the loop that ends the handles.
    if running { uv_stop(uv) }
  }

  /// Closes the loop's own handles and runs until every handle is closed; `finish` frees what hangs on them.
  package func shutDown(finish: () -> Void) {
    inbox.withLock { $0 = Inbox(open: false) }
    onTurn = nil
    onTick = nil
    timers = Timers()
    for handle in [
      UnsafeMutableRawPointer(wake), UnsafeMutableRawPointer(alarm),
      UnsafeMutableRawPointer(ticker), UnsafeMutableRawPointer(beforeSleep),
    ] {
      uv_close(handle.assumingMemoryBound(to: uv_handle_t.self), nil)
    }
    uv_run(uv, UV_RUN_DEFAULT)
    finish()
    uv_run(uv, UV_RUN_DEFAULT)
    uv_loop_close(uv)
  }

  /// Crashes when called on another thread than the loop's.
  package func checkThread() {
    guard let thread else { return }
    precondition(
      pthread_equal(thread, pthread_self()) != 0, "only post() may be called from other threads")
  }

  private func endTurn() {
    onTurn?()
    turn += 1
  }

  private func emptyInbox() {
    let work = inbox.withLock { inbox in
      let work = inbox.work
      inbox.work = []
      return work
    }
    for item in work { item() }
  }

  private func ringAlarm() {
    // The time is taken once: work that schedules for "now" again must not keep the loop from its sockets.
    let now = now
    while let work = timers.takeDue(at: now) { work() }
    setAlarm()
  }

  private func setAlarm() {
    guard let next = timers.next else {
      uv_timer_stop(alarm)
      return
    }
    // libuv counts from the start of the turn.
    uv_update_time(uv)
    let wait_ms = max(0, (next - now).milliseconds + 1)
    uv_timer_start(alarm, { Loop.from($0?.pointee.data)?.ringAlarm() }, UInt64(wait_ms), 0)
  }

  private static func from(_ data: UnsafeMutableRawPointer?) -> Loop? {
    data.map { Unmanaged<Loop>.fromOpaque($0).takeUnretainedValue() }
  }
}

extension Duration {
  /// Whole milliseconds, rounded down.
  package var milliseconds: Int {
    Int(components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000)
  }

  /// Whole seconds, rounded up, at least one.
  package var wholeSeconds: Int32 {
    Int32(clamping: max(1, components.seconds + (components.attoseconds > 0 ? 1 : 0)))
  }
}
