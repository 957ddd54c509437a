import KringCore

extension Method {
  /// Something that can be written in a step.
  public struct Input: Hashable, Sendable {
    /// Its name within the step.
    public var id: String
    /// Who may write.
    public var by: Plan.Writers
    /// What is written.
    public var kind: Kind
    /// How many items a member may have; `nil` for the usual number of the kind.
    public var max: Int?
    /// How many items a page counts as finished.
    public var min: Int?
    /// The id of the step in which it is opened; `nil` for a live input.
    public var opens: String?
    /// Whether each item carries its author, unless the group decides otherwise.
    public var named: Bool
    /// The question at the field.
    public var label: Text
    /// The parts of a text.
    public var fields: [Option]
    /// What can be picked; the sectors of a point, clockwise from the top.
    public var options: [Option]
    /// The numbers that can be given.
    public var range: ClosedRange<Int>?
    /// The names of the ends: low and high of a number; left, right, bottom and top of a point.
    public var ends: [Text]
    /// The input whose items are marked or voted on.
    public var of: Target?
    /// Which help a question gets.
    public var help: Help?
    /// The hat or room it belongs to.
    public var lens: String?
    /// Who or what a point is about.
    public var about: String?
    /// Whether it asks what kind of case it is: a pick of the method's `kinds`.
    public var isKind: Bool

    /// Whether the prompt of a kind may stand at it: the first of these in a method is the case.
    var isPrompted: Bool { kind == .text && by == .presenter && fields.isEmpty }
  }

  /// What is written to an input.
  public enum Kind: String, Sendable, CaseIterable {
    /// Words, in one field or several.
    case text
    /// One of some options or of the items of another input.
    case pick
    /// A number in a range.
    case number
    /// A place between two axes.
    case point

    /// How many items a member may have when the file does not say.
    var usualMax: Int {
      self == .text ? 8 : 1
    }

    /// How many writers an unnamed set needs: a number says more about its writer's place among
    /// few than a card does.
    var minimum: Int {
      self == .number ? 4 : 3
    }
  }

  /// What a question should be.
  public enum Help: String, Sendable, CaseIterable {
    /// Open.
    case open
    /// About facts.
    case facts
  }

  /// A part of a text or something to pick.
  public struct Option: Hashable, Sendable {
    /// Its name within the input.
    public var id: String
    /// Its name for people; `nil` for a part that every page knows.
    public var label: Text?

    /// The parts of a text that every page knows: what is done, by whom and by when.
    static let known = ["what", "who", "due"]
  }
}
