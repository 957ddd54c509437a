import KringCore

/// Who is here, as every member is told.
public struct PresenceFrame: Hashable, Sendable {
  /// The members with a seat, in order of the seats.
  public var members: [Member]
  /// The raised hands in the order of the queue.
  public var hands: [Presence.Hand]
  /// Who waits at the door, in order of arrival.
  public var door: [Visitor]

  /// Creates a frame from its parts.
  public init(members: [Member] = [], hands: [Presence.Hand] = [], door: [Visitor] = []) {
    self.members = members
    self.hands = hands
    self.door = door
  }

  /// Creates the frame of a room; members whose seat was closed are left out.
  public init(_ presence: Presence, in view: View) {
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
  public struct Member: Hashable, Sendable {
    /// The member.
    public var member: ID
    /// Since when the member has been away, in milliseconds since 1970; `nil` if here.
    public var away: Int?
    /// Whether the member's page is in the background.
    public var background: Bool
    /// Whether the member is ready in the current visit.
    public var ready: Bool

    /// Creates a member's presence.
    public init(member: ID, away: Int? = nil, background: Bool = false, ready: Bool = false) {
      self.member = member
      self.away = away
      self.background = background
      self.ready = ready
    }
  }

  /// Somebody at the door.
  public struct Visitor: Hashable, Sendable {
    /// The id that the newcomer's client drew; the name opens with it.
    public var member: ID
    /// The sealed name.
    public var name: Envelope
    /// Whether the newcomer asks for a lost seat.
    public var lost: Bool

    /// Creates a newcomer.
    public init(member: ID, name: Envelope, lost: Bool) {
      self.member = member
      self.name = name
      self.lost = lost
    }
  }
}
