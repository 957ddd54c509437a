// What the meeting will be and when, as long as it has not begun.

extension Command {
  /// What is asked about the meeting that is to come.
  package enum Planning: Hashable, Sendable {
    /// Chooses method, number of cases, length and frame; `edition` is the edition it replaces.
    case choosePlan(edition: Int, wish: PlanWish)
    /// Sets or clears the planned start and end (milliseconds since 1970); `edition` is the edition
    /// it replaces.
    case setTime(edition: Int, start: Int?, end: Int?)
    /// Says that the group is still there, so that the session is kept.
    case stay

    var isForOutside: Bool {
      switch self {
      case .choosePlan, .setTime, .stay: true
      }
    }
  }
}

extension Event {
  /// What happened to the meeting that is to come.
  package enum Planning: Hashable, Sendable {
    /// Another plan was chosen; the session is in this edition now.
    case planChosen(edition: Int, plan: Plan)
    /// It is planned at another time (milliseconds since 1970), or at none.
    case timeSet(edition: Int, start: Int?, end: Int?)
    /// Unless somebody does something, the session goes at `purge`, in milliseconds since 1970.
    case ending(purge: Int)
    /// Whoever did this says that the group is still there.
    case stayed

    var reachesOutside: Bool {
      switch self {
      case .planChosen, .timeSet, .ending, .stayed: true
      }
    }
  }
}

/// What a group wants of its meeting, as the maker of the session did.
package struct PlanWish: Hashable, Sendable {
  /// How many cases a meeting may have.
  package static let casesAllowed = 1...6
  /// How long a meeting may be, in minutes.
  package static let minutesAllowed = 10...480

  /// The id of a method of the server.
  package var method: String
  /// The number of cases.
  package var cases: Int
  /// The length of the meeting in minutes.
  package var minutes: Int
  /// The parts of the frame that are chosen or left out, by name.
  package var frame: [String: Bool]

  package init(method: String, cases: Int, minutes: Int, frame: [String: Bool] = [:]) {
    self.method = method
    self.cases = cases
    self.minutes = minutes
    self.frame = frame
  }
}

extension View {
  mutating func reduce(_ planning: Event.Planning) {
    switch planning {
    case .planChosen(let edition, let plan):
      self.edition = edition
      creation?.plan = plan
      let more = max(0, plan.cases - cases.count)
      cases = cases.prefix(plan.cases) + Array(repeating: Case(), count: more)
    case .timeSet(let edition, let start, let end):
      self.edition = edition
      creation?.start = start
      creation?.end = end
    case .ending(let purge): ending = purge
    case .stayed: break
    }
  }
}

extension Session {
  /// How far ahead a meeting may be planned, in milliseconds.
  package static let longestAhead = 400 * 24 * 3_600_000

  mutating func remember(_ planning: Event.Planning) {
    if case .planChosen = planning { plansChosen += 1 }
  }

  func decide(
    _ command: Command.Planning, _ circumstances: Circumstances
  ) throws(Rejection) -> Decision {
    switch command {
    case .choosePlan(let edition, _):
      guard let plan = circumstances.plan.map(keepingNames) else {
        try requirePlanning(circumstances.by, edition)
        throw Rejection(.noMethod)
      }
      if edition == full.edition - 1, plan == full.creation?.plan { return Self.nothing }
      try requirePlanning(circumstances.by, edition)
      guard plan != full.creation?.plan else { return Self.nothing }
      guard plansChosen < limits.plans else { throw Rejection(.tooMuch) }
      return one(.planning(.planChosen(edition: edition + 1, plan: plan)), circumstances)
    case .setTime(let edition, let start, let end):
      let isSo = full.creation?.start == start && full.creation?.end == end
      if edition == full.edition - 1, isSo { return Self.nothing }
      try requirePlanning(circumstances.by, edition)
      guard !isSo else { return Self.nothing }
      if let start, start > circumstances.now + Self.longestAhead { throw Rejection(.outOfRange) }
      if let end {
        guard end > start ?? 0, end <= (start ?? circumstances.now) + Self.longestAhead else {
          throw Rejection(.outOfRange)
        }
      }
      return one(
        .planning(.timeSet(edition: edition + 1, start: start, end: end)), circumstances)
    case .stay:
      guard full.purge == nil else { throw Rejection(.notNow) }
      guard full.ending != nil else { return Self.nothing }
      return one(.planning(.stayed), circumstances)
    }
  }

  /// Refuses a change of plan or time: after the beginning, to anybody but the chair where somebody
  /// chairs, and of an edition that was replaced.
  package func requirePlanning(_ member: ID, _ edition: Int) throws(Rejection) {
    guard full.visit == 0, full.purge == nil else { throw Rejection(.notNow) }
    guard full.chair == nil || full.chair == member else { throw Rejection(.notYours) }
    guard edition == full.edition else { throw Rejection(.stale) }
  }

  /// A plan of the same method, with the cards with and without names as the group chose them.
  private func keepingNames(_ plan: Plan) -> Plan {
    guard plan.method == full.creation?.plan.method else { return plan }
    var plan = plan
    for (path, named) in renamed { plan.name(path, named: named) }
    return plan
  }
}
