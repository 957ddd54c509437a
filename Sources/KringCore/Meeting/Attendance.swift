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

/// When a meeting began and ended, how long its breaks were and how many took part: what a proof of
/// attendance says of it beside the notes.
package struct CourseTimes: Hashable, Sendable {
  /// When the first step was entered, in milliseconds since 1970; `nil` in the lobby.
  package private(set) var began: Int?
  /// When the meeting was closed, in milliseconds since 1970.
  package private(set) var ended: Int?
  /// How long the breaks were together that are over, in milliseconds.
  package private(set) var breaks = 0
  /// How many held a seat at the close.
  package private(set) var members = 0
  /// How many cases were gone into by the close, stopped ones not counted.
  package private(set) var cases = 0
  /// When the current step was entered.
  private var entered = 0

  /// Counts an event, before it changes the view.
  mutating func note(_ event: Event.Course, at time: Int, in view: View) {
    switch event {
    case .stepEntered:
      if view.current?.isBreak == true { breaks += time - entered }
      began = began ?? time
      entered = time
    case .sessionClosed:
      if view.current?.isBreak == true { breaks += time - entered }
      ended = time
      members = view.members.count { !$0.removed }
      let steps = view.creation?.plan.steps.filter { view.visited.contains($0.id) && !$0.settles }
      let visited = Set(steps?.compactMap(\.caseNumber) ?? [])
      cases = visited.count { view.cases.indices.contains($0 - 1) && !view.cases[$0 - 1].stopped }
    case .created, .inputNamed, .presenterCalled, .caseStopped, .haltRaised, .haltCleared,
      .sessionKept:
      break
    }
  }
}
