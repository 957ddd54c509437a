import Dispatch

/// Where a journal in PostgreSQL lies, and who writes to it.
package struct PostgresSettings: Sendable {
  /// On how many machines' disks a batch must be before it counts as durable.
  package enum Durability: String, Sendable, CaseIterable {
    /// As the database is set up, be it one machine.
    case local
    /// A start is refused unless the database waits for a standby.
    case standby
  }

  /// A connection string of libpq: words such as `host=… dbname=…`, or a URI.
  package var connection: String
  /// The label of this node; no two processes that run have the same.
  package var node: String
  /// On how many machines' disks a batch must be.
  package var durable: Durability

  /// The wall clock of this machine in milliseconds since 1970, which at a start must be that of the
  /// database within a minute; `nil`: it is believed.
  package var wallClock: (@Sendable () -> Int)?

  /// How long the row of another node must have stood still before its sessions may be taken.
  var lease = Duration.seconds(10)
  /// How long it must have stood still before its sessions are taken unasked.
  var orphaned = Duration.seconds(60)
  /// How long a wait for the database may take before the connection is given up.
  var patience = Duration.seconds(5)
  /// How long a start waits for an earlier process of the same label to be gone.
  var takeover = Duration.seconds(10)
  /// The least time between two sweeps.
  var sweepPause = Duration.seconds(10)
  /// A clock that only goes forward; no other machine's time is ever compared with it.
  var clock: @Sendable () -> Duration = {
    .nanoseconds(Int64(clamping: DispatchTime.now().uptimeNanoseconds))
  }

  /// The time between two heartbeats.
  package static let beat = PostgresNodes.beat

  package init(connection: String, node: String, durable: Durability = .local) {
    self.connection = connection
    self.node = node
    self.durable = durable
  }
}
