import KringCore

/// What is chosen when a meeting is created.
public struct Options: Hashable, Sendable {
  /// How many cases a meeting may have.
  public static let casesAllowed = 1...6
  /// How long a meeting may be, in minutes.
  public static let minutesAllowed = 10...480

  /// How many cases.
  public let cases: Int
  /// The length of the whole meeting in minutes.
  public let minutes: Int
  /// Parts of the frame that are on or off whatever the length; see `Frame.parts`.
  public let frame: [String: Bool]

  /// Creates options; returns `nil` if a number is not allowed or a part does not exist.
  public init?(cases: Int = 1, minutes: Int = 60, frame: [String: Bool] = [:]) {
    guard Self.casesAllowed ~= cases, Self.minutesAllowed ~= minutes,
      frame.keys.allSatisfy(Frame.parts.contains)
    else { return nil }
    self.cases = cases
    self.minutes = minutes
    self.frame = frame
  }
}

/// Makes the plan of a meeting: the frame's parts, and between them the method's steps once for
/// each case, fitted into the length of the meeting.
///
/// A part is on if the options say so, else if the meeting is as long as the part asks. A part
/// that the method's last step covers is never on. A method without a step of choice gets the
/// frame's, so that each case has exactly one step that settles who presents.
public func compile(frame: Frame, method: Method, options: Options) -> Plan {
  func on(_ part: Frame.Part) -> Bool {
    guard !method.covers.contains(part.id) else { return false }
    return options.frame[part.id] ?? part.from.map { options.minutes >= $0 } ?? false
  }
  var placed: [PlacedStep] = frame.before.filter(on).map {
    PlacedStep(step: $0.step, prefix: "voor", caseNumber: nil)
  }
  let chooses = method.steps.contains { $0.icon == .choose }
  let steps = chooses ? method.steps : [frame.choose] + method.steps
  for number in 1...options.cases {
    placed += steps.map { PlacedStep(step: $0, prefix: "\(number)", caseNumber: number) }
  }
  placed += frame.after.filter(on).map {
    PlacedStep(step: $0.step, prefix: "na", caseNumber: nil)
  }
  let minutes = fitMinutes(
    placed.map(\.step.minutes), least: placed.map(\.step.least), length: options.minutes)
  return Plan(
    method: method.id, version: method.version, cases: options.cases,
    steps: zip(placed, minutes).map { $0.compiled(minutes: $1) },
    page: page(of: method))
}

/// A step at its place in a meeting.
struct PlacedStep {
  let step: Method.Step
  /// What stands before the id in the plan.
  let prefix: String
  let caseNumber: Int?

  func id(_ step: String) -> String { prefix + "." + step }

  func compiled(minutes: Int) -> Plan.Step {
    let minute = 60_000
    return Plan.Step(
      id: id(step.id), caseNumber: caseNumber, settles: step.icon == .choose, floor: step.floor,
      over: step.over.map { Plan.InputPath(step: id($0.step), input: $0.input) },
      planned: minutes * minute, least: step.least * minute, outside: step.outside,
      cast: step.cast.map(\.id), inputs: step.inputs.map(compiled), page: page(of: step))
  }

  private func compiled(_ input: Method.Input) -> Plan.Input {
    Plan.Input(
      id: input.id, by: input.by, max: input.max ?? input.kind.usualMax,
      opens: input.opens.map(id), named: input.named, minimum: input.kind.minimum,
      forcible: input.kind != .number, claimable: input.kind == .text, page: page(of: input))
  }
}
