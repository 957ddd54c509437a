import KringClient
import KringCore
import KringProtocol
import KringTestSupport
import Testing
import Transport

@testable import KringServer

@Suite("Metrics")
struct MetricsTests {
  @Test("a histogram counts each value once, in the first step that holds it")
  func histogram() {
    var histogram = Histogram(bounds: [0.1, 1])
    for value in [0.05, 0.1, 0.5, 1, 7] { histogram.add(value) }
    #expect(histogram.counts == [2, 2, 1])
    let text = Figure("a_seconds", .histogram, "Help.", .histogram(histogram)).text
    #expect(
      text == """
        # HELP a_seconds Help.
        # TYPE a_seconds histogram
        a_seconds_bucket{le="0.1"} 2
        a_seconds_bucket{le="1"} 4
        a_seconds_bucket{le="+Inf"} 5
        a_seconds_sum 8.65
        a_seconds_count 5

        """)
  }

  @Test("the time of a commit runs from handing over to the word, also for several at once")
  func commits() {
    var now = Duration.zero
    let metrics = Metrics(clock: { now })
    metrics.submitted(1)
    now = .milliseconds(300)
    metrics.submitted(2)
    metrics.committed(through: 0)
    #expect(metrics.commit.counts.reduce(0, +) == 0)
    now = .milliseconds(400)
    metrics.committed(through: 2)
    #expect(metrics.commit.counts.reduce(0, +) == 2)
    #expect(abs(metrics.commit.sum - 0.5) < 1e-9)
    metrics.submitted(3)
    metrics.diskFailed(isFenced: false)
    metrics.committed(through: 3)
    #expect(metrics.commit.counts.reduce(0, +) == 2)
    #expect(metrics.diskFailures == 1)
  }

  @Test("returns are counted by what became of them")
  func resumes() throws {
    let meeting = try Meeting(in: "1.beeld")
    let (stage, member) = (meeting.stage, meeting.members[2])
    let metrics = stage.gateway.metrics
    #expect(metrics.resumes.isEmpty)
    stage.cut(member)
    stage.enter(member)
    #expect(metrics.resumes == [.events: 1])
    stage.cut(member)
    member.replica.forget()
    stage.enter(member)
    #expect(metrics.resumes == [.events: 1, .view: 1])
    let thief = Stranger(stage)
    thief.hello(member) { $0.token = [UInt8](repeating: 7, count: 32) }
    #expect(metrics.resumes == [.events: 1, .view: 1, .refused: 1])
  }

  @Test("commands, events and rejections are counted, closed and live commands in one")
  func commands() throws {
    let meeting = try Meeting(in: "1.beeld")
    let stage = meeting.stage
    let metrics = stage.gateway.metrics
    let (commands, events) = (metrics.commands, metrics.events)
    #expect(events == meeting.view.seq)
    stage.send(try meeting.adding("Vraag", to: "vragen"), by: meeting.members[3])
    #expect(metrics.commands == commands + 1)
    #expect(metrics.events == events + 1)
    stage.send(.course(.raiseHalt(visit: 99)), by: meeting.members[3])
    #expect(metrics.commands == commands + 2)
    #expect(metrics.events == events + 1)
    #expect(metrics.rejections["stale"] == 1)
  }

  @Test("a request for a new session is counted by its answer, and no other request is")
  func creations() throws {
    let stage = try Stage(seed: 1)
    stage.request(.get, "/api/sessions")
    stage.request(.post, "/healthz")
    stage.request(.post, "/elsewhere")
    #expect(stage.gateway.metrics.creations == [:])
    stage.request(.post, "/api/sessions", body: Array("{".utf8))
    stage.create(stage.creation())
    stage.create(stage.creation())
    #expect(stage.gateway.metrics.creations == [400: 1, 201: 1, 200: 1])
  }

  @Test("what is left of the certificate is a figure with and without TLS")
  func certificate() {
    func line(_ secondsLeft: Int?) -> Substring? {
      let page = Metrics().page(Gauges(certificateSecondsLeft: secondsLeft))
      return String(decoding: page, as: UTF8.self).split(separator: "\n")
        .first { $0.hasPrefix("kring_certificate_seconds_left ") }
    }
    #expect(line(86_400) == "kring_certificate_seconds_left 86400")
    #expect(line(-5) == "kring_certificate_seconds_left -5")
    #expect(line(nil) == "kring_certificate_seconds_left +Inf")
  }

  @Test("labels are code, from, outcome, le and version, and no figure says a session or a member")
  func labels() {
    let metrics = Metrics()
    let page = String(decoding: metrics.page(Gauges()), as: UTF8.self)
    let labels = Set(page.matches(of: #/\{(\w+)=/#).map(\.output.1))
    #expect(labels == ["code", "from", "outcome", "le", "version"])
    let names = metrics.figures(Gauges()).map(\.name)
    #expect(names.count == Set(names).count)
    #expect(names.allSatisfy { $0.hasPrefix("kring_") || $0.hasPrefix("process_") })
  }
}
