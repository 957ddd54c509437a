import KringCore
import KringJSON

/// What may stand in an envelope, for each place there is: `protocol/README.md`, section 10.
///
/// A member may have any client, so all that members write passes here before anything else sees it.
package enum ContentKind: Hashable, Sendable {
  /// The name of a member.
  case name
  /// A member's own mark on an item.
  case mark
  /// The note line of a step.
  case note
  /// The link of the call.
  case call
  /// An item of an input, by the input's part of the method file.
  case input(page: JSON)

  /// Returns the JSON of an envelope with the keys of its kind only, each of the right type, or
  /// `nil`, which is shown as broken.
  package func content(_ json: JSON) -> JSON? {
    guard case .object = json else { return nil }
    switch self {
    case .name:
      return json["name"]?.string.flatMap(Names.clean).map { Self.object("name", $0) }
    case .mark:
      return json["mark"]?.string.flatMap {
        $0.isEmpty || $0 == "touched" ? Self.object("mark", $0) : nil
      }
    case .note:
      return json["text"]?.string.map { Self.object("text", Names.isVisible($0) ? $0 : "") }
    case .call:
      return json["url"]?.string.flatMap { Self.isCallLink($0) ? Self.object("url", $0) : nil }
    case .input(let page):
      guard var fields = InputContent(page: page, json: json).fields else { return nil }
      switch json["private"] {
      case nil, .bool(false): break
      case .bool(true): fields.append(.init("private", .bool(true)))
      default: return nil
      }
      return .object(fields)
    }
  }

  private static func object(_ key: String, _ text: String) -> JSON {
    .object([.init(key, .string(JSONText(text)))])
  }

  /// Whether people may be sent to an address for their call: with TLS, without a name or password
  /// in it, and of characters that no program reads in two ways.
  static func isCallLink(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    let scheme = Array("https://".utf8)
    guard bytes.count > scheme.count,
      zip(bytes, scheme).allSatisfy({ $0 == $1 || $0 == $1 - 0x20 })
    else { return false }
    var rest = bytes.dropFirst(scheme.count)
    let host = rest.prefix { isHostByte($0) }
    guard let first = host.first, let last = host.last, isAlphanumeric(first), isAlphanumeric(last)
    else { return false }
    rest = rest.dropFirst(host.count)
    if rest.first == UInt8(ascii: ":") {
      let port = rest.dropFirst().prefix { isDigit($0) }
      guard 1...5 ~= port.count else { return false }
      rest = rest.dropFirst(1 + port.count)
    }
    guard let start = rest.first else { return true }
    guard "/?#".utf8.contains(start), rest.count <= 2_001 else { return false }
    return rest.allSatisfy { 0x21...0x7e ~= $0 && !#""<>\`"#.utf8.contains($0) }
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    isDigit(byte) || UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20
  }

  private static func isHostByte(_ byte: UInt8) -> Bool {
    isAlphanumeric(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
  }
}

/// A text of an input, held against the input's kind.
private struct InputContent {
  let page: JSON
  let json: JSON

  /// The keys of the kind, or `nil` if any of them is wrong.
  var fields: [JSON.Field]? {
    switch page["as"]?.string {
    case "text": page["fields"] == nil ? text : form
    case "number": number
    case "point": point
    case "pick": pick
    default: nil
    }
  }

  private var text: [JSON.Field]? {
    guard let text = json["text"]?.string, Names.isVisible(text) else { return nil }
    return [.init("text", .string(JSONText(text)))]
  }

  private var form: [JSON.Field]? {
    guard case .array(let parts)? = page["fields"] else { return nil }
    var fields: [JSON.Field] = []
    for part in parts {
      guard let id = part.string ?? part["id"]?.string, let value = json[id] else { continue }
      guard let text = value.string else { return nil }
      guard Names.isVisible(text) else { continue }
      guard id != "due" || Self.isDay(text) else { return nil }
      fields.append(.init(id, .string(JSONText(text))))
    }
    return fields.isEmpty ? nil : fields
  }

  private var number: [JSON.Field]? {
    guard let number = json["number"]?.double, case .array(let range)? = page["range"],
      range.count == 2, let low = range[0].double, let high = range[1].double,
      low <= number, number <= high, number == number.rounded()
    else { return nil }
    return [.init("number", .int(Int(number)))]
  }

  private var point: [JSON.Field]? {
    guard let x = json["x"]?.double, let y = json["y"]?.double, -1...1 ~= x, -1...1 ~= y else {
      return nil
    }
    // Adding nothing makes minus zero zero.
    return [.init("x", .double(x + 0)), .init("y", .double(y + 0))]
  }

  private var pick: [JSON.Field]? {
    guard case .array(let picks)? = json["pick"] else { return nil }
    var kinds: [(JSON) -> Bool] = []
    if page["of"] != nil { kinds.append { $0.string.flatMap { ID(uuid: $0.utf8) } != nil } }
    if case .array(let options)? = page["options"] {
      kinds.append { pick in pick.string != nil && options.contains { $0["id"] == pick } }
    }
    guard !picks.isEmpty, picks.count == kinds.count,
      zip(kinds, picks).allSatisfy({ isRight, pick in isRight(pick) })
    else { return nil }
    return [.init("pick", .array(picks))]
  }

  /// Whether a text is a day that there is, as `2027-01-15`.
  private static func isDay(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
    guard bytes.count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-") else {
      return false
    }
    func number(_ places: Range<Int>) -> Int? {
      guard bytes[places].allSatisfy({ digits ~= $0 }) else { return nil }
      return bytes[places].reduce(0) { $0 * 10 + Int($1 - digits.lowerBound) }
    }
    guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10),
      1...12 ~= month
    else { return false }
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    return 1...days[month - 1] ~= day
  }
}

extension JSON {
  /// The number, if it is one.
  var double: Double? {
    switch self {
    case .int(let number): Double(number)
    case .double(let number): number
    default: nil
    }
  }
}
