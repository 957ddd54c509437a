import KringCore
import KringJournal
import KringProtocol
import Transport

/// Joins connections to members of sessions, and keeps back what is not on disk yet.
///
/// All of it runs on the socket thread. Within a turn of the loop messages change rooms. When the
/// disk has nothing to write, the journal entries of all rooms become one batch, and the output
/// waits for it; while it writes, the turns that come add to the next batch. So each member gets
/// one write for each batch, and the batches grow with the load. Pongs do not wait, nor does
/// presence that no event changes.
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
  /// What slows down who guesses the creation key.
  var keyBrake = KeyBrake()
  /// The bytes of the plans of all sessions that are read.
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
  /// What gives the events of the rooms that are yet to be read; `nil` when there is none.
  private var reader: (any EventReader)?
  /// While the server was not running, as far as a session that is yet to be read must be told.
  private var gap: (from: Int, to: Int)?

  /// Creates a gateway for the sessions that the journal gave back.
  public init(
    network: any Network, disk: any Disk, sources: Sources, settings: GatewaySettings,
    opened: OpenedJournal<Archive>, metrics: Metrics = Metrics()
  ) {
    self.metrics = metrics
    self.network = network
    self.disk = disk
    self.sources = sources
    self.settings = settings
    epoch = sources.newID()
    creations = CreationBudget(settings.creations, now: sources.now())
    restore(opened)
  }

  /// How many events of sessions to which nobody has come back are read at once; some 25 ms.
  static let eventsAtOnce = 5_000
  /// How long a gap in running must be to count as a pause of the clocks, in milliseconds.
  static let longestGap = 60_000

  /// The time in milliseconds since 1970, never before an event that is kept.
  func now() -> Int { sources.now() + setBack }

  private func restore(_ opened: OpenedJournal<Archive>) {
    setBack += max(0, lastTime(opened.reader) - self.now())
    let now = self.now()
    gap = nil
    if let lastAlive = opened.lastAlive.map(Int.init), now - lastAlive > Self.longestGap {
      gap = (lastAlive, now)
    }
    reader = opened.reader
    rooms = opened.state.sessions.reduce(into: [:]) { rooms, stored in
      rooms[stored.key] = Room(id: stored.key, stored.value, now: now)
    }
  }

  /// The time of the event that was written last, none of which is later; 0 without one, and for one
  /// that is none, which is told when its session is read.
  private func lastTime(_ reader: any EventReader) -> Int {
    do { return try reader.lastEvent().map { try decodeEvent(journal: $0).at } ?? 0 } catch {
      return 0
    }
  }

  /// Reads what the journal has of a room, if that has not been done; false when that cannot be
  /// done, now or ever. The other rooms go on.
  func prepare(_ room: Room) -> Bool {
    switch room.reading {
    case .read: return true
    case .broken: return false
    case .unread: break
    }
    guard let reader else { return false }
    do { try room.read(reader, limits: settings.limits) } catch {
      Log.error(.storage, code: error.code.rawValue, reason: error.message)
      return false
    }
    planBytes += room.planBytes
    if let gap { decide(.wasDown(from: gap.from, to: gap.to), in: room) }
    return true
  }

  /// Lets go of the journal: it closes its files whole only when nobody else has them open.
  func letGo() {
    reader?.close()
    reader = nil
  }

  /// Reads some of the rooms to which nobody has come back, so that what is due there is done.
  func prepareSome() {
    guard reader != nil else { return }
    var left = Self.eventsAtOnce
    for room in rooms.values {
      guard case .unread = room.reading else { continue }
      guard left > 0 else { return }
      guard prepare(room) || room.isBroken else { return }
      left -= room.session.full.seq
    }
    letGo()
  }

  // MARK: Rooms

  /// The state of a session as one member may see it; for tests and simulations.
  package func view(of session: ID, for member: ID) -> View? {
    guard let room = rooms[session], prepare(room) else { return nil }
    return room.session.view(for: member)
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

  /// Tells at once who is here, unless events will tell it too; all else with the next batch, which
  /// begins when the disk is idle.
  public func endTurn() {
    for room in touched where room.presenceChanged && !room.isDirty { sendPresence(of: room) }
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
      guard room.isDirty else { continue }
      broadcast(room, into: &next)
      if room.presenceChanged { next.announcing.append(room) }
      room.presenceChanged = false
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
    for room in batch.announcing { room.announcement = room.presenceFrame }
    for output in batch.outputs { send(output) }
    for room in batch.announcing {
      for (member, connection) in room.connections {
        if connection.greeted, !connection.lagging, !connection.isAnnounced {
          send(room.presence(room.announcement, for: member, connection), to: connection)
        }
        connection.isAnnounced = false
      }
      room.announcement = []
    }
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
    let frames = isCurrent ? output.frames(with: presence(beside: output)) : output.first
    let isSent = !connection.lagging && send(frames, to: connection)
    guard isSent, isCurrent else {
      // The events will be in the view that follows; welcome and answers would be lost.
      if !isSent { connection.first = output.first + connection.first }
      connection.missed += output.answers
      answered.append(connection)
      return
    }
    if output.greets, case .seated = connection.phase { connection.greeted = true }
  }

  /// Who is here, for whom it is new or whose room is to be told.
  private func presence(beside output: Held.Output) -> [UInt8] {
    let connection = output.connection
    guard case .seated(let room, let member) = connection.phase else { return [] }
    connection.isAnnounced = !room.announcement.isEmpty
    if output.greets {
      connection.toldOutside = []
      let frame = connection.isAnnounced ? room.announcement : room.presenceFrame
      return room.presence(frame, for: member, connection)
    }
    guard connection.greeted, connection.isAnnounced else { return [] }
    return room.presence(room.announcement, for: member, connection)
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

  /// Drops what was to be written or told of a room.
  func dropOutput(of room: Room) {
    entries.removeAll { $0.session == room.id }
    entryBytes = entries.reduce(0) { $0 + $1.size }
    let own = Set((Array(room.connections.values) + Array(room.door.values)).map(\.id))
    held?.outputs.removeAll { own.contains($0.connection.id) }
    held?.goodbyes.removeAll { own.contains($0.0.id) }
    held?.announcing.removeAll { $0 === room }
    answered.removeAll { own.contains($0.id) }
    touched.removeAll { $0 === room }
    room.isTouched = false
  }

  /// Takes the HTTP answers about a session that wait for the disk.
  func takeResponses(about session: ID) -> [Held.Response] {
    let taken = ((held?.responses ?? []) + responses).filter { $0.session == session }
    held?.responses.removeAll { $0.session == session }
    responses.removeAll { $0.session == session }
    return taken
  }

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
    letGo()
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
  public func diskRecovered(_ opened: OpenedJournal<Archive>) {
    epoch = sources.newID()
    isServing = true
    restore(opened)
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
      bringUpToDate(connection)
      answer(message, connection)
      part(connection, .drain)
    }
    endTurn()
  }
}
