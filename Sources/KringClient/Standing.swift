import KringCore
import KringProtocol

/// What a member said about presence that is to be said again after a new welcome, because the
/// server forgets it with the connection.
public struct Standing: Hashable, Sendable {
  /// The visit in which the member is ready.
  public private(set) var readyVisit: Int?
  /// Whether the member's page is in the background.
  public private(set) var isBackground = false
  /// Whether the member's hand is up.
  public private(set) var isUp = false
  /// The item with the question of the raised hand.
  public private(set) var item: ID?

  mutating func note(_ message: ClientMessage) {
    switch message {
    case .hand(let up, let item): (isUp, self.item) = (up, up ? item : nil)
    case .ready(let visit, let ready): readyVisit = ready ? visit : nil
    case .background(let background): isBackground = background
    case .hello, .ping, .command: break
    }
  }

  /// A new step lowers hands and makes nobody ready.
  mutating func stepPassed() {
    handPassed()
    readyVisit = nil
  }

  /// Whoever gets the floor, or leaves the round, has the hand down.
  mutating func handPassed() {
    (isUp, item) = (false, nil)
  }

  /// The messages to say again.
  var messages: [ClientMessage] {
    var messages: [ClientMessage] = []
    if isUp { messages.append(.hand(up: true, item: item)) }
    if let readyVisit { messages.append(.ready(visit: readyVisit, ready: true)) }
    if isBackground { messages.append(.background(true)) }
    return messages
  }

  /// Whether the server tells the same of this member.
  func isShown(in frame: PresenceFrame, of member: ID, visit: Int) -> Bool {
    guard let shown = frame.members.first(where: { $0.member == member }), shown.away == nil else {
      return false
    }
    let hand = frame.hands.first { $0.member == member }
    return (hand != nil) == isUp && hand?.item == item && shown.background == isBackground
      && shown.ready == (readyVisit == visit)
  }
}
