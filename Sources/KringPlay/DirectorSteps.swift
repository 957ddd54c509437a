import KringCore
import KringJSON
import KringProtocol
import KringSeal

// What a group does in a step, in this order: write, correct, note, detours, open, speak, settle,
// go on.

extension Director {
  mutating func inStep(_ view: View) throws -> [Act] {
    guard let step = view.current else { return [] }
    if isRevisit { return revisiting(step, view) }
    if let acts = try texts(in: step, view) { return acts }
    if once("cast"), !step.cast.isEmpty {
      let roles = step.cast.enumerated().map { place, role in
        Role(role: role, member: members[(place + 1) % members.count])
      }
      return act(chair(view), .floor(.cast(take: view.take, roles: roles)))
    }
    if let acts = detour(in: step, view) { return acts }
    if let acts = opening(in: step, view, picks: false) { return acts }
    // What can be chosen from is there only now where it was opened in this step.
    if once("pick from what was opened"), let acts = try filling(step, view, votes: true) {
      return acts
    }
    if let acts = opening(in: step, view, picks: true) { return acts }
    if let acts = speaking(in: step, view) { return acts }
    if once("out of the roles"), !step.cast.isEmpty {
      return act(chair(view), .floor(.cast(take: view.take, roles: [])))
    }
    if let acts = try marking(in: step, view) { return acts }
    if once("settle"), step.settles, let number = step.caseNumber {
      let presenter = presenter(of: number)
      let item = view.items.first { $0.by == presenter && $0.path.step == step.id }?.item
      return act(
        chair(view), .roles(.settle(visit: visit, item: item, presenter: presenter, chair: nil)))
    }
    if once("call"), step.outside == .turned || step.outside == .away {
      return act(chair(view), .course(.callPresenter(visit: visit)))
    }
    return goOn(from: step, view)
  }

  /// A step that was entered before makes new sets: those stay empty and are thrown away.
  private mutating func revisiting(_ step: Plan.Step, _ view: View) -> [Act] {
    let used = Set(cards.map(\.set))
    if once("discard"),
      let set = view.sets.first(where: {
        $0.state == .closed && $0.path.step == step.id && !used.contains($0.set)
      })
    {
      return act(chair(view), .sets(.discardSet(set: set.set)))
    }
    let opened = opening(in: step, view, picks: false) ?? opening(in: step, view, picks: true)
    return opened ?? goOn(from: step, view)
  }

  /// Opens a set of what was picked, or of what was written.
  private mutating func opening(in step: Plan.Step, _ view: View, picks: Bool) -> [Act]? {
    let steps = view.creation?.plan.steps ?? []
    for set in view.sets where set.state == .closed {
      guard
        let input = steps.first(where: { $0.id == set.path.step })?
          .inputs.first(where: { $0.id == set.path.input }), input.opens == step.id,
        (kind(of: input) == "pick") == picks
      else { continue }
      // What nobody wrote in is not opened.
      guard cards.contains(where: { $0.set == set.set }) else {
        return act(chair(view), .sets(.discardSet(set: set.set)))
      }
      // An announced opening may be overtaken by an ordinary one.
      if !set.named, input.forcible, ever.insert(.force).inserted {
        return act(chair(view), .sets(.forceSet(set: set.set)))
      }
      return act(chair(view), .sets(.openSet(set: set.set)))
    }
    return nil
  }

  private mutating func goOn(from step: Plan.Step, _ view: View) -> [Act] {
    guard let steps = view.creation?.plan.steps,
      let here = steps.firstIndex(where: { $0.id == step.id })
    else { return [] }
    if here > 0, isWorthReturning(to: steps[here - 1], view), ever.insert(.back).inserted {
      return act(chair(view), .course(.go(visit: visit, to: steps[here - 1].id)))
    }
    if let next = view.nextStep {
      return act(chair(view), .course(.go(visit: visit, to: next.id)))
    }
    return act(chair(view), .course(.close(visit: visit, keep: Self.kept)))
  }

  /// Whether going back there once makes new sets although the old ones are open.
  private func isWorthReturning(to step: Plan.Step, _ view: View) -> Bool {
    entered.contains(step.id) && !step.settles
      && view.sets.contains { $0.path.step == step.id && $0.state == .opened }
  }
}
