import KringCore
import KringJSON

extension ServerMessage {
  /// Reads a message as a client should: unknown keys are ignored, an unknown message or event is
  /// a value of its own.
  ///
  /// `member` is the one who receives it: the marks in a view are that member's.
  package static func decode(_ bytes: [UInt8], for member: ID) throws(JSONError) -> ServerMessage {
    var reader = try ObjectReader(JSON.parse(bytes, limits: .own))
    if reader.has("events") {
      return .events(
        try reader.objects("events") { reader throws(JSONError) in
          try reader.delivered(for: member)
        })
    }
    if reader.has("ref") { return try answer(&reader) }
    if reader.has("pong") { return .pong(now: try reader.int("pong")) }
    if var inner = try reader.optionalObject("presence") {
      return .presence(try PresenceFrame(from: &inner))
    }
    if var inner = try reader.optionalObject("welcome") {
      return .welcome(try Welcome(from: &inner))
    }
    if var inner = try reader.optionalObject("waiting") {
      return .waiting(until: try inner.int("until_ms"), reason: try inner.choice("reason"))
    }
    if var inner = try reader.optionalObject("error") {
      return .error(try Failure(from: &inner))
    }
    if var inner = try reader.optionalObject("notice") { return try notice(&inner) }
    if var inner = try reader.optionalObject("drain") {
      return .drain(reconnect: try inner.int("reconnect_ms"))
    }
    if var inner = try reader.optionalObject("purged") {
      return .purged(try Receipt(from: &inner))
    }
    return .unknown
  }

  private static func answer(_ reader: inout ObjectReader) throws(JSONError) -> ServerMessage {
    let ref = try reader.int("ref")
    if var inner = try reader.optionalObject("rejected") {
      return .rejected(ref: ref, try Refusal(from: &inner))
    }
    switch try reader.value("ok", "a whole number, or true") {
    case .bool(true):
      guard let statement = reader.optionalValue("statement") else { return .okHidden(ref: ref) }
      return .proof(
        ref: ref,
        statement: try ProofStatement(statement, path: JSONPath.key("statement", in: reader.path)),
        signature: try reader.text("signature", as: "64 bytes in base64url without padding") {
          Base64URL.decode($0.bytes, count: 64)
        })
    case .int(let seq) where seq >= 0: return .ok(ref: ref, seq: seq)
    default: throw reader.failure("ok", "a whole number, or true")
    }
  }

  private static func notice(_ reader: inout ObjectReader) throws(JSONError) -> ServerMessage {
    guard try reader.text("code") == "too-few" else { return .unknown }
    return .notice(.tooFew(set: try reader.number("set")))
  }
}

extension ObjectReader {
  fileprivate mutating func delivered(for member: ID) throws(JSONError) -> DeliveredEvent {
    let seq = try int("seq")
    if has("event") {
      let word = try text("event")
      guard Event.Kind.Word(word.string) != nil else { return .unknown(seq: seq) }
      return .event(try event(seq: seq, .lenient))
    }
    if let json = optionalValue("view") {
      let view = try decodeView(json, for: member, path: JSONPath.key("view", in: path))
      guard view.seq == seq else { throw failure("view.seq", "the seq beside the view") }
      return .view(seq: seq, view)
    }
    return .gap(from: seq, to: try optionalInt("to", in: seq...JSON.largest) ?? seq)
  }
}

extension Welcome {
  fileprivate init(from reader: inout ObjectReader) throws(JSONError) {
    member = try reader.id("member")
    epoch = try reader.opaqueID("epoch")
    seq = try reader.int("seq")
    now = try reader.int("now_ms")
    heartbeat = try reader.int("heartbeat_ms")
    var inner = try reader.object("limits")
    limits = Bounds(
      members: try inner.int("members"), items: try inner.int("items"),
      text: try inner.int("text_bytes"))
    session = try reader.opaqueID("session")
  }
}

extension Refusal {
  fileprivate init(from reader: inout ObjectReader) throws(JSONError) {
    code = try reader.string("code")
    temporary = try reader.bool("temporary")
    at = try reader.optionalString("at")
    expected = try reader.optionalString("expected")
  }
}

extension Failure {
  fileprivate init(from reader: inout ObjectReader) throws(JSONError) {
    code = try reader.string("code")
    temporary = try reader.bool("temporary")
    at = try reader.optionalString("at")
    expected = try reader.optionalString("expected")
    ref = try reader.optionalInt("ref")
    node = try reader.optionalText("node", as: "1 to 32 of a-z, 0-9 and -") {
      NodeLabel($0.string)
    }
  }
}

extension PresenceFrame {
  fileprivate init(from reader: inout ObjectReader) throws(JSONError) {
    members = try reader.objects("members") { reader throws(JSONError) in
      Member(
        member: try reader.id("member"), away: try reader.optionalInt("away_ms"),
        background: try reader.optionalTrue("background"),
        ready: try reader.optionalTrue("ready"))
    }
    hands = try reader.objects("hands") { reader throws(JSONError) in
      Presence.Hand(member: try reader.id("member"), item: try reader.optionalID("item"))
    }
    door = try reader.objects("door") { reader throws(JSONError) in
      Visitor(
        member: try reader.id("member"), name: try reader.envelope("name"),
        lost: try reader.bool("lost"))
    }
  }
}

extension Receipt {
  fileprivate init(from reader: inout ObjectReader) throws(JSONError) {
    session = try reader.opaqueID("session")
    at = try reader.int("at_ms")
    events = try reader.int("events")
    seats = try reader.int("seats")
  }
}
