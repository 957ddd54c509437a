import KringCore
import KringJournal
import KringProtocol

/// All sessions as the journal gives them back.
///
/// Entries are read when somebody comes to their session, so that a start does not wait for the
/// texts of meetings that nobody returns to. Beyond a bound they are read at once: read, most
/// sessions take less memory.
public struct Archive: Sendable {
  /// The sessions by their ids.
  public private(set) var sessions: [ID: Stored] = [:]
  /// The last event of all.
  private var last: [UInt8] = []
  private var unreadBytes = 0
  private let limits: Limits
  private let bound: Int

  /// Creates an archive without sessions.
  ///
  /// - Parameter bound: how many bytes of entries may wait to be read.
  public init(limits: Limits, bound: Int = 256 << 20) {
    self.limits = limits
    self.bound = bound
  }

  /// One session with what is kept beside its events.
  public struct Stored: Sendable {
    var joinKeyHash: [UInt8]
    var claimHash: [UInt8]
    var bodyHash: [UInt8]
    var seats: [ID: [UInt8]] = [:]
    var session: Session
    /// What is not read into the session yet.
    var unread: [JournalEntry] = []
  }

  /// Adds an entry read back; throws when its bytes are no event.
  public mutating func replay(_ entry: JournalEntry) throws(JournalError) {
    let id = entry.session
    switch entry {
    case .session(_, let joinKeyHash, let claimHash, let body):
      sessions[id] = Stored(
        joinKeyHash: joinKeyHash, claimHash: claimHash, bodyHash: body,
        session: Session(limits: limits))
    case .seat(_, let member, let tokenHash): sessions[id]?.seats[member] = tokenHash
    case .event, .closedItem, .ballot:
      if case .event(_, _, let bytes) = entry { last = bytes }
      // In place: through an optional each entry would copy those before it.
      guard let place = sessions.index(forKey: id) else { return }
      sessions.values[place].unread.append(entry)
      unreadBytes += entry.size
      if unreadBytes > bound { try readAll() }
    case .endSet, .purge: break
    }
  }

  private mutating func readAll() throws(JournalError) {
    for place in sessions.indices {
      for entry in sessions.values[place].unread {
        try sessions.values[place].session.apply(entry)
      }
      sessions.values[place].unread = []
    }
    unreadBytes = 0
  }

  /// The time of the last event, in milliseconds since 1970: none was decided later. 0 without
  /// events, and when the last cannot be read.
  var lastTime: Int { (try? decodeEvent(journal: last))?.at ?? 0 }
}

extension Session {
  /// Adds an entry read back; throws `corrupt` when its bytes are no event.
  mutating func apply(_ entry: JournalEntry) throws(JournalError) {
    switch entry {
    case .event(_, let seq, let bytes):
      let event: Event
      do { event = try decodeEvent(journal: bytes) } catch {
        throw JournalError(.corrupt, "journal.sqlite: event \(seq) of a session: \(error)")
      }
      apply(.event(event))
    case .closedItem(_, let set, let item, let own, let version, let author, let envelope):
      apply(
        .card(
          ClosedCard(
            set: set, item: item, own: own, version: version, author: author,
            envelope: Envelope(text: envelope))))
    case .ballot(_, let set, let ballot, let count):
      apply(.ballot(set: set, ballot: ballot, count: count))
    case .session, .seat, .endSet, .purge: break
    }
  }
}

extension JournalEntry {
  /// The entry that keeps an effect; `nil` for effects that are not kept.
  init?(_ effect: Effect, in session: ID, eventBytes: [UInt8]) {
    switch effect {
    case .event(let event): self = .event(session, seq: event.seq, bytes: eventBytes)
    case .seat(let member, let tokenHash):
      self = .seat(session, member: member, tokenHash: tokenHash)
    case .card(let card):
      self = .closedItem(
        session, set: card.set, item: card.item, own: card.own, version: card.version,
        author: card.author, envelope: card.envelope?.text ?? [])
    case .ballot(let set, let ballot, let count):
      self = .ballot(session, set: set, ballot: ballot, count: count)
    case .endSet(let set): self = .endSet(session, set: set)
    case .purge: self = .purge(session)
    case .turnAway: return nil
    }
  }
}
