import KringClient
import KringCore
import KringJSON
import KringMethods
import KringProtocol
@testable import KringServer
import KringTestSupport
import Testing
import Transport

@Suite("Requests")
struct CreationTests {
  private func text(_ answer: FakeNetwork.Answer?) -> String {
    String(decoding: answer?.body ?? [], as: UTF8.self)
  }

  private func failure(_ answer: FakeNetwork.Answer?) throws -> HTTPFailure {
    try HTTPFailure.decode(try #require(answer).body)
  }

  /// A request that must be refused and leave nothing behind.
  private func refused(
    _ stage: Stage, _ body: [UInt8], authorization: String? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> (status: Int, failure: HTTPFailure) {
    let written = stage.disk.written.count
    let answer = try #require(
      stage.request(.post, "/api/sessions", body: body, authorization: authorization),
      sourceLocation: sourceLocation)
    #expect(stage.disk.written.count == written, sourceLocation: sourceLocation)
    return (answer.status, try HTTPFailure.decode(answer.body))
  }

  @Test("a session is created with 201, and the same body again gives 200")
  func created() throws {
    let stage = try Stage(seed: 1)
    let body = stage.creation().bytes
    let first = stage.request(.post, "/api/sessions", body: body)
    #expect(first?.status == 201)
    #expect(try HTTPBody.decodeCreated(try #require(first).body) == stage.session)
    let written = stage.disk.written
    let second = stage.request(.post, "/api/sessions", body: body)
    #expect(second == .init(status: 200, body: try #require(first).body))
    #expect(stage.disk.written == written)
  }

  @Test("another body for the same session is refused with 409 and changes nothing")
  func taken() throws {
    let meeting = try Meeting(3)
    let views = try meeting.members.map(meeting.told)
    try meeting.expectNoEffect {
      let (status, failure) = try refused(
        meeting.stage, meeting.stage.creation(method: .named("incident")).bytes)
      #expect(status == 409)
      #expect(failure == HTTPFailure(.sessionTaken))
    }
    #expect(try meeting.members.map(meeting.told) == views)
  }

  @Test("a session that is being purged is not created again until it is gone")
  func whilePurging() throws {
    let meeting = try Meeting(3)
    let stage = meeting.stage
    let body = stage.creation().bytes
    stage.send(.roles(.takeChair(term: 0)), by: meeting.chair)
    stage.send(.course(.close(visit: 0, keep: 0)), by: meeting.chair)
    stage.disk.sweeps = false
    stage.send(.course(.purge), by: meeting.chair)
    stage.disk.commit()
    stage.settle()
    #expect(stage.request(.post, "/api/sessions", body: body)?.status == 409)
    stage.disk.sweeps = true
    stage.settle()
    #expect(stage.request(.post, "/api/sessions", body: body)?.status == 201)
  }

  @Test(
    "a body that is no request is refused with 400 and its place",
    arguments: [
      BadText("malformed JSON", #"{"session":"#, at: "$.session", expected: ""),
      BadText("no object", "[]", at: "$", expected: "object"),
      BadText("nothing", "", at: "$", expected: ""),
      BadText("a duplicate key", #"{"cases":1,"cases":2}"#, at: "$.cases", expected: "once"),
    ])
  func badBody(_ bad: BadText) throws {
    let stage = try Stage(seed: 1)
    let (status, failure) = try refused(stage, Array(bad.text.utf8))
    #expect(status == 400)
    #expect(failure.code == "bad-message")
    #expect(failure.at == bad.at)
    #expect(failure.expected?.contains(bad.expected) == true, "\(failure.expected ?? "nothing")")
  }

  @Test(
    "a wrong value is refused with 400, its place and what was expected",
    arguments: [
      BadText(#""cases":1"#, #""cases":7"#, at: "$.cases", expected: "6"),
      BadText(#""cases":1"#, #""cases":0"#, at: "$.cases", expected: "1"),
      BadText(#""cases":1"#, #""cases":"1""#, at: "$.cases", expected: "whole number"),
      BadText(#""minutes":60"#, #""minutes":9"#, at: "$.minutes", expected: "10"),
      BadText(#""minutes":60"#, #""minutes":481"#, at: "$.minutes", expected: "480"),
      BadText(#""minutes":60"#, #""minutes":60,"name":"x""#, at: "$.name", expected: "no such key"),
      BadText(
        #""minutes":60"#, #""minutes":60,"frame":{"checkin":1}"#, at: "$.frame.checkin",
        expected: "true or false"),
      BadText(
        #""minutes":60"#, #""minutes":60,"frame":{"dessert":true}"#, at: "$", expected: "frame"),
      BadText(#""method":"bovv6""#, #""method":"bovv7""#, at: "$.method", expected: "bovv6"),
      BadText(#""method":"bovv6""#, #""method":6"#, at: "$.method", expected: "method"),
      BadText(
        #""minutes":60"#, #""minutes":60,"start_ms":1834560000001"#, at: "$.start_ms",
        expected: "400 days"),
      BadText(
        #""minutes":60"#, #""minutes":60,"start_ms":1800000000001,"end_ms":1800000000001"#,
        at: "$.end_ms", expected: "after start_ms"),
      BadText(
        #""minutes":60"#, #""minutes":60,"call":{"item":"x","envelope":""}"#, at: "$.call.item",
        expected: "UUID"),
    ])
  func badValue(_ bad: BadText) throws {
    let stage = try Stage(seed: 1)
    let good = String(decoding: stage.creation().bytes, as: UTF8.self)
    let body = good.replacing(bad.name, with: bad.text)
    try #require(body != good)
    let (status, failure) = try refused(stage, Array(body.utf8))
    #expect(status == 400)
    #expect(failure.code == "bad-message")
    #expect(failure.at == bad.at)
    #expect(failure.expected?.contains(bad.expected) == true, "\(failure.expected ?? "nothing")")
    #expect(stage.request(.post, "/api/sessions", body: Array(good.utf8))?.status == 201)
  }

  @Test("a broken method file is refused as a whole, with every place and reason")
  func badMethod() throws {
    let stage = try Stage(seed: 1)
    let good = String(decoding: try Repository.bytes("protocol/methods/bovv6.json"), as: UTF8.self)
    let broken = good.replacing(#""opens": "lees""#, with: #""opens": "einde""#)
      .replacing(#""floor": "hands""#, with: #""floor": "feet""#)
    try #require(broken != good)
    let method = try JSON.read(Array(broken.utf8))
    let (status, failure) = try refused(stage, stage.creation(method: .file(method)).bytes)
    #expect(status == 400)
    #expect(failure.code == "bad-method")
    #expect(
      failure.problems.contains { $0.path.hasSuffix(".opens") && $0.reason.contains("einde") })
    #expect(failure.problems.contains { $0.path.hasSuffix(".floor") })

    let whole = try JSON.read(Array(good.utf8))
    #expect(stage.create(stage.creation(method: .file(whole)))?.status == 201)
  }

  @Test("a broken method file at the start of the server is refused with its name and place")
  func badMethodAtStart() throws {
    let frame = try Repository.bytes("protocol/methods/frame.json")
    let good = try Repository.bytes("protocol/methods/bovv6.json")
    let broken = String(decoding: good, as: UTF8.self)
      .replacing(#""opens": "lees""#, with: #""opens": "einde""#)
    _ = try Offer(files: [("frame.json", frame), ("bovv6.json", good)])
    #expect {
      _ = try Offer(files: [
        ("frame.json", frame), ("bovv6.json", Array(broken.utf8)), ("x.json", good),
      ])
    } throws: { error in
      let lines = "\(error)"
      return lines.contains("bovv6.json: steps[") && lines.contains(#"no step "einde""#)
        && lines.contains("x.json")
    }
  }

  @Test("where a creation key is asked for, none and a wrong one get 401")
  func creationKey() throws {
    var settings = GatewaySettings()
    settings.creationKeyHash = Digest.sha256(Array("a key of the operator".utf8))
    let stage = try Stage(seed: 1, settings: settings)
    let body = stage.creation().bytes
    for wrong in [
      nil, "a key of the operator", "Bearer", "Bearer ", "Bearer a key of the operator ",
      "Basic a key of the operator", "Digest a key of the operator",
    ] {
      let (status, failure) = try refused(stage, body, authorization: wrong)
      #expect(status == 401)
      #expect(failure == HTTPFailure(.creationKey))
    }
    let right = "Bearer a key of the operator"
    #expect(
      stage.request(.post, "/api/sessions", body: body, authorization: right)?.status == 201)
    // Without the key nobody learns whether a session exists either.
    #expect(try refused(stage, body).status == 401)
  }

  @Test("a server that holds as many sessions as it may refuses one more with 429")
  func busy() throws {
    var settings = GatewaySettings()
    settings.sessions = 2
    let stage = try Stage(seed: 1, settings: settings)
    for seed in [2, 3] as [UInt64] {
      let body = try Stage(seed: seed).creation().bytes
      #expect(stage.request(.post, "/api/sessions", body: body)?.status == 201)
      #expect(stage.request(.post, "/api/sessions", body: body)?.status == 200)
    }
    let (status, failure) = try refused(stage, stage.creation().bytes)
    #expect(status == 429)
    #expect(failure == HTTPFailure(.busy))
    #expect(failure.temporary)
  }

  @Test("each method and the frame are sent as they are in their files")
  func files() throws {
    let stage = try Stage(seed: 1)
    for id in stage.offer.catalogue.methods.map(\.id) + ["frame"] {
      let file = try Repository.bytes("protocol/methods/\(id).json")
      #expect(stage.offer.answers["methods/\(id)"] == file, "\(id)")
    }
  }

  @Test("the list of methods says what they are chosen by, and has less than half of the bytes")
  func list() throws {
    let offer = try Stage(seed: 1).offer
    let bytes = try #require(offer.answers["methods"])
    let json = try JSON.read(bytes)
    let methods = json["methods"]?.elements ?? []
    #expect(methods.map { $0["id"]?.string } == offer.catalogue.methods.map(\.id))
    let incident = try #require(methods.first { $0["id"] == "incident" })
    #expect(incident["wants"]?.elements == ["question", "me"])
    #expect(incident["experience"] == "some")
    let steps = try #require(offer.catalogue.method("incident")?.steps)
    #expect(incident["least"] == .int(steps.map(\.least).reduce(0, +)))
    #expect(incident["steps"]?.elements.count == steps.count)
    #expect(json["frame"]?["before"]?.elements.first?["part"] == "checkin")
    let whole = offer.answers.values.map(\.count).reduce(0, +) - bytes.count
    #expect(bytes.count * 2 < whole)
  }

  @Test("an address that is not there gets 404, a method that it does not take 405")
  func notThere() throws {
    let stage = try Stage(seed: 1)
    #expect(try failure(stage.request(.get, "/api/session")) == HTTPFailure(.notFound))
    #expect(stage.request(.get, "/api/session")?.status == 404)
    for (method, path) in [
      (HTTPRequest.Method.get, "/api/sessions"), (.post, "/api/methods"), (.post, "/healthz"),
      (.post, "/readyz"), (.head, "/api/sessions"), (.post, "/api/methods/frame"),
    ] {
      let answer = stage.request(method, path)
      #expect(answer?.status == 405)
      #expect(try failure(answer) == HTTPFailure(.methodNotAllowed))
    }
    #expect(stage.disk.written == [])
  }

  @Test("a server that serves is healthy and ready")
  func healthy() throws {
    let stage = try Stage(seed: 1)
    for path in ["/healthz", "/readyz"] {
      #expect(text(stage.request(.get, path)) == #"{"ok":true}"#)
      #expect(stage.request(.head, path)?.status == 200)
    }
  }
}
