import KringCore
import KringProtocol

/// What a gateway is told by flags.
package struct GatewaySettings: Sendable {
  /// The bounds of a session.
  package var limits = Limits()
  /// How many messages a client may send.
  package var rate = Rate()
  /// How long a connection may be silent before its hello.
  package var helloTime: Duration = .seconds(5)
  /// How long a newcomer may wait at the door.
  package var doorTime: Duration = .seconds(600)
  /// How many newcomers may wait at once.
  package var doorPlaces = 3
  /// How often the server pings; told to clients.
  package var heartbeat: Duration = .seconds(25)
  /// SHA-256 of the key that creating a session needs; `nil`: anybody may.
  package var creationKeyHash: [UInt8]?
  /// How many bytes the process may run ahead of the disk; from there on sockets are not read.
  package var ahead = 4 << 20
  /// Whether other nodes may take over what this one has: then what is told without an entry waits
  /// for the journal too, for it must not show what somebody else has changed since.
  package var sharesJournal = false
  /// How many sessions the process holds.
  package var sessions = 10_000
  /// The bytes that the plans of all sessions may have together; in memory they take about twice that.
  package var planBytes = 128 << 20
  /// How many sessions may be created by everybody together; one with a method of its own counts for up to 17.
  package var creations = Rate(perSecond: 50, burst: 250)

  /// For how many days backups of the database are kept, as the operator says; `nil`: no database.
  package var retentionDays: Int?

  /// What signs statements of attendance; `nil`: nobody is given one.
  package var signer: Signer?

  /// Creates the settings that hold without flags.
  package init() {}
}
