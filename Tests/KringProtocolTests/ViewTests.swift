import KringCore
import KringJSON
import KringProtocol
import Testing

@Suite("a view as JSON")
struct ViewTests {
  private func bytes(_ view: View) -> [UInt8] {
    var bytes: [UInt8] = []
    encodeView(view, into: &bytes)
    return bytes
  }

  private func read(_ bytes: [UInt8], for member: ID) throws -> View {
    try decodeView(JSON.parse(bytes, limits: .init(depth: 32)), for: member)
  }

  @Test("a full view comes back, its mark as that of the member it is for")
  func full() throws {
    for member in [Sample.anna, Sample.bram] {
      let view = try Sample.view(of: member)
      #expect(view.items[0].marks.map(\.by) == [member])
      #expect(try read(bytes(view), for: member) == view)
    }
  }

  @Test("a view that tells one member of the mark of another is never written")
  func marks() async throws {
    await #expect(processExitsWith: .failure) {
      var view = try Sample.view(of: Sample.anna)
      view.items[0].marks += try Sample.view(of: Sample.bram).items[0].marks
      _ = Wire.view(view)
    }
  }

  @Test("the view after the creation comes back")
  func fresh() throws {
    var view = View()
    view.reduce(Event(seq: 1, at: 5, by: nil, kind: .course(.created(try Sample.creation()))))
    #expect(try read(bytes(view), for: Sample.anna) == view)
  }

  @Test("equal views are equal bytes, different views are not")
  func equality() throws {
    let view = try Sample.view()
    let first = bytes(view)
    #expect(first == bytes(try read(first, for: Sample.anna)))
    var changed = view
    changed.halted = nil
    #expect(bytes(changed) != first)
  }

  @Test("a client that folds the frames of events holds the view that the server sends")
  func fold() throws {
    var server = View()
    var parts: [[UInt8]] = []
    for (place, kind) in try Sample.kinds().enumerated() {
      let event = Event(seq: place + 1, at: place, by: Sample.anna, kind: kind)
      server.reduce(event)
      parts.append(Wire.event(event))
    }
    let frame = try ServerMessage.decode(Wire.events(parts), for: Sample.anna)
    guard case .events(let events) = frame else {
      Issue.record("no events in the frame")
      return
    }
    var client = View()
    for case .event(let event) in events { client.reduce(event) }
    #expect(client == server)
    #expect(bytes(client) == bytes(server))
  }

  @Test("the wrapper of a view carries its number")
  func wrapped() throws {
    let view = try Sample.view(of: Sample.bram)
    let frame = Wire.events([Wire.view(view)])
    let message = try ServerMessage.decode(frame, for: Sample.bram)
    guard case .events(let events) = message, case .view(42, let read) = events.first else {
      Issue.record("no view in the frame")
      return
    }
    #expect(read.items[0].marks.map(\.by) == [Sample.bram])
    var again: [UInt8] = []
    message.encode(into: &again)
    #expect(again == frame)
  }
}
