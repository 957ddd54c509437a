import KringProtocol
import KringTestSupport
import Testing
import Transport
import TransportLoop

@testable import KringServer

/// Guessing the creation key.
@Suite("The brake on creation keys")
struct KeyBrakeTests {
  private static let key = "a key of the operator"

  private func stage() throws -> Stage {
    var settings = GatewaySettings()
    settings.creationKeyHash = Digest.sha256(Array(Self.key.utf8))
    return try Stage(seed: 1, settings: settings)
  }

  private func status(_ stage: Stage, _ key: String, from address: String) throws -> Int? {
    let address = try #require(PeerAddress(address))
    return stage.request(
      .post, "/api/sessions", body: stage.creation().bytes, authorization: "Bearer \(key)",
      from: address)?.status
  }

  @Test("after ten wrong keys an address is not listened to for 10 s, even with the right one")
  func brakes() throws {
    let stage = try stage()
    for number in 0..<KeyBrake.tries {
      #expect(try status(stage, "wrong \(number)", from: "192.0.2.1") == 401)
    }
    #expect(try status(stage, "wrong", from: "192.0.2.1") == 429)
    #expect(try status(stage, Self.key, from: "192.0.2.1") == 429)
    stage.advance(KeyBrake.pause.milliseconds - 1, every: 1_000)
    #expect(try status(stage, Self.key, from: "192.0.2.1") == 429)
    stage.advance(1, every: 1)
    #expect(try status(stage, Self.key, from: "192.0.2.1") == 201)
    #expect(stage.gateway.metrics.creations == [401: 10, 429: 3, 201: 1])
  }

  @Test("an IPv6 network is one place, and others are not slowed down")
  func places() throws {
    let stage = try stage()
    for number in 0..<KeyBrake.tries {
      #expect(try status(stage, "wrong", from: "2001:db8::\(number + 1)") == 401)
    }
    #expect(try status(stage, Self.key, from: "2001:db8::ffff") == 429)
    #expect(try status(stage, Self.key, from: "2001:db8:0:1::1") == 201)
  }

  @Test("the operator is told of wrong keys once a minute, with their number")
  func told() throws {
    var brake = KeyBrake()
    let address = try #require(PeerAddress("192.0.2.1"))
    #expect(brake.tick(now: 0) == nil)
    for _ in 0..<3 { brake.wrong(from: address, now: 0) }
    #expect(brake.tick(now: 0) == 3)
    brake.wrong(from: address, now: 1)
    #expect(brake.tick(now: KeyBrake.tellingPause.milliseconds - 1) == nil)
    #expect(brake.tick(now: KeyBrake.tellingPause.milliseconds) == 1)
    #expect(brake.tick(now: 3 * KeyBrake.tellingPause.milliseconds) == nil)
  }
}
