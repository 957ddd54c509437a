/// A meeting's steps, compiled once and then frozen: all that the engine knows of a method.
///
/// Everything only a page needs (names, sentences, kinds of field) is carried as JSON that the
/// engine cannot read, in `page`.
public struct Plan: Hashable, Sendable {
  /// The id of the method it was compiled from.
  public var method: String
  /// The version of that method file.
  public var version: Int
  /// How many cases the meeting has, from 1.
  public var cases: Int
  /// The steps in order; at least one.
  public var steps: [Step]
  /// A JSON object for pages: name, group and where the method comes from.
  public var page: [UInt8]

  /// Creates a plan from its parts; `KringMethods.compile` is the only source of valid ones.
  public init(method: String, version: Int, cases: Int, steps: [Step], page: [UInt8]) {
    self.method = method
    self.version = version
    self.cases = cases
    self.steps = steps
    self.page = page
  }

  /// Who speaks next.
  public enum Floor: String, Sendable, CaseIterable {
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
  public enum Outside: String, Sendable, CaseIterable {
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
  public enum Writers: String, Sendable, CaseIterable {
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
  public struct Step: Hashable, Sendable {
    /// `CASE.ID` for a step of a case (`2.beeld`), `voor.ID` or `na.ID` for one of the frame.
    public var id: String
    /// The case it belongs to, from 1; `nil` before and after.
    public var caseNumber: Int?
    /// Whether it ends with the choice of who presents this case.
    public var settles: Bool
    /// Who speaks next.
    public var floor: Floor
    /// The closed input whose opened cards are gone through one by one, with `turns`.
    public var over: InputPath?
    /// The planned time in milliseconds.
    public var planned: Int
    /// The least time it may be shortened to, in milliseconds.
    public var least: Int
    /// Where the presenter is.
    public var outside: Outside
    /// The roles of the public cast list; empty for a step without one.
    public var cast: [String]
    /// Whether it has a note line.
    public var hasNotes: Bool
    /// What can be written here.
    public var inputs: [Input]
    /// A JSON object for pages: label, name, icon and the sentences.
    public var page: [UInt8]

    /// Creates a step from its parts.
    public init(
      id: String, caseNumber: Int?, settles: Bool = false, floor: Floor, over: InputPath? = nil,
      planned: Int, least: Int, outside: Outside = .in, cast: [String] = [],
      hasNotes: Bool = true, inputs: [Input] = [], page: [UInt8] = Array("{}".utf8)
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
      self.inputs = inputs
      self.page = page
    }
  }

  /// Something that can be written in a step.
  public struct Input: Hashable, Sendable {
    /// Its name within the step.
    public var id: String
    /// Who may write.
    public var by: Writers
    /// How many items a member may have here at once.
    public var max: Int
    /// The id of the plan step in which its set is opened; `nil` for a live input.
    public var opens: String?
    /// Whether each item carries its author; always true for a live input.
    public var named: Bool
    /// How many different writers an unnamed set needs to be opened.
    public var minimum: Int
    /// Whether an unnamed set below its minimum may be forced open; ratings may not.
    public var forcible: Bool
    /// Whether a writer may say of an unnamed opened card that it is theirs: texts, no votes.
    public var claimable: Bool
    /// A JSON object for pages: kind, options, help and so on.
    public var page: [UInt8]

    /// Creates an input from its parts.
    public init(
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
  public struct InputPath: Hashable, Sendable {
    /// The id of the plan step.
    public var step: String
    /// The id of the input in it.
    public var input: String

    /// Creates a path from its two parts.
    public init(step: String, input: String) {
      self.step = step
      self.input = input
    }
  }
}
