/// Something that happened in a session, in the one order that all its members share.
package struct Event: Hashable, Sendable {
  /// Its place in the session, from 1 without gaps.
  package var seq: Int
  /// When, in milliseconds since 1970; never before the event in front of it.
  package var at: Int
  /// Who did it; `nil` for the server.
  package var by: ID?
  /// Who receives it.
  package var audience: Audience
  /// What happened.
  package var kind: Kind

  package init(seq: Int, at: Int, by: ID?, audience: Audience = .everyone, kind: Kind) {
    self.seq = seq
    self.at = at
    self.by = by
    self.audience = audience
    self.kind = kind
  }

  /// What happened, with everything needed to change a view, by the subject it is about.
  package enum Kind: Hashable, Sendable {
    /// Seats.
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
    /// Closed sets.
    case sets(ClosedSets)
    /// The meeting that is to come.
    case planning(Planning)
    /// Attendance.
    case attendance(Attendance)

    /// Whether a presenter who is away is told: of people, chair, clock, close and attendance, and
    /// of nothing else.
    var reachesOutside: Bool {
      switch self {
      case .people(let event): event.reachesOutside
      case .roles(let event): event.reachesOutside
      case .course(let event): event.reachesOutside
      case .clock(let event): event.reachesOutside
      case .floor(let event): event.reachesOutside
      case .writing(let event): event.reachesOutside
      case .sets(let event): event.reachesOutside
      case .planning(let event): event.reachesOutside
      case .attendance(let event): event.reachesOutside
      }
    }

    /// Whether something that somebody wrote is in it: then its text is counted, and not the event.
    var carriesText: Bool {
      switch self {
      case .people(let event): event.carriesText
      case .course(let event): event.carriesText
      case .writing(let event): event.carriesText
      case .sets(let event): event.carriesText
      case .roles, .clock, .floor, .planning, .attendance: false
      }
    }

    /// Whether it brings a presenter back in who was away.
    var endsOutside: Bool {
      switch self {
      case .course(let event): event.endsOutside
      case .people, .roles, .clock, .floor, .writing, .sets, .planning, .attendance: false
      }
    }
  }
}

/// Who receives an event.
package enum Audience: Hashable, Sendable {
  /// Every member.
  case everyone
  /// Every member but one.
  case everyoneBut(ID)
  /// One member.
  case only(ID)

  /// Tells whether a member receives it.
  package func includes(_ member: ID) -> Bool {
    switch self {
    case .everyone: true
    case .everyoneBut(let other): other != member
    case .only(let one): one == member
    }
  }
}
