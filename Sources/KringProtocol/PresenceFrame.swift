import KringCore

/// Who is here, as every member is told.
package struct PresenceFrame: Hashable, Sendable {
  /// The members with a seat, in order of the seats.
  package var members: [Member]
  /// The raised hands in the order of the queue.
  package var hands: [Presence.Hand]
  /// Who waits at the door, in order of arrival.
  package var door: [Visitor]

  package init(members: [Member] = [], hands: [Presence.Hand] = [], door: [Visitor] = []) {
    self.members = members
    self.hands = hands
    self.door = door
  }

  /// What a room is told; members whose seat was closed are left out.
  package init(_ presence: Presence, in view: View) {
    members = view.members.filter { !$0.removed }.map { member in
      Member(
        member: member.member, away: presence.away[member.member],
        background: presence.background.contains(member.member),
        ready: presence.ready.contains(member.member))
    }
    hands = presence.queue(spoken: view.floor.spoken)
    door = presence.door.map { Visitor(member: $0.member, name: $0.name, lost: $0.lost) }
  }

  /// A member, here or away.
  package struct Member: Hashable, Sendable {
    /// The member.
    package var member: ID
    /// Since when the member has been away, in milliseconds since 1970; `nil` if here.
    package var away: Int?
    /// Whether the member's page is in the background.
    package var background: Bool
    /// Whether the member is ready in the current visit.
    package var ready: Bool

    package init(member: ID, away: Int? = nil, background: Bool = false, ready: Bool = false) {
      self.member = member
      self.away = away
      self.background = background
      self.ready = ready
    }
  }

  /// Somebody at the door.
  package struct Visitor: Hashable, Sendable {
    /// The id that the newcomer's client drew; the name opens with it.
    package var member: ID
    /// The sealed name.
    package var name: Envelope
    /// Whether the newcomer asks for a lost seat.
    package var lost: Bool

    package init(member: ID, name: Envelope, lost: Bool) {
      self.member = member
      self.name = name
      self.lost = lost
    }
  }
}
