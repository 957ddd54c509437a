import KringClient
import KringCore
import KringJournal
import KringProtocol
import KringSeal

// What must be so whenever everything is at rest, and in the end.

extension Trial {
  /// Compares what the members of each session see.
  func compareViews() {
    for circle in circles {
      // Whoever stands at the door sees what was there before.
      let here = circle.attendees.filter { $0.wasSeated && !$0.isWaiting }
      guard let first = here.first else { continue }
      let common = first.view.common
      for other in here.dropFirst() {
        counts.viewsCompared += 1
        guard other.view.common != common else { continue }
        circle.chronicle.find(
          .different, "members \(first.place) and \(other.place) at event \(common.seq)")
      }
    }
  }

  /// Lets members ask for the whole state, and compares it with what they had folded.
  func compareWithFresh(_ attendees: [Attendee]) throws {
    let folded = attendees.map(\.view)
    for attendee in attendees {
      cut(attendee)
      attendee.replica.forget()
      // All of them at once is this trial's doing: how long that takes says nothing of a fault.
      attendee.left = nil
    }
    try comeBack()
    for (attendee, view) in zip(attendees, folded) {
      counts.viewsCompared += 1
      guard attendee.view != view else { continue }
      attendee.circle.chronicle.find(
        .different, "member \(attendee.place) and the server's view at event \(view.seq)")
    }
  }

  /// What is true once everything is at rest; then the end, as `judgeDisk` says.
  func judge() throws {
    try settle()
    compareViews()
    try compareWithFresh(everybody.filter(\.wasSeated))
    try judgeDisk(atRest: true)
  }

  /// Ends the process for good, and holds what the members know against what the disk has;
  /// what only holds once everybody has all answers, if there was rest before.
  func judgeDisk(atRest: Bool) throws {
    isUp = false
    servers.forEach { $0.kill() }
    var events: [ID: [Event]] = [:]
    var closed: [ID: [ID: Envelope?]] = [:]
    let journal: any Journal = try database?.journal() ?? SQLiteJournal(folder: folders[0])
    try journal.open { entry in
      switch entry {
      case .event(let session, _, let bytes):
        events[session, default: []].append(try decodeEvent(journal: bytes))
      case .card(let session, let card):
        closed[session, default: [:]].updateValue(card.envelope, forKey: card.item)
      case .session, .seat, .connected, .ballot, .endSet, .purge: break
      }
    }
    journal.close()
    for circle in circles {
      let kept = events[circle.keys.session, default: []]
      let away = circle.attendees.first { $0.wasSeated }?.view.members.filter(\.left)
      circle.chronicle.judge(
        events: kept, closed: closed[circle.keys.session, default: [:]], atRest: atRest,
        away: Set((away ?? []).map(\.member)))
      guard atRest else { continue }
      var view = View()
      for event in kept { view.reduce(event) }
      guard let member = circle.attendees.first(where: { $0.wasSeated && !$0.isWaiting })
      else { continue }
      guard member.view.common != view.common else { continue }
      circle.chronicle.find(.different, "the members and the disk at event \(view.seq)")
    }
  }
}
