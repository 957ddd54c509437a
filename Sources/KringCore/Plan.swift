/// A meeting's steps, compiled once and then frozen: all that the engine knows of a method.
///
/// Everything only a page needs (names, sentences, kinds of field) is carried as JSON that the
/// engine cannot read, in `page`.
package struct Plan: Hashable, Sendable {
  /// The id of the method it was compiled from.
  package var method: String
  /// The version of that method file.
  package var version: Int
  /// How many cases the meeting has, from 1.
  package var cases: Int
  /// What can be written before the meeting begins; nobody enters it. Its inputs are live.
  package var lobby: Step?
  /// The steps in order; at least one.
  package var steps: [Step]
  /// A JSON object for pages: name, group and where the method comes from.
  package var page: [UInt8]

  /// Takes the parts as they are; `KringMethods.compile` is the only source of valid plans.
  package init(
    method: String, version: Int, cases: Int, lobby: Step? = nil, steps: [Step], page: [UInt8]
  ) {
    self.method = method
    self.version = version
    self.cases = cases
    self.lobby = lobby
    self.steps = steps
    self.page = page
  }

  /// A step, or the lobby.
  package func step(_ id: String) -> Step? {
    lobby?.id == id ? lobby : steps.first { $0.id == id }
  }

  /// An input of a step, or of the lobby.
  package func input(_ path: InputPath) -> Input? {
    step(path.step)?.inputs.first { $0.id == path.input }
  }

  /// Says whether the cards of an input of a step carry names; does nothing where there is none.
  mutating func name(_ path: InputPath, named: Bool) {
    guard let step = steps.firstIndex(where: { $0.id == path.step }),
      let input = steps[step].inputs.firstIndex(where: { $0.id == path.input })
    else { return }
    steps[step].inputs[input].named = named
  }

  /// Who speaks next.
  package enum Floor: String, Sendable, CaseIterable {
    /// The presenter.
    case presenter
    /// Whoever raised a hand.
    case hands
    /// Everybody once, or each card of `over`.
    case turns
    /// Silence.
    case nobody
    /// No order.
    case free
  }

  /// Where the presenter is.
  package enum Outside: String, Sendable, CaseIterable {
    /// In the circle.
    case `in`
    /// In the circle, without a word.
    case silent
    /// Hears, neither seen nor heard.
    case turned
    /// Receives nothing until called back.
    case away
  }

  /// Who may write to an input.
  package enum Writers: String, Sendable, CaseIterable {
    /// The presenter, or the pen for the presenter.
    case presenter
    /// All but the presenter; the chair only if the chair takes part.
    case others
    /// Everybody.
    case all
    /// The chair.
    case chair
  }

  /// One step of the plan.
  package struct Step: Hashable, Sendable {
    /// `CASE.ID` for a step of a case (`2.beeld`), `voor.ID` or `na.ID` for one of the frame.
    package var id: String
    /// The case it belongs to, from 1; `nil` before and after.
    package var caseNumber: Int?
    /// Whether it ends with the choice of who presents this case.
    package var settles: Bool
    /// Who speaks next.
    package var floor: Floor
    /// The closed input whose opened cards are gone through one by one, with `turns`.
    package var over: InputPath?
    /// The planned time in milliseconds.
    package var planned: Int
    /// The least time it may be shortened to, in milliseconds.
    package var least: Int
    /// Where the presenter is.
    package var outside: Outside
    /// The roles of the public cast list; empty for a step without one.
    package var cast: [String]
    /// Whether it has a note line.
    package var hasNotes: Bool
    /// Whether it is a break, whose time is no time of the meeting.
    package var isBreak: Bool
    /// What can be written here.
    package var inputs: [Input]
    /// A JSON object for pages: label, name, icon and the sentences.
    package var page: [UInt8]

    package init(
      id: String, caseNumber: Int?, settles: Bool = false, floor: Floor, over: InputPath? = nil,
      planned: Int, least: Int, outside: Outside = .in, cast: [String] = [],
      hasNotes: Bool = true, isBreak: Bool = false, inputs: [Input] = [],
      page: [UInt8] = Array("{}".utf8)
    ) {
      self.id = id
      self.caseNumber = caseNumber
      self.settles = settles
      self.floor = floor
      self.over = over
      self.planned = planned
      self.least = least
      self.outside = outside
      self.cast = cast
      self.hasNotes = hasNotes
      self.isBreak = isBreak
      self.inputs = inputs
      self.page = page
    }
  }

  /// Something that can be written in a step.
  package struct Input: Hashable, Sendable {
    /// Its name within the step.
    package var id: String
    /// Who may write.
    package var by: Writers
    /// How many items a member may have here at once.
    package var max: Int
    /// The id of the plan step in which its set is opened; `nil` for a live input.
    package var opens: String?
    /// Whether each item carries its author; always true for a live input.
    package var named: Bool
    /// How many different writers an unnamed set needs to be opened.
    package var minimum: Int
    /// Whether an unnamed set below its minimum may be forced open; ratings may not.
    package var forcible: Bool
    /// Whether a writer may say of an unnamed opened card that it is theirs: texts, no votes.
    package var claimable: Bool
    /// A JSON object for pages: kind, options, help and so on.
    package var page: [UInt8]

    package init(
      id: String, by: Writers, max: Int, opens: String? = nil, named: Bool = true,
      minimum: Int = 3, forcible: Bool = true, claimable: Bool = true,
      page: [UInt8] = Array("{}".utf8)
    ) {
      self.id = id
      self.by = by
      self.max = max
      self.opens = opens
      self.named = named
      self.minimum = minimum
      self.forcible = forcible
      self.claimable = claimable
      self.page = page
    }
  }

  /// An input of a step of the plan, `STEP/INPUT` in text.
  package struct InputPath: Hashable, Sendable {
    /// The id of the plan step.
    package var step: String
    /// The id of the input in it.
    package var input: String

    package init(step: String, input: String) {
      self.step = step
      self.input = input
    }
  }
}
