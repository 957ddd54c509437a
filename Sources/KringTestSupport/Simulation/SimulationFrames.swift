import KringClient
import KringCore
import KringProtocol
import KringServer

// Frames on their way, and what members make of them.

extension Simulation {
  /// Some frames of some connections move, each connection in its own order.
  func flow(_ chance: inout SeededRandom) {
    for _ in 0..<Int.random(in: 1...4, using: &chance) {
      guard let link = links.randomElement(using: &chance) else { return }
      if chance.happens(50) {
        // Half the time the message of another member comes in the same turn of the server's loop.
        let more = chance.happens(50) ? links.randomElement(using: &chance) : nil
        moveToServer(link, and: more)
      } else {
        moveToMember(link)
      }
    }
  }

  @discardableResult
  func moveToServer(_ link: Link, and other: Link? = nil) -> Bool {
    guard link.node.isRunning, link.isOpen else { return false }
    guard link.node.network.isReading else {
      count("reading stopped")
      return false
    }
    guard !link.toServer.isEmpty, links.contains(where: { $0 === link }) else { return false }
    noteSpoken(link)
    let first = link.toServer.removeFirst()
    let other = other?.node === link.node ? other : nil
    let second = other.flatMap { $0.toServer.isEmpty ? nil : $0.toServer.removeFirst() }
    turn(link.node) {
      first.withUnsafeBytes { link.node.gateway.received(link.id, $0) }
      if let other, let second {
        second.withUnsafeBytes { link.node.gateway.received(other.id, $0) }
      }
    }
    return true
  }

  /// Who sends so much may be sent away at any moment, which is seen only later.
  private func noteSpoken(_ link: Link) {
    link.spoken += 1
    if link.spoken > 40 { seats.loses(link.receiver) }
  }

  @discardableResult
  func moveToMember(_ link: Link) -> Bool {
    guard link.owner.link === link else { return false }
    if !link.toMember.isEmpty {
      receive(link.toMember.removeFirst(), link)
      return true
    }
    guard let goodbye = link.goodbye else { return false }
    leave(link, goodbye)
    return true
  }

  /// The server has closed a connection.
  private func leave(_ link: Link, _ goodbye: FakeNetwork.Goodbye) {
    count("close \(goodbye.code) \(goodbye.reason)")
    note("   \(link.owner.name) is sent away: \(goodbye.code) \(goodbye.reason)")
    drop(link, tell: true)
    // A real client gives up when the session is full; here it tries again, so that the run goes on.
    let mayReturn = goodbye.code == CloseCode.full.rawValue
    if CloseCode(rawValue: goodbye.code)?.reconnect == .never, !mayReturn {
      link.owner.isOver = true
    }
    if goodbye.reason == "refused" { count("newcomer refused") }
    guard database != nil, !link.isTold, Reconnect(close: goodbye.code) == .asTold,
      link.owner.moves.take()
    else { return }
    connect(link.owner)
  }

  private func receive(_ message: ServerMessage, _ link: Link) {
    let member = link.owner
    let wasWhole = member.replica.isWhole
    let pending = member.replica.pending
    let signals = member.replica.receive(message, localNow: now)
    answer(message, member)
    if signals.isEmpty { noteRefusal(message, of: pending, member) }
    for signal in signals {
      switch signal {
      case .welcomed:
        member.wasSeated = true
        link.welcomed = now
        let again = member.replica.resend
        let label = link.node.label.text
        note("   \(member.name) is welcomed at \(label), and asks \(again.count) again")
        count("command resent", again.count)
        link.toServer += again.map(\.bytes)
      case .gap: fail(.order, "\(member.name) finds a gap")
      case .openingWrong(let set): fail(.opening, "\(member.name) finds set \(set) wrong")
      case .cardsLost(let set, let items):
        member.toldLost.formUnion(items)
        guard items.allSatisfy({ witness.crashed[$0] == set }) else {
          fail(.opening, "\(member.name) misses a card in set \(set)")
          continue
        }
      case .claimWrong(let item): fail(.claim, "\(member.name) finds no proof for \(item.uuid)")
      case .outdated: fail(.form, "\(member.name) is told of something unknown")
      case .failed(let failure):
        link.movedTo = failure.node
        count("error \(failure.code)")
      case .drain: link.isTold = true
      case .refused(_, let command, let refusal):
        count("rejected \(refusal.code)")
        note("   \(member.name) is refused \(command.word): \(refusal.code)")
      case .replaced: count(wasWhole ? "view in the place of an event" : "resume with a view")
      case .changed where !wasWhole: count("resume with events")
      default: break
      }
    }
    if member.replica.hasState {
      if member.view.seq < member.seen {
        fail(.back, "\(member.name) goes from \(member.seen) to \(member.view.seq)")
      }
      member.seen = member.view.seq
    }
    if !wasWhole, member.replica.isWhole {
      link.toServer += member.replica.repeats.map(\.bytes)
    }
    let again = member.replica.layAgain()
    count("card laid again after an event", again.count)
    link.toServer += again.map(\.bytes)
  }

  /// Notes that a card could not be laid again, of which a client says nothing before the opening.
  private func noteRefusal(
    _ message: ServerMessage, of pending: [Replica.Pending], _ member: SimulatedMember
  ) {
    guard case .rejected(let ref, let refusal) = message,
      case .sets(.addCard(let item, _, _))? = pending.first(where: { $0.ref == ref })?.command
    else { return }
    count("card not laid again: \(refusal.code)")
    note("   \(member.name) is refused what it laid again: \(refusal.code)")
    // More sets were made since it was laid, and they reserve what its writer may write.
    if refusal.code == "too-much" { member.withoutRoom.insert(item) }
  }

  /// Notes an answer, and what its receiver may count on from now on.
  private func answer(_ message: ServerMessage, _ member: SimulatedMember) {
    switch message {
    case .ok(let ref, _): member.answers[ref] = .ok
    case .okHidden(let ref):
      member.answers[ref] = .ok
      guard let command = member.asked.last(where: { $0.ref == ref })?.command else { return }
      switch command {
      case .sets(.addCard(let item, let set, _)):
        let isLeft = member.asked.contains {
          if case .sets(.withdrawCard(item, _)) = $0.command { true } else { false }
        }
        let isClosed = witness.now.sets.contains { $0.set == set && $0.state == .closed }
        if !isLeft, isClosed { witness.laid[set, default: []].insert(item) }
      case .sets(.withdrawCard(let item, _)): witness.takenBack.insert(item)
      default: break
      }
    case .rejected(let ref, let refusal):
      member.answers[ref] = .refused(refusal.code)
      member.asked.removeAll { $0.ref == ref }
    default: break
    }
  }
}
