import Transport

/// What one client is owed and when it may be sent, from its first message to its goodbye.
///
/// Every input is allowed in every state; those that ask for something return what the gateway is
/// to do. Events are not kept here: who falls behind is given the whole view once it has read what
/// waits. The welcome and the answers are kept until they are sent, for no view contains them.
/// Used on the socket thread only.
struct Outbox {
  private(set) var state = State.current(.events(after: 0), isGreeted: false)
  /// Whole frames that go before the events of the next batch.
  private var opening: [UInt8] = []
  /// Whole frames that go after the events of the next batch.
  private var answers: [UInt8] = []
  /// The close that follows the next batch.
  private var goodbye: Goodbye?
  /// When it was last given a view because it had been behind, in milliseconds since 1970.
  private var lastView: Int?
  /// The frame of presence that its member was last sent while presenting from outside.
  private var toldOutside: [UInt8] = []

  /// How far the client follows.
  enum State: Equatable {
    /// Each batch gives it what happened since the last one. It is greeted once its welcome was
    /// sent; from then on it is told who is here.
    case current(Next, isGreeted: Bool)
    /// Its queue was full, so it is sent nothing from a batch. It is drained when it has read all,
    /// but had its last view so recently that it must wait for the next.
    case behind(isDrained: Bool)
    /// It has read all. The next batch gives it a view, which replaces the events of a batch that
    /// was put together before.
    case catchingUp
  }

  /// What the next batch gives a client in a seat.
  enum Next: Equatable {
    case view
    /// The events after the one with this number.
    case events(after: Int)
  }

  /// The close of a connection.
  struct Goodbye: Equatable {
    let code: UInt16
    let reason: String
  }

  /// Whether a view is the next thing that the client is told of its session.
  var owesView: Bool {
    if case .current(.events, _) = state { false } else { true }
  }

  /// Whether presence may be sent to it now.
  var hearsPresence: Bool {
    if case .current(_, isGreeted: true) = state { true } else { false }
  }

  // MARK: What it is owed

  /// The client has taken its seat.
  ///
  /// - Parameter welcome: a message, not a frame.
  mutating func seated(welcome: [UInt8], next: Next) {
    Frame.append(text: welcome, to: &opening)
    if case .current = state { state = .current(next, isGreeted: false) }
  }

  /// The client has lost its seat, or its place at the door; it is given no events any more.
  mutating func left() {
    // The view that would follow is of a session that it is in no more; what it has not read yet stays.
    if case .catchingUp = state { state = .current(.events(after: 0), isGreeted: false) }
  }

  /// Adds a message that goes after the events of the next batch.
  mutating func answer(_ message: [UInt8]) { Frame.append(text: message, to: &answers) }

  /// Adds whole frames that go before the answers, of a client that leaves its seat with this batch.
  mutating func lastEvents(_ frames: [UInt8]) { opening += frames }

  /// Ends the connection with the next batch.
  mutating func end(with goodbye: Goodbye) { self.goodbye = goodbye }

  // MARK: A batch is put together

  /// What a batch that goes up to an event is to give the client.
  enum Owed: Equatable {
    /// No events: it has them all, or is behind.
    case nothing
    case view
    /// The events after the one with this number; or a view, where that is not possible.
    case events(after: Int)
  }

  /// Asks what a batch is to give the client, and counts it as given.
  mutating func owed(upTo last: Int) -> Owed {
    switch state {
    case .behind: return .nothing
    case .catchingUp:
      state = .current(.events(after: last), isGreeted: false)
      return .view
    case .current(.view, let isGreeted):
      state = .current(.events(after: last), isGreeted: isGreeted)
      return .view
    case .current(.events(let after), let isGreeted):
      guard after < last else { return .nothing }
      state = .current(.events(after: last), isGreeted: isGreeted)
      return .events(after: after)
    }
  }

  /// What a batch brings to one client: mostly events alone, one frame shared by the room.
  struct Delivery: Equatable {
    /// The events, as whole frames.
    let events: [UInt8]
    private let rest: Rest?

    /// What most deliveries are without; in one place, so that those cost little to pass on.
    private final class Rest: Equatable {
      let opening: [UInt8]
      let answers: [UInt8]
      let greets: Bool
      let announces: Bool

      init(opening: [UInt8], answers: [UInt8], greets: Bool, announces: Bool) {
        self.opening = opening
        self.answers = answers
        self.greets = greets
        self.announces = announces
      }

      static func == (one: Rest, other: Rest) -> Bool {
        one.opening == other.opening && one.answers == other.answers
          && one.greets == other.greets && one.announces == other.announces
      }
    }

    init(
      opening: [UInt8] = [], events: [UInt8] = [], answers: [UInt8] = [], greets: Bool = false,
      announces: Bool = false
    ) {
      self.events = events
      let isPlain = opening.isEmpty && answers.isEmpty && !greets && !announces
      rest =
        isPlain
        ? nil
        : Rest(opening: opening, answers: answers, greets: greets, announces: announces)
    }

    /// Its welcome, or else nothing.
    var opening: [UInt8] { rest?.opening ?? [] }
    /// The answers to what the client asked.
    var answers: [UInt8] { rest?.answers ?? [] }
    /// Whether it is to be told who is here because it comes in or has caught up.
    var greets: Bool { rest?.greets ?? false }
    /// Whether everybody in its room is told who is here with this batch.
    var announces: Bool { rest?.announces ?? false }

    /// All frames in order, and `presence` after them; not copied where there are only events.
    func frames(with presence: [UInt8]) -> [UInt8] {
      // Not `events + presence`: that copies the shared frame even when there is no presence.
      if opening.isEmpty && answers.isEmpty && presence.isEmpty { return events }
      var frames: [UInt8] = []
      frames.reserveCapacity(opening.count + events.count + answers.count + presence.count)
      frames += opening
      frames += events
      frames += answers
      frames += presence
      return frames
    }
  }

  /// Takes the part of a batch of a client in a seat; `nil` if there is nothing to tell.
  ///
  /// - Parameter events: what `owed` asked for, as whole frames.
  mutating func take(_ events: [UInt8], announces: Bool) -> Delivery? {
    guard case .current(_, let isGreeted) = state else { return nil }
    guard announces || !(opening.isEmpty && events.isEmpty && answers.isEmpty) else { return nil }
    defer { forgetFrames() }
    return Delivery(
      opening: opening, events: events, answers: answers, greets: !isGreeted, announces: announces)
  }

  /// Takes what is left for a batch: answers to a client in no seat, or in a room without news.
  mutating func takeAnswers() -> Delivery? {
    guard case .current = state, !(opening.isEmpty && answers.isEmpty) else { return nil }
    defer { forgetFrames() }
    return Delivery(opening: opening, answers: answers)
  }

  /// Takes the close that follows the batch, if the connection ends.
  mutating func takeGoodbye() -> Goodbye? {
    defer { goodbye = nil }
    return goodbye
  }

  private mutating func forgetFrames() {
    opening = []
    answers = []
  }

  // MARK: A batch is released

  /// What to do with a delivery.
  enum Release: Equatable {
    case send
    /// Nothing: what no view contains was taken back, for a later batch.
    case drop
  }

  /// Asks what to do with a delivery whose batch is on disk.
  mutating func release(_ delivery: Delivery) -> Release {
    switch state {
    case .current(let next, _):
      if delivery.greets {
        state = .current(next, isGreeted: true)
        toldOutside = []
      }
      return .send
    case .behind, .catchingUp:
      takeBack(delivery)
      return .drop
    }
  }

  /// The queue of the client is full: it did not take the delivery, or a frame outside a batch.
  mutating func fellBehind(with delivery: Delivery? = nil) {
    state = .behind(isDrained: false)
    if let delivery { takeBack(delivery) }
  }

  private mutating func takeBack(_ delivery: Delivery) {
    if !delivery.opening.isEmpty { opening = delivery.opening + opening }
    if !delivery.answers.isEmpty { answers = delivery.answers + answers }
  }

  // MARK: It catches up

  /// How long who was behind waits at least from one view to the next: to make one costs more than
  /// to read it byte by byte.
  static let viewPause: Duration = .seconds(2)

  /// What to do for a client that has read all that waited.
  enum CatchUp: Equatable {
    case nothing
    /// Put its answers into the next batch: it is in no seat.
    case giveAnswers
    /// Put a view into the next batch, with all else that it is owed.
    case giveView
  }

  /// The client has read all that waited.
  ///
  /// - Parameter now: in milliseconds since 1970.
  mutating func drained(isSeated: Bool, now: Int) -> CatchUp {
    guard case .behind = state else { return .nothing }
    guard isSeated else {
      state = .current(.events(after: 0), isGreeted: false)
      return .giveAnswers
    }
    if let lastView, .milliseconds(now - lastView) < Self.viewPause {
      state = .behind(isDrained: true)
      return .nothing
    }
    lastView = now
    state = .catchingUp
    return .giveView
  }

  /// Time has passed: who was drained too early may have its view by now.
  mutating func tick(isSeated: Bool, now: Int) -> CatchUp {
    guard case .behind(isDrained: true) = state else { return .nothing }
    return drained(isSeated: isSeated, now: now)
  }

  // MARK: Who is here

  /// The member is in the meeting, so it is sent presence as all others are.
  mutating func isInside() {
    if !toldOutside.isEmpty { toldOutside = [] }
  }

  /// Whether a frame of presence says anything new to a member who presents from outside.
  mutating func isNews(outside frame: [UInt8]) -> Bool {
    guard frame != toldOutside else { return false }
    toldOutside = frame
    return true
  }
}
