import KringCore
import KringProtocol

/// What the members of one session were told and what was acknowledged to them, to be held
/// against what the disk has in the end.
struct Chronicle {
  /// What must not happen.
  enum Fault: String, CaseIterable {
    /// Acknowledged and not there.
    case lost
    /// There more than once.
    case doubled
    /// Not in one order for all.
    case reordered
    /// Shown differently to members who may see the same.
    case different
    /// Shown to somebody who comes in as it was before what others had been told by then.
    case stale
  }

  /// One thing that is not as it must be.
  struct Finding: Equatable {
    let fault: Fault
    let detail: String
  }

  /// Everything that was found so far.
  private(set) var findings: [Finding] = []
  private var told: [Int: Event] = [:]
  private var wanted: [(want: Trace.WithText, word: String, upTo: Int)] = []
  private var cards: [ID: Card] = [:]
  private var moves: [ID: (leaves: Int, returns: Int)] = [:]
  /// The last event that anybody was told.
  private(set) var lastTold = 0
  /// Whether closed sets may have lost what lay in them.
  private var mayMissCards = false

  /// A card in a closed set, and what may be found of it in the end.
  private struct Card {
    let set: Int
    let by: ID
    /// The texts it may have; `nil` is being withdrawn.
    var texts: Set<Envelope?> = []
    /// Whether it may never have been laid, or have been lost, as its writer was told.
    var mayBeMissing = false
  }

  /// Notes something that was found.
  mutating func find(_ fault: Fault, _ detail: String) {
    findings.append(Finding(fault: fault, detail: detail))
  }

  /// Notes that a member was told an event; all must be told the same.
  mutating func tell(_ event: Event) {
    let event = Self.plain(event)
    lastTold = max(lastTold, event.seq)
    guard let known = told.updateValue(event, forKey: event.seq), known != event else { return }
    find(.reordered, "event \(event.seq) is another for another member")
  }

  /// Notes that members were shown everything up to an event.
  mutating func show(upTo seq: Int) { lastTold = max(lastTold, seq) }

  /// Notes that a newcomer was welcomed.
  mutating func welcome(_ member: ID, upTo seq: Int) {
    wanted.append(((.joined(member), nil), "hello", seq))
  }

  /// Notes that a command was acknowledged, for a live one with the last event that contains it.
  mutating func acknowledge(_ command: Command, by member: ID, upTo seq: Int?) {
    switch command {
    case .sets(.addCard(let item, let set, let text)):
      // One that is laid again is acknowledged as it lies there, and may have been changed before. If it
      // may have been missing, it is there from now on, perhaps as it was laid again.
      guard cards[item]?.mayBeMissing ?? true else { break }
      cards[item, default: Card(set: set, by: member)].texts.insert(text)
      cards[item]?.mayBeMissing = false
    case .sets(.editCard(let item, let set, _, let text)):
      cards[item] = Card(set: set, by: member, texts: [text])
    case .sets(.withdrawCard(let item, let set)):
      cards[item] = Card(set: set, by: member, texts: [nil])
    case .people(.leave): moves[member, default: (0, 0)].leaves += 1
    case .people(.comeBack): moves[member, default: (0, 0)].returns += 1
    default: break
    }
    guard let seq else { return }
    lastTold = max(lastTold, seq)
    guard let want = Trace.wanted(by: command) else { return }
    wanted.append((want, command.word, seq))
  }

  /// Notes that a command was refused.
  ///
  /// A card whose set was opened in between may have been changed before the answer was lost.
  mutating func refuse(_ command: Command, of member: ID) {
    switch command {
    case .sets(.addCard(let item, let set, let text)),
      .sets(.editCard(let item, let set, _, let text)):
      cards[item, default: Card(set: set, by: member, mayBeMissing: true)].texts.insert(text)
    case .sets(.withdrawCard(let item, let set)):
      cards[item, default: Card(set: set, by: member)].texts.insert(nil)
    default: break
    }
  }

  /// Notes that closed sets may have lost what lay in them: whoever is there lays it again.
  mutating func loseCards() { mayMissCards = true }

  /// Notes that a writer was told that cards are missing.
  mutating func miss(_ items: [ID]) {
    for item in items { cards[item]?.mayBeMissing = true }
  }

  // MARK: The end

  /// Holds everything against the events on disk and the closed cards, an absent text meaning
  /// withdrawn; what an unanswered command may have changed, only if there is none any more.
  ///
  /// - Parameter away: who has left, and lays what was lost again when they come back.
  mutating func judge(
    events: [Event], closed: [ID: Envelope?], atRest: Bool = true, away: Set<ID> = []
  ) {
    judgeOrder(events)
    var places: [Trace: [(seq: Int, text: Envelope?)]] = [:]
    for event in events {
      for (trace, text) in Trace.left(by: event) {
        places[trace, default: []].append((event.seq, text))
      }
    }
    for (trace, found) in places where found.count > 1 {
      find(.doubled, "\(trace) by events \(found.map(\.seq))")
    }
    for (want, word, upTo) in wanted {
      guard let place = places[want.trace]?.first else {
        find(.lost, "\(word) was acknowledged; there is no \(want.trace)")
        continue
      }
      if let text = want.text, place.text != text {
        find(.lost, "\(word) was acknowledged; \(want.trace) has another text")
      }
      if place.seq > upTo {
        find(.reordered, "\(word) was acknowledged at \(upTo); it is event \(place.seq)")
      }
    }
    guard atRest else { return }
    judgeCards(places, closed, away)
    judgeMoves(events)
  }

  private mutating func judgeOrder(_ events: [Event]) {
    for (place, event) in events.enumerated() where event.seq != place + 1 {
      return find(.reordered, "event \(event.seq) is kept in the place of \(place + 1)")
    }
    if lastTold > events.count {
      find(.lost, "events up to \(lastTold) were told, \(events.count) are kept")
    }
    for event in events {
      guard let known = told[event.seq], known != Self.plain(event) else { continue }
      find(.reordered, "event \(event.seq) is kept as another than was told")
    }
  }

  private mutating func judgeCards(
    _ places: [Trace: [(seq: Int, text: Envelope?)]], _ closed: [ID: Envelope?],
    _ away: Set<ID>
  ) {
    for (item, card) in cards where places[.discarded(card.set)] == nil {
      let isOpened = places[.opened(card.set)] != nil
      let text = isOpened ? places[.added(item)]?.first?.text : closed[item] ?? nil
      guard !card.texts.contains(text), text != nil || !card.mayBeMissing else { continue }
      if text == nil, mayMissCards, away.contains(card.by) { continue }
      find(.lost, "a card of set \(card.set), \(isOpened ? "opened" : "closed")")
    }
  }

  private mutating func judgeMoves(_ events: [Event]) {
    var seen: [ID: (leaves: Int, returns: Int)] = [:]
    for event in events {
      switch event.kind {
      case .people(.memberLeft(let member)): seen[member, default: (0, 0)].leaves += 1
      case .people(.memberReturned(let member)): seen[member, default: (0, 0)].returns += 1
      default: continue
      }
      for count in seen.values where !(0...1).contains(count.leaves - count.returns) {
        return find(.doubled, "somebody leaves or returns twice at event \(event.seq)")
      }
    }
    for member in Set(seen.keys).union(moves.keys) {
      let (found, asked) = (seen[member, default: (0, 0)], moves[member, default: (0, 0)])
      if found.leaves < asked.leaves || found.returns < asked.returns {
        find(.lost, "a member left or returned more often than is kept: \(asked), \(found)")
      }
      if found.leaves > asked.leaves || found.returns > asked.returns {
        find(.doubled, "a member left or returned more often than was asked: \(asked), \(found)")
      }
    }
  }

  private static func plain(_ event: Event) -> Event {
    var event = event
    event.audience = .everyone
    return event
  }
}

extension View {
  /// The part that everybody may see: without marks, of which a member sees only the own.
  var common: View {
    var view = self
    for place in view.items.indices where !view.items[place].marks.isEmpty {
      view.items[place].marks = []
    }
    return view
  }
}
