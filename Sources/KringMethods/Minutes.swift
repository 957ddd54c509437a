/// Fits the minutes of steps into a length, in whole minutes.
///
/// Each step gets its share of the length, but never less than its least; what the least of some
/// takes is taken from the others in proportion. Shares are rounded down, and the minutes left go
/// one each to the steps whose share lost most (the longer, then the earlier, if equal). A step
/// of 0 minutes stays at 0. The sum is `length` whenever the least times allow it and any step
/// has minutes at all; otherwise each step has its least.
///
/// Shapes: `minutes` and `least` have the same count, 0 ≤ least ≤ minutes; `length` ≥ 0.
package func fitMinutes(_ minutes: [Int], least: [Int], length: Int) -> [Int] {
  precondition(minutes.count == least.count, "each step has minutes and a least")
  var fitted = least
  var free = minutes.indices.filter { minutes[$0] > 0 }
  // Steps whose share would be below their least get that, which makes the other shares smaller
  // and may bring the next step below: until none is.
  while true {
    let shared = length - least.indices.reduce(0) { free.contains($1) ? $0 : $0 + least[$1] }
    let weight = free.reduce(0) { $0 + minutes[$1] }
    let above = free.filter { minutes[$0] * shared >= least[$0] * weight }
    if above.count < free.count {
      free = above
      continue
    }
    guard weight > 0 else { return fitted }
    for place in free { fitted[place] = minutes[place] * shared / weight }
    let left = shared - free.reduce(0) { $0 + fitted[$1] }
    let lost = free.sorted { one, other in
      let (first, second) = (minutes[one] * shared % weight, minutes[other] * shared % weight)
      if first != second { return first > second }
      return minutes[one] == minutes[other] ? one < other : minutes[one] > minutes[other]
    }
    for place in lost.prefix(left) { fitted[place] += 1 }
    return fitted
  }
}
