import KringCore
import KringJSON

// The parts that events and views share.
extension ObjectReader {
  mutating func creation(_ strictness: Strictness) throws(JSONError) -> Creation {
    Creation(
      session: try opaqueID("session"),
      plan: try decodePlan(try value("plan", "a plan"), path: JSONPath.key("plan", in: path)),
      start: try optionalInt("start_ms"), end: try optionalInt("end_ms"),
      call: try optionalCall(strictness))
  }

  /// Takes `call`, if there: the link of the call.
  mutating func optionalCall(_ strictness: Strictness) throws(JSONError) -> Sealed? {
    guard var reader = try optionalObject("call") else { return nil }
    let call = try reader.sealed("item")
    try reader.end(strictness)
    return call
  }

  /// Takes an id and `envelope`, side by side.
  mutating func sealed(_ key: String) throws(JSONError) -> Sealed {
    Sealed(item: try id(key), envelope: try envelope())
  }

  mutating func clock(_ strictness: Strictness) throws(JSONError) -> Clock {
    var reader = try object("clock")
    let clock = Clock(
      planned: try reader.int("planned_ms"), ran: try reader.int("ran_ms"),
      since: try reader.nullableInt("since_ms"))
    try reader.end(strictness)
    return clock
  }

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

  mutating func openedItems(_ strictness: Strictness) throws(JSONError) -> [OpenedItem] {
    try objects("items") { reader throws(JSONError) in
      let card = OpenedItem(
        item: try reader.id("item"), by: try reader.optionalID("by"),
        envelope: try reader.envelope())
      try reader.end(strictness)
      return card
    }
  }
}
