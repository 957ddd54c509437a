import KringClient
import KringCore
import KringJournal
import KringProtocol
import KringSeal
import KringServer
import Transport

/// A whole server without sockets, threads, clock and chance, and members who speak to it as
/// real clients do: bytes go in, bytes come out, and one seed gives one run.
///
/// Each message is a turn of the loop of its own unless it is given within `turn`.
package final class Stage {
  /// The connections.
  package let network = FakeNetwork()
  /// The disk thread; another one after each restart.
  package private(set) var disk: FakeDisk
  /// The server; another one after each restart.
  package private(set) var gateway: Gateway
  /// The methods on offer.
  package let offer: Offer
  /// The secret of the session that members of this stage belong to.
  package let secret: LinkSecret
  /// Seals and opens for the members.
  package let sealer: Sealer
  /// What suggests the maker as the chair.
  package let claim: Token
  /// Everybody, in order of arrival.
  package private(set) var members: [StageMember] = []
  /// The chance of the members.
  package var random: SeededRandom
  /// Tells of a frame for a member whether it is lost with the connection.
  package var loses: (StageMember, ServerMessage) -> Bool = { _, _ in false }
  private let settings: GatewaySettings
  private let world: World
  private let journal: (any Journal)?
  private var isInTurn = false
  private var lastRead: (frame: [UInt8], message: ServerMessage)?

  /// Time and the chance of the server, where the gateway's sources can reach them.
  private final class World {
    var now: Int
    var random: SeededRandom

    init(now: Int, random: SeededRandom) {
      self.now = now
      self.random = random
    }
  }

  /// Creates an empty server.
  ///
  /// - Parameter journal: a journal that others share, in the place of one in memory on the disk
  ///   `storage`.
  package init(
    seed: UInt64, settings: GatewaySettings = GatewaySettings(),
    storage: MemoryDisk = MemoryDisk(), journal: (any Journal)? = nil
  ) throws {
    var settings = settings
    settings.signer = settings.signer ?? .fixed
    settings.sharesJournal = settings.sharesJournal || journal != nil
    self.settings = settings
    self.journal = journal
    offer = try Repository.offer()
    random = SeededRandom(seed: seed)
    let world = World(now: 1_800_000_000_000, random: SeededRandom(seed: ~seed))
    self.world = world
    secret = LinkSecret.generate(using: &random)
    sealer = Sealer(Keys(secret))
    claim = Token.generate(using: &random)
    disk = FakeDisk(storage: storage, journal: journal)
    gateway = try Self.start(network, disk, world, settings, offer)
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

  /// The time in milliseconds since 1970; it moves by `advance` alone.
  package var now: Int { world.now }

  /// The id of the session.
  package var session: ID { sealer.keys.session }

  // MARK: The server

  /// Runs calls of the gateway as one turn of its loop, and lets everything settle.
  package func turn(_ body: () throws -> Void) rethrows {
    isInTurn = true
    defer { isInTurn = false }
    try body()
    gateway.endTurn()
    settle()
  }

  /// Runs one call of the gateway, as a turn of its own unless one is under way.
  private func call(_ body: () -> Void) {
    body()
    guard !isInTurn else { return }
    gateway.endTurn()
    settle()
  }

  /// Lets disk and members do all they can do without time passing.
  ///
  /// The disk of a server that never comes to rest stops working: its test then fails, for it waits in
  /// vain, where it would run without an end.
  package func settle() {
    isInTurn = true
    defer { isInTurn = false }
    var rounds = 0
    repeat {
      disk.work()
      rounds += 1
      if rounds == Self.mostRounds { disk.isManual = true }
    } while report() || deliver()
  }

  /// How often the disk works at most until all is at rest: far more often than any meeting needs.
  private static let mostRounds = 1_000

  /// Tells the gateway what the disk has to say; true if there was something.
  private func report() -> Bool {
    let reports = disk.takeReports()
    for report in reports {
      switch report {
      case .committed(let through): gateway.committed(through: through)
      case .refused(let sessions): gateway.refused(sessions)
      case .claimed(let session, let claim): gateway.claimed(session, claim)
      case .loaded(let session, let events): gateway.loaded(session, events)
      case .beat: break
      case .purged(let receipts): gateway.purged(receipts)
      case .failed(let error, _): gateway.diskFailed(error)
      case .notReopened: break
      case .reopened(let opened):
        gateway.diskRecovered(opened)
      }
      gateway.endTurn()
    }
    return !reports.isEmpty
  }

  /// Lets time pass, with the server's tick at each second on the way, or less often.
  package func advance(_ milliseconds: Int, every step: Int = 1000) {
    let end = now + milliseconds
    while now < end {
      world.now = min(end, now + step - now % step)
      tick()
    }
  }

  /// Lets the server do what is due, and read what nobody has come back to, while no time passes.
  package func tick() {
    gateway.tick()
    settle()
  }

  /// Ends the server without a word and starts it again with what is on its disk.
  ///
  /// - Parameter change: by how many milliseconds the wall clock was set meanwhile.
  package func restart(clock change: Int = 0) throws {
    for member in members { hangUp(member, tell: false) }
    world.now += change
    disk = FakeDisk(storage: disk.storage, journal: journal, written: disk.written)
    gateway = try Self.start(network, disk, world, settings, offer)
    settle()
  }

  // MARK: Requests

  /// Makes a request and returns the answer, if there is one yet.
  @discardableResult
  package func request(
    _ method: HTTPRequest.Method, _ path: String, body: [UInt8] = [], authorization: String? = nil,
    from address: PeerAddress = .unknown
  ) -> FakeNetwork.Answer? {
    let request = network.request(
      method, path, body: body, authorization: authorization, from: address)
    call { gateway.request(request) }
    return network.answer(to: request)
  }

  /// The body that creates the session of this stage.
  package func creation(
    method: CreateRequest.Method = .named("bovv6"), cases: Int = 1, minutes: Int = 60
  ) -> CreateRequest {
    CreateRequest(
      session: session, join: sealer.keys.joinKeyHash, claim: claim.hash, method: method,
      cases: cases, minutes: minutes)
  }

  /// Creates the session of this stage.
  @discardableResult
  package func create(_ request: CreateRequest) -> FakeNetwork.Answer? {
    self.request(.post, "/api/sessions", body: request.bytes)
  }

  // MARK: Connections

  /// Opens a connection that belongs to no member.
  package func connect() -> ConnectionID {
    let id = network.open()
    call { gateway.opened(id) }
    return id
  }

  /// Sends a text over a connection.
  package func send(_ text: [UInt8], over id: ConnectionID) {
    call { text.withUnsafeBytes { gateway.received(id, $0) } }
  }

  // MARK: Members

  /// Adds somebody with a new seat and a sealed name, who has not said hello yet.
  package func newMember(_ name: String, isHost: Bool = false) throws -> StageMember {
    let seat = Seat(
      member: ID.random(using: &random), token: Token.generate(using: &random))
    let envelope = try seal(#"{"name":"\#(name)"}"#, item: seat.member, path: SealPath.member)
    return add(
      Replica(
        keys: sealer.keys, seat: seat, name: envelope, claim: isHost ? claim.bytes : nil))
  }

  /// Adds somebody.
  package func add(_ replica: Replica) -> StageMember {
    let member = StageMember(replica: replica)
    members.append(member)
    return member
  }

  /// Seals a text with the chance of this stage.
  package func seal(_ json: String, item: ID, path: String) throws -> Envelope {
    try sealer.seal(Array(json.utf8), item: item, path: path, nonce: random.bytes(12))
  }

  /// A member connects and says hello.
  package func enter(_ member: StageMember) {
    let id = connect()
    member.connection = id
    transmit(member.replica.hello(), of: member)
  }

  /// A member asks something; it is sent if there is a seat, and again after each welcome.
  package func send(_ command: Command, by member: StageMember) {
    let message = member.replica.enqueue(command)
    if member.replica.isSeated { transmit(message, of: member) }
  }

  /// A member says something about presence.
  package func say(_ message: ClientMessage, by member: StageMember) {
    member.replica.note(message)
    transmit(message, of: member)
  }

  /// Sends a message of a member that the replica does not know of.
  package func transmit(_ message: ClientMessage, of member: StageMember) {
    guard let connection = member.connection else { return }
    member.said.append(message.bytes)
    send(message.bytes, over: connection)
  }

  /// A member's connection breaks.
  package func cut(_ member: StageMember) {
    hangUp(member, tell: true)
  }

  /// A member's socket takes nothing for a while, or has taken all that waited.
  package func setSlow(_ member: StageMember, _ isSlow: Bool) {
    guard let connection = member.connection else { return }
    network.setFull(connection, isSlow)
    if !isSlow { call { gateway.drained(connection) } }
  }

  private func hangUp(_ member: StageMember, tell: Bool) {
    guard let connection = member.connection else { return }
    member.connection = nil
    member.replica.disconnected()
    network.hangUp(connection)
    if tell { call { gateway.closed(connection) } }
  }

  // MARK: Delivery

  /// Gives each member, in order, what has come for it; true if there was something.
  private func deliver() -> Bool {
    var isMoving = false
    for member in members {
      guard let connection = member.connection else { continue }
      for frame in network.take(connection) where member.connection == connection {
        isMoving = true
        receive(frame, member)
      }
      guard member.connection == connection, let goodbye = network.lines[connection]?.goodbye
      else { continue }
      isMoving = true
      member.connection = nil
      member.goodbyes.append(goodbye)
      member.replica.disconnected()
      gateway.closed(connection)
      gateway.endTurn()
    }
    return isMoving
  }

  /// Reads a frame; once for all who get the same, unless it says something else to each.
  private func read(_ frame: [UInt8], for member: ID) -> ServerMessage {
    if let lastRead, lastRead.frame == frame { return lastRead.message }
    let message: ServerMessage
    do { message = try ServerMessage.decode(frame, for: member) } catch {
      preconditionFailure("the server sent \(error): \(String(decoding: frame, as: UTF8.self))")
    }
    switch message {
    case .events(let parts) where parts.allSatisfy(\.isEvent): lastRead = (frame, message)
    case .presence: lastRead = (frame, message)
    default: break
    }
    return message
  }

  private func receive(_ frame: [UInt8], _ member: StageMember) {
    let message = read(frame, for: member.id)
    if loses(member, message), let connection = member.connection {
      member.connection = nil
      member.replica.disconnected()
      network.hangUp(connection)
      gateway.closed(connection)
      gateway.endTurn()
      return
    }
    member.heard.append(frame)
    let wasWhole = member.replica.isWhole
    let signals = member.replica.receive(message, localNow: now)
    member.signals += signals
    var again: [ClientMessage] = []
    if signals.contains(.welcomed) { again += member.replica.resend }
    if !wasWhole, member.replica.isWhole { again += member.replica.repeats }
    again += member.replica.layAgain()
    for message in again {
      guard let connection = member.connection else { return }
      member.said.append(message.bytes)
      message.bytes.withUnsafeBytes { gateway.received(connection, $0) }
      gateway.endTurn()
    }
  }
}

extension DeliveredEvent {
  /// Whether it is an event, which says the same to everybody who gets it.
  fileprivate var isEvent: Bool {
    if case .event = self { true } else { false }
  }
}
