import KringCore

/// One set of cards: what the attacker has and knows, and the truth.
struct GuessedRound {
  /// What the attacker knows from the call, which is more than most ever would.
  struct Knowledge {
    /// The writers' member ids, in the order of arrival.
    var members: [ID] = []
    /// Who laid a card in the set, and when the server got it, in order: heard on the call, or
    /// seen on the network.
    var arrivals: [(writer: Int, time: Int)] = []
    /// The same for the cards that were opened only.
    var opened: [Int] = []
    /// How many opened cards are each writer's.
    var counts: [Int] = []
    /// For each writer how often each of the opened cards was edited.
    var edits: [[Int]] = []
    /// Whose connection broke and came back.
    var reconnected: Set<Int> = []
    /// The mean length of each writer's cards so far, 0 if unknown.
    var habits: [Double] = []
    /// The session and the set.
    var session = ID(high: 0, low: 0)
    var set = 0
  }

  var evidence = Evidence()
  var knowledge = Knowledge()
  /// The card whose writer is to be guessed.
  var chosen = ID(high: 0, low: 0)
  /// The truth.
  var writer = 0
}
