import KringCore
import KringJournal
import KringProtocol

// What the journal has at a start, read when somebody needs it.

extension Gateway {
  /// How many events are read in one tick for sessions to which nobody has come back: some 25 ms.
  static let eventsAtOnce = 5_000
  /// How long the server must not have run for the clocks of the meetings to have stood still
  /// meanwhile.
  static let longestGap: Duration = .seconds(60)

  /// Takes up the sessions that the journal gave back, all of them unread.
  func restore(_ opened: OpenedJournal<Archive>) {
    setBack += max(0, lastTime(opened.reader) - now())
    let now = self.now()
    gap = nil
    if let lastAlive = opened.lastAlive.map(Int.init),
      .milliseconds(now - lastAlive) > Self.longestGap
    {
      gap = (lastAlive, now)
    }
    reader = opened.reader
    rooms = opened.state.sessions.reduce(into: [:]) { rooms, session in
      var stored = session.value
      for entry in stored.endCounting(of: session.key, lastAlive: opened.lastAlive.map(Int.init)) {
        next.keep(entry)
      }
      rooms[session.key] = Room(id: session.key, stored, now: now)
    }
  }

  /// The time of the newest event on disk; 0 if there is none, or if it cannot be decoded: that is
  /// reported when its session is read.
  private func lastTime(_ reader: any EventReader) -> Int {
    do { return try reader.lastEvent().map { try decodeEvent(journal: $0).at } ?? 0 } catch {
      return 0
    }
  }

  /// Reads what the journal has of a room, unless that was done before. Returns false if it cannot be
  /// read, now or ever; the other rooms go on.
  func prepare(_ room: Room) -> Bool {
    switch room.reading {
    case .read: return true
    case .broken: return false
    case .unread: break
    }
    guard let reader else { return false }
    do { try room.read(reader, limits: settings.limits) } catch {
      Log.error(.storage, code: error.code.rawValue, reason: error.message)
      return false
    }
    planBytes += room.planBytes
    if let gap { decide(.wasDown(from: gap.from, to: gap.to), in: room) }
    return true
  }

  /// Closes the reader: at its end the journal can put its log into its file and remove it only if
  /// nobody else has them open.
  func letGo() {
    reader?.close()
    reader = nil
  }

  /// Reads some of the rooms to which nobody has come back, so that what falls due there is done too.
  func prepareSome() {
    guard reader != nil else { return }
    var left = Self.eventsAtOnce
    for room in rooms.values {
      guard case .unread = room.reading else { continue }
      guard left > 0 else { return }
      guard prepare(room) || room.isBroken else { return }
      left -= room.session.full.seq
    }
    letGo()
  }
}
