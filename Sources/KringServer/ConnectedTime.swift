import KringCore
import KringJournal

/// How long the holder of a seat was connected between the beginning and the close, as a proof of
/// attendance says; no member is told of another's.
///
/// It is on disk before anybody hears of what it came with, and goes with the session.
struct ConnectedTime: Hashable, Sendable {
  /// The time that is over, in milliseconds.
  var time = 0
  /// Since when the holder has been connected, in milliseconds since 1970; `nil` while away, and
  /// outside the meeting.
  var since: Int?

  /// Begins to count; returns whether that is new.
  mutating func begin(at now: Int) -> Bool {
    guard since == nil else { return false }
    since = now
    return true
  }

  /// Ends to count; returns whether it was counted.
  mutating func end(at now: Int) -> Bool {
    guard let since else { return false }
    time += max(0, now - since)
    self.since = nil
    return true
  }
}

extension Room {
  /// Counts from now on for who is connected, as the meeting begins.
  func beginCounting(at now: Int) -> [JournalEntry] {
    connections.keys.sorted().compactMap { count($0, isHere: true, now: now) }
  }

  /// Counts no longer, as the meeting ends.
  func endCounting(at now: Int) -> [JournalEntry] {
    connected.keys.sorted().compactMap { count($0, isHere: false, now: now) }
  }

  /// Counts a member who comes or goes; nothing before the beginning and after the close.
  func noteTime(of member: ID, now: Int) -> JournalEntry? {
    guard session.full.visit > 0, session.full.purge == nil else { return nil }
    return count(member, isHere: connections[member] != nil, now: now)
  }

  private func count(_ member: ID, isHere: Bool, now: Int) -> JournalEntry? {
    var count = connected[member] ?? ConnectedTime()
    guard isHere ? count.begin(at: now) : count.end(at: now) else { return nil }
    connected[member] = count
    return .connected(id, member: member, time: count.time, since: count.since)
  }
}

extension Archive.Stored {
  /// Ends at the time when the server was last known to run what was counted then.
  mutating func endCounting(of session: ID, lastAlive: Int?) -> [JournalEntry] {
    connected.keys.sorted().compactMap { member in
      guard var count = connected[member], let since = count.since,
        count.end(at: lastAlive ?? since)
      else { return nil }
      connected[member] = count
      return .connected(session, member: member, time: count.time, since: nil)
    }
  }
}
