import KringCore
import KringJournal
import KringProtocol
import Transport
import TransportLoop

/// Joins connections to members of sessions, and keeps back what is not on disk yet.
///
/// All of it runs on the socket thread. Within a turn of the loop messages change rooms. When the
/// disk has nothing to write, the journal entries of all rooms become one batch, and the output
/// waits for it; while it writes, the turns that come add to the next batch. So each member gets
/// one write for each batch, and the batches grow with the load. Pongs do not wait, nor does
/// presence that no event changes.
///
/// The other files named `Gateway…` extend it, each with one subject.
package final class Gateway {
  let network: any Network
  let disk: any Disk
  let sources: Sources
  let settings: GatewaySettings
  /// The methods that a meeting can be made with.
  let offer: Offer
  /// What is counted for the operator.
  let metrics: Metrics
  /// The sessions that are served here, as far as they are known; others may serve more.
  var rooms: [ID: Room] = [:]
  /// Those who wait until the journal has said what there is of a session, in order of arrival.
  var arrivals: [ID: [Arrival]] = [:]
  /// The sessions of which a line has said that nobody can read them.
  var unreadable: Set<ID> = []
  var connections: [ConnectionID: Connection] = [:]
  /// What may still be created.
  var creations: CreationBudget
  /// What slows down who guesses the creation key.
  var keyBrake = KeyBrake()
  /// The bytes of the plans of all sessions that are read.
  package internal(set) var planBytes = 0
  /// Whether the disk takes batches.
  var isServing = true
  /// Whether the server is about to stop.
  private(set) var isDraining = false

  /// What goes to the disk, and what is told, with the next batch.
  var next = NextBatch()
  /// The output that waits for the batch that the disk is writing.
  var held: BatchOutput?
  /// The number of the batch that was handed to the disk last.
  var lastSubmitted: UInt64 = 0
  /// What signs statements of attendance; `nil`: nobody is given one.
  package var signer: Signer?
  /// Whether sockets are read.
  var isReading = true
  /// The rooms to which nobody may have come back since the start, and that are to be read all the same.
  var unread = UnreadRooms()

  /// Creates a gateway for the sessions that the journal gave back.
  package init(
    network: any Network, disk: any Disk, sources: Sources, settings: GatewaySettings,
    offer: Offer, opened: OpenedJournal<Archive>, metrics: Metrics = Metrics()
  ) {
    self.metrics = metrics
    self.network = network
    self.disk = disk
    self.sources = sources
    self.settings = settings
    self.offer = offer
    signer = settings.signer
    creations = CreationBudget(settings.creations, now: sources.now())
    restore(opened)
  }

  /// The time in milliseconds since 1970.
  func now() -> Int { sources.now() }

  /// The time in milliseconds since 1970 as a session has it: never earlier than an event of it.
  func now(in room: Room) -> Int { sources.now() + room.setBack }

  // MARK: Rooms

  /// The state of a session as one member may see it; `nil` as long as its events are not read. For
  /// tests and simulations.
  package func view(of session: ID, for member: ID) -> View? {
    guard let room = rooms[session], room.isRead else { return nil }
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

  /// Carries out what was decided: state, journal and broadcast of the room.
  func carryOut(_ effects: [Effect], in room: Room) {
    for effect in effects {
      var wire: [UInt8] = []
      var kept: [UInt8] = []
      if case .event(let event) = effect {
        metrics.events += 1
        if case .planning(.planChosen(_, let plan)) = event.kind {
          planBytes += plan.pageBytes - room.planBytes
        }
        wire = Wire.event(event)
        kept = wire
        if event.audience != .everyone {
          kept = []
          encodeEvent(event, into: &kept, journal: true)
        }
      }
      room.apply(effect, wire: wire)
      if let entry = JournalEntry(effect, in: room.id, eventBytes: kept) {
        next.keep(entry)
      }
      for entry in countTime(of: effect, in: room) { next.keep(entry) }
    }
    if !effects.isEmpty { next.touch(room) }
  }

  /// Begins or ends to count how long each is connected, as the meeting does.
  private func countTime(of effect: Effect, in room: Room) -> [JournalEntry] {
    guard case .event(let event) = effect else { return [] }
    switch event.kind {
    case .course(.stepEntered(let entry)) where entry.visit == 1:
      return room.beginCounting(at: event.at)
    case .course(.sessionClosed): return room.endCounting(at: event.at)
    default: return []
    }
  }

  /// Decides and carries out what the server itself causes; nothing if it is refused.
  @discardableResult
  func decide(_ command: ServerCommand, in room: Room) -> Rejection? {
    do {
      let decision = try room.session.decide(
        command, now: now(in: room), presence: room.presence)
      carryOut(decision.effects, in: room)
      return nil
    } catch {
      return error
    }
  }

  // MARK: The server stops

  /// Refuses newcomers and tells everybody when to come back, each at another time.
  ///
  /// - Parameters:
  ///   - spread: over how long the returns are spread.
  ///   - earliest: when the first may come back.
  package func drain(spread: Duration, earliest: Duration = .zero) {
    isDraining = true
    for connection in connections.values {
      if case .over = connection.phase { continue }
      let bytes = sources.random(4)
      let chance = bytes.reduce(0) { $0 << 8 | Int($1) }
      let message = ServerMessage.drain(
        reconnect: earliest.milliseconds + chance % max(1, spread.milliseconds))
      giveLastEvents(connection)
      answer(message, connection)
      part(connection, .drain)
    }
    endTurn()
  }
}
