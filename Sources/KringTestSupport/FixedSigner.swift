import KringServer

extension Signer {
  /// What the fixed key follows from.
  static let fixedSeed: [UInt8] = Array(1...32)

  /// Signs with a key that is the same in every run.
  package static let fixed: Signer = {
    guard let key = SigningKey(seed: fixedSeed) else {
      preconditionFailure("32 bytes are a seed")
    }
    return Signer(server: "https://kring.example", keys: ProofKeys(key, now: 1_700_000_000_000))
  }()
}
