import ArgumentParser

/// What befalls nodes that share a database.
enum NodeFault: String, CaseIterable, ExpressibleByArgument {
  /// A node is killed, as by a power cut.
  case kill
  /// A node is asked to stop, as in an upgrade.
  case drain
  /// A node stands still for longer than its lease, and goes on.
  case pause
  /// A node stands still for a moment.
  case shortPause = "short-pause"
  /// The database ends the connection of a node.
  case terminate
  /// The database crashes and comes back; closed sets lose what lay in them.
  case crash
  /// The network between a node and the database is cut for longer than the lease.
  case cut
  /// The same, but what the node sends still comes through.
  case halfOpen = "half-open"
  /// The database ends for good; its standby, for which commits waited, takes its place.
  case promote
  /// The same with a standby that lagged behind: what was acknowledged last is lost, and told.
  case promoteLate = "promote-late"

  /// What the trial needs for it.
  func prepare(_ plan: inout Trial.Plan) {
    switch self {
    case .kill, .drain, .pause, .shortPause, .terminate, .crash: break
    case .cut, .halfOpen: plan.hasNetworks = true
    case .promote: plan.standby = .synchronous
    case .promoteLate: plan.standby = .asynchronous
    }
  }

  /// How often it can befall one set of nodes.
  var mostOften: Int {
    switch self {
    case .promote, .promoteLate: 1
    case .kill, .drain, .pause, .shortPause, .terminate, .crash, .cut, .halfOpen: 50
    }
  }
}

extension Trial {
  /// Longer than the lease of a node, in seconds.
  private static let pastLease = 13.0

  /// Lets something befall the nodes in the midst of what many ask at once, and waits until everybody
  /// is served again and has all answers.
  func strike(_ fault: NodeFault) throws {
    guard let database else { preconditionFailure("nodes have a database") }
    counts.stops += 1
    counts.faults[fault, default: 0] += 1
    let node = Int.random(in: servers.indices, using: &chance)
    if fault == .promoteLate { try database.holdBack() }
    if fault.mostOften == 1 { try load(for: 1) }
    for attendee in everybody where chance.happens(60) { try ask(attendee) }
    let until = seconds() + Double.random(in: 0...0.008, using: &chance)
    while seconds() < until { lines.turn(0) }
    isUp = false
    switch fault {
    case .kill:
      servers[node].kill()
      // Somebody may be served elsewhere before it is back.
      if chance.happens(50) { try comeBack() }
      servers[node] = try startServer(node, port: servers[node].port)
    case .drain:
      servers[node].terminate()
      try waitForEnd(of: node)
      // The start of a program would hold up those who are to be served elsewhere meanwhile.
      try comeBack()
      servers[node] = try startServer(node, port: servers[node].port)
    case .pause, .shortPause:
      servers[node].pause()
      try load(for: fault == .pause ? Self.pastLease : Double.random(in: 0.5...3, using: &chance))
      servers[node].goOn()
    case .terminate: try database.terminate()
    case .crash, .promote, .promoteLate:
      if fault == .crash { try database.crash() } else { try database.promote() }
      for circle in circles {
        circle.chronicle.loseCards()
        for attendee in circle.attendees { attendee.versions = [:] }
      }
    case .cut, .halfOpen:
      guard let networks = database.networks else { preconditionFailure("there are networks") }
      let isHalf = fault == .halfOpen
      try isHalf ? networks.halve(node) : networks.cut(node)
      try load(for: Self.pastLease)
      try networks.mend(node, halved: isHalf)
    }
    try load(for: 0.2)
    try comeBack()
    isUp = true
  }
}
