import Foundation
import KringJSON
import KringProtocol
import Testing

@testable import KringCore

/// The rows of `protocol/vectors/rules.json`, which the browser's rules answer too.
@Suite("The rules of the meeting, by their vectors")
struct RulesTests {
  typealias Object = [String: Any]

  private static func load(_ name: String) throws -> Object {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../protocol/vectors/\(name)")
    return try #require(
      try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? Object)
  }

  private static func text(_ value: Any) throws -> String {
    let data = try JSONSerialization.data(withJSONObject: value, options: [.fragmentsAllowed])
    return String(decoding: data, as: UTF8.self)
  }

  @Test("each row is answered as it says")
  func rows() throws {
    let file = try Self.load("rules.json")
    let rows = try #require(file["rows"] as? [Object])
    #expect(rows.count > 90)
    for row in rows {
      let asked = try Question(row, file)
      let answer = try asked.answer()
      let expected = Question.named(row["answer"] ?? NSNull(), file)
      let place = "\(row["ask"] ?? ""): \(row["name"] ?? "")"
      let (found, wanted) = (try Self.text(answer), try Self.text(expected))
      #expect(found == wanted, "\(place)")
    }
  }

  /// A row with its state.
  struct Question {
    private let row: Object
    private let file: Object
    private let session: Session
    private let presence: Presence
    private let now: Int

    /// Puts ids in the place of names, also of those that are keys.
    static func named(_ value: Any, _ file: Object) -> Any {
      let names = file["names"] as? [String: String] ?? [:]
      switch value {
      case let text as String: return names[text] ?? text
      case let list as [Any]: return list.map { named($0, file) }
      case let object as Object:
        return Dictionary(
          uniqueKeysWithValues: object.map { (names[$0] ?? $0, named($1, file)) })
      default: return value
      }
    }

    init(_ row: Object, _ file: Object) throws {
      self.row = row
      self.file = file
      now = try #require(file["now"] as? Int)
      var state = try #require(file["base"] as? Object)
      state.merge(row["with"] as? Object ?? [:]) { $1 }
      let json = try Self.view(try #require(Self.named(state, file) as? Object), file)
      let bytes = [UInt8](try JSONSerialization.data(withJSONObject: json))
      let view = try decodeView(JSON.parse(bytes), for: Self.id("anna", file))
      var session = Session(view)
      for set in row["cards"] as? [Int] ?? [] {
        let item = ID(high: 0x4000, low: 0b10 << 62 | UInt64(set))
        session.apply(
          .card(
            ClosedCard(
              set: set, item: item, own: [], version: 1, author: nil,
              envelope: view.members[0].name)))
        session.apply(.ballot(set: set, ballot: [0], count: 1))
      }
      presence = try Self.presence(row["presence"] as? Object ?? [:], view, file)
      for one in row["after"] as? [Object] ?? [] {
        let by = try Self.id(try #require(one["by"] as? String), file)
        let asked = try Self.command(one, file)
        let decision = try session.decide(
          asked, Circumstances(by: by, now: now, presence: presence))
        decision.effects.forEach { session.apply($0) }
      }
      self.session = session
    }

    private static func id(_ name: String, _ file: Object) throws -> ID {
      let text = try #require((file["names"] as? [String: String])?[name])
      return try #require(ID(uuid: text.utf8))
    }

    /// The view of a state in the words of the protocol.
    private static func view(_ state: Object, _ file: Object) throws -> Object {
      var view = state
      let name = String(repeating: "A", count: Envelope.lengths[0])
      let left = try #require(state["left"] as? [String])
      view["members"] = try #require(state["members"] as? [String]).map { member -> Object in
        [
          "member": member, "name": name, "host": false, "left": left.contains(member),
          "removed": false,
        ]
      }
      view["attendance"] = [Any]()
      view["sets"] = try #require(state["sets"] as? [Object]).map { set -> Object in
        let path = (set["of"] as? String ?? "").split(separator: "/").map(String.init)
        let rest: Object = ["step": path[0], "input": path[1], "named": false]
        return rest.merging(set.filter { $0.key != "of" }) { $1 }
      }
      let steps = try #require(file["plan"] as? [Object]).map { step -> Object in
        let inputs = (step["inputs"] as? [Object] ?? []).map { input -> Object in
          [
            "named": input["opens"] == nil, "minimum": 3, "forcible": true, "page": Object(),
          ].merging(input) { $1 }
        }
        let rest: Object = [
          "planned_ms": 600_000, "least_ms": 1, "outside": "in", "page": Object(),
        ]
        return rest.merging(step) { $1 }.merging(["inputs": inputs]) { $1 }
      }
      let plan: Object = [
        "method": "rules", "version": 1, "cases": 2, "page": Object(), "steps": steps,
      ]
      let rest: Object = [
        "seq": 1, "session": "AAECAwQFBgcICQoLDA0ODw", "plan": plan, "locked": false, "take": 0,
        "roles": [Any](), "items": [Any](), "notes": [Any](), "reports": [Any](),
      ]
      return rest.merging(view) { $1 }
    }

    private static func presence(
      _ told: Object, _ view: View, _ file: Object
    ) throws -> Presence {
      var presence = Presence()
      for (name, since) in told["away"] as? [String: Int] ?? [:] {
        presence.away[try id(name, file)] = since
      }
      for name in told["hands"] as? [String] ?? [] {
        presence.raise(try id(name, file), item: nil)
      }
      presence.door = try (told["door"] as? [String] ?? []).map { name in
        Newcomer(
          member: try id(name, file), name: view.members[0].name, tokenHash: [], host: false,
          lost: false)
      }
      return presence
    }

    private func member(_ key: String) throws -> ID {
      try Self.id(try #require(row[key] as? String), file)
    }

    private func text(_ id: ID?) -> Any { id?.uuid ?? NSNull() as Any }

    private var of: String { row["of"] as? String ?? "" }

    private var step: Plan.Step? { session.full.creation?.plan.steps.first { $0.id == of } }

    /// What this side says.
    func answer() throws -> Any {
      switch row["ask"] as? String {
      case "round": return session.round.map(\.uuid)
      case "mayWrite":
        let path = of.split(separator: "/").map(String.init)
        let input = try #require(session.input(.init(step: path[0], input: path[1])))
        return session.mayWrite(try member("member"), input)
      case "presenterInForce": return text(session.presenterInForce)
      case "waitsForChair":
        return session.waitsForChair(
          now: now, presence: presence, besides: try member("member"))
      case "mayTakeChair":
        return session.mayTakeChair(try member("member"), now: now, presence: presence)
          ?? NSNull() as Any
      case "isDoorkeeper":
        let circumstances = Circumstances(by: try member("member"), now: now, presence: presence)
        do { try session.requireDoorkeeper(circumstances) } catch { return false }
        return true
      case "mayGiveSeat":
        return session.mayGiveSeat(
          try Self.id(of, file), by: try member("member"), presence: presence) ?? NSNull() as Any
      case "hands": return PresenceFrame(presence, in: session.full).hands.map(\.member.uuid)
      case "setsLeftBehind":
        return session.setsLeftBehind(to: try #require(session.place(of: of))).map(\.set)
      case "openableSets":
        return session.full.sets.filter { $0.state == .closed && isOpenable($0.set) }.map(\.set)
      case "isSettled": return session.full.isSettled(try #require(step))
      case "nextStep": return session.full.nextStep?.id ?? NSNull() as Any
      case "elapsed": return session.full.clock.elapsed(at: now)
      case "hears": return try heard(by: try member("member"))
      default: return try outcome()
      }
    }

    /// The words of the events of `messages.json` of which a member is told, whoever else causes them.
    private func heard(by member: ID) throws -> [String] {
      var words: Set<String> = []
      for message in try #require(try RulesTests.load("messages.json")["messages"] as? [Object]) {
        guard message["valid"] as? Bool == true, let text = message["json"] as? String,
          (message["def"] as? String)?.hasPrefix("event/") == true,
          case .array(let events)? = try JSON.parse(Array(text.utf8), limits: .init(depth: 16))[
            "events"]
        else { continue }
        for json in events {
          guard case .string(let word)? = json["event"] else { continue }
          let event = try decodeEvent(json)
          if session.audience(of: event.kind, by: event.by).includes(member) {
            words.insert(word.string)
          }
        }
      }
      return words.sorted()
    }

    private func isOpenable(_ set: Int) -> Bool {
      let circumstances = Circumstances(
        by: session.full.chair ?? ID(high: 0, low: 0), now: now, presence: presence)
      do { _ = try session.decide(.sets(.openSet(set: set)), circumstances) } catch {
        return error.code != .notNow
      }
      return true
    }

    /// The command under `do`.
    private static func command(_ object: Object, _ file: Object) throws -> Command {
      var command = try #require(named(object["do"] ?? NSNull(), file) as? Object)
      command["ref"] = 0
      let bytes = [UInt8](try JSONSerialization.data(withJSONObject: command))
      guard case .command(_, let asked) = try ClientMessage.decode(bytes) else {
        throw BadVector(description: "\(command) is no command")
      }
      return asked
    }

    private func outcome() throws -> Any {
      let asked = try Self.command(row, file)
      let circumstances = Circumstances(by: try member("by"), now: now, presence: presence)
      do { _ = try session.decide(asked, circumstances) } catch { return error.code.rawValue }
      return "ok"
    }
  }

  /// What is wrong with the file.
  private struct BadVector: Error {
    let description: String
  }
}
