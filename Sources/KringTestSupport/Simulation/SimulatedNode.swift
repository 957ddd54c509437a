import KringJournal
import KringProtocol
import KringServer

/// Time and the chance of the servers, where the gateways' sources can reach them.
final class World {
  /// In milliseconds since 1970.
  var now = 1_800_000_000_000
  var random: SeededRandom

  init(random: SeededRandom) { self.random = random }
}

/// A server of a simulation with what is its own: connections, a disk thread and a clock.
final class SimulatedNode {
  /// What becomes of the process.
  enum State {
    case running
    /// Nothing of it runs, but its sockets are open.
    case paused
    case dead
  }

  let label: NodeLabel
  let network = FakeNetwork()
  let clock: Clock
  private(set) var disk: FakeDisk
  private(set) var gateway: Gateway
  var state = State.running
  /// Whether its disk, or its way to the database, was told to fail and not yet repaired.
  var isBroken = false
  /// Whether it has noticed, and is not serving.
  var isFailed = false
  /// When it takes up what nobody serves, in milliseconds since 1970.
  var orphansDue = 0
  /// How many entries of its disk were looked at.
  var written = 0
  private let database: MemoryDatabase?
  private let settings: GatewaySettings
  private let offer: Offer
  private let world: World

  /// The wall clock of one machine.
  final class Clock {
    private let world: World
    /// By how many milliseconds it goes before others.
    var ahead = 0
    /// How far the session's time is before it, in milliseconds: never before its last event.
    var setBack = 0

    init(_ world: World) { self.world = world }

    var now: Int { world.now + ahead }
    /// The time as the session has it here.
    var inSession: Int { now + setBack }
  }

  /// Starts a server, with a journal in a database or on a disk of its own.
  init(
    _ label: NodeLabel, in database: MemoryDatabase?, _ world: World, ahead: Int,
    _ settings: GatewaySettings, _ offer: Offer
  ) throws {
    self.label = label
    self.database = database
    self.world = world
    var settings = settings
    settings.sharesJournal = database != nil
    self.settings = settings
    self.offer = offer
    clock = Clock(world)
    clock.ahead = ahead
    disk = Self.disk(database, label, FakeDisk().storage)
    gateway = try Self.gateway(network, disk, world, clock, settings, offer)
  }

  /// Whether its turns come.
  var isRunning: Bool { state == .running }
  /// Whether a balancer gives it connections.
  var isOpen: Bool { state != .dead && !isFailed }

  /// Starts another process on what the one before has left.
  func start() throws {
    disk = Self.disk(database, label, disk.storage)
    written = 0
    isFailed = false
    state = .running
    network.setReading(true)
    gateway = try Self.gateway(network, disk, world, clock, settings, offer)
  }

  /// Breaks the disk at a commit to come.
  func breakDisk(at commit: Int, leaving remains: MemoryDisk.Remains) {
    disk.storage.fail(atCommit: commit, leaving: remains)
    isBroken = true
  }

  private static func disk(
    _ database: MemoryDatabase?, _ label: NodeLabel, _ storage: MemoryDisk
  ) -> FakeDisk {
    let disk = FakeDisk(
      storage: storage, journal: database.map { MemoryNode(label.text, in: $0) })
    disk.isManual = true
    return disk
  }

  private static func gateway(
    _ network: FakeNetwork, _ disk: FakeDisk, _ world: World, _ clock: Clock,
    _ settings: GatewaySettings, _ offer: Offer
  ) throws -> Gateway {
    let opened = try disk.open()
    return Gateway(
      network: network, disk: disk,
      sources: Sources(now: { clock.now }, random: { world.random.bytes($0) }),
      settings: settings, offer: offer, opened: opened)
  }
}
