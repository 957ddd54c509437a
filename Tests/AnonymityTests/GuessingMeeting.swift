import Foundation
import KringClient
import KringCore
import KringJSON
import KringJournal
import KringProtocol
import KringSeal
import KringTestSupport
import Testing

/// A meeting in which six writers lay unnamed cards again and again, and the chair watches.
final class GuessingMeeting {
  /// Something that happens while cards are written.
  private enum Deed {
    case add(writer: Int, card: Int)
    case edit(card: Int)
    case withdraw(card: Int)
    case resend(card: Int)
    case cut(writer: Int)
    case enter(writer: Int)
  }

  /// A card of the round under way.
  private struct Card {
    let item: ID
    let writer: Int
    var version = 1
    var edits = 0
    var isWithdrawn = false
    var last: Command
    var length = 0
  }

  static let writers = 6
  private static let lengths = [60, 60, 61, 62, 600, 601, 1500, 3000]

  let stage: Stage
  let leak: Leak?
  private let journal: WatchedJournal
  private let folder: String
  private var random: SeededRandom
  private var writers: [StageMember] = []
  private var chair: StageMember
  private var cards: [Card] = []
  private var envelopes: [Int: Envelope] = [:]
  private var heardFrom = 0
  private var times: [Int] = []
  private var lengths = [[Int]](repeating: [], count: writers)
  /// Whose answers are lost just now, with the connection.
  private var losing: Set<ID> = []

  init(seed: UInt64, leak: Leak?) throws {
    self.leak = leak
    random = SeededRandom(seed: seed &* 7919)
    folder = Self.root + "/kring-guess-\(UUID().uuidString)"
    journal = WatchedJournal(SQLiteJournal(folder: folder))
    stage = try Stage(seed: seed, journal: journal)
    try #require(stage.create(stage.creation(method: try Self.method()))?.status == 201)
    chair = try stage.newMember("Chair", isHost: true)
    let presenter = try stage.newMember("Presenter")
    writers = try (0..<Self.writers).map { [stage] in try stage.newMember("Writer \($0)") }
    for member in [chair, presenter] + writers { stage.enter(member) }
    stage.send(.roles(.takeChair(term: 0)), by: chair)
    stage.send(.roles(.castCase(number: 1, presenter: presenter.id, chair: nil)), by: chair)
    journal.now = { [unowned stage] in stage.now }
    journal.leak = { [unowned self] entry in
      guard let leak = self.leak else { return entry }
      return leak.written(entry) { item in
        self.cards.first { $0.item == item }.map { self.writers[$0.writer].id }
      }
    }
    stage.loses = { [unowned self] member, message in
      guard case .okHidden = message else { return false }
      return self.losing.remove(member.id) != nil
    }
  }

  deinit {
    journal.close()
    try? FileManager.default.removeItem(atPath: folder)
  }

  /// A method in which each writer has up to three cards, so that their number could tell something,
  /// and cards are opened without being gone through one by one, which would cost each round more
  /// than the last.
  private static func method() throws -> CreateRequest.Method {
    let text = String(decoding: try Repository.bytes("protocol/methods/bovv6.json"), as: UTF8.self)
    let shorter = text.replacing(
      #""floor": "turns", "over": "schrijf.advies""#, with: #""floor": "free""#)
    try #require(shorter != text)
    let three = shorter.replacing(
      #""max": 2, "opens": "lees""#, with: #""max": 3, "opens": "lees""#)
    try #require(three != shorter)
    return .file(try JSON.parse(Array(three.utf8)))
  }

  /// A folder in memory where there is one: what is on the disk is the same.
  private static let root =
    FileManager.default.isWritableFile(atPath: "/dev/shm")
    ? "/dev/shm" : FileManager.default.temporaryDirectory.path

  private func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }

  // MARK: A round

  /// Plays one set from its beginning to its opening, and draws two cards of it to be guessed.
  func rounds() throws -> [GuessedRound] {
    journal.forget()
    cards = []
    heardFrom = chair.heard.count
    times = []
    stage.send(.course(.go(visit: chair.view.visit, to: "1.schrijf")), by: chair)
    let set = try #require(chair.view.sets.last { $0.state == .closed }).set
    var round = GuessedRound()
    round.knowledge.habits = lengths.map { lengths in
      lengths.isEmpty ? 0 : Double(lengths.reduce(0, +)) / Double(lengths.count)
    }
    let start = stage.now
    for (time, deed) in script() {
      if start + time > stage.now { pass(start + time - stage.now) }
      try carryOut(deed, set: set, &round.knowledge)
      noteTimes()
    }
    for writer in writers {
      if writer.connection == nil { stage.enter(writer) }
      // Without an answer nothing is known to be on the disk.
      try #require(writer.replica.pending.isEmpty, "\(writer.refusals)")
    }
    pass(number(1000...4000))
    round.evidence.closed = try Disk(folder: folder)
    round.evidence.rows = journal.rows
    stage.send(.course(.go(visit: chair.view.visit, to: "1.lees")), by: chair)
    stage.send(.sets(.openSet(set: set)), by: chair)
    pass(1000)
    round.evidence.after = try Disk(folder: folder)
    round.evidence.frames = Array(zip(times, chair.heard[heardFrom...]))
      .map { (time: $0.0, text: $0.1) }
    round.evidence.opened = try opened()
    try settle(&round, set: set)
    leak?.show(&round, journal.arrivals)
    return try (0..<2).map { _ in try drawing(round) }
  }

  private func pass(_ milliseconds: Int) {
    stage.advance(milliseconds)
    noteTimes()
  }

  private func noteTimes() {
    while times.count < chair.heard.count - heardFrom { times.append(stage.now) }
  }

  /// Who does what when, each writer one to three cards.
  private func script() -> [(time: Int, deed: Deed)] {
    var script: [(time: Int, deed: Deed)] = []
    var card = 0
    for writer in 0..<Self.writers {
      let count = [1, 1, 1, 2, 3][number(0...4)]
      for place in 0..<count {
        let time = number(0...40_000)
        script.append((time, .add(writer: writer, card: card)))
        var after = time
        while number(0...3) == 0 {
          after += number(500...8000)
          script.append((after, .edit(card: card)))
        }
        if place > 0, number(0...5) == 0 {
          after += number(500...8000)
          script.append((after, .withdraw(card: card)))
        }
        if number(0...4) == 0 { script.append((after + number(0...9000), .resend(card: card))) }
        card += 1
      }
      if number(0...3) == 0 {
        let time = number(0...45_000)
        script.append((time, .cut(writer: writer)))
        script.append((time + number(500...9000), .enter(writer: writer)))
      }
    }
    // Stable, for deeds of one time stay in order.
    return script.enumerated().sorted {
      ($0.element.time, $0.offset) < ($1.element.time, $1.offset)
    }
    .map(\.element)
  }

  private func carryOut(
    _ deed: Deed, set: Int, _ knowledge: inout GuessedRound.Knowledge
  ) throws {
    switch deed {
    case .add(let writer, let number):
      let item = CardNonce.generate(using: &stage.random).item
      let (envelope, length) = try text(of: writer, item)
      while cards.count <= number {
        cards.append(Card(item: item, writer: writer, last: .roles(.takeChair(term: 0))))
      }
      cards[number] = Card(
        item: item, writer: writer, last: .sets(.addCard(item: item, set: set, envelope: envelope)),
        length: length)
      // The answer, and the connection with it, is lost for some.
      if self.number(0...7) == 0, writers[writer].connection != nil {
        losing.insert(writers[writer].id)
        knowledge.reconnected.insert(writer)
      }
      send(number)
    case .edit(let number):
      let (envelope, length) = try text(of: cards[number].writer, cards[number].item)
      cards[number].last = .sets(
        .editCard(
          item: cards[number].item, set: set, version: cards[number].version, envelope: envelope))
      cards[number].version += 1
      cards[number].edits += 1
      cards[number].length = length
      send(number)
    case .withdraw(let number):
      cards[number].last = .sets(.withdrawCard(item: cards[number].item, set: set))
      cards[number].isWithdrawn = true
      send(number)
    case .resend(let number): send(number)
    case .cut(let writer):
      stage.cut(writers[writer])
      knowledge.reconnected.insert(writer)
    case .enter(let writer):
      if writers[writer].connection == nil { stage.enter(writers[writer]) }
    }
  }

  private func send(_ card: Int) {
    stage.send(cards[card].last, by: writers[cards[card].writer])
  }

  private func text(of writer: Int, _ item: ID) throws -> (Envelope, length: Int) {
    var length = Self.lengths.randomElement(using: &random) ?? 60
    if leak == .size { length = 200 + 450 * writer }
    // Sealed once for each length: a server that cannot open them cannot tell.
    let envelope =
      try envelopes[length]
      ?? stage.seal(
        #"{"text":"\#(String(repeating: "a", count: length))"}"#, item: item,
        path: "1.schrijf/advies")
    envelopes[length] = envelope
    return (envelope, envelope.text.count)
  }

  /// The cards of the set as the attacker got them.
  private func opened() throws -> [JSON] {
    for frame in chair.heard[heardFrom...] {
      guard case .array(let events)? = try JSON.parse(frame)["events"] else { continue }
      for event in events where event["event"] == "set.opened" {
        if case .array(let items)? = event["items"] { return items }
      }
    }
    return []
  }

  /// Draws a writer and then one of that writer's cards: knowing who wrote most does not help.
  private func drawing(_ round: GuessedRound) throws -> GuessedRound {
    var round = round
    round.writer = number(0...Self.writers - 1)
    let mine = cards.filter { !$0.isWithdrawn && $0.writer == round.writer }
    round.chosen = try #require(mine.randomElement(using: &random)).item
    return round
  }

  /// Tells what the attacker knows of the set.
  private func settle(_ round: inout GuessedRound, set: Int) throws {
    let live = cards.filter { !$0.isWithdrawn }
    try #require(round.evidence.opened.count == live.count)
    let owners = Dictionary(uniqueKeysWithValues: cards.map { ($0.item, $0) })
    round.knowledge.members = writers.map(\.id)
    round.knowledge.arrivals = journal.arrivals.compactMap { arrival in
      owners[arrival.item].map { ($0.writer, arrival.time) }
    }
    round.knowledge.opened = journal.arrivals.compactMap { arrival in
      owners[arrival.item].flatMap { $0.isWithdrawn ? nil : $0.writer }
    }
    let mine = (0..<Self.writers).map { writer in live.filter { $0.writer == writer } }
    round.knowledge.counts = mine.map(\.count)
    round.knowledge.edits = mine.map { $0.map(\.edits) }
    round.knowledge.session = stage.session
    round.knowledge.set = set
    for card in live { lengths[card.writer].append(card.length) }
  }
}
