import KringCore
import Transport

/// One WebSocket, from its first message to its close.
final class Connection {
  let id: ConnectionID
  var phase: Phase
  /// What proves the seat; only in memory, while connected.
  var token: [UInt8] = []
  /// The number of the last event it was given.
  var delivered = 0
  /// Whether the next flush gives it the whole view.
  var needsView = false
  /// Whether its welcome has left, so presence may be sent to it.
  var greeted = false
  /// Whether the announcement of its room was among the frames it was just sent.
  var isAnnounced = false
  /// Who is here, as it was last told while its member presented from outside.
  var toldOutside: [UInt8] = []
  /// Whether it is behind with reading: it is given nothing until it has caught up.
  var lagging = false
  /// Whether it has read all, and waits for its time to catch up.
  var isDrained = false
  /// When it was last given a view to catch up.
  var lastView: Int?
  /// How often it has caught up.
  var lap = 0
  /// Answers that it was too slow to take, to follow the view.
  var missed: [UInt8] = []
  /// Frames that go before the events of this turn.
  var first: [UInt8] = []
  /// Answers, which go after the events of this turn.
  var last: [UInt8] = []
  /// The goodbye of this turn.
  var goodbye: (code: UInt16, reason: String)?
  private var bucket: Bucket
  private var isFirst = true

  enum Phase {
    /// Nothing said yet; must say hello before a time.
    case silent(until: Int)
    /// At the door of a room until a time.
    case waiting(Room, Newcomer, until: Int)
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

  /// Counts a message; false when there are too many. The first one, its hello, is free.
  func count(now: Int) -> Bool {
    defer { isFirst = false }
    return isFirst || bucket.take(now: now)
  }

  /// Takes what is to be told since the last time, around the events for it.
  func output(_ events: [UInt8] = [], greets: Bool = false) -> Gateway.Held.Output? {
    let answers = missed.isEmpty ? last : missed + last
    defer {
      first = []
      last = []
      missed = []
    }
    guard !(first.isEmpty && events.isEmpty && answers.isEmpty) else { return nil }
    return .init(
      connection: self, lap: lap, first: first, events: events, answers: answers, greets: greets)
  }
}

/// How many messages a client may send.
public struct Rate: Sendable {
  /// Messages a second.
  public var perSecond: Int
  /// Messages at once.
  public var burst: Int

  /// Creates a rate; without numbers the one of messages that holds without flags.
  public init(perSecond: Int = 20, burst: Int = 40) {
    self.perSecond = perSecond
    self.burst = burst
  }
}

/// A leaking bucket in thousandths of messages.
struct Bucket {
  let rate: Rate
  var level: Int
  var time: Int

  init(_ rate: Rate, now: Int) {
    self.rate = rate
    level = rate.burst * 1000
    time = now
  }

  /// Takes what one message costs, or so many; false, and nothing taken, if that is not there.
  mutating func take(_ count: Int = 1, now: Int) -> Bool {
    level = min(rate.burst * 1000, level + (now - time) * rate.perSecond)
    time = now
    guard level >= count * 1000 else { return false }
    level -= count * 1000
    return true
  }
}
