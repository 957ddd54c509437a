import KringClient
import KringCore
import KringSeal

/// Ids and nonces from a seed, so that a scripted group writes the same bytes again.
struct SeededStationery: Stationery {
  private let sealer: Sealer
  private var random: SeededRandom

  init(sealer: Sealer, seed: UInt64) {
    self.sealer = sealer
    random = SeededRandom(seed: seed)
  }

  mutating func id() -> ID { ID.random(using: &random) }

  mutating func cardNonce() -> CardNonce { CardNonce.generate(using: &random) }

  mutating func seal(
    _ json: [UInt8], item: ID, path: String
  ) throws(SealError) -> Envelope {
    try sealer.seal(json, item: item, path: path, nonce: random.bytes(12))
  }
}
