import KringCore
import KringProtocol
import KringSeal
import KringTestSupport
import Testing

@testable import KringClient

@Suite("cards that another run of the server may have lost")
struct AgainTests {
  /// The run of the server that a member comes back to.
  private let later = ID.random()

  /// Comes back to a server; the answer to the hello says which run of it this is.
  private func comeBack(_ member: inout Seated, _ epoch: ID? = nil) {
    member.replica.disconnected()
    _ = member.replica.hello()
    member.tell(.welcome(member.welcome(epoch)))
  }

  private func commands(_ member: Seated) -> [Command] { member.replica.pending.map(\.command) }

  private func adding(_ card: (item: ID, envelope: Envelope)) -> Command {
    .sets(.addCard(item: card.item, set: 1, envelope: card.envelope))
  }

  /// Answers the first command that is unanswered.
  private func answer(_ member: inout Seated, _ code: Rejection.Code? = nil) throws {
    let ref = try #require(member.replica.pending.first?.ref)
    let refusal = code.map { Refusal(Rejection($0)) }
    let signals = member.tell(refusal.map { .rejected(ref: ref, $0) } ?? .okHidden(ref: ref))
    #expect(!signals.contains { if case .refused = $0 { true } else { false } })
  }

  private func enter(_ step: String, _ visit: Int) -> Event.Kind {
    .course(
      .stepEntered(
        Entry(
          step: step, visit: visit, clock: StepClock(planned: 1, ran: 0, since: nil), sets: [],
          floor: FloorState(turn: visit))))
  }

  @Test("they are laid again before what is unanswered, until this run has confirmed them")
  func again() throws {
    var member = try Seated()
    member.begin()
    let cards = [try member.lay(), try member.lay()].sorted { $0.item < $1.item }
    _ = member.replica.enqueue(.people(.report))
    comeBack(&member)
    #expect(commands(member) == [.people(.report)], "not at the same run")
    comeBack(&member, later)
    #expect(commands(member) == cards.map(adding) + [.people(.report)])
    #expect(member.replica.resend.count == 3)
    try answer(&member)
    // Cut off before the second answer.
    comeBack(&member, later)
    #expect(commands(member) == [adding(cards[1]), .people(.report)])
    try answer(&member)
    comeBack(&member, later)
    #expect(commands(member) == [.people(.report)])
    comeBack(&member, .random())
    #expect(commands(member) == cards.map(adding) + [.people(.report)])
  }

  @Test("they are laid as last confirmed, and a change that is on its way follows")
  func changes() throws {
    var member = try Seated()
    member.begin()
    let card = try member.lay()
    let (first, second, third) = (
      try member.card().envelope, try member.card().envelope, try member.card().envelope
    )
    let edits = [first, second, third].enumerated().map { number, envelope in
      Command.sets(.editCard(item: card.item, set: 1, version: number + 1, envelope: envelope))
    }
    _ = member.replica.enqueue(edits[0])
    try answer(&member)
    _ = member.replica.enqueue(edits[1])
    comeBack(&member, later)
    #expect(commands(member) == [adding((card.item, first)), edits[1]])
    try answer(&member)
    try answer(&member)
    comeBack(&member, .random())
    #expect(commands(member) == [adding((card.item, second))])
    try answer(&member)
    // What was refused is not laid.
    _ = member.replica.enqueue(edits[2])
    let ref = try #require(member.replica.pending.first?.ref)
    member.tell(.rejected(ref: ref, Refusal(Rejection(.tooMuch))))
    comeBack(&member, later)
    #expect(commands(member) == [adding((card.item, second))])
    try answer(&member)
    #expect(member.tell(OpeningTests.opened([(card.item, second)])).count == 1)
  }

  @Test("one that was withdrawn, or never confirmed, is not laid again")
  func withdrawn() throws {
    var member = try Seated()
    member.begin()
    let gone = try member.lay()
    let going = try member.lay()
    let withdraw = Command.sets(.withdrawCard(item: gone.item, set: 1))
    let later = Command.sets(.withdrawCard(item: going.item, set: 1))
    _ = member.replica.enqueue(withdraw)
    try answer(&member)
    _ = member.replica.enqueue(later)
    let new = try member.card()
    _ = member.replica.enqueue(adding(new))
    comeBack(&member, self.later)
    #expect(commands(member) == [later, adding(new)])
  }

  @Test("what is refused is laid again after an event by which it may be taken, and nobody is told")
  func steps() throws {
    var member = try Seated()
    member.begin()
    let card = try member.lay()
    comeBack(&member, later)
    member.tell(.presence(PresenceFrame()))
    try answer(&member, .closed)
    #expect(member.replica.layAgain().isEmpty, "nothing has happened")
    let me = member.replica.seat.member
    let events: [Event.Kind] = [
      enter("1.lees", 2), .people(.memberReturned(member: me)), .course(.presenterCalled),
      .roles(.chairChanged(chair: me, term: 1, back: nil)), .roles(.chairGuiding(guiding: true)),
    ]
    for event in events {
      member.tell(event)
      #expect(member.replica.layAgain().count == 1 && commands(member) == [adding(card)])
      #expect(member.replica.layAgain().isEmpty)
      try answer(&member, .closed)
    }
    member.tell(.course(.haltRaised))
    #expect(member.replica.layAgain().isEmpty)
    // One is on its way, and may come before this step, which takes cards.
    member.tell(enter("1.invullen", 3))
    #expect(member.replica.layAgain().count == 1)
    member.tell(enter("1.schrijf", 4))
    #expect(member.replica.layAgain().count == 1)
    try answer(&member, .closed)
    #expect(commands(member) == [adding(card)])
    try answer(&member)
    member.tell(enter("1.lees", 5))
    #expect(member.replica.layAgain().isEmpty)
    member.tell(enter("1.schrijf", 6))
    member.replica.disconnected()
    #expect(member.replica.layAgain().isEmpty)
  }

  @Test("one that is missing in the opening is told as lost, or as left out by this run")
  func missing() throws {
    var member = try Seated()
    member.begin()
    let cards = [try member.lay(), try member.lay()].sorted { $0.item < $1.item }
    let mine = cards[0]
    var kept = member
    comeBack(&member, later)
    // The answers are still on their way.
    #expect(
      member.tell(OpeningTests.opened([cards[1]])).first
        == .cardsLost(set: 1, items: [mine.item]))
    try answer(&member, .closed)
    comeBack(&kept, later)
    try answer(&kept)
    try answer(&kept)
    var changed = kept
    #expect(kept.tell(OpeningTests.opened([cards[1]])).first == .openingWrong(set: 1))
    let other = try changed.card().envelope
    let signals = changed.tell(OpeningTests.opened([(cards[0].item, other), cards[1]]))
    #expect(signals.first == .openingWrong(set: 1))
    #expect(!signals.contains { if case .cardsLost = $0 { true } else { false } })
  }
}

@Suite("a session that another node serves")
struct MovesTests {
  private let url = "https://kring.test/ws"

  @Test("it is looked for at the last label, until an attempt there failed")
  func label() throws {
    var moves = Moves()
    #expect(moves.address(url) == url)
    moves.learn(try #require(NodeLabel("kring-b")))
    #expect(moves.address(url) == url + "?node=kring-b")
    moves.learn(try #require(NodeLabel("c")))
    #expect(moves.address(url) == url + "?node=c")
    moves.failed()
    #expect(moves.address(url) == url)
  }

  @Test("the fifth move in a row is a failure like others")
  func row() {
    var moves = Moves()
    #expect((1...6).map { _ in moves.take() } == [true, true, true, true, false, false])
    moves.settled()
    let again = moves.take()
    #expect(again)
  }

  @Test(
    "a label is 1 to 32 characters of a-z, 0-9 and the hyphen",
    arguments: [
      ("b", true), ("kring-2", true), ("-", true), (String(repeating: "z", count: 32), true),
      ("", false), (String(repeating: "z", count: 33), false), ("B", false), ("b.c", false),
      ("b&c", false), ("é", false), ("b c", false),
    ])
  func labels(text: String, isLabel: Bool) {
    #expect((NodeLabel(text) != nil) == isLabel)
  }
}
