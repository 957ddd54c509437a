import KringCore
import KringJSON
import KringProtocol
@testable import KringServer
import KringTestSupport
import Testing
import Transport

/// How much may be created by everybody together.
@Suite("Limits of creation")
struct CreationLimitTests {
  /// Bodies for different sessions.
  private func bodies(_ count: Int, method: CreateRequest.Method? = nil) throws -> [[UInt8]] {
    try (0..<count).map { number in
      let stage = try Stage(seed: UInt64(100 + number))
      return (method.map { stage.creation(method: $0) } ?? stage.creation()).bytes
    }
  }

  private func status(_ stage: Stage, _ body: [UInt8]) -> Int? {
    stage.request(.post, "/api/sessions", body: body)?.status
  }

  @Test(
    "as many sessions at once as the burst, one more is refused with 429 and fits a moment later")
  func burst() throws {
    var settings = GatewaySettings()
    settings.creations = Rate(perSecond: 2, burst: 3)
    let stage = try Stage(seed: 1, settings: settings)
    let bodies = try bodies(5)
    for body in bodies.prefix(3) { #expect(status(stage, body) == 201) }
    let refused = stage.request(.post, "/api/sessions", body: bodies[3])
    #expect(refused?.status == 429)
    #expect(try HTTPFailure.decode(refused?.body ?? []) == HTTPFailure(.busy))
    stage.advance(499, every: 499)
    #expect(status(stage, bodies[3]) == 429)
    stage.advance(1, every: 1)
    #expect(status(stage, bodies[3]) == 201)
    #expect(status(stage, bodies[4]) == 429)
  }

  @Test("a body counts for one session more with each 4096 bytes")
  func length() throws {
    var settings = GatewaySettings()
    settings.creations = Rate(perSecond: 1, burst: 5)
    let file = try JSON.read(Repository.bytes("protocol/methods/bovv6.json"))
    let long = try #require(try bodies(1, method: .file(file)).first)
    let count = 1 + long.count / 4_096
    #expect((2...5).contains(count))
    let short = Array(try bodies(7 - count).dropFirst())
    let stage = try Stage(seed: 1, settings: settings)
    #expect(status(stage, long) == 201)
    for body in short.dropLast() { #expect(status(stage, body) == 201) }
    #expect(status(stage, short[short.count - 1]) == 429)
  }

  @Test("one without the creation key takes nothing from those who have it")
  func withoutKey() throws {
    var settings = GatewaySettings()
    settings.creations = Rate(perSecond: 1, burst: 1)
    settings.creationKeyHash = Digest.sha256(Array("a key of the operator".utf8))
    let stage = try Stage(seed: 1, settings: settings)
    let body = try #require(try bodies(1).first)
    for _ in 0..<5 { #expect(status(stage, body) == 401) }
    let right = stage.request(
      .post, "/api/sessions", body: body, authorization: "Bearer a key of the operator")
    #expect(right?.status == 201)
  }

  @Test("plans may have so many bytes together, after a restart too, and purged ones make room")
  func plans() throws {
    let bodies = try bodies(3)
    let one = try #require(try Stage(seed: 1).planBytes(after: bodies[0]))
    var settings = GatewaySettings()
    settings.planBytes = 2 * one
    let stage = try Stage(seed: 1, settings: settings)
    #expect(status(stage, bodies[0]) == 201)
    #expect(status(stage, bodies[1]) == 201)
    #expect(status(stage, bodies[2]) == 429)
    #expect(status(stage, bodies[0]) == 200)
    try stage.restart()
    // A plan takes memory, and counts, from when its session is read.
    stage.advance(1_000)
    #expect(status(stage, bodies[2]) == 429)
    settings.planBytes = 2 * one - 1
    let smaller = try Stage(seed: 1, settings: settings)
    #expect(status(smaller, bodies[0]) == 201)
    #expect(status(smaller, bodies[1]) == 429)
    // Those that were left are purged in time.
    smaller.advance(26 * 3_600_000, every: 60_000)
    #expect(status(smaller, bodies[1]) == 201)
  }
}

extension Stage {
  /// The bytes of the plan of a session that is created by a body.
  fileprivate func planBytes(after body: [UInt8]) -> Int? {
    request(.post, "/api/sessions", body: body)
    return gateway.planBytes
  }
}
