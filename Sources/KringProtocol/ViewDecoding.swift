import KringCore
import KringJSON

/// Reads the view of a member, whose own marks are the only ones in it; ignores unknown keys.
package func decodeView(
  _ json: JSON, for member: ID, path: String = ""
) throws(JSONError) -> View {
  var reader = try ObjectReader(json, path: path)
  var view = View()
  view.seq = try reader.int("seq")
  view.at = try reader.int("at_ms")
  view.creation = try reader.creation(.lenient)
  view.edition = try reader.optionalInt("edition") ?? 0
  view.ending = try reader.optionalInt("ending_ms")
  try view.readPeople(&reader)
  try view.readCourse(&reader)
  try view.readTexts(&reader, for: member)
  view.attendance = try reader.objects("attendance") { reader throws(JSONError) in
    View.Attendance(at: try reader.int("at_ms"), members: try reader.ids("members"))
  }
  view.secrecy = try reader.optionalInt("secrecy_ms")
  view.purge = try reader.optionalInt("purge_ms")
  view.reports = try reader.ids("reports")
  return view
}

extension View {
  fileprivate mutating func readPeople(_ reader: inout ObjectReader) throws(JSONError) {
    members = try reader.objects("members") { reader throws(JSONError) in
      var member = Member(
        member: try reader.id("member"), name: try reader.envelope("name"),
        host: try reader.bool("host"))
      member.left = try reader.bool("left")
      member.removed = try reader.bool("removed")
      if var given = try reader.optionalObject("given") {
        member.given = Given(at: try given.int("at_ms"), by: try given.id("by"))
      }
      return member
    }
    locked = try reader.bool("locked")
    chair = try reader.nullableID("chair")
    term = try reader.int("term")
    back = try reader.nullableID("back")
    guiding = try reader.bool("guiding")
    deputy = try reader.nullableID("deputy")
  }

  fileprivate mutating func readCourse(_ reader: inout ObjectReader) throws(JSONError) {
    cases = try reader.objects("cases") { reader throws(JSONError) in
      var each = Case()
      each.presenter = try reader.nullableID("presenter")
      each.chair = try reader.nullableID("chair")
      each.item = try reader.nullableID("item")
      each.stopped = try reader.bool("stopped")
      return each
    }
    step = try reader.nullableStep()
    visit = try reader.int("visit")
    visited = try reader.texts("visited", as: "the id of a step", ObjectReader.step(_:))
    clock = try reader.clock(.lenient)
    floor = try reader.floor(.lenient)
    called = try reader.bool("called")
    halted = try reader.nullableID("halted")
    pen = try reader.nullableID("pen")
    take = try reader.int("take")
    roles = try reader.roles(.lenient)
  }

  fileprivate mutating func readTexts(
    _ reader: inout ObjectReader, for member: ID
  ) throws(JSONError) {
    items = try reader.objects("items") { reader throws(JSONError) in
      try Item(from: &reader, for: member)
    }
    notes = try reader.objects("notes") { reader throws(JSONError) in
      Note(
        step: try reader.step(), by: try reader.optionalID("by"),
        note: try reader.sealed("note"))
    }
    sets = try reader.objects("sets") { reader throws(JSONError) in
      var set = CardSet(
        set: try reader.number("set"), path: try reader.inputPath(),
        named: try reader.bool("named"))
      set.state = try reader.choice("state")
      set.due = try reader.optionalInt("due_ms")
      set.late = reader.has("late") ? try reader.ids("late") : []
      return set
    }
  }
}

extension View.Item {
  fileprivate init(from reader: inout ObjectReader, for member: ID) throws(JSONError) {
    let id = try reader.id("item")
    let path = try reader.inputPath()
    let set = reader.has("set") ? try reader.number("set") : nil
    let by = try reader.optionalID("by")
    let version = try reader.number("version")
    self.init(item: id, path: path, set: set, by: by, envelope: try reader.envelope())
    self.version = version
    folded = try reader.bool("folded")
    claimed = try reader.optionalID("claimed")
    nonce = try reader.optionalBytes32("nonce")
    if var mark = try reader.optionalObject("mark") {
      marks = [View.Mark(by: member, mark: try mark.sealed("mark"))]
    }
  }
}
