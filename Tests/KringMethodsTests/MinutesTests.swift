import KringJSON
import KringMethods
import Testing

@Suite struct MinutesTests {
  @Test("minutes are fitted as the vectors say")
  func vectors() throws {
    let vectors = try Files.vectors("minutes")
    #expect(vectors.count >= 20)
    for vector in vectors {
      var reader = try ObjectReader(vector)
      let name = try reader.string("name")
      let fitted = fitMinutes(
        numbers(try reader.array("minutes")), least: numbers(try reader.array("least")),
        length: try reader.int("length"))
      #expect(fitted == numbers(try reader.array("fitted")), "\(name)")
      try reader.end()
    }
  }

  @Test("whenever the least times allow it the sum is the length, and no step is below its least")
  func sums() {
    var random = Seeded(state: 4711)
    for _ in 0..<3000 {
      let count = Int.random(in: 1...12, using: &random)
      let minutes = (0..<count).map { _ in Int.random(in: 0...30, using: &random) }
      let least = minutes.map { Int.random(in: 0...min(5, $0), using: &random) }
      let length = Int.random(in: 0...200, using: &random)
      let fitted = fitMinutes(minutes, least: least, length: length)
      let sum = fitted.reduce(0, +)
      let shortest = least.reduce(0, +)
      if shortest > length || minutes.allSatisfy({ $0 == 0 }) {
        #expect(fitted == least)
      } else {
        #expect(sum == length, "\(minutes) \(least) \(length) → \(fitted)")
      }
      #expect(zip(fitted, least).allSatisfy { $0 >= $1 })
      #expect(zip(fitted, minutes).allSatisfy { $1 > 0 || $0 == 0 })
    }
  }

  @Test("a longer meeting makes no step shorter by more than the rounding")
  func monotone() {
    let minutes = [2, 4, 6, 16, 5, 4, 8, 5, 3]
    let least = [Int](repeating: 1, count: 9)
    var before = fitMinutes(minutes, least: least, length: 10)
    for length in 11...240 {
      let after = fitMinutes(minutes, least: least, length: length)
      #expect(zip(before, after).allSatisfy { $1 >= $0 - 1 }, "\(length)")
      before = after
    }
  }
}

/// A small generator, so that a failure can be repeated (xorshift by Marsaglia).
private struct Seeded: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state
  }
}
