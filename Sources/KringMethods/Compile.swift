import KringCore

/// What is chosen when a meeting is created.
package struct Options: Hashable, Sendable {
  /// How many cases a meeting may have.
  package static let casesAllowed = PlanWish.casesAllowed
  /// How long a meeting may be, in minutes.
  package static let minutesAllowed = PlanWish.minutesAllowed

  /// How many cases.
  package let cases: Int
  /// The length of the whole meeting in minutes.
  package let minutes: Int
  /// Parts of the frame that are on or off whatever the length; see `Frame.parts`.
  package let frame: [String: Bool]

  /// Creates options; returns `nil` if a number is not allowed or a part does not exist.
  package init?(cases: Int = 1, minutes: Int = 60, frame: [String: Bool] = [:]) {
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
/// A part is on if the options say so, else if the meeting is as long as the part asks; of several
/// with one name, the one that asks most of those. A part that the method's last step covers is
/// never on. A method without a step of choice gets the frame's, so that each case has exactly one
/// step that settles who presents.
package func compile(frame: Frame, method: Method, options: Options) -> Plan {
  let on = { (parts: [Frame.Part]) in method.having(parts, options) }
  let settles = method.isPresented && !method.steps.contains { $0.icon == .choose }
  let steps = settles ? [frame.choose] + method.steps : method.steps
  let count = method.isPresented ? options.cases : 1
  var cases = (1...count).map { number in
    steps.map { method.placed($0, in: number) }
  }
  let middle = on(frame.between)
  if count == 1, let place = restingPlace(in: steps) {
    cases[0].insert(
      contentsOf: middle.map { PlacedStep($0, prefix: "tussen", in: method.isPresented ? 1 : nil) },
      at: place)
  } else {
    cases[(count - 1) / 2] += middle.map { PlacedStep($0, prefix: "tussen") }
  }
  let placed =
    on(frame.before).map { PlacedStep($0, prefix: "voor") } + cases.flatMap { $0 }
    + on(frame.after).map { PlacedStep($0, prefix: "na") }
  let minutes = fitMinutes(
    placed.map(\.step.minutes), least: placed.map(\.step.least), length: options.minutes)
  return Plan(
    method: method.id, version: method.version, cases: count,
    lobby: frame.lobby.map(lobby),
    steps: zip(placed, minutes).map { $0.compiled(minutes: $1) },
    page: page(of: method))
}

/// The lobby as a step that nobody enters.
private func lobby(_ step: Method.Step) -> Plan.Step {
  PlacedStep(
    step: step, prefix: "voor", caseNumber: nil, part: nil, kinds: [], prompted: nil
  ).compiled(minutes: 0)
}

/// Where one case can be interrupted: between two stops of the rail, with no cards closed that
/// are opened after it, as near to the middle of its minutes as can be. `nil` if nowhere.
private func restingPlace(in steps: [Method.Step]) -> Int? {
  let places = Dictionary(uniqueKeysWithValues: steps.enumerated().map { ($1.id, $0) })
  let total = steps.reduce(0) { $0 + $1.minutes }
  var passed = 0
  var best: (place: Int, distance: Int)?
  for place in steps.indices.dropFirst() {
    passed += steps[place - 1].minutes
    let (before, after) = (steps[place - 1], steps[place])
    guard before.icon != .choose, before.label == nil || before.label != after.label else {
      continue
    }
    let isHeld = steps[..<place].contains { step in
      step.inputs.contains { $0.opens.flatMap { places[$0] }.map { $0 >= place } ?? false }
    }
    let distance = abs(total - 2 * passed)
    if !isHeld, distance < best?.distance ?? .max { best = (place, distance) }
  }
  return best?.place
}

extension Method {
  /// The parts that a meeting has.
  fileprivate func having(_ parts: [Frame.Part], _ options: Options) -> [Frame.Part] {
    parts.filter { part in
      guard !covers.contains(part.id), options.frame[part.id] != false else { return false }
      let same = parts.filter { $0.id == part.id }
      let reached = same.filter { ($0.from ?? .max) <= options.minutes }
        .max { ($0.from ?? 0) < ($1.from ?? 0) }
      return part == reached ?? (options.frame[part.id] == true ? same.first : nil)
    }
  }

  /// One of its steps, or the frame's step of choice, in a case.
  fileprivate func placed(_ step: Step, in number: Int) -> PlacedStep {
    PlacedStep(
      step: step, prefix: "\(number)", caseNumber: isPresented ? number : nil, part: nil,
      kinds: kinds, prompted: kinds.isEmpty ? nil : prompted)
  }

  /// The presenter's first text, at which the prompt of a kind of case stands.
  private var prompted: Target? {
    for step in steps {
      for input in step.inputs where input.isPrompted {
        return Target(step: step.id, input: input.id)
      }
    }
    return nil
  }
}

/// A step at its place in a meeting.
struct PlacedStep {
  let step: Method.Step
  /// What stands before the id in the plan.
  let prefix: String
  let caseNumber: Int?
  /// The part of the frame that it is.
  let part: String?
  /// The kinds of case of its method.
  let kinds: [Method.CaseKind]
  /// The input at which their prompts stand.
  let prompted: Method.Target?

  func id(_ step: String) -> String { prefix + "." + step }

  func compiled(minutes: Int) -> Plan.Step {
    let minute = 60_000
    return Plan.Step(
      id: id(step.id), caseNumber: caseNumber, settles: step.icon == .choose, floor: step.floor,
      over: step.over.map { Plan.InputPath(step: id($0.step), input: $0.input) },
      planned: minutes * minute, least: step.least * minute, outside: step.outside,
      cast: step.cast.map(\.id), hasNotes: step.hasNotes, isBreak: part == "break",
      inputs: step.inputs.map(compiled),
      page: page(of: step))
  }

  private func compiled(_ input: Method.Input) -> Plan.Input {
    Plan.Input(
      id: input.id, by: input.by, max: input.max ?? input.kind.usualMax,
      opens: input.opens.map(id), named: input.named, minimum: input.kind.minimum,
      forcible: input.kind != .number, claimable: input.kind == .text, page: page(of: input))
  }
}

extension PlacedStep {
  /// A part of the frame, inside a case or outside all of them.
  fileprivate init(_ part: Frame.Part, prefix: String, in caseNumber: Int? = nil) {
    self.init(
      step: part.step, prefix: prefix, caseNumber: caseNumber, part: part.id, kinds: [],
      prompted: nil)
  }
}
