import KringCore
import KringProtocol
import KringTestSupport
import Testing
import Transport

@testable import KringServer

/// Bounds of what a request and a setting may say, kept exactly and passed by one.
@Suite("Bounds of requests and settings")
struct RequestBoundTests {
  private static let longestAhead = 400 * 24 * 3_600_000

  @Test(
    "the largest and the smallest of each number of a new session are taken, and not one more",
    arguments: [
      (#""cases":6"#, #""cases":7"#, "$.cases"), (#""cases":1"#, #""cases":0"#, "$.cases"),
      (#""minutes":480"#, #""minutes":481"#, "$.minutes"),
      (#""minutes":10"#, #""minutes":9"#, "$.minutes"),
      (
        #""start_ms":\#(1_800_000_000_000 + longestAhead)"#,
        #""start_ms":\#(1_800_000_000_000 + longestAhead + 1)"#, "$.start_ms"
      ),
      (
        #""start_ms":1800000000000,"end_ms":1800000000001"#,
        #""start_ms":1800000000000,"end_ms":1800000000000"#, "$.end_ms"
      ),
      (#""start_ms":0"#, #""start_ms":-1"#, "$.start_ms"),
      (#""end_ms":9007199254740991"#, #""end_ms":9007199254740992"#, "$.end_ms"),
    ])
  func numbers(good: String, bad: String, at place: String) throws {
    let stage = try Stage(seed: 1)
    let body = String(decoding: stage.creation().bytes, as: UTF8.self)
    let key = String(good.dropFirst().prefix { $0 != "\"" })
    func changed(_ part: String) -> [UInt8] {
      let old = key == "cases" ? #""cases":1"# : key == "minutes" ? #""minutes":60"# : nil
      let text = old.map { body.replacing($0, with: part) } ?? String(body.dropLast()) + ",\(part)}"
      return Array(text.utf8)
    }
    let refused = stage.request(.post, "/api/sessions", body: changed(bad))
    #expect(refused?.status == 400)
    let failure = try HTTPFailure.decode(refused?.body ?? [])
    #expect(failure.code == "bad-message")
    #expect(failure.at == place)
    #expect(stage.request(.post, "/api/sessions", body: changed(good))?.status == 201)
  }

  @Test("as many sessions as a server may hold are counted after a restart, too")
  func sessions() throws {
    var settings = GatewaySettings()
    settings.sessions = 2
    let stage = try Stage(seed: 1, settings: settings)
    let bodies = try (2...4).map { try Stage(seed: $0).creation().bytes }
    func status(_ number: Int) -> Int? {
      stage.request(.post, "/api/sessions", body: bodies[number])?.status
    }
    #expect([0, 1, 2].map(status) == [201, 201, 429])
    try stage.restart()
    #expect([0, 1, 2].map(status) == [200, 200, 429])
    // Those that were left go, and make room.
    stage.advance(26 * 3_600_000, every: 60_000)
    #expect([2, 0, 1].map(status) == [201, 201, 429])
  }

  @Test("each 4096 bytes of a body count for one session more, and no body for more than all")
  func creationBudget() {
    func taken(_ bytes: [Int], burst: Int) -> [Bool] {
      var budget = CreationBudget(Rate(perSecond: 1, burst: burst), now: 0)
      return bytes.map { budget.take(bytes: $0, now: 0) }
    }
    #expect(taken([4_095, 4_095, 0], burst: 2) == [true, true, false])
    #expect(taken([4_096, 0], burst: 2) == [true, false])
    #expect(taken([4_095, 4_096, 0], burst: 2) == [true, false, true])
    #expect(taken([65_536], burst: 17) == [true])
    #expect(taken([65_536, 0], burst: 17) == [true, false])
    #expect(taken([65_536, 0], burst: 3) == [true, false])
  }

  @Test("what the transport refuses of the API carries the codes of the protocol")
  func transport() throws {
    let refusals = Configuration().transport().apiRefusals
    #expect(try HTTPFailure.decode(refusals[413] ?? []) == HTTPFailure(.tooLarge))
    #expect(try HTTPFailure.decode(refusals[405] ?? []) == HTTPFailure(.methodNotAllowed))
    #expect(try HTTPFailure.decode(refusals[400] ?? []).code == "bad-message")
    #expect(Set(refusals.keys) == [400, 405, 413])
    #expect(ServerConfiguration().maxBody == CreateRequest.largest)
  }

  @Test(
    "a number of a setting is taken up to its bounds, and not one more",
    arguments: [
      ("port", 0, 65_535), ("metrics-port", 0, 65_535), ("members", 2, 32),
      ("sessions", 0, 1_000_000), ("creations", 1, 1_000_000), ("connections", 1, 1_000_000),
      ("rate", 1, 10_000_000), ("drain-spread", 0, 60),
    ])
  func settings(name: String, least: Int, most: Int) throws {
    let setting = try #require(Setting.all.first { $0.name == name })
    var configuration = Configuration()
    for good in [least, most] { try setting.take(&configuration, "\(good)") }
    for bad in [least - 1, most + 1] {
      let error = #expect(throws: Setting.Mismatch.self) {
        try setting.take(&configuration, "\(bad)")
      }
      #expect(error?.expected.hasPrefix("a whole number from \(least) to \(most)") == true)
    }
  }

  @Test("a creation key has 16 characters at least")
  func creationKey() throws {
    var configuration = Configuration()
    configuration.creationKey = String(repeating: "abcdefgh", count: 2)
    try configuration.complete()
    #expect(configuration.gateway.creationKeyHash != nil)
    configuration.creationKey = String(repeating: "k", count: 15)
    let error = #expect(throws: ConfigurationError.self) { try configuration.complete() }
    #expect(error?.reason == "expected a key of at least 16 characters, found 15")
  }

  @Test("each setting with a number has its bounds tested")
  func allSettings() {
    let numbers = Setting.all.filter { ["NUMBER", "SECONDS"].contains($0.value) }.map(\.name)
    #expect(
      numbers == [
        "port", "metrics-port", "members", "sessions", "creations", "connections", "rate",
        "drain-spread",
      ])
  }
}
