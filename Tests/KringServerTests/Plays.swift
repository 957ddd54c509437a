import KringClient
import KringCore
import KringJSON
import KringJournal
import KringPlay
import KringProtocol
import KringTestSupport
import Testing

/// A group for a method that is played on a stage.
struct Cast: Sendable, CustomTestStringConvertible {
  let method: String
  let members: Int
  var cases = 1
  /// Whether the presenter receives nothing where the file says that nobody sees or hears one.
  var isAway = false

  var script: Script { Script(method: method, cases: cases, members: members) }

  var testDescription: String {
    "\(method) with \(members)\(cases > 1 ? ", \(cases) cases" : "")\(isAway ? ", away" : "")"
  }

  /// What is posted.
  func file() throws -> CreateRequest.Method {
    guard isAway else { return .named(method) }
    let text = String(
      decoding: try Repository.bytes("protocol/methods/\(method).json"), as: UTF8.self)
    // The others write while the presenter is away, so that there is something not to be told.
    let input = #"{"id":"kern","by":"others","as":"text","label":{"nl":"a","en":"a"}}"#
    let away = text.replacing(
      #""outside": "turned","#, with: #""outside": "away", "inputs": [\#(input)],"#)
    try #require(away != text)
    return .file(try JSON.read(Array(away.utf8)))
  }

  func perform(on stage: Stage) throws -> Performance {
    try Performance(script, on: stage, method: try file())
  }

  static let all = [
    Cast(method: "bovv6", members: 6), Cast(method: "incident", members: 5, cases: 2),
    Cast(method: "incident", members: 5, isAway: true), Cast(method: "hats", members: 4),
    Cast(method: "leary", members: 4), Cast(method: "clinic", members: 4),
    Cast(method: "troika", members: 3, cases: 3),
  ]
}

/// The states that a member has had, by the last event, folded anew from the frames so that it
/// says nothing of what the replica made of them.
struct History {
  private(set) var states: [Int: View] = [:]
  private var view = View()
  private var taken = 0

  mutating func take(_ member: StageMember) throws {
    for frame in member.heard[taken...] {
      guard case .events(let parts) = try ServerMessage.decode(frame, for: member.id) else {
        continue
      }
      for part in parts {
        switch part {
        case .event(let event): view.reduce(event)
        case .gap(_, let to): view.pass(seq: to)
        case .view(_, let whole): view = whole
        case .unknown: Issue.record("an unknown event")
        }
        states[view.seq] = view
      }
    }
    taken = member.heard.count
  }
}

/// What came of a frame of events.
enum Delivery: Hashable {
  case event(Int)
  case gap(Int, Int)
  case view(Int)

  /// The parts of all frames of events, in order; frames of other kinds are left out.
  static func parts(_ frames: some Sequence<[UInt8]>, for member: ID) throws -> [Delivery] {
    try frames.flatMap { frame -> [Delivery] in
      guard case .events(let parts) = try ServerMessage.decode(frame, for: member) else {
        return []
      }
      return parts.map { part in
        switch part {
        case .event(let event): .event(event.seq)
        case .gap(let from, let to): .gap(from, to)
        case .view(let seq, _): .view(seq)
        case .unknown(let seq): .event(seq)
        }
      }
    }
  }
}

/// Expects that a disturbed play left the same behind as one that nobody disturbed.
func expectSame(
  _ play: Performance, as quiet: Performance, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  func events(_ play: Performance) -> [String] {
    play.stage.disk.written.compactMap { entry -> String? in
      guard case .event(_, _, let bytes) = entry else { return nil }
      return String(decoding: bytes.prefix(300), as: UTF8.self)
    }
  }
  let (left, right) = (events(play), events(quiet))
  if let place = zip(left, right).enumerated().first(where: { $0.element.0 != $0.element.1 })?
    .offset
  {
    Issue.record(
      "event: \(left[place]), undisturbed: \(right[place])", sourceLocation: sourceLocation)
  }
  #expect(left.count == right.count, sourceLocation: sourceLocation)
  for (place, member) in play.members.enumerated() {
    #expect(member.replica.pending == [], sourceLocation: sourceLocation)
    let isSame = member.viewBytes == quiet.members[place].viewBytes
    #expect(isSame, "the view of member \(place)", sourceLocation: sourceLocation)
  }
}

extension JSON {
  /// Reads what the server wrote, which nests deeper than what clients may send.
  static func read(_ bytes: [UInt8]) throws -> JSON {
    try parse(bytes, limits: Limits(depth: 32))
  }

  /// The elements of an array; none of anything else.
  var elements: [JSON] {
    guard case .array(let elements) = self else { return [] }
    return elements
  }

  /// The keys of an object, in order; none of anything else.
  var keys: [String] {
    guard case .object(let fields) = self else { return [] }
    return fields.map(\.key)
  }
}
