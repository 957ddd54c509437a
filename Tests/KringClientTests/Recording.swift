import KringCore
import KringJSON
import KringProtocol
import KringTestSupport

/// What the members of a meeting were sent, and what each of them knows in the end, as it lies in
/// `protocol/vectors/sessions`.
///
/// An event is written once, in `log`, and then called by its number; an envelope is written
/// without the `A`s at its end. So the files stay small enough to be read.
struct Recording {
  /// What it is a record of.
  let name: String
  /// The members in order of arrival.
  private(set) var members: [ID] = []
  /// Each event, by its number.
  private(set) var log: [Int: JSON] = [:]
  /// What each member was sent, in order; a number stands for the event in the log.
  private(set) var events: [ID: [JSON]] = [:]
  /// What each member knows in the end.
  private(set) var views: [ID: JSON] = [:]

  private static let limits = JSON.Limits(depth: 32)

  /// Takes down what members heard since a certain frame.
  init(name: String, of members: [(member: StageMember, from: Int)]) throws {
    self.name = name
    var envelopes: [JSONText: JSON] = [:]
    for (member, from) in members {
      self.members.append(member.id)
      for frame in member.heard[from...] {
        guard case .array(let entries) = try JSON.parse(frame, limits: Self.limits)["events"]
        else { continue }
        for entry in entries { note(Self.shorten(entry, &envelopes), for: member.id) }
      }
      let told = try JSON.parse(member.viewBytes, limits: Self.limits)
      views[member.id] = told["view"].map { Self.shorten($0, &envelopes) }
    }
  }

  private mutating func note(_ entry: JSON, for member: ID) {
    if entry["event"] != nil, case .int(let number) = entry["seq"] {
      precondition(log[number].map { $0 == entry } ?? true, "two events have one number")
      log[number] = entry
      events[member, default: []].append(.int(number))
    } else {
      events[member, default: []].append(entry)
    }
  }

  // MARK: The file

  /// The file, an event on each line.
  var bytes: [UInt8] {
    func lines(_ values: [String]) -> String { values.joined(separator: ",\n") }
    func text(_ json: JSON) -> String { String(decoding: json.bytes, as: UTF8.self) }
    var seen: [JSON: ID] = [:]
    let all = members.map { member in
      let view = views[member] ?? .null
      // Who sees the same as another points there.
      let other = seen[view].map { JSON.string(JSONText($0.uuid)) }
      seen[view] = seen[view] ?? member
      return "\"\(member.uuid)\":\(text(other ?? view))"
    }
    let file = """
      {"name":\(text(.string(JSONText(name)))),
      "log":[
      \(lines(log.keys.sorted().compactMap { log[$0] }.map(text))
      )],
      "events":{
      \(lines(members.map { "\"\($0.uuid)\":\(text(.array(events[$0] ?? [])))" })
      )},
      "views":{
      \(lines(all)
      )}}

      """
    return Array(file.utf8)
  }

  /// Reads a file back.
  init(file: [UInt8]) throws {
    var reader = try ObjectReader(JSON.parse(file, limits: Self.limits))
    name = try reader.string("name")
    if case .array(let entries) = try reader.value("log", "a list") {
      for case (let entry, .int(let number)?) in entries.map({ ($0, $0["seq"]) }) {
        log[number] = entry
      }
    }
    let all = try reader.value("views", "an object")
    if case .object(let fields) = try reader.value("events", "an object") {
      for field in fields {
        guard let member = ID(uuid: field.key[...].utf8), case .array(let entries) = field.value
        else { continue }
        members.append(member)
        events[member] = entries
        if case .string(let other)? = all[field.key] {
          views[member] = all[other.string]
        } else {
          views[member] = all[field.key]
        }
      }
    }
    try reader.end()
  }

  /// A frame with everything that a member was sent, as on the wire.
  func frame(for member: ID) -> [UInt8] {
    let entries = (events[member] ?? []).map { entry -> JSON in
      if case .int(let number) = entry { return log[number] ?? .null }
      return entry
    }
    return JSON.object([.init("events", .array(entries.map(Self.lengthen)))]).bytes
  }

  /// A frame with the view of a member, as on the wire.
  func viewFrame(for member: ID) -> [UInt8] {
    let view = views[member] ?? .null
    let entry = JSON.object([.init("seq", view["seq"] ?? .null), .init("view", view)])
    return JSON.object([.init("events", .array([Self.lengthen(entry)]))]).bytes
  }

  // MARK: Envelopes

  /// Puts a number in the place of each envelope: which text is in it, no fold can know.
  private static func shorten(_ json: JSON, _ envelopes: inout [JSONText: JSON]) -> JSON {
    switch json {
    case .string(let text) where Envelope.lengths.contains(text.bytes.count):
      let short = envelopes[text] ?? .string(JSONText("AQAA\(envelopes.count + 1)"))
      envelopes[text] = short
      return short
    case .array(let values): return .array(values.map { shorten($0, &envelopes) })
    case .object(let fields):
      return .object(fields.map { .init($0.key, shorten($0.value, &envelopes)) })
    default: return json
    }
  }

  private static func lengthen(_ json: JSON) -> JSON {
    switch json {
    case .string(let text) where text.string.hasPrefix("AQAA"):
      let rest = Envelope.lengths[0] - text.bytes.count
      return .string(JSONText(text.string + String(repeating: "A", count: rest)))
    case .array(let values): return .array(values.map(lengthen))
    case .object(let fields): return .object(fields.map { .init($0.key, lengthen($0.value)) })
    default: return json
    }
  }
}
