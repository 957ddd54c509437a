import Foundation
import KringClient
import KringCore
import KringSeal
import KringServer

// Time passes, and what happens to the server meanwhile.

extension Year {
  private static let minute = 60_000

  /// A time as people write it, such as `2027-04-08T10:00+02:00`, in milliseconds since 1970.
  static func time(_ text: String) throws -> Int {
    let style = Date.ISO8601FormatStyle(timeZoneSeparator: .colon)
    let date = try style.parse("\(text.prefix(16)):00\(text.dropFirst(16))")
    return Int(date.timeIntervalSince1970) * 1000
  }

  /// Whether the server has a session.
  private func isThere(_ gathering: Gathering) -> Bool {
    stage.gateway.view(of: gathering.session, for: gathering.session) != nil
  }

  /// Lets time pass, and looks whether each session goes when its time comes, and not before.
  func pass(to end: Int) throws {
    while stage.now < end {
      let due = gatherings.filter { !$0.isGone }.map(\.end).min() ?? end
      // When its members are told, a second before it goes, and at that second.
      let stops = [due - 60 * Self.minute, due - 1000, due, end]
      let stop = min(end, stops.filter { $0 > stage.now }.min() ?? end)
      stage.advance(stop - stage.now, every: 60 * Self.minute)
      try lookAtEnds()
    }
  }

  private func lookAtEnds() throws {
    var isGone = false
    for gathering in gatherings where !gathering.isGone {
      let isOver = gathering.end <= stage.now
      try require(
        isThere(gathering) != isOver, .purge,
        "session \(number(gathering)) \(isOver ? "is still there" : "is gone too early")")
      guard isOver else { continue }
      gathering.isGone = true
      isGone = true
      for (person, member) in gathering.seats {
        // Who was here was told, and who was away is told that there is no such session.
        if member.connection == nil, member.goodbyes.last?.code != 4004 { stage.enter(member) }
        try require(
          [4002, 4004].contains(member.goodbyes.last?.code), .purge,
          "\(Self.name(person)) was not told")
      }
      tally.count("sessions that went at their time")
    }
    // Nothing of what went may be left.
    if isGone { try lookAtAll() }
  }

  /// The place of a session in the year, from 1.
  func number(_ gathering: Gathering) -> Int {
    (gatherings.firstIndex { $0 === gathering } ?? -1) + 1
  }

  /// Weeks in the lobby: pages are opened and closed, the server is killed or stopped now and then.
  func weeks(to end: Int) throws {
    while stage.now < end {
      try pass(to: min(end, stage.now + Int.random(in: 20...200, using: &chance) * 3_600_000))
      switch Int.random(in: 0..<5, using: &chance) {
      case 0: try kill()
      case 1: try stop()
      default: try visit()
      }
    }
  }

  /// Somebody looks into a lobby and goes again.
  private func visit() throws {
    guard let gathering = gatherings.last(where: { !$0.isGone }),
      let (person, member) = gathering.seats.sorted(by: { $0.key < $1.key }).randomElement(
        using: &chance)
    else { return }
    if member.connection == nil { stage.enter(member) }
    try lookAtRest(gathering)
    stage.cut(member)
    tally.count("looks into a lobby")
    try require(!member.replica.isSeated, .rest, "\(Self.name(person)) did not go")
  }

  /// The process is killed and starts again, after a while if told so; who was here comes back.
  func kill(down: Int = 0) throws {
    stage.disk.beat(at: stage.now)
    try startAgain(down: down)
    tally.count(down > 0 ? "long stops" : "kills")
  }

  /// The server stops as for a new version.
  func stop() throws {
    let here = present
    stage.turn { stage.gateway.drain(spread: .seconds(3)) }
    try startAgain(down: 0, here)
    tally.count("orderly stops")
  }

  /// The disk fails under a running server and comes back.
  func failDisk() throws {
    let here = present
    guard let (gathering, person) = here.first, let member = gathering.seats[person] else { return }
    breakDisk()
    stage.send(.attendance(.discussSecrecy), by: member)
    try require(member.connection == nil, .disk, "nobody is told that the disk fails")
    stage.disk.reopen()
    stage.settle()
    try deed(gathering) { try comeBack(here) }
    try require(gathering.view.secrecy != nil, .kept, "what was asked is not asked again")
    tally.count("failures of the disk")
  }

  /// Who is connected where.
  private var present: [(Gathering, Int)] {
    gatherings.filter { !$0.isGone }.flatMap { gathering in
      gathering.seats.filter { $0.value.connection != nil }.keys.sorted().map { (gathering, $0) }
    }
  }

  private func startAgain(down: Int, _ present: [(Gathering, Int)]? = nil) throws {
    let here = present ?? self.present
    search.look(atLines: stage.gateway.page, "the figures")
    // What anybody was told is on the disk.
    let told = here.compactMap { gathering, person in
      gathering.seats[person].map { (gathering: gathering, member: $0.id, view: $0.view) }
    }
    try stage.restart(clock: down)
    look()
    stage.tick()
    for (gathering, member, view) in told where !gathering.isGone {
      guard let kept = stage.gateway.view(of: gathering.session, for: member) else {
        throw Finding(.kept, "session \(number(gathering)) is gone after a stop")
      }
      try require(
        kept.seq >= view.seq && kept.members.map(\.member) == view.members.map(\.member)
          && kept.attendance == view.attendance && Set(view.items).isSubset(of: kept.items),
        .kept, "something of session \(number(gathering)) is gone after a stop")
    }
    try comeBack(here)
  }

  private func comeBack(_ here: [(Gathering, Int)]) throws {
    for (gathering, person) in here where !gathering.isGone {
      guard let member = gathering.seats[person] else { continue }
      if member.connection == nil { stage.enter(member) }
      try require(member.replica.isSeated, .rest, "\(Self.name(person)) does not come back")
    }
  }
}
