import KringClient
import KringCore
import KringProtocol

/// Takes in what comes over the lines of a trial, and notes what it makes certain.
final class Hearing {
  private unowned let trial: Trial
  private var lastFrame: (bytes: [UInt8], message: ServerMessage)?

  init(_ trial: Trial) { self.trial = trial }

  func opened(_ line: Line) {
    guard let attendee = trial.byLine[line.file] else { return }
    attendee.mark = attendee.circle.chronicle.lastTold
    trial.lines.send(attendee.replica.hello().bytes, over: line)
  }

  func closed(_ line: Line) {
    guard let attendee = trial.byLine.removeValue(forKey: line.file) else { return }
    attendee.line = nil
    let wasServed = attendee.isServed
    attendee.replica.disconnected()
    attendee.isWaiting = false
    attendee.due = seconds() + Double(attendee.told ?? 0) / 1000
    if attendee.left == nil || attendee.told != nil { attendee.left = attendee.due }
    attendee.told = nil
    if trial.database != nil, !wasServed, !attendee.isMoved {
      attendee.node += 1
      attendee.due += Trial.pause
    }
    if trial.isUp, !attendee.isMoved { trial.counts.unexplained += 1 }
    attendee.isMoved = false
  }

  func heard(_ line: Line, _ text: UnsafeRawBufferPointer) {
    guard let attendee = trial.byLine[line.file] else { return }
    let bytes = Array(text)
    let message: ServerMessage
    if let lastFrame, lastFrame.bytes == bytes {
      message = lastFrame.message
    } else {
      do { message = try ServerMessage.decode(bytes, for: attendee.id) } catch {
        trial.trouble = "what the server sent cannot be read: \(error)"
        return
      }
      // What is the same for all is read once; a view has something of its reader in it.
      if !message.holdsView { lastFrame = (bytes, message) }
    }
    note(message, attendee)
    let visit = attendee.replica.view.visit
    for signal in attendee.replica.receive(message, localNow: 0) { take(signal, attendee, line) }
    guard attendee.replica.view.visit != visit else { return }
    for message in attendee.replica.layAgain() { trial.lines.send(message.bytes, over: line) }
  }

  private func take(_ signal: Replica.Signal, _ attendee: Attendee, _ line: Line) {
    switch signal {
    case .welcomed:
      attendee.isWaiting = false
      let again = attendee.replica.resend
      trial.counts.resent += again.count
      for message in again { trial.lines.send(message.bytes, over: line) }
    case .waiting:
      attendee.isWaiting = true
      // How long it stays at the door is the chair's affair.
      isBack(attendee)
    case .drain(let reconnect): attendee.told = reconnect
    case .gap: attendee.circle.chronicle.find(.reordered, "a member finds a gap")
    case .cardsLost(_, let items) where trial.database?.mayHaveLostCards == true:
      trial.counts.cardsMissed += items.count
      attendee.circle.chronicle.miss(items)
    case .openingWrong(let set), .cardsLost(let set, _):
      attendee.circle.chronicle.find(.lost, "set \(set) is opened with other cards")
    case .outdated, .purged: trial.trouble = "the server says what nobody asked for"
    case .failed(let failure) where trial.database != nil && failure.temporary:
      guard let node = failure.node else { return }
      attendee.isMoved = true
      attendee.node = Int(node.text.utf8.first ?? 0) - Int(UInt8(ascii: "a"))
    case .failed(let failure): trial.trouble = "the server complains: \(failure.code)"
    default: break
    }
  }

  private func note(_ message: ServerMessage, _ attendee: Attendee) {
    let command = { (ref: Int) in attendee.replica.pending.first { $0.ref == ref }?.command }
    let circle = attendee.circle
    switch message {
    case .welcome(let welcome):
      trial.counts.returns += 1
      if welcome.seq < attendee.mark {
        circle.chronicle.find(
          .stale, "member \(attendee.place) is shown event \(welcome.seq) after \(attendee.mark)")
      }
      isBack(attendee)
      if !attendee.wasSeated {
        attendee.wasSeated = true
        circle.chronicle.welcome(welcome.member, upTo: welcome.seq)
      }
      circle.chronicle.show(upTo: welcome.seq)
    case .events(let parts):
      for part in parts {
        switch part {
        case .event(let event):
          trial.counts.events += 1
          circle.chronicle.tell(event)
        case .view(let seq, _): circle.chronicle.show(upTo: seq)
        case .gap, .unknown: break
        }
      }
    case .ok(let ref, let seq): acknowledge(command(ref), attendee, upTo: seq)
    case .okHidden(let ref): acknowledge(command(ref), attendee, upTo: nil)
    case .rejected(let ref, let refusal):
      trial.counts.refused += 1
      trial.counts.refusals[refusal.code, default: 0] += 1
      if let command = command(ref) { circle.chronicle.refuse(command, of: attendee.id) }
    default: break
    }
  }

  /// Notes how long a member waited for its server, if it waited.
  private func isBack(_ attendee: Attendee) {
    guard let left = attendee.left else { return }
    trial.counts.waits.append(seconds() - left)
    attendee.left = nil
  }

  private func acknowledge(_ command: Command?, _ attendee: Attendee, upTo seq: Int?) {
    guard let command else { return }
    trial.counts.acknowledged += 1
    if case .sets(.editCard(let item, _, let version, _)) = command {
      attendee.versions[item] = version + 1
    }
    attendee.circle.chronicle.acknowledge(command, by: attendee.id, upTo: seq)
  }
}

extension ServerMessage {
  fileprivate var holdsView: Bool {
    guard case .events(let parts) = self else { return false }
    return parts.contains { if case .view = $0 { true } else { false } }
  }
}
