/// The close codes of the server; their range fixes what the client does.
package enum CloseCode: Int, Sendable, CaseIterable {
  /// A bug of the client.
  case bug = 4000
  /// The seat is open in another window.
  case elsewhere = 4001
  /// No such session, or the wrong key to its door.
  case noSession = 4002
  /// The seat was closed.
  case removed = 4003
  /// The session is gone.
  case purged = 4004
  /// The seat is not this client's.
  case seat = 4005
  /// Sent away at the door.
  case refused = 4006
  /// No room.
  case full = 4007
  /// The seat was given to somebody who asked for it as lost.
  case seatGiven = 4008
  /// Too many commands.
  case rate = 4100
  /// Reads too slowly.
  case slow = 4101
  /// Waited at the door for too long.
  case waited = 4102
  /// The disk fails.
  case storage = 4103
  /// No hello in time.
  case late = 4104
  /// Too many came to the door just now.
  case doorBusy = 4105
  /// The server restarts.
  case drain = 4200
  /// Another node serves the session.
  case moved = 4201
  /// The node gave the session up, or lost it.
  case movedOn = 4202

  /// What the client does.
  package var reconnect: Reconnect { Reconnect(close: rawValue) }
}

/// What a client does after a connection has closed.
package enum Reconnect: Hashable, Sendable {
  /// Stops.
  case never
  /// Tries again after 0.5 s, doubled each time up to 15 s, ± 50 %.
  case backOff
  /// Tries again after the time that `drain` named, or else at once.
  case asTold

  /// Tells what to do after any close code, the server's own or another.
  package init(close code: Int) {
    switch code {
    case 4000...4099: self = .never
    case 4200...4299: self = .asTold
    default: self = .backOff
    }
  }
}
