// Who was there, and what was agreed about secrecy: what a proof of attendance says of a meeting.
//
// All of it holds seats and times only, and nothing of it looks at what anybody wrote.

extension Command {
  /// What is asked about attendance.
  package enum Attendance: Hashable, Sendable {
    /// Notes which members are present; `noted` is how often that was done before.
    case note(noted: Int, members: [ID])
    /// Says that the group has discussed what stays secret.
    case discussSecrecy

    var isForOutside: Bool {
      switch self {
      case .note, .discussSecrecy: true
      }
    }
  }
}

extension Event {
  /// What happened about attendance.
  package enum Attendance: Hashable, Sendable {
    /// Whoever did this sees these members present, in the order of the seats.
    case noted(members: [ID])
    /// The group has discussed what stays secret.
    case secrecyDiscussed

    var reachesOutside: Bool {
      switch self {
      case .noted, .secrecyDiscussed: true
      }
    }
  }
}

extension View {
  /// That members were noted as present.
  package struct Attendance: Hashable, Sendable {
    /// When, in milliseconds since 1970.
    package var at: Int
    /// Who was present, in the order of the seats.
    package var members: [ID]

    package init(at: Int, members: [ID]) {
      self.at = at
      self.members = members
    }
  }

  mutating func reduce(_ attendance: Event.Attendance, of event: Event) {
    switch attendance {
    case .noted(let members): self.attendance.append(Attendance(at: event.at, members: members))
    case .secrecyDiscussed: secrecy = event.at
    }
  }
}

extension Session {
  /// How often attendance may be noted in a session.
  package static let attendancesAllowed = 20

  func decide(
    _ command: Command.Attendance, _ circumstances: Circumstances
  ) throws(Rejection) -> Decision {
    switch command {
    case .note(let noted, let members):
      let present = Set(members)
      let seats = full.members.filter { !$0.removed && present.contains($0.member) }
      let before = full.attendance.count
      if noted == before - 1, let last = full.attendance.last, Set(last.members) == present {
        return Self.nothing
      }
      guard full.visit > 0 else { throw Rejection(.notNow) }
      try requireLeading(circumstances.by)
      guard noted == before else { throw Rejection(.stale) }
      guard seats.count == present.count else { throw Rejection(.noMember) }
      guard before < Self.attendancesAllowed else { throw Rejection(.tooMuch) }
      return one(.attendance(.noted(members: seats.map(\.member))), circumstances)
    case .discussSecrecy:
      guard full.secrecy == nil else { return Self.nothing }
      guard full.purge == nil else { throw Rejection(.notNow) }
      try requireLeading(circumstances.by)
      return one(.attendance(.secrecyDiscussed), circumstances)
    }
  }

  /// Refuses anybody but the chair, where somebody chairs.
  private func requireLeading(_ member: ID) throws(Rejection) {
    guard full.chair == nil || full.chair == member else { throw Rejection(.notYours) }
  }
}
