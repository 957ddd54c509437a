/// Frames that wait on one connection behind the one being sent.
package struct Output {
  private var waiting: [[UInt8]] = []
  private var first = 0
  package private(set) var bytes = 0
  /// When a server found the queue full, in its ticks; nil while the peer reads in time.
  package var fullSince: UInt64?

  package init() {}

  package var isEmpty: Bool { first == waiting.count }

  package mutating func append(_ frames: [UInt8]) {
    waiting.append(frames)
    bytes += frames.count
  }

  package mutating func takeFirst() -> [UInt8] {
    let frames = waiting[first]
    waiting[first] = []
    first += 1
    bytes -= frames.count
    if first == waiting.count {
      waiting = []
      first = 0
    } else if first >= 64 {
      waiting.removeFirst(first)
      first = 0
    }
    return frames
  }

  package mutating func removeAll() { self = Output() }
}
