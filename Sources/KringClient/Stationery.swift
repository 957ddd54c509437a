import KringCore
import KringSeal

/// Where the ids and envelopes of a scripted group come from.
///
/// The ordinary one draws from the system, as every client must; a seeded one gives a run that
/// can be had again.
package protocol Stationery: Sendable {
  /// Draws an id.
  mutating func id() -> ID
  /// Draws what the id of a closed card is derived from.
  mutating func cardNonce() -> CardNonce
  /// Seals a JSON object, given as UTF-8 bytes, for an item and a path.
  mutating func seal(_ json: [UInt8], item: ID, path: String) throws(SealError) -> Envelope
}

/// Ids and nonces from the system.
package struct OrdinaryStationery: Stationery {
  private let sealer: Sealer

  package init(_ sealer: Sealer) {
    self.sealer = sealer
  }

  /// Draws an id.
  package func id() -> ID { ID.random() }

  /// Draws what the id of a closed card is derived from.
  package func cardNonce() -> CardNonce { CardNonce.generate() }

  /// Seals a JSON object.
  package func seal(
    _ json: [UInt8], item: ID, path: String
  ) throws(SealError) -> Envelope {
    try sealer.seal(json, item: item, path: path)
  }
}
