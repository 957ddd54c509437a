import KringClient
import KringCore
import KringJSON
import KringProtocol
import KringSeal

/// What happens to a member as JSON objects, one a line.
struct JSONLines {
  let sealer: Sealer

  /// The lines for something that happened.
  func lines(_ happening: MemberClient.Happening, _ replica: Replica) -> [JSON] {
    switch happening {
    case .lost(let reason): return [Self.line("lost", .string(JSONText(reason)))]
    case .ended(let code, let reason):
      return [
        Self.line(
          "ended",
          .object([.init("code", .int(code)), .init("reason", .string(JSONText(reason)))]))
      ]
    case .signal(let signal): return lines(signal, replica)
    }
  }

  private func lines(_ signal: Replica.Signal, _ replica: Replica) -> [JSON] {
    switch signal {
    case .welcomed:
      return [Self.line("seated", .string(JSONText(replica.seat.member.uuid)))]
    case .changed(let events):
      return events.compactMap { event in
        Self.add(Texts(sealer, of: event, in: replica.view), to: Self.parse(Wire.event(event)))
      }
    case .replaced:
      let view = Wire.view(replica.view)
      return [Self.add(Texts(sealer, in: replica.view), to: Self.parse(view))].compactMap { $0 }
    case .presence: return [Self.parse(ServerMessage.presence(replica.presence).bytes)]
    case .waiting(let until): return [Self.line("waiting", .int(until))]
    case .notice(let notice): return [Self.parse(ServerMessage.notice(notice).bytes)]
    case .purged(let receipt): return [Self.parse(ServerMessage.purged(receipt).bytes)]
    case .drain(let reconnect): return [Self.parse(ServerMessage.drain(reconnect: reconnect).bytes)]
    case .failed(let failure): return [Self.parse(ServerMessage.error(failure).bytes)]
    case .claimWrong(let item):
      return [
        Self.line("problem", .string(JSONText("nothing proves the claim of \(item.uuid)")))
      ]
    case .openingWrong(let set):
      return [Self.line("problem", .string(JSONText("the opening of set \(set) is wrong")))]
    case .cardsLost(let set, let items):
      let gone = items.map(\.uuid).joined(separator: ", ")
      return [
        Self.line("problem", .string(JSONText("own cards are missing in set \(set): \(gone)")))
      ]
    case .gap: return [Self.line("problem", "events are missing")]
    case .outdated: return [Self.line("problem", "the server is newer than this client")]
    case .done, .refused: return []
    }
  }

  private static func line(_ key: String, _ value: JSON) -> JSON { .object([.init(key, value)]) }

  private static func parse(_ bytes: [UInt8]) -> JSON {
    do { return try JSON.parse(bytes, limits: JSON.Limits(depth: 32)) } catch {
      return line("problem", .string(JSONText("\(error)")))
    }
  }

  /// Adds what was sealed, opened, under a key of its own.
  private static func add(_ texts: Texts, to json: JSON) -> JSON? {
    guard case .object(var fields) = json else { return nil }
    let opened = texts.opened.sorted { $0.key < $1.key }
      .map { JSON.Field($0.key.uuid, $0.value) }
    if !opened.isEmpty { fields.append(.init("opened", .object(opened))) }
    if !texts.problems.isEmpty {
      fields.append(.init("unopened", .array(texts.problems.map { .string(JSONText($0)) })))
    }
    return .object(fields)
  }
}
