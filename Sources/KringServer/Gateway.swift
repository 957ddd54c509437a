import KringCore
import KringJournal
import KringProtocol
import Transport

/// Joins connections to members of sessions, and keeps back what is not on disk yet.
///
/// All of it runs on the socket thread. Within a turn of the loop messages change rooms. When the
/// disk has nothing to write, the journal entries of all rooms become one batch, and the output
/// waits for it; while it writes, the turns that come add to the next batch. So each member gets
/// one write for each batch, and the batches grow with the load. Pings and presence do not wait.
public final class Gateway {
  let network: any Network
  let disk: any Disk
  let sources: Sources
  let settings: GatewaySettings
  /// What is counted for the operator.
  let metrics: Metrics
  /// The run of the server, known to clients; another run sends views.
  private(set) var epoch: ID
  private(set) var rooms: [ID: Room] = [:]
  var connections: [ConnectionID: Connection] = [:]
  /// What may still be created.
  var creations: CreationBudget
  /// The bytes of the plans of all sessions.
  package private(set) var planBytes = 0
  /// Whether the disk takes batches.
  private(set) var isServing = true
  /// Whether the server is about to stop.
  private(set) var isDraining = false

  /// The entries of the next batch.
  private var entries: [JournalEntry] = []
  private var entryBytes = 0
  /// The rooms with something to tell with the next batch.
  var touched: [Room] = []
  /// The connections with output of their own with the next batch.
  var answered: [Connection] = []
  /// The HTTP answers of the next batch.
  var responses: [Held.Response] = []
  /// The output that waits for the batch that the disk is writing.
  private var held: Held?
  private var lastSubmitted: UInt64 = 0
  private var isReading = true
  /// How far the wall clock was set back behind the last event.
  private var setBack = 0

  /// The output of a batch.
  struct Held {
    var outputs: [Output] = []
    var responses: [Response] = []
    var goodbyes: [(Connection, code: UInt16, reason: String)] = []

    struct Output {
      let connection: Connection
      /// The connection's lap when this was put together; in a later one its events are in a view.
      let lap: Int
      /// Its welcome and what else precedes the events.
      let first: [UInt8]
      /// The events, mostly one frame shared by the room.
      let events: [UInt8]
      /// The answers, which no view can replace.
      let answers: [UInt8]
      /// Whether presence follows: the member comes in, or has caught up.
      let greets: Bool

      /// All frames, in order; shared where there are only events.
      var frames: [UInt8] {
        if first.isEmpty && answers.isEmpty { return events }
        var frames: [UInt8] = []
        frames.reserveCapacity(first.count + events.count + answers.count)
        frames += first
        frames += events
        frames += answers
        return frames
      }
    }

    struct Response {
      let token: ResponseToken
      let status: Int
      let body: [UInt8]
    }
  }

  /// Creates a gateway for the sessions that the journal gave back.
  public init(
    network: any Network, disk: any Disk, sources: Sources, settings: GatewaySettings,
    archive: Archive, lastAlive: Int?, metrics: Metrics = Metrics()
  ) {
    self.metrics = metrics
    self.network = network
    self.disk = disk
    self.sources = sources
    self.settings = settings
    epoch = Self.newEpoch(sources)
    creations = CreationBudget(settings.creations, now: sources.now())
    restore(archive, lastAlive: lastAlive)
  }

  private static func newEpoch(_ sources: Sources) -> ID {
    guard let epoch = ID(bytes: sources.random(16)) else {
      preconditionFailure("sixteen bytes are an id")
    }
    return epoch
  }

  /// How long a gap in running must be to count as a pause of the clocks, in milliseconds.
  static let longestGap = 60_000

  /// The time in milliseconds since 1970, never before an event that is kept.
  func now() -> Int { sources.now() + setBack }

  private func restore(_ archive: Archive, lastAlive: Int?) {
    let last = archive.sessions.values.map(\.session.full.at).max() ?? 0
    setBack += max(0, last - self.now())
    let now = self.now()
    rooms = archive.sessions.mapValues { stored in
      Room(
        id: stored.session.full.creation?.session ?? ID(high: 0, low: 0),
        joinKeyHash: stored.joinKeyHash, claimHash: stored.claimHash, bodyHash: stored.bodyHash,
        session: stored.session, seats: stored.seats, now: now)
    }
    planBytes = rooms.values.reduce(0) { $0 + $1.planBytes }
    guard let lastAlive, now - lastAlive > Self.longestGap else { return }
    for room in rooms.values { decide(.wasDown(from: lastAlive, to: now), in: room) }
    endTurn()
  }

  // MARK: Rooms

  /// The state of a session as one member may see it; for tests and simulations.
  package func view(of session: ID, for member: ID) -> View? {
    rooms[session]?.session.view(for: member)
  }

  func add(_ room: Room, planBytes: Int) {
    rooms[room.id] = room
    self.planBytes += planBytes
  }

  func remove(_ room: Room) {
    rooms[room.id] = nil
    planBytes -= room.planBytes
  }

  func touch(_ room: Room) {
    guard !room.isTouched else { return }
    room.isTouched = true
    touched.append(room)
  }

  /// Carries out what was decided: state, journal and broadcast of the room.
  func carryOut(_ effects: [Effect], in room: Room) {
    for effect in effects {
      var wire: [UInt8] = []
      var kept: [UInt8] = []
      if case .event(let event) = effect {
        metrics.events += 1
        wire = Wire.event(event)
        kept = wire
        if event.audience != .everyone {
          kept = []
          encodeEvent(event, into: &kept, journal: true)
        }
      }
      room.apply(effect, wire: wire)
      if let entry = JournalEntry(effect, in: room.id, eventBytes: kept) { keep(entry) }
    }
    if !effects.isEmpty { touch(room) }
  }

  /// Puts an entry into the next batch.
  func keep(_ entry: JournalEntry) {
    entries.append(entry)
    entryBytes += entry.size
  }

  /// Decides and carries out what the server itself causes; nothing if it is refused.
  @discardableResult
  func decide(_ command: ServerCommand, in room: Room) -> Rejection? {
    do {
      let decision = try room.session.decide(
        command, now: now(), presence: room.presence)
      carryOut(decision.effects, in: room)
      return nil
    } catch {
      return error
    }
  }

  // MARK: The end of a turn

  /// Tells at once who is here; all else with the next batch, which begins when the disk is idle.
  public func endTurn() {
    for room in touched where room.presenceChanged { sendPresence(of: room) }
    if held == nil { submit() }
    holdReading()
  }

  /// Hands over the next batch and keeps its output back until it is on disk.
  private func submit() {
    var next = Held()
    swap(&next.responses, &responses)
    let rooms = touched
    touched.removeAll(keepingCapacity: true)
    for room in rooms {
      room.isTouched = false
      if room.isDirty { broadcast(room, into: &next) }
    }
    let connections = answered
    answered.removeAll(keepingCapacity: true)
    for connection in connections { collect(connection, into: &next) }
    guard !entries.isEmpty else { return release(next) }
    held = next
    lastSubmitted += 1
    disk.submit(entries, number: lastSubmitted)
    metrics.submitted(lastSubmitted)
    entries.removeAll(keepingCapacity: true)
    entryBytes = 0
  }

  /// Tells that all batches up to a number are on disk.
  public func committed(through number: UInt64) {
    metrics.committed(through: number)
    guard number >= lastSubmitted, let ready = held else { return }
    held = nil
    release(ready)
    endTurn()
  }

  private func holdReading() {
    let reading = entryBytes + disk.ahead.bytes < settings.ahead
    guard reading != isReading else { return }
    isReading = reading
    network.setReading(reading)
  }

  private func release(_ batch: Held) {
    for output in batch.outputs { send(output) }
    for answer in batch.responses {
      network.respond(answer.token, status: answer.status, body: answer.body)
    }
    for (connection, code, reason) in batch.goodbyes {
      network.close(connection.id, code: code, reason: reason)
    }
  }

  private func send(_ output: Held.Output) {
    let connection = output.connection
    let isCurrent = output.lap == connection.lap
    let frames = isCurrent ? output.frames : output.first
    let isSent = !connection.lagging && send(frames, to: connection)
    guard isSent, isCurrent else {
      // The events will be in the view that follows; welcome and answers would be lost.
      if !isSent { connection.first = output.first + connection.first }
      connection.missed += output.answers
      answered.append(connection)
      return
    }
    guard output.greets, case .seated(let room, _) = connection.phase else { return }
    connection.greeted = true
    send(room.presenceFrame, to: connection)
  }

  /// Sends frames at once; false when they were not kept, because the member reads too slowly.
  @discardableResult
  func send(_ frames: [UInt8], to connection: Connection) -> Bool {
    guard !frames.isEmpty else { return true }
    guard network.send(connection.id, frames: frames) == .overLimit else { return true }
    connection.lagging = true
    connection.isDrained = false
    return false
  }

  // MARK: The disk fails

  /// Forgets everything in memory, for the disk may not hold it; nothing of it was told.
  public func diskFailed() {
    isServing = false
    metrics.diskFailed()
    for answer in (held?.responses ?? []) + responses {
      let failure = HTTPFailure(.storage)
      network.respond(answer.token, status: HTTPErrorCode.storage.status, body: failure.bytes)
    }
    entries = []
    entryBytes = 0
    held = nil
    touched = []
    answered = []
    responses = []
    rooms = [:]
    planBytes = 0
    for connection in connections.values {
      connection.phase = .over
      network.close(
        connection.id, code: UInt16(CloseCode.storage.rawValue),
        reason: ErrorCode.storage.rawValue)
    }
    holdReading()
  }

  /// Takes up serving with what is on disk.
  public func diskRecovered(_ archive: Archive, lastAlive: Int?) {
    epoch = Self.newEpoch(sources)
    isServing = true
    restore(archive, lastAlive: lastAlive)
  }

  // MARK: The server stops

  /// Refuses newcomers and tells everybody when to come back, each at another time.
  ///
  /// - Parameter spread: over how many milliseconds the returns are spread.
  public func drain(spread: Int) {
    isDraining = true
    for connection in connections.values {
      if case .over = connection.phase { continue }
      let bytes = sources.random(4)
      let chance = bytes.reduce(0) { $0 << 8 | Int($1) }
      let message = ServerMessage.drain(reconnect: chance % max(1, spread))
      answer(message, connection)
      part(connection, .drain)
    }
    endTurn()
  }
}

/// What a gateway is told by flags.
public struct GatewaySettings: Sendable {
  /// The bounds of a session.
  public var limits = Limits()
  /// How many messages a client may send.
  public var rate = Rate()
  /// How long a connection may be silent before its hello, in milliseconds.
  public var helloTime = 5_000
  /// How long a newcomer may wait at the door, in milliseconds.
  public var doorTime = 600_000
  /// How many newcomers may wait at once.
  public var doorPlaces = 3
  /// How often the server pings, in milliseconds; told to clients.
  public var heartbeat = 25_000
  /// SHA-256 of the key that creating a session needs; `nil`: anybody may.
  public var creationKeyHash: [UInt8]?
  /// How many bytes the process may run ahead of the disk; from there on sockets are not read.
  public var ahead = 4 << 20
  /// How many sessions the process holds.
  public var sessions = 10_000
  /// The bytes that the plans of all sessions may have together; in memory they take about twice that.
  public var planBytes = 128 << 20
  /// How many sessions may be created by everybody together; one with a method of its own counts for up to 17.
  public var creations = Rate(perSecond: 50, burst: 250)

  /// Creates the settings that hold without flags.
  public init() {}
}
