import KringCore

/// One write of a batch; a replay gives back the ones that rebuild what is kept.
///
/// All byte arrays are opaque here, and so is what an envelope seals. The entries of a batch are checked in order, so a
/// session can be made and written to in one batch.
package enum JournalEntry: Sendable, Equatable {
  /// A new session: the hashes of its door key and of its chair claim, and the request that made
  /// it (or a hash of it), by which the same request is known again.
  case session(ID, joinKeyHash: [UInt8], claimHash: [UInt8], body: [UInt8])
  /// The event with the next sequence number of a session; the first is 1.
  case event(ID, seq: Int, bytes: [UInt8])
  /// A seat and the hash of its token, put in the place of an earlier one of the same member.
  case seat(ID, member: ID, tokenHash: [UInt8])
  /// How long the holder of a seat was connected during the meeting, in milliseconds, and since when
  /// they are now; put in the place of an earlier one of the same member.
  case connected(ID, member: ID, time: Int, since: Int?)
  /// A card of a closed set, put in the place of an earlier one of that set with the same id.
  case card(ID, ClosedCard)
  /// How many items of a closed set came with a ballot, put in the place of an earlier count; an
  /// empty ballot is nobody's, and counts what the caller likes.
  case ballot(ID, set: Int, ballot: [UInt8], count: Int)
  /// The end of a closed set: what is in the closed store for it goes, and no more may come.
  ///
  /// Belongs in the batch of the event that opens or discards the set. The end is written with
  /// that event; the removal follows in a sweep, or at the next start.
  case endSet(ID, set: Int)
  /// The end of a session: everything about it is overwritten. Never replayed.
  case purge(ID)

  /// The session it belongs to.
  package var session: ID {
    switch self {
    case .session(let id, _, _, _), .event(let id, _, _), .seat(let id, _, _),
      .connected(let id, _, _, _), .card(let id, _), .ballot(let id, _, _, _), .endSet(let id, _),
      .purge(let id):
      id
    }
  }

  /// The bytes it takes on disk, within a few dozen.
  package var size: Int {
    switch self {
    case .session(_, let key, let claim, let body): 16 + key.count + claim.count + body.count
    case .event(_, _, let bytes): 20 + bytes.count
    case .seat(_, _, let hash): 32 + hash.count
    case .connected: 52
    case .card(_, let card): 52 + card.own.count + (card.envelope?.text.count ?? 0)
    case .ballot(_, _, let ballot, _): 24 + ballot.count
    case .endSet, .purge: 20
    }
  }

  /// The closed set that gets it; `nil` for what does not go into the closed store.
  var closedSet: Int? {
    switch self {
    case .card(_, let card): card.set
    case .ballot(_, let set, _, _): set
    case .session, .event, .seat, .connected, .endSet, .purge: nil
    }
  }

  /// Whether it changes the closed store when it is committed.
  var isClosed: Bool { closedSet != nil }

  /// Whether it makes bytes on disk superfluous, so that a sweep is needed.
  var isRemoval: Bool {
    switch self {
    case .endSet, .purge: true
    case .card(_, let card): card.envelope == nil
    case .session, .event, .seat, .connected, .ballot: false
    }
  }
}
