import KringClient
import KringCore
import KringPlay
import KringProtocol
import KringServer
import KringTestSupport
import Testing

/// A command that is in order as a message, but not for this member or not now.
struct WrongCommand: Sendable, CustomTestStringConvertible {
  let name: String
  let step: String
  let by: Int
  let code: String
  var temporary = false
  let command: @Sendable (Meeting) throws -> Command

  var testDescription: String { name }

  init(
    _ name: String, in step: String, by: Int, _ code: Rejection.Code,
    _ command: @escaping @Sendable (Meeting) throws -> Command
  ) {
    self.name = name
    self.step = step
    self.by = by
    self.code = code.rawValue
    temporary = code.temporary
    self.command = command
  }
}

@Suite("Commands that are refused")
struct WrongCommandTests {
  static let outOfTurn = [
    WrongCommand("out of turn: a question in another step", in: "1.stelling", by: 2, .noStep) {
      try $0.adding("Te vroeg", to: "vragen")
    },
    WrongCommand("out of turn: a card where no set is open", in: "1.beeld", by: 2, .noSet) {
      let (item, envelope) = try $0.text("Te vroeg", step: "1.schrijf", input: "advies")
      return .sets(.addCard(item: item, set: 1, envelope: envelope))
    },
    WrongCommand("out of turn: opening in the step before", in: "1.schrijf", by: 0, .notNow) { _ in
      .sets(.openSet(set: 1))
    },
    WrongCommand("out of turn: passing on where nobody has turns", in: "1.schrijf", by: 0, .noTurn)
    {
      .floor(.nextTurn(turn: $0.view.floor.turn))
    },
    WrongCommand("out of turn: the purge before the close", in: "1.beeld", by: 0, .notNow) { _ in
      .course(.purge)
    },
    WrongCommand("out of turn: calling a presenter who is here", in: "1.beeld", by: 0, .notNow) {
      .course(.callPresenter(visit: $0.view.visit))
    },
    WrongCommand("out of turn: names of an input after the start", in: "1.beeld", by: 0, .notNow) {
      _ in .course(.nameInput(path: .init(step: "1.schrijf", input: "advies"), named: true))
    },
  ]

  static let wrongRole = [
    WrongCommand("wrong role: a member leads on", in: "1.beeld", by: 2, .notYours) {
      .course(.go(visit: $0.view.visit, to: "1.oordeel1"))
    },
    WrongCommand("wrong role: a member closes", in: "1.beeld", by: 2, .notYours) {
      .course(.close(visit: $0.view.visit, keep: 0))
    },
    WrongCommand("wrong role: a member removes another", in: "1.beeld", by: 2, .notYours) {
      .people(.remove(member: $0.members[3].id))
    },
    WrongCommand("wrong role: a member opens a set", in: "1.schrijf", by: 2, .notYours) { _ in
      .sets(.openSet(set: 1))
    },
    WrongCommand(
      "wrong role: the presenter asks as one of the others", in: "1.beeld", by: 1, .notYours
    ) {
      try $0.adding("Van mijzelf", to: "vragen")
    },
    WrongCommand("wrong role: the presenter writes advice", in: "1.schrijf", by: 1, .notYours) {
      try $0.card("Van mijzelf")
    },
    WrongCommand(
      "wrong role: a member takes the chair that is here", in: "1.beeld", by: 2, .chairHere
    ) {
      .roles(.takeChair(term: $0.view.term))
    },
    WrongCommand(
      "wrong role: the presenter takes the chair", in: "1.beeld", by: 1, .presenterChairs
    ) {
      .roles(.takeChair(term: $0.view.term))
    },
    WrongCommand("wrong role: a note without the pen", in: "1.beeld", by: 2, .notPen) {
      let (note, envelope) = try $0.text("Notitie", step: "1.beeld", input: "note")
      return .writing(.writeNote(note: note, visit: $0.view.visit, envelope: envelope))
    },
  ]

  static let gone = [
    WrongCommand("a visit that has gone: a question", in: "1.beeld", by: 2, .stale) {
      let (item, envelope) = try $0.text("Te laat", step: "1.beeld", input: "vragen")
      return .writing(.addItem(item: item, visit: 0, input: "vragen", envelope: envelope))
    },
    WrongCommand("a visit that has gone: leading on", in: "1.beeld", by: 0, .stale) { _ in
      .course(.go(visit: 0, to: "1.oordeel1"))
    },
    WrongCommand("a visit that has gone: the clock", in: "1.beeld", by: 0, .stale) { _ in
      .clock(.pauseClock(visit: 0, paused: true))
    },
    WrongCommand("a visit to come", in: "1.beeld", by: 0, .stale) {
      .course(.go(visit: $0.view.visit + 1, to: "1.oordeel1"))
    },
    WrongCommand("a turn that has gone", in: "1.beeld", by: 0, .stale) {
      .floor(.giveTurn(turn: $0.view.floor.turn - 1, member: $0.members[2].id))
    },
    WrongCommand("a term that has gone", in: "1.beeld", by: 0, .stale) {
      .roles(.giveChair(term: $0.view.term - 1, member: $0.members[2].id))
    },
  ]

  static let noSuch = [
    WrongCommand("no such member", in: "1.beeld", by: 0, .noMember) { _ in
      .people(.remove(member: ID(high: 0x4000, low: 0x8000_0000_0000_0001)))
    },
    WrongCommand("no such step", in: "1.beeld", by: 0, .noStep) {
      .course(.go(visit: $0.view.visit, to: "1.anders"))
    },
    WrongCommand("no such case", in: "1.beeld", by: 0, .noCase) {
      .roles(.castCase(number: 7, presenter: $0.members[2].id, chair: nil))
    },
    WrongCommand("no such set", in: "1.schrijf", by: 0, .noSet) { _ in .sets(.openSet(set: 9)) },
    WrongCommand("no such item", in: "1.beeld", by: 2, .noItem) { _ in
      .writing(.withdrawItem(item: ID(high: 0x4000, low: 0x8000_0000_0000_0001)))
    },
    WrongCommand("nobody at the door", in: "1.beeld", by: 0, .noNewcomer) { _ in
      .people(.admit(newcomer: ID(high: 0x4000, low: 0x8000_0000_0000_0001)))
    },
    WrongCommand("a time out of range", in: "1.beeld", by: 0, .outOfRange) {
      .course(.close(visit: $0.view.visit, keep: 7 * 24 * 3_600_000 + 1))
    },
  ]

  @Test(
    "each is refused with its own word, without effect on state and others",
    arguments: outOfTurn + wrongRole + gone + noSuch)
  func refused(_ wrong: WrongCommand) throws {
    let meeting = try Meeting(in: wrong.step)
    let member = meeting.members[wrong.by]
    let command = try wrong.command(meeting)
    let heard = member.heard.count
    try meeting.expectNoEffect(besides: member) { meeting.stage.send(command, by: member) }
    #expect(member.heard.count == heard + 1)
    guard case .refused(_, command, let refusal)? = member.last else {
      Issue.record("not refused: \(String(describing: member.last))")
      return
    }
    #expect(refusal.code == wrong.code)
    #expect(refusal.temporary == wrong.temporary)
  }

  @Test("somebody else's item can be neither edited nor withdrawn, nor its id taken")
  func elsesItem() throws {
    let meeting = try Meeting(in: "1.beeld")
    let other = meeting.members[3]
    meeting.stage.send(try meeting.adding("Een vraag", to: "vragen"), by: meeting.members[2])
    let item = try #require(meeting.view.items.last)
    let envelope = try meeting.stage.seal(
      #"{"text":"Anders"}"#, item: item.item, path: "1.beeld/vragen")
    try meeting.expectNoEffect(besides: other) {
      meeting.stage.send(
        .writing(.editItem(item: item.item, version: 1, envelope: envelope)), by: other)
      meeting.stage.send(.writing(.withdrawItem(item: item.item)), by: other)
      meeting.stage.send(
        .writing(
          .addItem(item: item.item, visit: meeting.view.visit, input: "vragen", envelope: envelope)),
        by: other)
      meeting.stage.send(
        .writing(
          .addItem(
            item: item.item, visit: meeting.view.visit, input: "vragen", envelope: item.envelope)),
        by: other)
    }
    #expect(other.refusals == ["no-item", "no-item", "id-taken", "id-taken"])
  }

  @Test("somebody else's card in a closed set can be neither edited nor withdrawn")
  func elsesCard() throws {
    let meeting = try Meeting(in: "1.schrijf", 5)
    let other = meeting.members[3]
    let card = try meeting.card("Een advies")
    meeting.stage.send(card, by: meeting.members[2])
    guard case .sets(.addCard(let item, let set, _)) = card else { return }
    let envelope = try meeting.stage.seal(
      #"{"text":"Anders"}"#, item: item, path: "1.schrijf/advies")
    try meeting.expectNoEffect(besides: other) {
      meeting.stage.send(
        .sets(.editCard(item: item, set: set, version: 1, envelope: envelope)), by: other)
      meeting.stage.send(.sets(.withdrawCard(item: item, set: set)), by: other)
      meeting.stage.send(.sets(.addCard(item: item, set: set, envelope: envelope)), by: other)
    }
    #expect(other.refusals == ["no-item", "no-item", "id-taken"])
    meeting.stage.send(.floor(.nextTurn(turn: 99)), by: other)
    meeting.go(to: "1.lees")
    meeting.stage.send(.sets(.openSet(set: set)), by: meeting.chair)
    #expect(meeting.chair.refusals == ["too-few"])
  }

  @Test("a mark or a note that comes late once more does not replace a newer one")
  func lateTexts() throws {
    let meeting = try Meeting(in: "1.beeld")
    let (stage, member) = (meeting.stage, meeting.members[2])
    stage.send(try meeting.adding("Een vraag", to: "vragen"), by: meeting.members[3])
    stage.send(.writing(.takePen(from: nil)), by: member)
    let item = try #require(meeting.view.items.last)
    let visit = meeting.view.visit
    let marks = try (0..<2).map { _ in try meeting.text("", step: "1.beeld", input: "mark") }
    let notes = try (0..<2).map { try meeting.text("Regel \($0)", step: "1.beeld", input: "note") }
    let commands =
      marks.map {
        Command.writing(.markItem(item: item.item, mark: $0.item, envelope: $0.envelope))
      }
      + notes.map {
        Command.writing(.writeNote(note: $0.item, visit: visit, envelope: $0.envelope))
      }
    for command in commands { stage.send(command, by: member) }
    try meeting.expectNoEffect(besides: member) {
      for command in commands { stage.send(command, by: member) }
    }
    #expect(member.refusals == [])
    #expect(member.view.items.last?.marks.map(\.mark.item) == [marks[1].item])
    #expect(member.view.notes.map(\.note.item) == [notes[1].item])
  }

  @Test("each member has as many cards as the method allows, and not one more")
  func full() throws {
    let meeting = try Meeting(in: "1.schrijf", 5)
    let member = meeting.members[2]
    for number in 0..<2 { meeting.stage.send(try meeting.card("Advies \(number)"), by: member) }
    #expect(member.refusals == [])
    let one = try meeting.card("Een te veel")
    try meeting.expectNoEffect(besides: member) { meeting.stage.send(one, by: member) }
    #expect(member.refusals == ["full"])
  }

  @Test("a seat takes as many items as it may, and not one more")
  func tooMuch() throws {
    var settings = GatewaySettings()
    settings.limits.items = 3
    let meeting = try Meeting(in: "1.beeld", settings: settings)
    for number in 0..<3 {
      meeting.stage.send(
        try meeting.adding("Vraag \(number)", to: "vragen"), by: meeting.members[2])
    }
    #expect(meeting.members[2].refusals == [])
    let one = try meeting.adding("Een te veel", to: "vragen")
    try meeting.expectNoEffect(besides: meeting.members[2]) {
      meeting.stage.send(one, by: meeting.members[2])
    }
    #expect(meeting.members[2].refusals == ["too-much"])
  }

  @Test(
    "a play in which every command comes three times, the third 5 beats late, ends like one without",
    arguments: Cast.all)
  func twiceAndLate(_ cast: Cast) throws {
    let quiet = try cast.perform(on: Stage(seed: 8))
    try quiet.play()

    let stage = try Stage(seed: 8)
    let play = try cast.perform(on: stage)
    var late: [(beat: Int, member: StageMember, message: ClientMessage)] = []
    play.join()
    func sendLate(upTo beat: Int) {
      while let first = late.first, first.beat <= beat {
        late.removeFirst()
        stage.transmit(first.message, of: first.member)
      }
    }
    var sent = 0
    while try play.beat({ act in
      play.perform(act)
      guard case .command(let command) = act.message else { return }
      let member = play.members[act.member]
      // Another number, so that the replica takes the second answer for none.
      let message = ClientMessage.command(ref: 1_000_000 + sent, command)
      sent += 1
      stage.transmit(message, of: member)
      if command.mayBeContradicted {
        stage.transmit(message, of: member)
      } else {
        late.append((play.beats + 5, member, message))
      }
    }) {
      sendLate(upTo: play.beats)
    }
    sendLate(upTo: .max)
    #expect(sent > 40)
    try expectSame(play, as: quiet)
    #expect(play.members.allSatisfy { $0.goodbyes == [] })
  }
}

extension Command {
  /// Whether it says how something is to be, with neither an id nor a counter of its own: sent
  /// again after the contrary was asked, it asks for it again.
  ///
  /// A client does not do that: what it sends again it sends before anything new.
  fileprivate var mayBeContradicted: Bool {
    switch self {
    case .people(.leave), .people(.comeBack), .roles(.guide), .roles(.nameDeputy),
      .roles(.castCase), .course(.nameInput), .clock(.planClock), .clock(.pauseClock),
      .clock(.timePlan), .course(.raiseHalt), .course(.clearHalt), .course(.keep),
      .writing(.foldItem), .writing(.takePen):
      true
    default: false
    }
  }
}
