import KringCore
import Testing

/// A small meeting around one session, with members a, b, c, … and a clock that the test moves.
struct Table {
  var session: Session
  var presence = Presence()
  var now = 1_000_000
  /// The plans that a group can choose, by the id of their method.
  var plans: [String: Plan] = [:]
  private var lastItem: UInt64 = 0

  init(_ members: Int = 5, plan: Plan = .sample, limits: Limits = Limits()) {
    session = Session(limits: limits)
    let creation = Creation(session: .of(999), plan: plan, start: nil, end: nil, call: nil)
    perform { session, now, presence throws(Rejection) in
      try session.decide(.create(creation), now: now, presence: presence)
    }
    for number in 0..<members { join(number) }
  }

  /// A meeting in a step, chaired by member 0 and presented by member 1.
  init(in step: String, _ members: Int = 5, plan: Plan = .sample) {
    self.init(members, plan: plan)
    good(0, .roles(.takeChair(term: 0)))
    good(0, .roles(.castCase(number: 1, presenter: .of(1), chair: nil)))
    good(0, .course(.go(visit: 0, to: step)))
  }

  var view: View { session.full }

  mutating func join(_ number: Int) {
    let newcomer = Newcomer(
      member: .of(number), name: .of(number), tokenHash: [UInt8(number)], host: number == 0,
      lost: false)
    perform { session, now, presence throws(Rejection) in
      try session.decide(.join(newcomer), now: now, presence: presence)
    }
  }

  private mutating func perform(
    _ body: (Session, Int, Presence) throws(Rejection) -> Decision
  ) {
    do {
      for effect in try body(session, now, presence).effects { session.apply(effect) }
    } catch {
      Issue.record("refused: \(error.code)")
    }
  }

  func circumstances(_ by: Int, _ command: Command) -> Circumstances {
    var proof: ClosedProof?
    switch command {
    case .sets(.addCard(let item, let set, _)), .sets(.editCard(let item, let set, _, _)),
      .sets(.withdrawCard(let item, let set)):
      // What the gateway computes from the token: one ballot a member and set, one proof an item.
      proof = ClosedProof(
        ballot: [UInt8(by), UInt8(set)], own: [UInt8(by)] + item.bytes.suffix(4))
    default: break
    }
    return Circumstances(
      by: .of(by), now: now, presence: presence, proof: proof, derived: derived(command),
      plan: plan(command))
  }

  /// What the gateway compiles.
  private func plan(_ command: Command) -> Plan? {
    guard case .planning(.choosePlan(_, let wish)) = command else { return nil }
    return plans[wish.method]
  }

  /// What the gateway computes from a nonce: here the nonce is the id, and some more.
  private func derived(_ command: Command) -> ID? {
    guard case .writing(.claimItem(_, let nonce)) = command else { return nil }
    return ID(bytes: nonce.prefix(16))
  }

  /// What shows that a card is one's own.
  static func nonce(of item: ID) -> [UInt8] { item.bytes + item.bytes }

  /// Somebody new takes a seat after the start, let in by the chair.
  mutating func admit(_ number: Int, at place: SourceLocation = #_sourceLocation) {
    presence.door = [
      Newcomer(
        member: .of(number), name: .of(number), tokenHash: [UInt8(number)], host: false,
        lost: false)
    ]
    good(0, .people(.admit(newcomer: .of(number))), at: place)
    presence.door = []
  }

  /// The chair gives a seat, whose holder has been away for long, to a newcomer of another token.
  mutating func giveAway(_ seat: Int, at place: SourceLocation = #_sourceLocation) {
    let newcomer = Newcomer(
      member: .of(900 + seat), name: .of(seat), tokenHash: [UInt8(100 + seat)], host: false,
      lost: true)
    presence.door = [newcomer]
    presence.away[.of(seat)] = now - 3_600_000
    good(0, .people(.giveSeat(newcomer: newcomer.member, seat: .of(seat))), at: place)
    presence.away[.of(seat)] = nil
    presence.door = []
  }

  /// Carries a command out; returns its effects.
  mutating func act(_ by: Int, _ command: Command) throws(Rejection) -> [Effect] {
    let decision = try session.decide(command, circumstances(by, command))
    for effect in decision.effects { session.apply(effect) }
    return decision.effects
  }

  /// Carries out what must not be refused.
  mutating func good(
    _ by: Int, _ command: Command, at place: SourceLocation = #_sourceLocation
  ) {
    do { _ = try act(by, command) } catch {
      Issue.record("refused: \(error.code)", sourceLocation: place)
    }
  }

  /// Expects a refusal that changes nothing.
  mutating func bad(
    _ by: Int, _ command: Command, _ code: Rejection.Code,
    at place: SourceLocation = #_sourceLocation
  ) {
    do {
      let effects = try act(by, command)
      Issue.record("not refused: \(effects)", sourceLocation: place)
    } catch {
      #expect(error.code == code, sourceLocation: place)
    }
  }

  /// Expects that a command is fine and changes nothing.
  mutating func same(
    _ by: Int, _ command: Command, at place: SourceLocation = #_sourceLocation
  ) {
    do {
      #expect(try act(by, command).isEmpty, sourceLocation: place)
    } catch {
      Issue.record("refused: \(error.code)", sourceLocation: place)
    }
  }

  /// Carries out what the server causes.
  mutating func server(_ command: ServerCommand) throws(Rejection) {
    for effect in try session.decide(command, now: now, presence: presence).effects {
      session.apply(effect)
    }
  }

  /// A fresh id for a thing.
  mutating func draw() -> ID {
    lastItem += 1
    return ID(high: 0x4000, low: 0b10 << 62 | 10_000 + lastItem)
  }

  /// A card laid down; returns its id.
  mutating func card(
    _ by: Int, in set: Int, at place: SourceLocation = #_sourceLocation
  ) -> ID {
    let item = draw()
    good(by, .sets(.addCard(item: item, set: set, envelope: .of(by))), at: place)
    return item
  }

  /// A live item; returns its id.
  mutating func item(
    _ by: Int, _ input: String, at place: SourceLocation = #_sourceLocation
  ) -> ID {
    let item = draw()
    good(
      by, .writing(.addItem(item: item, visit: view.visit, input: input, envelope: .of(by))),
      at: place)
    return item
  }
}

extension ID {
  /// The id of the n-th member.
  static func of(_ number: Int) -> ID { ID(high: 0x4000, low: 0b10 << 62 | UInt64(number)) }
}

extension Envelope {
  /// An envelope that only equals another of the same number.
  static func of(_ number: Int) -> Envelope {
    var text = [UInt8](repeating: UInt8(ascii: "A"), count: Envelope.lengths[0])
    text[0] = UInt8(ascii: "a") + UInt8(number % 26)
    text[1] = UInt8(ascii: "a") + UInt8(number / 26 % 26)
    guard let envelope = Envelope(text: text) else { preconditionFailure("a well-formed text") }
    return envelope
  }
}

extension Plan {
  /// Two cases with every floor, closed and live inputs, named and unnamed, and a rating.
  static let sample: Plan = {
    func steps(_ number: Int) -> [Step] {
      [
        Step(
          id: "\(number).keuze", caseNumber: number, settles: true, floor: .free, planned: 60_000,
          least: 30_000,
          inputs: [
            Input(id: "zaak", by: .all, max: 1),
            Input(
              id: "stem", by: .all, max: 1, opens: "\(number).keuze", named: false,
              claimable: false),
          ]),
        Step(
          id: "\(number).vertel", caseNumber: number, floor: .presenter, planned: 60_000,
          least: 30_000, inputs: [Input(id: "casus", by: .presenter, max: 1)]),
        Step(
          id: "\(number).vraag", caseNumber: number, floor: .hands, planned: 60_000, least: 30_000,
          inputs: [Input(id: "vragen", by: .others, max: 2)]),
        Step(
          id: "\(number).schrijf", caseNumber: number, floor: .nobody, planned: 60_000,
          least: 30_000,
          inputs: [
            Input(id: "advies", by: .others, max: 2, opens: "\(number).lees", named: false)
          ]),
        Step(
          id: "\(number).lees", caseNumber: number, floor: .turns,
          over: InputPath(step: "\(number).schrijf", input: "advies"), planned: 60_000,
          least: 30_000, outside: .silent),
        Step(
          id: "\(number).buiten", caseNumber: number, floor: .free, planned: 60_000, least: 30_000,
          outside: .away,
          inputs: [
            Input(id: "kern", by: .others, max: 2),
            Input(id: "slot", by: .presenter, max: 1, opens: "\(number).speel"),
          ]),
        Step(
          id: "\(number).speel", caseNumber: number, floor: .turns, planned: 60_000,
          least: 30_000, cast: ["zelf", "ander"]),
      ]
    }
    return Plan(
      method: "sample", version: 1, cases: 2,
      steps: steps(1) + steps(2) + [
        Step(
          id: "na.oogst", caseNumber: nil, floor: .turns, planned: 60_000, least: 30_000,
          inputs: [
            Input(id: "oogst", by: .all, max: 1),
            Input(
              id: "cijfer", by: .all, max: 1, opens: "na.oogst", named: false, minimum: 4,
              forcible: false, claimable: false),
          ])
      ], page: Array("{}".utf8))
  }()
}
