import KringClient
import KringCore
import KringProtocol
import KringSeal

// Members who cheat with closed sets. What they are told in return is looked at here, what they
// leave on disk by the witness.

extension Simulation {
  func cheat(_ kind: Scenario.Kind, _ member: SimulatedMember, _ chance: inout SeededRandom) {
    steady()
    guard finding == nil, !isImpaired, member.isIn else { return }
    switch kind {
    case .reseat: giveToSelf(member, &chance)
    case .readmit: letInAgain(member, &chance)
    case .probe: probe(&chance)
    case .fill: fillRoom(of: member, &chance)
    default: claimAnothers(member, &chance)
    }
  }

  private var chair: SimulatedMember? {
    members.first { $0.isIn && $0.view.chair == $0.id }
  }

  private var closedSets: [View.CardSet] { witness.now.sets.filter { $0.state == .closed } }

  /// Asks with nothing else under way, and gives the answer.
  private func reply(to command: Command, by member: SimulatedMember) -> SimulatedMember.Answer? {
    note("   \(member.name): \(Self.words(command))")
    send(command, by: member)
    guard let ref = member.asked.last?.ref else { return nil }
    settle()
    return member.answers[ref]
  }

  // MARK: One seat, several writers

  /// A seat goes to another window of the same person while a set is closed, and lays cards again.
  private func giveToSelf(_ member: SimulatedMember, _ chance: inout SeededRandom) {
    guard let old = member.link, !closedSets.isEmpty, members.count < scenario.size + 6 else {
      return
    }
    layCards(member, &chance)
    let number = closedSets.count
    note("   \(member.name) gives the seat to itself")
    drop(old, tell: true)
    member.isOver = true
    // Nobody gives away a seat that was in use a moment ago.
    advance(125_000, ticks: 4)
    let window = newMember(lost: true)
    connect(window)
    settle()
    guard finding == nil, let keeper = chair ?? members.first(where: \.isIn) else { return }
    let given = reply(to: .people(.giveSeat(newcomer: window.id, seat: member.id)), by: keeper)
    guard finding == nil, given == .ok, window.isIn, closedSets.count == number else { return }
    count("cheat: a seat given while a set is closed")
    layCards(window, &chance)
  }

  /// Somebody is removed while a set is closed, let in again, and lays cards again.
  private func letInAgain(_ member: SimulatedMember, _ chance: inout SeededRandom) {
    guard let chair, chair !== member, !closedSets.isEmpty, members.count < scenario.size + 6
    else { return }
    layCards(member, &chance)
    let number = closedSets.count
    guard reply(to: .people(.remove(member: member.id)), by: chair) == .ok else { return }
    let again = newMember()
    connect(again)
    settle()
    guard finding == nil, reply(to: .people(.admit(newcomer: again.id)), by: chair) == .ok,
      again.isIn,
      closedSets.count == number
    else { return }
    count("cheat: a removed member let in while a set is closed")
    layCards(again, &chance)
  }

  /// Lays a card in every closed set, whether that is allowed or not.
  private func layCards(_ member: SimulatedMember, _ chance: inout SeededRandom) {
    for set in closedSets where finding == nil && member.isIn {
      let item = member.replica.newCard(using: &chance)
      _ = reply(
        to: .sets(.addCard(item: item, set: set.set, envelope: chance.envelope())), by: member)
    }
  }

  // MARK: What answers tell

  /// The chair asks what closed sets hold; the answer may say only whether they could be opened.
  private func probe(_ chance: inout SeededRandom) {
    guard let chair, let step = witness.now.current else { return }
    for set in closedSets where witness.input(set.path)?.opens == step.id {
      let mayOpen = witness.hasEnoughWriters(set)
      count("cheat: an opening probed")
      guard let answer = reply(to: .sets(.openSet(set: set.set)), by: chair), finding == nil else {
        return
      }
      guard answer == (mayOpen ? .ok : .refused("too-few")) else {
        return fail(.silence, "set.open, could be opened \(mayOpen): \(answer)")
      }
      guard mayOpen, let other = members.filter(\.isIn).randomElement(using: &chance) else {
        continue
      }
      claimAnothers(other, &chance)
    }
    guard finding == nil, chance.happens(30), chair.isIn, chair.view.chair == chair.id,
      let steps = witness.now.creation?.plan.steps,
      let here = steps.firstIndex(where: { $0.id == witness.now.step }),
      let to = steps[here...].randomElement(using: &chance)
    else { return }
    let places = Dictionary(uniqueKeysWithValues: steps.enumerated().map { ($1.id, $0) })
    let stops = closedSets.contains { set in
      let opens = witness.input(set.path)?.opens.flatMap { places[$0] } ?? .max
      return opens < places[to.id] ?? 0 && witness.hasEnoughWriters(set)
    }
    count("cheat: a step probed")
    let answer = reply(to: .course(.go(visit: witness.now.visit, to: to.id)), by: chair)
    guard finding == nil, let answer else { return }
    guard stops ? answer != .ok : answer != .refused("set-closed") else {
      return fail(.silence, "step.go, a set stops it \(stops): \(answer)")
    }
  }

  // MARK: Room

  /// A member writes until there is no more room; nobody else may notice.
  private func fillRoom(of member: SimulatedMember, _ chance: inout SeededRandom) {
    guard scenario.limits.characters < Limits().characters, let item = witness.now.items.first
    else { return }
    for _ in 0..<80 where finding == nil && member.isIn {
      let mark = Command.writing(
        .markItem(
          item: item.item, mark: chance.id(), envelope: chance.envelope(size: 3)))
      let hasRoom = witness.hasRoom(member.id, for: Envelope.lengths[3])
      guard let answer = reply(to: mark, by: member) else { return }
      if answer == .refused("too-much") {
        guard !hasRoom else { return fail(.room, "\(member.name) has room left") }
        count("cheat: a room filled")
        break
      }
    }
    for other in members where other !== member && other.isIn && finding == nil {
      let mark = Command.writing(
        .markItem(item: item.item, mark: chance.id(), envelope: chance.envelope()))
      let hasRoom = witness.hasRoom(other.id, for: Envelope.lengths[0])
      let answer = reply(to: mark, by: other)
      if answer == .refused("too-much"), hasRoom {
        fail(.room, "\(other.name) pays for what another wrote")
      }
      if answer == .ok, !hasRoom { fail(.room, "\(other.name) has written too much") }
    }
  }

  // MARK: Claims

  /// A member says of another's card that it is the own one, with any nonce that is there.
  private func claimAnothers(_ member: SimulatedMember, _ chance: inout SeededRandom) {
    let cards = witness.now.items.filter { item in
      item.set != nil && item.by == nil && member.replica.nonces[item.item] == nil
    }
    let texts = cards.filter { witness.input($0.path)?.claimable == true && $0.claimed == nil }
    guard let card = (texts.isEmpty ? cards : texts).randomElement(using: &chance) else { return }
    let nonce =
      member.replica.nonces.values.min { $0.item < $1.item }
      ?? CardNonce.generate(using: &chance)
    count("cheat: another's card claimed")
    let answer = reply(to: .writing(.claimItem(item: card.item, nonce: nonce.bytes)), by: member)
    guard finding == nil, let answer else { return }
    if answer == .ok { fail(.claim, "\(member.name) claims another's card") }
  }
}

extension SimulatedMember {
  /// Whether it is in its seat with nothing unanswered, and can be asked for an answer now.
  fileprivate var isIn: Bool {
    guard let link, !link.isSlow, !isOver else { return false }
    return replica.isSeated && replica.pending.isEmpty
  }
}
