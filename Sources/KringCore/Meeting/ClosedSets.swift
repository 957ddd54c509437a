// Closed sets: cards that nobody sees until they are opened together.

extension Command {
  /// What is asked about closed sets and the cards in them.
  package enum ClosedSets: Hashable, Sendable {
    /// Adds a card to a closed set.
    case addCard(item: ID, set: Int, envelope: Envelope)
    /// Edits a card in a closed set; `version` is the version it was made on.
    case editCard(item: ID, set: Int, version: Int, envelope: Envelope)
    /// Withdraws a card from a closed set.
    case withdrawCard(item: ID, set: Int)
    /// Opens a set.
    case openSet(set: Int)
    /// Announces that a set below its minimum will be opened.
    case forceSet(set: Int)
    /// Throws the cards of a set away.
    case discardSet(set: Int)

    var isForOutside: Bool {
      switch self {
      // Whether a card is taken tells whether its set was opened.
      case .addCard, .editCard, .withdrawCard, .openSet, .forceSet, .discardSet: false
      }
    }
  }
}

extension Event {
  /// What happened to closed sets. Cards that are laid, edited or withdrawn are no events.
  package enum ClosedSets: Hashable, Sendable {
    /// A set was opened, at once or as announced, with its cards in the order of their ids.
    case setOpened(set: Int, forced: Bool, items: [OpenedItem])
    /// A set will be opened at a time in milliseconds since 1970. Without `due` the announcement has
    /// ended, for there was nothing to open.
    case setForcing(set: Int, due: Int?)
    /// The cards of a set were thrown away.
    case setDiscarded(set: Int)

    var reachesOutside: Bool {
      switch self {
      case .setOpened, .setForcing, .setDiscarded: false
      }
    }

    var carriesText: Bool {
      switch self {
      case .setOpened: true
      case .setForcing, .setDiscarded: false
      }
    }
  }
}

/// A row of the closed store: no order, no time, and no author unless the input is named.
package struct ClosedCard: Hashable, Sendable {
  /// The set it lies in.
  package var set: Int
  /// The card's id.
  package var item: ID
  /// What proves the writer without naming one (16 bytes; see `ClosedProof`).
  package var own: [UInt8]
  /// Its version, from 1.
  package var version: Int
  /// Its writer, for a named input only.
  package var author: ID?
  /// Its sealed text; `nil` once withdrawn.
  package var envelope: Envelope?

  package init(
    set: Int, item: ID, own: [UInt8], version: Int, author: ID?, envelope: Envelope?
  ) {
    self.set = set
    self.item = item
    self.own = own
    self.version = version
    self.author = author
    self.envelope = envelope
  }
}

/// What stands in for the writer of a closed card; computed outside, from the seat's token.
package struct ClosedProof: Hashable, Sendable {
  /// SHA-256("kring.1 ballot" ‖ token ‖ session ‖ set), the first 16 bytes.
  package var ballot: [UInt8]
  /// SHA-256("kring.1 own" ‖ token ‖ item), the first 16 bytes.
  package var own: [UInt8]

  package init(ballot: [UInt8], own: [UInt8]) {
    self.ballot = ballot
    self.own = own
  }
}

/// A card of an opened set.
package struct OpenedItem: Hashable, Sendable {
  /// The card's id.
  package var item: ID
  /// Its writer, for a named input only.
  package var by: ID?
  /// Its sealed text.
  package var envelope: Envelope

  package init(item: ID, by: ID?, envelope: Envelope) {
    self.item = item
    self.by = by
    self.envelope = envelope
  }
}

extension View {
  mutating func reduce(_ sets: Event.ClosedSets) {
    switch sets {
    case .setOpened(let set, _, let opened):
      guard let path = self.sets.first(where: { $0.set == set })?.path else { return }
      change(set: set) { $0.end(as: .opened) }
      for card in opened {
        items.append(
          Item(item: card.item, path: path, set: set, by: card.by, envelope: card.envelope))
      }
    case .setForcing(let set, let due): change(set: set) { $0.due = due }
    case .setDiscarded(let set): change(set: set) { $0.end(as: .discarded) }
    }
  }

  private mutating func change(set: Int, _ body: (inout CardSet) -> Void) {
    guard let place = sets.firstIndex(where: { $0.set == set }) else { return }
    body(&sets[place])
  }
}

extension View.CardSet {
  fileprivate mutating func end(as state: State) {
    self.state = state
    due = nil
    late = []
  }
}
