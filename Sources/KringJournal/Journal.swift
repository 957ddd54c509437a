import KringCore

/// Where batches of bytes become durable and are read back after a start; it knows no meeting
/// rules.
///
/// A journal belongs to one thread, its disk thread: it is made, used and closed there, and is
/// not `Sendable`. `JournalWriter` runs it for the thread that serves sockets.
///
/// After any error but a refusal only `close` and `open` may be called; `commit` and `sweep` throw
/// `storage` until then.
public protocol Journal: AnyObject {
  /// Opens the journal and gives `replay` the entries that rebuild what is kept.
  ///
  /// Sessions come first, then the ends of their sets, then seats, then events (those of one session
  /// in order, sessions mixed), then what is in closed sets that have not ended. What removals were
  /// cut short are carried out before. An error of `replay` closes the journal and is thrown on.
  /// - Throws: `JournalError`, or what `replay` throws.
  func open(_ replay: (JournalEntry) throws -> Void) throws

  /// Opens the journal as `open` does, but for the events: they stay where they are, so that this
  /// takes a time that does not grow with their length, and the reader gives them.
  func openUnread(_ replay: (JournalEntry) throws -> Void) throws -> any EventReader

  /// Writes a batch as one transaction; it is durable when this returns.
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

  /// Whether `rest` would spare a later commit work.
  var needsRest: Bool { get }

  /// Does in a quiet moment what otherwise some commit would do for all that wait behind it.
  func rest() throws(JournalError)

  /// Throws `replaced` when what is open is no longer what the folder holds.
  func look() throws(JournalError)

  /// The wall clock (milliseconds since 1970) last noted before `open`, or `nil` at the first start.
  var lastAlive: Int64? { get }

  /// Notes the wall clock, so the next start can tell how long nothing ran.
  ///
  /// Not durable and without error: a note that is lost makes the pause look longer.
  func noteAlive(at milliseconds: Int64)

  /// Closes the files and lets go of the folder; does nothing when not open.
  func close()
}

/// What a purge removed, in rows.
public struct PurgeReceipt: Sendable, Equatable {
  /// The session that is no more.
  public let session: ID
  /// The number of events removed.
  public var events: Int
  /// The number of seats removed.
  public var seats: Int
  /// The number of closed items removed.
  public var closedItems: Int
  /// The number of ballots removed.
  public var ballots: Int

  /// Creates a receipt.
  public init(session: ID, events: Int, seats: Int, closedItems: Int, ballots: Int) {
    self.session = session
    self.events = events
    self.seats = seats
    self.closedItems = closedItems
    self.ballots = ballots
  }
}
