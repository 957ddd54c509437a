import Foundation
import KringAudit
import KringClient
import KringCore
import KringJSON
import KringJournal
import KringProtocol
import KringSeal
import KringServer
import Transport

/// A group of seven over a year, on one server with its real journal: six meetings, each made out of
/// the one before, with weeks in the lobby between them, on a clock that jumps.
///
/// The server is killed, stopped and left without its disk on the way, people come and go. All that
/// was acknowledged must be there, nobody may be stuck, each session must go when its time comes and
/// not before, and nothing that the operator has may tie two of the sessions.
package final class Year {
  /// Something that a browser takes along to the next session and that the operator can see. A group
  /// without such a mistake has none.
  package enum Tie: String, CaseIterable, Sendable {
    /// The same member id.
    case member
    /// The same token of a seat.
    case token
    /// The same claim of whoever makes the session.
    case claim
    /// The id of an item.
    case item
    /// The id of the earlier session, where a hash is expected.
    case session
    /// The secret of the link itself, likewise.
    case secret
  }

  /// A word that is in all that is said and in no file of the server; as long as a piece of the search.
  package static let canary = "kanariewoord"
  static let people = ["Anna", "Bram", "Celine", "Daan", "Elif", "Fatima", "Gijs"]

  /// What the server asks of whoever makes a session; as long as a token, to be hashed as one.
  private static let creationKey = "a-key-of-thirty-two-characters.."

  let stage: Stage
  let tie: Tie?
  var chance: SeededRandom
  var search = TieSearch()
  var gatherings: [Gathering] = []
  /// The meetings so far, as the group carries them on.
  var thread: [JSON] = []
  /// The proofs that people have kept.
  var proofs: [Proof] = []
  /// What happened, counted.
  package internal(set) var tally = Tally()
  private let journal: SQLiteJournal
  private let folder: String
  private let lines: () -> [UInt8]
  private var looked = 0

  /// Creates the server; nobody has come yet.
  ///
  /// - Parameter lines: what the server has written to standard error so far.
  package init(seed: UInt64, tie: Tie? = nil, lines: @escaping () -> [UInt8] = { [] }) throws {
    self.tie = tie
    self.lines = lines
    chance = SeededRandom(seed: seed ^ 0x7ea2)
    // In memory where there is such a place: what is in the files is the same.
    let shared = "/dev/shm"
    let root =
      FileManager.default.isWritableFile(atPath: shared)
      ? shared : FileManager.default.temporaryDirectory.path
    folder = root + "/kring-year-\(UUID().uuidString)"
    journal = SQLiteJournal(folder: folder)
    var settings = GatewaySettings()
    settings.creationKeyHash = Token(text: Base64URL.text(Array(Self.creationKey.utf8)))?.hash
    stage = try Stage(seed: seed, settings: settings, journal: journal)
    search.hide(words: Self.canary)
    search.hide(Signer.fixedSeed)
  }

  deinit {
    journal.close()
    try? FileManager.default.removeItem(atPath: folder)
  }

  /// What ties two sessions, or must not be where it was found; nothing in a sound year.
  package var ties: [String] { search.hits.sorted() }

  /// How much was searched for: fewer than many thousand pieces would be no search.
  package var pieces: Int { search.count }

  func require(
    _ isSo: Bool, _ invariant: Invariant, _ detail: @autoclosure () -> String
  ) throws(Finding) {
    guard isSo else { throw Finding(invariant, detail()) }
  }

  // MARK: What the operator has

  /// Takes up what was written to the disk since the last time.
  func look() {
    for entry in stage.disk.written[looked...] { search.take(entry) }
    looked = stage.disk.written.count
  }

  /// Looks at every byte of the files, at the lines and at the figures, and audits the folder.
  func lookAtAll() throws {
    look()
    for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
      search.look(
        atFile: [UInt8](FileManager.default.contents(atPath: folder + "/" + name) ?? Data()), name)
    }
    search.look(atLines: lines(), "a line")
    search.look(atLines: stage.gateway.page, "the figures")
    let faults = try Audit(folder: folder).report().faults
    try require(faults.isEmpty, .purge, "the audit finds \(faults)")
    tally.count("looks at all bytes")
  }

  /// The disk fails at the next thing that is written.
  func breakDisk() { journal.close() }

  // MARK: People

  static func name(_ person: Int) -> String {
    (person < people.count ? people[person] : "Figurant \(person)") + " " + canary
  }

  /// Makes a session, as the page of one person does; the server learns no more than of any other.
  func make(
    _ secret: LinkSecret? = nil, start: Int? = nil, method: String = "bovv6"
  ) throws -> Gathering {
    let last = gatherings.last
    let secret = secret ?? LinkSecret.generate(using: &stage.random)
    let claim = Token.generate(using: &stage.random)
    let made = Gathering(
      secret: secret, claim: tie == .claim ? last?.claim ?? claim : claim, now: stage.now)
    made.start = start
    let keys = made.sealer.keys
    for bytes in [secret.bytes, keys.joinKey, made.claim.bytes] { search.hide(bytes) }
    var request = CreateRequest(
      session: keys.session, join: keys.joinKeyHash, claim: made.claim.hash,
      method: .named(method), cases: 1, minutes: 60, start: start)
    if tie == .session, let last { request.claim = last.session.bytes + stage.random.bytes(16) }
    if tie == .secret { request.claim = secret.bytes }
    let call = stage.random.id()
    request.call = Sealed(
      item: call,
      envelope: try seal(
        #"{"url":"https://call.example/\#(Self.canary)"}"#, call, SealPath.call, made))
    // Somebody has it wrong at first, of which the operator is told in a line.
    let answers = ["a-wrong-key", Self.creationKey].map { key in
      stage.request(
        .post, "/api/sessions", body: request.bytes, authorization: "Bearer \(key)")?.status
    }
    try require(answers == [401, 201], .form, "a session is made with \(answers)")
    gatherings.append(made)
    return made
  }

  func seal(_ json: String, _ item: ID, _ path: String, _ at: Gathering) throws -> Envelope {
    try at.sealer.seal(Array(json.utf8), item: item, path: path, nonce: stage.random.bytes(12))
  }

  /// A person takes a seat, with a token and an id that are drawn for it.
  func sit(_ person: Int, in gathering: Gathering, as name: String? = nil) throws {
    var seat = Seat(
      member: ID.random(using: &stage.random), token: Token.generate(using: &stage.random))
    let earlier = gatherings.dropLast().last { $0.seats[person] != nil }?.seats[person]
    if let earlier, tie == .member { seat.member = earlier.id }
    if let earlier, tie == .token { seat.token = earlier.replica.seat.token }
    search.hide(seat.token.bytes)
    let name = try seal(
      #"{"name":"\#(name ?? Self.name(person))"}"#, seat.member, SealPath.member, gathering)
    let isMaker = gathering.seats.isEmpty
    let member = stage.add(
      Replica(
        keys: gathering.sealer.keys, seat: seat, name: name,
        claim: isMaker ? gathering.claim.bytes : nil))
    gathering.seats[person] = member
    deed(gathering) { stage.enter(member) }
    try require(member.replica.isSeated, .rest, "no seat for \(Self.name(person))")
    tally.count("seats taken")
  }

  /// Does something that may be an event.
  func deed(_ gathering: Gathering, _ body: () throws -> Void) rethrows {
    let seq = gathering.seq
    try body()
    if gathering.seq > seq { gathering.lastDeed = stage.now }
  }

  /// A person asks something, and must not be refused.
  func ask(_ command: Command, by person: Int, in gathering: Gathering) throws {
    guard let member = gathering.seats[person] else { return }
    let refused = member.refusals.count
    deed(gathering) { stage.send(command, by: member) }
    let refusal = member.refusals.dropFirst(refused).first
    try require(refusal == nil, .rest, "\(command.word) is refused: \(refusal ?? "")")
    try require(member.replica.pending.isEmpty, .rest, "\(command.word) has no answer")
  }

  /// A person writes something in the lobby; returns its id.
  @discardableResult
  func write(
    _ json: String, to input: String, by person: Int, in gathering: Gathering
  ) throws -> ID {
    var item = stage.random.id()
    let earlier = gatherings.dropLast().last { !$0.written.isEmpty }?.written.keys.min()
    if let earlier, tie == .item, gathering.written.isEmpty { item = earlier }
    let lobby = gathering.view.creation?.plan.lobby?.id ?? ""
    let text = try seal(json, item, SealPath.input(step: lobby, input: input), gathering)
    try ask(
      .writing(.addItem(item: item, visit: 0, input: input, envelope: text)), by: person,
      in: gathering)
    gathering.written[item] = try JSON.parse(Array(json.utf8))
    return item
  }

  /// A person writes something else in the place of what they wrote to an input of the lobby.
  func change(to json: String, of input: String, by person: Int, in gathering: Gathering) throws {
    guard let member = gathering.seats[person],
      let item = member.view.items.first(where: { $0.path.input == input && $0.by == member.id })
    else { throw Finding(.kept, "\(Self.name(person)) has nothing at \(input)") }
    let path = SealPath.input(step: item.path.step, input: input)
    let text = try seal(json, item.item, path, gathering)
    try ask(
      .writing(.editItem(item: item.item, version: item.version, envelope: text)), by: person,
      in: gathering)
    gathering.written[item.item] = try JSON.parse(Array(json.utf8))
  }

  // MARK: What must be so

  /// Looks whether all who are here see what the server has, with every text of the lobby in it.
  func lookAtRest(_ gathering: Gathering) throws {
    for (person, member) in gathering.seats where member.connection != nil {
      let name = Self.name(person)
      try require(member.hasAll, .rest, "\(name) waits for something")
      guard let view = stage.gateway.view(of: gathering.session, for: member.id) else {
        throw Finding(.kept, "\(name) sits in a session that is gone")
      }
      try require(member.view == view, .fold, "\(name) sees something else than the server has")
      let texts = Texts(gathering.sealer, in: view)
      try require(texts.problems.isEmpty, .contents, "\(texts.problems)")
      for (item, json) in gathering.written {
        let isThere = texts.opened[item]?.canonical == json.canonical
        try require(isThere, .kept, "\(name) misses what was written in the lobby: \(json)")
      }
    }
  }
}
