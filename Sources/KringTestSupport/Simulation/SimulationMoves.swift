import KringClient
import KringCore
import KringJournal
import KringProtocol
import KringSeal
import KringServer

// What each move of a scenario does.

extension Simulation {
  /// Plays the whole scenario, as far as nothing goes wrong.
  func run() {
    count(isDrawn ? "run of a drawn method" : "run of a method file")
    for member in members { connect(member) }
    settle()
    for (number, move) in scenario.moves.enumerated() {
      guard finding == nil else { return }
      note("\(number + 1). \(move.kind.rawValue)")
      count("move \(move.kind.rawValue)")
      perform(move)
    }
    guard finding == nil else { return }
    note("in the end, everything becomes calm")
    calm()
  }

  private var isDrawn: Bool {
    if case .drawn = scenario.play { true } else { false }
  }

  private func perform(_ move: Scenario.Move) {
    var chance = SeededRandom(seed: move.chance)
    let member = members[move.who % members.count]
    switch move.kind {
    case .lead, .act, .wrong, .say, .twice, .late: speak(move.kind, member, &chance)
    case .flow: flow(&chance)
    case .commit:
      commit(Int.random(in: 1...3, using: &chance), at: nodes[move.who % nodes.count])
    case .report: report(nodes[move.who % nodes.count])
    case .settle: settle()
    case .calm: calm()
    case .cut, .vanish, .back, .slow, .drained, .flood: connection(move.kind, member, &chance)
    case .restart, .tear, .fail, .repair, .drain, .clock:
      server(move.kind, target(move, &chance), &chance)
    case .pause:
      let node = target(move, &chance)
      if let point = Point.allCases.randomElement(using: &chance), node.isRunning {
        reach(point, node, &chance)
      }
      pause(node, isDead: chance.happens(70))
    case .goOn, .bury, .arrive, .fence, .crash, .orphans: among(move, &chance)
    case .newcomer, .lost: newcomer(move.kind, member)
    case .reseat, .readmit, .probe, .fill, .claim: cheat(move.kind, member, &chance)
    case .steal, .grab, .knock, .loop: grabbing(move.kind, member, &chance)
    case .pass: advance(Int.random(in: 50...4_000, using: &chance))
    case .wait:
      let long = [16_000, 70_000, 130_000, 620_000, 4_000_000].randomElement(using: &chance)
      advance(long ?? 16_000, ticks: 8)
    case .weeks: advance(Int.random(in: 1...60, using: &chance) * 12 * 3_600_000, ticks: 30)
    }
  }

  private func speak(
    _ kind: Scenario.Kind, _ member: SimulatedMember, _ chance: inout SeededRandom
  ) {
    switch kind {
    case .lead:
      let chair = members.first { $0.replica.isSeated && $0.view.chair == $0.id } ?? member
      ask(chair.leading(&chance), by: chair)
    case .act: ask(member.fitting(&chance), by: member)
    case .wrong: ask(member.nonsense(&chance, everybody: members.map(\.id)), by: member)
    case .say:
      guard member.replica.isSeated, let link = member.link else { return }
      let message = member.word(&chance)
      member.replica.note(message)
      link.toServer.append(message.bytes)
      note("   \(member.name): \(message.word)")
    case .twice: askTwice(member, &chance)
    default: askLate(member, &chance)
    }
  }

  private func ask(_ command: Command?, by member: SimulatedMember) {
    guard let command, !member.isOver, member.wasSeated else { return }
    note("   \(member.name): \(Self.words(command))")
    send(sealing(command, by: member), by: member)
  }

  /// Asks, waits for the answer, and asks the very same again: it must be as it was.
  private func askTwice(_ member: SimulatedMember, _ chance: inout SeededRandom) {
    steady()
    guard finding == nil, member.replica.isSeated, member.replica.pending.isEmpty, !isImpaired,
      let link = member.link, !link.isSlow,
      let wish = member.view.chair == member.id && chance.happens(50)
        ? member.leading(&chance) : member.fitting(&chance)
    else { return }
    let command = sealing(wish, by: member)
    // A removal takes the seats with it, so there is nobody left to be answered.
    if case .course(.purge) = command { return }
    ask(command, by: member)
    guard let ref = member.asked.last?.ref else { return }
    settle()
    guard let first = member.answers[ref], member.link === link, member.replica.isSeated else {
      return
    }
    let before = (witness.seq, witness.rows)
    member.answers[ref] = nil
    link.toServer.append(ClientMessage.command(ref: ref, command).bytes)
    settle()
    guard finding == nil, member.link === link else { return }
    guard member.answers[ref] == first else {
      return fail(
        .once,
        "\(Self.words(command)): first \(first), then \(String(describing: member.answers[ref]))")
    }
    guard witness.seq == before.0, witness.rows == before.1 else {
      return fail(.once, "\(Self.words(command)) did something again")
    }
  }

  private func askLate(_ member: SimulatedMember, _ chance: inout SeededRandom) {
    guard member.replica.isSeated, let link = member.link,
      let old = member.asked.randomElement(using: &chance)
    else { return }
    note("   \(member.name), again: \(Self.words(old.command))")
    if case .sets(.withdrawCard(let item, let set)) = old.command {
      witness.laid[set]?.remove(item)
    }
    // After a crash nobody knows that it was taken back, but who asks.
    if case .sets(.addCard(let item, _, _)) = old.command, witness.crashed[item] != nil {
      witness.takenBack.remove(item)
    }
    link.toServer.append(ClientMessage.command(ref: old.ref, old.command).bytes)
  }

  private func connection(
    _ kind: Scenario.Kind, _ member: SimulatedMember, _ chance: inout SeededRandom
  ) {
    guard let link = member.link else {
      if kind == .back { connect(member) }
      return
    }
    switch kind {
    case .cut:
      // Up to two of the messages that are on their way still arrive.
      for _ in 0..<Int.random(in: 0...2, using: &chance) { moveToServer(link) }
      guard member.link === link else { return }
      note("   the connection of \(member.name) breaks")
      drop(link, tell: true)
    case .vanish:
      note("   \(member.name) is on a new connection, unnoticed")
      drop(link, tell: false)
      connect(member)
      if !link.toServer.isEmpty { count("frames of an old connection after a new one") }
    case .flood:
      for _ in 0..<50 { link.toServer.append(ClientMessage.ping.bytes) }
    case .slow: setSlow(link, true)
    case .drained: setSlow(link, false)
    default: break
    }
  }

  private func server(
    _ kind: Scenario.Kind, _ node: SimulatedNode, _ chance: inout SeededRandom
  ) {
    switch kind {
    case .restart:
      guard node.isRunning else { return }
      let point = Point.allCases.randomElement(using: &chance) ?? .received
      note("   the server is killed, as soon as commands are \(point), and starts again")
      reach(point, node, &chance)
      count("killed with commands \(point)")
      restart(node, &chance)
    case .clock:
      let change =
        [-86_400_000, -90_000, 90_000, 86_000_000, 6_000_000_000].randomElement(using: &chance)
      kill(node)
      start(node, clock: change ?? 0)
    case .tear: tear(node, &chance)
    case .fail:
      if let database { return lose(node, database, &chance) }
      let remains = MemoryDisk.Remains.allCases.randomElement(using: &chance) ?? .nothing
      note("   the disk will fail and leave: \(remains)")
      node.breakDisk(at: Int.random(in: 1...3, using: &chance), leaving: remains)
    case .repair: repair(nodes.first(where: \.isBroken) ?? node)
    default:
      guard node.isRunning else { return }
      note("   the server stops and starts again")
      drain(node)
      for link in links where chance.happens(70) {
        while finding == nil, moveToMember(link) {}
      }
      restart(node, &chance)
    }
  }

  /// A process ends in the middle of a commit.
  private func tear(_ node: SimulatedNode, _ chance: inout SeededRandom) {
    guard node.isRunning else { return }
    reach(.submitted, node, &chance)
    guard !node.disk.waiting.isEmpty, !node.isBroken else { return }
    if let database {
      lose(node, database, &chance)
    } else {
      let remains = MemoryDisk.Remains.allCases.randomElement(using: &chance) ?? .nothing
      note("   the server dies in a commit that leaves: \(remains)")
      count("torn commit: \(remains)")
      node.breakDisk(at: 1, leaving: remains)
    }
    commit(.max, at: node)
    restart(node, &chance, isTorn: database == nil)
  }

  /// Ends a process without a word, and starts it again; one of several may stay dead for a while.
  private func restart(
    _ node: SimulatedNode, _ chance: inout SeededRandom, isTorn: Bool = false
  ) {
    kill(node, isTorn: isTorn)
    if database == nil || chance.happens(40) { start(node) }
  }

  /// How far commands have come when the process is killed.
  enum Point: CaseIterable {
    case received, submitted, partlyWritten, written, acknowledged, partlyTold, told
  }

  /// Lets everything move up to a point, and no further.
  private func reach(_ point: Point, _ node: SimulatedNode, _ chance: inout SeededRandom) {
    for member in members where member.replica.isSeated {
      if chance.happens(60) { ask(member.fitting(&chance), by: member) }
    }
    guard point != .received else { return }
    for link in links { while moveToServer(link) {} }
    guard point != .submitted else { return }
    commit(point == .partlyWritten ? max(1, node.disk.waiting.count / 2) : .max, at: node)
    guard point != .partlyWritten, point != .written else { return }
    report(node)
    guard point != .acknowledged else { return }
    for link in links where point == .told || chance.happens(50) {
      while finding == nil, moveToMember(link) {}
    }
  }

  private func newcomer(_ kind: Scenario.Kind, _ member: SimulatedMember) {
    guard members.count < scenario.size + 6 else { return }
    if kind == .lost {
      guard member.wasSeated, !member.isOver else { return }
      note("   \(member.name) loses the seat")
      if let link = member.link { drop(link, tell: true) }
      member.isOver = true
    }
    let new = newMember(lost: kind == .lost)
    note("   \(new.name) comes to the door")
    connect(new)
  }
}
