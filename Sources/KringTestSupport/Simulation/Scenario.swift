import KringCore
import KringSeal

/// Everything that makes one run: what is played, by how many, and what happens in which order.
///
/// A seed gives one scenario, and a scenario one run. Leaving moves out gives another run of the
/// same kind, which is how a trace is made shorter.
package struct Scenario: Sendable {
  /// The seed it was drawn from.
  package let seed: UInt64
  /// What is played.
  package let play: Play
  /// How many members there are at the start.
  package let size: Int
  /// How many cases the meeting has.
  package let cases: Int
  /// How long the meeting is, in minutes.
  package let minutes: Int
  /// The most members, items and characters of the session.
  package let limits: Limits
  /// How many servers share a database; one has a disk of its own.
  package let nodes: Int
  /// By how many milliseconds the clock of each goes before others.
  package let clocks: [Int]
  /// What happens.
  package var moves: [Move]

  /// Which method is played.
  package enum Play: Sendable, Equatable {
    /// One of the method files.
    case file(String)
    /// A method made up from a seed.
    case drawn(UInt64)
  }

  /// One thing that happens. It carries its own chance, so that leaving another one out does not
  /// change what this one means.
  package struct Move: Sendable, Hashable {
    /// What happens.
    package let kind: Kind
    /// To whom, as a number that is reduced to those who are there.
    package let who: Int
    /// The seed of its details.
    package let chance: UInt64

    package init(_ kind: Kind, who: Int, chance: UInt64) {
      self.kind = kind
      self.who = who
      self.chance = chance
    }
  }

  /// What can happen.
  package enum Kind: String, Sendable, CaseIterable {
    /// Who chairs leads on.
    case lead
    /// A member does something that fits.
    case act
    /// A member asks for something that need not make sense.
    case wrong
    /// A member says something about presence.
    case say
    /// A member asks, is answered, and asks the very same again.
    case twice
    /// A command of long ago comes once more.
    case late
    /// Some frames arrive.
    case flow
    /// The disk writes some batches; the server does not know of it yet.
    case commit
    /// The server hears what the disk has done.
    case report
    /// All frames arrive and the disk does its work.
    case settle
    /// Every fault is taken away and everything must be right.
    case calm
    /// A member sends more at once than anybody may.
    case flood
    /// A connection breaks.
    case cut
    /// A connection breaks and the server does not notice for a while.
    case vanish
    /// A member comes back.
    case back
    /// A member's queue is full.
    case slow
    /// A slow reader has read everything.
    case drained
    /// The process is killed and started again.
    case restart
    /// The process dies in the middle of a commit.
    case tear
    /// The disk starts to fail.
    case fail
    /// The cause of the failure goes away.
    case repair
    /// A member gives the own seat to itself, to write in a closed set once more.
    case reseat
    /// A member is removed and let in again, to write in a closed set once more.
    case readmit
    /// The chair asks about closed sets, to learn what lies in them.
    case probe
    /// A member fills its room, to learn what others write or to hold them up.
    case fill
    /// A member says that another's card is the own one.
    case claim
    /// Somebody new comes to the door.
    case newcomer
    /// A member has lost the seat and asks for it.
    case lost
    /// A member has a second device given the seat of somebody who is here.
    case steal
    /// A member takes the chair from somebody who is gone for a moment.
    case grab
    /// Somebody comes to the door again and again.
    case knock
    /// A member does what costs no text over and over.
    case loop
    /// The server stops in an orderly way and starts again.
    case drain
    /// Some seconds pass.
    case pass
    /// Minutes pass, or hours.
    case wait
    /// Days pass, or weeks.
    case weeks
    /// The wall clock is set while the server is down.
    case clock
    /// A server stands still.
    case pause
    /// A server that stood still or was dead goes on.
    case goOn
    /// Others take a server for dead that may not be.
    case bury
    /// What a server lost the answer to comes to its end.
    case arrive
    /// A server is fenced from outside.
    case fence
    /// The database crashes.
    case crash
    /// A server takes up what nobody serves.
    case orphans

    /// Whether it needs servers that share a database.
    var needsNodes: Bool {
      switch self {
      case .pause, .goOn, .bury, .arrive, .fence, .crash, .orphans: true
      default: false
      }
    }
  }

  /// Draws the scenario of a seed.
  package init(seed: UInt64, nodes: Int, methods: [String]) {
    var chance = SeededRandom(seed: seed)
    self.seed = seed
    self.nodes = nodes
    if Bool.random(using: &chance), let method = methods.randomElement(using: &chance) {
      play = .file(method)
    } else {
      play = .drawn(chance.next())
    }
    size = Int.random(in: 3...7, using: &chance)
    cases = chance.happens(70) ? 1 : Int.random(in: 2...3, using: &chance)
    minutes = [20, 60, 90].randomElement(using: &chance) ?? 60
    var limits = Limits()
    if chance.happens(15) { limits.members = size + 1 }
    if chance.happens(15) { limits.items = Int.random(in: 4...60, using: &chance) }
    if chance.happens(15) { limits.characters = Int.random(in: 4_000...300_000, using: &chance) }
    self.limits = limits
    var clocks = [0]
    if nodes > 1 {
      let day = 86_400_000
      let isSkewed = chance.happens(50)
      clocks = (0..<nodes).map { _ in
        isSkewed ? Int.random(in: -day...day, using: &chance) : 0
      }
    }
    self.clocks = clocks
    moves = Self.moves(nodes, &chance)
  }

  /// What is always there.
  private static let always: [(Kind, Int)] = [
    (.lead, 30), (.act, 34), (.say, 4), (.flow, 8), (.pass, 7), (.back, 5),
  ]

  /// What a seed may have or not: a run with everything at once rarely comes far.
  private static let sometimes: [(Kind, Int)] = [
    (.wrong, 8), (.twice, 6), (.late, 6), (.commit, 6), (.report, 5), (.cut, 5), (.vanish, 4),
    (.slow, 4), (.drained, 3), (.restart, 2), (.tear, 1), (.fail, 2), (.repair, 2),
    (.newcomer, 2), (.lost, 2), (.flood, 1), (.drain, 1), (.wait, 2), (.weeks, 1), (.clock, 1),
    (.reseat, 2), (.readmit, 2), (.probe, 4), (.fill, 1), (.claim, 3),
    (.steal, 2), (.grab, 2), (.knock, 1), (.loop, 1),
  ]

  /// What happens to servers that share a database, beside the rest.
  private static let amongNodes: [(Kind, Int)] = [
    (.back, 12), (.goOn, 6), (.restart, 3), (.pause, 4), (.bury, 3), (.fail, 4), (.repair, 4),
    (.arrive, 4), (.fence, 2), (.crash, 2), (.orphans, 3), (.drain, 2),
  ]

  private static func moves(_ nodes: Int, _ chance: inout SeededRandom) -> [Move] {
    var weights = always
    for entry in sometimes + (nodes > 1 ? amongNodes : []) where chance.happens(55) {
      weights.append(entry)
    }
    let total = weights.reduce(0) { $0 + $1.1 }
    let haste = Int.random(in: 5...70, using: &chance)
    var moves: [Move] = []
    func add(_ kind: Kind) {
      moves.append(
        Move(kind, who: Int.random(in: 0..<64, using: &chance), chance: chance.next()))
    }
    for number in 1...Int.random(in: 40...150, using: &chance) {
      var rest = Int.random(in: 0..<total, using: &chance)
      let kind = weights.first { entry in
        rest -= entry.1
        return rest < 0
      }
      add(kind?.0 ?? .lead)
      if !chance.happens(haste) { add(.settle) }
      if number % 40 == 0 { add(.calm) }
    }
    return moves
  }
}

extension SeededRandom {
  /// Tells whether something happens that does so in so many of a hundred cases.
  mutating func happens(_ percent: Int) -> Bool {
    Int.random(in: 0..<100, using: &self) < percent
  }

  /// Draws an envelope of one of the four sizes: nobody opens it, so it seals nothing.
  mutating func envelope(size: Int = 0) -> Envelope {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
    var text = [UInt8](repeating: UInt8(ascii: "A"), count: Envelope.lengths[size])
    var bits = next()
    for place in 4..<14 {
      text[place] = alphabet[Int(bits & 63)]
      bits >>= 6
    }
    guard let envelope = Envelope(text: text) else {
      preconditionFailure("letters of the alphabet in one of the four lengths")
    }
    return envelope
  }

  /// Draws an id.
  mutating func id() -> ID { ID.random(using: &self) }
}
