import KringClient
import KringCore
import KringJournal
import KringProtocol
import KringSeal
import KringServer
import TransportLoop

// What must be so when everything has come to rest.

extension Simulation {
  /// Lets everything move that can, with the disk as it is.
  func settle() {
    var isMoving = true
    var rounds = 0
    while isMoving, finding == nil {
      isMoving = false
      rounds += 1
      guard rounds < 10_000 else { return fail(.rest, "frames go round without an end") }
      for node in nodes where reopen(node) { isMoving = true }
      for link in links where link.owner.link !== link && link.toServer.isEmpty {
        drop(link, tell: true)
      }
      for link in links { while finding == nil, moveToServer(link) { isMoving = true } }
      for node in nodes where node.isRunning {
        if !node.disk.waiting.isEmpty {
          let before = node.disk.waiting.count
          commit(.max, at: node)
          isMoving = isMoving || node.disk.waiting.count != before
        }
        node.disk.sweep()
        if report(node), database != nil { isMoving = true }
      }
      for link in links { while finding == nil, moveToMember(link) { isMoving = true } }
    }
  }

  /// Takes every fault away and looks whether everything is as it must be.
  func calm() {
    heal()
    for link in links where link.isSlow { setSlow(link, false) }
    // Who caught up a moment ago gets the next view later, without knowing that one is to come.
    advance(Gateway.viewPause.milliseconds)
    for _ in 0..<8 {
      for member in members where member.link == nil && member.wasSeated { connect(member) }
      settle()
      guard finding == nil else { return }
      if members.allSatisfy({ isAtRest($0) }) { return lookAtRest() }
      for member in members { lowerLeftover(member) }
      // Who sent too much at once needs some time.
      advance(2_500)
    }
    for member in members where !isAtRest(member) {
      let replica = member.replica
      fail(
        .rest,
        "\(member.name): seated \(replica.isSeated), state \(replica.hasState), unanswered "
          + "\(replica.pending.map { $0.command.word }), quiet \(replica.isQuiet)")
    }
  }

  /// Lowers a hand that its owner did not mean to be up: it was raised just before the owner got the
  /// floor and arrived after, or the owner presents and was away when the hand had its turn.
  private func lowerLeftover(_ member: SimulatedMember) {
    let isUp = member.replica.presence.hands.contains { $0.member == member.id }
    let isAway = witness.asides[witness.seq]?.member == member.id
    let visit = member.view.visit
    guard let link = member.link, isUp != member.replica.standing.isUp(in: visit), isUp || isAway
    else { return }
    count(isUp ? "hand came after its turn" : "hand had its turn unheard")
    let message = ClientMessage.hand(visit: visit, up: false, item: nil)
    member.replica.note(message)
    link.toServer.append(message.bytes)
  }

  private func isAtRest(_ member: SimulatedMember) -> Bool {
    member.isOver || !member.wasSeated || member.replica.isQuiet
  }

  private func lookAtRest() {
    guard !witness.isPurged else { return lookAtPurge() }
    if database != nil { compareWithDisk(isTorn: false) }
    lookAtCards()
    let serving = nodes.count { $0.gateway.view(of: keys.session, for: members[0].id) != nil }
    guard serving <= 1 else { return fail(.stale, "\(serving) servers have the session") }
    for member in members where !member.isOver && member.wasSeated {
      guard let view = owner.gateway.view(of: keys.session, for: member.id) else {
        return fail(.kept, "the session is gone")
      }
      guard view == witness.view(witness.seq, for: member.id) else {
        return fail(.fold, "the server shows \(member.name) something else than is on disk")
      }
      guard member.view == view else {
        return fail(.fold, "\(member.name) has folded something else")
      }
      guard !view.members.contains(where: { $0.member == member.id && $0.removed }) else {
        return fail(.audience, "\(member.name) was removed and is still here")
      }
    }
    if let member = members.first(where: \.replica.isQuiet) { lookAtContents(of: member.view) }
    let gone = Set(witness.now.members.filter(\.left).map(\.member))
    for member in members where member.replica.isQuiet {
      guard gone.isDisjoint(with: member.replica.presence.hands.map(\.member)) else {
        return fail(.audience, "the hand of somebody who has left stands")
      }
    }
    let outside = witness.asides[witness.seq]?.member
    let frames = Set(
      members.filter { $0.replica.isQuiet && $0.id != outside }.map(\.replica.presence))
    guard frames.count <= 1 else { return fail(.fold, "not all are told the same of who is here") }
    for item in witness.now.items where item.set != nil {
      let set = witness.now.sets.first { $0.set == item.set }
      if set?.named == false, item.by != nil { fail(.author, "an item of an unnamed set") }
    }
  }

  private func lookAtPurge() {
    let rows = (database?.rows ?? nodes[0].disk.storage.rows)(keys.session)
    guard rows == 0 else { return fail(.purge, "\(rows) rows are left") }
    guard nodes.allSatisfy({ $0.gateway.view(of: keys.session, for: members[0].id) == nil }) else {
      return fail(.purge, "the server still has the session")
    }
    for member in members where member.wasSeated && !member.isOver {
      fail(.purge, "\(member.name) was not told")
    }
  }

  static func words(_ command: Command) -> String {
    var text = String(decoding: ClientMessage.command(ref: 0, command).bytes, as: UTF8.self)
    // Envelopes say nothing to a reader.
    if let start = text.firstRange(of: #""envelope":""#) {
      let end = text[start.upperBound...].firstIndex(of: "\"") ?? text.endIndex
      text.replaceSubrange(start.upperBound..<end, with: "…")
    }
    return String(text.dropFirst(9))
  }
}
