/// The state of one meeting, as a value: decides commands into effects and changes by them.
///
/// It imports nothing, reads no clock and draws no random numbers, so it can be copied, replayed
/// and simulated. Who may not see what is settled here, by `audience(of:)`, and nowhere else.
public struct Session: Sendable {
  /// Everything that any member may see.
  public private(set) var full = View()
  /// The bounds it was made with.
  public let limits: Limits
  /// What a presenter who is away has seen, and who that is.
  private(set) var aside: Aside?
  /// Live items that were withdrawn, with their authors: their ids stay taken.
  private(set) var withdrawn: [ID: ID] = [:]
  /// The seats that were given back, by who got them: that newcomer is at the door no more.
  private(set) var given: [ID: ID] = [:]
  /// All marks and notes so far: one that comes late does not replace a newer one.
  private(set) var written: Set<Sealed> = []
  /// The closed store: cards of closed sets, withdrawn ones included.
  private(set) var cards: [ID: ClosedCard] = [:]
  /// How many cards stand behind each ballot of a closed set.
  private(set) var ballots: [Int: [[UInt8]: Int]] = [:]
  /// How many writers of a closed set joined after it was made.
  private(set) var latecomers: [Int: Int] = [:]
  /// How many seats there were when a set was made: the first ones of `full.members`.
  private(set) var seatsWhenMade: [Int: Int] = [:]
  /// When the session was closed, in milliseconds since 1970.
  private(set) var closedAt: Int?
  /// When a member last did something that is an event, or else when it was created, in
  /// milliseconds since 1970; what the server causes by itself does not count.
  public private(set) var lastDeed = 0
  /// When the floor last changed, in milliseconds since 1970.
  private(set) var turnedAt = 0
  /// How many events without a text each member has caused.
  private(set) var deeds: [ID: Int] = [:]
  /// The room that each seat has used with what everybody can read, and with marks and notes.
  private(set) var used: [ID: Room] = [:]
  /// The room that the sets take of each seat, whether it lays cards or not.
  private(set) var reserved = Room()

  /// Creates the state before the first event.
  public init(limits: Limits = Limits()) {
    self.limits = limits
  }

  /// Creates the state of a view, with nothing in its closed sets and nobody away; for questions
  /// about the rules alone.
  package init(_ full: View) {
    self.init()
    self.full = full
  }

  struct Aside: Sendable {
    var member: ID
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
  public mutating func apply(_ effect: Effect) -> ID? {
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
    if case .itemWithdrawn(let item) = event.kind,
      let author = full.items.first(where: { $0.item == item })?.by
    {
      withdrawn[item] = author
    }
    if case .sessionClosed = event.kind { closedAt = event.at }
    if case .seatGiven(let member, let newcomer) = event.kind { given[newcomer] = member }
    count(event)
    if event.by != nil || full.creation == nil { lastDeed = event.at }
    switch event.kind {
    case .turnChanged, .stepEntered: turnedAt = event.at
    default: break
    }
    if let by = event.by, !event.kind.carriesText { deeds[by, default: 0] += 1 }
    full.reduce(event)
    guard var seen = aside else {
      if case .stepEntered = event.kind { startAside() }
      return nil
    }
    switch event.kind {
    case .stepEntered, .presenterCalled, .sessionClosed:
      aside = nil
      if case .stepEntered = event.kind { startAside() }
      return seen.member
    default:
      if event.audience.includes(seen.member) {
        seen.view.reduce(event)
      } else {
        seen.view.pass(seq: event.seq)
      }
      aside = seen
      return nil
    }
  }

  private mutating func startAside() {
    guard full.current?.outside == .away, let presenter = full.presenter else { return }
    aside = Aside(member: presenter, view: full)
  }

  /// Counts what an event takes of the room, before it changes the state.
  private mutating func count(_ event: Event) {
    switch event.kind {
    case .itemAdded(_, _, _, let envelope): use(envelope, items: 1, by: event.by)
    case .itemEdited(_, _, let envelope): use(envelope, by: event.by)
    case .itemMarked(_, let sealed), .noteWritten(_, let sealed):
      use(sealed.envelope, by: event.by)
      written.insert(sealed)
    case .stepEntered(let entry):
      for set in entry.sets {
        seatsWhenMade[set.set] = full.members.count
        reserve(for: Plan.InputPath(step: entry.step, input: set.input), times: 1)
      }
    case .setDiscarded(let set):
      guard let path = full.sets.first(where: { $0.set == set })?.path else { return }
      reserve(for: path, times: -1)
    default: break
    }
  }

  private mutating func use(_ envelope: Envelope, items: Int = 0, by member: ID?) {
    guard let member else { return }
    used[member, default: Room()].items += items
    used[member, default: Room()].characters += envelope.text.count
  }

  private mutating func reserve(for path: Plan.InputPath, times sign: Int) {
    let most = input(path)?.max ?? 0
    reserved.items += sign * most
    reserved.characters += sign * most * Envelope.largest
  }

  /// The state as one member may see it.
  public func view(for member: ID) -> View {
    var view = full
    if let aside, aside.member == member { view = aside.view }
    for place in view.items.indices where !view.items[place].marks.isEmpty {
      view.items[place].marks.removeAll { $0.by != member }
    }
    return view
  }

  /// Whether all members see the same: nobody presents from outside and nobody has marked an item.
  public var hasOneView: Bool { aside == nil && full.items.allSatisfy(\.marks.isEmpty) }

  /// The presenter who is away, and hears of people, chair, clock and close only.
  public var awayPresenter: ID? { aside?.member }

  /// Tells who receives what happens now: the one place that hides anything.
  ///
  /// A presenter who is away hears of people, chair, clock and close, and of nothing else.
  func audience(of kind: Event.Kind, by: ID?) -> Audience {
    if case .itemMarked = kind, let by { return .only(by) }
    guard let aside else { return .everyone }
    switch kind {
    case .created, .memberJoined, .memberLeft, .memberReturned, .memberRemoved, .seatGiven,
      .chairChanged, .chairGuiding, .deputyChanged, .caseCast, .stepEntered, .clockChanged,
      .presenterCalled, .caseStopped, .sessionClosed, .sessionKept, .reportMade:
      return .everyone
    case .inputNamed, .planTimed, .haltRaised, .haltCleared, .turnChanged, .castChanged,
      .itemAdded, .itemEdited, .itemWithdrawn, .itemFolded, .itemClaimed, .itemMarked,
      .penChanged, .noteWritten, .setOpened, .setForcing, .setDiscarded, .voteSettled:
      return .everyoneBut(aside.member)
    }
  }

  /// Whether a newcomer must wait at the door.
  public func needsDoor(_ newcomer: Newcomer) -> Bool {
    full.visit > 0 || full.locked || newcomer.lost
  }

  /// The next moment at which the server has something to do, and what.
  ///
  /// In milliseconds since 1970; the command is to be given to `decide` when it is due.
  public var nextDue: (at: Int, command: ServerCommand)? {
    var due = full.purge.map { (at: $0, command: ServerCommand.purge) }
    for set in full.sets where set.state == .closed {
      guard let time = set.due, time < due?.at ?? .max else { continue }
      due = (time, .openForced(set: set.set))
    }
    return due
  }
}
