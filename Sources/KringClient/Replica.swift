import KringCore
import KringProtocol
import KringSeal

/// One member's side of the protocol as a value: what was received, folded into a view, and the
/// commands that are not answered yet.
///
/// It has no sockets and no clock; `MemberClient` gives it messages and sends what it says.
package struct Replica: Sendable {
  /// The keys from the link.
  package let keys: Keys
  /// The seat; its member changes when a lost seat was given back.
  package private(set) var seat: Seat
  /// The sealed name for a hello of a newcomer.
  package let name: Envelope
  /// The maker's claim.
  package var claim: [UInt8]?
  /// Whether the hello asks for a lost seat.
  package var lost = false
  /// The state, folded from the events.
  package private(set) var view = View()
  /// Who is here, as last told.
  package private(set) var presence = PresenceFrame()
  /// The run of the server that the state belongs to; `nil` before the first welcome.
  package private(set) var epoch: ID?
  /// Whether the last thing said was a welcome and no close came since.
  package private(set) var isSeated = false
  /// Whether events or a view came since the state was last forgotten.
  package private(set) var hasState = false
  /// Whether what follows the last welcome has come: the missed events or, if there are none, who
  /// is here.
  package private(set) var isWhole = false
  /// Whether the state comes from all events, from the first one on, and from no view.
  package private(set) var isReplayed = false
  /// The server's time minus the local one when last told, in milliseconds.
  package private(set) var clockOffset = 0
  /// The commands without an answer, in order.
  package private(set) var pending: [Pending] = []
  /// The member's own closed cards, by set, until the set ends.
  package private(set) var ownCards: [Int: [ID: OwnCard]] = [:]
  /// What the ids of the member's own cards were derived from; kept when they are opened, for a
  /// claim.
  package private(set) var nonces: [ID: CardNonce] = [:]
  /// What was said about presence and still holds.
  package private(set) var standing = Standing()
  /// Raised by each change, so that two copies can be told apart.
  package private(set) var revision = 0
  private var nextRef = 0
  /// The commands that lay a card again which an earlier run of the server had.
  private var laidAgain: Set<Int> = []
  /// Whether this run of the server may take cards by now that it did not take at the welcome.
  private var mayTakeCards = false

  /// A command without an answer.
  package struct Pending: Hashable, Sendable {
    /// The number its answer will carry.
    package var ref: Int
    /// The command.
    package var command: Command
  }

  /// What a message meant.
  package enum Signal: Hashable, Sendable {
    /// In a seat; the pending commands are to be sent again.
    case welcomed
    /// At the door until a time.
    case waiting(until: Int)
    /// The state changed by events; these were for this member, maybe none.
    case changed([Event])
    /// The whole state was replaced.
    case replaced
    /// A command was carried out.
    case done(ref: Int)
    /// A command was refused.
    case refused(ref: Int, Command, Refusal)
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
    /// Own cards that an earlier run of the server had are not in an opened set.
    case cardsLost(set: Int, items: [ID])
    /// Somebody is said to have written a card, and nothing proves it.
    case claimWrong(item: ID)
    /// Events are missing: reconnect without `after`.
    case gap
    /// The server is newer than this client.
    case outdated
  }

  /// Creates the replica of somebody who has not said hello yet.
  package init(keys: Keys, seat: Seat, name: Envelope, claim: [UInt8]? = nil) {
    self.keys = keys
    self.seat = seat
    self.name = name
    self.claim = claim
  }

  /// The first message of a connection.
  package mutating func hello() -> ClientMessage {
    disconnected()
    return .hello(
      Hello(
        session: keys.session, joinKey: keys.joinKey, member: seat.member,
        token: seat.token.bytes, name: name, claim: claim, lost: lost,
        state: epoch.map { Hello.Position(epoch: $0, after: view.seq) }))
  }

  /// Forgets the state, so that the next hello asks for a view.
  package mutating func forget() {
    revision += 1
    epoch = nil
    hasState = false
  }

  /// Forgets the state but not the run of the server, so that the next hello asks for all events
  /// from the first one on; the server may send a view instead.
  package mutating func rewind() {
    revision += 1
    view = View()
    hasState = false
  }

  /// Notes a command as to be sent; the caller sends it when seated.
  package mutating func enqueue(_ command: Command) -> ClientMessage {
    revision += 1
    let entry = number(command)
    pending.append(entry)
    switch command {
    case .sets(.addCard(let item, let set, let envelope)):
      ownCards[set, default: [:]][item] = OwnCard(envelope)
    case .sets(.editCard(let item, let set, _, let envelope)):
      ownCards[set, default: [:]][item, default: OwnCard(envelope)].envelope = envelope
    case .sets(.withdrawCard(let item, let set)): ownCards[set]?[item] = nil
    default: break
    }
    return .command(ref: entry.ref, entry.command)
  }

  private mutating func number(_ command: Command) -> Pending {
    defer { nextRef += 1 }
    return Pending(ref: nextRef, command: command)
  }

  /// The commands that lay again what this run of the server has not confirmed, for it may have lost
  /// it: as it was last confirmed, since changes after that are sent again by themselves.
  ///
  /// - Parameter asked: the cards that are laid by commands without an answer.
  private mutating func cardsAgain(but asked: Set<ID>) -> [Pending] {
    var commands: [Pending] = []
    for (set, cards) in ownCards.sorted(by: { $0.key < $1.key }) {
      for (item, card) in cards.sorted(by: { $0.key < $1.key })
      where card.epoch != epoch && !asked.contains(item) {
        guard let confirmed = card.confirmed else { continue }
        commands.append(number(.sets(.addCard(item: item, set: set, envelope: confirmed))))
      }
    }
    laidAgain.formUnion(commands.map(\.ref))
    return commands
  }

  /// Lays own cards again that this run of the server has not confirmed, and returns the messages to
  /// send; to be called after each message of the server. There are some only after an event by which it
  /// may take what it did not take before, or what is on its way.
  package mutating func layAgain() -> [ClientMessage] {
    guard isSeated, mayTakeCards else { return [] }
    mayTakeCards = false
    revision += 1
    let commands = cardsAgain(but: [])
    pending += commands
    return commands.map { .command(ref: $0.ref, $0.command) }
  }

  /// Draws the id of a new card for a closed set, and keeps what proves it.
  package mutating func newCard(using source: inout some RandomNumberGenerator) -> ID {
    revision += 1
    let nonce = CardNonce.generate(using: &source)
    nonces[nonce.item] = nonce
    return nonce.item
  }

  /// The command that says of an opened card that it is this member's; `nil` where that cannot be
  /// proved.
  package func claim(_ item: ID) -> Command? {
    nonces[item].map { .writing(.claimItem(item: item, nonce: $0.bytes)) }
  }

  /// Notes something said about presence, which holds until it is said otherwise or has passed.
  package mutating func note(_ message: ClientMessage) {
    revision += 1
    standing.note(message)
  }

  /// The commands to send again at a welcome, in order.
  package var resend: [ClientMessage] {
    pending.map { .command(ref: $0.ref, $0.command) }
  }

  /// What was said about presence, to be said again once `isWhole` after a welcome.
  ///
  /// Not at the welcome itself: a hand that had its turn meanwhile would go up once more.
  package var repeats: [ClientMessage] { standing.messages(in: view.visit) }

  /// Whether the member is in its seat, nothing is unanswered, and the server shows what the
  /// member said about presence.
  package var isQuiet: Bool {
    isSeated && hasState && pending.isEmpty
      && standing.isShown(in: presence, of: seat.member, visit: view.visit)
  }

  /// Notes that the connection has closed.
  package mutating func disconnected() {
    revision += 1
    isSeated = false
    isWhole = false
    standing.disconnected()
    presence = PresenceFrame()
  }

  /// Takes a message of the server in.
  package mutating func receive(_ message: ServerMessage, localNow: Int) -> [Signal] {
    revision += 1
    switch message {
    case .welcome(let welcome):
      seat.member = welcome.member
      if epoch != welcome.epoch { hasState = false }
      epoch = welcome.epoch
      clockOffset = welcome.now - localNow
      isSeated = true
      isWhole = false
      mayTakeCards = false
      lost = false
      let asked = pending.compactMap { entry -> ID? in
        if case .sets(.addCard(let item, _, _)) = entry.command { item } else { nil }
      }
      // Before all else: a change on its way is made on what lies there.
      pending.insert(contentsOf: cardsAgain(but: Set(asked)), at: 0)
      return [.welcomed]
    case .waiting(let until, _): return [.waiting(until: until)]
    case .events(let events):
      defer { isWhole = isSeated }
      mayTakeCards = isWhole && events.contains(where: \.changesWriters)
      return receive(events)
    case .ok(let ref, _), .okHidden(let ref), .proof(let ref, _, _):
      if let entry = pending.first(where: { $0.ref == ref }) { confirm(entry) }
      pending.removeAll { $0.ref == ref }
      return [.done(ref: ref)]
    case .rejected(let ref, let refusal):
      guard let command = pending.first(where: { $0.ref == ref })?.command else { return [] }
      pending.removeAll { $0.ref == ref }
      // Nobody asked for it; that it is missing is seen at the opening.
      if laidAgain.remove(ref) != nil { return [] }
      refuse(command)
      return [.refused(ref: ref, command, refusal)]
    case .error(let failure): return [.failed(failure)]
    case .pong(let now):
      clockOffset = now - localNow
      return []
    case .presence(let frame):
      presence = frame
      standing.follow(frame, of: seat.member)
      isWhole = isSeated
      return [.presence]
    case .notice(let notice): return [.notice(notice)]
    case .drain(let reconnect): return [.drain(reconnect: reconnect)]
    case .purged(let receipt): return [.purged(receipt)]
    case .unknown: return []
    }
  }

  /// Learns that the server has a card of one's own.
  private mutating func confirm(_ entry: Pending) {
    switch entry.command {
    case .sets(.addCard(let item, let set, let envelope)),
      .sets(.editCard(let item, let set, _, let envelope)):
      ownCards[set]?[item]?.epoch = epoch
      if laidAgain.remove(entry.ref) == nil { ownCards[set]?[item]?.confirmed = envelope }
    default: break
    }
  }

  /// Learns that the server does not have a card of one's own, or not as it was to be.
  private mutating func refuse(_ command: Command) {
    switch command {
    case .sets(.addCard(let item, let set, _)): ownCards[set]?[item] = nil
    case .sets(.editCard(let item, let set, _, let envelope)):
      guard var card = ownCards[set]?[item], card.envelope == envelope else { return }
      if let confirmed = card.confirmed {
        card.envelope = confirmed
        ownCards[set]?[item] = card
      } else {
        ownCards[set]?[item] = nil
      }
    default: break
    }
  }

  private mutating func receive(_ events: [DeliveredEvent]) -> [Signal] {
    var signals: [Signal] = []
    var seen: [Event] = []
    for delivered in events {
      switch delivered {
      case .event(let event):
        guard event.seq == view.seq + 1 else { return signals + [.gap] }
        if event.seq == 1 { isReplayed = true }
        signals += check(event)
        view.reduce(event)
        seen.append(event)
      case .gap(let from, let to):
        guard from == view.seq + 1, to >= from else { return signals + [.gap] }
        view.pass(seq: to)
      case .view(_, let view):
        signals += take(view)
        signals.append(.replaced)
      case .unknown: return signals + [.outdated]
      }
    }
    hasState = true
    if !seen.isEmpty || !signals.contains(.replaced) { signals.append(.changed(seen)) }
    return signals
  }

  /// Puts a view in the place of the state, with the same checks as if its events had come.
  private mutating func take(_ view: View) -> [Signal] {
    let stopped = Set(view.cases.indices.filter { view.cases[$0].stopped }.map { $0 + 1 })
    var signals: [Signal] = []
    for set in view.sets where set.state == .opened {
      let number = view.creation?.plan.steps.first { $0.id == set.path.step }?.caseNumber
      let items = view.items.filter { $0.set == set.set }
      // A case that was stopped may have lost its words.
      if items.isEmpty, let number, stopped.contains(number) { continue }
      signals += check(set.set, items.map { (item: $0.item, envelope: $0.envelope) })
    }
    for item in view.items where item.claimed != nil {
      signals += check(claim: item.nonce, of: item.item)
    }
    let closed = Set(view.sets.filter { $0.state == .closed }.map(\.set))
    ownCards = ownCards.filter { closed.contains($0.key) }
    standing.follow(from: self.view, to: view, of: seat.member, isWhole: isWhole)
    self.view = view
    isReplayed = false
    return signals
  }

  /// Checks an opening, and takes back what an event makes untrue of the standing presence.
  private mutating func check(_ event: Event) -> [Signal] {
    standing.follow(event, of: seat.member)
    switch event.kind {
    case .sets(.setOpened(let set, _, let items)):
      return check(set, items.map { (item: $0.item, envelope: $0.envelope) })
    case .sets(.setDiscarded(let set)): ownCards[set] = nil
    case .writing(.itemClaimed(let item, let nonce)): return check(claim: nonce, of: item)
    default: break
    }
    return []
  }

  /// Checks that a claim shows what the id of the card was derived from.
  private func check(claim nonce: [UInt8]?, of item: ID) -> [Signal] {
    nonce.flatMap(CardNonce.init)?.item == item ? [] : [.claimWrong(item: item)]
  }

  /// Checks an opened set as every client must: ascending order, own cards in it unchanged.
  private mutating func check(
    _ set: Int, _ items: [(item: ID, envelope: Envelope)]
  ) -> [Signal] {
    let own = ownCards.removeValue(forKey: set) ?? [:]
    // A card whose answer is still missing may or may not have come in time.
    let uncertain = Set(
      pending.compactMap { entry -> ID? in
        if laidAgain.contains(entry.ref) { return nil }
        return switch entry.command {
        case .sets(.addCard(let item, _, _)), .sets(.editCard(let item, _, _, _)): item
        default: nil
        }
      })
    let due = own.filter { !uncertain.contains($0.key) }
    let check = OpeningCheck(opened: items, own: due.mapValues(\.envelope))
    let gone = check.missing.filter { due[$0]?.epoch != epoch }
    let isRight = check.ascending && check.changed.isEmpty && check.missing == gone
    return (isRight ? [] : [.openingWrong(set: set)])
      + (gone.isEmpty ? [] : [.cardsLost(set: set, items: gone)])
  }
}
