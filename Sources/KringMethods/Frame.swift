/// What surrounds the cases of every meeting: the frame file, found to be in order.
package struct Frame: Hashable, Sendable {
  /// What can be written before the meeting begins; `nil` for nothing. Its inputs are live.
  package var lobby: Method.Step?
  /// The parts before the first case.
  package var before: [Part]
  /// The step that settles who presents, for methods that have none.
  package var choose: Method.Step
  /// The parts in the middle of the meeting.
  package var between: [Part]
  /// The parts after the last case.
  package var after: [Part]

  /// A step that can be on or off.
  package struct Part: Hashable, Sendable {
    /// Its name for choices and for `covers` of a method; of several with one name, which one a
    /// meeting has depends on its length.
    package var id: String
    /// How long a meeting must be, in minutes, to have it; `nil` for only when asked for.
    package var from: Int?
    /// The step.
    package var step: Method.Step
  }

  /// The names of the parts.
  package static let parts = ["checkin", "lookback", "break", "takeaway", "checkout", "closing"]

  /// The names of the parts, for problems.
  static var partNames: String {
    parts.map { "\"\($0)\"" }.joined(separator: ", ")
  }
}
