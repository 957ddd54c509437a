import KringCore
import KringJournal
import KringProtocol

/// All sessions as the journal gives them back.
public struct Archive: Sendable {
  /// The sessions by their ids.
  public private(set) var sessions: [ID: Stored] = [:]
  private let limits: Limits

  /// Creates an archive without sessions.
  public init(limits: Limits) {
    self.limits = limits
  }

  /// One session with what is kept beside its events.
  public struct Stored: Sendable {
    var joinKeyHash: [UInt8]
    var claimHash: [UInt8]
    var bodyHash: [UInt8]
    var seats: [ID: [UInt8]] = [:]
    var session: Session
  }

  /// Adds an entry read back; throws when its bytes are no event.
  public mutating func replay(_ entry: JournalEntry) throws {
    switch entry {
    case .session(let id, let joinKeyHash, let claimHash, let body):
      sessions[id] = Stored(
        joinKeyHash: joinKeyHash, claimHash: claimHash, bodyHash: body,
        session: Session(limits: limits))
    case .event(let id, let seq, let bytes):
      do {
        apply(.event(try decodeEvent(journal: bytes)), to: id)
      } catch {
        throw JournalError(.corrupt, "journal.sqlite: event \(seq) of a session: \(error)")
      }
    case .seat(let id, let member, let tokenHash): sessions[id]?.seats[member] = tokenHash
    case .closedItem(let id, let set, let item, let own, let version, let author, let envelope):
      let card = ClosedCard(
        set: set, item: item, own: own, version: version, author: author,
        envelope: Envelope(text: envelope))
      apply(.card(card), to: id)
    case .ballot(let id, let set, let ballot, let count):
      apply(.ballot(set: set, ballot: ballot, count: count), to: id)
    case .endSet, .purge: break
    }
  }

  /// In place: through an optional each event would copy the whole session.
  private mutating func apply(_ effect: Effect, to session: ID) {
    guard let place = sessions.index(forKey: session) else { return }
    sessions.values[place].session.apply(effect)
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
