import KringCore

/// Since when each seat has been empty, as far as the server could know it.
///
/// Connections that the server ends by itself at a moment of its own (who sends too much) make a
/// seat one of which nothing is known.
struct SeatWatch {
  private enum Seat {
    case inUse
    case empty(since: Int)
    case unknown
  }

  private var seats: [ID: Seat] = [:]

  mutating func sits(_ member: ID) { seats[member] = .inUse }

  mutating func rises(_ member: ID, at time: Int) {
    if case .inUse? = seats[member] { seats[member] = .empty(since: time) }
  }

  mutating func loses(_ member: ID) { seats[member] = .unknown }

  /// A start of the server: everybody counts as away since then.
  mutating func begins(at time: Int) {
    for member in seats.keys { seats[member] = .empty(since: time) }
  }

  /// How long a seat has been empty; `nil` when nothing is known of it.
  func empty(_ member: ID, at time: Int) -> Int? {
    switch seats[member] {
    case .inUse: 0
    case .empty(let since): time - since
    case .unknown, nil: nil
    }
  }
}
