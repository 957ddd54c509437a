import KringJSON

/// What a scripted group says: the method, the names and the texts of a play.
///
/// Where the script has no text for an input, the group says something made up; so does everybody
/// who was added by `fill`.
package struct Script: Sendable {
  /// The id of the method.
  package var method: String
  /// How many cases are played.
  package var cases: Int
  /// The length of the meeting in minutes.
  package var minutes: Int
  /// The names; the first one chairs, the next ones present a case each.
  package var members: [String]
  /// What is said, by plan step without its case and input.
  package var texts: [Line]
  /// The names in the script file.
  private(set) var scripted: Set<String> = []

  /// What a member says to an input of a step.
  package struct Line: Sendable, Hashable {
    /// The name of the member.
    package var member: String
    /// The step in the method file.
    package var step: String
    /// The input of the step.
    package var input: String
    /// The text.
    package var text: String
  }

  /// A script without texts, whose members have made-up names.
  package init(method: String, cases: Int = 1, minutes: Int = 60, members: Int) {
    self.method = method
    self.cases = cases
    self.minutes = minutes
    self.members = (0..<members).map(Self.name)
    texts = []
  }

  /// Reads a script file; throws with the place and what was expected.
  package init(file bytes: [UInt8]) throws(JSONError) {
    var reader = try ObjectReader(JSON.parse(bytes))
    method = try reader.string("method")
    cases = try reader.optionalInt("cases", in: 1...6) ?? 1
    minutes = try reader.optionalInt("minutes", in: 10...480) ?? 60
    members = []
    texts = []
    guard case .array(let names) = try reader.value("members", "a list of names") else {
      throw reader.failure("members", "a list of names")
    }
    for name in names {
      guard case .string(let text) = name else {
        throw reader.failure("members", "a list of names")
      }
      members.append(text.string)
    }
    guard 3...32 ~= members.count, Set(members).count == members.count else {
      throw reader.failure("members", "3 to 32 different names")
    }
    guard case .array(let lines) = try reader.value("texts", "a list of texts") else {
      throw reader.failure("texts", "a list of texts")
    }
    for (place, line) in lines.enumerated() {
      var line = try ObjectReader(line, path: "texts[\(place)]")
      texts.append(
        Line(
          member: try line.string("member"), step: try line.string("step"),
          input: try line.string("input"), text: try line.string("text")))
      guard members.contains(texts[place].member) else {
        throw line.failure("member", "one of the members")
      }
      try line.end()
    }
    try reader.end()
    scripted = Set(members)
  }

  /// Makes up to a number of members by adding made-up names.
  package mutating func fill(to count: Int) {
    var number = members.count
    while members.count < count {
      let name = Self.name(number)
      if !members.contains(name) { members.append(name) }
      number += 1
    }
  }

  private static let names = [
    "Anna", "Bram", "Celine", "Daan", "Elif", "Fatima", "Gijs", "Hanna", "Ilse", "Jamal", "Karin",
    "Loes",
  ]

  private static func name(_ place: Int) -> String {
    place < names.count ? names[place] : "Lid \(place + 1)"
  }
}
