// What is written for all to read: live items, the pen and the note line; and each member's marks.

extension Command {
  /// What is asked about texts that can be read, opened cards included.
  package enum Writing: Hashable, Sendable {
    /// Adds an item to a live input of the current step.
    case addItem(item: ID, visit: Int, input: String, envelope: Envelope)
    /// Edits a live item; `version` is the version it was made on.
    case editItem(item: ID, version: Int, envelope: Envelope)
    /// Withdraws a live item.
    case withdrawItem(item: ID)
    /// Folds an item away for all, or back.
    case foldItem(item: ID, folded: Bool)
    /// Says that an unnamed opened card is one's own.
    /// `nonce` is what its id was derived from (32 bytes), which only its writer has.
    case claimItem(item: ID, nonce: [UInt8])
    /// Marks an item for oneself; the last mark of a member on an item wins.
    case markItem(item: ID, mark: ID, envelope: Envelope)
    /// Takes the pen over from a member, or from nobody.
    case takePen(from: ID?)
    /// Writes the note line of the current step.
    case writeNote(note: ID, visit: Int, envelope: Envelope)

    var isForOutside: Bool {
      switch self {
      case .addItem, .editItem, .withdrawItem: true
      case .foldItem, .claimItem, .markItem, .takePen, .writeNote: false
      }
    }

    var endsSomething: Bool {
      switch self {
      case .withdrawItem: true
      case .addItem, .editItem, .foldItem, .claimItem, .markItem, .takePen, .writeNote: false
      }
    }
  }
}

extension Event {
  /// What happened to texts that can be read.
  package enum Writing: Hashable, Sendable {
    /// An item was added to a live input.
    case itemAdded(item: ID, step: String, input: String, envelope: Envelope)
    /// An item has another text; `version` is its new version.
    case itemEdited(item: ID, version: Int, envelope: Envelope)
    /// An item was withdrawn.
    case itemWithdrawn(item: ID)
    /// An item was folded away for all, or back.
    case itemFolded(item: ID, folded: Bool)
    /// Whoever did this says that a card is theirs. The nonce proves it to everybody; only events
    /// of a server that did not ask for a proof yet have none.
    case itemClaimed(item: ID, nonce: [UInt8]?)
    /// Whoever did this has marked an item; nobody else is told.
    case itemMarked(item: ID, mark: Sealed)
    /// Somebody else holds the pen, or nobody.
    case penChanged(pen: ID?)
    /// The note line of a step has another text.
    case noteWritten(step: String, note: Sealed)

    var reachesOutside: Bool {
      switch self {
      case .itemAdded, .itemEdited, .itemWithdrawn, .itemFolded, .itemClaimed, .itemMarked,
        .penChanged, .noteWritten:
        false
      }
    }

    var carriesText: Bool {
      switch self {
      case .itemAdded, .itemEdited, .itemMarked, .noteWritten: true
      case .itemWithdrawn, .itemFolded, .itemClaimed, .penChanged: false
      }
    }
  }
}

/// An envelope with the id it is sealed under.
package struct Sealed: Hashable, Sendable {
  /// The id in the additional data.
  package var item: ID
  /// The sealed text.
  package var envelope: Envelope

  package init(item: ID, envelope: Envelope) {
    self.item = item
    self.envelope = envelope
  }
}

extension View {
  mutating func reduce(_ writing: Event.Writing, of event: Event) {
    switch writing {
    case .itemAdded(let item, let step, let input, let envelope):
      let path = Plan.InputPath(step: step, input: input)
      items.append(Item(item: item, path: path, set: nil, by: event.by, envelope: envelope))
    case .itemEdited(let item, let version, let envelope):
      change(item: item) {
        $0.version = version
        $0.envelope = envelope
      }
    case .itemWithdrawn(let item): items.removeAll { $0.item == item }
    case .itemFolded(let item, let folded): change(item: item) { $0.folded = folded }
    case .itemClaimed(let item, let nonce):
      change(item: item) {
        $0.claimed = event.by
        $0.nonce = nonce
      }
    case .itemMarked(let item, let mark):
      guard let by = event.by else { return }
      change(item: item) {
        $0.marks.removeAll { $0.by == by }
        $0.marks.append(Mark(by: by, mark: mark))
      }
    case .noteWritten(let step, let note):
      if let place = notes.firstIndex(where: { $0.step == step }) {
        notes[place].by = event.by
        notes[place].note = note
      } else {
        notes.append(Note(step: step, by: event.by, note: note))
      }
    case .penChanged(let pen): self.pen = pen
    }
  }

  private mutating func change(item: ID, _ body: (inout Item) -> Void) {
    guard let place = items.firstIndex(where: { $0.item == item }) else { return }
    body(&items[place])
  }
}

extension Session {
  /// Counts the room of a text, and what the state after the event does not tell any more; comes
  /// before the event changes the state.
  mutating func remember(_ writing: Event.Writing, by: ID?) {
    switch writing {
    case .itemAdded(_, _, _, let envelope): use(envelope, items: 1, by: by)
    case .itemEdited(_, _, let envelope): use(envelope, by: by)
    case .itemWithdrawn(let item):
      withdrawn[item] = full.items.first { $0.item == item }?.by ?? withdrawn[item]
    case .itemMarked(_, let sealed), .noteWritten(_, let sealed):
      use(sealed.envelope, by: by)
      written.insert(sealed)
    case .itemFolded, .itemClaimed, .penChanged: break
    }
  }

  private mutating func use(_ envelope: Envelope, items: Int = 0, by member: ID?) {
    guard let member else { return }
    used[member, default: Room()].items += items
    used[member, default: Room()].characters += envelope.text.count
  }

  func decide(
    _ command: Command.Writing, _ circumstances: Circumstances
  ) throws(Rejection) -> Decision {
    let by = circumstances.by
    switch command {
    case .addItem(let item, let visit, let input, let envelope):
      return try addItem(item, visit: visit, input: input, envelope, circumstances)
    case .editItem(let item, let version, let envelope):
      let known = try own(item, by)
      if known.version == version + 1, known.envelope == envelope { return Self.nothing }
      guard known.version == version else { throw Rejection(.stale) }
      guard isInRound(by) else { throw Rejection(.notYours) }
      try requireRoom(for: envelope, by: by, newItem: false)
      return one(
        .writing(.itemEdited(item: item, version: version + 1, envelope: envelope)), circumstances)
    case .withdrawItem(let item):
      if withdrawn[item] != nil { return Self.nothing }
      _ = try own(item, by)
      return one(.writing(.itemWithdrawn(item: item)), circumstances)
    case .foldItem(let item, let folded):
      try requireChair(circumstances)
      let known = try existing(item)
      guard known.folded != folded else { return Self.nothing }
      return one(.writing(.itemFolded(item: item, folded: folded)), circumstances)
    case .claimItem(let item, let nonce):
      let known = try existing(item)
      if known.claimed == by { return Self.nothing }
      guard known.by == nil, known.claimed == nil, circumstances.derived == item,
        input(known.path)?.claimable == true
      else { throw Rejection(.notYours) }
      return one(.writing(.itemClaimed(item: item, nonce: nonce)), circumstances)
    case .markItem(let item, let mark, let envelope):
      _ = try existing(item)
      let sealed = Sealed(item: mark, envelope: envelope)
      if written.contains(sealed) { return Self.nothing }
      try requireRoom(for: envelope, by: by, newItem: false)
      return one(.writing(.itemMarked(item: item, mark: sealed)), circumstances)
    case .takePen(let from):
      guard full.step != nil else { throw Rejection(.notNow) }
      if full.pen == by { return Self.nothing }
      guard full.pen == from else { throw Rejection(.stale) }
      guard isInRound(by) else { throw Rejection(.notYours) }
      return one(.writing(.penChanged(pen: by)), circumstances)
    case .writeNote(let note, let visit, let envelope):
      let sealed = Sealed(item: note, envelope: envelope)
      if written.contains(sealed) { return Self.nothing }
      let step = try requireVisit(visit)
      guard step.hasNotes else { throw Rejection(.notNow) }
      guard full.pen == by else { throw Rejection(.notPen) }
      try requireRoom(for: envelope, by: by, newItem: false)
      return one(.writing(.noteWritten(step: step.id, note: sealed)), circumstances)
    }
  }

  private func existing(_ item: ID) throws(Rejection) -> View.Item {
    guard let known = full.items.first(where: { $0.item == item }) else {
      throw Rejection(.noItem)
    }
    return known
  }

  /// A live item that a member may change: its author; for the presenter's texts, the pen too.
  private func own(_ item: ID, _ by: ID) throws(Rejection) -> View.Item {
    let known = try existing(item)
    guard known.set == nil else { throw Rejection(.noItem) }
    if known.by == by { return known }
    let forPresenter = input(known.path)?.by == .presenter
    let inThisCase = full.current?.caseNumber.map { "\($0)." }.map(known.path.step.hasPrefix)
    guard forPresenter, inThisCase == true, by == full.presenter || by == full.pen else {
      throw Rejection(.noItem)
    }
    return known
  }

  private func addItem(
    _ item: ID, visit: Int, input id: String, _ envelope: Envelope, _ circumstances: Circumstances
  ) throws(Rejection) -> Decision {
    let by = circumstances.by
    if let known = full.items.first(where: { $0.item == item }) {
      // It may have been edited since: what is asked again is only the addition, and that was done.
      guard known.by == by, known.envelope == envelope || known.version > 1 else {
        throw Rejection(.idTaken)
      }
      return Self.nothing
    }
    if let author = withdrawn[item] {
      guard author == by else { throw Rejection(.idTaken) }
      return Self.nothing
    }
    guard cards[item] == nil else { throw Rejection(.idTaken) }
    let step = try requireOpenStep(visit)
    guard let input = step.inputs.first(where: { $0.id == id }), input.opens == nil else {
      throw Rejection(.noStep)
    }
    guard mayWrite(by, input) else { throw Rejection(.notYours) }
    let path = Plan.InputPath(step: step.id, input: id)
    let count = full.items.count {
      $0.path == path && (input.by == .presenter || $0.by == by)
    }
    guard count < input.max else { throw Rejection(.full) }
    try requireRoom(for: envelope, by: by, newItem: true)
    return one(
      .writing(.itemAdded(item: item, step: step.id, input: id, envelope: envelope)), circumstances)
  }
}
