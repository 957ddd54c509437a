import KringCore

/// Values with something in every field, for tests that go through all of them.
enum Sample {
  static let anna = ID(high: 0x8f14_e45f_ceea_467f, low: 0xa7d3_1c1b_2f3a_4b5c)
  static let bram = ID(high: 0x3c59_dc04_8e88_4024, low: 0xb8b0_79b1_a2c3_d4e5)
  static let item = ID(high: 0x3769_3cfc_7480_49e4, low: 0x9d87_b8c1_d2e3_f4a5)
  static let other = ID(high: 0xa577_1bce_93e2_4003, low: 0x81f4_f0e1_d2c3_b4a5)
  static let session = ID(high: 0x0001_0203_0405_0607, low: 0x0809_0a0b_0c0d_0e0f)

  /// An envelope of one of the four sizes, filled with one letter.
  static func envelope(_ letter: Character, size: Int = 0) throws -> Envelope {
    let text = String(repeating: letter, count: Envelope.lengths[size] - 1) + "A"
    guard let envelope = Envelope(text: text.utf8) else { throw NoEnvelope() }
    return envelope
  }

  struct NoEnvelope: Error {}

  static let plan = Plan(
    method: "bovv6", version: 3, cases: 2,
    lobby: Plan.Step(
      id: "voor.lobby", caseNumber: nil, floor: .free, planned: 0, least: 0, hasNotes: false,
      inputs: [Plan.Input(id: "komt", by: .all, max: 1)]),
    steps: [
      Plan.Step(
        id: "1.keuze", caseNumber: 1, settles: true, floor: .free, planned: 240_000, least: 60_000,
        outside: .silent, cast: ["voorlezer", "ander"],
        inputs: [
          Plan.Input(
            id: "stem", by: .all, max: 1, opens: "1.keuze", named: false, minimum: 4,
            forcible: false, claimable: false, page: Array(#"{"as":"pick"}"#.utf8)),
          Plan.Input(id: "zaak", by: .others, max: 8),
        ],
        page: Array(#"{"name":{"nl":"Keuze «één»","en":"Choice \"one\""}}"#.utf8)),
      Plan.Step(
        id: "1.lees", caseNumber: 1, floor: .turns, over: .init(step: "1.keuze", input: "stem"),
        planned: 0, least: 0, hasNotes: false),
    ],
    page: Array("{}".utf8))

  static func creation() throws -> Creation {
    Creation(
      session: session, plan: plan, start: 1, end: 2,
      call: Sealed(item: item, envelope: try envelope("c")))
  }

  static let clock = StepClock(planned: 240_000, ran: 17, since: 1_767_225_600_000)

  static let floor = FloorState(
    turn: 9, speaker: anna, card: item, waiting: [bram, other],
    spoken: [Turns(member: anna, turns: 2), Turns(member: bram, turns: 1)])

  /// One event of each kind, with another value of fields that may be empty.
  static func kinds() throws -> [Event.Kind] {
    let sealed = Sealed(item: other, envelope: try envelope("s"))
    let path = Plan.InputPath(step: "1.keuze", input: "stem")
    let set = NewSet(set: 4, input: "stem", named: false)
    return [
      .course(.created(try creation())),
      .people(.memberJoined(member: anna, name: try envelope("n"), host: true)),
      .people(.memberLeft(member: bram)),
      .people(.memberReturned(member: bram)), .people(.memberRemoved(member: bram)),
      .people(.seatGiven(member: bram, newcomer: anna)),
      .roles(.chairChanged(chair: anna, term: 1, back: bram)),
      .roles(.chairChanged(chair: nil, term: 2, back: nil)), .roles(.chairGuiding(guiding: true)),
      .roles(.deputyChanged(deputy: bram)), .roles(.deputyChanged(deputy: nil)),
      .roles(.caseCast(number: 2, presenter: anna, chair: bram)),
      .roles(.caseCast(number: 1, presenter: nil, chair: nil)),
      .course(.inputNamed(path: path, named: true)),
      .course(
        .stepEntered(Entry(step: "1.keuze", visit: 2, clock: clock, sets: [set], floor: floor))),
      .course(
        .stepEntered(
          Entry(step: "1.lees", visit: 3, clock: clock, sets: [], floor: FloorState(turn: 0)))),
      .clock(.clockChanged(StepClock(planned: 1, ran: 2, since: nil))),
      .clock(.planTimed([StepTime(step: "1.lees", planned: 5)])), .course(.presenterCalled),
      .course(.caseStopped(number: 1, keep: false)), .course(.haltRaised), .course(.haltCleared),
      .floor(.turnChanged(floor)),
      .floor(.castChanged(take: 1, roles: [Role(role: "voorlezer", member: bram)])),
      .writing(
        .itemAdded(item: item, step: "1.keuze", input: "zaak", envelope: try envelope("i", size: 1))
      ),
      .writing(.itemEdited(item: item, version: 2, envelope: try envelope("e", size: 2))),
      .writing(.itemWithdrawn(item: item)), .writing(.itemFolded(item: item, folded: true)),
      .writing(.itemClaimed(item: item, nonce: [UInt8](0..<32))),
      .writing(.itemClaimed(item: item, nonce: nil)),
      .writing(.itemMarked(item: item, mark: sealed)), .writing(.penChanged(pen: anna)),
      .writing(.penChanged(pen: nil)),
      .writing(.noteWritten(step: "1.keuze", note: sealed)),
      .sets(
        .setOpened(
          set: 4, forced: true,
          items: [
            OpenedItem(item: item, by: nil, envelope: try envelope("o", size: 3)),
            OpenedItem(item: other, by: anna, envelope: try envelope("p")),
          ])),
      .sets(.setOpened(set: 5, forced: false, items: [])), .sets(.setForcing(set: 4, due: 15_000)),
      .sets(.setForcing(set: 4, due: nil)),
      .sets(.setDiscarded(set: 4)), .roles(.voteSettled(number: 1, item: item, presenter: bram)),
      .roles(.voteSettled(number: 1, item: nil, presenter: bram)),
      .course(.sessionClosed(purge: 7)),
      .course(.sessionKept(purge: 8)), .people(.reportMade),
      .planning(.planChosen(edition: 1, plan: plan)),
      .planning(.timeSet(edition: 2, start: 3, end: 4)),
      .planning(.timeSet(edition: 3, start: nil, end: nil)), .planning(.ending(purge: 10)),
      .planning(.stayed), .attendance(.noted(members: [anna, bram])),
      .attendance(.secrecyDiscussed),
    ]
  }

  /// A view with something in every field, with the mark of one member.
  static func view(of member: ID = anna) throws -> View {
    var view = View()
    view.seq = 42
    view.at = 1_767_225_600_099
    view.creation = try creation()
    view.members = [
      View.Member(member: anna, name: try envelope("n"), host: true),
      View.Member(member: bram, name: try envelope("m"), host: false),
    ]
    view.members[1].left = true
    view.members[1].removed = true
    view.edition = 3
    view.ending = 10
    view.locked = true
    view.chair = anna
    view.term = 3
    view.back = bram
    view.guiding = true
    view.deputy = bram
    view.cases = [View.Case(), View.Case()]
    view.cases[1].presenter = bram
    view.cases[1].chair = anna
    view.cases[1].item = item
    view.cases[1].stopped = true
    view.step = "1.keuze"
    view.visit = 2
    view.visited = ["1.keuze", "1.lees"]
    view.clock = clock
    view.floor = floor
    view.called = true
    view.halted = bram
    view.pen = anna
    view.take = 1
    view.roles = [Role(role: "voorlezer", member: bram)]
    try addTexts(to: &view, markedBy: member)
    view.attendance = [
      View.Attendance(at: 12, members: [anna, bram]), View.Attendance(at: 13, members: [bram]),
    ]
    view.secrecy = 14
    view.purge = 9
    view.reports = [bram, anna]
    return view
  }

  private static func addTexts(to view: inout View, markedBy member: ID) throws {
    let path = Plan.InputPath(step: "1.keuze", input: "stem")
    var live = View.Item(item: item, path: path, set: nil, by: bram, envelope: try envelope("i"))
    live.version = 2
    live.folded = true
    live.marks = [View.Mark(by: member, mark: Sealed(item: other, envelope: try envelope("a")))]
    var card = View.Item(item: other, path: path, set: 1, by: nil, envelope: try envelope("k"))
    card.claimed = anna
    card.nonce = [UInt8](0..<32)
    view.items = [live, card]
    let note = Sealed(item: other, envelope: try envelope("t"))
    view.notes = [
      View.Note(step: "1.keuze", by: anna, note: note),
      View.Note(step: "1.lees", by: nil, note: note),
    ]
    view.sets = [1, 2, 3].map { View.CardSet(set: $0, path: path, named: $0 == 2) }
    view.sets[0].state = .opened
    view.sets[1].due = 11
    view.sets[1].late = [bram, anna]
    view.sets[2].state = .discarded
  }
}
