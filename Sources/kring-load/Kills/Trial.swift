import Foundation
import KringClient
import KringCore
import KringProtocol
import KringSeal

/// What was counted in all rounds.
struct TrialCounts {
  var stops = 0
  var acknowledged = 0
  var refused = 0
  var resent = 0
  var events = 0
  var returns = 0
  /// Connections that ended although the server was there: after an announced time, too.
  var unexplained = 0
  var viewsCompared = 0
  /// Whether a round could not go on; the reason was told.
  var isBrokenOff = false
  /// The longest time from the end of a process until the first and until all were served again.
  var firstServed = 0.0
  var allServed = 0.0
  /// The longest time that somebody was not served although the new process ran and the announced
  /// time had passed.
  var overdue = 0.0
  /// The longest start of a process.
  var start = 0.0
  var refusals: [String: Int] = [:]
  /// How often each fault befell the nodes.
  var faults: [NodeFault: Int] = [:]
  /// The time from the end of a connection, or the announced time, until its member was served again.
  var waits: [Double] = []
  /// Cards in closed sets that a crash of the database took and whose writers were told.
  var cardsMissed = 0
  /// Findings that are what a late standby did not have, as its nodes say.
  var behindStandby = 0
}

/// Sessions at one server on one data folder, or at nodes on one database, which are stopped again
/// and again.
final class Trial {
  /// How a round is held.
  struct Plan {
    var sessions: Int
    var members: Int
    var rate: Double
    var drains: Bool
    /// How many nodes share a database; 0: one server on a data folder.
    var nodes = 0
    /// What stands beside the database.
    var standby = Database.Standby.none
    /// Whether the networks between nodes and database can be cut.
    var hasNetworks = false
  }

  let plan: Plan
  let place: Workplace
  let lines = Lines()
  /// The folder of each server.
  let folders: [String]
  var servers: [Child] = []
  let database: Database?
  var circles: [Circle] = []
  var counts = TrialCounts()
  var chance: Chance
  var byLine: [Int32: Attendee] = [:]
  var trouble: String?
  /// Whether the process runs and is not asked to stop.
  var isUp = true
  private let log: FileHandle

  init(_ plan: Plan, _ place: Workplace, seed: UInt64) async throws {
    self.plan = plan
    self.place = place
    chance = Chance(seed: seed)
    log = try place.newLog()
    folders = (0..<max(1, plan.nodes)).map { _ in place.newFolder() }
    database =
      plan.nodes == 0
      ? nil
      : try Database(
        plan.standby, networks: plan.hasNetworks ? Networks(nodes: plan.nodes) : nil)
    for node in folders.indices { servers.append(try startServer(node)) }
    for number in 0..<plan.sessions {
      let server = servers[number % servers.count]
      let maker = SessionMaker(server: "http://127.0.0.1:\(server.port)")
      let made = try await maker.make(method: .named("bovv6"))
      // One member more than at first comes when the meeting has begun.
      circles.append(
        try Circle(
          number: number, keys: Keys(made.secret), members: plan.members - 1, latecomers: 1))
    }
    let hearing = Hearing(self)
    lines.opened = { hearing.opened($0) }
    lines.heard = { hearing.heard($0, $1) }
    lines.closed = { hearing.closed($0) }
    try comeBack()
  }

  /// Starts a server on its folder, at the port that it had before if there was one.
  func startServer(_ node: Int, port: Int = 0) throws -> Child {
    let more = database.map {
      Workplace.options(of: $0.connection(of: node), node: Self.label(node))
    }
    return try place.startKring(data: folders[node], port: port, log: log, more: more ?? [])
  }

  /// The label of a node by its place: a, b and so on.
  static func label(_ node: Int) -> String {
    String(UnicodeScalar(UInt8(ascii: "a") + UInt8(node)))
  }

  /// Everybody who takes part.
  var everybody: [Attendee] { circles.flatMap(\.attendees).filter { !$0.isLate } }

  /// Cuts the connection of a member.
  func cut(_ attendee: Attendee) {
    guard let line = attendee.line else { return }
    byLine[line.file] = nil
    lines.cut(line)
    attendee.line = nil
    attendee.replica.disconnected()
    attendee.isWaiting = false
    attendee.due = 0
    attendee.left = attendee.left ?? seconds()
  }

  /// Connects who is due, some at a time.
  private func connect() throws {
    let now = seconds()
    var opening = byLine.values.count { !$0.isServed }
    for circle in circles {
      for attendee in circle.attendees
      where attendee.line == nil && !attendee.isLate && attendee.due <= now {
        guard opening < 64 else { return }
        opening += 1
        do {
          try connect(attendee)
        } catch is NobodyListens {
          // As a balancer goes on to the next one.
          attendee.node += 1
          attendee.due = now + Self.pause
        }
      }
    }
    if database != nil { cutSilent(at: now) }
  }

  private func connect(_ attendee: Attendee) throws {
    let node = attendee.node % servers.count
    let line = try lines.connect(
      port: servers[node].port, place: attendee.circle.number * 40 + attendee.place,
      path: database == nil ? "/ws" : "/ws?node=\(Self.label(node))")
    attendee.line = line
    attendee.since = seconds()
    byLine[line.file] = attendee
  }

  /// How long who was not let in waits before the next attempt, in seconds.
  static let pause = 0.05
  /// How long a member waits for a welcome or an answer before it tries elsewhere, in seconds.
  static let patience = 3.0

  /// Cuts the connections over which nothing comes, as clients do that hear nothing.
  private func cutSilent(at now: Double) {
    for attendee in byLine.values where attendee.line != nil && now - attendee.since > Self.patience
    {
      guard !attendee.isServed || !attendee.replica.pending.isEmpty else { continue }
      cut(attendee)
      attendee.node += 1
    }
  }

  // MARK: Moving

  /// Moves the lines until something is so.
  func wait(_ what: String, until isSo: () throws -> Bool) throws {
    let end = seconds() + 60
    while try !isSo() {
      lines.turn(5)
      if let trouble { throw BenchFailure(trouble) }
      guard seconds() < end else {
        throw BenchFailure("waited too long for \(what):\n" + restless.joined(separator: "\n"))
      }
    }
  }

  /// In words, who is not served, has no answer or does not know what others know.
  private var restless: [String] {
    circles.flatMap { circle in
      let here = circle.attendees.filter { !$0.isLate }
      let last = here.map(\.view.seq).max() ?? 0
      return here.filter { !$0.isQuiet || $0.view.seq < last }.map { attendee in
        let words = attendee.replica.pending.map { "\($0.ref) \($0.command.word)" }
        return "session \(circle.number), member \(attendee.place): connected "
          + "\(attendee.line?.isOpen == true), seated \(attendee.replica.isSeated), waiting "
          + "\(attendee.isWaiting), whole \(attendee.replica.isWhole), event "
          + "\(attendee.view.seq) of \(last), unanswered \(words)"
      }
    }
  }

  /// Waits until everybody is served, has all answers and knows everything that happened.
  func comeBack() throws {
    try wait("everybody to be back") {
      try connect()
      return everybody.allSatisfy(\.isServed)
    }
    try settle()
  }

  /// Waits until nothing is on its way.
  func settle() throws {
    try wait("all answers") {
      // Somebody may just have been about to come in for the first time.
      try connect()
      return circles.allSatisfy { circle in
        let here = circle.attendees.filter { !$0.isLate && !$0.isWaiting }
        let last = here.map(\.view.seq).max()
        return here.allSatisfy { $0.isQuiet && $0.view.seq == last }
      }
    }
  }

  /// Lets members ask for so many seconds.
  func load(for time: Double) throws {
    let start = seconds()
    var asked = 0.0
    while seconds() - start < time {
      lines.turn(1)
      if let trouble { throw BenchFailure(trouble) }
      // Who comes in for the first time.
      try connect()
      while asked < (seconds() - start) * plan.rate {
        asked += 1
        guard let circle = circles.randomElement(using: &chance),
          let attendee = circle.attendees.randomElement(using: &chance)
        else { continue }
        try ask(attendee)
      }
    }
  }

  /// Lets a member ask one thing, or come in for the first time.
  func ask(_ attendee: Attendee) throws {
    if attendee.isLate {
      if attendee.circle.attendees[0].view.visit > 1 { attendee.isLate = false }
      return
    }
    guard let line = attendee.line, attendee.isServed, !attendee.isWaiting,
      attendee.replica.pending.count < 2, let command = try attendee.choose(&chance)
    else { return }
    if attendee.replica.pending.isEmpty { attendee.since = seconds() }
    lines.send(attendee.replica.enqueue(command).bytes, over: line)
  }

  /// Ends the process in the midst of what many ask at once, starts another on the same data and
  /// waits until everybody is back and has all answers.
  func stopAndStart() throws {
    counts.stops += 1
    for attendee in everybody where chance.happens(60) { try ask(attendee) }
    let until = seconds() + Double.random(in: 0...0.008, using: &chance)
    while seconds() < until { lines.turn(0) }
    isUp = false
    let old = everybody.compactMap(\.line)
    try stop()
    let stopped = seconds()
    servers[0] = try startServer(0, port: servers[0].port)
    let started = seconds()
    counts.start = max(counts.start, started - stopped)
    // What the old process said last, and that it is gone.
    try wait("the old connections to end") { old.allSatisfy(\.isClosed) }
    isUp = true
    var first: Double?
    var missing = everybody
    try wait("everybody to be served again") {
      try connect()
      let now = seconds()
      for attendee in missing where attendee.isServed {
        if first == nil { first = now - stopped }
        counts.overdue = max(counts.overdue, now - max(started, attendee.due))
      }
      missing.removeAll { $0.isServed }
      return missing.isEmpty
    }
    counts.firstServed = max(counts.firstServed, first ?? 0)
    counts.allServed = max(counts.allServed, seconds() - stopped)
    try settle()
  }

  /// Ends the process; while it is asked to, members go on until it is gone.
  private func stop() throws {
    guard plan.drains else { return servers[0].kill() }
    servers[0].terminate()
    try waitForEnd(of: 0)
  }

  /// Waits until a server that was asked to stop is gone; members go on until then.
  func waitForEnd(of node: Int) throws {
    try wait("the server to stop") {
      if let attendee = everybody.randomElement(using: &chance) { try ask(attendee) }
      if database != nil { try connect() }
      return !servers[node].isRunning
    }
  }
}
