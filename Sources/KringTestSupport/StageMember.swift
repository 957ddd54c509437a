import KringClient
import KringCore
import KringProtocol
import Transport

/// A member on a stage: a replica, its connection of the moment, and everything it ever heard.
package final class StageMember {
  /// What it knows; the stage changes it with every frame.
  package var replica: Replica
  /// Its connection, while there is one.
  package internal(set) var connection: ConnectionID?
  /// The text of every frame it ever received, in order.
  package internal(set) var heard: [[UInt8]] = []
  /// What those frames meant, in order.
  package internal(set) var signals: [Replica.Signal] = []
  /// How its connections were closed by the server, in order.
  package internal(set) var goodbyes: [FakeNetwork.Goodbye] = []
  /// Every message it ever sent, in order.
  package internal(set) var said: [[UInt8]] = []

  /// Creates a member who has not said hello yet.
  package init(replica: Replica) {
    self.replica = replica
  }

  /// The member's id.
  package var id: ID { replica.seat.member }
  /// The state as this member knows it.
  package var view: View { replica.view }
  /// The state as bytes, to be compared.
  package var viewBytes: [UInt8] { Wire.view(replica.view) }
  /// The last signal.
  package var last: Replica.Signal? { signals.last }

  /// The refusals so far, as their words.
  package var refusals: [String] {
    signals.compactMap { signal in
      guard case .refused(_, _, let refusal) = signal else { return nil }
      return refusal.code
    }
  }
}

extension Replica.Signal {
  /// Whether an opening was found wrong.
  package var isWrongOpening: Bool {
    if case .openingWrong = self { true } else { false }
  }
}
