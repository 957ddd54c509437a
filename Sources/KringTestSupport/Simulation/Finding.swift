/// What must hold in every run, after every step.
package enum Invariant: String, Sendable, CaseIterable {
  case disk = "nothing is said before it is on disk"
  case kept = "what was acknowledged is never lost"
  case once = "nothing takes effect twice"
  case order = "there is one order of events for all, without a gap"
  case stale = "who comes in is shown all that was kept before"
  case back = "no member goes back behind what was seen"
  case lost = "a card is lost only with a database, and its writer is told"
  case fold = "what a member folds is what the server shows that member"
  case audience = "nothing is sent outside its audience"
  case author = "an unnamed item has no author in a frame or on disk"
  case opening = "an opened set is in the order of its ids and holds what was laid in it"
  case writers = "the writers of a set are people who had their seats when it was made"
  case silence = "no answer tells more of a closed set than whether it could be opened"
  case room = "what a member may write depends on nobody else"
  case claim = "who says that a card is theirs has written it, and it is a text"
  case minimum = "no set is opened below its minimum, unless announced in time"
  case ballots = "no writer has more cards in a set than the method allows"
  case place = "an input takes texts in its own step and from its own writers only"
  case contents = "a member is shown only what fits its input, whatever was sealed"
  case counters = "each counter moves by one"
  case chair = "the presenter never chairs the own case"
  case seat = "nobody loses a seat that is in use"
  case blip = "nobody loses the chair by being away for a moment"
  case purge = "after a purge nothing remains, and everybody was told"
  case tie = "nothing on the disk, in lines or in figures ties two sessions"
  case rest = "when every fault is gone, everybody comes to rest"
  case form = "everything that is sent or kept can be read, and holds no more than it must"
}

/// An invariant that did not hold.
package struct Finding: Error, Sendable {
  /// Which one.
  package let invariant: Invariant
  /// What was seen instead.
  package let detail: String

  init(_ invariant: Invariant, _ detail: String) {
    self.invariant = invariant
    self.detail = detail
  }
}
