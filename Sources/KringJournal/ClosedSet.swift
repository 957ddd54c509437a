import KringCore

/// What lies in one closed set, as one string of bytes that depends on nothing but what is in it:
/// not on the order in which it came, nor on how often it was written.
struct ClosedSet: Equatable {
  /// One item, under its id.
  struct Item: Equatable {
    let own: [UInt8]
    let version: Int
    let author: ID?
    let envelope: [UInt8]
  }

  private(set) var items: [ID: Item] = [:]
  private(set) var ballots: [[UInt8]: Int] = [:]

  /// Creates an empty set.
  init() {}

  /// Puts an entry of the closed store; does nothing with any other.
  mutating func put(_ entry: JournalEntry) {
    switch entry {
    case .closedItem(_, _, let item, let own, let version, let author, let envelope):
      items[item] = Item(own: own, version: version, author: author, envelope: envelope)
    case .ballot(_, _, let ballot, let count):
      ballots[ballot] = count
    case .session, .event, .seat, .endSet, .purge:
      break
    }
  }

  /// How often its items were changed. Written into every part, so that a change writes them all:
  /// which pages were written last says nothing about which item was.
  var changes: Int { items.values.reduce(0) { $0 &+ $1.version } }

  /// The entries that make it up, in the order of ids.
  func entries(session: ID, set: Int) -> [JournalEntry] {
    items.sorted { $0.key < $1.key }.map { id, item in
      .closedItem(
        session, set: set, item: id, own: item.own, version: item.version, author: item.author,
        envelope: item.envelope)
    }
      + sortedBallots.map { .ballot(session, set: set, ballot: $0.key, count: $0.value) }
  }

  private var sortedBallots: [(key: [UInt8], value: Int)] {
    ballots.sorted { $0.key.lexicographicallyPrecedes($1.key) }
  }

  // MARK: Bytes

  /// All of it, numbers as big-endian words of eight bytes, byte strings after their length.
  var bytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(number: items.count)
    for (id, item) in items.sorted(by: { $0.key < $1.key }) {
      bytes += id.bytes
      bytes.append(string: item.own)
      bytes.append(number: item.version)
      bytes.append(string: item.author?.bytes ?? [])
      bytes.append(string: item.envelope)
    }
    bytes.append(number: ballots.count)
    for (ballot, count) in sortedBallots {
      bytes.append(string: ballot)
      bytes.append(number: count)
    }
    return bytes
  }

  /// Reads what `bytes` wrote; anything else is corrupt.
  init(bytes: [UInt8]) throws(JournalError) {
    var rest = bytes[...]
    for _ in 0..<(try rest.takeNumber()) {
      let id = try Self.id(rest.take(16))
      let own = try rest.takeString()
      let version = try rest.takeNumber()
      let author = try rest.takeString()
      items[id] = Item(
        own: own, version: version, author: author.isEmpty ? nil : try Self.id(author),
        envelope: try rest.takeString())
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
  fileprivate static let tooShort = JournalError(.corrupt, "closed.sqlite: a set is cut short")

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
}
