import KringClient
import KringCore
import KringProtocol
import KringSeal
import Testing

/// A replica in its seat, and the means to tell it things.
struct Seated {
  let keys = Keys(LinkSecret.generate())
  let epoch = ID.random()
  var replica: Replica
  var seq = 0

  init() throws {
    let seat = Seat.draw()
    let name = try Sealer(keys).seal(
      Array(#"{"name":"Anna"}"#.utf8), item: seat.member, path: SealPath.member)
    replica = Replica(keys: keys, seat: seat, name: name)
    _ = replica.hello()
    tell(.welcome(welcome()))
  }

  func welcome(_ epoch: ID? = nil) -> Welcome {
    Welcome(
      member: replica.seat.member, epoch: epoch ?? self.epoch, seq: seq, now: 5_000,
      heartbeat: 25_000, limits: .init(members: 12, items: 2_000), session: keys.session)
  }

  @discardableResult
  mutating func tell(_ message: ServerMessage) -> [Replica.Signal] {
    replica.receive(message, localNow: 2_000)
  }

  /// Tells the next event.
  @discardableResult
  mutating func tell(_ kind: Event.Kind, by: ID? = nil) -> [Replica.Signal] {
    seq += 1
    return tell(.events([.event(Event(seq: seq, at: seq, by: by, kind: kind))]))
  }

  /// Tells the events up to an open step with a closed set 1.
  mutating func begin() {
    let input = Plan.Input(id: "advies", by: .others, max: 3, opens: "1.lees", named: false)
    let step = Plan.Step(
      id: "1.schrijf", caseNumber: 1, floor: .nobody, planned: 1, least: 1, inputs: [input])
    let plan = Plan(method: "a", version: 1, cases: 1, steps: [step], page: Array("{}".utf8))
    tell(
      .course(
        .created(Creation(session: keys.session, plan: plan, start: nil, end: nil, call: nil))))
    tell(
      .course(
        .stepEntered(
          Entry(
            step: "1.schrijf", visit: 1, clock: StepClock(planned: 1, ran: 0, since: nil),
            sets: [NewSet(set: 1, input: "advies", named: false)], floor: FloorState(turn: 1)))))
  }

  /// A card with its envelope, not laid yet.
  func card() throws -> (item: ID, envelope: Envelope) {
    let item = ID.random()
    return (
      item,
      try Sealer(keys).seal(
        Array(#"{"text":"a"}"#.utf8), item: item,
        path: SealPath.input(step: "1.schrijf", input: "advies"))
    )
  }

  /// Lays a card and tells that it lies.
  mutating func lay() throws -> (item: ID, envelope: Envelope) {
    let card = try card()
    _ = replica.enqueue(.sets(.addCard(item: card.item, set: 1, envelope: card.envelope)))
    let ref = try #require(replica.pending.last?.ref)
    tell(.okHidden(ref: ref))
    return card
  }
}

@Suite("replica")
struct ReplicaTests {
  @Test("events that follow each other change the state, a missing one is noticed")
  func gap() throws {
    var member = try Seated()
    member.begin()
    #expect(member.replica.view.seq == 2)
    #expect(member.tell(.course(.haltRaised), by: member.replica.seat.member).count == 1)
    member.seq += 1
    #expect(member.tell(.course(.haltCleared)) == [.gap])
    #expect(member.replica.view.seq == 3 && member.replica.view.halted != nil)
    #expect(member.tell(.events([.gap(from: 5, to: 6)])) == [.gap])
    #expect(member.tell(.events([.gap(from: 4, to: 6)])) == [.changed([])])
    #expect(member.replica.view.seq == 6)
  }

  @Test("an event about an item, set, member or case that is not there only counts")
  func absent() throws {
    let by = ID.random()
    let (item, member, set, number) = (ID.random(), ID.random(), 9, 9)
    var seated = try Seated()
    seated.begin()
    let (card, envelope) = try seated.card()
    let kinds: [Event.Kind] = [
      .people(.memberLeft(member: member)), .people(.memberReturned(member: member)),
      .people(.memberRemoved(member: member)),
      .people(.seatGiven(member: member, newcomer: .random())),
      .roles(.caseCast(number: number, presenter: by, chair: by)),
      .roles(.voteSettled(number: number, item: item, presenter: by)),
      .course(.caseStopped(number: number, keep: true)),
      .course(.caseStopped(number: number, keep: false)),
      .writing(.itemEdited(item: item, version: 2, envelope: envelope)),
      .writing(.itemWithdrawn(item: item)), .writing(.itemFolded(item: item, folded: true)),
      .writing(.itemClaimed(item: item, nonce: nil)),
      .writing(.itemMarked(item: item, mark: Sealed(item: .random(), envelope: envelope))),
      .sets(
        .setOpened(
          set: set, forced: true, items: [OpenedItem(item: card, by: nil, envelope: envelope)])),
      .sets(.setForcing(set: set, due: 77)), .sets(.setDiscarded(set: set)),
    ]
    for kind in kinds {
      var expected = seated.replica.view
      seated.tell(kind, by: by)
      expected.seq = seated.seq
      if kind.word != "item.marked" { expected.at = seated.seq }
      #expect(seated.replica.view == expected, "\(kind.word)")
    }
    let adding: Set = ["item.added", "member.joined"]
    let about = Event.Kind.words.filter { word in
      ["item.", "set.", "member.", "seat.", "case.", "vote."].contains { word.hasPrefix($0) }
    }
    #expect(Set(kinds.map(\.word)) == about.subtracting(adding))
  }

  @Test("an event that was told already is noticed as well")
  func repetition() throws {
    var member = try Seated()
    member.begin()
    member.seq -= 1
    #expect(member.tell(.course(.haltRaised)) == [.gap])
  }

  @Test("what is not answered is sent again in order, with the numbers it had")
  func resend() throws {
    var member = try Seated()
    let first = member.replica.enqueue(.roles(.takeChair(term: 0)))
    let second = member.replica.enqueue(.people(.report))
    let third = member.replica.enqueue(.people(.leave))
    #expect(member.tell(.ok(ref: 1, seq: 0)) == [.done(ref: 1)])
    member.replica.disconnected()
    #expect(!member.replica.isSeated)
    _ = member.replica.hello()
    member.tell(.welcome(member.welcome()))
    #expect(member.replica.resend == [first, third])
    #expect(second == .command(ref: 1, .people(.report)))
    let refusal = Refusal(Rejection(.chairHere))
    #expect(
      member.tell(.rejected(ref: 0, refusal)) == [
        .refused(ref: 0, .roles(.takeChair(term: 0)), refusal)
      ])
    #expect(member.replica.resend == [third])
    #expect(member.replica.enqueue(.people(.report)) == .command(ref: 3, .people(.report)))
  }

  @Test("a hello tells how far the state is, and nothing after the state was forgotten")
  func position() throws {
    var member = try Seated()
    member.begin()
    func position() -> Hello.Position? {
      guard case .hello(let hello) = member.replica.hello() else { return nil }
      return hello.state
    }
    #expect(position() == Hello.Position(epoch: member.epoch, after: 2))
    member.replica.rewind()
    #expect(position() == Hello.Position(epoch: member.epoch, after: 0))
    member.replica.forget()
    #expect(position() == nil)
  }

  @Test("a state counts as replayed if it comes from all events and from no view")
  func replay() throws {
    var member = try Seated()
    member.begin()
    #expect(member.replica.isReplayed)
    let view = member.replica.view
    #expect(member.tell(.events([.view(seq: 2, view)])) == [.replaced])
    #expect(!member.replica.isReplayed)
  }

  @Test("another run of the server makes the state one to be told anew")
  func newRun() throws {
    var member = try Seated()
    member.begin()
    #expect(member.replica.hasState)
    member.tell(.welcome(member.welcome(ID.random())))
    #expect(!member.replica.hasState)
  }

  @Test("the clock of the server is learnt from welcome and pong")
  func clock() throws {
    var member = try Seated()
    #expect(member.replica.clockOffset == 3_000)
    member.tell(.pong(now: 2_100))
    #expect(member.replica.clockOffset == 100)
  }

  @Test("a message or event of a newer server is no error, but an unknown event is told")
  func newer() throws {
    var member = try Seated()
    #expect(member.tell(.unknown) == [])
    #expect(member.tell(.events([.unknown(seq: 1)])) == [.outdated])
  }
}

@Suite("presence that holds")
struct StandingTests {
  @Test("hand, readiness and background are said again after a welcome")
  func again() throws {
    var member = try Seated()
    member.begin()
    let item = ID.random()
    let messages: [ClientMessage] = [
      .hand(visit: 1, up: true, item: item), .ready(visit: 1, ready: true), .background(true),
    ]
    for message in messages { member.replica.note(message) }
    #expect(member.replica.repeats == messages)
    member.replica.note(.hand(visit: 1, up: false, item: nil))
    member.replica.note(.ready(visit: 1, ready: false))
    member.replica.note(.background(false))
    #expect(member.replica.repeats == [])
  }

  @Test("a hand that had its turn while a view was on its way is not said again")
  func turnInView() throws {
    var member = try Seated()
    member.begin()
    member.replica.note(.hand(visit: 1, up: true, item: nil))
    var view = member.replica.view
    view.floor.spoken = [Turns(member: member.replica.seat.member, turns: 1)]
    view.floor.speaker = nil
    member.tell(.events([.view(seq: view.seq, view)]))
    #expect(member.replica.repeats == [])
    member.replica.note(.hand(visit: 1, up: true, item: nil))
    member.tell(.events([.view(seq: view.seq, view)]))
    #expect(member.replica.repeats == [.hand(visit: 1, up: true, item: nil)])
  }

  @Test("a hand that is down after a view in the middle is not said again")
  func loweredInView() throws {
    var member = try Seated()
    member.begin()
    member.replica.note(.hand(visit: 1, up: true, item: nil))
    member.tell(.presence(PresenceFrame()))
    #expect(member.replica.repeats.count == 1)
    member.tell(.events([.view(seq: member.replica.view.seq, member.replica.view)]))
    #expect(member.replica.repeats.count == 1)
    member.tell(.presence(PresenceFrame()))
    #expect(member.replica.repeats == [])
  }

  @Test("presence is said again when what follows a welcome has come, events or not")
  func whole() throws {
    var member = try Seated()
    member.begin()
    member.replica.note(.hand(visit: 1, up: true, item: nil))
    for missed in [true, false] {
      _ = member.replica.hello()
      member.tell(.welcome(member.welcome()))
      #expect(!member.replica.isWhole)
      if missed {
        member.tell(.course(.haltRaised))
      } else {
        member.tell(.presence(PresenceFrame()))
      }
      #expect(member.replica.isWhole)
    }
    member.replica.disconnected()
    #expect(!member.replica.isWhole)
  }

  @Test("a hand is down once its owner has the floor, and in a new step")
  func handDown() throws {
    var member = try Seated()
    member.begin()
    member.replica.note(.hand(visit: 1, up: true, item: nil))
    member.tell(.floor(.turnChanged(FloorState(turn: 2, speaker: ID.random()))))
    #expect(member.replica.standing.isUp(in: 1))
    member.tell(.floor(.turnChanged(FloorState(turn: 3, speaker: member.replica.seat.member))))
    #expect(!member.replica.standing.isUp(in: 1))
    member.replica.note(.hand(visit: 1, up: true, item: nil))
    member.replica.note(.ready(visit: 1, ready: true))
    let entry = Entry(
      step: "1.schrijf", visit: 2, clock: StepClock(planned: 1, ran: 0, since: nil), sets: [],
      floor: FloorState(turn: 4))
    member.tell(.course(.stepEntered(entry)))
    #expect(member.replica.repeats == [])
  }

  @Test("a member is quiet when all is answered and the server shows what it said")
  func quiet() throws {
    var member = try Seated()
    member.begin()
    let id = member.replica.seat.member
    func show(_ hands: [Presence.Hand], away: Int? = nil) {
      member.tell(
        .presence(PresenceFrame(members: [.init(member: id, away: away)], hands: hands)))
    }
    #expect(!member.replica.isQuiet)
    show([], away: 1)
    #expect(!member.replica.isQuiet)
    show([])
    #expect(member.replica.isQuiet)
    member.replica.note(.hand(visit: 1, up: true, item: nil))
    #expect(!member.replica.isQuiet)
    show([Presence.Hand(member: id, item: nil)])
    #expect(member.replica.isQuiet)
    _ = member.replica.enqueue(.people(.report))
    #expect(!member.replica.isQuiet)
    member.tell(.ok(ref: 0, seq: 2))
    #expect(member.replica.isQuiet)
    member.replica.disconnected()
    #expect(!member.replica.isQuiet)
  }
}
