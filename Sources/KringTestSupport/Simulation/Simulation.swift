import KringClient
import KringCore
import KringJournal
import KringProtocol
import KringSeal
import KringServer
import Transport

/// One run: the real gateway, sessions and broadcasts, a network, a disk and a clock that do
/// what a scenario says, and members with the logic of real clients.
///
/// Everything that goes out is looked at when it is sent, everything that is kept when it is
/// written. The same scenario gives the same run.
final class Simulation {
  let scenario: Scenario
  let witness: Witness
  /// How long seats have been empty.
  var seats = SeatWatch()
  let offer: Offer
  let keys: Keys
  let claim: Token
  /// What the servers share; `nil` where there is one, with a disk of its own.
  let database: MemoryDatabase?
  private(set) var nodes: [SimulatedNode] = []
  private(set) var members: [SimulatedMember] = []
  /// Connections that still are something to a server.
  private(set) var links: [Link] = []
  /// What went wrong first.
  private(set) var finding: Finding?
  private(set) var tally = Tally()
  /// What happened, in plain lines; empty unless asked for.
  private(set) var trace: [String] = []
  var chance: SeededRandom
  private let isTracing: Bool
  let world: World
  var decoded: (frame: [UInt8], message: ServerMessage)?

  /// Creates the servers, the session and its members; nobody has said hello yet.
  init(_ scenario: Scenario, offer: Offer, isTracing: Bool) throws {
    self.scenario = scenario
    witness = Witness(limits: scenario.limits)
    self.offer = offer
    self.isTracing = isTracing
    chance = SeededRandom(seed: scenario.seed ^ 0x5151)
    let world = World(random: SeededRandom(seed: ~scenario.seed))
    self.world = world
    keys = Keys(LinkSecret.generate(using: &chance))
    claim = Token.generate(using: &chance)
    var settings = GatewaySettings()
    // So little that a few texts ahead of the disk stop the reading of sockets.
    settings.ahead = 4096
    settings.limits = scenario.limits
    settings.sharesJournal = scenario.nodes > 1
    database = settings.sharesJournal ? MemoryDatabase() : nil
    for number in 0..<scenario.nodes {
      guard let label = NodeLabel("node-\(number + 1)") else { preconditionFailure("a label") }
      nodes.append(
        try SimulatedNode(
          label, in: database, world, ahead: scenario.clocks[number], settings, offer))
    }
    let method: CreateRequest.Method
    switch scenario.play {
    case .file(let id): method = .named(id)
    case .drawn(let seed): method = .file(try DrawnMethod.json(seed: seed))
    }
    let request = CreateRequest(
      session: keys.session, join: keys.joinKeyHash, claim: claim.hash, method: method,
      cases: scenario.cases, minutes: scenario.minutes)
    create(request)
    for number in 0..<scenario.size { newMember(isHost: number == 0) }
  }

  /// Makes the session; an answer may be lost, and then it is asked for again.
  private func create(_ request: CreateRequest) {
    if let database, chance.happens(30) {
      let fate = MemoryDatabase.Fate.allCases.randomElement(using: &chance) ?? .undone
      database.lose(
        request: Int.random(in: 1...2, using: &chance), of: nodes[0].label.text, fate)
    }
    var node = nodes[0]
    for _ in 0..<6 {
      reopen(node)
      let post = node.network.request(.post, "/api/sessions", body: request.bytes)
      turn(node) { node.gateway.request(post) }
      for _ in 0..<2 {
        report(node)
        commit(.max, at: node)
      }
      report(node)
      let answer = node.network.answer(to: post)
      if let answer, [200, 201].contains(answer.status) { return }
      guard database != nil else {
        let text = String(decoding: answer?.body ?? [], as: UTF8.self)
        return fail(.form, "the session is refused: \(text)")
      }
      count("session asked for again")
      if chance.happens(50) { database?.arrive() }
      observe()
      node = nodes.randomElement(using: &chance) ?? node
    }
    fail(.rest, "the session is never made")
  }

  var now: Int { world.now }

  /// Whether a disk, or the way of a server to the database, was told to fail and not yet repaired, or
  /// not all servers run.
  var isImpaired: Bool { nodes.contains { $0.isBroken || !$0.isRunning } }

  /// The server that has the session; the first one when it is gone.
  var owner: SimulatedNode {
    guard let database else { return nodes[0] }
    let label = database.owner(of: keys.session)
    return nodes.first { $0.label.text == label } ?? nodes[0]
  }

  // MARK: Findings and trace

  func fail(_ invariant: Invariant, _ detail: String) {
    if finding == nil {
      finding = Finding(invariant, detail)
      note("✗ \(invariant.rawValue): \(detail)")
    }
  }

  func check(_ body: () throws(Finding) -> Void) {
    do { try body() } catch { fail(error.invariant, error.detail) }
  }

  func note(_ line: @autoclosure () -> String) {
    if isTracing { trace.append(line()) }
  }

  func count(_ name: String, _ number: Int = 1) { tally.count(name, number) }

  // MARK: The servers

  /// Runs calls of a gateway as one turn of its loop, and looks at what it says.
  func turn(_ node: SimulatedNode, _ body: () -> Void) {
    body()
    node.gateway.endTurn()
    inspect()
  }

  /// Lets a disk thread write some batches; its server hears of it by `report`.
  func commit(_ count: Int, at node: SimulatedNode) {
    guard node.isRunning, !node.isFailed else { return }
    let hadWork = !node.disk.waiting.isEmpty
    let before = node.disk.written.count
    node.disk.commit(count)
    observe()
    node.disk.sweep()
    if hadWork, node.isBroken, node.disk.written.count == before { self.count("failed commit") }
  }

  /// Shows the witness what was written since the last time.
  func observe() {
    guard let database else {
      let disk = nodes[0].disk
      look(at: disk.written[nodes[0].written...])
      nodes[0].written = disk.written.count
      return
    }
    for happening in database.takeHappenings() {
      switch happening {
      case .written(let entries): look(at: entries[...])
      case .lost(let fate, let isClaim):
        count("\(isClaim ? "claim" : "commit") without an answer: \(fate.rawValue)")
      case .late(let isRefused): count("late commit \(isRefused ? "refused" : "done")")
      case .waited: count("waited for a commit under way")
      }
    }
  }

  private func look(at entries: ArraySlice<JournalEntry>) {
    check { () throws(Finding) in
      for entry in entries {
        let before = witness.again.count
        try witness.take([entry])
        if witness.again.count > before { count("card laid again") }
        if case .event = entry, let event = witness.events.last { try checkSeats(event) }
      }
    }
    countEvents(entries)
  }

  private func countEvents(_ entries: ArraySlice<JournalEntry>) {
    for entry in entries {
      switch entry {
      case .event(_, let seq, _) where seq <= witness.seq: countEvent(witness.events[seq - 1])
      case .purge: count("session purged")
      case .card: count("closed rows")
      default: break
      }
    }
  }

  private func countEvent(_ event: Event) {
    count("events")
    switch event.kind {
    case .roles(.chairChanged(let chair?, _, let back)) where back != nil && chair == event.by:
      count("chair taken over")
    case .people(.seatGiven): count("seat given back")
    case .people(.memberRemoved): count("member removed")
    case .people(.memberLeft): count("member left")
    case .people(.memberReturned): count("member returned")
    case .planning(.planChosen): count("plan chosen")
    case .planning(.timeSet): count("time of the meeting set")
    case .planning(.ending): count("end told")
    case .planning(.stayed): count("stayed")
    case .attendance(.noted): count("attendance noted")
    case .attendance(.secrecyDiscussed): count("secrecy discussed")
    case .course(.haltRaised): count("halt raised")
    case .sets(.setOpened(_, let forced, _)): count(forced ? "set opened by force" : "set opened")
    case .sets(.setDiscarded): count("set discarded")
    case .course(.caseStopped): count("case stopped")
    case .course(.sessionClosed): count("session closed")
    case .people(.memberJoined(let member, _, _)) where event.by != member:
      count("newcomer admitted")
    case .course(.presenterCalled) where witness.asides[event.seq - 1] != nil:
      count("presenter back from away")
    case .course(.stepEntered) where witness.asides[event.seq] != nil: count("presenter away")
    case .clock(.clockChanged) where event.by == nil: count("pause after a long stop")
    default: break
    }
  }

  // MARK: Connections

  @discardableResult
  func newMember(isHost: Bool = false, lost: Bool = false) -> SimulatedMember {
    let seat = Seat(member: chance.id(), token: Token.generate(using: &chance))
    var replica = Replica(
      keys: keys, seat: seat, name: chance.envelope(), claim: isHost ? claim.bytes : nil)
    replica.lost = lost
    let member = SimulatedMember(replica, number: members.count)
    members.append(member)
    return member
  }

  /// A member connects and says hello.
  func connect(_ member: SimulatedMember) {
    guard member.link == nil, !member.isOver, let node = door(for: member) else { return }
    connect(member, to: node)
  }

  /// A member connects to a server and says hello.
  func connect(_ member: SimulatedMember, to node: SimulatedNode) {
    let link = Link(node.network.open(), at: node, owner: member)
    link.since = witness.seq
    links.append(link)
    member.link = link
    if node.isRunning { open(link) }
    link.toServer.append(member.replica.hello().bytes)
  }

  /// A connection goes; the server may not notice yet.
  func drop(_ link: Link, tell: Bool) {
    if link.owner.link === link {
      link.owner.link = nil
      link.owner.replica.disconnected()
      link.owner.moves.ended(
        after: link.welcomed.map { Double(now - $0) / 1000 }, movedTo: link.movedTo)
    }
    if !link.toMember.isEmpty { count("frames lost with a connection") }
    link.toMember = []
    // A server that stands still notices when it goes on.
    guard tell, link.node.isRunning else { return }
    rise(link)
    link.node.network.hangUp(link.id)
    links.removeAll { $0 === link }
    turn(link.node) { link.node.gateway.closed(link.id) }
  }

  /// A server takes up a connection.
  func open(_ link: Link) {
    link.isOpen = true
    turn(link.node) { link.node.gateway.opened(link.id) }
  }

  /// All connections of a server are gone.
  func forget(_ node: SimulatedNode) {
    for link in links where link.node === node { drop(link, tell: false) }
    links.removeAll { $0.node === node }
  }

  func setSlow(_ link: Link, _ isSlow: Bool) {
    guard link.isSlow != isSlow else { return }
    link.isSlow = isSlow
    link.node.network.setFull(link.id, isSlow)
    guard !isSlow else { return }
    count("slow reader got a view")
    turn(link.node) { link.node.gateway.drained(link.id) }
  }

  /// A member asks something.
  func send(_ command: Command, by member: SimulatedMember) {
    remember(command, by: member)
    let message = member.replica.enqueue(command)
    if case .command(let ref, _) = message { member.asked.append((ref, command)) }
    if member.replica.isSeated { member.link?.toServer.append(message.bytes) }
    count("commands")
  }

  private func remember(_ command: Command, by member: SimulatedMember) {
    switch command {
    case .writing(.addItem(let item, _, _, _)):
      witness.writers[item] = witness.writers[item] ?? member.writer
    case .sets(.addCard(let item, _, _)):
      if witness.writers[item] == nil {
        witness.writers[item] = member.writer
        member.versions[item] = 1
      }
    case .sets(.editCard(let item, _, let version, _)): member.versions[item] = version + 1
    case .sets(.withdrawCard(let item, let set)): witness.laid[set]?.remove(item)
    default: break
    }
  }
}
