import KringClient
import KringCore
import KringJournal
import KringProtocol
import KringServer

// Several servers that share a database: what becomes of them, and how members find them.

extension Simulation {
  /// Where a balancer takes a member: to the server that the member asks for, if it takes
  /// connections, else to any that does; `nil` if there is none.
  func door(for member: SimulatedMember) -> SimulatedNode? {
    guard database != nil else { return nodes[0] }
    let open = nodes.filter(\.isOpen)
    if let node = open.first(where: { $0.label == member.moves.node }) { return node }
    return open.randomElement(using: &chance)
  }

  /// The server that something happens to: mostly the one that has the session.
  func target(_ move: Scenario.Move, _ chance: inout SeededRandom) -> SimulatedNode {
    guard database != nil, !chance.happens(60) else { return owner }
    return nodes[move.who % nodes.count]
  }

  func among(_ move: Scenario.Move, _ chance: inout SeededRandom) {
    guard let database else { return }
    let node = target(move, &chance)
    let label = node.label.text
    switch move.kind {
    case .goOn:
      let node = nodes.filter { !$0.isRunning }.randomElement(using: &chance) ?? node
      goOn(node)
      if chance.happens(50) { lead(members[move.who % members.count], to: node) }
    case .bury:
      note("   others take \(label) for dead")
      database.bury(label)
    case .arrive:
      note("   what was under way comes to its end")
      database.arrive()
    case .fence:
      note("   \(label) is fenced from outside")
      database.fence(label)
    case .crash:
      switch Int.random(in: 0..<4, using: &chance) {
      case 0: crashElsewhere(database, &chance)
      case 1:
        crash(database, &chance)
        openWithout(&chance)
      default: crash(database, &chance)
      }
    default: takeOrphans(nodes[move.who % nodes.count])
    }
    observe()
  }

  /// A server takes up what nobody serves, as each does once a minute.
  func takeOrphans(_ node: SimulatedNode) {
    guard node.isRunning, !node.isFailed else { return }
    let before = owner
    node.disk.claimOrphans(atMost: 50)
    observe()
    if owner !== before {
      note("   \(node.label.text) takes up what nobody serves")
      count("orphan taken up")
    }
    report(node)
  }

  func pause(_ node: SimulatedNode, isDead: Bool) {
    guard node.isRunning else { return }
    note("   \(node.label.text) stands still\(isDead ? ", and others take it for dead" : "")")
    node.state = .paused
    if !node.disk.waiting.isEmpty { count("stood still with batches not committed") }
    if isDead { database?.bury(node.label.text) }
  }

  /// A server that stood still goes on with what it had in hand; a dead one starts.
  func goOn(_ node: SimulatedNode) {
    guard !node.isRunning else { return }
    note("   \(node.label.text) goes on")
    guard node.state == .paused else { return start(node) }
    node.state = .running
    if node !== owner { count("went on after others had acted") }
    for link in links where link.node === node && !link.isOpen { open(link) }
  }

  /// A balancer takes a member to a server that may not have heard yet what others have done.
  private func lead(_ member: SimulatedMember, to node: SimulatedNode) {
    guard node.isOpen, !member.isOver else { return }
    note("   \(member.name) comes to \(node.label.text)")
    if let link = member.link { drop(link, tell: true) }
    connect(member, to: node)
    guard let link = member.link else { return }
    while moveToServer(link) {}
  }

  private func crash(_ database: MemoryDatabase, _ chance: inout SeededRandom) {
    for node in nodes where chance.happens(50) && node.isRunning && !node.isFailed {
      // What was on its way is done, and nobody hears of it.
      database.lose(request: 1, of: node.label.text, .done)
      commit(1, at: node)
      database.mend(node.label.text)
    }
    note("   the database crashes, with \(witness.rows.count) rows in closed sets")
    if !witness.rows.isEmpty { count("closed sets lost in a crash") }
    database.crash()
    witness.crash()
  }

  /// A crash in a step that takes no cards, and the way back to the step of a set that lost some.
  private func crashElsewhere(_ database: MemoryDatabase, _ chance: inout SeededRandom) {
    steady()
    guard finding == nil, let set = witness.rows.values.map(\.set).min(),
      let path = witness.now.sets.first(where: { $0.set == set })?.path,
      let elsewhere = witness.now.creation?.plan.steps.filter({
        $0.id != path.step && $0.id != witness.input(path)?.opens
      }).randomElement(using: &chance)
    else { return crash(database, &chance) }
    go(to: elsewhere.id)
    crash(database, &chance)
    calm()
    guard finding == nil else { return }
    go(to: path.step)
    calm()
  }

  /// Who chairs goes to a step.
  private func go(to step: String) {
    guard let chair = members.first(where: { $0.id == witness.now.chair }),
      chair.replica.isSeated
    else { return }
    send(.course(.go(visit: witness.now.visit, to: step)), by: chair)
    settle()
  }

  /// All come back after a crash but one, whose cards are missing, and a set of those is opened.
  private func openWithout(_ chance: inout SeededRandom) {
    guard let card = witness.crashed.keys.sorted().randomElement(using: &chance),
      let away = members.first(where: { $0.writer == witness.writers[card] }),
      let set = witness.now.sets.first(where: { $0.set == witness.crashed[card] }),
      let opens = witness.input(set.path)?.opens
    else { return }
    if let link = away.link { drop(link, tell: true) }
    heal()
    for member in members where member !== away && member.wasSeated { connect(member) }
    settle()
    guard finding == nil, let chair = members.first(where: { $0.id == witness.now.chair }),
      chair !== away, chair.replica.isSeated
    else { return }
    note("   \(away.name) stays away, and set \(set.set) is opened")
    if witness.now.step != opens { go(to: opens) }
    send(.sets(.openSet(set: set.set)), by: chair)
    settle()
  }

  /// A server loses its way to the database at a request to come.
  func lose(_ node: SimulatedNode, _ database: MemoryDatabase, _ chance: inout SeededRandom) {
    let fate = MemoryDatabase.Fate.allCases.randomElement(using: &chance) ?? .undone
    let number = Int.random(in: 1...3, using: &chance)
    note("   \(node.label.text) will lose its connection at request \(number): \(fate)")
    database.lose(request: number, of: node.label.text, fate)
    node.isBroken = true
    if chance.happens(50) { database.bury(node.label.text) }
  }

  /// Takes every fault of disks, servers and the database away.
  func heal() {
    let isLate = database != nil && chance.happens(50)
    if !isLate { database?.arrive() }
    observe()
    for node in nodes {
      goOn(node)
      repair(node)
      reopen(node)
    }
    if isLate { database?.arrive() }
    observe()
  }

  /// Settles, and lets each server hear what others have done to it, so that only what is asked from
  /// now on changes anything.
  func steady() {
    settle()
    guard database != nil else { return }
    advance(0)
    settle()
  }

  /// Looks for cards that a crash took: they are laid again when their writer comes back, or the
  /// writer is told.
  func lookAtCards() {
    for member in members where member.replica.isQuiet && !member.isOver {
      for set in witness.now.sets where set.state == .closed {
        guard let input = witness.input(set.path), witness.mayWrite(member.id, input),
          [set.path.step, input.opens].contains(witness.now.step),
          witness.asides[witness.seq]?.member != member.id
        else { continue }
        let own = witness.laid[set.set, default: []].filter {
          witness.writers[$0] == member.writer && !member.withoutRoom.contains($0)
        }
        guard own.allSatisfy({ witness.rows[$0]?.envelope != nil }) else {
          return fail(.lost, "\(member.name) is here, and a card in set \(set.set) is not")
        }
      }
      // Who presents and is away hears of an opening later.
      let opened = Set(member.view.sets.filter { $0.state == .opened }.map(\.set))
      for (item, set) in witness.crashed
      where witness.lost.contains(item) && witness.writers[item] == member.writer
        && opened.contains(set)
      {
        guard member.toldLost.contains(item) else {
          return fail(.lost, "\(member.name) is not told of a card that is lost")
        }
        count("card lost, and its writer told")
      }
    }
  }
}
