import KringCore
import KringJSON

// Time, as JSON.

extension Command.Clock {
  enum Word: String, CaseIterable {
    case clockPlan = "clock.plan"
    case clockPause = "clock.pause"
    case planTime = "plan.time"
  }

  var word: Word {
    switch self {
    case .planClock: .clockPlan
    case .pauseClock: .clockPause
    case .timePlan: .planTime
    }
  }

  init(_ word: Word, from reader: inout ObjectReader) throws(JSONError) {
    let visit = try reader.int("visit")
    switch word {
    case .clockPlan: self = .planClock(visit: visit, planned: try reader.int("planned_ms"))
    case .clockPause: self = .pauseClock(visit: visit, paused: try reader.bool("paused"))
    case .planTime: self = .timePlan(visit: visit, planned: try reader.stepTimes(.strict))
    }
  }

  func encode(_ writer: inout JSONWriter) {
    switch self {
    case .planClock(let visit, let planned):
      writer.int("visit", visit)
      writer.int("planned_ms", planned)
    case .pauseClock(let visit, let paused):
      writer.int("visit", visit)
      writer.bool("paused", paused)
    case .timePlan(let visit, let planned):
      writer.int("visit", visit)
      writer.stepTimes(planned)
    }
  }
}

extension Event.Clock {
  enum Word: String, CaseIterable {
    case clockChanged = "clock.changed"
    case planTimed = "plan.timed"
  }

  var word: Word {
    switch self {
    case .clockChanged: .clockChanged
    case .planTimed: .planTimed
    }
  }

  init(
    _ word: Word, from reader: inout ObjectReader, _ strictness: Strictness
  ) throws(JSONError) {
    switch word {
    case .clockChanged: self = .clockChanged(try reader.clock(strictness))
    case .planTimed: self = .planTimed(try reader.stepTimes(strictness))
    }
  }

  func encode(_ writer: inout JSONWriter) {
    switch self {
    case .clockChanged(let clock): writer.clock(clock)
    case .planTimed(let planned): writer.stepTimes(planned)
    }
  }
}

extension ObjectReader {
  /// Takes `planned`: the planned times of some steps.
  fileprivate mutating func stepTimes(_ strictness: Strictness) throws(JSONError) -> [StepTime] {
    try objects("planned", count: 0...256) { reader throws(JSONError) in
      let time = StepTime(step: try reader.step(), planned: try reader.int("planned_ms"))
      try reader.end(strictness)
      return time
    }
  }

  /// Takes `clock`: that of a step.
  mutating func clock(_ strictness: Strictness) throws(JSONError) -> StepClock {
    var reader = try object("clock")
    let clock = StepClock(
      planned: try reader.int("planned_ms"), ran: try reader.int("ran_ms"),
      since: try reader.nullableInt("since_ms"))
    try reader.end(strictness)
    return clock
  }
}

extension JSONWriter {
  fileprivate mutating func stepTimes(_ planned: [StepTime]) {
    objects("planned", planned) { writer, time in
      writer.string("step", time.step)
      writer.int("planned_ms", time.planned)
    }
  }

  mutating func clock(_ clock: StepClock) {
    object("clock") { writer in
      writer.int("planned_ms", clock.planned)
      writer.int("ran_ms", clock.ran)
      writer.nullableInt("since_ms", clock.since)
    }
  }
}
