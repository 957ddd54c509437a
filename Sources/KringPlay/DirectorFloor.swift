import KringCore
import KringProtocol

// How a group passes the floor on.

extension Director {
  mutating func speaking(in step: Plan.Step, _ view: View) -> [Act]? {
    switch step.floor {
    case .nobody:
      if once("ready") {
        return members.indices.flatMap { say($0, .ready(visit: visit, ready: true)) }
      }
      return once("not ready") ? say(1, .ready(visit: visit, ready: false)) : nil
    case .presenter, .hands, .free: return byHand(in: step, view)
    case .turns where step.over != nil: return overCards(view)
    case .turns:
      guard view.floor.speaker != nil || !view.floor.waiting.isEmpty else { return nil }
      let speaker = isAway(view.floor.speaker, view) ? nil : place(view.floor.speaker)
      let passing = took.isMultiple(of: 2) ? speaker : nil
      took += 1
      return act(passing ?? chair(view), .floor(.nextTurn(turn: view.floor.turn)))
    }
  }

  /// Two raise their hands, one with a typed question; a third thinks better of it.
  private mutating func byHand(in step: Plan.Step, _ view: View) -> [Act]? {
    let others = members.indices.reversed().filter { members[$0] != view.presenter }
    if once("hands") {
      return others.prefix(3).flatMap { member in
        let question = view.items.last {
          $0.by == members[member] && $0.path.step == step.id && $0.set == nil
        }
        return say(member, .hand(visit: view.visit, up: true, item: question?.item))
      }
    }
    if once("lowered"), others.count > 2 {
      return say(others[2], .hand(visit: view.visit, up: false, item: nil))
    }
    // Once more than there are hands: then the floor goes back.
    guard took <= 2 else { return nil }
    took += 1
    return act(passer(in: step, others, view), .floor(.nextTurn(turn: view.floor.turn)))
  }

  /// In turn: the chair, the presenter where that one may, and whoever is next in line.
  private func passer(in step: Plan.Step, _ others: [Int], _ view: View) -> Int {
    let chair = chair(view)
    guard step.floor != .free, let presenter = presenterHere(view) else { return chair }
    return took == 2 ? presenter : chair
  }

  /// Somebody else reads each card; the chair passes on, for whom a card need not lie a while.
  private mutating func overCards(_ view: View) -> [Act]? {
    let floor = view.floor
    guard floor.card != nil else { return nil }
    let readers = members.indices.filter { members[$0] != view.presenter }
    if floor.speaker == nil, once("read \(floor.turn)") {
      return act(readers[took % readers.count], .floor(.readTurn(turn: floor.turn)))
    }
    took += 1
    return act(chair(view), .floor(.nextTurn(turn: floor.turn)))
  }
}
