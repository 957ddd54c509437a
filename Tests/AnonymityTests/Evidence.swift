import Foundation
import Glibc
import KringCore
import KringJSON

/// What the attacker of the guessing game has after one set: all frames of one member with their
/// times, and all bytes of the disk at two moments.
struct Evidence {
  /// All frames of the attacker in this round, with the time of each.
  var frames: [(time: Int, text: [UInt8])] = []
  /// The cards of the opened set, as the attacker got them.
  var opened: [JSON] = []
  /// The files while the set is still closed, as after a kill.
  var closed = Disk()
  /// The files after the opening and the sweep.
  var after = Disk()
  /// The rows of the closed items while the set is still closed.
  var rows: [ID: WatchedJournal.Row] = [:]

  /// The id of an opened card.
  static func id(of card: JSON) -> ID? {
    guard case .string(let text)? = card["item"] else { return nil }
    return ID(uuid: Array(text.string.utf8))
  }

  /// The opened card with an id.
  func card(_ id: ID) -> JSON? { opened.first { Self.id(of: $0) == id } }

  /// All whole numbers an opened card has; in a sound server none.
  func numbers(of id: ID) -> [Int] {
    guard case .object(let fields)? = card(id) else { return [] }
    return fields.compactMap { field in
      if case .int(let number) = field.value { number } else { nil }
    }
  }

  /// When the attacker first heard of a card.
  func firstHeard(of id: ID) -> Int? {
    let uuid = Array(id.uuid.utf8)
    return frames.first { Disk.place(of: uuid, in: $0.text) != nil }?.time
  }
}

/// The files of a data folder, byte for byte.
struct Disk {
  /// Each file's bytes, logs first.
  private(set) var files: [(name: String, bytes: [UInt8])] = []

  init() {}

  /// Reads a folder.
  init(folder: String) throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
    files = names.sorted { ($0.hasSuffix("-wal") ? 0 : 1, $0) < ($1.hasSuffix("-wal") ? 0 : 1, $1) }
      .map { ($0, [UInt8](FileManager.default.contents(atPath: folder + "/" + $0) ?? Data())) }
  }

  /// Adds a file, as a mistake in the server would.
  mutating func add(_ name: String, _ bytes: [UInt8]) { files.insert((name, bytes), at: 0) }

  /// The ids in the order in which they lie in the first file that has them all; empty if none has.
  func order(of ids: [ID]) -> [ID] {
    for form in [\ID.bytes, \.uuidBytes] {
      for file in files {
        let places = ids.compactMap { id in
          Self.place(of: id[keyPath: form], in: file.bytes).map { (id, $0) }
        }
        if places.count == ids.count { return places.sorted { $0.1 < $1.1 }.map(\.0) }
      }
    }
    return []
  }

  /// How many files have some bytes, and how often, all together.
  func count(of bytes: [UInt8]) -> Int {
    files.reduce(0) { sum, file in
      var count = 0
      var rest = file.bytes[...]
      while let place = Self.place(of: bytes, in: rest) {
        count += 1
        rest = rest[(place + bytes.count)...]
      }
      return sum + count
    }
  }

  /// Where some bytes first lie.
  static func place(of wanted: [UInt8], in bytes: [UInt8]) -> Int? {
    place(of: wanted, in: bytes[...])
  }

  private static func place(of wanted: [UInt8], in bytes: ArraySlice<UInt8>) -> Int? {
    guard let first = wanted.first, bytes.count >= wanted.count else { return nil }
    return bytes.withUnsafeBytes { buffer in
      guard let start = buffer.baseAddress else { return nil }
      let end = start + buffer.count - wanted.count + 1
      var place = start
      while place < end, let hit = memchr(place, CInt(first), end - place) {
        if memcmp(hit, wanted, wanted.count) == 0 {
          return bytes.startIndex + (UnsafeRawPointer(hit) - start)
        }
        place = UnsafeRawPointer(hit) + 1
      }
      return nil
    }
  }
}

extension ID {
  /// The text of the id.
  fileprivate var uuidBytes: [UInt8] { Array(uuid.utf8) }
}
