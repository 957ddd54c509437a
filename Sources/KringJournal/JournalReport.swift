import KringCore

/// What an opened journal held: the state folded from its entries, and when it was last alive.
package struct OpenedJournal<State: Sendable>: Sendable {
  /// The state folded from all entries that were kept, but for the events.
  package var state: State
  /// The wall clock (milliseconds since 1970) last noted while it ran, `nil` at the first start.
  package var lastAlive: Int64?
  /// The bytes of the event written last of all, if it could be read and nodes do not share a journal.
  package var lastEvent: [UInt8]?

  /// The sessions of which less was found than had been committed.
  package var lostTail: Int
  /// The sessions that were left out, because they cannot be read.
  package var unreadable: Int

  package init(
    state: State, lastAlive: Int64?, lastEvent: [UInt8]?, lostTail: Int = 0, unreadable: Int = 0
  ) {
    self.lostTail = lostTail
    self.unreadable = unreadable
    self.state = state
    self.lastAlive = lastAlive
    self.lastEvent = lastEvent
  }
}

/// What the disk thread has to say, in the order in which it happened; `.loaded` comes from the reading
/// thread, never after the `.reopened` of a later opening.
package enum JournalReport<State: Sendable>: Sendable {
  /// All batches up to and including this number are on disk.
  case committed(through: UInt64)
  /// Nothing of these sessions' entries was written, nor will be until the journal is opened again;
  /// the `.committed` that follows is about all others.
  case refused([ID: JournalError])
  /// What became of a session that was claimed; the rest of what it was may be loaded now.
  case claimed(ID, Claim)
  /// The events of a session that was loaded, in order.
  case loaded(ID, Result<[[UInt8]], JournalError>)
  /// The wall clock was noted, which took so long.
  case beat(Duration)
  /// The bytes of these sessions are gone from the disk.
  case purged([PurgeReceipt])
  /// No batch after `through` may be built on: drop what is in memory and call `reopen`.
  case failed(JournalError, through: UInt64)
  /// An attempt to open the journal again failed; the next follows by itself.
  case notReopened(any Error)
  /// The journal is open again, this is what it holds, and batches are accepted.
  case reopened(OpenedJournal<State>)
}

/// How often the disk thread does what is not asked of it.
package struct JournalPace: Sendable {
  /// The least time between two sweeps.
  package var sweep: Duration
  /// How long nothing is committed before a moment counts as quiet, fit for a checkpoint.
  package var quiet: Duration
  /// The time between two attempts to open a failed journal.
  package var retry: Duration
  /// The time between two notes of the wall clock.
  package var beat: Duration
  /// How long at most a removed or replaced file stays unnoticed while nothing is committed.
  package var look: Duration

  package init(
    sweep: Duration = .seconds(1), quiet: Duration = .milliseconds(100),
    retry: Duration = .seconds(1), beat: Duration = .seconds(15), look: Duration = .seconds(1)
  ) {
    self.look = look
    self.sweep = sweep
    self.quiet = quiet
    self.retry = retry
    self.beat = beat
  }
}
