import KringCore

extension Method {
  /// Something that can be written in a step.
  package struct Input: Hashable, Sendable {
    /// Its name within the step.
    package var id: String
    /// Who may write.
    package var by: Plan.Writers
    /// What is written.
    package var kind: Kind
    /// How many items a member may have; `nil` for the usual number of the kind.
    package var max: Int?
    /// How many items a page counts as finished.
    package var min: Int?
    /// The id of the step in which it is opened; `nil` for a live input.
    package var opens: String?
    /// Whether each item carries its author, unless the group decides otherwise.
    package var named: Bool
    /// The question at the field.
    package var label: Text
    /// The parts of a text.
    package var fields: [Option]
    /// What can be picked; the sectors of a point, clockwise from the top.
    package var options: [Option]
    /// The numbers that can be given.
    package var range: ClosedRange<Int>?
    /// The names of the ends: low and high of a number; left, right, bottom and top of a point.
    package var ends: [Text]
    /// The input whose items are marked or voted on.
    package var of: Target?
    /// Which help a question gets.
    package var help: Help?
    /// The hat or room it belongs to.
    package var lens: String?
    /// Who or what a point is about.
    package var about: String?
    /// Whether it asks what kind of case it is: a pick of the method's `kinds`.
    package var isKind: Bool
    /// Whether each person picks among their own items only; the server does not hold it.
    package var isOwn: Bool

    /// Whether the prompt of a kind may stand at it: the first of these in a method is the case.
    var isPrompted: Bool { kind == .text && by == .presenter && fields.isEmpty }
  }

  /// What is written to an input.
  package enum Kind: String, Sendable, CaseIterable {
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
  package enum Help: String, Sendable, CaseIterable {
    /// Open.
    case open
    /// About facts.
    case facts
  }

  /// A part of a text or something to pick.
  package struct Option: Hashable, Sendable {
    /// Its name within the input.
    package var id: String
    /// Its name for people; `nil` for a part that every page knows.
    package var label: Text?

    /// The parts of a text that every page knows: what is done, by whom and by when.
    static let known = ["what", "who", "due"]
  }
}
