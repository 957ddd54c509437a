/// Work that is due at some time: a binary heap by due time, with cancelled entries left in until they come up.
struct Timers {
  private var heap: [(due: Duration, number: UInt64)] = []
  private var work: [UInt64: () -> Void] = [:]
  private var last: UInt64 = 0

  /// The time of the earliest entry, which may be a cancelled one.
  var next: Duration? { heap.first?.due }

  mutating func add(at due: Duration, _ closure: @escaping () -> Void) -> TimerID {
    last += 1
    work[last] = closure
    heap.append((due, last))
    rise(from: heap.count - 1)
    return TimerID(number: last)
  }

  mutating func cancel(_ id: TimerID) { work[id.number] = nil }

  /// Removes and returns the earliest entry that is due, of equals the one added first.
  mutating func takeDue(at now: Duration) -> (() -> Void)? {
    while let first = heap.first, first.due <= now {
      removeFirst()
      if let closure = work.removeValue(forKey: first.number) { return closure }
    }
    return nil
  }

  private func precedes(_ a: Int, _ b: Int) -> Bool {
    (heap[a].due, heap[a].number) < (heap[b].due, heap[b].number)
  }

  private mutating func removeFirst() {
    heap.swapAt(0, heap.count - 1)
    heap.removeLast()
    var place = 0
    while true {
      var least = place
      for child in [2 * place + 1, 2 * place + 2]
      where child < heap.count && precedes(child, least) {
        least = child
      }
      guard least != place else { return }
      heap.swapAt(place, least)
      place = least
    }
  }

  private mutating func rise(from start: Int) {
    var place = start
    while place > 0, precedes(place, (place - 1) / 2) {
      heap.swapAt(place, (place - 1) / 2)
      place = (place - 1) / 2
    }
  }
}

/// The name of one timer of a loop.
package struct TimerID: Hashable, Sendable {
  let number: UInt64
}
