import KringClient
import KringCore
import KringProtocol
import KringServer
import KringTestSupport
import Testing
import Transport

@Suite("Output after commit")
struct DiskTests {
  /// The first words of all frames that a member received since some point.
  private func news(_ member: StageMember, since: Int) -> [String] {
    member.heard[since...].map { String(decoding: $0.prefix(12), as: UTF8.self) }
  }

  @Test(
    "nothing but pongs and presence leaves before the batch is on disk", arguments: [false, true])
  func heldBack(sharesJournal: Bool) throws {
    var settings = GatewaySettings()
    settings.sharesJournal = sharesJournal
    let (meeting, heard) = try Meeting.waiting(for: "Hoe lang speelt dit?", settings: settings)
    let stage = meeting.stage
    // An answer without an entry of its own waits as well: it builds on what is not on disk.
    stage.send(.floor(.nextTurn(turn: 99)), by: meeting.members[3])
    stage.say(.hand(visit: meeting.view.visit, up: true, item: nil), by: meeting.members[3])
    stage.say(.ping, by: meeting.members[2])
    #expect(stage.disk.waiting.count == 1)
    for (place, member) in meeting.members.enumerated() {
      let pong = place == 2 ? [#"{"pong":1800"#] : []
      #expect(news(member, since: heard[place]) == [#"{"presence":"#] + pong)
    }

    stage.disk.commit()
    stage.settle()
    #expect(news(meeting.chair, since: heard[0]) == [#"{"presence":"#, #"{"events":[{"#])
    #expect(
      news(meeting.members[2], since: heard[2])
        == [#"{"presence":"#, #"{"pong":1800"#, #"{"events":[{"#, #"{"ref":0,"ok"#])
    // Where others share the journal the rejection waits for a batch that has nothing to write.
    if sharesJournal {
      #expect(news(meeting.members[3], since: heard[3]) == [#"{"presence":"#, #"{"events":[{"#])
      #expect(stage.disk.waiting.map(\.entries) == [[]])
      stage.disk.commit()
      stage.settle()
    }
    #expect(
      news(meeting.members[3], since: heard[3])
        == [#"{"presence":"#, #"{"events":[{"#, #"{"ref":0,"re"#])
  }

  @Test("a new session is answered when it is on disk, and so is what builds on it")
  func creationHeldBack() throws {
    let stage = try Stage(seed: 1)
    stage.disk.isManual = true
    let request = stage.creation()
    #expect(stage.create(request) == nil)
    #expect(stage.create(request) == nil)
    var other = request
    other.minutes = 90
    #expect(stage.create(other) == nil)
    let member = try stage.newMember("Anna")
    stage.enter(member)
    #expect(member.heard == [])
    // The newcomer's join is for the next batch: the disk is still at the first.
    #expect(stage.disk.waiting.count == 1)
    stage.disk.isManual = false
    stage.settle()
    #expect(member.replica.isSeated)
    #expect(stage.create(request)?.status == 200)
  }

  @Test("turns that come while the disk writes are the next batch: one write to each member")
  func oneWrite() throws {
    let meeting = try Meeting(in: "1.beeld")
    let stage = meeting.stage
    let chair = try #require(meeting.chair.connection)
    let writes = try #require(stage.network.lines[chair]?.writes.count)
    let seq = meeting.view.seq
    stage.disk.isManual = true
    for number in 0..<5 {
      stage.send(try meeting.adding("Vraag \(number)", to: "vragen"), by: meeting.members[2])
    }
    stage.send(.course(.raiseHalt(visit: meeting.view.visit)), by: meeting.chair)
    #expect(stage.disk.waiting.count == 1)
    #expect(stage.network.lines[chair]?.writes.count == writes)
    stage.disk.commit()
    stage.settle()
    #expect(stage.network.lines[chair]?.writes[writes...] == [1])
    #expect(stage.disk.waiting.count == 1)
    stage.disk.commit()
    stage.settle()
    // The five events in one frame, and the answer.
    #expect(stage.network.lines[chair]?.writes[writes...] == [1, 2])
    #expect(meeting.chair.signals.contains(.gap) == false)
    #expect(meeting.view.seq == seq + 6)
    #expect(meeting.view.items.suffix(5).allSatisfy { $0.by == meeting.members[2].id })
    #expect(meeting.chair.last == .done(ref: 3))
  }

  @Test("a batch that is on disk frees the output up to it and no more")
  func upToIt() throws {
    let meeting = try Meeting(in: "1.beeld")
    let stage = meeting.stage
    let seq = meeting.view.seq
    stage.disk.isManual = true
    for number in 0..<3 {
      stage.send(try meeting.adding("Vraag \(number)", to: "vragen"), by: meeting.members[2])
    }
    for (events, unanswered) in [(1, 2), (3, 0)] {
      stage.disk.commit()
      stage.settle()
      #expect(meeting.members.map(\.view.seq) == Array(repeating: seq + events, count: 4))
      #expect(meeting.members[2].replica.pending.count == unanswered)
    }
  }

  @Test("word of an earlier batch frees nothing of the one that the disk is writing")
  func earlierWord() throws {
    let (meeting, heard) = try Meeting.waiting(for: "Wat ging eraan vooraf?")
    let stage = meeting.stage
    let number = try #require(stage.disk.waiting.first?.number)
    stage.turn { stage.gateway.committed(through: number - 1) }
    #expect(meeting.members.map(\.heard.count) == heard)
    stage.turn { stage.gateway.committed(through: number) }
    #expect(zip(meeting.members, heard).allSatisfy { $0.heard.count > $1 })
  }

  @Test("a turn in which there is nothing to write gives the disk no batch")
  func nothingToWrite() throws {
    let stage = try Stage(seed: 1)
    stage.disk.isManual = true
    stage.turn {}
    #expect(stage.disk.waiting.isEmpty)
    stage.create(stage.creation())
    #expect(stage.disk.waiting.map(\.number) == [1])
  }

  @Test("sockets are not read while 4 MiB are ahead of the disk, and again below")
  func fourMebibytes() throws {
    var settings = GatewaySettings()
    settings.rate.burst = 2_000
    settings.limits.characters = 8 << 20
    let meeting = try Meeting(in: "1.beeld", settings: settings)
    let stage = meeting.stage
    stage.disk.isManual = true
    let (item, short) = try meeting.text("Kort", step: "1.beeld", input: "vragen")
    stage.send(
      .writing(.addItem(item: item, visit: meeting.view.visit, input: "vragen", envelope: short)),
      by: meeting.members[2])
    let words = String(repeating: "lang ", count: 600)
    let long = try stage.seal(#"{"text":"\#(words)"}"#, item: item, path: "1.beeld/vragen")
    var versions = 0
    stage.turn {
      while versions < 800 {
        versions += 1
        stage.send(
          .writing(
            .editItem(item: item, version: versions, envelope: versions % 2 == 1 ? long : short)),
          by: meeting.members[2])
      }
    }
    #expect(stage.network.isReading)
    stage.turn {
      while versions < 1_400 {
        versions += 1
        stage.send(
          .writing(
            .editItem(item: item, version: versions, envelope: versions % 2 == 1 ? long : short)),
          by: meeting.members[2])
      }
    }
    #expect(!stage.network.isReading)
    // The first batch holds the first text alone; all else is ahead until the second is on disk.
    stage.disk.commit()
    stage.settle()
    #expect(!stage.network.isReading)
    #expect(stage.disk.ahead.bytes > 4 << 20)
    stage.disk.commit()
    stage.settle()
    #expect(stage.network.isReading)
    // The network is told when that changes, not in every turn.
    #expect(stage.network.readings == [false, true])
    #expect(meeting.view.items.last?.version == 1_401)
  }
}
