import KringCore

/// The last events of a session as bytes, for broadcasts and for clients that come back.
struct RecentEvents {
  /// How many events are kept; who missed more gets a view.
  static let capacity = 256

  struct Entry {
    let seq: Int
    let audience: Audience
    /// The member who may see with this event what was hidden before, and so gets a view instead.
    let opensPastOf: ID?
    let bytes: [UInt8]
  }

  private var entries: [Entry] = []

  mutating func append(_ entry: Entry) {
    entries.append(entry)
    // Trimmed in blocks, so that an append costs the same however many there are.
    if entries.count >= 2 * Self.capacity { entries.removeFirst(Self.capacity) }
  }

  /// The events after a number, or `nil` if they are not all here or too many.
  func after(_ seq: Int, upTo last: Int) -> ArraySlice<Entry>? {
    guard seq <= last, last - seq <= Self.capacity else { return nil }
    guard seq < last else { return [] }
    guard let first = entries.first?.seq, first <= seq + 1 else { return nil }
    return entries[(seq + 1 - first)...]
  }
}
