/// A page of a b-tree, taken apart.
struct AuditTreePage {
  /// One row, or a key among the inner pages.
  struct Cell {
    let payload: [UInt8]
    /// How many bytes the whole row has; more than are here if the rest overflows.
    let size: Int
    let rowid: Int
    let overflow: Int
  }

  /// A stretch of bytes that belongs to no row.
  struct Gap {
    let start: Int
    let bytes: [UInt8]
  }

  private(set) var cells: [Cell] = []
  private(set) var children: [Int] = []
  private(set) var gaps: [Gap] = []

  /// Takes a page apart; `nil` when it is none of a b-tree.
  init?(_ page: AuditDatabase.Page, usable: Int) {
    let bytes = page.bytes
    let start = page.number == 1 ? 100 : 0
    let kind = bytes[start]
    guard [2, 5, 10, 13].contains(kind) else { return nil }
    let isInner = kind < 10
    let head = start + (isInner ? 12 : 8)
    let count = bytes.number(at: start + 3, 2)
    let stated = bytes.number(at: start + 5, 2)
    let content = stated == 0 ? 65_536 : stated
    let pointersEnd = head + 2 * count
    guard pointersEnd <= content, content <= usable else { return nil }
    var taken: [Range<Int>] = []
    for index in 0..<count {
      let place = bytes.number(at: head + 2 * index, 2)
      guard place >= content, let end = read(bytes, at: place, kind: kind, usable: usable) else {
        return nil
      }
      taken.append(place..<end)
    }
    if isInner { children.append(bytes.number(at: start + 8, 4)) }
    // Old pointers to rows that are elsewhere now tell no more than how many there were.
    var free = pointersEnd
    while free + 1 < content, (1..<usable).contains(bytes.number(at: free, 2)) { free += 2 }
    gaps.append(Gap(start: free, bytes: Array(bytes[free..<max(free, content)])))
    var blocks: [Range<Int>] = []
    var block = bytes.number(at: start + 1, 2)
    while block >= content, block + 4 <= usable, blocks.count < usable {
      blocks.append(block..<block + 4)
      block = bytes.number(at: block, 2)
    }
    var place = content
    for range in (taken + blocks).sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if place < range.lowerBound {
        gaps.append(Gap(start: place, bytes: Array(bytes[place..<range.lowerBound])))
      }
      place = max(place, range.upperBound)
    }
    if place < bytes.count { gaps.append(Gap(start: place, bytes: Array(bytes[place...]))) }
  }

  /// Reads one cell and returns where it ends.
  private mutating func read(
    _ bytes: [UInt8], at start: Int, kind: UInt8, usable: Int
  ) -> Int? {
    var place = start
    if kind < 10 {
      children.append(bytes.number(at: place, 4))
      place += 4
    }
    if kind == 5 {
      // Only a number and a page.
      guard let rowid = bytes.varint(at: place) else { return nil }
      return rowid.next
    }
    guard let size = bytes.varint(at: place), size.value >= 0 else { return nil }
    place = size.next
    var rowid = 0
    if kind == 13 {
      guard let found = bytes.varint(at: place) else { return nil }
      rowid = found.value
      place = found.next
    }
    let most = kind == 13 ? usable - 35 : (usable - 12) * 64 / 255 - 23
    let least = (usable - 12) * 32 / 255 - 23
    var local = size.value
    if local > most {
      let fit = least + (size.value - least) % (usable - 4)
      local = fit <= most ? fit : least
    }
    guard place + local <= usable else { return nil }
    let overflows = local < size.value
    cells.append(
      Cell(
        payload: Array(bytes[place..<place + local]), size: size.value, rowid: rowid,
        overflow: overflows ? bytes.number(at: place + local, 4) : 0))
    // SQLite gives each cell of a leaf at least four bytes.
    return max(place + local + (overflows ? 4 : 0), start + 4)
  }
}

/// A row's columns.
struct AuditRecord {
  /// One value, as far as an audit tells them apart.
  enum Value: Equatable {
    case null
    case number(Int)
    case bytes([UInt8])

    var number: Int? { if case .number(let number) = self { number } else { nil } }
    var bytes: [UInt8]? { if case .bytes(let bytes) = self { bytes } else { nil } }
  }

  private(set) var values: [Value] = []

  /// Reads a record; values that the payload no longer holds are left out.
  init(_ payload: [UInt8]) {
    guard let head = payload.varint(at: 0) else { return }
    var place = head.next
    var content = head.value
    while place < head.value, let type = payload.varint(at: place) {
      place = type.next
      let length: Int
      switch type.value {
      case 0:
        values.append(.null)
        continue
      case 8, 9:
        values.append(.number(type.value - 8))
        continue
      case 1...4: length = type.value
      case 5: length = 6
      case 6, 7: length = 8
      case 12...: length = (type.value - 12) / 2
      default: return
      }
      guard content >= 0, length <= payload.count - content else { return }
      if type.value >= 12 {
        values.append(.bytes(Array(payload[content..<content + length])))
      } else {
        values.append(.number(payload.number(at: content, length)))
      }
      content += length
    }
  }
}
