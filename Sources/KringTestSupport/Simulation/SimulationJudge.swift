import KringCore
import KringProtocol
import KringSeal
import KringServer

// Looks at everything that the server says, at the moment it says it.

extension Simulation {
  /// Looks at everything that was sent since the last time.
  func inspect() {
    for link in links where link.goodbye == nil {
      for frame in link.node.network.take(link.id) { look(frame, link) }
      link.goodbye = link.node.network.lines[link.id]?.goodbye
      guard let goodbye = link.goodbye else { continue }
      rise(link)
      if goodbye.code == CloseCode.noSession.rawValue, !witness.isPurged {
        fail(.kept, "\(link.owner.name) is told that there is no such session")
      }
    }
  }

  /// The server knows that nobody sits there any more, unless on another connection.
  func rise(_ link: Link) {
    guard link.node === owner else { return }
    let isElsewhere = links.contains {
      $0 !== link && $0.node === link.node && $0.receiver == link.receiver && $0.goodbye == nil
        && $0.owner.link === $0
    }
    if !isElsewhere { seats.rises(link.receiver, at: link.node.clock.inSession) }
  }

  private func look(_ frame: [UInt8], _ link: Link) {
    guard let message = decode(frame, for: link.receiver) else { return }
    count("frames")
    check { () throws(Finding) in try judge(message, frame, link) }
    if link.owner.link === link { link.toMember.append(message) }
  }

  private func decode(_ frame: [UInt8], for member: ID) -> ServerMessage? {
    // What everybody gets is read once; only a view has something of its reader in it.
    if let decoded, decoded.frame == frame { return decoded.message }
    do {
      let message = try ServerMessage.decode(frame, for: member)
      guard message != .unknown else {
        fail(.form, "an unknown message: \(String(decoding: frame.prefix(200), as: UTF8.self))")
        return nil
      }
      var isShared = true
      if case .events(let parts) = message {
        isShared = !parts.contains { if case .view = $0 { true } else { false } }
      }
      decoded = isShared ? (frame, message) : nil
      return message
    } catch {
      fail(.form, "\(error): \(String(decoding: frame.prefix(200), as: UTF8.self))")
      return nil
    }
  }

  private func judge(
    _ message: ServerMessage, _ frame: [UInt8], _ link: Link
  ) throws(Finding) {
    switch message {
    case .welcome(let welcome):
      link.receiver = welcome.member
      if link.spoken <= 40, link.node === owner { seats.sits(welcome.member) }
      try requireOnDisk(welcome.seq)
      guard welcome.seq >= link.since else {
        throw Finding(
          .stale, "the state at \(welcome.seq) is shown where \(link.since) were kept before")
      }
    case .events(let parts):
      for part in parts { try judge(part, for: link.receiver) }
    case .ok(let ref, let seq):
      try requireOnDisk(seq)
      if let command = link.owner.asked.last(where: { $0.ref == ref })?.command {
        try requireEffect(of: command, upTo: seq, by: link.receiver)
      }
    case .okHidden(let ref):
      if let command = link.owner.asked.last(where: { $0.ref == ref })?.command {
        try requireCard(command)
      }
    case .presence(let frame): try requirePeopleOnly(frame, for: link.receiver, at: link.node)
    case .rejected, .notice:
      guard message.bytes == frame else {
        throw Finding(.silence, String(decoding: frame, as: UTF8.self))
      }
    case .purged:
      guard witness.isPurged else { throw Finding(.disk, "a receipt before the purge") }
    default: break
    }
  }

  /// A presenter who is away is told of nobody else's hand and readiness.
  private func requirePeopleOnly(
    _ frame: PresenceFrame, for member: ID, at node: SimulatedNode
  ) throws(Finding) {
    guard let view = node.gateway.view(of: keys.session, for: member), view.presenter == member,
      view.current?.outside == .away, !view.called
    else { return }
    guard frame.hands.allSatisfy({ $0.member == member }),
      frame.members.allSatisfy({ !$0.ready || $0.member == member })
    else { throw Finding(.audience, "a presenter who is away is told of hands or readiness") }
  }

  /// An event in a few words.
  private func words(_ seq: Int) -> String {
    let bytes = Wire.event(witness.events[seq - 1]).prefix(160)
    return "event \(seq), \(String(decoding: bytes, as: UTF8.self))…"
  }

  private func requireOnDisk(_ seq: Int) throws(Finding) {
    guard seq <= witness.seq else {
      throw Finding(.disk, "\(seq) is told, \(witness.seq) is written")
    }
  }

  private func judge(_ part: DeliveredEvent, for member: ID) throws(Finding) {
    switch part {
    case .event(let event):
      try requireOnDisk(event.seq)
      guard event.seq > 0 else { throw Finding(.order, "an event without a number") }
      var kept = witness.events[event.seq - 1]
      kept.audience = event.audience
      guard kept == event else { throw Finding(.order, "event \(event.seq) is not the one kept") }
      guard witness.mayReceive(event.seq, member) else {
        throw Finding(.audience, words(event.seq))
      }
    case .gap(let from, let to):
      try requireOnDisk(to)
      guard from >= 1, from <= to else { throw Finding(.order, "events \(from) to \(to)") }
      for seq in from...to where witness.mayReceive(seq, member) {
        throw Finding(.fold, "\(words(seq)) is held back")
      }
    case .view(let seq, let view):
      try requireOnDisk(seq)
      guard view.seq == seq, view == witness.view(seq, for: member) else {
        throw Finding(.fold, "the view at \(seq) shows something else")
      }
    case .unknown(let seq): throw Finding(.form, "event \(seq) is unknown")
    }
  }

  /// Whether what was acknowledged is in the events.
  private func requireEffect(
    of command: Command, upTo seq: Int, by member: ID
  ) throws(Finding) {
    let happened = { (is: (Event.Kind) -> Bool) in
      self.witness.events.prefix(seq).contains { `is`($0.kind) }
    }
    let holds: Bool
    switch command {
    case .writing(.addItem(let item, _, _, _)):
      holds = happened { if case .writing(.itemAdded(item, _, _, _)) = $0 { true } else { false } }
    case .writing(.editItem(let item, let version, let envelope)):
      holds = happened {
        $0 == .writing(.itemEdited(item: item, version: version + 1, envelope: envelope))
      }
    case .writing(.withdrawItem(let item)):
      holds = happened { $0 == .writing(.itemWithdrawn(item: item)) }
    case .writing(.markItem(let item, let mark, let envelope)):
      holds = happened {
        $0 == .writing(.itemMarked(item: item, mark: .init(item: mark, envelope: envelope)))
      }
    case .course(.go(let visit, let to)):
      holds = happened {
        if case .course(.stepEntered(let entry)) = $0 {
          entry.visit == visit + 1 && entry.step == to
        } else {
          false
        }
      }
    case .sets(.openSet(let set)):
      holds = happened { if case .sets(.setOpened(set, _, _)) = $0 { true } else { false } }
    case .course(.close):
      holds = happened { if case .course(.sessionClosed) = $0 { true } else { false } }
    default: holds = true
    }
    guard holds else {
      throw Finding(.kept, "\(command.word) is acknowledged and not there")
    }
  }

  private func requireCard(_ command: Command) throws(Finding) {
    switch command {
    case .sets(.addCard(let item, let set, _)), .sets(.editCard(let item, let set, _, _)):
      guard witness.now.sets.first(where: { $0.set == set })?.state == .closed else { return }
      guard witness.rows[item] != nil || witness.crashed[item] != nil else {
        throw Finding(.disk, "a card is acknowledged and not written")
      }
    case .sets(.withdrawCard(let item, let set)):
      guard witness.now.sets.first(where: { $0.set == set })?.state == .closed else { return }
      guard witness.rows[item]?.envelope == nil else {
        throw Finding(.disk, "a card is taken back and still there")
      }
    default: throw Finding(.form, "a hidden answer to \(command.word)")
    }
  }
}
