import KringCore
import KringJSON
import KringProtocol
import KringSeal

// What a group does in a step, in this order: write, correct, note, speak, open, settle, go on.

extension Director {
  mutating func inStep(_ view: View) throws -> [Act] {
    guard let step = view.current else { return [] }
    let chair = chair(view)
    if once("write") { return try writing(in: step, view) }
    if once("pick") { return try picking(in: step, view) }
    if once("correct") { return try correcting(in: step, view) }
    if once("pen"), view.pen == nil {
      return act(members.count - 1, .takePen(from: nil))
    }
    if once("note"), let pen = place(view.pen) {
      let note = ID.random()
      let text = try seal(text: "Notitie bij \(step.id)", note, SealPath.note(step: step.id))
      return act(pen, .writeNote(note: note, visit: visit, envelope: text))
    }
    if once("cast"), !step.cast.isEmpty {
      let roles = step.cast.enumerated().map { place, role in
        Role(role: role, member: members[(place + 1) % members.count])
      }
      return act(1, .cast(take: view.take, roles: roles))
    }
    if let acts = opening(in: step, view), !acts.isEmpty { return acts }
    if let acts = speaking(in: step, view), !acts.isEmpty { return acts }
    if once("mark"), let card = view.items.last(where: { $0.set != nil && $0.by == nil }) {
      return try marking(card, in: step, view)
    }
    if once("settle"), step.settles, let number = step.caseNumber {
      let presenter = presenter(of: number)
      let item = view.items.first { $0.by == presenter && $0.path.step == step.id }?.item
      return act(
        chair, .settle(visit: visit, item: item, presenter: presenter, chair: nil))
    }
    if once("call"), step.outside == .turned || step.outside == .away {
      return act(chair, .callPresenter(visit: visit))
    }
    return goOn(from: step, view)
  }

  private func goOn(from step: Plan.Step, _ view: View) -> [Act] {
    guard let steps = view.creation?.plan.steps,
      let here = steps.firstIndex(where: { $0.id == step.id })
    else { return [] }
    if let next = steps[(here + 1)...].first(where: { !isSettled($0, view) }) {
      return act(chair(view), .go(visit: visit, to: next.id))
    }
    return act(chair(view), .close(visit: visit, keep: 3_600_000))
  }

  private func writers(of input: Plan.Input, _ view: View) -> [Int] {
    members.indices.filter { place in
      switch input.by {
      case .presenter: members[place] == view.presenter
      case .others: members[place] != view.presenter
      case .all: true
      case .chair: members[place] == view.chair
      }
    }
  }

  private func writing(in step: Plan.Step, _ view: View) throws -> [Act] {
    try step.inputs.filter { kind(of: $0) != "pick" }.flatMap { try filling($0, in: step, view) }
  }

  private func picking(in step: Plan.Step, _ view: View) throws -> [Act] {
    try step.inputs.filter { kind(of: $0) == "pick" }.flatMap { try filling($0, in: step, view) }
  }

  private func filling(_ input: Plan.Input, in step: Plan.Step, _ view: View) throws -> [Act] {
    let path = Plan.InputPath(step: step.id, input: input.id)
    let set = view.sets.last { $0.path == path && $0.state == .closed }
    if input.opens != nil, set == nil { return [] }
    return try writers(of: input, view).map { place in
      let item = ID.random()
      let envelope = try sealer.seal(
        content(of: input, in: step, by: place, view).bytes, item: item,
        path: SealPath.input(step: step.id, input: input.id))
      let command: Command =
        set.map { .addCard(item: item, set: $0.set, envelope: envelope) }
        ?? .addItem(item: item, visit: visit, input: input.id, envelope: envelope)
      return Act(member: place, message: .command(command))
    }
  }

  /// One live text is corrected, another one withdrawn.
  private func correcting(in step: Plan.Step, _ view: View) throws -> [Act] {
    let live = view.items.filter { $0.set == nil && $0.path.step == step.id }
    guard let first = live.first, let author = place(first.by) else { return [] }
    let path = SealPath.input(step: step.id, input: first.path.input)
    let text = try seal(text: "Verbeterd: \(step.id)", first.item, path)
    var acts = act(
      author, .editItem(item: first.item, version: first.version, envelope: text))
    if live.count > 2, let last = live.last, let other = place(last.by) {
      acts += act(other, .withdrawItem(item: last.item))
    }
    return acts
  }

  private func opening(in step: Plan.Step, _ view: View) -> [Act]? {
    view.sets.first { set in
      set.state == .closed && set.due == nil
        && view.creation?.plan.steps.first { $0.id == set.path.step }?
          .inputs.first { $0.id == set.path.input }?.opens == step.id
    }.map { act(chair(view), .openSet(set: $0.set)) }
  }

  private mutating func speaking(in step: Plan.Step, _ view: View) -> [Act]? {
    let chair = chair(view)
    let floor = view.floor
    switch step.floor {
    case .nobody:
      guard once("ready") else { return nil }
      return members.indices.map {
        Act(member: $0, message: .say(.ready(visit: visit, ready: true)))
      }
    case .presenter, .hands, .free:
      let hands = [members.count - 1, members.count - 2].filter { members[$0] != view.presenter }
      if once("hands") {
        return hands.map { Act(member: $0, message: .say(.hand(up: true, item: nil))) }
      }
      guard took < hands.count else { return nil }
      took += 1
      return act(chair, .nextTurn(turn: floor.turn))
    case .turns where step.over != nil:
      guard floor.card != nil else { return nil }
      if floor.speaker == nil, once("read \(floor.turn)"), members[chair] != view.presenter {
        return act(chair, .readTurn(turn: floor.turn))
      }
      return act(chair, .nextTurn(turn: floor.turn))
    case .turns:
      guard floor.speaker != nil || !floor.waiting.isEmpty else { return nil }
      return act(chair, .nextTurn(turn: floor.turn))
    }
  }

  private mutating func marking(
    _ card: View.Item, in step: Plan.Step, _ view: View
  ) throws -> [Act] {
    let mark = ID.random()
    let json = JSON.object([.init("mark", "touched")])
    let envelope = try sealer.seal(
      json.bytes, item: mark, path: SealPath.mark(step: card.path.step))
    let marker = place(view.presenter) ?? 1
    var acts = act(marker, .markItem(item: card.item, mark: mark, envelope: envelope))
    if card.claimed == nil { acts += act(members.count - 1, .claimItem(item: card.item)) }
    return acts
  }
}
