import KringCore
import KringJournal
import KringProtocol
import Transport

/// Joins connections to members of sessions, and keeps back what is not on disk yet.
///
/// All of it runs on the socket thread. Within a turn of the loop messages change rooms; at the
/// turn's end the journal entries of all rooms become one batch, and the turn's output waits for
/// that batch. Pings and presence do not wait.
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
  /// Whether the disk takes batches.
  private(set) var isServing = true
  /// Whether the server is about to stop.
  private(set) var isDraining = false

  /// The entries of this turn.
  var entries: [JournalEntry] = []
  /// The rooms with something to tell at the end of this turn.
  var touched: [Room] = []
  /// The connections with output of their own at the end of this turn.
  var answered: [Connection] = []
  /// The HTTP answers of this turn.
  var responses: [Held.Response] = []
  private var held: [Held] = []
  private var lastSubmitted: UInt64 = 0
  private var committed: UInt64 = 0
  private var isReading = true
  /// How far the wall clock was set back behind the last event.
  private var setBack = 0

  /// How far the process may run ahead of the disk; from there on sockets are not read.
  static let aheadLimit = (batches: 8, bytes: 4 << 20)

  /// The output of one turn, waiting for its batch.
  struct Held {
    let batch: UInt64
    var outputs: [Output] = []
    var responses: [Response] = []
    var goodbyes: [(Connection, code: UInt16, reason: String)] = []

    struct Output {
      let connection: Connection
      /// The connection's lap when this was put together; in a later one its events are in a view.
      let lap: Int
      /// All frames, in order.
      var frames: [UInt8]
      /// The welcome among them, without which nothing else may come.
      var first: [UInt8]
      /// The answers among them, which no view can replace.
      var answers: [UInt8]
      /// Whether presence follows: the member comes in, or has caught up.
      var greets: Bool
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
    guard let lastAlive, now - lastAlive > Self.longestGap else { return }
    for room in rooms.values { decide(.wasDown(from: lastAlive, to: now), in: room) }
    endTurn()
  }

  // MARK: Rooms

  /// The state of a session as one member may see it; for tests and simulations.
  package func view(of session: ID, for member: ID) -> View? {
    rooms[session]?.session.view(for: member)
  }

  func add(_ room: Room) { rooms[room.id] = room }

  func remove(_ room: Room) { rooms[room.id] = nil }

  func touch(_ room: Room) {
    if !touched.contains(where: { $0 === room }) { touched.append(room) }
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
      if let entry = JournalEntry(effect, in: room.id, eventBytes: kept) { entries.append(entry) }
    }
    if !effects.isEmpty { touch(room) }
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

  /// Submits the batch of this turn and keeps its output back until it is on disk.
  public func endTurn() {
    if !entries.isEmpty {
      lastSubmitted += 1
      disk.submit(entries, number: lastSubmitted)
      metrics.submitted(lastSubmitted)
      entries.removeAll(keepingCapacity: true)
      holdReading()
    }
    var turn = Held(batch: lastSubmitted)
    swap(&turn.responses, &responses)
    let rooms = touched
    touched.removeAll(keepingCapacity: true)
    for room in rooms where room.isDirty { broadcast(room, into: &turn) }
    for connection in answered { collect(connection, into: &turn) }
    answered.removeAll(keepingCapacity: true)
    // Before the output that leaves at once: who comes in with it is told who is here anyway.
    for room in rooms where room.presenceChanged { sendPresence(of: room) }
    if turn.batch <= committed {
      release(turn)
    } else if !turn.outputs.isEmpty || !turn.responses.isEmpty || !turn.goodbyes.isEmpty {
      held.append(turn)
    }
  }

  /// Tells that all batches up to a number are on disk.
  public func committed(through number: UInt64) {
    committed = max(committed, number)
    metrics.committed(through: number)
    let ready = held.prefix { $0.batch <= committed }
    held.removeFirst(ready.count)
    release(ready)
    holdReading()
  }

  private func holdReading() {
    let ahead = disk.ahead
    let reading =
      ahead.batches < Self.aheadLimit.batches && ahead.bytes < Self.aheadLimit.bytes
    guard reading != isReading else { return }
    isReading = reading
    network.setReading(reading)
  }

  private func release(_ turn: Held) { release([turn]) }

  /// Sends what several turns held back: one write for each connection.
  private func release(_ turns: some Collection<Held>) {
    guard turns.count > 1 else {
      for turn in turns { for output in turn.outputs { send(output) } }
      finish(turns)
      return
    }
    var gathered: [Held.Output] = []
    var places: [ConnectionID: Int] = [:]
    for output in turns.lazy.flatMap(\.outputs) {
      let id = output.connection.id
      guard let place = places[id], gathered[place].lap == output.lap else {
        places[id] = gathered.count
        gathered.append(output)
        continue
      }
      gathered[place].frames += output.frames
      gathered[place].first += output.first
      gathered[place].answers += output.answers
      gathered[place].greets = gathered[place].greets || output.greets
    }
    for output in gathered { send(output) }
    finish(turns)
  }

  private func finish(_ turns: some Collection<Held>) {
    for turn in turns {
      for answer in turn.responses {
        network.respond(answer.token, status: answer.status, body: answer.body)
      }
      for (connection, code, reason) in turn.goodbyes {
        network.close(connection.id, code: code, reason: reason)
      }
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
    return false
  }

  // MARK: The disk fails

  /// Forgets everything in memory, for the disk may not hold it; nothing of it was told.
  public func diskFailed() {
    isServing = false
    metrics.diskFailed()
    for answer in held.flatMap(\.responses) + responses {
      let failure = HTTPFailure(.storage)
      network.respond(answer.token, status: HTTPErrorCode.storage.status, body: failure.bytes)
    }
    // What is said from here on builds on no batch.
    committed = lastSubmitted
    entries = []
    held = []
    touched = []
    answered = []
    responses = []
    rooms = [:]
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
    committed = lastSubmitted
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
  /// How many sessions the process holds.
  public var sessions = 10_000

  /// Creates the settings that hold without flags.
  public init() {}
}
