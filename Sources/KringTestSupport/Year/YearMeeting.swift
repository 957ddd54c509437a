import KringClient
import KringCore
import KringJSON
import KringPlay
import KringProtocol
import KringSeal
import KringServer

// A meeting of the year, from its beginning to its close, and what people take along from it.

extension Year {
  /// How a meeting is played.
  struct Course {
    /// Who takes part: first who chairs, then who presents, then the others.
    var people: [Int]
    /// Who makes the next meeting out of it; two do when both press at once.
    var makers: [Int] = []
    /// Who closes the page without going on to the next one.
    var without: Set<Int> = []
    /// When the next one is planned to begin.
    var start: Int?
    /// Whether the group goes without closing it.
    var isLeft = false
    /// For how long its content is kept after the close, in milliseconds.
    var kept = 3_600_000
  }

  /// Plays a meeting; returns the next one, if one was made out of it.
  @discardableResult
  func meet(_ course: Course, in gathering: Gathering) throws -> Gathering? {
    let seats = course.people.compactMap { gathering.seats[$0] }
    for (person, member) in gathering.seats where member.connection == nil {
      if course.people.contains(person) { stage.enter(member) }
    }
    try lookAtRest(gathering)
    let secrets = course.makers.map { _ in LinkSecret.generate(using: &stage.random) }
    let script = try script(of: course, in: gathering, secrets)
    var director = Director(
      script: script, members: seats.map(\.id),
      stationery: SeededStationery(sealer: gathering.sealer, seed: stage.random.next()))
    var made: [Gathering] = []
    var closed: Int?
    var beats = 0
    while let acts = try director.next(leading(seats).view) {
      let view = leading(seats).view
      if made.isEmpty, view.step?.hasSuffix(".slot") == true {
        made = try secrets.map { try make($0, start: course.start) }
      }
      let isEnd = acts.contains(where: \.isClose)
      if isEnd {
        try goOn(from: gathering, course, to: made.first)
        if course.isLeft { break }
      }
      if isEnd { closed = stage.now }
      beats += 1
      try require(beats < Self.mostBeats, .rest, "the meeting goes round in \(view.step ?? "")")
      try beat(acts, of: seats, in: gathering)
      gathering.hasBegun = gathering.view.visit > 0
    }
    try lookAtRest(gathering)
    tally.count("meetings")
    guard let closed else { return made.first }
    let chair = course.people[seats.firstIndex { $0.id == gathering.view.chair } ?? 0]
    try ask(.course(.keep(keep: course.kept)), by: chair, in: gathering)
    gathering.kept = closed + course.kept
    return made.first
  }

  private static let second = 1000
  /// Far more than any meeting of the year has.
  private static let mostBeats = 2_000

  /// Who chairs, and so knows everything.
  private func leading(_ seats: [StageMember]) -> StageMember {
    seats.first { $0.id == seats[0].view.chair } ?? seats[0]
  }

  private func script(
    of course: Course, in gathering: Gathering, _ secrets: [LinkSecret]
  ) throws -> Script {
    func line(_ person: Int, _ step: String, _ input: String, _ text: String) -> JSON {
      .object([
        .init("member", .text(Self.name(person))), .init("step", .text(step)),
        .init("input", .text(input)), .init("text", .text(text)),
      ])
    }
    let lines =
      zip(course.makers, secrets).map { line($0, "slot", "volgende", $1.text) }
      + course.people.map { line($0, "oogst", "actie", Self.intention(of: $0)) }
    let json = JSON.object([
      .init("method", .text(gathering.view.creation?.plan.method ?? "")),
      .init("members", .array(course.people.map { .text(Self.name($0)) })),
      .init("texts", .array(lines)),
    ])
    return try Script(file: json.bytes)
  }

  private static func intention(of person: Int) -> String { "\(canary) voornemen \(person)" }

  // MARK: What happens to the server meanwhile

  /// Does what the group does next, with a stop or a broken connection in between now and then.
  private func beat(
    _ acts: [Director.Act], of seats: [StageMember], in gathering: Gathering
  ) throws {
    let fault = Int.random(in: 0..<200, using: &chance)
    let seq = gathering.seq
    // What is said from here on is lost with the process, and nobody is told of it.
    if fault < 2 { stage.disk.isManual = true }
    for act in acts {
      switch act.message {
      case .command(let command): stage.send(command, by: seats[act.member])
      case .say(let message): stage.say(message, by: seats[act.member])
      }
    }
    switch fault {
    case 0..<2: try kill()
    case 2: try stop()
    case 4..<10:
      for member in seats where chance.happens(20) {
        stage.cut(member)
        stage.enter(member)
        tally.count("broken connections")
      }
    default: break
    }
    if gathering.seq > seq { gathering.lastDeed = stage.now }
    for (place, member) in seats.enumerated() {
      let words = member.replica.pending.map(\.command.word)
      try require(
        member.hasAll, .rest,
        "member \(place) waits in \(gathering.view.step ?? "the lobby") for \(words)")
    }
    look()
    stage.advance(Self.second)
  }

  // MARK: What people take along

  /// Each of those who are here finds the next session by what was written in this one, takes a seat in
  /// it and writes there what they bring, as their browsers do.
  private func goOn(from gathering: Gathering, _ course: Course, to next: Gathering?) throws {
    try note(gathering, course)
    guard let next else { return }
    for person in course.people where !course.without.contains(person) {
      guard let member = gathering.seats[person] else { continue }
      let texts = Texts(gathering.sealer, in: member.view)
      let found = member.view.items.filter { $0.path.input == "volgende" }.compactMap {
        texts.opened[$0.item]?["secret"]?.string.flatMap { LinkSecret(text: $0) }
      }
      try require(
        found.count == course.makers.count && found.contains(next.secret), .kept,
        "\(Self.name(person)) does not find the next meeting")
      // Of two that were made at once the first in the order of all counts.
      guard let first = gatherings.first(where: { $0.secret == found.first }) else { continue }
      try bring(person, to: first, intentions: member)
    }
  }

  /// A person takes a seat in the next session and brings along what is theirs.
  private func bring(_ person: Int, to next: Gathering, intentions member: StageMember) throws {
    try sit(person, in: next)
    if next.seats.count == 1 { try writeThread(by: person, in: next) }
    try write(
      #"{"what":"\#(Self.intention(of: person))","due":"2027-12-01"}"#, to: "voornemen",
      by: person, in: next)
    try write(#"{"pick":["ja"]}"#, to: "komt", by: person, in: next)
    // The page of this meeting is the one that stays open.
    if let seat = next.seats[person] { stage.cut(seat) }
  }

  /// Writes the meetings so far into a lobby.
  func writeThread(by person: Int, in gathering: Gathering) throws {
    for met in thread {
      try write(
        String(decoding: met.bytes, as: UTF8.self), to: "draad", by: person, in: gathering)
    }
  }

  /// Adds a meeting to what the group carries on, out of what a member can read of it.
  private func note(_ gathering: Gathering, _ course: Course) throws {
    guard let member = gathering.seats[course.people[0]] else { return }
    let texts = Texts(gathering.sealer, in: member.view)
    var safety = [0, 0, 0, 0, 0]
    for item in member.view.items where item.path.input == "veiligheid" {
      guard case .int(let number)? = texts.opened[item.item]?["number"] else { continue }
      safety[number - 1] += 1
    }
    try require(
      safety.reduce(0, +) == course.people.count, .kept, "the check-out has \(safety)")
    let presenters = member.view.cases.compactMap(\.presenter).compactMap(texts.name)
    try require(
      presenters == [Self.name(course.people[1])], .kept, "\(presenters) presented")
    thread.append(
      .object([
        .init("date", .text("2027-\(10 + thread.count)-01")), .init("method", .text("BOvV")),
        .init("chair", .text(Self.name(course.people[0]))),
        .init("presenters", .text(presenters[0])),
        .init("safety", .text(safety.map(String.init).joined(separator: " "))),
      ]))
  }

  // MARK: Proof

  /// Everybody has a statement signed about what they typed, and keeps the proof of it.
  func prove(_ gathering: Gathering) throws {
    guard let keys = stage.gateway.signer?.keys.published else { return }
    var made: [Proof] = []
    for (person, member) in gathering.seats.sorted(by: { $0.key < $1.key })
    where member.connection != nil {
      let paper = JSON.object([.init("v", .int(1)), .init("name", .text(Self.name(person)))])
      let salt = stage.random.bytes(16)
      let commit = Proof.commit(to: paper, salt: salt)
      for bytes in [salt, commit] { search.hide(bytes) }
      stage.transmit(.askProof(ref: 9_000 + person, commit: commit), of: member)
      guard let frame = member.heard.last,
        case .proof(_, let statement, let signature) = try ServerMessage.decode(
          frame, for: member.id)
      else { throw Finding(.rest, "\(Self.name(person)) gets no statement") }
      search.hide(signature)
      made.append(
        Proof(paper: paper, salt: salt, statement: statement, signature: signature))
    }
    for (place, proof) in made.enumerated() {
      var other = proof
      other.statement = made[(place + 1) % made.count].statement
      try require(Self.flaw(of: other, keys) == .badSignature, .claim, "another seat's is taken")
      var changed = proof
      changed.signature[chance.happens(50) ? 0 : 63] ^= 1
      try require(Self.flaw(of: changed, keys) == .badSignature, .claim, "a changed one is taken")
    }
    proofs += made
    tally.count("proofs", made.count)
  }

  private static func flaw(of proof: Proof, _ keys: [ProofKey]) -> Proof.Flaw? {
    do {
      try proof.check(keys)
      return nil
    } catch { return error }
  }

  /// Looks whether all proofs hold on.
  func lookAtProofs() throws {
    guard let keys = stage.gateway.signer?.keys.published else { return }
    for proof in proofs {
      let flaw = Self.flaw(of: proof, keys)
      try require(flaw == nil, .claim, "a proof does not hold: \(flaw?.word ?? "")")
    }
  }
}

extension Director.Act {
  /// Whether it ends the meeting.
  fileprivate var isClose: Bool {
    if case .command(.course(.close)) = message { true } else { false }
  }
}
