import KringCore
import KringJournal
import KringProtocol
import Transport
import TransportLoop

// Who comes to a session of which the journal has to say first whether it is there, who serves it or
// what its events are.

/// Somebody who waits for the journal.
struct Arrival {
  let wish: Wish
  /// When the wait ends in vain, in milliseconds since 1970.
  let until: Int

  enum Wish {
    case hello(Hello, Connection)
    case creation(CreateRequest, HTTPRequest)
  }
}

extension Gateway {
  /// How long somebody waits for the journal at most.
  static let arrivalTime: Duration = .seconds(10)

  /// Lets somebody wait for what the journal has of a session.
  ///
  /// - Parameter room: the room of that session, if its events are all that is missing.
  func wait(_ wish: Arrival.Wish, for session: ID, in room: Room? = nil) {
    if case .hello(_, let connection) = wish { connection.phase = .arriving }
    let isFirst = arrivals[session] == nil
    arrivals[session, default: []].append(
      Arrival(wish: wish, until: now() + Self.arrivalTime.milliseconds))
    if let room {
      if room.ask() { disk.load(session) }
    } else if isFirst {
      disk.claim(session)
    }
  }

  /// Tells what became of a claim: who waits is let in, sent on or refused.
  package func claimed(_ session: ID, _ claim: Claim) {
    if case .taken(let entries, let lastAlive) = claim, rooms[session] == nil,
      let stored = Archive.stored(entries)
    {
      metrics.took(for: arrivals[session] == nil ? .orphan : .member)
      restore(session, stored, lastAlive: lastAlive.map(Int.init))
      unreadable.remove(session)
    }
    // Once: whoever knows the session may ask for it as often as they like.
    if case .unreadable(let error, _) = claim, unreadable.insert(session).inserted {
      Log.error(.storage, code: error.code.rawValue, reason: error.message)
    }
    for arrival in arrivals.removeValue(forKey: session) ?? [] {
      switch arrival.wish {
      case .hello(let hello, let connection):
        if case .arriving = connection.phase { self.hello(hello, connection, after: claim) }
      case .creation(let wish, let request): make(wish, request, after: claim)
      }
    }
    endTurn()
  }

  /// Takes up the events of a session, and lets in who waits for them.
  package func loaded(_ session: ID, _ events: Result<[[UInt8]], JournalError>) {
    var isUsable = true
    if let room = rooms[session] {
      do throws(JournalError) {
        if try room.take(events, limits: settings.limits) { begin(room) }
      } catch {
        Log.error(.storage, code: error.code.rawValue, reason: error.message)
        isUsable = false
      }
      unread.came(session, room)
    }
    for arrival in arrivals.removeValue(forKey: session) ?? [] {
      guard isUsable else {
        failed(arrival)
        continue
      }
      switch arrival.wish {
      case .hello(let hello, let connection):
        if case .arriving = connection.phase { self.hello(hello, connection) }
      case .creation(let wish, let request): make(wish, request)
      }
    }
    loadNext()
    endTurn()
  }

  /// Sends those away who have waited too long.
  func endArrivals(now: Int) {
    for (session, waiting) in arrivals where waiting.contains(where: { $0.until <= now }) {
      let rest = waiting.filter { $0.until > now }
      arrivals[session] = rest.isEmpty ? nil : rest
      for late in waiting where late.until <= now { failed(late) }
    }
  }

  private func failed(_ arrival: Arrival) {
    switch arrival.wish {
    case .hello(_, let connection):
      if case .arriving = connection.phase { refuse(connection, .storage) }
    case .creation(_, let request): fail(request, .storage)
    }
  }
}
