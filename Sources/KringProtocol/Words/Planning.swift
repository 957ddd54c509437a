import KringCore
import KringJSON

// The meeting that is to come, as JSON.

extension Command.Planning {
  enum Word: String, CaseIterable {
    case planChoose = "plan.choose"
    case sessionTime = "session.time"
    case sessionStay = "session.stay"
  }

  var word: Word {
    switch self {
    case .choosePlan: .planChoose
    case .setTime: .sessionTime
    case .stay: .sessionStay
    }
  }

  init(_ word: Word, from reader: inout ObjectReader) throws(JSONError) {
    switch word {
    case .planChoose:
      self = .choosePlan(
        edition: try reader.int("edition"),
        wish: PlanWish(
          method: try reader.word("method"),
          cases: try reader.int("cases", in: PlanWish.casesAllowed),
          minutes: try reader.int("minutes", in: PlanWish.minutesAllowed),
          frame: try reader.frame()))
    case .sessionTime:
      self = .setTime(
        edition: try reader.int("edition"), start: try reader.optionalInt("start_ms"),
        end: try reader.optionalInt("end_ms"))
    case .sessionStay: self = .stay
    }
  }

  func encode(_ writer: inout JSONWriter) {
    switch self {
    case .choosePlan(let edition, let wish):
      writer.int("edition", edition)
      writer.string("method", wish.method)
      writer.int("cases", wish.cases)
      writer.int("minutes", wish.minutes)
      writer.frame(wish.frame)
    case .setTime(let edition, let start, let end):
      writer.int("edition", edition)
      writer.optionalInt("start_ms", start)
      writer.optionalInt("end_ms", end)
    case .stay: break
    }
  }
}

extension Event.Planning {
  enum Word: String, CaseIterable {
    case planChosen = "plan.chosen"
    case sessionTimed = "session.timed"
    case sessionEnding = "session.ending"
    case sessionStayed = "session.stayed"
  }

  var word: Word {
    switch self {
    case .planChosen: .planChosen
    case .timeSet: .sessionTimed
    case .ending: .sessionEnding
    case .stayed: .sessionStayed
    }
  }

  init(_ word: Word, from reader: inout ObjectReader) throws(JSONError) {
    switch word {
    case .planChosen:
      self = .planChosen(edition: try reader.number("edition"), plan: try reader.plan())
    case .sessionTimed:
      self = .timeSet(
        edition: try reader.number("edition"), start: try reader.optionalInt("start_ms"),
        end: try reader.optionalInt("end_ms"))
    case .sessionEnding: self = .ending(purge: try reader.int("purge_ms"))
    case .sessionStayed: self = .stayed
    }
  }

  func encode(_ writer: inout JSONWriter) {
    switch self {
    case .planChosen(let edition, let plan):
      writer.int("edition", edition)
      writer.plan(plan)
    case .timeSet(let edition, let start, let end):
      writer.int("edition", edition)
      writer.optionalInt("start_ms", start)
      writer.optionalInt("end_ms", end)
    case .ending(let purge): writer.int("purge_ms", purge)
    case .stayed: break
    }
  }
}

extension ObjectReader {
  /// Takes `frame`, if there.
  mutating func optionalFrame() throws(JSONError) -> [String: Bool] {
    has("frame") ? try frame() : [:]
  }

  /// Takes `frame`: the parts that are chosen or left out.
  mutating func frame() throws(JSONError) -> [String: Bool] {
    guard case .object(let fields)? = optionalValue("frame"), fields.count <= 32 else {
      throw failure("frame", "an object of at most 32 parts")
    }
    var frame: [String: Bool] = [:]
    for field in fields {
      let place = JSONPath.key("frame", in: path)
      guard Self.word(JSONText(field.key)) != nil else {
        throw JSONError(path: place, expected: "the ids of parts")
      }
      guard case .bool(let chosen) = field.value else {
        throw JSONError(path: JSONPath.key(field.key, in: place), expected: "true or false")
      }
      frame[field.key] = chosen
    }
    return frame
  }
}

extension JSONWriter {
  mutating func frame(_ frame: [String: Bool]) {
    object("frame") { writer in
      for (part, chosen) in frame.sorted(by: { $0.key < $1.key }) {
        writer.anyKey(part)
        writer.bool(chosen)
      }
    }
  }
}
