import KringClient
import KringCore
import KringJSON
import KringProtocol
import KringSeal

/// What happens to a member in plain lines.
struct Narrator {
  let sealer: Sealer
  private var wasLost = false

  init(sealer: Sealer) {
    self.sealer = sealer
  }

  /// The lines for something that happened.
  mutating func lines(_ happening: MemberClient.Happening, _ replica: Replica) -> [String] {
    switch happening {
    case .lost:
      defer { wasLost = true }
      return wasLost ? [] : ["No connection for the moment; trying again by itself."]
    case .ended: return []
    case .signal(.welcomed):
      defer { wasLost = false }
      return wasLost ? ["Connected again."] : []
    case .signal(let signal): return lines(signal, replica)
    }
  }

  private func lines(_ signal: Replica.Signal, _ replica: Replica) -> [String] {
    let story = Story(replica, sealer)
    switch signal {
    case .changed(let events): return events.flatMap(story.lines)
    case .replaced: return story.summary
    case .waiting: return ["You wait at the door until somebody lets you in."]
    case .refused(_, let command, let refusal):
      return ["Not done: \(command.word), \(refusal.code)."]
    case .notice(.tooFew(let set)):
      return ["Set \(set) has fewer writers than it needs to be opened."]
    case .openingWrong:
      return ["The order of the cards is wrong. Tell the group and go no further."]
    case .cardsLost:
      return [
        "A card of yours is missing: it may have been lost when a server failed.",
        "If you share its text now, everybody knows that it is yours.",
      ]
    case .claimWrong:
      return ["Somebody is said to have written a card, and nothing proves it."]
    case .purged(let receipt):
      return ["The session was removed: \(receipt.events) events, \(receipt.seats) seats."]
    case .drain: return ["The server restarts."]
    case .outdated: return ["The server is newer than this program."]
    case .presence: return story.door
    case .welcomed, .done, .gap, .failed: return []
    }
  }
}
