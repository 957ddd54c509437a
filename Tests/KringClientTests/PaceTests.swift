@testable import KringClient
import Testing

@Suite("pace")
struct PaceTests {
  @Test("no second has more messages than the server takes, whatever the start")
  func bucket() {
    var pace = Pace()
    var level = 40.0
    var last = 0.0
    var now = 0.0
    var sent = 0
    while now < 20 {
      guard let wait = pace.take(at: now) else {
        // The server's bucket, as protocol/README.md says: 20 a second, 40 at once.
        level = min(40, level + (now - last) * 20) - 1
        last = now
        sent += 1
        #expect(level >= 0)
        continue
      }
      #expect(wait > 0 && wait < 1)
      now += wait
    }
    #expect(sent > 300)
  }

  @Test("waiting times double from half a second to fifteen, give or take half")
  func backOff() {
    var waits = BackOff()
    for base in [500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000] {
      #expect(base / 2...base * 3 / 2 ~= waits.next())
    }
  }
}
