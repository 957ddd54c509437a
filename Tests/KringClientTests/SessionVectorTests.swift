import Foundation
import KringCore
import KringProtocol
import KringTestSupport
import Testing

// In order: what is written anew is there before it is read.
@Suite("the recorded sessions", .serialized)
struct SessionVectorTests {
  @Test("a recorded session is what the code gives", arguments: RecordedSessions.allCases)
  func recorded(session: RecordedSessions) throws {
    let bytes = try session.play().bytes
    if ProcessInfo.processInfo.environment["KRING_WRITE_VECTORS"] != nil {
      try Data(bytes).write(to: URL(filePath: Repository.root + "/" + session.path))
    }
    let isSame = try Repository.bytes(session.path) == bytes
    #expect(isSame, "set KRING_WRITE_VECTORS to write \(session.path) anew")
  }

  @Test(
    "what a member was sent makes what the member sees", arguments: RecordedSessions.allCases)
  func folded(session: RecordedSessions) throws {
    let recording = try Recording(file: Repository.bytes(session.path))
    #expect(recording.members.count >= 3)
    for member in recording.members {
      var folded = View()
      for entry in try entries(recording.frame(for: member), for: member) {
        switch entry {
        case .event(let event):
          #expect(event.seq == folded.seq + 1)
          folded.reduce(event)
        case .gap(let from, let to):
          #expect(from == folded.seq + 1)
          folded.pass(seq: to)
        case .view(_, let view): folded = view
        case .unknown(let seq): Issue.record("event \(seq) is unknown")
        }
      }
      let told = try entries(recording.viewFrame(for: member), for: member)
      guard case .view(_, let view) = try #require(told.first) else {
        Issue.record("\(member) has no view")
        return
      }
      #expect(folded == view)
      #expect(Wire.view(folded) == Wire.view(view))
    }
  }

  @Test("the recorded sessions hold all that a fold meets")
  func complete() throws {
    var words: Set<String> = []
    var (gaps, ranges, views) = (0, 0, 0)
    for session in RecordedSessions.allCases {
      let recording = try Recording(file: Repository.bytes(session.path))
      for member in recording.members {
        for (place, entry) in try entries(recording.frame(for: member), for: member).enumerated() {
          switch entry {
          case .event(let event): words.insert(event.kind.word)
          case .gap(let from, let to):
            gaps += from == to ? 1 : 0
            ranges += to > from ? 1 : 0
          case .view: views += place > 0 ? 1 : 0
          case .unknown: break
          }
        }
      }
    }
    #expect(gaps > 0 && ranges > 0 && views > 0)
    // What only people do whom no director leads: doors, lost seats, the end by hand.
    #expect(Event.Kind.words.subtracting(words) == ["member.removed", "seat.given"])
  }

  private func entries(_ frame: [UInt8], for member: ID) throws -> [DeliveredEvent] {
    guard case .events(let entries) = try ServerMessage.decode(frame, for: member) else {
      Issue.record("this is no frame of events: \(String(decoding: frame, as: UTF8.self))")
      return []
    }
    return entries
  }
}
