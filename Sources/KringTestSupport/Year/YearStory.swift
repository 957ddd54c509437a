import KringCore
import KringProtocol
import KringSeal
import KringServer

// The year itself: what the group does, from the first link to the day on which the last of it is gone.

extension Year {
  /// Plays the year; throws what does not hold in it.
  ///
  /// - Parameter isShort: two lobbies and no meeting, which is enough for a tie.
  package func play(isShort: Bool = false) throws {
    if isShort { try lobbies() } else { try meetings() }
    try lookAtAll()
    try require(ties.isEmpty, .tie, ties.joined(separator: ", "))
  }

  private static let everybody = Array(people.indices)

  private func lobbies() throws {
    for _ in 0..<2 {
      let lobby = try make()
      for person in 0..<3 {
        try sit(person, in: lobby)
        try write(#"{"text":"\#(Self.canary)"}"#, to: "zaak", by: person, in: lobby)
      }
      try lookAtRest(lobby)
    }
  }

  private func meetings() throws {
    try practise()
    let second = try first()
    let third = try secondOfWeeks(second)
    let fourth = try thirdLeft(third)
    try fourthInDisorder(fourth)
    let sixth = try fifthFromReport()
    try sixthAndLast(sixth)
    try afterwards()
  }

  /// One of them tries Kring alone, with people who are made up, and lets it go.
  private func practise() throws {
    let practice = try make()
    let figures = [5, 100, 101, 102, 103]
    for person in figures { try sit(person, in: practice) }
    try meet(Course(people: figures), in: practice)
    thread = []
    try ask(.course(.purge), by: 5, in: practice)
    practice.kept = stage.now
    try pass(to: stage.now + 1000)
  }

  /// Planned from the start page; kept for a week after the close.
  private func first() throws -> Gathering {
    let start = try Self.time("2027-01-21T10:00+01:00")
    let meeting = try make(start: start)
    for person in Self.everybody {
      try sit(person, in: meeting)
      try write(#"{"text":"\#(Self.canary) \#(person)"}"#, to: "zaak", by: person, in: meeting)
    }
    try write(#"{"text":"\#(Self.canary) op tijd"}"#, to: "afspraak", by: 3, in: meeting)
    try lookAtRest(meeting)
    for member in meeting.seats.values { stage.cut(member) }
    try weeks(to: start)
    let next = try meet(
      Course(people: Self.everybody, makers: [0], kept: 7 * Gathering.day), in: meeting)
    try prove(meeting)
    return try made(next)
  }

  private func made(_ next: Gathering?) throws -> Gathering {
    guard let next else { throw Finding(.rest, "no next meeting was made") }
    return next
  }

  /// Two dates to choose from, some of the group at a time, over weeks in which nothing runs for a
  /// month; summer time begins before the meeting. Purged by hand.
  private func secondOfWeeks(_ meeting: Gathering) throws -> Gathering {
    let start = try poll(
      ["2027-04-08T10:00+02:00", "2027-04-15T10:00+02:00"], in: meeting, maker: 0)
    try weeks(to: try Self.time("2027-02-12T09:00+01:00"))
    try kill(down: 28 * Gathering.day)
    // Two hours around the moment at which clocks go forward.
    try weeks(to: try Self.time("2027-03-28T01:30+01:00"))
    try kill()
    try pass(to: try Self.time("2027-03-28T03:30+02:00"))
    try kill()
    try weeks(to: start)
    let next = try meet(
      Course(
        people: [1, 0, 2, 3, 4, 5, 6], makers: [1], without: [6],
        start: try Self.time("2027-06-03T10:00+02:00")),
      in: meeting)
    try prove(meeting)
    try ask(.course(.purge), by: 1, in: meeting)
    meeting.kept = stage.now
    try pass(to: stage.now + 1000)
    return try made(next)
  }

  /// Another method and another week are chosen; two do not come, and the group goes without closing.
  /// A page that somebody forgot stays open to the end.
  private func thirdLeft(_ meeting: Gathering) throws -> Gathering {
    let start = try Self.time("2027-06-10T10:00+02:00")
    for person in [2, 3] { if let seat = meeting.seats[person] { stage.enter(seat) } }
    let wish = PlanWish(method: "hats", cases: 1, minutes: 90)
    try ask(
      .planning(.choosePlan(edition: meeting.view.edition, wish: wish)), by: 2, in: meeting)
    try ask(
      .planning(.setTime(edition: meeting.view.edition, start: start, end: start + 5_400_000)),
      by: 3, in: meeting)
    meeting.start = start
    try change(to: #"{"pick":["nee"]}"#, of: "komt", by: 3, in: meeting)
    try ask(.people(.leave), by: 3, in: meeting)
    try lookAtRest(meeting)
    for member in meeting.seats.values { stage.cut(member) }
    try weeks(to: start)
    let next = try meet(
      Course(people: [2, 4, 0, 1, 5], makers: [2], isLeft: true), in: meeting)
    for (person, member) in meeting.seats where person != 5 { stage.cut(member) }
    guard let page = meeting.seats[5] else { throw Finding(.rest, "no page is open") }
    try pass(to: meeting.end - 3_600_000)
    try require(page.view.ending == meeting.end, .purge, "nobody is told that it will go")
    try pass(to: meeting.end)
    try require(page.goodbyes.last?.code == 4004, .purge, "the page was not told")
    return try made(next)
  }

  /// One of those who were away comes under another name, the other with the link; much goes wrong, and
  /// nobody makes a next meeting.
  private func fourthInDisorder(_ meeting: Gathering) throws {
    try sit(6, in: meeting, as: "Gé \(Self.canary)")
    try sit(3, in: meeting)
    let start = try poll(
      ["2027-09-16T10:00+02:00", "2027-09-09T10:00+02:00"], in: meeting, maker: 2)
    try weeks(to: try Self.time("2027-07-10T10:00+02:00"))
    try kill(down: 40 * Gathering.day)
    for person in [0, 4, 6] { if let seat = meeting.seats[person] { stage.enter(seat) } }
    try failDisk()
    try lookAtRest(meeting)
    for member in meeting.seats.values { stage.cut(member) }
    try weeks(to: start)
    try meet(Course(people: [3, 2, 0, 1, 4, 5, 6], kept: 2 * Gathering.day), in: meeting)
    try prove(meeting)
  }

  /// Made from the report that one of them kept, on another link. Two make the next one at once: one of
  /// these is never used, and goes after a day.
  private func fifthFromReport() throws -> Gathering {
    try pass(to: try Self.time("2027-10-04T20:00+02:00"))
    let start = try Self.time("2027-11-04T10:00+01:00")
    let meeting = try make(start: start)
    try sit(1, in: meeting)
    try writeThread(by: 1, in: meeting)
    for person in Self.everybody where person != 1 { try sit(person, in: meeting) }
    try lookAtRest(meeting)
    for member in meeting.seats.values { stage.cut(member) }
    // Clocks go back before the meeting.
    try weeks(to: try Self.time("2027-10-31T02:30+02:00"))
    try kill()
    try pass(to: try Self.time("2027-10-31T02:30+01:00"))
    try weeks(to: start)
    let next = try meet(Course(people: [4, 5, 0, 1, 2, 3, 6], makers: [4, 0]), in: meeting)
    try prove(meeting)
    return try made(next)
  }

  /// The last meeting; the lobby of the one after it is left to itself.
  private func sixthAndLast(_ meeting: Gathering) throws {
    let start = try Self.time("2028-01-13T10:00+01:00")
    if let seat = meeting.seats[5] { stage.enter(seat) }
    try ask(
      .planning(.setTime(edition: meeting.view.edition, start: start, end: nil)), by: 5,
      in: meeting)
    meeting.start = start
    if let seat = meeting.seats[5] { stage.cut(seat) }
    try weeks(to: start)
    try meet(Course(people: [5, 6, 0, 1, 2, 3, 4], makers: [5]), in: meeting)
    try prove(meeting)
  }

  /// Everything goes when its time comes; the proofs hold on, also under another key.
  private func afterwards() throws {
    try pass(to: gatherings.map(\.end).max() ?? stage.now)
    try require(gatherings.allSatisfy(\.isGone), .purge, "something is left")
    let most = 5 * Self.people.count
    try require(proofs.count == most, .rest, "\(proofs.count) proofs in the place of \(most)")
    try lookAtProofs()
    guard let key = SigningKey(seed: stage.random.bytes(32)) else { return }
    stage.gateway.signer?.keys.rotate(to: key, now: stage.now)
    try lookAtProofs()
  }

  /// Puts dates forward and lets the group say which of them suit, a few at a time; the time is set to
  /// the first, by whoever looks first. Returns it.
  private func poll(_ dates: [String], in meeting: Gathering, maker: Int) throws -> Int {
    for (person, member) in meeting.seats.sorted(by: { $0.key < $1.key })
    where member.connection == nil && person != maker {
      stage.enter(member)
    }
    if let seat = meeting.seats[maker], seat.connection == nil { stage.enter(seat) }
    var items: [ID] = []
    for date in dates {
      items.append(try write(#"{"start":"\#(date)"}"#, to: "datum", by: maker, in: meeting))
    }
    for person in meeting.seats.keys.sorted() {
      for item in items {
        let word = ["ja", "lieverniet", "nee"].randomElement(using: &chance) ?? "ja"
        try write(
          #"{"pick":["\#(item.uuid)","\#(word)"]}"#, to: "past", by: person, in: meeting)
      }
      try pass(to: stage.now + 3_600_000)
    }
    let start = try Self.time(dates[0])
    try ask(
      .planning(.setTime(edition: meeting.view.edition, start: start, end: nil)), by: maker,
      in: meeting)
    meeting.start = start
    try lookAtRest(meeting)
    for member in meeting.seats.values { stage.cut(member) }
    return start
  }
}
