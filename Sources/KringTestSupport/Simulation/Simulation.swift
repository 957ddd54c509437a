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
  let network = FakeNetwork()
  let witness: Witness
  /// How long seats have been empty.
  var seats = SeatWatch()
  let offer: Offer
  let keys: Keys
  let claim: Token
  private(set) var disk: FakeDisk
  private(set) var gateway: Gateway
  private(set) var members: [SimulatedMember] = []
  /// Connections that still are something to the server.
  private(set) var links: [Link] = []
  /// What went wrong first.
  private(set) var finding: Finding?
  private(set) var tally = Tally()
  /// What happened, in plain lines; empty unless asked for.
  private(set) var trace: [String] = []
  var chance: SeededRandom
  private let isTracing: Bool
  private let world: World
  private let settings: GatewaySettings
  private var written = 0
  private var setBack = 0
  var decoded: (frame: [UInt8], message: ServerMessage)?
  /// Whether the disk was told to fail and not yet repaired.
  private(set) var isDiskBroken = false
  private var isDiskFailed = false

  private final class World {
    var now = 1_800_000_000_000
    var random: SeededRandom
    init(random: SeededRandom) { self.random = random }
  }

  /// Creates the server, the session and its members; nobody has said hello yet.
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
    self.settings = settings
    disk = FakeDisk()
    disk.isManual = true
    gateway = try Self.start(network, disk, world, settings, offer)
    let method: CreateRequest.Method
    switch scenario.play {
    case .file(let id): method = .named(id)
    case .drawn(let seed): method = .file(try DrawnMethod.json(seed: seed))
    }
    let request = CreateRequest(
      session: keys.session, join: keys.joinKeyHash, claim: claim.hash, method: method,
      cases: scenario.cases, minutes: scenario.minutes)
    let post = network.request(.post, "/api/sessions", body: request.bytes)
    turn { gateway.request(post) }
    report()
    commit(.max)
    report()
    let answer = network.answer(to: post)
    if answer?.status != 201 {
      fail(.form, "the session is refused: \(String(decoding: answer?.body ?? [], as: UTF8.self))")
    }
    for number in 0..<scenario.size { newMember(isHost: number == 0) }
  }

  private static func start(
    _ network: FakeNetwork, _ disk: FakeDisk, _ world: World, _ settings: GatewaySettings,
    _ offer: Offer
  ) throws -> Gateway {
    let opened = try disk.open()
    return Gateway(
      network: network, disk: disk,
      sources: Sources(now: { world.now }, random: { world.random.bytes($0) }),
      settings: settings, offer: offer, opened: opened)
  }

  var now: Int { world.now }
  /// The time as the server has it: never before the last event that it found at its start.
  var serverNow: Int { world.now + setBack }

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

  // MARK: The server

  /// Runs calls of the gateway as one turn of its loop, and looks at what it says.
  func turn(_ body: () -> Void) {
    body()
    gateway.endTurn()
    inspect()
  }

  /// Lets the disk write some batches; the server hears of it by `report`.
  func commit(_ count: Int) {
    guard !isDiskFailed else { return }
    let hadWork = !disk.waiting.isEmpty
    disk.commit(count)
    let entries = disk.written[written...]
    written = disk.written.count
    check { () throws(Finding) in
      for entry in entries {
        try witness.take([entry])
        if case .event = entry, let event = witness.events.last { try checkSeats(event) }
      }
    }
    countEvents(entries)
    disk.sweep()
    if hadWork, isDiskBroken, entries.isEmpty { self.count("failed commit") }
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

  /// Tells the server what the disk has done.
  func report() {
    disk.answer()
    for report in disk.takeReports() {
      switch report {
      case .committed(let through): gateway.committed(through: through)
      case .refused(let sessions): gateway.refused(sessions)
      case .claimed(let session, let claim): gateway.claimed(session, claim)
      case .loaded(let session, let events): gateway.loaded(session, events)
      case .purged(let receipts): gateway.purged(receipts)
      case .failed(let error, _):
        isDiskFailed = true
        gateway.diskFailed(error)
      case .notReopened: break
      case .reopened(let opened):
        isDiskFailed = false
        count("disk reopened")
        seats.begins(at: serverNow)
        gateway.diskRecovered(opened)
      }
      gateway.endTurn()
      inspect()
    }
  }

  /// Breaks the disk at a commit to come.
  func breakDisk(at commit: Int, leaving remains: MemoryDisk.Remains) {
    disk.storage.fail(atCommit: commit, leaving: remains)
    isDiskBroken = true
  }

  /// Takes the cause of a failure away, and lets the server take up.
  func repair() {
    guard isDiskBroken else { return }
    disk.storage.repair()
    isDiskBroken = false
    report()
    guard isDiskFailed else { return }
    compareWithDisk(isTorn: true)
    disk.reopen()
    report()
  }

  private func compareWithDisk(isTorn: Bool) {
    var entries: [JournalEntry] = []
    do { try MemoryJournal(disk: disk.storage).open { entries.append($0) } } catch {
      return fail(.form, "the disk cannot be read: \(error)")
    }
    check { () throws(Finding) in try witness.compare(entries, isTorn: isTorn) }
  }

  /// Ends the process without a word and starts it again.
  func restart(isTorn: Bool = false, clock change: Int = 0) {
    if !disk.waiting.isEmpty { count("restart with batches not committed") }
    if !disk.takeReports().isEmpty { count("restart with a commit not reported") }
    if links.contains(where: { !$0.toMember.isEmpty }) { count("restart with frames not sent") }
    for link in links { drop(link, tell: false) }
    links = []
    let wasBroken = isDiskBroken
    disk.storage.repair()
    isDiskBroken = false
    isDiskFailed = false
    compareWithDisk(isTorn: isTorn || wasBroken)
    world.now += change
    if change < 0 { count("time set back") }
    disk = FakeDisk(storage: disk.storage)
    disk.isManual = true
    written = 0
    network.setReading(true)
    setBack = max(0, witness.now.at - world.now)
    seats.begins(at: serverNow)
    do { gateway = try Self.start(network, disk, world, settings, offer) } catch {
      fail(.form, "the server does not start: \(error)")
    }
    inspect()
  }

  /// Lets time pass, with some ticks of the server on the way.
  func advance(_ milliseconds: Int, ticks: Int = 1) {
    for _ in 0..<ticks {
      world.now += milliseconds / ticks
      if !isDiskFailed { disk.beat(at: world.now) }
      gateway.tick()
      inspect()
    }
  }

  /// Stops the server as a signal does: everybody is told, everything is written.
  func drain() {
    gateway.drain(spread: .seconds(3))
    inspect()
    commit(.max)
    report()
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
    guard member.link == nil, !member.isOver else { return }
    let link = Link(network.open(), owner: member)
    links.append(link)
    member.link = link
    turn { gateway.opened(link.id) }
    link.toServer.append(member.replica.hello().bytes)
  }

  /// A connection goes; the server may not notice yet.
  func drop(_ link: Link, tell: Bool) {
    if link.owner.link === link {
      link.owner.link = nil
      link.owner.replica.disconnected()
    }
    if !link.toMember.isEmpty { count("frames lost with a connection") }
    link.toMember = []
    guard tell else { return }
    rise(link)
    network.hangUp(link.id)
    links.removeAll { $0 === link }
    turn { gateway.closed(link.id) }
  }

  func setSlow(_ link: Link, _ isSlow: Bool) {
    guard link.isSlow != isSlow else { return }
    link.isSlow = isSlow
    network.setFull(link.id, isSlow)
    guard !isSlow else { return }
    count("slow reader got a view")
    turn { gateway.drained(link.id) }
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
