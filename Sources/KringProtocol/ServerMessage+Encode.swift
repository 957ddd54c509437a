import KringCore
import KringJSON

extension ServerMessage {
  /// Writes the message at the end of `bytes`.
  ///
  /// Frames of events are better put together by `Wire.events`, once for all who see the same.
  package func encode(into bytes: inout [UInt8]) {
    write(into: &bytes) { writer in
      writer.object { encode(&$0) }
    }
  }

  /// The message as bytes.
  package var bytes: [UInt8] {
    var bytes: [UInt8] = []
    encode(into: &bytes)
    return bytes
  }

  private func encode(_ writer: inout JSONWriter) {
    switch self {
    case .welcome(let welcome): writer.object("welcome") { welcome.encode(&$0) }
    case .waiting(let until, let reason):
      writer.object("waiting") { writer in
        writer.int("until_ms", until)
        writer.string("reason", reason.rawValue)
      }
    case .events(let events):
      writer.key("events")
      writer.beginArray()
      for event in events { writer.delivered(event) }
      writer.endArray()
    case .ok(let ref, let seq):
      writer.int("ref", ref)
      writer.int("ok", seq)
    case .okHidden(let ref):
      writer.int("ref", ref)
      writer.bool("ok", true)
    case .proof(let ref, let statement, let signature):
      writer.int("ref", ref)
      writer.bool("ok", true)
      writer.key("statement")
      writer.value(statement.json)
      writer.key("signature")
      writer.plain(Base64URL.encode(signature))
    case .rejected(let ref, let refusal):
      writer.int("ref", ref)
      writer.object("rejected") { refusal.encode(&$0) }
    case .error(let failure): writer.object("error") { failure.encode(&$0) }
    case .pong(let now): writer.int("pong", now)
    case .presence(let frame): writer.object("presence") { frame.encode(&$0) }
    case .notice(.tooFew(let set)):
      writer.object("notice") { writer in
        writer.string("code", Rejection.Code.tooFew.rawValue)
        writer.int("set", set)
      }
    case .drain(let reconnect):
      writer.object("drain") { $0.int("reconnect_ms", reconnect) }
    case .purged(let receipt): writer.object("purged") { receipt.encode(&$0) }
    case .unknown: preconditionFailure("only reading gives an unknown message")
    }
  }
}

extension JSONWriter {
  fileprivate mutating func delivered(_ event: DeliveredEvent) {
    switch event {
    case .event(let event): self.event(event)
    case .gap(let from, let to):
      object { writer in
        writer.int("seq", from)
        if to > from { writer.int("to", to) }
      }
    case .view(let seq, let view):
      object { writer in
        writer.int("seq", seq)
        writer.key("view")
        writer.view(view)
      }
    case .unknown: preconditionFailure("only reading gives an unknown event")
    }
  }
}

extension Welcome {
  fileprivate func encode(_ writer: inout JSONWriter) {
    writer.id("member", member)
    writer.opaqueID("epoch", epoch)
    writer.int("seq", seq)
    writer.int("now_ms", now)
    writer.int("heartbeat_ms", heartbeat)
    writer.object("limits") { writer in
      writer.int("members", limits.members)
      writer.int("items", limits.items)
      writer.int("text_bytes", limits.text)
    }
    writer.opaqueID("session", session)
  }
}

extension Refusal {
  fileprivate func encode(_ writer: inout JSONWriter) {
    writer.string("code", code)
    writer.bool("temporary", temporary)
    if let at { writer.string("at", at) }
    if let expected { writer.string("expected", expected) }
  }
}

extension Failure {
  fileprivate func encode(_ writer: inout JSONWriter) {
    writer.string("code", code)
    writer.bool("temporary", temporary)
    if let at { writer.string("at", at) }
    if let expected { writer.string("expected", expected) }
    writer.optionalInt("ref", ref)
    if let node { writer.string("node", node.text) }
  }
}

extension PresenceFrame {
  fileprivate func encode(_ writer: inout JSONWriter) {
    writer.objects("members", members) { writer, member in
      writer.id("member", member.member)
      writer.optionalInt("away_ms", member.away)
      writer.optionalTrue("background", member.background)
      writer.optionalTrue("ready", member.ready)
    }
    writer.objects("hands", hands) { writer, hand in
      writer.id("member", hand.member)
      writer.optionalID("item", hand.item)
    }
    writer.objects("door", door) { writer, visitor in
      writer.id("member", visitor.member)
      writer.envelope("name", visitor.name)
      writer.bool("lost", visitor.lost)
    }
  }
}

extension Receipt {
  fileprivate func encode(_ writer: inout JSONWriter) {
    writer.opaqueID("session", session)
    writer.int("at_ms", at)
    writer.int("events", events)
    writer.int("seats", seats)
  }
}
