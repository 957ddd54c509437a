import KringCore
import KringJournal
import KringProtocol

/// All sessions as a start finds them in the journal, but for their events: these are read when
/// somebody comes to a session, so that a start does not wait for meetings that nobody returns to.
package struct Archive: Sendable {
  /// The sessions by their ids.
  package private(set) var sessions: [ID: Stored] = [:]

  package init() {}

  /// One session with what is kept beside its events, as a start or a claim finds it.
  package struct Stored: Sendable {
    var joinKeyHash: [UInt8]
    var claimHash: [UInt8]
    var bodyHash: [UInt8]
    var seats: [ID: [UInt8]] = [:]
    /// How long the holders of the seats were connected during the meeting.
    var connected: [ID: ConnectedTime] = [:]
    /// The closed sets that have ended, as the journal has it.
    var ended: Set<Int> = []
    /// What lies in its closed sets.
    var closed: [Effect] = []
  }

  /// The one session that entries rebuild; `nil` if they rebuild none.
  static func stored(_ entries: [JournalEntry]) -> Stored? {
    var archive = Archive()
    for entry in entries { archive.replay(entry) }
    return archive.sessions.values.first
  }

  /// Adds an entry that was read back; never an event.
  package mutating func replay(_ entry: JournalEntry) {
    switch entry {
    case .session(let id, let joinKeyHash, let claimHash, let body):
      sessions[id] = Stored(joinKeyHash: joinKeyHash, claimHash: claimHash, bodyHash: body)
    case .seat(let id, let member, let tokenHash): sessions[id]?.seats[member] = tokenHash
    case .connected(let id, let member, let time, let since):
      sessions[id]?.connected[member] = ConnectedTime(time: time, since: since)
    case .card(let id, let card): sessions[id]?.closed.append(.card(card))
    case .ballot(let id, let set, let ballot, let count):
      sessions[id]?.closed.append(
        ballot.isEmpty
          ? .latecomers(set: set, count: count) : .ballot(set: set, ballot: ballot, count: count))
    case .endSet(let id, let set): sessions[id]?.ended.insert(set)
    case .event, .purge: preconditionFailure("the archive is told of no event")
    }
  }
}

extension Session {
  /// Creates a session from what the journal gave back; throws `corrupt` when that is none, and
  /// `noSession` when there is nothing: another node may have taken it over and removed it.
  init(
    limits: Limits, events: [[UInt8]], ended: Set<Int>, closed: [Effect]
  ) throws(JournalError) {
    guard !events.isEmpty else {
      throw JournalError(
        .noSession, "the journal: a session has no events; another node may have removed it")
    }
    self.init(limits: limits)
    for (index, bytes) in events.enumerated() {
      let event: Event
      do { event = try decodeEvent(journal: bytes) } catch {
        throw JournalError(.corrupt, "the journal: event \(index + 1) of a session: \(error)")
      }
      apply(.event(event))
    }
    // A set that the journal holds as ended but no event ended would go on taking cards. The journal
    // refuses each of them, so it is better to say at once that this session is broken.
    for set in ended.sorted()
    where !full.sets.contains(where: { $0.set == set && $0.state != .closed }) {
      throw JournalError(
        .corrupt, "the journal: closed set \(set) of a session has ended, but no event says so")
    }
    for effect in closed { apply(effect) }
  }
}

extension JournalEntry {
  /// The entry that keeps an effect; `nil` for effects that are not kept.
  init?(_ effect: Effect, in session: ID, eventBytes: [UInt8]) {
    switch effect {
    case .event(let event): self = .event(session, seq: event.seq, bytes: eventBytes)
    case .seat(let member, let tokenHash):
      self = .seat(session, member: member, tokenHash: tokenHash)
    case .card(let card): self = .card(session, card)
    case .ballot(let set, let ballot, let count):
      self = .ballot(session, set: set, ballot: ballot, count: count)
    // The empty ballot, which is nobody's, keeps the number of writers who do not count.
    case .latecomers(let set, let count):
      self = .ballot(session, set: set, ballot: [], count: count)
    case .endSet(let set): self = .endSet(session, set: set)
    case .purge: self = .purge(session)
    case .turnAway: return nil
    }
  }
}
