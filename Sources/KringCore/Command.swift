/// What a member asks of a session, by the subject it is about.
///
/// Sending one twice does what sending it once did: things carry the id their client drew,
/// transitions the counter they move, amounts are absolute.
package enum Command: Hashable, Sendable {
  /// Seats and the door.
  case people(People)
  /// Chair, deputy and presenters.
  case roles(Roles)
  /// The walk through the plan.
  case course(Course)
  /// Time.
  case clock(Clock)
  /// The floor and the cast list.
  case floor(Floor)
  /// Texts that can be read.
  case writing(Writing)
  /// Closed sets and the cards in them.
  case sets(ClosedSets)
  /// The meeting that is to come.
  case planning(Planning)
  /// Attendance.
  case attendance(Attendance)

  /// Whether a presenter who is away may ask it; of the others an answer would tell what that member
  /// cannot see.
  var isForOutside: Bool {
    switch self {
    case .people(let command): command.isForOutside
    case .roles(let command): command.isForOutside
    case .course(let command): command.isForOutside
    case .clock(let command): command.isForOutside
    case .floor(let command): command.isForOutside
    case .writing(let command): command.isForOutside
    case .sets(let command): command.isForOutside
    case .planning(let command): command.isForOutside
    case .attendance(let command): command.isForOutside
    }
  }

  /// Whether it ends what somebody began, which can be done only so often by itself; such a command
  /// is possible for a member who has done all else as often as one may.
  var endsSomething: Bool {
    switch self {
    case .people(let command): command.endsSomething
    case .course(let command): command.endsSomething
    case .writing(let command): command.endsSomething
    case .roles, .clock, .floor, .sets, .planning, .attendance: false
    }
  }
}

/// What time, connections and starts of the server cause.
package enum ServerCommand: Hashable, Sendable {
  /// Creates the session; the first command of all.
  case create(Creation)
  /// A newcomer takes a seat.
  case join(Newcomer)
  /// The announced opening of a set is due.
  case openForced(set: Int)
  /// The server was down between two times (milliseconds since 1970).
  case wasDown(from: Int, to: Int)
  /// The time to keep the content is over.
  case purge
  /// The session was left, and will go: its members are told.
  case tellEnding
  /// The session was left, and its members were told that it goes.
  case lapse
}
