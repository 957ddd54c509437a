import Foundation
import KringClient
import KringCore
import KringProtocol
import KringSeal
import KringTestSupport
import Testing

/// The rows of `protocol/vectors/standing.json`, which the browser's client runs too.
@Suite("presence that holds, by its vectors")
struct StandingVectorTests {
  struct File: Decodable {
    var visit: Int
    var rows: [Row]
  }

  struct Row: Decodable {
    var name: String
    var steps: [Step]
  }

  /// One step; exactly one of its keys is there.
  struct Step: Decodable {
    var say: JSONValue?
    var event: Told?
    var view: Told?
    var presence: Hands?
    var welcome: Bool?
    var again: [JSONValue]?
  }

  struct Told: Decodable {
    var event: String?
    var speaker: String?
    var member: String?
    var visit: Int?
    var turns: Int?
    var left: Bool?
  }

  struct Hands: Decodable { var hands: [String] }

  /// A message as the value that its JSON stands for.
  struct JSONValue: Decodable, Equatable {
    var `do`: String
    var visit: Int?
    var up: Bool?
    var item: String?
    var ready: Bool?
    var background: Bool?
  }

  static let file: File? = try? JSONDecoder().decode(
    File.self, from: Data(Repository.bytes("protocol/vectors/standing.json")))

  @Test("each row holds", arguments: 0..<(file?.rows.count ?? 0))
  func row(_ number: Int) throws {
    let file = try #require(Self.file)
    var run = try Run(visit: file.visit)
    for step in file.rows[number].steps { try run.take(step, file.rows[number].name) }
  }

  @Test("there are rows") func thereAreRows() { #expect((Self.file?.rows.count ?? 0) >= 20) }

  /// A member with a whole state, as the rows begin.
  private struct Run {
    var member: Seated
    let other = ID.random()
    private var at: Int { member.replica.view.visit }

    init(visit: Int) throws {
      member = try Seated()
      member.begin()
      let me = member.replica.seat.member
      for id in [me, other] {
        member.tell(.people(.memberJoined(member: id, name: member.replica.name, host: false)))
      }
      while member.replica.view.visit < visit { enter(member.replica.view.visit + 1) }
    }

    private mutating func enter(_ visit: Int) {
      let entry = Entry(
        step: "1.schrijf", visit: visit, clock: StepClock(planned: 1, ran: 0, since: nil), sets: [],
        floor: FloorState(turn: member.replica.view.floor.turn + 1))
      member.tell(.course(.stepEntered(entry)))
    }

    private func id(_ word: String?) -> ID? {
      word.map { $0 == "me" ? member.replica.seat.member : other }
    }

    mutating func take(_ step: Step, _ name: String) throws {
      if let said = step.say { member.replica.note(try message(said)) }
      if let event = step.event { tell(event) }
      if let change = step.view { show(change) }
      if let frame = step.presence {
        let hands = frame.hands.compactMap { id($0).map { Presence.Hand(member: $0, item: nil) } }
        member.tell(.presence(PresenceFrame(hands: hands)))
      }
      if step.welcome == true {
        _ = member.replica.hello()
        member.tell(.welcome(member.welcome()))
      }
      guard let again = step.again else { return }
      let repeats = try member.replica.repeats.map { message in
        try JSONDecoder().decode(JSONValue.self, from: Data(message.bytes))
      }
      #expect(repeats == again, "\(name)")
    }

    private func message(_ said: JSONValue) throws -> ClientMessage {
      switch said.do {
      case "hand":
        .hand(
          visit: try #require(said.visit), up: said.up == true,
          item: said.item.flatMap { ID(uuid: $0.utf8) })
      case "ready": .ready(visit: try #require(said.visit), ready: said.ready == true)
      default: .background(said.background == true)
      }
    }

    private mutating func tell(_ told: Told) {
      switch told.event {
      case "turn.changed":
        let floor = FloorState(
          turn: member.replica.view.floor.turn + 1, speaker: id(told.speaker))
        member.tell(.floor(.turnChanged(floor)))
      case "step.entered": enter(told.visit ?? 0)
      case "member.left": id(told.member).map { _ = member.tell(.people(.memberLeft(member: $0))) }
      default: id(told.member).map { _ = member.tell(.people(.memberReturned(member: $0))) }
      }
    }

    private mutating func show(_ change: Told) {
      var view = member.replica.view
      let me = member.replica.seat.member
      view.visit = change.visit ?? view.visit
      view.floor.spoken = change.turns.map { [Turns(member: me, turns: $0)] } ?? []
      view.floor.speaker = id(change.speaker)
      for place in view.members.indices {
        view.members[place].left = change.left == true && view.members[place].member == me
      }
      member.tell(.events([.view(seq: view.seq, view)]))
    }
  }
}
