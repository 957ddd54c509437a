import KringCore
import KringProtocol
import KringSeal

/// One member's side of the protocol as a value: what was received, folded into a view, and the
/// commands that are not answered yet.
///
/// It has no sockets and no clock; `MemberClient` gives it messages and sends what it says.
public struct Replica: Sendable {
  /// The keys from the link.
  public let keys: Keys
  /// The seat; its member changes when a lost seat was given back.
  public private(set) var seat: Seat
  /// The sealed name for a hello of a newcomer.
  public let name: Envelope
  /// The maker's claim.
  public var claim: [UInt8]?
  /// Whether the hello asks for a lost seat.
  public var lost = false
  /// The state, folded from the events.
  public private(set) var view = View()
  /// Who is here, as last told.
  public private(set) var presence = PresenceFrame()
  /// The run of the server that the state belongs to; `nil` before the first welcome.
  public private(set) var epoch: ID?
  /// Whether the last thing said was a welcome and no close came since.
  public private(set) var isSeated = false
  /// The server's time minus the local one when last told, in milliseconds.
  public private(set) var clockOffset = 0
  /// The commands without an answer, in order.
  public private(set) var pending: [Pending] = []
  /// The member's own closed cards, by set, until the set ends.
  public private(set) var ownCards: [Int: [ID: Envelope]] = [:]
  private var nextRef = 0

  /// A command without an answer.
  public struct Pending: Hashable, Sendable {
    /// The number its answer will carry.
    public var ref: Int
    /// The command.
    public var command: Command
  }

  /// What a message meant.
  public enum Signal: Hashable, Sendable {
    /// In a seat; the pending commands are to be sent again.
    case welcomed
    /// At the door until a time.
    case waiting(until: Int)
    /// The state changed by events, these among them.
    case changed([Event])
    /// The whole state was replaced.
    case replaced
    /// A command was carried out.
    case done(ref: Int)
    /// A command was refused.
    case refused(ref: Int, Refusal)
    /// Presence changed.
    case presence
    /// Everybody is told that a set has too few writers.
    case notice(Notice)
    /// The server restarts; come back after so many milliseconds.
    case drain(reconnect: Int)
    /// The session is gone.
    case purged(Receipt)
    /// The server complains; a close follows.
    case failed(Failure)
    /// An opened set is not as it must be.
    case openingWrong(set: Int)
    /// Events are missing: reconnect without `after`.
    case gap
    /// The server is newer than this client.
    case outdated
  }

  /// Creates the replica of somebody who has not said hello yet.
  public init(keys: Keys, seat: Seat, name: Envelope, claim: [UInt8]? = nil) {
    self.keys = keys
    self.seat = seat
    self.name = name
    self.claim = claim
  }

  /// The first message of a connection.
  public mutating func hello() -> ClientMessage {
    isSeated = false
    return .hello(
      Hello(
        session: keys.session, joinKey: keys.joinKey, member: seat.member,
        token: seat.token.bytes, name: name, claim: claim, lost: lost,
        state: epoch.map { Hello.Position(epoch: $0, after: view.seq) }))
  }

  /// Forgets the state, so that the next hello asks for a view.
  public mutating func forget() {
    epoch = nil
  }

  /// Notes a command as to be sent; the caller sends it when seated.
  public mutating func enqueue(_ command: Command) -> ClientMessage {
    let entry = Pending(ref: nextRef, command: command)
    nextRef += 1
    pending.append(entry)
    switch command {
    case .addCard(let item, let set, let envelope): ownCards[set, default: [:]][item] = envelope
    case .editCard(let item, let set, _, let envelope): ownCards[set, default: [:]][item] = envelope
    case .withdrawCard(let item, let set): ownCards[set]?[item] = nil
    default: break
    }
    return .command(ref: entry.ref, entry.command)
  }

  /// The messages to send again after a welcome.
  public var resend: [ClientMessage] {
    pending.map { .command(ref: $0.ref, $0.command) }
  }

  /// Notes that the connection has closed.
  public mutating func disconnected() {
    isSeated = false
  }

  /// Takes a message of the server in.
  public mutating func receive(_ message: ServerMessage, localNow: Int) -> [Signal] {
    switch message {
    case .welcome(let welcome):
      seat.member = welcome.member
      if epoch != welcome.epoch { view = View() }
      epoch = welcome.epoch
      clockOffset = welcome.now - localNow
      isSeated = true
      lost = false
      return [.welcomed]
    case .waiting(let until, _): return [.waiting(until: until)]
    case .events(let events): return receive(events)
    case .ok(let ref, _), .okHidden(let ref):
      pending.removeAll { $0.ref == ref }
      return [.done(ref: ref)]
    case .rejected(let ref, let refusal):
      switch pending.first(where: { $0.ref == ref })?.command {
      case .addCard(let item, let set, _), .editCard(let item, let set, _, _):
        // What the server holds now is not known, so it is not checked either.
        ownCards[set]?[item] = nil
      default: break
      }
      pending.removeAll { $0.ref == ref }
      return [.refused(ref: ref, refusal)]
    case .error(let failure): return [.failed(failure)]
    case .pong(let now):
      clockOffset = now - localNow
      return []
    case .presence(let frame):
      presence = frame
      return [.presence]
    case .notice(let notice): return [.notice(notice)]
    case .drain(let reconnect): return [.drain(reconnect: reconnect)]
    case .purged(let receipt): return [.purged(receipt)]
    case .unknown: return []
    }
  }

  private mutating func receive(_ events: [DeliveredEvent]) -> [Signal] {
    var signals: [Signal] = []
    var seen: [Event] = []
    for delivered in events {
      switch delivered {
      case .event(let event):
        guard event.seq == view.seq + 1 else { return signals + [.gap] }
        signals += check(event)
        view.reduce(event)
        seen.append(event)
      case .gap(let from, let to):
        guard from == view.seq + 1, to >= from else { return signals + [.gap] }
        view.pass(seq: to)
      case .view(_, let view):
        self.view = view
        dropEndedCards()
        signals.append(.replaced)
      case .unknown: return signals + [.outdated]
      }
    }
    if !seen.isEmpty { signals.append(.changed(seen)) }
    return signals
  }

  /// Checks an opening as every client must: ascending order, own cards in it unchanged.
  private mutating func check(_ event: Event) -> [Signal] {
    switch event.kind {
    case .setOpened(let set, _, let items):
      let own = ownCards.removeValue(forKey: set) ?? [:]
      // A card whose answer is still missing may or may not have come in time.
      let uncertain = Set(
        pending.compactMap { entry -> ID? in
          switch entry.command {
          case .addCard(let item, set, _), .editCard(let item, set, _, _): item
          default: nil
          }
        })
      let check = OpeningCheck(
        opened: items.map { (item: $0.item, envelope: $0.envelope) },
        own: own.filter { !uncertain.contains($0.key) })
      return check.holds ? [] : [.openingWrong(set: set)]
    case .setDiscarded(let set):
      ownCards[set] = nil
      return []
    default: return []
    }
  }

  private mutating func dropEndedCards() {
    let closed = Set(view.sets.filter { $0.state == .closed }.map(\.set))
    ownCards = ownCards.filter { closed.contains($0.key) }
  }
}
