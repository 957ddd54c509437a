import KringClient
import KringCore
import KringProtocol
import Transport

/// A member on a stage: a replica, its connection of the moment, and everything it ever heard.
public final class StageMember {
  /// What it knows; the stage changes it with every frame.
  public var replica: Replica
  /// Its connection, while there is one.
  public internal(set) var connection: ConnectionID?
  /// The text of every frame it ever received, in order.
  public internal(set) var heard: [[UInt8]] = []
  /// What those frames meant, in order.
  public internal(set) var signals: [Replica.Signal] = []
  /// How its connections were closed by the server, in order.
  public internal(set) var goodbyes: [FakeNetwork.Goodbye] = []
  /// Every message it ever sent, in order.
  public internal(set) var said: [[UInt8]] = []

  /// Creates a member who has not said hello yet.
  public init(replica: Replica) {
    self.replica = replica
  }

  /// The member's id.
  public var id: ID { replica.seat.member }
  /// The state as this member knows it.
  public var view: View { replica.view }
  /// The state as bytes, to be compared.
  public var viewBytes: [UInt8] { Wire.view(replica.view) }
  /// The last signal.
  public var last: Replica.Signal? { signals.last }

  /// The refusals so far, as their words.
  public var refusals: [String] {
    signals.compactMap { signal in
      guard case .refused(_, _, let refusal) = signal else { return nil }
      return refusal.code
    }
  }
}

extension Replica.Signal {
  /// Whether an opening was found wrong.
  public var isWrongOpening: Bool {
    if case .openingWrong = self { true } else { false }
  }
}
