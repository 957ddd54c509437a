import KringCore
import KringProtocol

/// A card of one's own in a closed set, as long as the set is closed.
package struct OwnCard: Hashable, Sendable {
  /// Its text as last sent.
  package var envelope: Envelope
  /// Its text as the server last said `ok` to; `nil` before.
  package var confirmed: Envelope?
  /// The run of the server that said so.
  package var epoch: ID?

  package init(_ envelope: Envelope) { self.envelope = envelope }
}

extension DeliveredEvent {
  /// Whether others may write closed cards after it, or the same in another set.
  var changesWriters: Bool {
    switch self {
    case .view: return true
    case .event(let event):
      switch event.kind {
      case .course(.stepEntered), .course(.presenterCalled), .people(.memberReturned),
        .roles(.chairChanged), .roles(.chairGuiding):
        return true
      default: return false
      }
    case .gap, .unknown: return false
    }
  }
}
