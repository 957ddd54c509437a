import KringCore
import KringProtocol
import Transport

// What each member is sent of what happened: the events whose audience has them.

extension Gateway {
  /// Puts a message of its own into a connection's output of the next batch, after the events.
  func answer(_ message: ServerMessage, _ connection: Connection) {
    metrics.note(message)
    connection.outbox.answer(message.bytes)
    next.answer(connection)
  }

  /// Ends a connection with the next batch.
  func part(_ connection: Connection, _ code: ErrorCode) {
    if case .over = connection.phase { return }
    leave(connection)
    connection.phase = .over
    connection.outbox.end(
      with: .init(code: UInt16(code.close.rawValue), reason: code.rawValue))
    next.answer(connection)
  }

  /// Tells an error and ends the connection with the next batch.
  func refuse(_ connection: Connection, _ code: ErrorCode, _ bad: BadMessage? = nil) {
    answer(.error(bad.map { Failure($0) } ?? Failure(code)), connection)
    part(connection, code)
  }

  /// Gives every member of a room what happened since the last time.
  func broadcast(_ room: Room, into batch: inout BatchOutput) {
    room.isDirty = false
    let last = room.session.full.seq
    var shared = Shared()
    for (member, connection) in room.connections {
      let frames =
        switch connection.outbox.owed(upTo: last) {
        case .nothing: [UInt8]()
        case .view: view(for: member, room, &shared)
        case .events(let after): events(after: after, upTo: last, for: member, room, &shared)
        }
      let delivery = connection.outbox.take(frames, announces: room.presenceChanged)
      if let delivery { batch.deliveries.append((connection, delivery)) }
    }
  }

  /// Puts the events that a member has not been given before its answers, for it leaves its room
  /// with this batch: an answer without its events would let it ask for the same again.
  func giveLastEvents(_ connection: Connection) {
    guard case .seated(let room, let member) = connection.phase else { return }
    let last = room.session.full.seq
    switch connection.outbox.owed(upTo: last) {
    case .nothing, .view: break
    case .events(let after):
      var shared = Shared()
      connection.outbox.lastEvents(
        events(after: after, upTo: last, for: member, room, &shared))
    }
  }

  /// Takes the output of a connection that its room's broadcast did not take.
  func collect(_ connection: Connection, into batch: inout BatchOutput) {
    if let delivery = connection.outbox.takeAnswers() {
      batch.deliveries.append((connection, delivery))
    }
    if let goodbye = connection.outbox.takeGoodbye() {
      batch.goodbyes.append((connection, goodbye))
    }
  }

  /// Frames that are the same for several members of a room.
  private struct Shared {
    /// After which event `events` begins, once it was made.
    var from: Int?
    /// The events, of which all are for everybody.
    var events: [UInt8] = []
    /// The view, once it was made, if it is the same for all.
    var view: [UInt8]?
  }

  private func view(for member: ID, _ room: Room, _ shared: inout Shared) -> [UInt8] {
    if let view = shared.view { return view }
    let view = room.session.view(for: member)
    let frame = Frame.text(Wire.events([Wire.view(view)]))
    if room.session.hasOneView { shared.view = frame }
    return frame
  }

  /// The events as one frame; a view if they are not all kept, or if one of them lets the member see
  /// what happened while it was away as the presenter.
  private func events(
    after: Int, upTo last: Int, for member: ID, _ room: Room, _ shared: inout Shared
  ) -> [UInt8] {
    if shared.from == after { return shared.events }
    guard let missed = room.recent.after(after, upTo: last),
      !missed.contains(where: { $0.opensPastOf == member })
    else { return view(for: member, room, &shared) }
    guard missed.allSatisfy({ $0.audience == .everyone && $0.opensPastOf == nil }) else {
      return Frame.text(Wire.events(parts(of: missed, for: member)))
    }
    let frame = Frame.text(Wire.events(missed.map(\.bytes)))
    shared.from = after
    shared.events = frame
    return frame
  }

  /// The events for one member. In the place of those for others stand ranges of their numbers.
  private func parts(of missed: ArraySlice<RecentEvents.Entry>, for member: ID) -> [[UInt8]] {
    var parts: [[UInt8]] = []
    var gap: ClosedRange<Int>?
    for entry in missed {
      guard entry.audience.includes(member) else {
        gap = (gap?.lowerBound ?? entry.seq)...entry.seq
        continue
      }
      if let range = gap { parts.append(Wire.gap(from: range.lowerBound, to: range.upperBound)) }
      gap = nil
      parts.append(entry.bytes)
    }
    if let gap { parts.append(Wire.gap(from: gap.lowerBound, to: gap.upperBound)) }
    return parts
  }

  /// Tells everybody in a room who is here, without waiting for the disk.
  func sendPresence(of room: Room) {
    room.presenceChanged = false
    let frame = room.presenceFrame
    for (member, connection) in room.connections where connection.outbox.hearsPresence {
      send(room.presence(frame, for: member, connection), to: connection)
    }
  }
}
