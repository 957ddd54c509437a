import KringCore
import KringJournal
import KringProtocol

/// Watches what reaches the disk, and knows from that alone what must be so and who may see it.
///
/// It has its own rules of who sees what and of what may be written, taken from
/// `protocol/README.md` and not from the server.
final class Witness {
  /// The events on disk.
  private(set) var events: [Event] = []
  /// Everything after each event; the first one is before all of them.
  private(set) var history = [View()]
  /// What a presenter who is away knows after each event.
  private(set) var asides: [Aside?] = [nil]
  /// The closed rows on disk.
  var rows: [ID: ClosedCard] = [:]
  /// Whether the session was purged.
  private(set) var isPurged = false
  /// Who really wrote what, by a token's hash; known to nobody in the meeting.
  var writers: [ID: Writer] = [:]
  /// Cards that their writer knows to be in a set.
  var laid: [Int: Set<ID>] = [:]
  /// Cards that their writer knows to be withdrawn.
  var takenBack: Set<ID> = []
  /// Cards that a crash of the database took and that were not laid again, with their sets.
  var crashed: [ID: Int] = [:]
  /// Cards that were laid again after a crash.
  var again: Set<ID> = []
  /// Cards that were missing at an opening because of a crash, as far as their writers know of them.
  var lost: Set<ID> = []
  /// Who had a seat when each set was made.
  var founders: [Int: Set<ID>] = [:]
  /// How many characters each seat has written, closed cards left out.
  var characters: [ID: Int] = [:]
  let limits: Limits
  var announced: [Int: Int] = [:]
  private var sealed: Set<Sealed> = []
  var known: Set<ID> = []

  init(limits: Limits) { self.limits = limits }

  /// A presenter who is away.
  struct Aside {
    let member: ID
    var view: View
  }

  /// Somebody who writes, under the seat of the moment.
  struct Writer: Hashable {
    let token: [UInt8]
    let member: ID
  }

  /// The number of the last event on disk.
  var seq: Int { events.count }
  /// Everything that is so on disk.
  var now: View { history[events.count] }

  /// What a member must see after an event.
  func view(_ seq: Int, for member: ID) -> View {
    var view = history[seq]
    if let aside = asides[seq], aside.member == member { view = aside.view }
    for place in view.items.indices where !view.items[place].marks.isEmpty {
      view.items[place].marks.removeAll { $0.by != member }
    }
    return view
  }

  /// Whether a member may receive an event, or a view in its place.
  func mayReceive(_ seq: Int, _ member: ID) -> Bool {
    let event = events[seq - 1]
    if case .writing(.itemMarked) = event.kind { return event.by == member }
    guard let aside = asides[seq - 1], aside.member == member else { return true }
    switch event.kind {
    case .course(.created), .people(.memberJoined), .people(.memberLeft), .people(.memberReturned),
      .people(.memberRemoved), .people(.seatGiven),
      .roles(.chairChanged), .roles(.chairGuiding), .roles(.deputyChanged), .roles(.caseCast),
      .course(.stepEntered), .clock(.clockChanged),
      .course(.presenterCalled), .course(.caseStopped), .course(.sessionClosed),
      .course(.sessionKept), .people(.reportMade), .planning, .attendance:
      return true
    default: return false
    }
  }

  /// Takes in what was written.
  func take(_ entries: some Sequence<JournalEntry>) throws(Finding) {
    for entry in entries {
      guard !isPurged else { throw Finding(.purge, "something is written after the purge") }
      switch entry {
      case .session, .seat, .connected: break
      case .event(_, let seq, let bytes): try take(event: seq, bytes)
      case .card(_, let card): try take(card)
      case .ballot(_, let set, let ballot, let count):
        try checkBallot(set, count, isNobodys: ballot.isEmpty)
      case .endSet(_, let set):
        rows = rows.filter { $0.value.set != set }
        guard now.sets.first(where: { $0.set == set })?.state != .closed else {
          throw Finding(.opening, "the rows of set \(set) go without an event")
        }
      case .purge:
        guard now.purge != nil || now.ending != nil else {
          throw Finding(.purge, "a session that is not closed goes untold")
        }
        isPurged = true
      }
    }
  }

  private func take(event seq: Int, _ bytes: [UInt8]) throws(Finding) {
    let event: Event
    do { event = try decodeEvent(journal: bytes) } catch {
      throw Finding(.form, "event \(seq) on disk: \(error)")
    }
    var again: [UInt8] = []
    encodeEvent(event, into: &again, journal: true)
    guard again == bytes else { throw Finding(.form, "event \(seq) on disk holds more") }
    guard event.seq == events.count + 1 else {
      throw Finding(.order, "event \(event.seq) follows event \(events.count)")
    }
    guard event.at >= now.at || events.isEmpty else {
      throw Finding(.order, "event \(event.seq) is earlier than the one before")
    }
    try check(event)
    countRoom(event)
    var view = now
    view.reduce(event)
    asides.append(aside(after: event, view))
    history.append(view)
    events.append(event)
    try checkChair(event)
  }

  private func aside(after event: Event, _ view: View) -> Aside? {
    switch event.kind {
    case .course(.stepEntered):
      guard view.current?.outside == .away, let presenter = view.presenter else { return nil }
      return Aside(member: presenter, view: view)
    case .course(.presenterCalled), .course(.sessionClosed): return nil
    default:
      guard var aside = asides[events.count] else { return nil }
      // Asked of the state before this event, by the same rule as for frames.
      switch event.kind {
      case .writing(.itemMarked) where event.by == aside.member: aside.view.reduce(event)
      case .course(.created), .people(.memberJoined), .people(.memberLeft),
        .people(.memberReturned), .people(.memberRemoved), .people(.seatGiven),
        .roles(.chairChanged), .roles(.chairGuiding), .roles(.deputyChanged), .roles(.caseCast),
        .clock(.clockChanged), .course(.caseStopped),
        .course(.sessionKept), .people(.reportMade), .planning, .attendance:
        aside.view.reduce(event)
      default: aside.view.pass(seq: event.seq)
      }
      return aside
    }
  }

  // MARK: What an event must be

  private func check(_ event: Event) throws(Finding) {
    switch event.kind {
    case .course(.stepEntered(let entry)):
      for set in entry.sets { founders[set.set] = Set(now.members.map(\.member)) }
      try step("visit", now.visit, entry.visit)
      try step("turn", now.floor.turn, entry.floor.turn)
    case .floor(.turnChanged(let floor)):
      try step("turn", now.floor.turn, floor.turn)
      try checkReader(floor)
    case .planning(.planChosen(let edition, _)), .planning(.timeSet(let edition, _, _)):
      try step("edition", now.edition, edition)
      guard now.visit == 0, now.chair == nil || now.chair == event.by else {
        throw Finding(.place, "the plan is changed by another, or after the beginning")
      }
    case .attendance(.noted(let members)):
      let seats = now.members.filter { !$0.removed }.map(\.member)
      guard now.visit > 0, now.chair == nil || now.chair == event.by,
        members == seats.filter(members.contains), now.attendance.count < Session.attendancesAllowed
      else { throw Finding(.place, "attendance is noted by another, too early or of no seat") }
    case .attendance(.secrecyDiscussed):
      guard now.secrecy == nil, now.purge == nil, now.chair == nil || now.chair == event.by else {
        throw Finding(.place, "secrecy is discussed twice, by another or after the close")
      }
    case .planning(.ending(let purge)):
      guard purge >= event.at + Session.endingNotice else {
        throw Finding(.purge, "the end is told less than an hour before")
      }
    case .roles(.chairChanged(_, let term, _)): try step("term", now.term, term)
    case .floor(.castChanged(let take, _)): try step("take", now.take, take)
    case .people(.memberJoined(let member, _, _)):
      guard !now.members.contains(where: { $0.member == member }) else {
        throw Finding(.once, "a member joins twice")
      }
    case .writing(.itemAdded(let item, let id, let input, _)):
      try checkNew(item)
      try checkLive(item, Plan.InputPath(step: id, input: input), by: event.by)
    case .writing(.itemEdited(let item, let version, _)):
      guard let known = now.items.first(where: { $0.item == item }) else {
        throw Finding(.place, "an item is edited that is not there")
      }
      try step("version", known.version, version)
    case .writing(.itemMarked(_, let mark)):
      guard sealed.insert(mark).inserted else { throw Finding(.once, "a mark is made twice") }
    case .writing(.noteWritten(let id, let note)):
      guard sealed.insert(note).inserted else { throw Finding(.once, "a note is written twice") }
      guard id == now.step else { throw Finding(.place, "a note of \(id) in another step") }
      guard now.creation?.plan.steps.contains(where: { $0.id == id && $0.hasNotes }) == true else {
        throw Finding(.place, "a note in \(id), which has none")
      }
    case .course(.haltRaised), .course(.haltCleared):
      // The answer told whether there was a halt.
      guard event.by == nil || event.by != asides[events.count]?.member else {
        throw Finding(.silence, "a presenter who is away raises or clears a halt")
      }
    case .sets(.setForcing(let set, nil)):
      let cards = rows.values.count { $0.set == set && $0.envelope != nil }
      guard cards == 0, announced.removeValue(forKey: set).map({ $0 <= event.at }) == true else {
        throw Finding(.minimum, "set \(set) is not opened as announced")
      }
    case .sets(.setForcing(let set, let due?)):
      guard due >= event.at + Session.forcedDelay else {
        throw Finding(.minimum, "set \(set) is announced for too soon")
      }
      announced[set] = due
    case .writing(.itemClaimed(let item, let nonce)): try checkClaim(item, nonce, event)
    case .sets(.setOpened(let set, let forced, let items)):
      try checkOpening(set, forced, items, event)
    case .course(.sessionClosed):
      guard now.purge == nil else { throw Finding(.once, "the session is closed twice") }
    default: break
    }
  }

  func step(_ name: String, _ from: Int, _ to: Int) throws(Finding) {
    guard to == from + 1 else { throw Finding(.counters, "\(name) goes from \(from) to \(to)") }
  }

  /// A card with a name comes into the hand of its writer.
  private func checkReader(_ floor: FloorState) throws(Finding) {
    guard let card = floor.card, card != now.floor.card,
      let writer = now.items.first(where: { $0.item == card })?.by
    else { return }
    let isIn = now.members.contains { $0.member == writer && !$0.left && !$0.removed }
    guard floor.speaker == (isIn ? writer : nil) else {
      throw Finding(.place, "a card with a name is read by another than its writer")
    }
  }

  private func checkChair(_ event: Event) throws(Finding) {
    // Until a step is entered, the roles that it needs may be half settled.
    guard case .course(.stepEntered) = event.kind else { return }
    if let chair = now.chair, chair == now.presenter, now.current?.settles == false {
      throw Finding(.chair, "at event \(event.seq)")
    }
  }

  func input(_ path: Plan.InputPath) -> Plan.Input? {
    now.creation?.plan.input(path)
  }

  func checkNew(_ item: ID) throws(Finding) {
    guard known.insert(item).inserted else { throw Finding(.once, "an item appears twice") }
  }

  private func checkLive(_ item: ID, _ path: Plan.InputPath, by: ID?) throws(Finding) {
    let open = now.visit == 0 ? now.creation?.plan.lobby?.id : now.step
    guard path.step == open, let input = input(path), input.opens == nil, let by else {
      throw Finding(.place, "an item for \(path.step)/\(path.input) in step \(now.step ?? "none")")
    }
    if let writer = writers[item], writer.member != by {
      throw Finding(.author, "an item carries another member than its writer")
    }
    let isPen = input.by == .presenter && now.pen == by
    guard isPen || mayWrite(by, input) else {
      throw Finding(.place, "an item for \(path.step)/\(path.input) by another role")
    }
    let count = now.items.count {
      $0.path == path && (input.by == .presenter || $0.by == by)
    }
    guard count < input.max else { throw Finding(.ballots, "\(count + 1) live items") }
  }

  func mayWrite(_ member: ID, _ input: Plan.Input) -> Bool {
    guard now.members.contains(where: { $0.member == member && !$0.left && !$0.removed }) else {
      return false
    }
    switch input.by {
    case .presenter: return member == now.presenter
    case .others: return member != now.presenter && !(now.guiding && member == now.chair)
    case .all: return true
    case .chair: return member == now.chair
    }
  }

  /// The closed sets are gone.
  func crash() {
    for card in rows.values { crashed[card.item] = card.set }
    rows = [:]
  }

  // MARK: After a start

  /// Compares with what a start finds; after a torn commit there may be more than was known.
  func compare(_ entries: [JournalEntry], isTorn: Bool) throws(Finding) {
    var seen = 0
    var more: [JournalEntry] = []
    var found: [ID: ClosedCard] = [:]
    for entry in entries {
      switch entry {
      case .event(_, let seq, let bytes):
        guard seq <= events.count else {
          more.append(entry)
          continue
        }
        seen += 1
        var kept: [UInt8] = []
        encodeEvent(events[seq - 1], into: &kept, journal: true)
        guard bytes == kept else { throw Finding(.kept, "event \(seq) is another after a start") }
      case .card(_, let card): found[card.item] = card
      case .session, .seat, .connected, .ballot, .endSet, .purge: break
      }
    }
    guard !isPurged else {
      guard entries.isEmpty else { throw Finding(.purge, "rows are left after a start") }
      return
    }
    guard seen == events.count else {
      if isTorn, entries.isEmpty, seq > 0 {
        isPurged = true
        return
      }
      throw Finding(.kept, "\(events.count - seen) events are gone after a start")
    }
    guard isTorn || (more.isEmpty && found == rows) else {
      throw Finding(.kept, "the closed store is another after a start")
    }
    for entry in more {
      if case .event(_, let seq, let bytes) = entry { try takeTorn(seq, bytes, found) }
    }
    rows = found
  }

  /// An event whose commit was never confirmed; its cards lay in the same commit.
  private func takeTorn(
    _ seq: Int, _ bytes: [UInt8], _ found: [ID: ClosedCard]
  ) throws(Finding) {
    let event: Event
    do { event = try decodeEvent(journal: bytes) } catch {
      throw Finding(.form, "event \(seq) on disk: \(error)")
    }
    if case .sets(.setOpened(let set, _, let items)) = event.kind {
      // The rows that went with the opening can no longer be seen.
      rows = rows.filter { $0.value.set != set }
      for item in items {
        rows[item.item] = ClosedCard(
          set: set, item: item.item, own: [], version: 1, author: item.by, envelope: item.envelope)
      }
    }
    try take(event: seq, bytes)
  }
}
