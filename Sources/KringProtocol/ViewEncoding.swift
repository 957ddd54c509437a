import KringCore
import KringJSON

/// Writes a view as one member may see it: nothing is hidden here, so that is for `Session.view(for:)`
/// to have done.
///
/// The keys have one order, so that equal views give equal bytes. The view must contain the
/// event that created the session.
package func encodeView(_ view: View, into bytes: inout [UInt8]) {
  write(into: &bytes) { $0.view(view) }
}

extension JSONWriter {
  mutating func view(_ view: View) {
    guard let creation = view.creation else {
      preconditionFailure("a session without its first event is shown to nobody")
    }
    object { writer in
      writer.int("seq", view.seq)
      writer.int("at_ms", view.at)
      writer.creation(creation)
      writer.int("edition", view.edition)
      writer.optionalInt("ending_ms", view.ending)
      view.encodePeople(&writer)
      view.encodeCourse(&writer)
      view.encodeTexts(&writer)
      writer.objects("attendance", view.attendance) { writer, noted in
        writer.int("at_ms", noted.at)
        writer.ids("members", noted.members)
      }
      writer.optionalInt("secrecy_ms", view.secrecy)
      writer.optionalInt("purge_ms", view.purge)
      writer.ids("reports", view.reports)
    }
  }
}

extension View {
  fileprivate func encodePeople(_ writer: inout JSONWriter) {
    writer.objects("members", members) { writer, member in
      writer.id("member", member.member)
      writer.envelope("name", member.name)
      writer.bool("host", member.host)
      writer.bool("left", member.left)
      writer.bool("removed", member.removed)
      guard let given = member.given else { return }
      writer.object("given") { writer in
        writer.int("at_ms", given.at)
        writer.id("by", given.by)
      }
    }
    writer.bool("locked", locked)
    writer.nullableID("chair", chair)
    writer.int("term", term)
    writer.nullableID("back", back)
    writer.bool("guiding", guiding)
    writer.nullableID("deputy", deputy)
  }

  fileprivate func encodeCourse(_ writer: inout JSONWriter) {
    writer.objects("cases", cases) { writer, each in
      writer.nullableID("presenter", each.presenter)
      writer.nullableID("chair", each.chair)
      writer.nullableID("item", each.item)
      writer.bool("stopped", each.stopped)
    }
    writer.nullableString("step", step)
    writer.int("visit", visit)
    writer.key("visited")
    writer.beginArray()
    for step in visited { writer.string(step) }
    writer.endArray()
    writer.clock(clock)
    writer.floor(floor)
    writer.bool("called", called)
    writer.nullableID("halted", halted)
    writer.nullableID("pen", pen)
    writer.int("take", take)
    writer.roles(roles)
  }

  fileprivate func encodeTexts(_ writer: inout JSONWriter) {
    writer.objects("items", items) { writer, item in
      writer.id("item", item.item)
      writer.inputPath(item.path)
      writer.optionalInt("set", item.set)
      writer.optionalID("by", item.by)
      writer.int("version", item.version)
      writer.envelope(item.envelope)
      writer.bool("folded", item.folded)
      writer.optionalID("claimed", item.claimed)
      if let nonce = item.nonce { writer.bytes32("nonce", nonce) }
      precondition(item.marks.count < 2, "a member has one mark on an item and sees no other")
      if let own = item.marks.first { writer.sealed("mark", as: "mark", own.mark) }
    }
    writer.objects("notes", notes) { writer, note in
      writer.string("step", note.step)
      writer.optionalID("by", note.by)
      writer.id("note", note.note.item)
      writer.envelope(note.note.envelope)
    }
    writer.objects("sets", sets) { writer, set in
      writer.int("set", set.set)
      writer.inputPath(set.path)
      writer.bool("named", set.named)
      writer.string("state", set.state.rawValue)
      writer.optionalInt("due_ms", set.due)
      if !set.late.isEmpty { writer.ids("late", set.late) }
    }
  }
}
