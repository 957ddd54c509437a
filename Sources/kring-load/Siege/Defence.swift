import CEpoll
import Glibc
import KringClient
import KringCore
import KringProtocol
import KringSeal

/// A session of twelve that works on at a steady rate, whatever happens around it.
///
/// In it are some more seats, which attackers may use.
final class Defence {
  /// What the members saw during a time.
  struct Result {
    /// From the moment a command was meant to be sent until all twelve had it, in seconds, sorted.
    var delays: [Double] = []
    /// The commands that not everybody had in time.
    var lost = 0
    /// What went wrong for a member, if something did.
    var trouble: String?
  }

  /// How many members are measured.
  static let measured = 12
  /// How many seats attackers have.
  static let hostile = 4
  /// Commands a second of all members together.
  static let rate = 60.0
  /// How long a command may take until it counts as lost, in seconds.
  static let patience = 10.0

  let server: Child
  let crowd: Crowd
  private let members: [Crowd.Member]
  private let places: [String: Int]
  /// The version of each item that each member has.
  private var seen: [[Int]]
  /// The commands on their way, by item.
  private var waiting: [[(version: Int, moment: Double)]]
  private var delays: [Double] = []

  init(server: Child, creationKey: String) async throws {
    self.server = server
    crowd = try await Crowd(
      .kring, at: server, rooms: 1, members: Self.measured + Self.hostile,
      creationKey: creationKey)
    members = Array(crowd.rooms[0][..<Self.measured])
    places = Dictionary(
      uniqueKeysWithValues: members.enumerated().map { ($1.item.uuid, $0) })
    seen = members.map { _ in Array(repeating: 1, count: Self.measured) }
    waiting = members.map { _ in [] }
    try crowd.enter(crowd.rooms[0])
    try crowd.begin()
    crowd.drop(Array(crowd.rooms[0][Self.measured...]))
    crowd.overheard = { [unowned self] in overheard($0, $1) }
  }

  /// What those say who come in on the seats of attackers.
  var hostileHellos: [Hello] {
    crowd.rooms[0][Self.measured...].map { member in
      var hello = crowd.hello(of: member)
      hello.state = nil
      return hello
    }
  }

  /// A hello for this session with another key.
  var wrongHello: Hello {
    var hello = hostileHellos[0]
    hello.joinKey = Array(repeating: 7, count: 32)
    hello.member = ID.random()
    return hello
  }

  /// Lets the members work for some seconds.
  func work(for time: Double) -> Result {
    delays = []
    var result = Result()
    let start = seconds()
    var sent = 0
    let total = Int(Self.rate * time)
    while sent < total || waiting.contains(where: { !$0.isEmpty }) {
      let now = seconds()
      let moment = start + Double(sent) / Self.rate
      if sent < total, now >= moment {
        let place = sent % members.count
        crowd.send(members[place])
        waiting[place].append((members[place].version, moment))
        sent += 1
        continue
      }
      let pause = sent < total ? Int32(max(1, min(20, (moment - now) * 1000))) : 20
      crowd.lines.turn(pause)
      if let trouble = crowd.trouble {
        result.trouble = trouble
        break
      }
      if now > start + time + Self.patience { break }
    }
    result.lost = waiting.reduce(total - sent) { $0 + $1.count }
    result.delays = delays.sorted()
    return result
  }

  /// Finds the versions of items in a frame of events.
  private func overheard(_ member: Crowd.Member, _ text: UnsafeRawBufferPointer) {
    guard member.place < Self.measured else { return }
    let now = seconds()
    var rest = text
    while let (item, version, end) = Self.edit(in: rest) {
      rest = UnsafeRawBufferPointer(rebasing: rest[end...])
      guard let place = places[item] else { continue }
      seen[place][member.place] = max(seen[place][member.place], version)
      let all = seen[place].min() ?? 0
      while let first = waiting[place].first, first.version <= all {
        delays.append(now - first.moment)
        waiting[place].removeFirst()
      }
    }
  }

  /// The next edit in a text: the item, its version, and where to read on.
  private static func edit(
    in text: UnsafeRawBufferPointer
  ) -> (item: String, version: Int, end: Int)? {
    let words = (edited: #""event":"item.edited","item":""#, version: #","version":"#)
    guard let base = text.baseAddress,
      let found = memmem(base, text.count, words.edited, words.edited.utf8.count)
    else { return nil }
    let item = UnsafeRawPointer(found) - base + words.edited.utf8.count
    let version = item + 37 + words.version.utf8.count
    guard version < text.count else { return nil }
    let digits = text[version...].prefix { (48...57).contains($0) }
    return (
      String(decoding: text[item..<(item + 36)], as: UTF8.self),
      digits.reduce(0) { $0 * 10 + Int($1 - 48) }, version + digits.count
    )
  }
}
