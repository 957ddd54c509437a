import KringClient
import KringCore
import KringProtocol
import KringSeal
import KringTestSupport
import Testing

@Suite("each client checks an opening")
struct OpeningTests {
  static func opened(_ cards: [(item: ID, envelope: Envelope)]) -> Event.Kind {
    .sets(
      .setOpened(
        set: 1, forced: false,
        items: cards.map { OpenedItem(item: $0.item, by: nil, envelope: $0.envelope) }))
  }

  /// Three cards of others and two own ones, in the right order.
  static func cards(
    _ member: inout Seated
  ) throws -> (all: [(item: ID, envelope: Envelope)], own: [(item: ID, envelope: Envelope)]) {
    let own = [try member.lay(), try member.lay()]
    let others = try (0..<3).map { _ in try member.card() }
    return ((own + others).sorted { $0.item < $1.item }, own)
  }

  @Test("an opening with all own cards in ascending order is right")
  func right() throws {
    var member = try Seated()
    member.begin()
    let cards = try Self.cards(&member)
    let signals = member.tell(Self.opened(cards.all))
    #expect(signals.count == 1 && !signals.contains { $0.isWrongOpening })
    #expect(member.replica.view.items.count == 5 && member.replica.ownCards.isEmpty)
  }

  @Test("a left-out, changed or moved card is found out, in an event and in a view")
  func wrong() throws {
    for fault in ["left out", "changed", "moved"] {
      var member = try Seated()
      member.begin()
      let cards = try Self.cards(&member)
      var told = cards.all
      let place = try #require(told.firstIndex { $0.item == cards.own[0].item })
      switch fault {
      case "left out": told.remove(at: place)
      case "changed": told[place].envelope = cards.own[1].envelope
      default: told.swapAt(place, place == 0 ? 1 : 0)
      }
      var other = member
      #expect(member.tell(Self.opened(told)).first == .openingWrong(set: 1), "\(fault)")
      // The same, told as a view after a lost connection.
      var view = other.replica.view
      view.reduce(Event(seq: 3, at: 3, by: nil, kind: Self.opened(told)))
      let signals = other.tell(.events([.view(seq: 3, view)]))
      #expect(signals == [.openingWrong(set: 1), .replaced], "\(fault)")
    }
  }

  @Test("a withdrawn card is not missed, an edited one is expected as it was last")
  func changed() throws {
    var member = try Seated()
    member.begin()
    let gone = try member.lay()
    let kept = try member.lay()
    _ = member.replica.enqueue(.sets(.withdrawCard(item: gone.item, set: 1)))
    let better = try member.card().envelope
    _ = member.replica.enqueue(
      .sets(.editCard(item: kept.item, set: 1, version: 1, envelope: better)))
    member.tell(.okHidden(ref: 2))
    member.tell(.okHidden(ref: 3))
    var other = member
    let right = member.tell(Self.opened([(kept.item, better)]))
    #expect(!right.contains { $0.isWrongOpening })
    let wrong = other.tell(Self.opened([(kept.item, kept.envelope)]))
    #expect(wrong.first == .openingWrong(set: 1))
  }

  @Test("a card without an answer yet may be there or not")
  func uncertain() throws {
    var member = try Seated()
    member.begin()
    let card = try member.card()
    _ = member.replica.enqueue(.sets(.addCard(item: card.item, set: 1, envelope: card.envelope)))
    #expect(!member.tell(Self.opened([])).contains { $0.isWrongOpening })
  }

  @Test("a refused card and a discarded set are not expected")
  func refused() throws {
    var member = try Seated()
    member.begin()
    let card = try member.card()
    _ = member.replica.enqueue(.sets(.addCard(item: card.item, set: 1, envelope: card.envelope)))
    member.tell(.rejected(ref: 0, Refusal(Rejection(.full))))
    #expect(member.replica.ownCards[1]?.isEmpty == true)
    _ = try member.lay()
    member.tell(.sets(.setDiscarded(set: 1)))
    #expect(member.replica.ownCards.isEmpty)
  }

  @Test("a claim that does not show what the id was derived from is found out")
  func claims() throws {
    let mine = CardNonce.generate()
    let other = CardNonce.generate()
    let shown: [([UInt8]?, Bool)] = [(mine.bytes, true), (other.bytes, false), (nil, false)]
    for (nonce, isRight) in shown {
      var member = try Seated()
      member.begin()
      let envelope = try member.card().envelope
      member.tell(Self.opened([(mine.item, envelope)]))
      var late = member
      let claimed = Event.Kind.writing(.itemClaimed(item: mine.item, nonce: nonce))
      #expect(member.tell(claimed).contains(.claimWrong(item: mine.item)) != isRight)
      let seq = late.replica.view.seq + 1
      var view = late.replica.view
      view.reduce(Event(seq: seq, at: seq, by: .random(), kind: claimed))
      let signals = late.tell(.events([.view(seq: seq, view)]))
      #expect(signals.contains(.claimWrong(item: mine.item)) != isRight)
    }
  }
}
