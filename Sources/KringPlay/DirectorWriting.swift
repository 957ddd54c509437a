import KringClient
import KringCore
import KringJSON
import KringProtocol
import KringSeal

// What a group writes, corrects, withdraws, notes and marks.

extension Director {
  mutating func texts(in step: Plan.Step, _ view: View) throws -> [Act]? {
    if once("write"), let acts = try filling(step, view, votes: false) { return acts }
    if once("pick"), let acts = try filling(step, view, votes: true) { return acts }
    if once("correct"), let acts = try correcting(in: step, view) { return acts }
    if once("replace"), let acts = try replacing(in: step, view) { return acts }
    guard step.hasNotes else { return nil }
    if once("pen") {
      let writers = [1, members.count - 1].filter { members[$0] != view.pen }
      guard let writer = writers.first(where: { !isAway(members[$0], view) }) else { return [] }
      return act(writer, .writing(.takePen(from: view.pen)))
    }
    guard once("note"), !isAway(view.pen, view), let pen = place(view.pen) else { return nil }
    let note = stationery.id()
    let envelope = try stationery.seal(
      self.note(of: step).bytes, item: note, path: SealPath.note(step: step.id))
    return act(pen, .writing(.writeNote(note: note, visit: visit, envelope: envelope)))
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

  /// Everybody who may, writes to every input of the step; votes come after what is voted on.
  mutating func filling(
    _ step: Plan.Step, _ view: View, votes: Bool
  ) throws -> [Act]? {
    var acts: [Act] = []
    for input in step.inputs where (kind(of: input) == "pick") == votes {
      let path = Plan.InputPath(step: step.id, input: input.id)
      let set = view.sets.last { $0.path == path && $0.state == .closed }?.set
      // A rating with too few possible writers has no set.
      if input.opens != nil, set == nil { continue }
      // Nobody picks twice.
      if votes, !picked.insert("\(visit) \(input.id)").inserted { continue }
      let before = acts.count
      for place in writers(of: input, view) {
        for content in contents(of: input, in: step, by: place, view) {
          acts += try writing(content, to: input, in: step, set: set, by: place)
        }
      }
      if votes, acts.count == before { picked.remove("\(visit) \(input.id)") }
    }
    return acts.isEmpty ? nil : acts
  }

  private mutating func writing(
    _ content: JSON, to input: Plan.Input, in step: Plan.Step, set: Int?, by place: Int
  ) throws -> [Act] {
    let nonce = set == nil ? nil : stationery.cardNonce()
    let item = nonce?.item ?? stationery.id()
    written[item] = content
    let envelope = try seal(content, item, Plan.InputPath(step: step.id, input: input.id))
    guard let set, let nonce else {
      return act(
        place, .writing(.addItem(item: item, visit: visit, input: input.id, envelope: envelope)))
    }
    cards.append(Card(member: place, nonce: nonce, set: set, input: input, step: step))
    return act(place, .sets(.addCard(item: item, set: set, envelope: envelope)))
  }

  mutating func seal(_ content: JSON, _ item: ID, _ path: Plan.InputPath) throws -> Envelope {
    try stationery.seal(
      content.bytes, item: item, path: SealPath.input(step: path.step, input: path.input))
  }

  /// One live text is written better, by the pen if it is the presenter's; once in a play another
  /// one is withdrawn and written anew.
  private mutating func correcting(in step: Plan.Step, _ view: View) throws -> [Act]? {
    let live = view.items.filter { $0.set == nil && $0.path.step == step.id }
    guard let first = live.first, let author = place(first.by),
      let input = step.inputs.first(where: { $0.id == first.path.input })
    else { return nil }
    let pen = input.by == .presenter ? place(view.pen) : nil
    var acts = act(
      pen ?? author,
      .writing(
        .editItem(
          item: first.item, version: first.version,
          envelope: try seal(again(first.item), first.item, first.path))))
    guard live.count > 1, let last = live.last, let other = place(last.by),
      let input = step.inputs.first(where: { $0.id == last.path.input }),
      ever.insert(.withdraw).inserted
    else { return acts }
    acts += act(other, .writing(.withdrawItem(item: last.item)))
    acts += try writing(
      again(last.item), to: input, in: step, set: nil, by: other)
    return acts
  }

  /// One closed card is edited; once in a play another one is withdrawn and laid anew.
  private mutating func replacing(in step: Plan.Step, _ view: View) throws -> [Act]? {
    let laid = cards.filter { card in
      card.step.id == step.id && view.sets.contains { $0.set == card.set && $0.state == .closed }
    }
    guard let first = laid.first, let last = laid.last else { return nil }
    let path = Plan.InputPath(step: step.id, input: first.input.id)
    var acts = act(
      first.member,
      .sets(
        .editCard(
          item: first.item, set: first.set, version: 1,
          envelope: try seal(again(first.item), first.item, path))))
    guard last.item != first.item, ever.insert(.replace).inserted else { return acts }
    cards.removeAll { $0.item == last.item }
    acts += act(last.member, .sets(.withdrawCard(item: last.item, set: last.set)))
    acts += try writing(
      again(last.item), to: last.input, in: step, set: last.set,
      by: last.member)
    return acts
  }

  /// The same words, to be sealed anew.
  private func again(_ item: ID) -> JSON { written[item] ?? .object([]) }

  /// The presenter marks two cards and takes one mark back; a writer says which card was theirs.
  mutating func marking(in step: Plan.Step, _ view: View) throws -> [Act]? {
    let open = view.items.filter { $0.set != nil && $0.by == nil }
    guard let last = open.last, let first = open.first else { return nil }
    let marker = presenterHere(view) ?? members.indices.first { !isAway(members[$0], view) } ?? 0
    if once("mark") {
      var acts = try mark(last, "touched", by: marker) + mark(first, "touched", by: marker)
      if last.claimed == nil, let card = cards.first(where: { $0.item == last.item }),
        card.input.claimable
      {
        acts += act(card.member, .writing(.claimItem(item: last.item, nonce: card.nonce.bytes)))
      }
      return acts
    }
    return once("unmark") ? try mark(first, "", by: marker) : nil
  }

  private mutating func mark(_ card: View.Item, _ word: String, by place: Int) throws -> [Act] {
    let mark = stationery.id()
    let json = JSON.object([.init("mark", .string(JSONText(word)))])
    let envelope = try stationery.seal(
      json.bytes, item: mark, path: SealPath.mark(step: card.path.step))
    return act(place, .writing(.markItem(item: card.item, mark: mark, envelope: envelope)))
  }
}
