import KringCore

/// The words of `event`: everything that can happen.
public enum EventWord: String, Sendable, CaseIterable {
  case itemAdded = "item.added"
  case created
  case memberJoined = "member.joined"
  case memberLeft = "member.left"
  case memberReturned = "member.returned"
  case memberRemoved = "member.removed"
  case seatGiven = "seat.given"
  case chairChanged = "chair.changed"
  case chairGuiding = "chair.guiding"
  case deputyChanged = "deputy.changed"
  case caseCast = "case.cast"
  case inputNamed = "input.named"
  case stepEntered = "step.entered"
  case clockChanged = "clock.changed"
  case planTimed = "plan.timed"
  case presenterCalled = "presenter.called"
  case haltRaised = "halt.raised"
  case haltCleared = "halt.cleared"
  case reportMade = "report.made"
  case caseStopped = "case.stopped"
  case turnChanged = "turn.changed"
  case castChanged = "cast.changed"
  case itemEdited = "item.edited"
  case itemWithdrawn = "item.withdrawn"
  case itemClaimed = "item.claimed"
  case itemFolded = "item.folded"
  case itemMarked = "item.marked"
  case penChanged = "pen.changed"
  case noteWritten = "note.written"
  case setOpened = "set.opened"
  case setForcing = "set.forcing"
  case setDiscarded = "set.discarded"
  case voteSettled = "vote.settled"
  case sessionClosed = "session.closed"
  case sessionKept = "session.kept"
}

extension Event.Kind {
  /// The word of `event`.
  public var word: EventWord {
    switch self {
    case .created: .created
    case .memberJoined: .memberJoined
    case .memberLeft: .memberLeft
    case .memberReturned: .memberReturned
    case .memberRemoved: .memberRemoved
    case .seatGiven: .seatGiven
    case .chairChanged: .chairChanged
    case .chairGuiding: .chairGuiding
    case .deputyChanged: .deputyChanged
    case .caseCast: .caseCast
    case .inputNamed: .inputNamed
    case .stepEntered: .stepEntered
    case .clockChanged: .clockChanged
    case .planTimed: .planTimed
    case .presenterCalled: .presenterCalled
    case .caseStopped: .caseStopped
    case .haltRaised: .haltRaised
    case .haltCleared: .haltCleared
    case .turnChanged: .turnChanged
    case .castChanged: .castChanged
    case .itemAdded: .itemAdded
    case .itemEdited: .itemEdited
    case .itemWithdrawn: .itemWithdrawn
    case .itemFolded: .itemFolded
    case .itemClaimed: .itemClaimed
    case .itemMarked: .itemMarked
    case .penChanged: .penChanged
    case .noteWritten: .noteWritten
    case .setOpened: .setOpened
    case .setForcing: .setForcing
    case .setDiscarded: .setDiscarded
    case .voteSettled: .voteSettled
    case .sessionClosed: .sessionClosed
    case .sessionKept: .sessionKept
    case .reportMade: .reportMade
    }
  }
}
