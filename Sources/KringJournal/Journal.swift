import KringCore

/// Where batches of bytes become durable and are read back after a start; it knows no meeting
/// rules.
///
/// A journal belongs to one thread, its disk thread: it is made, used and closed there, and is
/// not `Sendable`. `JournalWriter` runs it for the thread that serves sockets.
///
/// After any error but a refusal only `close` and `open` may be called; `commit` and `sweep` throw
/// `storage` until then.
package protocol Journal: AnyObject {
  /// Opens the journal and gives `replay` the entries that rebuild what is kept, but for the events:
  /// the reader gives those when they are needed, so that a start does not wait for them.
  ///
  /// Sessions come first, then the ends of their sets, then seats, then what is in closed sets that
  /// have not ended. Removals that were cut short are carried out before. An error of `replay` closes
  /// the journal and is thrown on.
  /// - Throws: `JournalError`, or what `replay` throws.
  func openUnread(_ replay: (JournalEntry) throws -> Void) throws -> any EventReader

  /// Returns those of some sessions that `claim` may find, looking for all of them at once: strangers
  /// ask for sessions that there are not as often as they like.
  func known(among sessions: [ID]) throws(JournalError) -> Set<ID>

  /// Takes up a session that the opening did not give, if there is one and nobody else serves it.
  func claim(_ session: ID) throws(JournalError) -> Claim

  /// Takes up some of the sessions whose node serves them no more, so that what falls due there is
  /// done although nobody comes back; none where there is one node only.
  func claimOrphans(atMost count: Int) throws(JournalError) -> [(session: ID, claim: Claim)]

  /// Writes a batch as one transaction; it is durable when this returns.
  ///
  /// An empty batch confirms that this journal still has what it was given: an answer that waits for
  /// it shows nothing that somebody else has changed since.
  ///
  /// Ended sets and purged sessions are gone for every later `open`; their bytes are gone from the
  /// disk when `sweep` has returned.
  func commit(_ batch: [JournalEntry]) throws(JournalError)

  /// Whether bytes wait to be removed by `sweep`.
  var needsSweep: Bool { get }

  /// Removes from the disk the bytes of ended sets, withdrawn items and purged sessions.
  ///
  /// Costs time with everything that is removed, and `fsync`s; call it at most once a second.
  /// - Returns: the receipts of the sessions purged since the last sweep, or `nil` when somebody
  ///   else reads the files: then it must be called again later.
  func sweep() throws(JournalError) -> [PurgeReceipt]?

  /// Whether so much was written that a `checkpoint` is worth while.
  var needsCheckpoint: Bool { get }

  /// Brings the log into the file while nothing waits, so that no commit has to do it while others
  /// wait behind it.
  func checkpoint() throws(JournalError)

  /// Throws `replaced` when what is open is no longer what the folder holds.
  func look() throws(JournalError)

  /// The wall clock (milliseconds since 1970) last noted before `open`, or `nil` at the first start.
  var lastAlive: Int64? { get }

  /// Returns the bytes of the event that was written last of all before `open`; `nil` if there was
  /// none, or where nodes share a journal.
  func lastEvent() throws(JournalError) -> [UInt8]?

  /// The sessions of which this opening found less than this process had committed before: the
  /// database went back to an older state.
  var lostTail: Int { get }

  /// The sessions that this opening left out, because they cannot be read.
  var unreadable: Int { get }

  /// Notes the wall clock, so the next start can tell how long nothing ran; where nodes share a
  /// journal, others see by it that this one is alive.
  ///
  /// Not durable: a note that is lost makes the pause look longer.
  func beat(at milliseconds: Int64) throws(JournalError)

  /// Gives up what was given, before an orderly end: others may take it up at once.
  func release()

  /// Closes the files and lets go of the folder; does nothing when not open.
  func close()
}

extension Journal {
  /// All: a look at each is cheap where everything is at hand.
  package func known(among sessions: [ID]) -> Set<ID> { Set(sessions) }

  /// None: nobody else uses these files.
  package func claimOrphans(atMost count: Int) -> [(session: ID, claim: Claim)] { [] }

  /// None: a file does not go back behind what was synchronized.
  package var lostTail: Int { 0 }

  /// None: an opening of files that cannot be read fails.
  package var unreadable: Int { 0 }

  /// Does nothing: nobody waits for what is in these files.
  package func release() {}

  /// Opens the journal as `openUnread` does, and gives `replay` the events as well, those of one
  /// session after those of another, before what is in closed sets: for checks of all that is kept.
  package func open(_ replay: (JournalEntry) throws -> Void) throws {
    var sessions: [ID] = []
    var closed: [JournalEntry] = []
    let reader = try openUnread { entry in
      if case .session(let id, _, _, _) = entry { sessions.append(id) }
      if entry.isClosed { closed.append(entry) } else { try replay(entry) }
    }
    defer { reader.close() }
    do {
      for id in sessions {
        for (index, bytes) in try reader.events(of: id).enumerated() {
          try replay(.event(id, seq: index + 1, bytes: bytes))
        }
      }
      for entry in closed { try replay(entry) }
    } catch {
      close()
      throw error
    }
  }
}

/// What a purge removed, in rows.
package struct PurgeReceipt: Sendable, Equatable {
  /// The session that is no more.
  package let session: ID
  /// The number of events removed.
  package var events: Int
  /// The number of seats removed.
  package var seats: Int
  /// The number of closed items removed.
  package var closedItems: Int
  /// The number of ballots removed.
  package var ballots: Int

  package init(session: ID, events: Int, seats: Int, closedItems: Int, ballots: Int) {
    self.session = session
    self.events = events
    self.seats = seats
    self.closedItems = closedItems
    self.ballots = ballots
  }
}
