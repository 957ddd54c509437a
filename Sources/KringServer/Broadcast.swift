import KringCore
import KringProtocol
import Transport

// What each member gets of what happened: only what the event's audience says.

extension Gateway {
  /// Puts a message of its own into a connection's output of the next batch, after the events.
  func answer(_ message: ServerMessage, _ connection: Connection) {
    metrics.note(message)
    Frame.append(text: message.bytes, to: &connection.last)
    answered.append(connection)
  }

  /// Ends a connection with the next batch.
  func part(_ connection: Connection, _ code: ErrorCode) {
    if case .over = connection.phase { return }
    leave(connection)
    connection.phase = .over
    connection.goodbye = (UInt16(code.close.rawValue), code.rawValue)
    answered.append(connection)
  }

  /// Tells an error and ends the connection with the next batch.
  func refuse(_ connection: Connection, _ code: ErrorCode, _ bad: BadMessage? = nil) {
    answer(.error(bad.map { Failure($0) } ?? Failure(code)), connection)
    part(connection, code)
  }

  /// Gives every member of a room what happened since the last time.
  func broadcast(_ room: Room, into batch: inout Held) {
    room.isDirty = false
    var shared = Shared()
    for (member, connection) in room.connections where !connection.lagging {
      var events: [UInt8] = []
      let greets = connection.needsView || !connection.first.isEmpty
      if connection.delivered < room.session.full.seq || connection.needsView {
        events = self.events(for: member, connection, room, &shared)
      }
      if let output = connection.output(events, greets: greets) { batch.outputs.append(output) }
    }
  }

  /// Puts what a member missed so far before its answers, for it leaves its room with this batch:
  /// an answer without its events would let it ask for the same again.
  func bringUpToDate(_ connection: Connection) {
    guard case .seated(let room, let member) = connection.phase, !connection.lagging,
      !connection.needsView, connection.delivered < room.session.full.seq
    else { return }
    var shared = Shared()
    connection.first += events(for: member, connection, room, &shared)
  }

  /// Takes the output of a connection that its room's broadcast did not take.
  func collect(_ connection: Connection, into batch: inout Held) {
    if !connection.lagging, let output = connection.output() { batch.outputs.append(output) }
    if let goodbye = connection.goodbye {
      connection.goodbye = nil
      batch.goodbyes.append((connection, goodbye.code, goodbye.reason))
    }
  }

  /// Frames that are the same for several members of a room.
  private struct Shared {
    /// The last event that those have been given who may see all that followed.
    var from: Int?
    /// What followed it.
    var events: [UInt8] = []
    /// The state, if all see the same.
    var view: [UInt8]?
  }

  private func events(
    for member: ID, _ connection: Connection, _ room: Room, _ shared: inout Shared
  ) -> [UInt8] {
    let from = connection.delivered
    let last = room.session.full.seq
    connection.delivered = last
    if !connection.needsView, shared.from == from { return shared.events }
    guard !connection.needsView, let missed = room.recent.after(from, upTo: last),
      !missed.contains(where: { $0.opensPastOf == member })
    else {
      connection.needsView = false
      if let view = shared.view { return view }
      let view = room.session.view(for: member)
      let frame = Frame.text(Wire.events([Wire.view(view, for: member)]))
      if room.session.hasOneView { shared.view = frame }
      return frame
    }
    if missed.allSatisfy({ $0.audience == .everyone && $0.opensPastOf == nil }) {
      let frame = Frame.text(Wire.events(missed.map(\.bytes)))
      shared.from = from
      shared.events = frame
      return frame
    }
    return Frame.text(Wire.events(parts(of: missed, for: member)))
  }

  /// The events for one member; several in a row that are not for this member become a range.
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

  /// Tells everybody in a room who is here; this does not wait for the disk.
  func sendPresence(of room: Room) {
    room.presenceChanged = false
    let frame = room.presenceFrame
    for (member, connection) in room.connections where connection.greeted && !connection.lagging {
      send(room.presence(frame, for: member, connection), to: connection)
    }
  }
}
