// The soft clock of a step, and the planned times of steps to come.

extension Command {
  /// What is asked about time.
  package enum Clock: Hashable, Sendable {
    /// Sets the planned time of the current step in milliseconds.
    case planClock(visit: Int, planned: Int)
    /// Pauses the clock or lets it run.
    case pauseClock(visit: Int, paused: Bool)
    /// Sets the planned times of steps still to come, in milliseconds.
    case timePlan(visit: Int, planned: [StepTime])

    var isForOutside: Bool {
      switch self {
      case .planClock, .pauseClock, .timePlan: true
      }
    }
  }
}

extension Event {
  /// What happened to time.
  package enum Clock: Hashable, Sendable {
    /// The clock of the current step runs, rests or has another planned time.
    case clockChanged(StepClock)
    /// Steps still to come have other planned times.
    case planTimed([StepTime])

    var reachesOutside: Bool {
      switch self {
      case .clockChanged: true
      case .planTimed: false
      }
    }
  }
}

/// The soft clock of a step.
package struct StepClock: Hashable, Sendable {
  /// The planned time in milliseconds.
  package var planned: Int
  /// The time that ran before `since`, in milliseconds.
  package var ran: Int
  /// Since when it runs, in milliseconds since 1970; `nil` while paused.
  package var since: Int?

  package init(planned: Int, ran: Int, since: Int?) {
    self.planned = planned
    self.ran = ran
    self.since = since
  }

  /// The time that has run at a moment, in milliseconds.
  package func elapsed(at now: Int) -> Int {
    ran + (since.map { max(0, now - $0) } ?? 0)
  }
}

/// A planned time of one step, in milliseconds.
package struct StepTime: Hashable, Sendable {
  /// The id of the plan step.
  package var step: String
  /// The planned time in milliseconds.
  package var planned: Int

  package init(step: String, planned: Int) {
    self.step = step
    self.planned = planned
  }
}

extension View {
  mutating func reduce(_ clock: Event.Clock) {
    switch clock {
    case .clockChanged(let clock): self.clock = clock
    case .planTimed(let times):
      for time in times {
        guard let step = creation?.plan.steps.firstIndex(where: { $0.id == time.step }) else {
          continue
        }
        creation?.plan.steps[step].planned = time.planned
      }
    }
  }
}

extension Session {
  /// The longest planned time of a step, in milliseconds.
  static let longestStep = 4 * 3_600_000

  func decide(
    _ command: Command.Clock, _ circumstances: Circumstances
  ) throws(Rejection) -> Decision {
    switch command {
    case .timePlan(let visit, let times): return try timePlan(visit, times, circumstances)
    case .planClock(let visit, let planned):
      _ = try requireVisit(visit)
      try requireChair(circumstances)
      guard 1...Self.longestStep ~= planned else { throw Rejection(.outOfRange) }
      guard full.clock.planned != planned else { return Self.nothing }
      var clock = full.clock
      clock.planned = planned
      return one(.clock(.clockChanged(clock)), circumstances)
    case .pauseClock(let visit, let paused):
      _ = try requireVisit(visit)
      if circumstances.by != full.presenter { try requireChair(circumstances) }
      guard (full.clock.since == nil) != paused else { return Self.nothing }
      var clock = full.clock
      let now = max(circumstances.now, full.at)
      clock.ran = clock.elapsed(at: now)
      clock.since = paused ? nil : now
      return one(.clock(.clockChanged(clock)), circumstances)
    }
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
    return changed ? one(.clock(.planTimed(times)), circumstances) : Self.nothing
  }
}
