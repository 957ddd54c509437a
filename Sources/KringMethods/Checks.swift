import KringCore
import KringJSON

/// Finds what is wrong between steps that are each in order by themselves.
///
/// What could not be read was reported already and is passed over, so that one mistake is
/// reported once.
struct Checks {
  let problems: Problems
  let steps: [StepDraft]
  /// Whether somebody presents in these steps; nobody does before and after the cases.
  let presented: Bool
  /// Where each id stands; the first place of one given twice.
  private let places: [String: Int]

  init(_ steps: [StepDraft], presented: Bool, problems: Problems) {
    self.steps = steps
    self.presented = presented
    self.problems = problems
    var places: [String: Int] = [:]
    for (place, step) in steps.enumerated() {
      guard let id = step.id else { continue }
      if places[id] == nil {
        places[id] = place
      } else {
        problems.add(step.path + ".id", .twice, id)
      }
    }
    self.places = places
  }

  func run() {
    for (place, draft) in steps.enumerated() {
      if let step = draft.step {
        checkPresenter(of: step, inputs: draft.inputs, path: draft.path)
        if let over = step.over { checkOver(over, from: place, path: draft.path + ".over") }
        for (number, shown) in step.show.enumerated() {
          checkShown(shown, from: place, path: draft.path + ".show[\(number)]")
        }
      }
      var seen: Set<String> = []
      for input in draft.inputs {
        if let id = input.id, !seen.insert(id).inserted {
          problems.add(input.path + ".id", .twice, id)
        }
        if let opens = input.input?.opens {
          checkOpens(opens, from: place, path: input.path + ".opens")
        }
        if let of = input.input?.of { checkOf(of, from: place, input: input) }
      }
    }
  }

  private func checkOpens(_ opens: String, from place: Int, path: String) {
    guard let opening = places[opens] else { return problems.add(path, .noStep, opens) }
    if opening < place {
      problems.add(path, .neverOpens, opens)
    }
  }

  private func checkOver(_ over: Method.Target, from place: Int, path: String) {
    guard let (written, draft) = find(over, path: path) else { return }
    guard written <= place else {
      return problems.add(path, .stillToCome, over.step)
    }
    guard let input = draft.input else { return }
    guard let opens = input.opens else {
      return problems.add(path, .live, over.input)
    }
    if let opening = places[opens], opening > place {
      problems.add(path, .stillClosed, over.input)
    }
  }

  private func checkOf(_ of: Method.Target, from place: Int, input marking: InputDraft) {
    let path = marking.path + ".of"
    guard let (written, draft) = find(of, path: path) else { return }
    guard written <= place else {
      return problems.add(path, .stillToCome, of.step)
    }
    guard let input = draft.input else { return }
    if input.kind != .text {
      problems.add(path, .noText, of.input)
    }
    if let opens = input.opens, let opening = places[opens], opening > place {
      problems.add(path, .stillClosed, of.input)
    }
  }

  private func checkShown(_ shown: Method.Target, from place: Int, path: String) {
    guard let (written, draft) = find(shown, path: path) else { return }
    guard written != place else { return problems.add(path, .thisStep, shown.step) }
    guard written < place else { return problems.add(path, .stillToCome, shown.step) }
    if let opens = draft.input?.opens, let opening = places[opens], opening > place {
      problems.add(path, .stillClosed, shown.input)
    }
  }

  /// The place of a target's step and the input; notes what does not exist.
  private func find(_ target: Method.Target, path: String) -> (Int, InputDraft)? {
    guard let place = places[target.step] else {
      problems.add(path, .noStep, target.step)
      return nil
    }
    guard let input = steps[place].inputs.first(where: { $0.id == target.input }) else {
      problems.add(path, .noInput, target.input, target.step)
      return nil
    }
    return (place, input)
  }

  /// Refuses what asks something of a presenter who is not there.
  private func checkPresenter(of step: Method.Step, inputs: [InputDraft], path: String) {
    let nobody = !presented || step.icon == .choose
    if nobody {
      if step.floor == .presenter { problems.add(path + ".floor", .nobodyPresents) }
      if step.outside != .in { problems.add(path + ".outside", .nobodyPresents) }
    } else if step.floor == .presenter, step.outside != .in {
      problems.add(path + ".outside", .presenterSpeaks)
    }
    for input in inputs where input.input?.by == .presenter {
      if nobody { problems.add(input.path + ".by", .nobodyPresents) }
      if step.outside == .away { problems.add(input.path + ".by", .presenterAway) }
    }
  }
}
