import KringClient
import KringCore
import KringProtocol
import KringTestSupport
import Testing

/// A text that is no message of the protocol.
struct BadText: Sendable, CustomTestStringConvertible {
  let name: String
  let text: String
  /// The place that the server names.
  let at: String
  /// A word of what it says was expected there.
  let expected: String

  init(_ name: String, _ text: String, at: String, expected: String) {
    self.name = name
    self.text = text
    self.at = at
    self.expected = expected
  }

  var testDescription: String { name }
}

@Suite("Bad messages")
struct BadMessageTests {
  /// Texts without a number that an answer could carry.
  static let unanswerable = [
    BadText("malformed JSON", #"{"ref":3,"do":"turn.next","turn":"#, at: "$.turn", expected: ""),
    BadText("nothing", "", at: "$", expected: ""),
    BadText("two objects", #"{"do":"ping"}{"do":"ping"}"#, at: "$", expected: ""),
    BadText("no object", #"[{"do":"ping"}]"#, at: "$", expected: "object"),
    BadText(
      "a duplicate key", #"{"ref":3,"do":"turn.next","turn":1,"turn":2}"#, at: "$.turn",
      expected: "once"),
    BadText(
      "a duplicate key inside",
      #"{"ref":3,"do":"cast.take","take":1,"roles":[{"role":"a","role":"b"}]}"#,
      at: "$.roles[0].role", expected: "once"),
    BadText(
      "a duplicate ref", #"{"ref":3,"ref":4,"do":"report.made"}"#, at: "$.ref", expected: "once"),
    BadText(
      "too deep", #"{"ref":3,"do":[[[[[[[[0]]]]]]]]}"#, at: "$.do[0][0][0][0][0][0][0]",
      expected: "less nesting"),
    BadText(
      "an unknown word about presence", #"{"do":"wave"}"#, at: "$.do", expected: "a known word"),
    BadText("no word", #"{"up":true}"#, at: "$.do", expected: "a known word"),
    BadText(
      "a command without ref", #"{"do":"report.made"}"#, at: "$.ref", expected: "a whole number"),
    BadText(
      "a ref below zero", #"{"ref":-1,"do":"report.made"}"#, at: "$.ref", expected: "a whole number"
    ),
    BadText(
      "an unknown field of presence", #"{"do":"ping","loud":true}"#, at: "$.loud",
      expected: "no such key"),
    BadText(
      "a wrong type of presence", #"{"do":"hand","visit":1,"up":1}"#, at: "$.up",
      expected: "true or false"),
  ]

  /// Texts whose number can be answered.
  static let answerable = [
    BadText(
      "an unknown command", #"{"ref":3,"do":"turn.previous","turn":1}"#, at: "$.do",
      expected: "a known word"),
    BadText(
      "a number as text", #"{"ref":3,"do":"turn.next","turn":"1"}"#, at: "$.turn",
      expected: "a whole number"),
    BadText(
      "a fraction", #"{"ref":3,"do":"turn.next","turn":1.5}"#, at: "$.turn",
      expected: "a whole number"),
    BadText(
      "a negative number", #"{"ref":3,"do":"turn.next","turn":-1}"#, at: "$.turn",
      expected: "a whole number"),
    BadText(
      "null where something must be", #"{"ref":3,"do":"turn.next","turn":null}"#, at: "$.turn",
      expected: "a whole number"),
    BadText(
      "a missing field", #"{"ref":3,"do":"turn.next"}"#, at: "$.turn", expected: "a whole number"),
    BadText(
      "an unknown field", #"{"ref":3,"do":"turn.next","turn":1,"by":"me"}"#, at: "$.by",
      expected: "no such key"),
    BadText("presence with a ref", #"{"ref":3,"do":"ping"}"#, at: "$.ref", expected: "no such key"),
    BadText(
      "a UUID in upper case",
      #"{"ref":3,"do":"member.remove","member":"37693CFC-7480-49E4-9D87-B8C1D2E3F4A5"}"#,
      at: "$.member", expected: "a UUID of version 4 in lower case"),
    BadText(
      "a UUID of another version",
      #"{"ref":3,"do":"member.remove","member":"37693cfc-7480-19e4-9d87-b8c1d2e3f4a5"}"#,
      at: "$.member", expected: "a UUID of version 4 in lower case"),
    BadText(
      "a step that is no id", #"{"ref":3,"do":"step.go","visit":1,"to":"1/beeld"}"#, at: "$.to",
      expected: "the id of a step"),
    BadText(
      "too many roles",
      #"{"ref":3,"do":"cast.take","take":1,"roles":["#
        + Array(repeating: "{}", count: 65).joined(separator: ",") + "]}",
      at: "$.roles", expected: "64"),
    BadText(
      "a place in a list",
      #"{"ref":3,"do":"plan.time","visit":1,"planned":[{"step":"1.beeld","planned_ms":true}]}"#,
      at: "$.planned[0].planned_ms", expected: "a whole number"),
  ]

  /// Envelopes that are none, by one character too few, one too many, or one that is wrong.
  static let envelopes =
    [722, 724, 1405, 1407, 2770, 2772, 5501, 5503].map { length in
      BadText(
        "an envelope of \(length) characters", String(repeating: "A", count: length),
        at: "$.envelope", expected: "723, 1406, 2771 or 5502")
    } + [
      BadText("an empty envelope", "", at: "$.envelope", expected: "723, 1406, 2771 or 5502"),
      BadText(
        "an envelope outside the alphabet", String(repeating: "A", count: 722) + "+",
        at: "$.envelope", expected: "base64url"),
      BadText(
        "an envelope with bits left over", String(repeating: "A", count: 722) + "B",
        at: "$.envelope", expected: "base64url"),
    ]

  @Test("what cannot be answered closes with 4000 and changes nothing", arguments: unanswerable)
  func closes(_ bad: BadText) throws {
    let meeting = try Meeting(in: "1.beeld")
    let member = meeting.members[2]
    let connection = try #require(member.connection)
    try meeting.expectNoEffect(besides: member, presence: true) {
      meeting.stage.send(Array(bad.text.utf8), over: connection)
    }
    guard case .failed(let failure)? = member.last else {
      Issue.record("no error came")
      return
    }
    #expect(failure.code == "bad-message")
    #expect(!failure.temporary)
    #expect(failure.at == bad.at)
    #expect(failure.expected?.contains(bad.expected) == true, "\(failure.expected ?? "nothing")")
    #expect(failure.expected?.isEmpty == false)
    #expect(member.goodbyes == [.init(code: 4000, reason: "bad-message")])
  }

  @Test(
    "what can be answered is rejected with its place and changes nothing", arguments: answerable)
  func rejects(_ bad: BadText) throws {
    let meeting = try Meeting(in: "1.beeld")
    let member = meeting.members[2]
    let connection = try #require(member.connection)
    let heard = member.heard.count
    try meeting.expectNoEffect(besides: member) {
      meeting.stage.send(Array(bad.text.utf8), over: connection)
    }
    #expect(member.goodbyes == [])
    #expect(member.heard.count == heard + 1)
    let frame = try #require(member.heard.last)
    guard case .rejected(3, let refusal) = try ServerMessage.decode(frame, for: member.id) else {
      Issue.record("no rejection came: \(String(decoding: frame, as: UTF8.self))")
      return
    }
    #expect(refusal.code == "bad-message")
    #expect(!refusal.temporary)
    #expect(refusal.at == bad.at)
    #expect(refusal.expected?.contains(bad.expected) == true, "\(refusal.expected ?? "nothing")")
  }

  @Test("an envelope of a wrong size is rejected with its place", arguments: envelopes)
  func wrongEnvelope(_ bad: BadText) throws {
    let meeting = try Meeting(in: "1.beeld")
    let item = meeting.newID().uuid
    let visit = meeting.view.visit
    try rejects(
      BadText(
        bad.name,
        #"{"ref":3,"do":"item.add","item":"\#(item)","visit":\#(visit),"input":"vragen","envelope":"\#(bad.text)"}"#,
        at: bad.at, expected: bad.expected))
  }

  @Test(
    "a bad hello is told its place and closed",
    arguments: [
      BadText("no kring", #"{"do":"hello"}"#, at: "$.kring", expected: "1"),
      BadText("a later kring", #"{"do":"hello","kring":2}"#, at: "$.kring", expected: "1"),
      BadText(
        "a short session", #"{"do":"hello","kring":1,"session":"AAECAwQFBgcICQoLDA0O"}"#,
        at: "$.session", expected: "16 bytes"),
      BadText("no object", "7", at: "$", expected: "object"),
    ])
  func badHello(_ bad: BadText) throws {
    let meeting = try Meeting(3)
    let stranger = Stranger(meeting.stage)
    try meeting.expectNoEffect { stranger.say(bad.text) }
    let failure = try #require(stranger.error)
    #expect(failure.code == "bad-message")
    #expect(failure.at == bad.at)
    #expect(failure.expected?.contains(bad.expected) == true, "\(failure.expected ?? "nothing")")
    #expect(stranger.goodbye == .init(code: 4000, reason: "bad-message"))
  }

  @Test("epoch without after, and after without epoch, are refused")
  func halfPosition() throws {
    let meeting = try Meeting(3)
    for (key, missing) in [
      (#","after":1"#, "$.epoch"), (#","epoch":"AAECAwQFBgcICQoLDA0ODw""#, "$.after"),
    ] {
      let stranger = Stranger(meeting.stage)
      var hello = String(decoding: meeting.members[2].said[0], as: UTF8.self)
      hello.replace("}", with: key + "}")
      try meeting.expectNoEffect { stranger.say(hello) }
      #expect(stranger.error?.at == missing)
    }
  }

  @Test("40 messages at once are taken, the 41st closes with rate")
  func burst() throws {
    let meeting = try Meeting(in: "1.beeld")
    let member = meeting.members[2]
    meeting.stage.advance(10_000)
    try meeting.expectNoEffect(besides: member) {
      for _ in 1...40 { meeting.stage.send(.floor(.nextTurn(turn: 99)), by: member) }
    }
    #expect(member.refusals == Array(repeating: "stale", count: 40))
    #expect(member.goodbyes == [])
    try meeting.expectNoEffect(besides: member, presence: true) {
      meeting.stage.send(.course(.raiseHalt(visit: meeting.view.visit)), by: member)
    }
    #expect(member.last == .failed(Failure(.rate)))
    #expect(Failure(.rate).temporary)
    #expect(member.goodbyes == [.init(code: 4100, reason: "rate")])
  }

  @Test("20 messages a second are taken for as long as one likes, the 21st is one too many")
  func rate() throws {
    let meeting = try Meeting(in: "1.beeld")
    let member = meeting.members[2]
    for _ in 1...40 { meeting.stage.say(.ping, by: member) }
    for _ in 1...5 {
      meeting.stage.advance(1000)
      for _ in 1...20 { meeting.stage.say(.ping, by: member) }
    }
    #expect(member.goodbyes == [])
    meeting.stage.say(.ping, by: member)
    #expect(member.goodbyes == [.init(code: 4100, reason: "rate")])
  }

  @Test("who has not said hello is counted from the second message on")
  func strangers() throws {
    let meeting = try Meeting(3)
    let stranger = Stranger(meeting.stage)
    try meeting.expectNoEffect { for _ in 1...41 { stranger.say(.ping) } }
    #expect(stranger.frames.count == 41)
    #expect(stranger.goodbye == nil)
    try meeting.expectNoEffect { stranger.say(.ping) }
    #expect(stranger.error == Failure(.rate))
    #expect(stranger.goodbye == .init(code: 4100, reason: "rate"))
  }

  @Test("the hello does not count, so 40 unanswered commands can be sent again at once")
  func resend() throws {
    let meeting = try Meeting(in: "1.beeld")
    let member = meeting.members[2]
    meeting.stage.cut(member)
    for _ in 1...40 { meeting.stage.send(.floor(.nextTurn(turn: 99)), by: member) }
    meeting.stage.enter(member)
    #expect(member.replica.pending == [])
    #expect(member.goodbyes == [])
  }
}
