import KringCore
import KringJSON

/// How one case is led: a method file that was found to be in order.
public struct Method: Hashable, Sendable {
  /// Its name in links and files.
  public var id: String
  /// Which edition of the file it is, from 1.
  public var version: Int
  /// The id of the method it is another form of.
  public var variantOf: String?
  /// How many people it is for.
  public var group: Group
  /// How many cases a meeting with it usually has.
  public var cases: Int
  /// The parts of the frame that its last step has already.
  public var covers: [String]
  /// What a group may want with it, most of all first; maybe nothing that is known.
  public var wants: [Want]
  /// How used to such meetings a group should be.
  public var experience: Experience
  /// Its name for people.
  public var name: Text
  /// What it is, in a sentence or two.
  public var summary: Text
  /// What it is good for.
  public var fits: Text?
  /// What it is not for.
  public var avoid: Text?
  /// Where it comes from.
  public var origin: Text
  /// What of it is known from sources and what was composed.
  public var evidence: Text
  /// Whether somebody presents a case; else the group meets about itself, without one.
  public var isPresented: Bool
  /// The kinds of case there are: the first case is usually of the first kind, and so on.
  public var kinds: [CaseKind]
  /// Its steps in order.
  public var steps: [Step]

  /// Sizes of a group.
  public struct Group: Hashable, Sendable {
    /// The smallest it works with.
    public var smallest: Int
    /// Where it begins to be at its best.
    public var idealFrom: Int
    /// Where it ends to be at its best.
    public var idealTo: Int
    /// The largest it works with.
    public var largest: Int
  }

  /// One of six words for what a group wants with a case.
  public enum Want: String, Sendable, CaseIterable {
    /// To look at a question.
    case question
    /// To look at who presents.
    case me
    /// To look at the other person in the case.
    case other
    /// To try something out.
    case practice
    /// To think of something new.
    case ideas
    /// To learn from what went well.
    case success
  }

  /// How used to such meetings a group should be, the least first.
  public enum Experience: String, Sendable, CaseIterable {
    /// For a first meeting too.
    case none
    /// For who have met like this some times.
    case some
    /// For a group with somebody who learned to lead it.
    case guided
  }

  /// A kind of case.
  public struct CaseKind: Hashable, Sendable {
    /// Its name within the method.
    public var id: String
    /// Its name for people.
    public var label: Text
    /// What stands at the presenter's first text instead of its label.
    public var prompt: Text?
  }

  /// One of eight words for what people do in a step.
  public enum Icon: String, Sendable, CaseIterable {
    /// Choosing whose case it will be.
    case choose
    /// One tells.
    case tell
    /// The others ask.
    case ask
    /// Everybody writes.
    case write
    /// Everybody in turn.
    case round
    /// Talking freely.
    case discuss
    /// Weighing what is there.
    case weigh
    /// Playing a scene.
    case enact
  }

  /// One step of a case.
  public struct Step: Hashable, Sendable {
    /// Its name within the method.
    public var id: String
    /// The stop on the rail, shared by steps that are parts of one.
    public var label: String?
    /// Its name for people.
    public var name: Text
    /// What people do in it.
    public var icon: Icon
    /// Who speaks next.
    public var floor: Plan.Floor
    /// The input whose opened cards are gone through, with `turns`.
    public var over: Target?
    /// Its share of an hour, in minutes.
    public var minutes: Int
    /// What it takes at least, in minutes.
    public var least: Int
    /// Where the presenter is.
    public var outside: Plan.Outside
    /// Inputs of earlier steps of which what was chosen or written is kept in sight.
    public var show: [Target]
    /// Whether it has a note line.
    public var hasNotes: Bool
    /// What stands at the note line; `nil` for the usual words.
    public var noteLabel: Text?
    /// The parts of the note line; empty for one.
    public var noteFields: [Option]
    /// What stands at it in the report, as on a printed form.
    public var form: Text?
    /// What can be written in it.
    public var inputs: [Input]
    /// What each role does in it.
    public var instructions: Instructions
    /// The roles to be played in it.
    public var cast: [Role]
  }

  /// A sentence or two for each role.
  public struct Instructions: Hashable, Sendable {
    /// For the chair.
    public var chair: Text
    /// For the presenter; `nil` where nobody presents.
    public var presenter: Text?
    /// For everybody else.
    public var others: Text
  }

  /// A role in a scene.
  public struct Role: Hashable, Sendable {
    /// Its name within the step.
    public var id: String
    /// Its name for people.
    public var label: Text
    /// Who is meant to play it.
    public var by: Plan.Writers?
  }

  /// An input of a step, `step.input` in a file.
  public struct Target: Hashable, Sendable {
    /// The id of the step.
    public var step: String
    /// The id of the input.
    public var input: String
  }
}
