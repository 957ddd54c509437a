import KringCore

/// What an event leaves behind and what may happen only once in a session, whatever is sent again.
enum Trace: Hashable {
  case joined(ID)
  case visit(Int)
  case turn(Int)
  case term(Int)
  case take(Int)
  case added(ID)
  case edited(ID, version: Int)
  case withdrawn(ID)
  case claimed(ID)
  case mark(ID)
  case note(ID)
  case opened(Int)
  case discarded(Int)
  case closed

  /// A trace with the text it must carry; `nil` where there is none.
  typealias WithText = (trace: Trace, text: Envelope?)

  /// What an event leaves behind.
  static func left(by event: Event) -> [WithText] {
    switch event.kind {
    case .people(.memberJoined(let member, let name, _)): [(.joined(member), name)]
    case .course(.stepEntered(let entry)):
      [(.visit(entry.visit), nil), (.turn(entry.floor.turn), nil)]
    case .floor(.turnChanged(let floor)): [(.turn(floor.turn), nil)]
    case .roles(.chairChanged(_, let term, _)): [(.term(term), nil)]
    case .floor(.castChanged(let take, _)): [(.take(take), nil)]
    case .writing(.itemAdded(let item, _, _, let text)): [(.added(item), text)]
    case .writing(.itemEdited(let item, let version, let text)):
      [(.edited(item, version: version), text)]
    case .writing(.itemWithdrawn(let item)): [(.withdrawn(item), nil)]
    case .writing(.itemClaimed(let item, _)): [(.claimed(item), nil)]
    case .writing(.itemMarked(_, let mark)): [(.mark(mark.item), mark.envelope)]
    case .writing(.noteWritten(_, let note)): [(.note(note.item), note.envelope)]
    case .sets(.setOpened(let set, _, let items)):
      [(.opened(set), nil)] + items.map { (.added($0.item), $0.envelope) }
    case .sets(.setDiscarded(let set)): [(.discarded(set), nil)]
    case .course(.sessionClosed): [(.closed, nil)]
    default: []
    }
  }

  /// What must be there once a command is acknowledged; `nil` where that may be nothing.
  static func wanted(by command: Command) -> WithText? {
    switch command {
    case .course(.go(let visit, _)): (.visit(visit + 1), nil)
    case .roles(.takeChair(let term)), .roles(.giveChair(let term, _)): (.term(term + 1), nil)
    case .floor(.cast(let take, _)): (.take(take + 1), nil)
    case .writing(.addItem(let item, _, _, let text)): (.added(item), text)
    case .writing(.editItem(let item, let version, let text)):
      (.edited(item, version: version + 1), text)
    case .writing(.withdrawItem(let item)): (.withdrawn(item), nil)
    case .writing(.claimItem(let item, _)): (.claimed(item), nil)
    case .writing(.markItem(_, let mark, let text)): (.mark(mark), text)
    case .writing(.writeNote(let note, _, let text)): (.note(note), text)
    case .sets(.openSet(let set)): (.opened(set), nil)
    case .sets(.discardSet(let set)): (.discarded(set), nil)
    case .people(.admit(let newcomer)): (.joined(newcomer), nil)
    case .course(.close): (.closed, nil)
    default: nil
    }
  }
}
