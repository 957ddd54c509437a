import Transport
import TransportLoop

/// Slows down who guesses the creation key: an address that was wrong too often is not listened to
/// for a while, even if it is right then. Used on the socket thread only.
struct KeyBrake {
  /// How often an address may be wrong at once.
  static let tries = 10
  /// After how long an address may be wrong once more.
  static let pause: Duration = .seconds(10)
  /// How often the operator is told of wrong keys at most.
  static let tellingPause: Duration = .seconds(60)
  /// How many addresses are remembered; who guesses from more of them is slowed down with all others.
  static let places = 10_000

  /// When each address will have all its tries again. The address is forgotten then: the server keeps
  /// nothing about who was here.
  private var full: [PeerAddress: Int] = [:]
  /// The wrong keys since the operator was last told.
  private var untold = 0
  /// When the operator was last told.
  private var told: Int?

  /// Whether the key of a request from there is looked at.
  func listens(to address: PeerAddress, now: Int) -> Bool {
    guard let until = full[address.limitKey] else { return full.count < Self.places }
    return .milliseconds(until - now) <= Self.pause * (Self.tries - 1)
  }

  /// Notes a wrong key.
  mutating func wrong(from address: PeerAddress, now: Int) {
    untold += 1
    full[address.limitKey] = max(now, full[address.limitKey] ?? now) + Self.pause.milliseconds
  }

  /// Forgets who has all tries again, and returns how many wrong keys the operator is to be told of.
  mutating func tick(now: Int) -> Int? {
    if !full.isEmpty { full = full.filter { $0.value > now } }
    guard untold > 0, told.map({ .milliseconds(now - $0) >= Self.tellingPause }) ?? true
    else { return nil }
    defer { untold = 0 }
    told = now
    return untold
  }
}
