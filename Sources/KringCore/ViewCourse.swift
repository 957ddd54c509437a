// Where the meeting goes on to, as clients offer it.

extension View {
  /// Whether a step is a choice that was made already.
  package func isSettled(_ step: Plan.Step) -> Bool {
    guard step.settles, let number = step.caseNumber else { return false }
    return cases[number - 1].presenter != nil
  }

  /// Whether going on passes a step over: its choice is made, or its case was stopped.
  package func isPassedOver(_ step: Plan.Step) -> Bool {
    isSettled(step) || (step.caseNumber.map { cases[$0 - 1].stopped } ?? false)
  }

  /// The step that going on enters; `nil` at the end and after the close.
  package var nextStep: Plan.Step? {
    guard purge == nil, let steps = creation?.plan.steps else { return nil }
    let here = steps.firstIndex { $0.id == step }.map { $0 + 1 } ?? 0
    return steps[here...].first { !isPassedOver($0) }
  }
}
