import KringCore
import KringJournal
import KringProtocol

// What the journal has at a start, read when somebody needs it.

/// The rooms of a start that nobody has come back to yet: they are read one by one, so that what falls
/// due there is done too.
struct UnreadRooms {
  private var sessions: [ID] = []
  /// The one that is being read.
  private var current: ID?
  /// The events that were read since the last tick.
  private var events = 0

  /// How many events are read from one tick to the next; beyond that only sessions that somebody comes
  /// to: some 25 ms.
  static let eventsAtOnce = 5_000

  /// Adds the room of a session.
  mutating func add(_ session: ID) { sessions.append(session) }

  /// Allows so many events again.
  mutating func tick() { events = 0 }

  /// Notes that a room was read, or that this failed.
  mutating func came(_ session: ID, _ room: Room) {
    events += room.session.full.seq
    guard session == current else { return }
    current = nil
    guard !room.isRead, !room.isBroken else { return }
    // What may pass is tried again, but not before the next tick.
    sessions.insert(session, at: 0)
    events = Self.eventsAtOnce
  }

  /// Takes the next one to be read, if it is time for one.
  mutating func next(_ rooms: [ID: Room]) -> ID? {
    guard current == nil, events < Self.eventsAtOnce else { return nil }
    while let session = sessions.popLast() {
      guard rooms[session]?.ask() == true else { continue }
      current = session
      return session
    }
    return nil
  }
}

extension Gateway {
  /// Takes up the sessions that the journal gave back, all of them unread.
  func restore(_ opened: OpenedJournal<Archive>) {
    for (session, stored) in opened.state.sessions {
      restore(session, stored, lastAlive: opened.lastAlive.map(Int.init))
    }
  }

  /// Takes up a session, unread.
  func restore(_ session: ID, _ stored: Archive.Stored, lastAlive: Int?) {
    var stored = stored
    for entry in stored.endCounting(of: session, lastAlive: lastAlive) { next.keep(entry) }
    rooms[session] = Room(
      id: session, epoch: sources.newID(), stored, lastAlive: lastAlive, now: sources.now())
    unread.add(session)
  }

  /// Counts a room that was just read, tells its meeting how long nobody served it, and does what has
  /// become due meanwhile.
  func begin(_ room: Room) {
    planBytes += room.planBytes
    if let gap = room.gap { decide(.wasDown(from: gap.from, to: gap.to), in: room) }
    doWhatIsDue(in: room)
  }

  /// Asks for the events of the next room to which nobody has come back.
  func loadNext() {
    if let session = unread.next(rooms) { disk.load(session) }
  }
}
