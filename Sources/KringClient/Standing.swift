import KringCore
import KringProtocol

/// What a member said about presence and still holds: it is said again after a new welcome, because
/// the server forgets it with the connection.
///
/// The rule is written in section 4 of `protocol/README.md`, and `vectors/standing.json` has it as
/// steps; the browser's `core/standing.js` does the same.
package struct Standing: Hashable, Sendable {
  /// The visit in which the member is ready.
  package private(set) var readyVisit: Int?
  /// Whether the member's page is in the background.
  package private(set) var isBackground = false
  /// The visit in which the member's hand is up.
  package private(set) var handVisit: Int?
  /// The item with the question of the raised hand.
  package private(set) var item: ID?
  /// Whether a view came while the state was whole, so that the hand may have gone down unheard.
  private var isHandInDoubt = false
  /// Whether the member has left the round; then no hand goes up.
  private var hasLeft = false

  /// Whether the member's hand is up in a visit.
  package func isUp(in visit: Int) -> Bool { handVisit == visit }

  mutating func note(_ message: ClientMessage) {
    switch message {
    case .hand(_, true, _) where hasLeft: break
    case .hand(let visit, true, let item): (handVisit, self.item) = (visit, item)
    case .hand(_, false, _): passHand()
    case .ready(let visit, let ready): readyVisit = ready ? visit : nil
    case .background(let background): isBackground = background
    case .hello, .ping, .command, .askProof: break
    }
  }

  /// Takes the hand down when its owner gets the floor or leaves the round.
  mutating func follow(_ event: Event, of member: ID) {
    switch event.kind {
    case .floor(.turnChanged(let floor)) where floor.speaker == member: passHand()
    case .people(.memberLeft(member)):
      hasLeft = true
      passHand()
    case .people(.memberReturned(member)): hasLeft = false
    default: break
    }
  }

  /// A view stands for events that were not heard.
  ///
  /// - Parameter isWhole: whether the state was whole before it.
  mutating func follow(from old: View, to view: View, of member: ID, isWhole: Bool) {
    func turns(_ view: View) -> Int {
      view.floor.spoken.first { $0.member == member }?.turns ?? 0
    }
    hasLeft = view.members.contains { $0.member == member && $0.left }
    let before = view.visit == old.visit ? turns(old) : 0
    if hasLeft || view.floor.speaker == member || turns(view) > before { passHand() }
    isHandInDoubt = isWhole
  }

  /// A frame without the hand may have been sent before the server heard of it, so the hand goes down
  /// only if a view had put it in doubt.
  mutating func follow(_ frame: PresenceFrame, of member: ID) {
    if isHandInDoubt, !frame.hands.contains(where: { $0.member == member }) { passHand() }
    isHandInDoubt = false
  }

  /// A new connection: what follows tells how things are.
  mutating func disconnected() { isHandInDoubt = false }

  private mutating func passHand() { (handVisit, item) = (nil, nil) }

  /// The messages to say again in a visit; what was said in an earlier one has passed.
  func messages(in visit: Int) -> [ClientMessage] {
    var messages: [ClientMessage] = []
    if isUp(in: visit) { messages.append(.hand(visit: visit, up: true, item: item)) }
    if readyVisit == visit { messages.append(.ready(visit: visit, ready: true)) }
    if isBackground { messages.append(.background(true)) }
    return messages
  }

  /// Whether the server tells the same of this member.
  func isShown(in frame: PresenceFrame, of member: ID, visit: Int) -> Bool {
    guard let shown = frame.members.first(where: { $0.member == member }), shown.away == nil else {
      return false
    }
    let hand = frame.hands.first { $0.member == member }
    return (hand != nil) == isUp(in: visit) && hand?.item == (isUp(in: visit) ? item : nil)
      && shown.background == isBackground && shown.ready == (readyVisit == visit)
  }
}
