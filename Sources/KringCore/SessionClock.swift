// Decisions about time, and what the lobby may still change.

extension Session {
  /// The longest planned time of a step, in milliseconds.
  static let longestStep = 4 * 3_600_000
  /// How long writers may still withdraw before a forced opening, in milliseconds.
  public static let forcedDelay = 15_000
  /// How long a forced opening waits at most for a writer who lost the connection, in milliseconds.
  public static let forcedPatience = 60_000

  func decideClock(
    _ command: Command, _ circumstances: Circumstances
  ) throws(Rejection) -> Decision {
    switch command {
    case .nameInput(let path, let named): return try nameInput(path, named, circumstances)
    case .timePlan(let visit, let times): return try timePlan(visit, times, circumstances)
    case .planClock(let visit, let planned):
      _ = try requireVisit(visit)
      try requireChair(circumstances)
      guard 1...Self.longestStep ~= planned else { throw Rejection(.outOfRange) }
      guard full.clock.planned != planned else { return Self.nothing }
      var clock = full.clock
      clock.planned = planned
      return one(.clockChanged(clock), circumstances)
    case .pauseClock(let visit, let paused):
      _ = try requireVisit(visit)
      if circumstances.by != full.presenter { try requireChair(circumstances) }
      guard (full.clock.since == nil) != paused else { return Self.nothing }
      var clock = full.clock
      let now = max(circumstances.now, full.at)
      clock.ran = clock.elapsed(at: now)
      clock.since = paused ? nil : now
      return one(.clockChanged(clock), circumstances)
    case .callPresenter(let visit):
      let step = try requireVisit(visit)
      try requireChair(circumstances)
      guard step.outside == .away || step.outside == .turned else { throw Rejection(.notNow) }
      guard !full.called else { return Self.nothing }
      return one(.presenterCalled, circumstances)
    case .raiseHalt(let visit):
      _ = try requireVisit(visit)
      guard full.halted == nil else { return Self.nothing }
      return one(.haltRaised, circumstances)
    case .clearHalt(let visit):
      _ = try requireVisit(visit)
      guard full.halted != nil else { return Self.nothing }
      if circumstances.by != full.halted { try requireChair(circumstances) }
      return one(.haltCleared, circumstances)
    default: preconditionFailure("not a command about time")
    }
  }

  private func nameInput(
    _ path: Plan.InputPath, _ named: Bool, _ circumstances: Circumstances
  ) throws(Rejection) -> Decision {
    guard let input = input(path) else { throw Rejection(.noStep) }
    if input.named == named { return Self.nothing }
    guard full.visit == 0, full.purge == nil else { throw Rejection(.notNow) }
    if full.chair != nil { try requireChair(circumstances) }
    // Only text can be forced open; votes and ratings stay as the method has them.
    guard input.opens != nil, input.by == .others else { throw Rejection(.notNow) }
    return one(.inputNamed(path: path, named: named), circumstances)
  }

  private func timePlan(
    _ visit: Int, _ times: [StepTime], _ circumstances: Circumstances
  ) throws(Rejection) -> Decision {
    _ = try requireVisit(visit)
    try requireChair(circumstances)
    guard let plan = full.creation?.plan, let here = full.step.flatMap(place(of:)) else {
      throw Rejection(.notNow)
    }
    var seen: Set<String> = []
    for time in times {
      guard let place = place(of: time.step), place > here, seen.insert(time.step).inserted else {
        throw Rejection(.noStep)
      }
      guard plan.steps[place].least...Self.longestStep ~= time.planned else {
        throw Rejection(.outOfRange)
      }
    }
    let changed = times.contains { time in
      plan.steps.contains { $0.id == time.step && $0.planned != time.planned }
    }
    return changed ? one(.planTimed(times), circumstances) : Self.nothing
  }
}
