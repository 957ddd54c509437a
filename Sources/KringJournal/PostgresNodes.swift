/// What this node has seen of the others, by its own clock alone.
struct PostgresNodes {
  /// Where a node's row stood, and for how long it has.
  private struct Sight {
    let epoch: Int
    let batch: Int
    var still = Duration.zero
  }

  /// The time between two heartbeats.
  static let beat = Duration.seconds(2)

  private var sights: [String: Sight] = [:]
  private var last: Duration?

  /// Notes the rows that came with a heartbeat of this node.
  ///
  /// Only time counts in which this node's own heartbeats came through: when the database stands
  /// still, it does so for all.
  mutating func note(_ rows: [(node: String, epoch: Int, batch: Int)], at now: Duration) {
    let step = min(last.map { now - $0 } ?? .zero, Self.beat * 2)
    last = now
    let before = sights
    sights = [:]
    for row in rows {
      var sight = Sight(epoch: row.epoch, batch: row.batch)
      if let old = before[row.node], old.epoch == row.epoch, old.batch == row.batch {
        sight.still = old.still + step
      }
      sights[row.node] = sight
    }
  }

  /// Returns for how long a node's row has stood where it is found now.
  func still(_ node: String, epoch: Int, batch: Int) -> Duration {
    guard let sight = sights[node], sight.epoch == epoch, sight.batch == batch else { return .zero }
    return sight.still
  }

  /// The nodes whose rows have stood still for longer than a span.
  func still(longerThan span: Duration) -> [String] {
    sights.filter { $0.value.still > span }.map(\.key)
  }
}
