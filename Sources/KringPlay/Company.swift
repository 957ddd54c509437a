import Dispatch
import KringClient
import KringCore
import KringProtocol
import KringSeal
import TransportClient

/// The members of a play with what each of them knows, moved on by one task.
final class Company {
  private let play: Play
  private let keys: Keys
  private let client: Client
  private let signals: AsyncStream<News>
  private let tell: AsyncStream<News>.Continuation
  private let timer: any DispatchSourceTimer
  private var members: [MemberClient] = []
  private var replicas: [Replica] = []
  private var director: Director
  private var lastProgress = ContinuousClock.now
  private var ended: Set<Int> = []
  private(set) var report = Play.Report()

  private enum News: Sendable {
    case happening(Int, Replica, MemberClient.Happening)
    case tick
  }

  init(_ play: Play) throws {
    self.play = play
    keys = Keys(play.made.secret)
    client = try Client()
    (signals, tell) = AsyncStream.makeStream()
    let seats = play.script.members.map { _ in Seat.draw() }
    director = Director(
      script: play.script, members: seats.map(\.member),
      stationery: OrdinaryStationery(Sealer(keys)),
      stop: play.stop)
    for (place, seat) in seats.enumerated() {
      let replica = Replica(
        keys: keys, seat: seat, name: try director.name(of: place),
        claim: place == 0 ? play.made.claim : nil)
      replicas.append(replica)
      members.append(
        MemberClient(
          client: client, server: play.server, replica: replica, caFile: play.caFile
        ) { [tell] replica, happening in tell.yield(.happening(place, replica, happening)) })
    }
    timer = DispatchSource.makeTimerSource(queue: .global())
    timer.setEventHandler { [tell] in tell.yield(.tick) }
    timer.schedule(deadline: .now() + 1, repeating: 1)
    timer.resume()
  }

  func stop() {
    for member in members { member.stop() }
    timer.cancel()
    tell.finish()
    client.stop()
  }

  /// Everybody takes a seat, in the order of the script.
  func join() async throws {
    for place in members.indices {
      members[place].start()
      try await wait("\(name(place)) to join") { $0.replicas[place].isQuiet }
    }
    play.progress("\(members.count) members are in the lobby")
  }

  /// Plays until the director has nothing more to do.
  func meet() async throws {
    var shown = ""
    while let acts = try director.next(leading.view) {
      for act in acts {
        switch act.message {
        case .command(let command): members[act.member].send(command)
        case .say(let message): members[act.member].say(message)
        }
      }
      try await settle()
      let step = leading.view.step ?? (leading.view.purge == nil ? "lobby" : "closed")
      if step != shown { play.progress("\(step), event \(leading.view.seq)") }
      shown = step
      if play.pause > .zero { try await Task.sleep(for: play.pause) }
    }
  }

  /// Who leads knows everything: a presenter who is away does not.
  private var leading: Replica {
    let chair = replicas[0].view.chair
    return replicas.first { $0.seat.member == chair } ?? replicas[0]
  }

  private func name(_ place: Int) -> String { play.script.members[place] }

  // MARK: Waiting

  /// Waits until everything sent is answered and all members are as far.
  private func settle() async throws {
    // What was just given to the members is not in the replicas that were told here before.
    for place in members.indices { keep(members[place].snapshot, of: place) }
    try await wait("everybody to have the same state") { company in
      let seq = company.replicas[0].view.seq
      return company.replicas.allSatisfy { $0.isQuiet && $0.view.seq == seq }
    }
  }

  private func wait(_ what: String, until isSo: (Company) -> Bool) async throws {
    lastProgress = .now
    var iterator = signals.makeAsyncIterator()
    while !isSo(self) {
      guard let news = await iterator.next() else { return }
      switch news {
      case .happening(let place, let replica, let happening):
        keep(replica, of: place)
        try take(happening, of: place)
      case .tick:
        guard ContinuousClock.now - lastProgress > play.patience else { continue }
        throw Play.Failure.stuck("waited \(play.patience) for \(what); \(standing)")
      }
    }
  }

  /// How far everybody is, for a person who has to find out why nothing happens.
  private var standing: String {
    members.indices.map { place in
      let replica = replicas[place]
      let open = replica.pending.map { $0.command.word }
      let state = replica.isQuiet ? "" : replica.isSeated ? " (busy)" : " (not in the seat)"
      return (["\(name(place)) at event \(replica.view.seq)\(state)"] + open)
        .joined(separator: " ")
    }.joined(separator: ", ")
  }

  /// Keeps the newest state of a member; news may lag behind a snapshot.
  private func keep(_ replica: Replica, of place: Int) {
    if replica.revision >= replicas[place].revision { replicas[place] = replica }
  }

  private func take(_ happening: MemberClient.Happening, of place: Int) throws {
    switch happening {
    case .signal(let signal): note(signal, of: place)
    case .lost:
      report.returns += 1
    case .ended(let code, let reason):
      ended.insert(place)
      guard !isPurging || code != 4004 && code != 4002 else { return }
      throw Play.Failure.lost("\(name(place)) was sent away: \(reason) (\(code))")
    }
  }

  private func note(_ signal: Replica.Signal, of place: Int) {
    switch signal {
    case .done, .changed, .replaced, .welcomed: lastProgress = .now
    case .refused(_, let command, let refusal):
      let at = refusal.at.map { " at \($0)" } ?? ""
      problem("\(command.word) was refused: \(refusal.code)\(at)", of: place)
    case .openingWrong(let set): problem("the opening of set \(set) is wrong", of: place)
    case .cardsLost(let set, _): problem("an own card is missing in set \(set)", of: place)
    case .claimWrong(let item): problem("nothing proves the claim of \(item.uuid)", of: place)
    case .gap: problem("events are missing", of: place)
    case .outdated: problem("the server is newer than this client", of: place)
    case .failed(let failure) where !failure.temporary:
      problem("the server complains: \(failure.code)", of: place)
    case .waiting: problem("has to wait at the door", of: place)
    case .purged(let receipt): report.receipt = receipt
    case .failed, .presence, .notice, .drain: break
    }
  }

  private func problem(_ what: String, of place: Int) {
    report.problems.append("\(name(place)): \(what)")
  }

  // MARK: The end

  private var isPurging = false

  /// Compares what everybody folded with what the server says of the same state.
  func check() async throws {
    try await settle()
    let folded = replicas.map(\.viewBytes)
    let view = leading.view
    report.events = view.seq
    report.items = view.items.count
    report.sets = view.sets.count
    try await again("the server's view") { $0.resync() }
    for place in members.indices where replicas[place].viewBytes != folded[place] {
      problem("the server's view differs from the one its events gave", of: place)
    }
    let first = replicas[0].view.withoutMarks
    for place in members.indices where replicas[place].view.withoutMarks != first {
      problem("sees another state than \(name(0))", of: place)
    }
    for place in members.indices {
      let texts = Texts(Sealer(keys), in: replicas[place].view)
      report.texts = max(report.texts, texts.count)
      for problem in texts.problems { self.problem(problem, of: place) }
    }
    try await again("all events") { $0.replay() }
    for place in members.indices {
      if replicas[place].isReplayed { report.replays += 1 }
      guard replicas[place].viewBytes != folded[place] else { continue }
      problem("the events from the first one on give another view", of: place)
    }
  }

  /// Lets everybody come back in a certain way.
  private func again(_ what: String, _ comeBack: (MemberClient) -> Void) async throws {
    let before = report.returns
    members.forEach(comeBack)
    try await wait("everybody to come back for \(what)") {
      $0.report.returns >= before + $0.members.count
    }
    report.returns = before
    try await settle()
  }

  /// Removes the session and waits for the receipt.
  func purge() async throws {
    isPurging = true
    guard let chair = replicas.firstIndex(where: { $0.seat.member == $0.view.chair }) else {
      report.problems.append("nobody chairs at the end")
      return
    }
    members[chair].send(.course(.purge))
    try await wait("the purge") { $0.ended.count == $0.members.count }
    if let receipt = report.receipt, receipt.events != report.events {
      report.problems.append(
        "the receipt counts \(receipt.events) events instead of \(report.events)")
    }
  }
}
