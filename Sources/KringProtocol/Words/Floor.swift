import KringCore
import KringJSON

// The floor and the cast list, as JSON.

extension Command.Floor {
  enum Word: String, CaseIterable {
    case turnNext = "turn.next"
    case turnLater = "turn.later"
    case turnSkip = "turn.skip"
    case turnGive = "turn.give"
    case turnRead = "turn.read"
    case castTake = "cast.take"
  }

  var word: Word {
    switch self {
    case .nextTurn: .turnNext
    case .laterTurn: .turnLater
    case .skipTurn: .turnSkip
    case .giveTurn: .turnGive
    case .readTurn: .turnRead
    case .cast: .castTake
    }
  }

  init(_ word: Word, from reader: inout ObjectReader) throws(JSONError) {
    switch word {
    case .turnNext: self = .nextTurn(turn: try reader.int("turn"))
    case .turnLater:
      self = .laterTurn(turn: try reader.int("turn"), member: try reader.id("member"))
    case .turnSkip:
      self = .skipTurn(turn: try reader.int("turn"), member: try reader.id("member"))
    case .turnGive:
      self = .giveTurn(turn: try reader.int("turn"), member: try reader.id("member"))
    case .turnRead: self = .readTurn(turn: try reader.int("turn"))
    case .castTake:
      self = .cast(take: try reader.int("take"), roles: try reader.roles(.strict))
    }
  }

  func encode(_ writer: inout JSONWriter) {
    switch self {
    case .nextTurn(let turn), .readTurn(let turn): writer.int("turn", turn)
    case .laterTurn(let turn, let member), .skipTurn(let turn, let member),
      .giveTurn(let turn, let member):
      writer.int("turn", turn)
      writer.id("member", member)
    case .cast(let take, let roles):
      writer.int("take", take)
      writer.roles(roles)
    }
  }
}

extension Event.Floor {
  enum Word: String, CaseIterable {
    case turnChanged = "turn.changed"
    case castChanged = "cast.changed"
  }

  var word: Word {
    switch self {
    case .turnChanged: .turnChanged
    case .castChanged: .castChanged
    }
  }

  init(
    _ word: Word, from reader: inout ObjectReader, _ strictness: Strictness
  ) throws(JSONError) {
    switch word {
    case .turnChanged: self = .turnChanged(try reader.floor(strictness))
    case .castChanged:
      self = .castChanged(take: try reader.int("take"), roles: try reader.roles(strictness))
    }
  }

  func encode(_ writer: inout JSONWriter) {
    switch self {
    case .turnChanged(let floor): writer.floor(floor)
    case .castChanged(let take, let roles):
      writer.int("take", take)
      writer.roles(roles)
    }
  }
}

extension ObjectReader {
  /// Takes `floor`: who speaks and who is next.
  mutating func floor(_ strictness: Strictness) throws(JSONError) -> FloorState {
    var reader = try object("floor")
    let floor = FloorState(
      turn: try reader.int("turn"), speaker: try reader.nullableID("speaker"),
      card: try reader.nullableID("card"), waiting: try reader.ids("waiting"),
      spoken: try reader.objects("spoken") { reader throws(JSONError) in
        let count = Turns(member: try reader.id("member"), turns: try reader.int("turns"))
        try reader.end(strictness)
        return count
      })
    try reader.end(strictness)
    return floor
  }

  /// Takes `roles`: a cast list.
  mutating func roles(_ strictness: Strictness) throws(JSONError) -> [Role] {
    try objects("roles", count: 0...64) { reader throws(JSONError) in
      let role = Role(role: try reader.word("role", "a role"), member: try reader.id("member"))
      try reader.end(strictness)
      return role
    }
  }
}

extension JSONWriter {
  mutating func floor(_ floor: FloorState) {
    object("floor") { writer in
      writer.int("turn", floor.turn)
      writer.nullableID("speaker", floor.speaker)
      writer.nullableID("card", floor.card)
      writer.ids("waiting", floor.waiting)
      writer.objects("spoken", floor.spoken) { writer, count in
        writer.id("member", count.member)
        writer.int("turns", count.turns)
      }
    }
  }

  mutating func roles(_ roles: [Role]) {
    objects("roles", roles) { writer, role in
      writer.string("role", role.role)
      writer.id("member", role.member)
    }
  }
}
