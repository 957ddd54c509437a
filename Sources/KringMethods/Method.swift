import KringCore
import KringJSON

/// How one case is led: a method file that was found to be in order.
package struct Method: Hashable, Sendable {
  /// Its name in links and files.
  package var id: String
  /// Which edition of the file it is, from 1.
  package var version: Int
  /// The id of the method it is another form of.
  package var variantOf: String?
  /// How many people it is for.
  package var group: Group
  /// How many cases a meeting with it usually has.
  package var cases: Int
  /// The parts of the frame that its last step has already.
  package var covers: [String]
  /// What a group may want with it, most of all first; maybe nothing that is known.
  package var wants: [Want]
  /// How used to such meetings a group should be.
  package var experience: Experience
  /// Its name for people.
  package var name: Text
  /// What it is, in a sentence or two.
  package var summary: Text
  /// What it is good for.
  package var fits: Text?
  /// What it is not for.
  package var avoid: Text?
  /// Where it comes from.
  package var origin: Text
  /// What of it is known from sources and what was composed.
  package var evidence: Text
  /// The e-mail address to which a presenter may send a copy of the form without names.
  package var bank: String?
  /// Whether somebody presents a case; else the group meets about itself, without one.
  package var isPresented: Bool
  /// The kinds of case there are: the first case is usually of the first kind, and so on.
  package var kinds: [CaseKind]
  /// Its steps in order.
  package var steps: [Step]

  /// Sizes of a group.
  package struct Group: Hashable, Sendable {
    /// The smallest it works with.
    package var smallest: Int
    /// Where it begins to be at its best.
    package var idealFrom: Int
    /// Where it ends to be at its best.
    package var idealTo: Int
    /// The largest it works with.
    package var largest: Int
  }

  /// One of six words for what a group wants with a case.
  package enum Want: String, Sendable, CaseIterable {
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
  package enum Experience: String, Sendable, CaseIterable {
    /// For a first meeting too.
    case none
    /// For who have met like this some times.
    case some
    /// For a group with somebody who learned to lead it.
    case guided
  }

  /// A kind of case.
  package struct CaseKind: Hashable, Sendable {
    /// Its name within the method.
    package var id: String
    /// Its name for people.
    package var label: Text
    /// What stands at the presenter's first text instead of its label.
    package var prompt: Text?
  }

  /// One of eight words for what people do in a step.
  package enum Icon: String, Sendable, CaseIterable {
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
  package struct Step: Hashable, Sendable {
    /// Its name within the method.
    package var id: String
    /// The stop on the rail, shared by steps that are parts of one.
    package var label: String?
    /// Its name for people.
    package var name: Text
    /// What people do in it.
    package var icon: Icon
    /// Who speaks next.
    package var floor: Plan.Floor
    /// The input whose opened cards are gone through, with `turns`.
    package var over: Target?
    /// Its share of an hour, in minutes.
    package var minutes: Int
    /// What it takes at least, in minutes.
    package var least: Int
    /// Where the presenter is.
    package var outside: Plan.Outside
    /// Inputs of earlier steps of which what was chosen or written is kept in sight.
    package var show: [Target]
    /// Whether it has a note line.
    package var hasNotes: Bool
    /// What stands at the note line; `nil` for the usual words.
    package var noteLabel: Text?
    /// The parts of the note line; empty for one.
    package var noteFields: [Option]
    /// What stands at it in the report, as on a printed form.
    package var form: Text?
    /// What can be written in it.
    package var inputs: [Input]
    /// What each role does in it.
    package var instructions: Instructions
    /// The roles to be played in it.
    package var cast: [Role]
  }

  /// A sentence or two for each role.
  package struct Instructions: Hashable, Sendable {
    /// For the chair.
    package var chair: Text
    /// For the presenter; `nil` where nobody presents.
    package var presenter: Text?
    /// For everybody else.
    package var others: Text
  }

  /// A role in a scene.
  package struct Role: Hashable, Sendable {
    /// Its name within the step.
    package var id: String
    /// Its name for people.
    package var label: Text
    /// Who is meant to play it.
    package var by: Plan.Writers?
  }

  /// An input of a step, `step.input` in a file.
  package struct Target: Hashable, Sendable {
    /// The id of the step.
    package var step: String
    /// The id of the input.
    package var input: String
  }
}
