import KringClient
import KringCore
import KringPlay
import KringProtocol
import KringServer
import KringTestSupport
import Testing

@Suite("Resume")
struct ResumeTests {
  /// A second connection of a seat, with what came to it.
  private func comeBack(
    _ member: StageMember, to stage: Stage, after: Int, epoch: ID? = nil
  ) throws -> [[UInt8]] {
    let stranger = Stranger(stage)
    let epoch = try #require(epoch ?? member.replica.epoch)
    stranger.hello(member) { $0.state = .init(epoch: epoch, after: after) }
    let frames = try #require(stage.network.lines[stranger.id]?.frames)
    stage.enter(member)
    return frames
  }

  private func parts(
    _ member: StageMember, of meeting: Meeting, after: Int, epoch: ID? = nil
  ) throws -> [Delivery] {
    try Delivery.parts(
      comeBack(member, to: meeting.stage, after: after, epoch: epoch), for: member.id)
  }

  @Test("within a run the events after the last known one are sent")
  func events() throws {
    let meeting = try Meeting(in: "1.beeld")
    let member = meeting.members[2]
    let seq = member.view.seq
    meeting.stage.cut(member)
    for number in 0..<3 {
      meeting.stage.send(
        try meeting.adding("Vraag \(number)", to: "vragen"), by: meeting.members[3])
    }
    let heard = member.heard.count
    meeting.stage.enter(member)
    #expect(
      try Delivery.parts(member.heard[heard...], for: member.id)
        == [.event(seq + 1), .event(seq + 2), .event(seq + 3)])
    #expect(member.viewBytes == (try meeting.told(member)))
  }

  @Test("who missed nothing gets a welcome and no events")
  func nothingMissed() throws {
    let meeting = try Meeting(in: "1.beeld")
    let member = meeting.members[2]
    let frames = try comeBack(member, to: meeting.stage, after: member.view.seq)
    #expect(frames.count == 2)
    #expect(String(decoding: frames[0], as: UTF8.self).hasPrefix(#"{"welcome""#))
    #expect(String(decoding: frames[1], as: UTF8.self).hasPrefix(#"{"presence""#))
  }

  @Test("in another run the view is sent")
  func otherRun() throws {
    let meeting = try Meeting(in: "1.beeld")
    let member = meeting.members[2]
    let seq = member.view.seq
    let stranger = ID(high: 1, low: 2)
    #expect(try parts(member, of: meeting, after: seq - 1, epoch: stranger) == [.view(seq)])
    #expect(try parts(member, of: meeting, after: seq, epoch: stranger) == [.view(seq)])
    let epoch = try #require(member.replica.epoch)
    try meeting.stage.restart()
    #expect(try parts(member, of: meeting, after: seq - 1, epoch: epoch) == [.view(seq)])
  }

  @Test("a last known event beyond the end gets the view")
  func beyondTheEnd() throws {
    let meeting = try Meeting(in: "1.beeld")
    let member = meeting.members[2]
    let seq = member.view.seq
    #expect(try parts(member, of: meeting, after: seq + 1) == [.view(seq)])
    #expect(try parts(member, of: meeting, after: 9_007_199_254_740_991) == [.view(seq)])
  }

  @Test("256 missed events are sent, 257 are a view")
  func tooMany() throws {
    let meeting = try Meeting(in: "1.beeld")
    let member = meeting.members[2]
    let visit = meeting.view.visit
    for _ in 0..<400 {
      meeting.stage.send(
        .clock(.pauseClock(visit: visit, paused: meeting.view.clock.since != nil)),
        by: meeting.chair)
      meeting.stage.advance(100)
    }
    let seq = meeting.view.seq
    let sent = try parts(member, of: meeting, after: seq - 256)
    #expect(sent == (1...256).map { .event(seq - 256 + $0) })
    #expect(try parts(member, of: meeting, after: seq - 257) == [.view(seq)])
    #expect(try parts(member, of: meeting, after: 0) == [.view(seq)])
  }

  @Test("the words of a case that was stopped without keeping them are given to nobody any more")
  func stoppedCase() throws {
    let meeting = try Meeting(in: "1.stelling")
    let stage = meeting.stage
    stage.send(try meeting.adding("Mijn casus", to: "casus"), by: meeting.presenter)
    let words = try #require(meeting.view.items.last).envelope.text
    let heard = meeting.members.map(\.heard.count)
    stage.send(
      .course(.stopCase(visit: meeting.view.visit, keep: false)), by: meeting.presenter)
    let seq = meeting.view.seq
    // Who is there is told so by events, as ever.
    for (member, heard) in zip(meeting.members, heard) {
      #expect(!(try Delivery.parts(member.heard[heard...], for: member.id)).contains(.view(seq)))
      #expect(member.viewBytes == (try meeting.told(member)))
    }
    let guest = try stage.newMember("Gast")
    stage.enter(guest)
    stage.send(.people(.admit(newcomer: guest.id)), by: meeting.chair)
    for member in [guest, meeting.members[2]] {
      let told = try comeBack(member, to: stage, after: 0)
      #expect(try Delivery.parts(told, for: member.id) == [.view(meeting.view.seq)])
      #expect(!told.contains { $0.contains(words) })
    }
  }

  @Test("who took a seat after the beginning gets nothing from before, which a view would not have")
  func newSeat() throws {
    let meeting = try Meeting(in: "1.beeld", 5)
    let stage = meeting.stage
    let asked = try meeting.adding("Teruggenomen", to: "vragen")
    stage.send(asked, by: meeting.members[2])
    let words = try #require(meeting.view.items.last).envelope.text
    let item = try #require(meeting.view.items.last).item
    stage.send(.writing(.withdrawItem(item: item)), by: meeting.members[2])
    let guest = try stage.newMember("Gast")
    stage.enter(guest)
    stage.send(.people(.admit(newcomer: guest.id)), by: meeting.chair)
    let seq = meeting.view.seq
    for after in [0, seq - 3, seq - 1] {
      let told = try comeBack(guest, to: stage, after: after)
      #expect(try Delivery.parts(told, for: guest.id) == [.view(seq)])
      #expect(!told.contains { $0.contains(words) })
    }
    // Who was there hears it as ever, and so does the new member of what came since.
    let told = try comeBack(meeting.members[3], to: stage, after: 0)
    #expect(told.contains { $0.contains(words) })
    stage.send(.course(.raiseHalt(visit: meeting.view.visit)), by: meeting.chair)
    #expect(try parts(guest, of: meeting, after: seq) == [.event(seq + 1)])

    // Who is given a lost seat was not there either.
    let lost = meeting.members[4]
    stage.cut(lost)
    stage.advance(Session.seatPatience + 1_000)
    let finder = try stage.newMember("Lid 4")
    finder.replica.lost = true
    stage.enter(finder)
    stage.send(.people(.giveSeat(newcomer: finder.id, seat: lost.id)), by: meeting.chair)
    try #require(finder.replica.isSeated)
    let found = try comeBack(finder, to: stage, after: 0)
    #expect(!found.contains { $0.contains(words) })
  }

  @Test(
    "each member's events give the server's view, at every step and from every state",
    arguments: Cast.all)
  func foldIsView(_ cast: Cast) throws {
    let stage = try Stage(seed: 7)
    let play = try cast.perform(on: stage)
    var chance = SeededRandom(seed: 99)
    var histories = play.members.map { _ in History() }
    var resumed = (events: 0, views: 0)
    try play.play {
      for (place, member) in play.members.enumerated() {
        let view = try #require(stage.gateway.view(of: stage.session, for: member.id))
        try #require(member.view == view)
        #expect(!member.signals.contains(.gap))
        try histories[place].take(member)
      }
      let place = Int.random(in: play.members.indices, using: &chance)
      let member = play.members[place]
      let from = try #require(histories[place].states.keys.sorted().randomElement(using: &chance))
      var view = try #require(histories[place].states[from])
      for frame in try comeBack(member, to: stage, after: from) {
        guard case .events(let parts) = try ServerMessage.decode(frame, for: member.id) else {
          continue
        }
        for part in parts {
          switch part {
          case .event(let event):
            #expect(event.seq == view.seq + 1)
            view.reduce(event)
            resumed.events += 1
          case .gap(let first, let last):
            #expect(first == view.seq + 1)
            view.pass(seq: last)
          case .view(_, let whole):
            view = whole
            resumed.views += 1
          case .unknown: Issue.record("an unknown event")
          }
        }
      }
      try #require(view == member.view)
    }
    #expect(play.members.flatMap { $0.refusals }.isEmpty, "\(play.members.map { $0.refusals })")
    #expect(play.leading.view.purge != nil)
    #expect(resumed.events > 100)
    #expect(resumed.views > 0 || !cast.isAway)
  }

  @Test("two plays with one seed are the same byte by byte, and another seed is another play")
  func replays() throws {
    func frames(seed: UInt64) throws -> [[[UInt8]]] {
      let play = try Cast(method: "bovv6", members: 4).perform(on: Stage(seed: seed))
      try play.play()
      return play.members.map(\.heard)
    }
    let first = try frames(seed: 3)
    #expect(try frames(seed: 3) == first)
    #expect(try frames(seed: 4) != first)
  }

  @Test("commands whose answers were lost are sent again and not doubled", arguments: Cast.all)
  func lostAnswers(_ cast: Cast) throws {
    let quiet = try cast.perform(on: Stage(seed: 5))
    try quiet.play()

    let stage = try Stage(seed: 5)
    let play = try cast.perform(on: stage)
    var lost: Set<[UInt8]> = []
    stage.loses = { member, message in
      switch message {
      case .ok(let ref, _), .okHidden(let ref), .rejected(let ref, _):
        return lost.insert(member.id.bytes + Array("\(ref)".utf8)).inserted
      default: return false
      }
    }
    play.join()
    while try play.beat({ act in
      play.perform(act)
      let member = play.members[act.member]
      if member.connection == nil { stage.enter(member) }
    }) {}
    #expect(lost.count > 20)
    try expectSame(play, as: quiet)
  }

  @Test("connections that break anywhere lose nothing and double nothing", arguments: 1...4)
  func brokenConnections(_ seed: UInt64) throws {
    let cast = Cast(method: "incident", members: 5, isAway: true)
    let quiet = try cast.perform(on: Stage(seed: 5))
    try quiet.play()

    let stage = try Stage(seed: 5)
    let play = try cast.perform(on: stage)
    var chance = SeededRandom(seed: seed)
    var broken = 0
    stage.loses = { _, _ in
      guard UInt.random(in: 0..<12, using: &chance) == 0 else { return false }
      broken += 1
      return true
    }
    func everybodyBack() {
      while let member = play.members.first(where: { $0.connection == nil }) { stage.enter(member) }
    }
    everybodyBack()
    while try play.beat({ act in
      // A tick tells late who is here, which may have broken some more: a floor passed on then
      // would pass over them, as it should, and the two plays would differ.
      everybodyBack()
      play.perform(act)
      everybodyBack()
    }) {}
    #expect(broken > 50)
    try expectSame(play, as: quiet)
  }

  @Test("a server killed again and again loses nothing that was acknowledged")
  func killed() throws {
    let cast = Cast(method: "bovv6", members: 5)
    let quiet = try cast.perform(on: Stage(seed: 6))
    try quiet.play()

    let stage = try Stage(seed: 6)
    let play = try cast.perform(on: stage)
    var kills = 0
    var last = 0
    try play.play {
      // Hands are raised again after a restart, but in the order in which members come back.
      guard play.beats >= last + 5, play.leading.replica.presence.hands.isEmpty else { return }
      (last, kills) = (play.beats, kills + 1)
      try stage.restart()
      for member in play.members { stage.enter(member) }
    }
    #expect(kills > 5)
    try expectSame(play, as: quiet)
  }
}
