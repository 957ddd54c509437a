/// The rules for rows, and for the bytes around them.
struct AuditRows {
  private(set) var faults: [AuditFault] = []
  private(set) var sessions: Set<[UInt8]> = []
  private(set) var count = 0
  private(set) var zeroCount = 0
  private var ended: Set<Ended> = []

  private struct Ended: Hashable {
    let session: [UInt8]
    let set: Int
  }

  /// The tables of each file, as they must be made. Stated here once more on purpose: a column
  /// that somebody adds elsewhere is not on the list.
  static let journal = [
    "sessions": table("session", "join_key", "claim", "body"),
    "seats": table("session", "member", "token"),
    "connected": table("session", "member", "time", "since"),
    "ends": table("session", "closed_set"),
    "events": table("session", "seq", "bytes"),
  ].reduce(into: [:]) { $0[$1.key] = "CREATE TABLE \($1.key) \($1.value)" }

  static let closed = [
    "slots": "CREATE TABLE slots "
      + table("session", "closed_set", "part", "changes", "size", "bytes")
  ]

  private static func table(_ columns: String...) -> String {
    let blobs = columns.map { "\($0) BLOB" }.joined(separator: ", ")
    return "(pos INTEGER PRIMARY KEY, live INTEGER NOT NULL, \(blobs)) STRICT"
  }

  /// Checks both files of a journal.
  mutating func read(_ journal: AuditDatabase, _ closed: AuditDatabase) throws(AuditError) {
    let events = AuditFile(journal, schema: Self.journal)
    let cards = AuditFile(closed, schema: Self.closed)
    for row in events.rows where row.table == "sessions" && row.isCurrent && Self.isLive(row) {
      if let id = Self.session(of: row) { sessions.insert(id) }
    }
    for row in events.rows where row.table == "ends" && row.isCurrent && Self.isLive(row) {
      let values = row.record.values
      guard let id = Self.session(of: row), values.count > 3, let set = values[3].bytes else {
        continue
      }
      ended.insert(Ended(session: id, set: set.number(at: 0, set.count)))
    }
    faults += events.faults + cards.faults
    var live = AuditRemnants()
    for row in events.rows where check(row) && row.isCurrent { live.keep(row.payload) }
    for row in cards.rows where checkClosed(row) && row.isCurrent { live.keep(row.payload) }
    faults += live.faults(in: events.loose + cards.loose)
    faults = faults.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  private static func isLive(_ row: AuditFile.Row) -> Bool {
    row.record.values.dropFirst().first?.number == 1
  }

  /// The session that a row of the journal names.
  private static func session(of row: AuditFile.Row) -> [UInt8]? {
    let values = row.record.values
    return values.count > 2 ? values[2].bytes : nil
  }

  /// Checks a row of the journal; false when it is none to keep.
  private mutating func check(_ row: AuditFile.Row) -> Bool {
    let values = row.record.values
    if values.count > 1, values[1].number == 0 {
      let isZero = values.dropFirst(2).allSatisfy { value in
        value.bytes?.allSatisfy { $0 == 0 } ?? (value == .null)
      }
      if !isZero { faults.append(AuditFault(row.place, "a removed row that is not zero")) }
      if row.isCurrent { zeroCount += 1 }
      return false
    }
    return belongs(Self.session(of: row), row)
  }

  /// Checks a slot of the closed store; false when it is none to keep.
  private mutating func checkClosed(_ row: AuditFile.Row) -> Bool {
    guard check(row) else { return false }
    let values = row.record.values
    guard let session = Self.session(of: row), values.count == 8, let set = values[3].bytes,
      let size = values[6].bytes, let bytes = values[7].bytes
    else { return true }
    if bytes.dropFirst(max(0, size.number(at: 0, size.count))).contains(where: { $0 != 0 }) {
      faults.append(AuditFault(row.place, "free space in a slot that is not zero"))
    }
    guard ended.contains(Ended(session: session, set: set.number(at: 0, set.count))) else {
      return true
    }
    faults.append(AuditFault(row.place, "a closed row whose set has ended"))
    return false
  }

  private mutating func belongs(_ session: [UInt8]?, _ row: AuditFile.Row) -> Bool {
    guard let session, sessions.contains(session) else {
      faults.append(
        AuditFault(
          row.place,
          row.isCurrent
            ? "a row of a session that is not kept"
            : "a remnant in the log: a row of a session that is not kept"))
      return false
    }
    if row.isCurrent { count += 1 }
    return true
  }
}

/// Finds what lies outside of rows and is no copy of what lies in one.
///
/// SQLite copies rows when it moves them between pages and leaves the old place as it is. Such a
/// copy of a row that is there anyway tells nothing; anything else does.
struct AuditRemnants {
  private static let width = 8
  private var kept: [[UInt8]] = []

  mutating func keep(_ row: [UInt8]) { kept.append(row) }

  func faults(in loose: [AuditFile.Loose]) -> [AuditFault] {
    let suspects = loose.filter { $0.bytes.contains { $0 != 0 } }
    guard !suspects.isEmpty else { return [] }
    var copies: [UInt64: Bool] = [:]
    for suspect in suspects where suspect.mayBeCopy {
      Self.windows(of: suspect.bytes) { _, window in copies[window] = false }
    }
    for row in kept {
      Self.windows(of: row) { _, window in if copies[window] != nil { copies[window] = true } }
    }
    return suspects.compactMap { suspect in
      var isKnown = suspect.bytes.map { $0 == 0 }
      if suspect.mayBeCopy {
        Self.windows(of: suspect.bytes) { place, window in
          guard copies[window] == true else { return }
          for index in place..<place + Self.width { isKnown[index] = true }
        }
      }
      let unknown = isKnown.count { !$0 }
      // Up to seven bytes between two copies are heads of rows, or numbers of pages.
      let longest = isKnown.split(separator: true).map(\.count).max() ?? 0
      guard longest >= Self.width || (!suspect.mayBeCopy && unknown > 0) else { return nil }
      return AuditFault(
        suspect.place, "free space that is not zero: \(unknown) bytes that no row has")
    }
  }

  /// Calls for each eight bytes in a row.
  private static func windows(of bytes: [UInt8], _ body: (Int, UInt64) -> Void) {
    var window: UInt64 = 0
    for (index, byte) in bytes.enumerated() {
      window = window << 8 | UInt64(byte)
      if index >= width - 1 { body(index - width + 1, window) }
    }
  }
}
