import KringCore
import KringJournal
import KringProtocol
import Transport

/// A session in the running process: its state, who is connected and what is to be told.
///
/// Used on the socket thread only.
final class Room {
  let id: ID
  /// Names this coming up of the session. Clients say which one their state is from; after another one
  /// they are sent a view.
  let epoch: ID
  let joinKeyHash: [UInt8]
  let claimHash: [UInt8]
  let bodyHash: [UInt8]
  /// The state; empty until `read` has loaded the events.
  private(set) var session: Session
  /// How much of it was read.
  private(set) var reading: Reading
  var seats: [ID: [UInt8]]
  var presence = Presence()
  var connections: [ID: Connection] = [:]
  /// How often each has asked for a statement of attendance.
  var proofs: [ID: Int] = [:]
  /// How long each was connected during the meeting.
  var connected: [ID: ConnectedTime] = [:]
  /// Who waits at the door, in order of arrival.
  var door: [Waiting] = [] { didSet { presence.door = door.map(\.newcomer) } }
  private(set) var recent = RecentEvents()
  /// The event with which a member took the seat, for who took it after the beginning: of what was
  /// before, that member gets a view, which has nothing that was withdrawn or changed since.
  private var firstEvents: [ID: Int] = [:]
  /// Whether it is among the touched rooms of the next batch.
  var isTouched = false
  /// Whether the next batch has something for its members.
  var isDirty = false
  /// Whether everybody is to be told who is here.
  var presenceChanged = false
  /// Whether everybody is to be told who is here at the next tick only: somebody has changed that too
  /// often to be told at once.
  var isPresenceLate = false
  /// What each member may still change of presence, and have told at once.
  private var stirs: [ID: Bucket] = [:]
  /// How often somebody may come to the door.
  private var knocks: Bucket
  /// The frame of presence while a batch that announces it is released; else empty.
  var announcement: [UInt8] = []
  /// When everybody was last told that a set has too few writers.
  var lastTooFew = Int.min
  /// When the room came up, in milliseconds since 1970.
  private let cameUp: Int
  /// How far the wall clock was behind the last event when the room came up, in milliseconds.
  private(set) var setBack = 0
  /// When the server that had it before was last known to run, in milliseconds since 1970; `nil` if
  /// that is not known, and for a new session.
  let lastAlive: Int?
  /// Whether its removal has begun.
  var isPurging = false

  init(
    id: ID, epoch: ID, joinKeyHash: [UInt8], claimHash: [UInt8], bodyHash: [UInt8],
    session: Session, now: Int
  ) {
    self.id = id
    self.epoch = epoch
    lastAlive = nil
    self.joinKeyHash = joinKeyHash
    self.claimHash = claimHash
    self.bodyHash = bodyHash
    self.session = session
    seats = [:]
    reading = .read
    cameUp = now
    knocks = Bucket(Self.knockRate, now: now)
  }

  /// Somebody at the door.
  struct Waiting {
    let newcomer: Newcomer
    let connection: Connection
    /// When the wait ends in vain, in milliseconds since 1970.
    let until: Int
  }

  /// All connections, in the seats and at the door.
  var everybody: [Connection] { Array(connections.values) + door.map(\.connection) }

  /// How much of a session was read.
  enum Reading {
    case read
    /// Everything but its events, which are still only in the journal, and may have been asked for:
    /// the closed sets that have ended, and what lies in the others.
    case unread(ended: Set<Int>, closed: [Effect], isAsked: Bool)
    /// What the journal has does not make a session: nobody comes in, and nothing is written.
    case broken
  }

  /// Creates the room of a session that the journal gave back, unread.
  init(id: ID, epoch: ID, _ stored: Archive.Stored, lastAlive: Int?, now: Int) {
    self.id = id
    self.epoch = epoch
    self.lastAlive = lastAlive
    joinKeyHash = stored.joinKeyHash
    claimHash = stored.claimHash
    bodyHash = stored.bodyHash
    session = Session()
    seats = stored.seats
    connected = stored.connected
    reading = .unread(ended: stored.ended, closed: stored.closed, isAsked: false)
    cameUp = now
    knocks = Bucket(Self.knockRate, now: now)
  }

  /// Notes that its events are asked for; false if they were before, or are not needed.
  func ask() -> Bool {
    guard case .unread(let ended, let closed, isAsked: false) = reading else { return false }
    reading = .unread(ended: ended, closed: closed, isAsked: true)
    return true
  }

  /// Takes up its events, if they are needed; a room whose reading failed may ask again.
  ///
  /// - Returns: whether it was read by this.
  /// - Throws: why they could not be read, which may pass; `corrupt` or `noSession` when they make no
  ///   session.
  func take(
    _ events: Result<[[UInt8]], JournalError>, limits: Limits
  ) throws(JournalError) -> Bool {
    guard case .unread(let ended, let closed, _) = reading else { return false }
    reading = .unread(ended: ended, closed: closed, isAsked: false)
    do {
      session = try Session(limits: limits, events: events.get(), ended: ended, closed: closed)
    } catch {
      if [.corrupt, .noSession].contains(error.code) { reading = .broken }
      throw error
    }
    reading = .read
    setBack = max(0, session.lastTime - cameUp)
    // After a start everybody counts as absent since then.
    for member in session.full.members { presence.away[member.member] = cameUp + setBack }
    return true
  }

  /// The time in which no server had it, if that was long enough for its clock to have stood still.
  var gap: (from: Int, to: Int)? {
    guard let lastAlive else { return nil }
    let now = cameUp + setBack
    return .milliseconds(now - lastAlive) > Self.longestGap ? (lastAlive, now) : nil
  }

  /// How long no server must have had it for the clock of the meeting to have stood still meanwhile.
  static let longestGap: Duration = .seconds(60)

  /// Gives up the state in memory: it is not what the journal has.
  func breakOff() { reading = .broken }

  /// Applies an effect and keeps the bytes of an event for broadcasts.
  func apply(_ effect: Effect, wire: [UInt8]) {
    let opensPastOf = session.apply(effect)
    switch effect {
    case .event(let event):
      // Who comes back, or came later and asks for the beginning, must not get the words of it.
      if case .course(.caseStopped(_, keep: false)) = event.kind { recent = RecentEvents() }
      recent.append(
        .init(
          seq: event.seq, audience: event.audience, opensPastOf: opensPastOf, bytes: wire))
      isDirty = true
      noteSeat(of: event)
      changePresence(by: event)
    case .seat(let member, let tokenHash): seats[member] = tokenHash
    case .card, .ballot, .latecomers, .endSet, .turnAway: break
    case .purge: isPurging = true
    }
  }

  private func noteSeat(of event: Event) {
    switch event.kind {
    case .people(.memberJoined(let member, _, _)) where session.full.visit > 0,
      .people(.seatGiven(let member, _)):
      firstEvents[member] = event.seq
    default: break
    }
  }

  /// Whether the events after one with a number are here and for a member to hear.
  func mayFollow(_ member: ID, after seq: Int) -> Bool {
    seq >= firstEvents[member, default: 0]
      && recent.after(seq, upTo: session.full.seq) != nil
  }

  /// Changes presence as an event implies: hands come down, a newcomer may be away.
  private func changePresence(by event: Event) {
    switch event.kind {
    case .people(.memberJoined(let member, _, _)):
      if connections[member] == nil { presence.away[member] = event.at }
    case .course(.stepEntered):
      presence.ready = []
      presence.hands = []
    case .floor(.turnChanged(let floor)):
      guard let speaker = floor.speaker else { return }
      presence.lower(speaker)
    case .people(.memberLeft(let member)): presence.lower(member)
    case .people(.memberRemoved(let member)): presence.lower(member)
    // The presenter is in the meeting again, and is told of the hands that went up meanwhile.
    case .course(.presenterCalled), .course(.sessionClosed): break
    default: return
    }
    presenceChanged = true
  }

  /// Notes that a member has a connection now, or none any more.
  func note(_ member: ID, connection: Connection?, now: Int) {
    connections[member] = connection
    presence.background.remove(member)
    if connection == nil {
      presence.away[member] = now
      presence.ready.remove(member)
    } else {
      presence.away[member] = nil
    }
    stir(member, now: now)
  }

  /// How often a change of presence by one member is told at once; beyond that, once a second.
  static let stirRate = Rate(perSecond: 1, burst: 20)
  /// How often somebody may come to the door, counted in seconds: six times at once, then once in
  /// `knockSeconds`, for each knock takes so many.
  static let knockRate = Rate(perSecond: 1, burst: 60)
  static let knockSeconds = 10

  /// Notes that a member changed presence: everybody is told at once, or at the next tick if that
  /// member has changed it often just now.
  func stir(_ member: ID, now: Int) {
    if stirs[member, default: Bucket(Self.stirRate, now: now)].take(now: now) {
      presenceChanged = true
    } else {
      isPresenceLate = true
    }
  }

  /// Counts somebody who comes to the door; false when too many did just now.
  func knock(now: Int) -> Bool { knocks.take(Self.knockSeconds, now: now) }

  /// Whether its events were read.
  var isRead: Bool { if case .read = reading { true } else { false } }
  /// Whether what the journal has does not make a session.
  var isBroken: Bool { if case .broken = reading { true } else { false } }

  /// The bytes that its plan takes.
  var planBytes: Int { session.full.creation?.plan.pageBytes ?? 0 }

  /// The frame of presence that one member may be sent. A presenter who is away is told only what
  /// they may know, and only when something of that has changed: a frame without news would give away
  /// that somebody raised a hand.
  func presence(_ frame: [UInt8], for member: ID, _ connection: Connection) -> [UInt8] {
    guard member == session.awayPresenter else {
      connection.outbox.isInside()
      return frame
    }
    let shown = session.presence(presence, for: member)
    let own = Frame.text(ServerMessage.presence(PresenceFrame(shown, in: session.full)).bytes)
    return connection.outbox.isNews(outside: own) ? own : []
  }

  /// The frame of presence for everybody who is in the meeting.
  var presenceFrame: [UInt8] {
    Frame.text(ServerMessage.presence(PresenceFrame(presence, in: session.full)).bytes)
  }
}

extension Plan {
  /// The bytes of what is only passed on to pages: nearly all that a plan takes in memory.
  var pageBytes: Int {
    steps.reduce(page.count) { sum, step in
      step.inputs.reduce(sum + step.page.count) { $0 + $1.page.count }
    }
  }
}
