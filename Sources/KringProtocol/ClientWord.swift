/// The words of `do`: everything a client can say.
public enum ClientWord: String, Sendable, CaseIterable {
  case itemAdd = "item.add"
  case ping
  case hand
  case ready
  case background
  case hello
  case memberLeave = "member.leave"
  case memberReturn = "member.return"
  case memberRemove = "member.remove"
  case doorAdmit = "door.admit"
  case doorRefuse = "door.refuse"
  case seatGive = "seat.give"
  case chairTake = "chair.take"
  case chairGive = "chair.give"
  case chairGuide = "chair.guide"
  case deputyName = "deputy.name"
  case caseCast = "case.cast"
  case inputName = "input.name"
  case stepGo = "step.go"
  case clockPlan = "clock.plan"
  case clockPause = "clock.pause"
  case planTime = "plan.time"
  case presenterCall = "presenter.call"
  case caseStop = "case.stop"
  case haltRaise = "halt.raise"
  case haltClear = "halt.clear"
  case sessionClose = "session.close"
  case sessionKeep = "session.keep"
  case sessionPurge = "session.purge"
  case reportMade = "report.made"
  case turnNext = "turn.next"
  case turnLater = "turn.later"
  case turnSkip = "turn.skip"
  case turnGive = "turn.give"
  case turnRead = "turn.read"
  case castTake = "cast.take"
  case itemEdit = "item.edit"
  case itemWithdraw = "item.withdraw"
  case itemFold = "item.fold"
  case itemClaim = "item.claim"
  case itemMark = "item.mark"
  case penTake = "pen.take"
  case noteWrite = "note.write"
  case setOpen = "set.open"
  case setDiscard = "set.discard"
  case setForce = "set.force"
  case voteSettle = "vote.settle"

  /// Whether it is a command: has a `ref`, gets an answer and changes the session.
  public var isCommand: Bool {
    switch self {
    case .hello, .ping, .hand, .ready, .background: false
    default: true
    }
  }
}
