import KringCore
import KringJSON
import KringJournal
import KringProtocol

/// Searches what an operator has for anything that ties two sessions, and for what must not be there
/// at all.
///
/// An id, a hash or a key can stand somewhere as bytes, as hexadecimal digits or as base64url, alone or
/// within something longer: so every piece of twelve bytes of each of these forms is remembered with
/// the session that it came from, and a piece that comes from two sessions ties them.
struct TieSearch {
  /// How many bytes a piece has: fewer than an id in any form, and too many to be equal by chance.
  static let length = 12

  /// Who has a piece.
  private enum Owner: Hashable {
    case session(ID)
    /// Nobody on the server: a secret, or what is only ever sealed.
    case nobody
  }

  private var owners: [UInt64: Owner] = [:]
  private var removed: Set<ID> = []
  /// What was found that must not be there, once for each pair of places.
  private(set) var hits: Set<String> = []
  /// How many pieces are remembered.
  var count: Int { owners.count }

  // MARK: What is searched for

  /// Remembers bytes that must not be found anywhere.
  mutating func hide(_ bytes: [UInt8]) {
    for form in Self.forms(bytes) { remember(form, .nobody, in: "what must be nowhere") }
  }

  /// Remembers words that must not be found anywhere.
  mutating func hide(words: String) {
    remember(Array(words.utf8), .nobody, in: "what must be nowhere")
  }

  /// Takes up what was written to the disk for a session.
  mutating func take(_ entry: JournalEntry) {
    let session = entry.session
    if case .purge = entry { removed.insert(session) }
    for column in Self.columns(of: entry) {
      if column.contains(where: { $0 > 0x7e || $0 < 0x20 }) {
        for form in Self.forms(column) { remember(form, .session(session), in: "a row") }
      } else {
        for word in Self.words(in: column) { remember(word, .session(session), in: "a row") }
      }
      look(at: column, place: "a row") { $0 == .nobody }
    }
  }

  /// Looks for what is left of sessions that are gone, and for what must be nowhere.
  mutating func look(atFile bytes: [UInt8], _ name: String) {
    let removed = removed
    look(at: bytes, place: name) { owner in
      if case .session(let session) = owner { removed.contains(session) } else { true }
    }
  }

  /// Looks for anything at all of any session.
  mutating func look(atLines bytes: [UInt8], _ name: String) {
    look(at: bytes, place: name) { _ in true }
  }

  // MARK: Pieces

  private mutating func remember(_ bytes: [UInt8], _ owner: Owner, in place: String) {
    Self.pieces(of: bytes) { piece in
      guard let other = owners.updateValue(owner, forKey: piece), other != owner else { return }
      let isHidden = owner == .nobody || other == .nobody
      hits.insert("\(place) " + (isHidden ? "holds what must be nowhere" : "ties two sessions"))
    }
  }

  private mutating func look(at bytes: [UInt8], place: String, _ isBad: (Owner) -> Bool) {
    Self.pieces(of: bytes) { piece in
      guard let owner = owners[piece], isBad(owner) else { return }
      switch owner {
      case .nobody: hits.insert("\(place) holds what must be nowhere")
      case .session: hits.insert("\(place) holds what belongs to a session")
      }
    }
  }

  /// Gives a number for each piece of some bytes; the same for the same piece.
  private static func pieces(of bytes: [UInt8], _ body: (UInt64) -> Void) {
    guard bytes.count >= length else { return }
    bytes.withUnsafeBytes { buffer in
      for place in 0...(buffer.count - length) {
        let head = buffer.loadUnaligned(fromByteOffset: place, as: UInt64.self)
        let tail = buffer.loadUnaligned(fromByteOffset: place + length - 8, as: UInt64.self)
        let mixed = head &* 0x9e37_79b9_7f4a_7c15 ^ tail &* 0xbf58_476d_1ce4_e5b9
        body(mixed ^ mixed >> 29)
      }
    }
  }

  /// The ways in which bytes can be written.
  private static func forms(_ bytes: [UInt8]) -> [[UInt8]] {
    let digits = Array("0123456789abcdef".utf8)
    let hex = bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    return [bytes, hex, Base64URL.encode(bytes)]
  }

  /// The words of a text that can be ids, hashes or envelopes: long ones of digits and letters.
  private static func words(in text: [UInt8]) -> [[UInt8]] {
    text.split { !isOfWord($0) }.filter { word in
      word.count >= 16 && word.contains { 0x30...0x39 ~= $0 } && word.contains { $0 > 0x39 }
    }
    .map(Array.init)
  }

  private static func isOfWord(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x5f: true
    default: false
    }
  }

  // MARK: Rows

  /// The columns of a row that are not numbers.
  private static func columns(of entry: JournalEntry) -> [[UInt8]] {
    switch entry {
    case .session(let id, let key, let claim, let body): [id.bytes, key, claim, body]
    case .event(let id, _, let bytes): [id.bytes, withoutPlan(bytes)]
    case .seat(let id, let member, let hash): [id.bytes, member.bytes, hash]
    case .connected(let id, let member, _, _): [id.bytes, member.bytes]
    case .card(let id, let card):
      [id.bytes, card.item.bytes, card.own, card.author?.bytes ?? [], card.envelope?.text ?? []]
    case .ballot(let id, _, let ballot, _): [id.bytes, ballot]
    case .endSet(let id, _), .purge(let id): [id.bytes]
    }
  }

  /// An event without the plan, which two meetings with one method share.
  private static func withoutPlan(_ event: [UInt8]) -> [UInt8] {
    guard let json = try? JSON.parse(event, limits: .init(depth: 32)), json["plan"] != nil,
      case .object(let fields) = json
    else { return event }
    return JSON.object(fields.filter { $0.key != "plan" }).bytes
  }
}
