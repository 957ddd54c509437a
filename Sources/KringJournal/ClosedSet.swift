import KringCore

/// What lies in one closed set, as one string of bytes that depends on nothing but what is in it:
/// not on the order in which it came, nor on how often it was written.
struct ClosedSet: Equatable {
  /// The cards by their ids, withdrawn ones included.
  private(set) var cards: [ID: ClosedCard] = [:]
  /// How many cards came with each ballot.
  private(set) var ballots: [[UInt8]: Int] = [:]

  init() {}

  /// Puts an entry of the closed store; does nothing with any other.
  mutating func put(_ entry: JournalEntry) {
    switch entry {
    case .card(_, let card): cards[card.item] = card
    case .ballot(_, _, let ballot, let count): ballots[ballot] = count
    case .session, .event, .seat, .connected, .endSet, .purge:
      break
    }
  }

  /// How often its cards were changed. Written into every part, so that a change writes them all:
  /// which pages were written last says nothing about which card was.
  var changes: Int { cards.values.reduce(0) { $0 &+ $1.version } }

  /// The entries that make it up, in the order of ids.
  func entries(session: ID, set: Int) -> [JournalEntry] {
    sortedCards.map { .card(session, $0) }
      + sortedBallots.map { .ballot(session, set: set, ballot: $0.key, count: $0.value) }
  }

  private var sortedCards: [ClosedCard] { cards.values.sorted { $0.item < $1.item } }

  private var sortedBallots: [(key: [UInt8], value: Int)] {
    ballots.sorted { $0.key.lexicographicallyPrecedes($1.key) }
  }

  // MARK: Bytes

  /// All of it, numbers as big-endian words of eight bytes, byte strings after their length; an
  /// author or envelope that is not there has the length 0. The number of the set is not in it.
  var bytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(number: cards.count)
    for card in sortedCards {
      bytes += card.item.bytes
      bytes.append(string: card.own)
      bytes.append(number: card.version)
      bytes.append(string: card.author?.bytes ?? [])
      bytes.append(string: card.envelope?.text ?? [])
    }
    bytes.append(number: ballots.count)
    for (ballot, count) in sortedBallots {
      bytes.append(string: ballot)
      bytes.append(number: count)
    }
    return bytes
  }

  /// Reads what `bytes` wrote of the set with a number; anything else is corrupt.
  init(_ set: Int, bytes: [UInt8]) throws(JournalError) {
    var rest = bytes[...]
    for _ in 0..<(try rest.takeNumber()) {
      let card = ClosedCard(
        set: set, item: try Self.id(rest.take(16)), own: try rest.takeString(),
        version: try rest.takeNumber(), author: try rest.takeOptional(Self.id),
        envelope: try rest.takeOptional(Self.envelope))
      cards[card.item] = card
    }
    for _ in 0..<(try rest.takeNumber()) {
      let ballot = try rest.takeString()
      ballots[ballot] = try rest.takeNumber()
    }
    guard rest.isEmpty else { throw ArraySlice.tooShort }
  }

  private static func id(_ bytes: [UInt8]) throws(JournalError) -> ID {
    guard let id = ID(bytes: bytes) else { throw ArraySlice.tooShort }
    return id
  }

  private static func envelope(_ text: [UInt8]) throws(JournalError) -> Envelope {
    guard let envelope = Envelope(text: text) else {
      throw JournalError(.corrupt, "a closed set: the text of a card is no envelope")
    }
    return envelope
  }
}

extension [UInt8] {
  fileprivate mutating func append(number: Int) {
    for shift in stride(from: 56, through: 0, by: -8) {
      append(UInt8(truncatingIfNeeded: number >> shift))
    }
  }

  fileprivate mutating func append(string: [UInt8]) {
    append(number: string.count)
    append(contentsOf: string)
  }
}

extension ArraySlice<UInt8> {
  fileprivate static let tooShort = JournalError(.corrupt, "a closed set is cut short")

  fileprivate mutating func take(_ count: Int) throws(JournalError) -> [UInt8] {
    guard count >= 0, count <= self.count else { throw Self.tooShort }
    defer { removeFirst(count) }
    return Array(prefix(count))
  }

  fileprivate mutating func takeNumber() throws(JournalError) -> Int {
    let number = try take(8).reduce(0) { $0 << 8 | Int($1) }
    guard number >= 0 else { throw Self.tooShort }
    return number
  }

  fileprivate mutating func takeString() throws(JournalError) -> [UInt8] {
    try take(try takeNumber())
  }

  fileprivate mutating func takeOptional<Value>(
    _ read: ([UInt8]) throws(JournalError) -> Value
  ) throws(JournalError) -> Value? {
    let bytes = try takeString()
    return bytes.isEmpty ? nil : try read(bytes)
  }
}
