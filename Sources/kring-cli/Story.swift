import KringClient
import KringCore
import KringJSON
import KringProtocol
import KringSeal

/// One state and what led to it, told in words.
struct Story {
  let view: View
  let me: ID
  private let visitors: [PresenceFrame.Visitor]
  private let texts: Texts

  init(_ replica: Replica, _ sealer: Sealer) {
    view = replica.view
    me = replica.seat.member
    visitors = replica.presence.door
    texts = Texts(sealer, in: replica.view, door: replica.presence.door)
  }

  /// The name of a member, or of somebody at the door.
  func name(_ member: ID?) -> String {
    guard let member else { return "nobody" }
    return member == me ? "you" : texts.name(member).map(Plain.name) ?? "somebody"
  }

  /// The member, or newcomer at the door, of a name as people type it.
  func member(_ name: String) -> ID? {
    (view.members.map(\.member) + visitors.map(\.member)).last {
      texts.name($0)?.lowercased() == name.lowercased()
    }
  }

  /// Who waits at the door.
  var door: [String] {
    visitors.map { visitor in
      let wish = visitor.lost ? "asks for a lost seat" : "is at the door"
      return "\(name(visitor.member)) \(wish)."
    }
  }

  /// The whole state in a few lines.
  var summary: [String] {
    let names = view.members.filter { !$0.removed }.map { name($0.member) }
    return ["Members: \(names.joined(separator: ", ")); chair: \(name(view.chair))."] + place
  }

  /// Where the meeting is.
  var place: [String] {
    guard view.purge == nil else { return ["The meeting is closed."] }
    guard let step = view.current else {
      let steps = view.creation?.plan.steps.map(\.id).joined(separator: " ") ?? ""
      return ["In the lobby. Steps: \(steps)"]
    }
    let page = Page(step.page)
    let role = view.chair == me ? "chair" : view.presenter == me ? "presenter" : "others"
    let minutes = step.planned / 60_000
    var lines = ["Step \(step.id): \(page.text("name") ?? step.id), \(minutes) minutes."]
    if let sentence = page.text("do", role) { lines.append("  \(sentence)") }
    return lines + floor
  }

  private var floor: [String] {
    if let card = view.floor.card { return ["Card: \(words(card))"] }
    return view.floor.speaker.map { ["The floor: \(name($0))."] } ?? []
  }

  /// What an event brought.
  func lines(_ event: Event) -> [String] {
    let by = name(event.by)
    switch event.kind {
    case .course(.stepEntered), .course(.sessionClosed): return place
    case .floor(.turnChanged): return floor
    case .people(.memberJoined(let member, _, _)): return ["\(name(member)) came in."]
    case .people(.memberLeft(let member)): return ["\(name(member)) left the round."]
    case .people(.memberReturned(let member)): return ["\(name(member)) is back."]
    case .people(.memberRemoved(let member)): return ["\(name(member)) was removed."]
    case .people(.seatGiven(let member, _)): return ["\(name(member)) has the seat back."]
    case .roles(.chairChanged(let chair, _, _)): return ["The chair: \(name(chair))."]
    case .roles(.deputyChanged(let deputy)): return ["The deputy: \(name(deputy))."]
    case .roles(.caseCast(let number, let presenter, _)):
      return ["Case \(number) is presented by \(name(presenter))."]
    case .roles(.voteSettled(let number, _, let presenter)):
      return ["Case \(number) is presented by \(name(presenter))."]
    case .course(.presenterCalled): return ["The presenter is called back."]
    case .course(.caseStopped(let number, _)): return ["Case \(number) was stopped."]
    case .course(.haltRaised): return ["\(by) asks to pause for a moment."]
    case .course(.haltCleared): return ["On we go."]
    case .writing(.penChanged(let pen)): return ["The pen: \(name(pen))."]
    case .people(.reportMade): return ["A report was made by \(by)."]
    default: return texts(of: event, by)
    }
  }

  /// What an event brought to read.
  private func texts(of event: Event, _ by: String) -> [String] {
    switch event.kind {
    case .writing(.itemAdded(let item, _, let input, _)):
      return ["\(by) (\(input)): \(words(item))"]
    case .writing(.itemEdited(let item, _, _)): return ["\(by) changed: \(words(item))"]
    case .writing(.itemWithdrawn): return ["\(by) took a text back."]
    case .writing(.noteWritten(_, let note)): return ["Note by \(by): \(words(note.item))"]
    case .sets(.setForcing(let set, nil)): return ["Set \(set) stays closed: nothing lies in it."]
    case .sets(.setForcing(let set, _)): return ["Set \(set) will be opened with few writers."]
    case .sets(.setDiscarded(let set)): return ["Set \(set) was thrown away."]
    case .sets(.setOpened(_, _, let items)):
      return ["\(items.count) cards:"]
        + items.map { card in
          "  \(card.by.map { name($0) + ": " } ?? "")\(words(card.item))"
        }
    default: return []
    }
  }

  /// The words of a text; what was picked in the words of that.
  private func words(_ item: ID) -> String { Plain.text(texts.shown(item, in: view)) }
}

/// The part of a plan that only pages read.
struct Page {
  private let json: JSON

  init(_ bytes: [UInt8]) {
    do { json = try JSON.parse(bytes) } catch { json = .object([]) }
  }

  /// The English text under some keys, on one line.
  func text(_ keys: String...) -> String? {
    var value: JSON? = json
    for key in keys { value = value?[key] }
    guard case .string(let text)? = value?["en"] else { return nil }
    return Plain.line(text.string)
  }

  /// A word under a key.
  func word(_ key: String) -> String? {
    guard case .string(let text)? = json[key] else { return nil }
    return text.string
  }
}
