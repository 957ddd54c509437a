import KringClient
import KringCore
import KringProtocol
import KringSeal

// What a member asks next, by what it sees.

extension Attendee {
  /// Chooses something that fits; `nil` if there is nothing to do.
  func choose(_ chance: inout Chance) throws -> Command? {
    if view.members.contains(where: { $0.member == id && $0.left }) {
      return chance.happens(50) && replica.pending.isEmpty ? .people(.comeBack) : nil
    }
    guard let chair = view.chair else {
      let first = view.members.first { !$0.left && $0.member != view.presenter }
      return first?.member == id ? .roles(.takeChair(term: view.term)) : nil
    }
    if chair == id, let asks = replica.presence.door.first {
      return .people(.admit(newcomer: asks.member))
    }
    if chair == id, view.step == nil || chance.happens(15) { return lead(&chance) }
    guard let step = view.current else { return nil }
    if chance.happens(2), replica.pending.isEmpty {
      return chair == id ? giveChair(&chance) : .people(.leave)
    }
    if chance.happens(55), let text = try write(in: step, &chance) { return text }
    return try change(&chance)
  }

  private func giveChair(_ chance: inout Chance) -> Command? {
    others(&chance).map { .roles(.giveChair(term: view.term, member: $0)) }
  }

  private func others(_ chance: inout Chance) -> ID? {
    view.members.filter { !$0.left && $0.member != id && $0.member != view.presenter }
      .randomElement(using: &chance)?.member
  }

  /// What the chair does: casts, opens what there is to open, and moves on.
  private func lead(_ chance: inout Chance) -> Command? {
    let steps = view.creation?.plan.steps ?? []
    guard let step = view.current, let here = steps.firstIndex(where: { $0.id == step.id }) else {
      return steps.first.map { .course(.go(visit: view.visit, to: $0.id)) }
    }
    if let set = view.sets.first(where: { $0.state == .closed && opens($0) == step.id }) {
      return chance.happens(80) ? .sets(.openSet(set: set.set)) : .sets(.discardSet(set: set.set))
    }
    if step.settles, view.presenter == nil {
      return others(&chance).map {
        .roles(.settle(visit: view.visit, item: nil, presenter: $0, chair: nil))
      }
    }
    if chance.happens(30), step.floor != .nobody, let member = others(&chance) {
      return .floor(.giveTurn(turn: view.floor.turn, member: member))
    }
    let next = here + 1 < steps.count ? here + 1 : min(1, here)
    return .course(.go(visit: view.visit, to: steps[next].id))
  }

  private func opens(_ set: View.CardSet) -> String? { input(set.path)?.opens }

  private func input(_ path: Plan.InputPath) -> Plan.Input? {
    view.creation?.plan.input(path)
  }

  private func mayWrite(_ input: Plan.Input) -> Bool {
    switch input.by {
    case .presenter: id == view.presenter
    case .others: id != view.presenter && !(view.guiding && id == view.chair)
    case .all: true
    case .chair: id == view.chair
    }
  }

  private func seal(_ item: ID, _ path: String) throws -> Envelope {
    try circle.sealer.seal(Array(#"{"text":"Ik zou het vragen."}"#.utf8), item: item, path: path)
  }

  private func write(in step: Plan.Step, _ chance: inout Chance) throws -> Command? {
    guard let input = step.inputs.filter(mayWrite).randomElement(using: &chance) else { return nil }
    let path = Plan.InputPath(step: step.id, input: input.id)
    let place = SealPath.input(step: step.id, input: input.id)
    guard input.opens != nil else {
      let item = ID.random(using: &chance)
      let count = view.items.count {
        $0.path == path && (input.by == .presenter || $0.by == id)
      }
      guard count < input.max else { return nil }
      return .writing(
        .addItem(
          item: item, visit: view.visit, input: input.id, envelope: try seal(item, place)))
    }
    guard let set = view.sets.last(where: { $0.path == path && $0.state == .closed })?.set else {
      return nil
    }
    let own = replica.ownCards[set, default: [:]].keys.sorted()
    guard let card = own.randomElement(using: &chance), own.count >= input.max || chance.happens(40)
    else {
      let item = replica.newCard(using: &chance)
      return .sets(.addCard(item: item, set: set, envelope: try seal(item, place)))
    }
    guard replica.pending.isEmpty else { return nil }
    return chance.happens(25)
      ? .sets(.withdrawCard(item: card, set: set))
      : .sets(
        .editCard(
          item: card, set: set, version: versions[card, default: 1], envelope: try seal(card, place)
        ))
  }

  /// Something about what is there already.
  private func change(_ chance: inout Chance) throws -> Command? {
    guard let step = view.step else { return nil }
    let own = view.items.filter { $0.by == id && $0.set == nil }
    switch Int.random(in: 0..<10, using: &chance) {
    case 0, 1, 2:
      guard view.pen == id else { return .writing(.takePen(from: view.pen)) }
      let note = ID.random(using: &chance)
      return .writing(
        .writeNote(
          note: note, visit: view.visit, envelope: try seal(note, SealPath.note(step: step))))
    case 3, 4:
      guard let item = view.items.randomElement(using: &chance) else { return nil }
      let mark = ID.random(using: &chance)
      return .writing(
        .markItem(
          item: item.item, mark: mark, envelope: try seal(mark, SealPath.mark(step: item.path.step))
        ))
    case 5:
      return own.randomElement(using: &chance).map { .writing(.withdrawItem(item: $0.item)) }
    case 6:
      return view.items.filter { $0.set != nil && $0.by == nil && $0.claimed == nil }
        .compactMap { replica.claim($0.item) }.randomElement(using: &chance)
    default:
      guard replica.pending.isEmpty, let item = own.randomElement(using: &chance) else {
        return nil
      }
      let path = SealPath.input(step: item.path.step, input: item.path.input)
      return .writing(
        .editItem(
          item: item.item, version: item.version, envelope: try seal(item.item, path)))
    }
  }
}
