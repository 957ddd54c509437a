import KringJSON

/// A method made up by chance: valid, and of no use to anybody.
struct DrawnMethod {
  private var chance: SeededRandom
  private var steps: [Step] = []

  private struct Step {
    var id: String
    var isChoice: Bool
    var floor: String
    var outside: String
    var inputs: [Input] = []
  }

  private struct Input {
    var id: String
    /// The place of the step that opens it; `nil` for a live one.
    var opens: Int?
    var text: String
  }

  /// Makes up the method of a seed, as the JSON of a method file.
  static func json(seed: UInt64) throws -> JSON {
    var drawn = DrawnMethod(chance: SeededRandom(seed: seed))
    return try JSON.parse(Array(drawn.file().utf8))
  }

  private init(chance: SeededRandom) {
    self.chance = chance
  }

  private static let words = #"{"nl":"iets","en":"something"}"#

  private mutating func pick(_ words: [String]) -> String {
    words.randomElement(using: &chance) ?? ""
  }

  private mutating func file() -> String {
    let count = Int.random(in: 2...6, using: &chance)
    let chooses = chance.happens(30)
    for place in 0..<count { steps.append(step(place, isChoice: chooses && place == 0)) }
    for place in 0..<count {
      for number in 0..<Int.random(in: 0...3, using: &chance) {
        steps[place].inputs.append(input(number, in: place, of: count))
      }
    }
    let texts = steps.indices.map { text(of: $0) }.joined(separator: ",")
    let words = Self.words
    return """
      {"kring":1,"id":"drawn","version":1,"group":[2,3,7,32],"name":\(words),"summary":\(words),\
      "origin":\(words),"evidence":\(words),"steps":[\(texts)]}
      """
  }

  private mutating func step(_ place: Int, isChoice: Bool) -> Step {
    var step = Step(id: "s\(place)", isChoice: isChoice, floor: "free", outside: "in")
    step.floor = pick(
      isChoice
        ? ["free", "hands", "turns", "nobody"]
        : ["presenter", "hands", "turns", "turns", "nobody", "free"])
    if !isChoice, step.floor != "presenter" {
      step.outside = pick(["in", "in", "silent", "turned", "away", "away"])
    }
    return step
  }

  private mutating func input(_ number: Int, in place: Int, of count: Int) -> Input {
    let step = steps[place]
    let isPresented = !step.isChoice && step.outside != "away"
    let by = pick(["others", "others", "all", "chair"] + (isPresented ? ["presenter"] : []))
    var text = #""id":"i\#(number)","by":"\#(by)","label":\#(Self.words)"#
    switch Int.random(in: 0..<6, using: &chance) {
    case 0:
      let options = ["a", "b"].map { #"{"id":"\#($0)","label":\#(Self.words)}"# }
      text += #","as":"pick","options":[\#(options.joined(separator: ","))]"#
    case 1, 2: text += #","as":"number","range":[1,5]"#
    default: text += #","as":"text""#
    }
    if chance.happens(40) { text += #","max":\#(Int.random(in: 1...3, using: &chance))"# }
    var opens: Int?
    if chance.happens(65) {
      let later = Int.random(in: place..<count, using: &chance)
      opens = later
      text += #","opens":"\#(steps[later].id)""#
      if by == "others" || by == "all", chance.happens(75) { text += #","named":false"# }
    }
    return Input(id: "i\(number)", opens: opens, text: text)
  }

  private mutating func text(of place: Int) -> String {
    let step = steps[place]
    let icon = step.isChoice ? "choose" : "discuss"
    let words = Self.words
    var text = """
      {"id":"\(step.id)","name":\(words),"icon":"\(icon)","floor":"\(step.floor)",\
      "minutes":\(Int.random(in: 1...9, using: &chance)),\
      "do":{"chair":\(words),"presenter":\(words),"others":\(words)}
      """
    if step.outside != "in" { text += #","outside":"\#(step.outside)""# }
    if step.floor == "turns", let over = over(place), chance.happens(60) {
      text += #","over":"\#(over)""#
    }
    if chance.happens(15) {
      text += #","cast":[{"id":"a","label":\#(words)},{"id":"b","label":\#(words)}]"#
    }
    if !step.inputs.isEmpty {
      text += #","inputs":[\#(step.inputs.map { "{\($0.text)}" }.joined(separator: ","))]"#
    }
    return text + "}"
  }

  /// A closed input that is open by a step.
  private mutating func over(_ place: Int) -> String? {
    var targets: [String] = []
    for written in 0...place {
      for input in steps[written].inputs {
        if let opens = input.opens, opens <= place { targets.append("s\(written).\(input.id)") }
      }
    }
    return targets.randomElement(using: &chance)
  }
}
