/// The place in a session that an envelope is sealed for, as the text that is bound to it.
///
/// An envelope that is moved to another path does not open. The ids `note` and `mark` cannot be
/// inputs, since their paths would be the same.
package enum SealPath {
  /// A member's name; the item id is the member's.
  package static let member = "member"

  /// The link of the group's video call.
  package static let call = "call"

  /// Returns the path of what is written to an input; `step` as in the plan, such as `2.beeld`.
  package static func input(step: some StringProtocol, input: some StringProtocol) -> String {
    "\(step)/\(input)"
  }

  /// Returns the path of a step's shared note line.
  package static func note(step: some StringProtocol) -> String { "\(step)/note" }

  /// Returns the path of a mark made in a step.
  package static func mark(step: some StringProtocol) -> String { "\(step)/mark" }
}
