import KringClient
import KringCore
import KringJSON
import KringPlay
import KringProtocol
import KringSeal
import KringTestSupport
import Testing

/// The meetings that are recorded in `protocol/vectors/sessions`.
enum RecordedSessions: String, CaseIterable {
  case bovv6, incident, away, stopped, lobby

  /// The file, from the root of the repository.
  var path: String { "protocol/vectors/sessions/\(rawValue).json" }

  /// Plays the meeting and takes it down; the same bytes each time.
  func play() throws -> Recording {
    switch self {
    case .bovv6:
      return try record(
        "a meeting of four by the BOvV method", Script(method: "bovv6", members: 4), seed: 1)
    case .incident:
      return try record(
        "a meeting of four by the incident method", Script(method: "incident", members: 4), seed: 2)
    case .away:
      return try record(
        "a presenter who is away, and loses the connection meanwhile",
        Script(method: "away", members: 3), seed: 3,
        method: .file(try JSON.parse(Array(Self.goingAway.utf8), limits: .init(depth: 16))))
    case .stopped:
      return try record(
        "a case that its presenter stops without keeping its words",
        Script(method: "bovv6", members: 4), seed: 4, stop: .init(number: 1, keep: false))
    case .lobby:
      return try record(
        "a lobby of weeks, in which the group changes plan and time",
        Script(method: "bovv6", members: 4), seed: 5, method: .named("troika"))
    }
  }

  /// Whether it is settled in the lobby who presents.
  private var isCast: Bool { self == .incident || self == .away }

  private func record(
    _ name: String, _ script: Script, seed: UInt64, method: CreateRequest.Method? = nil,
    stop: Director.Stop? = nil
  ) throws -> Recording {
    let stage = try Stage(seed: seed)
    let performance = try Performance(script, on: stage, method: method, stop: stop)
    performance.join()
    // Everybody but the last one has all events from the first one on; the last one has a view.
    var heard = performance.members.map { (member: $0, from: $0.heard.count) }
    for member in performance.members.dropLast() {
      stage.cut(member)
      member.replica.rewind()
      stage.enter(member)
    }
    heard[heard.count - 1].from = 0
    if isCast {
      let presenter = performance.members[1]
      stage.send(.roles(.castCase(number: 1, presenter: presenter.id, chair: nil)), by: presenter)
    }
    if self == .lobby { try wait(performance) }
    var isCut = false
    while try performance.beat() {
      try #require(performance.beats < 500, "the play has no end")
      guard performance.leading.view.presenter == performance.members[1].id else { continue }
      interrupt(performance.members[1], in: performance, &isCut)
    }
    return try Recording(name: name, of: heard)
  }

  /// What a group does between two meetings, until it is asked whether it is still there.
  private func wait(_ performance: Performance) throws {
    let (stage, members) = (performance.stage, performance.members)
    let day = 24 * 3_600_000
    func write(_ text: String, to input: String, by member: StageMember) throws {
      let item = ID.random(using: &stage.random)
      let envelope = try stage.seal(
        text, item: item, path: SealPath.input(step: "voor.lobby", input: input))
      stage.send(
        .writing(.addItem(item: item, visit: 0, input: input, envelope: envelope)), by: member)
    }
    try write(#"{"pick":["ja"]}"#, to: "komt", by: members[2])
    try write(#"{"text":"Een ouder die steeds belt"}"#, to: "zaak", by: members[3])
    stage.advance(3 * day, every: day)
    let start = stage.now + 10 * day
    stage.send(.planning(.setTime(edition: 0, start: start, end: nil)), by: members[2])
    let wish = PlanWish(method: "bovv6", cases: 1, minutes: 60, frame: ["lookback": true])
    stage.send(.planning(.choosePlan(edition: 1, wish: wish)), by: members[1])
    stage.send(.planning(.setTime(edition: 2, start: nil, end: nil)), by: members[2])
    stage.send(.attendance(.discussSecrecy), by: members[1])
    stage.advance(120 * day - 3_600_000, every: day)
    stage.send(.planning(.stay), by: members[3])
  }

  /// Takes the connection of a presenter who is away, once, and gives it back some events later.
  private func interrupt(
    _ presenter: StageMember, in performance: Performance, _ isCut: inout Bool
  ) {
    let view = performance.leading.view
    let isAway = view.current?.outside == .away
    if isAway, !isCut, !view.items.isEmpty {
      performance.stage.cut(presenter)
      isCut = true
    } else if presenter.connection == nil, !isAway || view.seq > presenter.view.seq + 2 {
      performance.stage.enter(presenter)
    }
  }

  /// The smallest method in which the presenter goes away.
  private static let goingAway = """
    {"kring":1,"id":"away","version":1,"group":[3,3,3,3],
    "name":{"nl":"Weg","en":"Away"},"summary":{"nl":"Kort.","en":"Short."},
    "origin":{"nl":"Geen.","en":"None."},"evidence":{"nl":"Geen.","en":"None."},
    "steps":[
    {"id":"vertel","label":"1","name":{"nl":"Vertel","en":"Tell"},"icon":"tell",
    "floor":"presenter","minutes":5,
    "do":{"chair":{"nl":"Let op.","en":"Watch."},
    "presenter":{"nl":"Vertel.","en":"Tell."},"others":{"nl":"Luister.","en":"Listen."}},
    "inputs":[{"id":"casus","by":"presenter","as":"text","label":{"nl":"De casus","en":"The case"},
    "max":1}]},
    {"id":"praat","label":"2","name":{"nl":"Praat","en":"Talk"},"icon":"discuss",
    "floor":"free","minutes":10,"outside":"away",
    "cast":[{"id":"zelf","label":{"nl":"Zelf","en":"Self"}}],
    "do":{"chair":{"nl":"Let op.","en":"Watch."},
    "presenter":{"nl":"Wacht.","en":"Wait."},"others":{"nl":"Praat.","en":"Talk."}},
    "inputs":[{"id":"idee","by":"others","as":"text","label":{"nl":"Een idee","en":"An idea"}}]},
    {"id":"terug","label":"3","name":{"nl":"Terug","en":"Back"},"icon":"tell",
    "floor":"presenter","minutes":5,
    "do":{"chair":{"nl":"Let op.","en":"Watch."},
    "presenter":{"nl":"Zeg wat je hoort.","en":"Say what you hear."},
    "others":{"nl":"Luister.","en":"Listen."}}}]}
    """
}
