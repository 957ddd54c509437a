import KringClient
import KringCore
import KringProtocol

// Members with a changed client: they take seats, the chair and everybody's attention.

extension Simulation {
  func grabbing(_ kind: Scenario.Kind, _ member: SimulatedMember, _ chance: inout SeededRandom) {
    guard member.replica.isSeated, member.link != nil else { return }
    switch kind {
    case .steal: steal(member, &chance)
    case .grab: grab(member, &chance)
    case .knock: knock(&chance)
    default: loop(member, &chance)
    }
  }

  /// A second device asks for a lost seat, and one that somebody sits in is given to it.
  private func steal(_ member: SimulatedMember, _ chance: inout SeededRandom) {
    guard members.count < scenario.size + 6,
      let victim = member.view.members.filter({ $0.member != member.id && !$0.removed })
        .randomElement(using: &chance)?.member
    else { return }
    let thief = newMember(lost: true)
    note("   \(thief.name) says that a seat was lost, and is given that of somebody")
    connect(thief)
    settle()
    let chair = members.first { $0.replica.isSeated && $0.view.chair == $0.id }
    let giver = chance.happens(50) ? chair ?? member : member
    if chance.happens(50), let link = members.first(where: { $0.id == victim })?.link {
      // Gone for a moment, as everybody is now and then.
      drop(link, tell: true)
      advance(Int.random(in: 50...25_000, using: &chance))
    }
    send(.people(.giveSeat(newcomer: thief.id, seat: victim)), by: giver)
    settle()
    for back in members where back.id == victim { connect(back) }
  }

  /// The chair's connection breaks for a moment, and somebody makes something wait and takes it.
  private func grab(_ member: SimulatedMember, _ chance: inout SeededRandom) {
    settle()
    guard finding == nil, let chair = members.first(where: { $0.id == member.view.chair }),
      chair !== member, let link = chair.link, let own = member.link, member.replica.isSeated
    else { return }
    note("   \(member.name) takes the chair while \(chair.name) is gone for a moment")
    let other = members.filter { $0 !== member && $0 !== chair && $0.replica.isSeated }
      .randomElement(using: &chance)
    let hand = ClientMessage.hand(visit: member.view.visit, up: true, item: nil)
    for helper in [member, other].compactMap({ $0 }) where chance.happens(70) {
      helper.replica.note(hand)
      helper.link?.toServer.append(hand.bytes)
    }
    settle()
    drop(link, tell: true)
    advance(Int.random(in: 20...9_000, using: &chance))
    guard member.link === own else { return }
    send(.roles(.takeChair(term: member.view.term)), by: member)
    settle()
    send(.people(.remove(member: chair.id)), by: member)
    connect(chair)
  }

  /// Somebody comes to the door and goes again, many times.
  private func knock(_ chance: inout SeededRandom) {
    guard members.count < scenario.size + 6 else { return }
    let guest = newMember(lost: chance.happens(50))
    note("   \(guest.name) knocks again and again")
    for _ in 0..<10 {
      connect(guest)
      settle()
      if let link = guest.link { drop(link, tell: true) }
    }
    guest.isOver = true
  }

  /// Pen, halt and turns, over and over.
  private func loop(_ member: SimulatedMember, _ chance: inout SeededRandom) {
    for _ in 0..<8 {
      let view = member.view
      let commands: [Command] = [
        .writing(.takePen(from: view.pen)), .course(.raiseHalt(visit: view.visit)),
        .course(.clearHalt(visit: view.visit)),
        .floor(.readTurn(turn: view.floor.turn)), .floor(.nextTurn(turn: view.floor.turn)),
        .roles(.guide(guiding: !view.guiding)),
      ]
      guard let command = commands.randomElement(using: &chance) else { return }
      send(command, by: member)
      settle()
    }
  }

  /// Looks at seats and chair when an event is written.
  func checkSeats(_ event: Event) throws(Finding) {
    let before = witness.history[event.seq - 1]
    switch event.kind {
    case .people(.seatGiven(let seat, _)):
      guard let empty = seats.empty(seat, at: event.at) else { return }
      let keeps = event.by == before.chair || event.by == before.deputy
      let leads = seat == before.chair || seat == before.back
      let least = keeps && !leads ? Session.seatPatience : Session.longSeatPatience
      guard empty >= least else {
        throw Finding(.seat, "given away after \(empty) ms, at event \(event.seq)")
      }
    case .roles(.chairChanged(let chair?, _, _)):
      guard chair == event.by, let former = before.chair, chair != before.back,
        let empty = seats.empty(former, at: event.at)
      else { return }
      guard empty >= Session.leastAbsence else {
        throw Finding(.blip, "taken after \(empty) ms, at event \(event.seq)")
      }
    case .people(.memberRemoved(let member)):
      guard member != before.back else {
        throw Finding(.blip, "who is offered it back is removed, at event \(event.seq)")
      }
    default: break
    }
  }
}
