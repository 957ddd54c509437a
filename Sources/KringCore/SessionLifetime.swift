// How long a session is kept for a group that does nothing.

extension Session {
  /// How long before a session goes its members are told, in milliseconds.
  package static let endingNotice = 3_600_000
  /// How long a session is kept for a group that does nothing, in milliseconds: from the planned start
  /// on, or after the last thing that a member did.
  package static let idleTime = 24 * 3_600_000
  /// The same before the meeting, where no start is planned and somebody has a seat: between two
  /// meetings lie weeks.
  package static let lobbyTime = 120 * 24 * 3_600_000

  /// When the session has been left for so long that it goes, in milliseconds since 1970.
  package var idleUntil: Int {
    guard full.visit == 0 else { return lastDeed + Self.idleTime }
    if let start = full.creation?.start { return max(start, lastDeed) + Self.idleTime }
    let isSat = full.members.contains { !$0.removed }
    return lastDeed + (isSat ? Self.lobbyTime : Self.idleTime)
  }

  /// What a session that is left is due for: the notice, then the end. An open page does not put it
  /// off, for somebody may have forgotten to close it.
  var dueWhenIdle: (at: Int, command: ServerCommand) {
    // A notice from before the last deed is none.
    if let ending = full.ending, ending >= idleUntil { return (ending, .lapse) }
    return (idleUntil - Self.endingNotice, .tellEnding)
  }
}
