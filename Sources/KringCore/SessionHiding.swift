// Who may not see what: of events, of the state, and of who is here. No other code hides anything.
//
// Two things are hidden. A mark is its maker's alone. And a presenter who is away learns of people,
// chair, clock, close and attendance, and of nothing else, until they are called back, a step is entered or the
// meeting closes; then they are given the whole state. (Cards of a closed set are in no state that
// anybody is shown; see `Session.cards`.)

extension Session {
  /// Who receives what happens now.
  func audience(of kind: Event.Kind, by: ID?) -> Audience {
    if case .writing(.itemMarked) = kind, let by { return .only(by) }
    guard let aside, !kind.reachesOutside else { return .everyone }
    return .everyoneBut(aside.member)
  }

  /// The state as one member may see it.
  package func view(for member: ID) -> View {
    var view = full
    if let aside, aside.member == member { view = aside.view }
    for place in view.items.indices where !view.items[place].marks.isEmpty {
      view.items[place].marks.removeAll { $0.by != member }
    }
    return view
  }

  /// Who is here, as one member may know it: hands and readiness of others are nothing for a
  /// presenter who is away.
  package func presence(_ presence: Presence, for member: ID) -> Presence {
    guard member == awayPresenter else { return presence }
    var shown = presence
    shown.ready.formIntersection([member])
    shown.hands.removeAll { $0.member != member }
    return shown
  }

  /// Whether all members see the same: nobody presents from outside and nobody has marked an item.
  package var hasOneView: Bool { aside == nil && full.items.allSatisfy(\.marks.isEmpty) }

  /// The presenter who is away, and hears of people, chair, clock, close and attendance only.
  package var awayPresenter: ID? { aside?.member }

  /// Keeps what a presenter who is away has seen, after an event has changed the state.
  ///
  /// Returns that presenter if the event ends it: then they are shown the whole state.
  mutating func show(_ event: Event) -> ID? {
    let outside = aside?.member
    if event.kind.endsOutside { aside = nil }
    if case .course(.stepEntered) = event.kind, full.current?.outside == .away,
      let presenter = full.presenter
    {
      aside = Aside(member: presenter, view: full)
    }
    guard !event.kind.endsOutside else { return outside }
    guard let outside else { return nil }
    if event.audience.includes(outside) {
      aside?.view.reduce(event)
    } else {
      aside?.view.pass(seq: event.seq)
    }
    return nil
  }
}
