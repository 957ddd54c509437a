/// The state of one meeting, as a value: decides commands into effects and changes by them.
///
/// It imports nothing, reads no clock and draws no random numbers, so it can be copied, replayed
/// and simulated. Who may not see what is settled in `SessionHiding.swift` and nowhere else.
package struct Session: Sendable {
  /// Everything that any member may see.
  package internal(set) var full = View()
  /// The bounds it was made with.
  package let limits: Limits
  /// What a presenter who is away has seen, and who that is.
  var aside: Aside?
  /// Live items that were withdrawn, with their authors: their ids stay taken.
  var withdrawn: [ID: ID] = [:]
  /// Which seat each newcomer at the door was given. Who asks again that the same newcomer be let in
  /// is answered that it is done.
  var given: [ID: ID] = [:]
  /// All marks and notes so far: one that comes late does not replace a newer one.
  var written: Set<Sealed> = []
  /// The closed store: cards of closed sets, withdrawn ones included.
  var cards: [ID: ClosedCard] = [:]
  /// How many cards stand behind each ballot of a closed set.
  var ballots: [Int: [[UInt8]: Int]] = [:]
  /// How many writers of a closed set joined after it was made.
  var latecomers: [Int: Int] = [:]
  /// How many seats there were when a set was made: the first ones of `full.members`.
  var seatsWhenMade: [Int: Int] = [:]
  /// What a proof of attendance says of the meeting so far.
  package internal(set) var course = CourseTimes()
  /// When the session was closed, in milliseconds since 1970.
  var closedAt: Int?
  /// When a member last did something that is an event, or else when it was created, in
  /// milliseconds since 1970; what the server causes by itself does not count.
  package internal(set) var lastDeed = 0
  /// When the last event happened, in milliseconds since 1970.
  package private(set) var lastTime = 0
  /// When the floor last changed, in milliseconds since 1970.
  var turnedAt = 0
  /// How many events without a text each member has caused.
  var deeds: [ID: Int] = [:]
  /// How often another plan was chosen.
  var plansChosen = 0
  /// What the group chose about names on cards.
  var renamed: [Plan.InputPath: Bool] = [:]
  /// The room that each seat has used with what everybody can read, and with marks and notes.
  var used: [ID: Room] = [:]
  /// The room that the sets take of each seat, whether it lays cards or not.
  var reserved = Room()

  /// Creates the state before the first event.
  package init(limits: Limits = Limits()) {
    self.limits = limits
  }

  /// Creates the state of a view, with nothing in its closed sets and nobody away; for questions
  /// about the rules alone.
  package init(_ full: View) {
    self.init()
    self.full = full
  }

  /// A presenter who is away.
  struct Aside: Sendable {
    /// Who that is.
    var member: ID
    /// What that member has seen.
    var view: View
  }

  /// What texts take up.
  struct Room: Hashable, Sendable {
    /// Live items and cards.
    var items = 0
    /// Characters of envelopes.
    var characters = 0
  }

  /// Changes the state by one effect of a decision, or by a row read back from the journal.
  ///
  /// Returns the member for whom an event opens the past: that member gets a view instead of it.
  @discardableResult
  package mutating func apply(_ effect: Effect) -> ID? {
    switch effect {
    case .event(let event): return apply(event)
    case .card(let card): cards[card.item] = card
    case .ballot(let set, let ballot, let count): ballots[set, default: [:]][ballot] = count
    case .latecomers(let set, let count): latecomers[set] = count
    case .endSet(let set):
      cards = cards.filter { $0.value.set != set }
      ballots[set] = nil
      latecomers[set] = nil
    case .seat, .turnAway, .purge: break
    }
    return nil
  }

  private mutating func apply(_ event: Event) -> ID? {
    lastTime = event.at
    remember(event)
    full.reduce(event)
    return show(event)
  }

  /// Keeps what the view that follows does not tell, before an event changes it.
  private mutating func remember(_ event: Event) {
    if event.by != nil || full.creation == nil { lastDeed = event.at }
    if let by = event.by, !event.kind.carriesText { deeds[by, default: 0] += 1 }
    switch event.kind {
    case .people(let kind): remember(kind)
    case .course(let kind):
      course.note(kind, at: event.at, in: full)
      remember(kind, of: event)
    case .floor(let kind): remember(kind, of: event)
    case .writing(let kind): remember(kind, by: event.by)
    case .sets(let kind): remember(kind)
    case .planning(let kind): remember(kind)
    case .roles, .clock, .attendance: break
    }
  }

  /// Takes room of every seat for a set that an input makes, or gives it back (`sign` is 1 or −1).
  mutating func reserve(for path: Plan.InputPath, times sign: Int) {
    let most = input(path)?.max ?? 0
    reserved.items += sign * most
    reserved.characters += sign * most * Envelope.largest
  }

  /// Whether a member has left the round.
  package func hasLeft(_ member: ID) -> Bool { self.member(member)?.left == true }

  /// Whether a newcomer must wait at the door.
  package func needsDoor(_ newcomer: Newcomer) -> Bool {
    full.visit > 0 || full.locked || newcomer.lost
  }

  /// The next moment at which the server has something to do, and what.
  ///
  /// In milliseconds since 1970; the command is to be given to `decide` when it is due.
  package var nextDue: (at: Int, command: ServerCommand)? {
    var due = full.purge.map { (at: $0, command: ServerCommand.purge) }
    for set in full.sets where set.state == .closed {
      guard let time = set.due, time < due?.at ?? .max else { continue }
      due = (time, .openForced(set: set.set))
    }
    guard full.purge == nil, full.creation != nil, dueWhenIdle.at < due?.at ?? .max else {
      return due
    }
    return dueWhenIdle
  }
}
