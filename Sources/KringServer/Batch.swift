import KringCore
import KringJournal
import Transport

/// What the turns since the last batch have gathered for the next one.
struct NextBatch {
  private(set) var entries: [JournalEntry] = []
  /// The bytes of the entries.
  private(set) var bytes = 0
  /// The rooms that may have something to tell.
  private(set) var touched: [Room] = []
  /// The connections with answers or a goodbye; some more than once.
  private(set) var answered: [Connection] = []
  /// The answers to HTTP requests.
  var responses: [Response] = []

  mutating func keep(_ entry: JournalEntry) {
    entries.append(entry)
    bytes += entry.size
  }

  mutating func touch(_ room: Room) {
    guard !room.isTouched else { return }
    room.isTouched = true
    touched.append(room)
  }

  mutating func answer(_ connection: Connection) { answered.append(connection) }

  /// Begins another batch, whose arrays have the room of this one's.
  mutating func clear() {
    for room in touched { room.isTouched = false }
    entries.removeAll(keepingCapacity: true)
    bytes = 0
    touched.removeAll(keepingCapacity: true)
    answered.removeAll(keepingCapacity: true)
    responses.removeAll(keepingCapacity: true)
  }

  /// Drops what was to be written or told of a room, but for the answers to HTTP requests.
  mutating func drop(_ room: Room) {
    entries.removeAll { $0.session == room.id }
    bytes = entries.reduce(0) { $0 + $1.size }
    touched.removeAll { $0 === room }
    room.isTouched = false
    answered.removeAll { $0.isIn(room) }
  }
}

/// What a batch tells, kept back until it is on disk.
struct BatchOutput {
  var deliveries: [(connection: Connection, delivery: Outbox.Delivery)] = []
  var responses: [Response] = []
  var goodbyes: [(connection: Connection, goodbye: Outbox.Goodbye)] = []
  /// The rooms in which everybody is told who is here, in the same write as the events.
  var announcing: [Room] = []

  /// Whether it tells nobody anything.
  var isEmpty: Bool { deliveries.isEmpty && responses.isEmpty && goodbyes.isEmpty }

  /// Drops what was to be told of a room, but for the answers to HTTP requests.
  mutating func drop(_ room: Room) {
    deliveries.removeAll { $0.connection.isIn(room) }
    goodbyes.removeAll { $0.connection.isIn(room) }
    announcing.removeAll { $0 === room }
  }
}

/// The answer to an HTTP request about a session, to be given with a batch.
struct Response {
  let token: ResponseToken
  let session: ID
  let status: Int
  let body: [UInt8]
}

extension [Response] {
  /// Takes out the answers about a session.
  mutating func take(about session: ID) -> [Response] {
    defer { removeAll { $0.session == session } }
    return filter { $0.session == session }
  }
}
