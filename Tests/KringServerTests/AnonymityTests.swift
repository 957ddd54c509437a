import KringClient
import KringCore
import KringJournal
import KringJSON
import KringProtocol
import KringSeal
import KringTestSupport
import Testing

@Suite("Anonymity")
struct AnonymityTests {
  /// What is done with the cards of a set, in order; the number is that of the card.
  private enum Deed {
    case add(Int)
    case edit(Int)
    case withdraw(Int)
    /// The writer of the card loses the connection and sends the last command again.
    case resend(Int)
  }

  private static let script: [Deed] = [
    .add(0), .add(1), .edit(1), .resend(1), .add(2), .add(3), .withdraw(3), .add(4), .add(5),
    .edit(0), .resend(5), .edit(1), .withdraw(4),
  ]

  /// One meeting in which the cards have these writers.
  private func play(writers: [Int]) throws -> Meeting {
    let meeting = try Meeting(in: "1.schrijf", 6, seed: 42)
    let stage = meeting.stage
    let set = try #require(meeting.view.sets.last)
    var cards: [(item: ID, version: Int, envelope: Envelope)] = []
    // Drawn before anybody writes, so that chance does not depend on who does.
    var texts = try (0..<20).map {
      try meeting.text("Tekst \($0)", step: "1.schrijf", input: "advies")
    }
    var last: [Int: Command] = [:]
    for deed in Self.script {
      let number: Int
      let command: Command
      switch deed {
      case .add(let card):
        number = card
        let (item, envelope) = texts.removeFirst()
        cards.append((item, 1, envelope))
        command = .sets(.addCard(item: item, set: set.set, envelope: envelope))
      case .edit(let card):
        number = card
        let item = cards[card].item
        let envelope = try stage.seal(
          #"{"text":"Anders"}"#, item: item, path: "1.schrijf/advies")
        command = .sets(
          .editCard(
            item: item, set: set.set, version: cards[card].version, envelope: envelope))
        cards[card].version += 1
      case .withdraw(let card):
        number = card
        command = .sets(.withdrawCard(item: cards[card].item, set: set.set))
      case .resend(let card):
        number = card
        command = try #require(last[card])
      }
      last[number] = command
      stage.send(command, by: meeting.members[writers[number]])
      stage.advance(1000)
    }
    meeting.go(to: "1.lees")
    stage.send(.sets(.openSet(set: set.set)), by: meeting.chair)
    stage.send(.floor(.nextTurn(turn: meeting.view.floor.turn)), by: meeting.chair)
    let opened = try #require(meeting.view.items.first { $0.set != nil })
    stage.send(.writing(.foldItem(item: opened.item, folded: true)), by: meeting.chair)
    return meeting
  }

  @Test(
    "permuted authors: with other writers everybody else gets the same bytes",
    arguments: [[3, 2, 4, 5, 2, 3], [2, 3, 5, 4, 3, 2], [5, 4, 3, 2, 4, 5], [4, 4, 2, 3, 5, 3]])
  func permuted(_ writers: [Int]) throws {
    let first = try play(writers: [2, 3, 4, 5, 3, 2])
    let second = try play(writers: writers)
    // Chair and presenter wrote nothing: all they ever heard is the same.
    for place in 0...1 { #expect(first.members[place].heard == second.members[place].heard) }
    // The writers heard the same as well, but for the answers to what they themselves sent.
    for place in 2...5 {
      let left = try withoutAnswers(first.members[place])
      let right = try withoutAnswers(second.members[place])
      #expect(left == right)
      #expect(first.members[place].refusals == [])
      #expect(second.members[place].refusals == [])
    }
    let events = first.stage.disk.written.filter(\.isEvent)
    #expect(events == second.stage.disk.written.filter(\.isEvent))
    #expect(first.view.items.count == 4)
  }

  private func withoutAnswers(_ member: StageMember) throws -> [[UInt8]] {
    try member.heard.filter { frame in
      switch try ServerMessage.decode(frame, for: member.id) {
      case .ok, .okHidden: false
      default: true
      }
    }
  }

  @Test("the check finds a difference when an author is in the frames")
  func control() throws {
    func heard(named: Bool, writer: Int) throws -> [[UInt8]] {
      let meeting = try Meeting(6, seed: 42)
      let stage = meeting.stage
      stage.send(.roles(.takeChair(term: 0)), by: meeting.chair)
      stage.send(
        .course(.nameInput(path: .init(step: "1.schrijf", input: "advies"), named: named)),
        by: meeting.chair)
      stage.send(
        .roles(.castCase(number: 1, presenter: meeting.presenter.id, chair: nil)), by: meeting.chair
      )
      meeting.go(to: "1.schrijf")
      let cards = try (0..<4).map { try meeting.card("Tekst \($0)") }
      for (place, card) in zip([writer, 5 - writer, 4, 5], cards) {
        stage.send(card, by: meeting.members[place])
      }
      meeting.go(to: "1.lees")
      stage.send(.sets(.openSet(set: 1)), by: meeting.chair)
      return meeting.chair.heard
    }
    #expect(try heard(named: true, writer: 2) != heard(named: true, writer: 3))
    #expect(try heard(named: false, writer: 2) == heard(named: false, writer: 3))
  }

  @Test("before the opening nobody else hears anything of a card")
  func silent() throws {
    let meeting = try Meeting(in: "1.schrijf", 6)
    let card = try meeting.card("Een advies")
    guard case .sets(.addCard(let item, let set, _)) = card else { return }
    let writer = meeting.members[2]
    let heard = meeting.members.map(\.heard.count)
    let views = try meeting.members.map(meeting.told)
    meeting.stage.send(card, by: writer)
    let envelope = try meeting.stage.seal(
      #"{"text":"Anders"}"#, item: item, path: "1.schrijf/advies")
    meeting.stage.send(
      .sets(.editCard(item: item, set: set, version: 1, envelope: envelope)), by: writer)
    meeting.stage.send(.sets(.withdrawCard(item: item, set: set)), by: writer)
    for (place, member) in meeting.members.enumerated() where member !== writer {
      #expect(member.heard.count == heard[place])
    }
    let answers = writer.heard[heard[2]...].map { String(decoding: $0, as: UTF8.self) }
    #expect(answers == [0, 1, 2].map { #"{"ref":\#($0),"ok":true}"# })
    #expect(try meeting.members.map(meeting.told) == views)
  }

  @Test("the rows of an unnamed card hold these fields, and no author, time or connection")
  func rows() throws {
    let meeting = try play(writers: [2, 3, 4, 5, 3, 2])
    let members = meeting.members.map(\.id)
    var cards = 0
    var ballots = 0
    for entry in meeting.stage.disk.written {
      switch entry {
      case .card(let session, let card):
        cards += 1
        #expect(session == meeting.stage.session)
        #expect(card.set == 1)
        #expect(card.author == nil)
        #expect(card.own.count == 16)
        #expect(!members.contains { $0.bytes == card.own })
        #expect((1...4).contains(card.version))
      case .ballot(_, let set, let ballot, let count):
        ballots += 1
        #expect(set == 1)
        #expect(ballot.count == 16)
        #expect(!members.contains { $0.bytes == ballot })
        #expect(0...3 ~= count)
      case .session, .event, .seat, .connected, .endSet, .purge: break
      }
    }
    #expect(cards == 11)
    #expect(ballots == 8)
  }

  @Test("an opened unnamed card is an item and an envelope, and nothing else")
  func openedFields() throws {
    let meeting = try play(writers: [2, 3, 4, 5, 3, 2])
    let events = try meeting.members[3].heard.flatMap {
      try JSON.read($0)["events"]?.elements ?? []
    }
    let opened = events.filter { $0["event"] == "set.opened" }.flatMap {
      $0["items"]?.elements ?? []
    }
    #expect(opened.count == 4)
    for item in opened { #expect(item.keys == ["item", "envelope"]) }
    let ids = meeting.view.items.filter { $0.set != nil }.map(\.item)
    #expect(ids == ids.sorted())
    // In the view, too, there is no key that says who or when.
    let view = try JSON.read(meeting.told(meeting.chair))["view"]
    let cards = view?["items"]?.elements.filter { $0["set"] != nil } ?? []
    #expect(cards.count == 4)
    for card in cards {
      #expect(card.keys == ["item", "step", "input", "set", "version", "envelope", "folded"])
    }
  }

  @Test("each member's proofs differ by set, item and token")
  func proofs() throws {
    let meeting = try play(writers: [2, 3, 4, 5, 3, 2])
    var owns: [ID: Set<[UInt8]>] = [:]
    var ballots: Set<[UInt8]> = []
    for entry in meeting.stage.disk.written {
      switch entry {
      case .card(_, let card): owns[card.item, default: []].insert(card.own)
      case .ballot(_, _, let ballot, _): ballots.insert(ballot)
      default: break
      }
    }
    #expect(owns.count == 6)
    #expect(owns.values.allSatisfy { $0.count == 1 })
    #expect(Set(owns.values.flatMap { $0 }).count == 6)
    #expect(ballots.count == 4)
  }

  @Test("too few writers: everybody is told, at most once in 10 s, and nothing opens")
  func tooFew() throws {
    let meeting = try Meeting(in: "1.schrijf", 6)
    let stage = meeting.stage
    for place in [2, 3] { stage.send(try meeting.card("Advies"), by: meeting.members[place]) }
    meeting.go(to: "1.lees")
    let notice = Replica.Signal.notice(.tooFew(set: 1))
    func notices(_ member: StageMember) -> Int { member.signals.count { $0 == notice } }
    for _ in 0..<3 { stage.send(.sets(.openSet(set: 1)), by: meeting.chair) }
    #expect(meeting.members.map(notices) == [1, 1, 1, 1, 1, 1])
    #expect(meeting.chair.refusals == ["too-few", "too-few", "too-few"])
    stage.advance(9_999)
    stage.send(.sets(.openSet(set: 1)), by: meeting.chair)
    #expect(meeting.members.map(notices) == [1, 1, 1, 1, 1, 1])
    stage.advance(1)
    stage.send(.sets(.openSet(set: 1)), by: meeting.chair)
    #expect(meeting.members.map(notices) == [2, 2, 2, 2, 2, 2])
    #expect(meeting.view.sets.map(\.state) == [.closed])
    #expect(meeting.view.items == [])
  }

  @Test("a forced opening is announced, and carried out 15 s later without who withdrew")
  func forced() throws {
    let meeting = try Meeting(in: "1.schrijf", 6)
    let stage = meeting.stage
    let cards = try (0..<2).map { try meeting.card("Advies \($0)") }
    stage.send(cards[0], by: meeting.members[2])
    stage.send(cards[1], by: meeting.members[3])
    meeting.go(to: "1.lees")
    stage.send(.sets(.forceSet(set: 1)), by: meeting.chair)
    #expect(meeting.members.allSatisfy { $0.view.sets[0].due == stage.now + 15_000 })
    stage.advance(14_000)
    #expect(meeting.view.sets[0].state == .closed)
    guard case .sets(.addCard(let item, _, _)) = cards[0],
      case .sets(.addCard(let left, _, _)) = cards[1]
    else {
      return
    }
    stage.send(.sets(.withdrawCard(item: item, set: 1)), by: meeting.members[2])
    stage.advance(1000)
    #expect(meeting.members.allSatisfy { $0.view.items.map(\.item) == [left] })
    #expect(meeting.members.allSatisfy { $0.view.items.map(\.by) == [nil] })
  }
}

extension JournalEntry {
  /// Whether it says how long somebody was connected.
  var isConnectedTime: Bool {
    if case .connected = self { true } else { false }
  }

  /// Whether it is an event.
  var isEvent: Bool {
    if case .event = self { true } else { false }
  }
}
