import KringClient
import KringCore
import KringProtocol
import KringSeal

/// Chance that can be had again from its seed (SplitMix64).
struct Chance: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
    return mixed ^ mixed >> 31
  }

  mutating func happens(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &self) < percent }
}

/// One session under load: its members, and what they were told.
final class Circle {
  let number: Int
  let keys: Keys
  let sealer: Sealer
  var attendees: [Attendee] = []
  var chronicle = Chronicle()

  init(number: Int, keys: Keys, members: Int, latecomers: Int) throws {
    self.number = number
    self.keys = keys
    sealer = Sealer(keys)
    for place in 0..<(members + latecomers) {
      attendees.append(try Attendee(self, place: place, isLate: place >= members))
    }
  }
}

/// A member with the logic of a real client, on a line of the load.
final class Attendee {
  unowned let circle: Circle
  let place: Int
  var replica: Replica
  var line: Line?
  /// Whether it does not take part yet.
  var isLate: Bool
  /// Whether it waits at the door.
  var isWaiting = false
  /// Whether a seat was ever had.
  var wasSeated = false
  /// After how many milliseconds to come back, as told by a server that stops.
  var told: Int?
  /// From when on it may connect again, in seconds.
  var due = 0.0
  /// The node that it asks, by its place among them.
  var node = 0
  /// Whether it was just told which node serves its session.
  var isMoved = false
  /// The last event that anybody had been told when it last said hello.
  var mark = 0
  /// Since when it waits, for its welcome or for the answer to what it asked first, in seconds.
  var since = 0.0
  /// When it was last cut off, in seconds; `nil` once it is served again.
  var left: Double?
  /// The versions of its closed cards.
  var versions: [ID: Int] = [:]

  init(_ circle: Circle, place: Int, isLate: Bool) throws {
    self.circle = circle
    self.place = place
    self.isLate = isLate
    let seat = Seat.draw()
    let name = try circle.sealer.seal(
      Array(#"{"name":"Lid"}"#.utf8), item: seat.member, path: SealPath.member)
    replica = Replica(keys: circle.keys, seat: seat, name: name)
  }

  var id: ID { replica.seat.member }
  var view: View { replica.view }
  /// Whether it is in its seat, or at the door, and knows where things are.
  var isServed: Bool { isWaiting || (replica.isSeated && replica.hasState && replica.isWhole) }
  /// Whether it is served and has all answers.
  var isQuiet: Bool { isServed && replica.pending.isEmpty }
}
