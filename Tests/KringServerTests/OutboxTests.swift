import Testing
import Transport
import TransportLoop

@testable import KringServer

/// What one client is owed: every input in every state, without a gateway.
@Suite("Outbox")
struct OutboxTests {
  /// The states that an outbox may be in, each reached by inputs alone.
  enum Start: CaseIterable {
    case silent, viewOwed, eventsOwed, greeted, behind, drained, catchingUp
  }

  private static let welcome = [UInt8]("w".utf8)
  private static let start = 1_000_000
  private static let pause = Outbox.viewPause.milliseconds

  /// The frame of a short text.
  private func frame(_ text: String) -> [UInt8] { Frame.text(text) }

  private func outbox(_ start: Start) -> Outbox {
    var outbox = Outbox()
    switch start {
    case .silent: break
    case .viewOwed: outbox.seated(welcome: Self.welcome, next: .view)
    case .eventsOwed: outbox.seated(welcome: Self.welcome, next: .events(after: 3))
    case .greeted, .behind, .drained, .catchingUp:
      outbox.seated(welcome: Self.welcome, next: .events(after: 3))
      _ = outbox.owed(upTo: 5)
      if let delivery = outbox.take([], announces: false) { _ = outbox.release(delivery) }
      if start == .greeted { break }
      outbox.fellBehind()
      if start == .behind { break }
      _ = outbox.drained(isSeated: true, now: Self.start)
      if start == .catchingUp { break }
      outbox.fellBehind()
      _ = outbox.drained(isSeated: true, now: Self.start)
    }
    return outbox
  }

  private static let states: [(Start, Outbox.State)] = [
    (.silent, .current(.events(after: 0), isGreeted: false)),
    (.viewOwed, .current(.view, isGreeted: false)),
    (.eventsOwed, .current(.events(after: 3), isGreeted: false)),
    (.greeted, .current(.events(after: 5), isGreeted: true)),
    (.behind, .behind(isDrained: false)),
    (.drained, .behind(isDrained: true)),
    (.catchingUp, .catchingUp),
  ]

  @Test("inputs lead to the states that the other tests begin in", arguments: states)
  func starts(_ start: Start, _ state: Outbox.State) {
    #expect(outbox(start).state == state)
  }

  // MARK: Asking

  @Test(
    "presence is for who was greeted and reads along; who is behind is owed a view",
    arguments: [
      (.silent, false, false), (.viewOwed, false, true), (.eventsOwed, false, false),
      (.greeted, true, false), (.behind, false, true), (.drained, false, true),
      (.catchingUp, false, true),
    ] as [(Start, Bool, Bool)])
  func questions(_ start: Start, _ hearsPresence: Bool, _ owesView: Bool) {
    #expect(outbox(start).hearsPresence == hearsPresence)
    #expect(outbox(start).owesView == owesView)
  }

  @Test(
    "a batch gives a view once, then the events after it; to who is behind nothing",
    arguments: [
      (.silent, .events(after: 0)), (.viewOwed, .view), (.eventsOwed, .events(after: 3)),
      (.greeted, .events(after: 5)), (.behind, .nothing), (.drained, .nothing),
      (.catchingUp, .view),
    ] as [(Start, Outbox.Owed)])
  func owed(_ start: Start, _ owed: Outbox.Owed) {
    var outbox = outbox(start)
    #expect(outbox.owed(upTo: 7) == owed)
    #expect(outbox.owed(upTo: 7) == .nothing)
    #expect(outbox.owed(upTo: 9) == (owed == .nothing ? .nothing : .events(after: 7)))
  }

  @Test("who has all events is owed none")
  func upToDate() {
    var outbox = outbox(.greeted)
    #expect(outbox.owed(upTo: 5) == .nothing)
    #expect(outbox.state == .current(.events(after: 5), isGreeted: true))
  }

  // MARK: Putting a batch together

  @Test("a delivery has the welcome, the events and the answers, and greets who comes in")
  func delivery() {
    for start in [Start.viewOwed, .eventsOwed] {
      var outbox = outbox(start)
      outbox.answer([UInt8]("a".utf8))
      _ = outbox.owed(upTo: 7)
      #expect(
        outbox.take([1], announces: false)
          == .init(opening: frame("w"), events: [1], answers: frame("a"), greets: true))
      #expect(outbox.take([], announces: false) == nil)
      #expect(outbox.takeAnswers() == nil)
    }
  }

  @Test("a greeted client gets a delivery only if there is something to tell")
  func nothingToTell() {
    var outbox = outbox(.greeted)
    #expect(outbox.take([], announces: false) == nil)
    #expect(outbox.take([], announces: true) == .init(announces: true))
    #expect(outbox.take([1], announces: true) == .init(events: [1], announces: true))
    outbox.answer([UInt8]("a".utf8))
    #expect(outbox.take([], announces: false) == .init(answers: frame("a")))
  }

  @Test(
    "answers are kept for who is behind, and for who catches up until the view is put together",
    arguments: [Start.behind, .drained, .catchingUp])
  func answersKept(_ start: Start) {
    var outbox = outbox(start)
    outbox.answer([UInt8]("a".utf8))
    #expect(outbox.take([], announces: true) == nil)
    #expect(outbox.takeAnswers() == nil)
    if start == .drained {
      #expect(outbox.tick(isSeated: true, now: Self.start + Self.pause) == .giveView)
    } else if start == .behind {
      #expect(outbox.drained(isSeated: true, now: Self.start) == .giveView)
    }
    #expect(outbox.owed(upTo: 9) == .view)
    #expect(
      outbox.take([1], announces: false)
        == .init(events: [1], answers: frame("a"), greets: true))
  }

  @Test("answers alone greet nobody", arguments: [Start.silent, .viewOwed, .eventsOwed, .greeted])
  func answersAlone(_ start: Start) {
    var outbox = outbox(start)
    let state = outbox.state
    outbox.answer([UInt8]("a".utf8))
    let opening = [Start.viewOwed, .eventsOwed].contains(start) ? frame("w") : []
    #expect(outbox.takeAnswers() == .init(opening: opening, answers: frame("a")))
    #expect(outbox.takeAnswers() == nil)
    #expect(outbox.state == state)
  }

  @Test("a goodbye is given once, in every state, and changes nothing else", arguments: states)
  func goodbye(_ start: Start, _ state: Outbox.State) {
    var outbox = outbox(start)
    #expect(outbox.takeGoodbye() == nil)
    outbox.end(with: .init(code: 4006, reason: "refused"))
    #expect(outbox.takeGoodbye() == .init(code: 4006, reason: "refused"))
    #expect(outbox.takeGoodbye() == nil)
    #expect(outbox.state == state)
  }

  // MARK: Releasing a batch

  /// A delivery with something of everything.
  private var full: Outbox.Delivery {
    .init(opening: frame("o"), events: [1], answers: frame("a"), greets: true)
  }

  @Test(
    "a delivery is sent to who reads along, and then is the greeting",
    arguments: [
      (.silent, .events(after: 0)), (.viewOwed, .view), (.eventsOwed, .events(after: 3)),
      (.greeted, .events(after: 5)),
    ] as [(Start, Outbox.Next)])
  func released(_ start: Start, _ next: Outbox.Next) {
    var outbox = outbox(start)
    #expect(outbox.release(full) == .send)
    #expect(outbox.state == .current(next, isGreeted: true))
    var ungreeted = self.outbox(start)
    let state = ungreeted.state
    #expect(ungreeted.release(.init(events: [1])) == .send)
    #expect(ungreeted.state == state)
  }

  @Test(
    "who is behind keeps only the welcome and the answers of a delivery, before later ones",
    arguments: [Start.behind, .drained, .catchingUp])
  func dropped(_ start: Start) {
    var outbox = outbox(start)
    let state = outbox.state
    outbox.answer([UInt8]("b".utf8))
    #expect(outbox.release(full) == .drop)
    #expect(outbox.state == state)
    if state != .catchingUp {
      #expect(outbox.drained(isSeated: true, now: Self.start + Self.pause) == .giveView)
    }
    #expect(outbox.owed(upTo: 9) == .view)
    #expect(
      outbox.take([2], announces: false)
        == .init(
          opening: frame("o"), events: [2], answers: frame("a") + frame("b"), greets: true))
  }

  @Test("a queue that is full puts anybody behind, and keeps what no view has", arguments: states)
  func fellBehind(_ start: Start, _ state: Outbox.State) {
    var alone = outbox(start)
    alone.fellBehind()
    #expect(alone.state == .behind(isDrained: false))
    var outbox = outbox(start)
    _ = outbox.take([], announces: false)
    outbox.answer([UInt8]("b".utf8))
    outbox.fellBehind(with: full)
    #expect(outbox.state == .behind(isDrained: false))
    #expect(outbox.drained(isSeated: false, now: Self.start) == .giveAnswers)
    #expect(
      outbox.takeAnswers() == .init(opening: frame("o"), answers: frame("a") + frame("b")))
  }

  @Test("frames go in order, and events that are alone are not copied")
  func frames() {
    let presence = frame("p")
    #expect(full.frames(with: presence) == frame("o") + [1] + frame("a") + presence)
    #expect(Outbox.Delivery(events: [1]).frames(with: presence) == [1] + presence)
    let events = frame("shared by the room")
    let frames = Outbox.Delivery(events: events).frames(with: [])
    let places = [events, frames].map { $0.withUnsafeBytes { $0.baseAddress } }
    #expect(places[0] == places[1])
  }

  // MARK: Catching up

  @Test(
    "who was behind and has read all gets a view, but not two within the pause",
    arguments: [
      (.silent, .nothing), (.viewOwed, .nothing), (.eventsOwed, .nothing), (.greeted, .nothing),
      (.behind, .giveView), (.drained, .nothing), (.catchingUp, .nothing),
    ] as [(Start, Outbox.CatchUp)])
  func drained(_ start: Start, _ catchUp: Outbox.CatchUp) {
    var outbox = outbox(start)
    let state = outbox.state
    #expect(outbox.drained(isSeated: true, now: Self.start) == catchUp)
    #expect(outbox.state == (catchUp == .giveView ? .catchingUp : state))
  }

  @Test("who waits for the pause to end gets the view then, and not a millisecond earlier")
  func pause() {
    var outbox = outbox(.drained)
    let end = Self.start + Self.pause
    #expect(outbox.tick(isSeated: true, now: end - 1) == .nothing)
    #expect(outbox.state == .behind(isDrained: true))
    #expect(outbox.tick(isSeated: true, now: end) == .giveView)
    #expect(outbox.state == .catchingUp)
    outbox.fellBehind()
    #expect(outbox.tick(isSeated: true, now: end + Self.pause) == .nothing)
  }

  @Test("time alone changes nothing for anybody else", arguments: states)
  func tick(_ start: Start, _ state: Outbox.State) {
    guard start != .drained else { return }
    var outbox = outbox(start)
    #expect(outbox.tick(isSeated: true, now: Self.start + 2 * Self.pause) == .nothing)
    #expect(outbox.state == state)
  }

  @Test(
    "who is in no seat needs no view: its answers go on at once",
    arguments: [Start.behind, .drained])
  func drainedOutside(_ start: Start) {
    var outbox = outbox(start)
    #expect(outbox.drained(isSeated: false, now: Self.start) == .giveAnswers)
    #expect(outbox.state == .current(.events(after: 0), isGreeted: false))
  }

  @Test("who waits for the pause to end and leaves its seat gets its answers at the next tick")
  func leftWhileDrained() {
    var outbox = outbox(.drained)
    outbox.left()
    #expect(outbox.tick(isSeated: false, now: Self.start) == .giveAnswers)
  }

  // MARK: Coming and going

  @Test("who takes a seat while behind is welcomed when it has read all", arguments: states)
  func seated(_ start: Start, _ state: Outbox.State) {
    var outbox = outbox(start)
    outbox.seated(welcome: Self.welcome, next: .events(after: 8))
    if case .current = state {
      #expect(outbox.state == .current(.events(after: 8), isGreeted: false))
    } else {
      #expect(outbox.state == state)
    }
  }

  @Test("who leaves while a view is being made gets its last answers without it", arguments: states)
  func left(_ start: Start, _ state: Outbox.State) {
    var outbox = outbox(start)
    outbox.left()
    if start == .catchingUp {
      #expect(outbox.state == .current(.events(after: 0), isGreeted: false))
      outbox.answer([UInt8]("a".utf8))
      #expect(outbox.takeAnswers() == .init(answers: frame("a")))
    } else {
      #expect(outbox.state == state)
    }
  }

  @Test("the last events of who leaves go before its answers")
  func lastEvents() {
    var outbox = outbox(.greeted)
    #expect(outbox.owed(upTo: 6) == .events(after: 5))
    outbox.lastEvents(frame("e"))
    outbox.left()
    outbox.answer([UInt8]("a".utf8))
    #expect(outbox.takeAnswers() == .init(opening: frame("e"), answers: frame("a")))
  }

  // MARK: Presence

  @Test("a presenter outside is told only what is new, and all of it after a greeting")
  func outside() {
    var outbox = outbox(.greeted)
    let told = [[1], [1], [2]].map { outbox.isNews(outside: $0) }
    #expect(told == [true, false, true])
    #expect(outbox.release(.init(events: [3])) == .send)
    let toldAgain = outbox.isNews(outside: [2])
    #expect(!toldAgain)
    #expect(outbox.release(full) == .send)
    let toldAfterGreeting = outbox.isNews(outside: [2])
    #expect(toldAfterGreeting)
    outbox.isInside()
    let toldOutsideAgain = outbox.isNews(outside: [2])
    #expect(toldOutsideAgain)
  }
}
