import KringCore
import KringJSON
import KringProtocol
import Testing

@Suite("a view as JSON")
struct ViewTests {
  private func bytes(_ view: View, for member: ID) -> [UInt8] {
    var bytes: [UInt8] = []
    encodeView(view, for: member, into: &bytes)
    return bytes
  }

  private func read(_ bytes: [UInt8], for member: ID) throws -> View {
    try decodeView(JSON.parse(bytes, limits: .init(depth: 32)), for: member)
  }

  @Test("a full view comes back as its member may see it")
  func full() throws {
    for member in [Sample.anna, Sample.bram] {
      var expected = try Sample.view()
      expected.items[0].marks.removeAll { $0.by != member }
      #expect(expected.items[0].marks.count == 1)
      #expect(try read(bytes(try Sample.view(), for: member), for: member) == expected)
    }
  }

  @Test("the marks of others are not in it")
  func marks() throws {
    let view = try Sample.view()
    let theirs = String(decoding: bytes(view, for: Sample.anna), as: UTF8.self)
    #expect(!theirs.contains(String(repeating: "b", count: 20)))
    #expect(theirs.contains(String(repeating: "a", count: 20)))
    let nobody = String(decoding: bytes(view, for: Sample.other), as: UTF8.self)
    #expect(!nobody.contains("\"mark\""))
  }

  @Test("the view after the creation comes back")
  func fresh() throws {
    var view = View()
    view.reduce(Event(seq: 1, at: 5, by: nil, kind: .created(try Sample.creation())))
    #expect(try read(bytes(view, for: Sample.anna), for: Sample.anna) == view)
  }

  @Test("equal views are equal bytes, different views are not")
  func equality() throws {
    let view = try Sample.view()
    let first = bytes(view, for: Sample.anna)
    #expect(first == bytes(try read(first, for: Sample.anna), for: Sample.anna))
    var changed = view
    changed.halted = nil
    #expect(bytes(changed, for: Sample.anna) != first)
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
    #expect(bytes(client, for: Sample.anna) == bytes(server, for: Sample.anna))
  }

  @Test("the wrapper of a view carries its number")
  func wrapped() throws {
    let view = try Sample.view()
    let frame = Wire.events([Wire.view(view, for: Sample.bram)])
    let message = try ServerMessage.decode(frame, for: Sample.bram)
    guard case .events(let events) = message, case .view(42, let read) = events.first else {
      Issue.record("no view in the frame")
      return
    }
    #expect(read.items[0].marks.map(\.by) == [Sample.bram])
    var again: [UInt8] = []
    message.encode(into: &again, for: Sample.bram)
    #expect(again == frame)
  }
}
