/// What surrounds the cases of every meeting: the frame file, found to be in order.
public struct Frame: Hashable, Sendable {
  /// The parts before the first case.
  public var before: [Part]
  /// The step that settles who presents, for methods that have none.
  public var choose: Method.Step
  /// The parts in the middle of the meeting.
  public var between: [Part]
  /// The parts after the last case.
  public var after: [Part]

  /// A step that can be on or off.
  public struct Part: Hashable, Sendable {
    /// Its name for choices and for `covers` of a method; of several with one name, which one a
    /// meeting has depends on its length.
    public var id: String
    /// How long a meeting must be, in minutes, to have it; `nil` for only when asked for.
    public var from: Int?
    /// The step.
    public var step: Method.Step
  }

  /// The names of the parts.
  public static let parts = ["checkin", "lookback", "break", "takeaway", "checkout", "closing"]

  /// The names of the parts, for problems.
  static var partNames: String {
    parts.map { "\"\($0)\"" }.joined(separator: ", ")
  }
}
