import KringCore
import KringProtocol
import Transport

/// One WebSocket, from its first message to its close.
final class Connection {
  let id: ConnectionID
  var phase: Phase
  /// What proves the seat; only in memory, while connected.
  var token: [UInt8] = []
  /// What it is owed.
  var outbox = Outbox()
  private var bucket: Bucket
  private var isFirst = true

  enum Phase {
    /// Nothing said yet; must say hello before a time.
    case silent(until: Int)
    /// Has said hello, and waits for the journal.
    case arriving
    /// At the door of a room, which has the rest.
    case waiting(Room)
    /// In a seat.
    case seated(Room, member: ID)
    /// Being closed.
    case over
  }

  init(_ id: ConnectionID, until: Int, rate: Rate, now: Int) {
    self.id = id
    phase = .silent(until: until)
    bucket = Bucket(rate, now: now)
  }

  /// Whether it is in a seat.
  var isSeated: Bool { if case .seated = phase { true } else { false } }

  /// Whether it has a seat in a room, or waits at its door.
  func isIn(_ room: Room) -> Bool {
    switch phase {
    case .seated(let own, _), .waiting(let own): own === room
    case .silent, .arriving, .over: false
    }
  }

  /// Counts a message; false when there are too many. The first one, its hello, is free.
  func count(now: Int) -> Bool {
    defer { isFirst = false }
    return isFirst || bucket.take(now: now)
  }
}
