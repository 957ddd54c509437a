import Foundation

/// A SQLite file with its log, as bytes (the format: sqlite.org/fileformat2.html).
struct AuditDatabase {
  let name: String
  let pageSize: Int
  /// What of a page holds content.
  let usable: Int
  /// The pages as a reader sees them now: the file, with what the log holds committed.
  private(set) var pages: [Page] = []
  /// All pages in the log, whether they still count or not.
  private(set) var frames: [Page] = []
  /// Where in `frames` transactions begin.
  private(set) var beginnings: [Int] = [0]
  /// The bytes of the log that are no whole frame.
  private(set) var tail: Page?

  /// One page with the name of its place.
  struct Page {
    let number: Int
    let place: String
    let bytes: [UInt8]
  }

  var count: Int { pages.count + frames.count }

  init(folder: String, name: String) throws(AuditError) {
    self.name = name
    // The log before the file: what a server adds to the log in between is then in neither.
    let log = [UInt8](FileManager.default.contents(atPath: folder + "/\(name)-wal") ?? Data())
    guard let data = FileManager.default.contents(atPath: folder + "/" + name) else {
      throw AuditError("\(folder)/\(name) cannot be read; expected a journal's file")
    }
    let file = [UInt8](data)
    guard file.starts(with: Array("SQLite format 3\0".utf8)) || (file.isEmpty && !log.isEmpty)
    else { throw AuditError("\(folder)/\(name) is no SQLite database") }
    let header = file.isEmpty ? Array(log.dropFirst(56)) : file
    guard header.count >= 100 else { throw AuditError("\(folder)/\(name) is too short") }
    let size = header.number(at: 16, 2)
    pageSize = size == 1 ? 65_536 : size
    usable = pageSize - Int(header[20])
    guard pageSize >= 512, file.count % pageSize == 0 else {
      throw AuditError("\(folder)/\(name) is no whole number of pages")
    }
    for number in stride(from: 0, to: file.count / pageSize, by: 1) {
      let bytes = Array(file[number * pageSize..<(number + 1) * pageSize])
      pages.append(Page(number: number + 1, place: "\(name), page \(number + 1)", bytes: bytes))
    }
    readLog(log)
  }

  /// Splits the log into frames, and lays those that count over the file.
  private mutating func readLog(_ log: [UInt8]) {
    guard log.count >= 32 else {
      if !log.isEmpty { tail = Page(number: 0, place: "\(name)-wal", bytes: log) }
      return
    }
    let salts = log[16..<24]
    var sum = LogSum(isBigEndian: log[3] & 1 == 1)
    sum.add(log[0..<24])
    var isCounting = sum.matches(log[24..<32])
    var pending: [Int: Page] = [:]
    var place = 32
    var index = 1
    while place + 24 + pageSize <= log.count {
      let number = log.number(at: place, 4)
      let size = log.number(at: place + 4, 4)
      let bytes = Array(log[place + 24..<place + 24 + pageSize])
      let frame = Page(
        number: number, place: "\(name)-wal, frame \(index) (page \(number))", bytes: bytes)
      frames.append(frame)
      if size > 0 { beginnings.append(frames.count) }
      if isCounting {
        sum.add(log[place..<place + 8])
        sum.add(bytes[...])
        isCounting =
          log[place + 8..<place + 16] == salts && sum.matches(log[place + 16..<place + 24])
      }
      if isCounting {
        pending[number] = frame
        if size > 0 {
          commit(pending, size: size)
          pending = [:]
        }
      }
      place += 24 + pageSize
      index += 1
    }
    if place < log.count {
      tail = Page(number: 0, place: "\(name)-wal, at the end", bytes: Array(log[place...]))
    }
  }

  private mutating func commit(_ changed: [Int: Page], size: Int) {
    for number in changed.keys.sorted() {
      guard let page = changed[number], number > 0, number <= size else { continue }
      while pages.count < number {
        let next = pages.count + 1
        pages.append(
          Page(
            number: next, place: "\(name), page \(next)",
            bytes: Array(repeating: 0, count: pageSize)))
      }
      pages[number - 1] = page
    }
    if pages.count > size { pages.removeLast(pages.count - size) }
  }
}

/// The running sum that tells how far a log was written whole.
private struct LogSum {
  let isBigEndian: Bool
  private var first: UInt32 = 0
  private var second: UInt32 = 0

  init(isBigEndian: Bool) { self.isBigEndian = isBigEndian }

  mutating func add(_ bytes: ArraySlice<UInt8>) {
    bytes.withUnsafeBytes { bytes in
      for place in stride(from: 0, to: bytes.count - 7, by: 8) {
        let (one, two) = bytes.loadUnaligned(fromByteOffset: place, as: (UInt32, UInt32).self)
        first &+= (isBigEndian ? one.bigEndian : one.littleEndian) &+ second
        second &+= (isBigEndian ? two.bigEndian : two.littleEndian) &+ first
      }
    }
  }

  /// Whether the eight bytes after what was added say the same.
  func matches(_ stated: ArraySlice<UInt8>) -> Bool {
    let bytes = Array(stated)
    return bytes.number(at: 0, 4) == Int(first) && bytes.number(at: 4, 4) == Int(second)
  }
}

extension [UInt8] {
  /// The big-endian number in so many bytes; 0 beyond the end.
  func number(at place: Int, _ count: Int) -> Int {
    guard place >= 0, place + count <= self.count else { return 0 }
    return self[place..<place + count].reduce(0) { $0 << 8 | Int($1) }
  }

  /// The number of variable length at a place, and the place after it.
  func varint(at place: Int) -> (value: Int, next: Int)? {
    var value: UInt64 = 0
    for index in 0..<9 {
      guard place + index < count else { return nil }
      let byte = self[place + index]
      if index == 8 { return (Int(truncatingIfNeeded: value << 8 | UInt64(byte)), place + 9) }
      value = value << 7 | UInt64(byte & 0x7f)
      if byte < 0x80 { return (Int(truncatingIfNeeded: value), place + index + 1) }
    }
    return nil
  }
}
