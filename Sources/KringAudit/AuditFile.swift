/// One database walked through: its rows by table, and every stretch of bytes that is no row's.
struct AuditFile {
  /// A row of a table, with the place of its page.
  struct Row {
    let table: String
    let place: String
    let record: AuditRecord
    let payload: [UInt8]
    /// Whether it is on a page as it is now, not on an earlier one in the log.
    let isCurrent: Bool
  }

  /// Bytes outside of rows.
  struct Loose {
    let place: String
    let bytes: [UInt8]
    /// Whether a copy of what is there anyway may lie here.
    let mayBeCopy: Bool
  }

  private(set) var rows: [Row] = []
  private(set) var loose: [Loose] = []
  private(set) var faults: [AuditFault] = []
  private let database: AuditDatabase
  private var seen: Set<Int> = []
  /// Which table each page belonged to, for pages in the log.
  private var owners: [Int: String] = [:]

  init(_ database: AuditDatabase, schema: [String: String]) {
    self.database = database
    let roots = readSchema(schema)
    for (table, root) in roots.sorted(by: { $0.key < $1.key }) { walk(root, table) }
    readFreeList()
    for page in database.pages where !seen.contains(page.number) {
      loose.append(.init(place: "\(page.place), in no table", bytes: page.bytes, mayBeCopy: false))
    }
    readLog()
  }

  // MARK: Tables as they are now

  /// Compares what the file is made of with the list, and returns where the tables begin.
  private mutating func readSchema(_ schema: [String: String]) -> [String: Int] {
    let before = rows.count
    walk(1, "sqlite_schema")
    var roots: [String: Int] = [:]
    for row in rows[before...] {
      let values = row.record.values
      guard values.count == 5, let kind = values[0].bytes, let name = values[1].bytes else {
        faults.append(AuditFault(row.place, "a line of the schema that cannot be read"))
        continue
      }
      let table = String(decoding: name, as: UTF8.self)
      let sql = values[4].bytes.map { String(decoding: $0, as: UTF8.self) } ?? ""
      guard kind == Array("table".utf8), let expected = schema[table] else {
        let kind = String(decoding: kind, as: UTF8.self)
        faults.append(AuditFault(row.place, "\(kind) \(table) is not on the list"))
        if let root = values[3].number, root > 0 { walk(root, table) }
        continue
      }
      roots[table] = values[3].number
      let extra = Self.columns(of: sql).filter { !Self.columns(of: expected).contains($0) }
      for column in extra {
        faults.append(
          AuditFault(row.place, "column \(column) of table \(table) is not on the list"))
      }
      if extra.isEmpty, Self.words(sql) != Self.words(expected) {
        faults.append(AuditFault(row.place, "table \(table) is not made as on the list"))
      }
    }
    for table in schema.keys.sorted() where roots[table] == nil {
      faults.append(AuditFault(database.name, "table \(table) is missing"))
    }
    rows.removeAll { $0.table == "sqlite_schema" }
    return roots
  }

  private static func words(_ sql: String) -> [Substring] {
    sql.split { !($0.isLetter || $0.isNumber || $0 == "_") }
  }

  /// The first words of the parts of a definition.
  static func columns(of sql: String) -> [String] {
    guard let open = sql.firstIndex(of: "(") else { return [] }
    var depth = 0
    var parts: [String] = [""]
    for character in sql[open...].dropFirst() {
      if character == "(" { depth += 1 }
      if character == ")" { depth -= 1 }
      if depth < 0 { break }
      if character == ",", depth == 0 {
        parts.append("")
      } else {
        parts[parts.count - 1].append(character)
      }
    }
    return parts.compactMap { words($0).first.map(String.init) }.filter { $0 != "PRIMARY" }
  }

  private mutating func walk(_ root: Int, _ table: String) {
    var open = [root]
    while let number = open.popLast() {
      guard database.pages.indices.contains(number - 1), seen.insert(number).inserted else {
        faults.append(
          AuditFault(database.name, "page \(number) of table \(table) is missing or used twice"))
        continue
      }
      let page = database.pages[number - 1]
      owners[number] = table
      guard let parts = AuditTreePage(page, usable: database.usable) else {
        faults.append(AuditFault(page.place, "no page of a table, but table \(table) uses it"))
        continue
      }
      open += parts.children
      take(parts, of: page, table, isCurrent: true) { [database] number in
        database.pages.indices.contains(number - 1) ? database.pages[number - 1] : nil
      }
    }
  }

  /// Adds the rows and gaps of a page, with what of the rows lies on other pages.
  private mutating func take(
    _ parts: AuditTreePage, of page: AuditDatabase.Page, _ table: String, isCurrent: Bool,
    _ find: (Int) -> AuditDatabase.Page?
  ) {
    for gap in parts.gaps {
      loose.append(
        .init(place: "\(page.place), byte \(gap.start)", bytes: gap.bytes, mayBeCopy: true))
    }
    for cell in parts.cells {
      var payload = cell.payload
      var next = cell.overflow
      while next > 0, payload.count < cell.size, let more = find(next) {
        if isCurrent { seen.insert(next) }
        let end = min(database.usable, 4 + cell.size - payload.count)
        payload += more.bytes[4..<end]
        loose.append(
          .init(
            place: "\(more.place), byte \(end)", bytes: Array(more.bytes[end...]), mayBeCopy: true))
        next = more.bytes.number(at: 0, 4)
      }
      rows.append(
        Row(
          table: table, place: "\(page.place), table \(table), row \(cell.rowid)",
          record: AuditRecord(payload), payload: payload, isCurrent: isCurrent))
    }
  }

  private mutating func readFreeList() {
    guard let first = database.pages.first?.bytes else { return }
    var trunk = first.number(at: 32, 4)
    while trunk > 0, database.pages.indices.contains(trunk - 1), seen.insert(trunk).inserted {
      let page = database.pages[trunk - 1]
      let count = min(page.bytes.number(at: 4, 4), database.usable / 4 - 2)
      for index in 0..<count {
        let number = page.bytes.number(at: 8 + 4 * index, 4)
        guard database.pages.indices.contains(number - 1), seen.insert(number).inserted else {
          continue
        }
        let leaf = database.pages[number - 1]
        loose.append(.init(place: "\(leaf.place), free", bytes: leaf.bytes, mayBeCopy: false))
      }
      loose.append(
        .init(
          place: "\(page.place), free", bytes: Array(page.bytes[(8 + 4 * count)...]),
          mayBeCopy: false))
      trunk = page.bytes.number(at: 0, 4)
    }
  }

  // MARK: The log

  /// Adds what lies on earlier pages in the log.
  private mutating func readLog() {
    if let tail = database.tail {
      loose.append(.init(place: tail.place, bytes: tail.bytes, mayBeCopy: true))
    }
    // The frames up to the end of a transaction make up what a reader saw then.
    var versions: [Int: Int] = [:]
    var used: Set<Int> = []
    var others: [Int] = []
    var beginnings = database.beginnings[...]
    for (index, frame) in database.frames.enumerated() {
      if index == beginnings.first {
        beginnings.removeFirst()
        let end = min(beginnings.first ?? .max, database.frames.count)
        for place in index..<end { versions[database.frames[place].number] = place }
      }
      let place = frame.number - 1
      if database.pages.indices.contains(place), database.pages[place].bytes == frame.bytes {
        continue
      }
      guard let parts = AuditTreePage(frame, usable: database.usable) else {
        others.append(index)
        continue
      }
      let table = owners[frame.number] ?? "unknown"
      guard table != "sqlite_schema" else { continue }
      take(parts, of: frame, table, isCurrent: false) { [database] number in
        guard let index = versions[number] else { return nil }
        used.insert(index)
        return database.frames[index]
      }
    }
    for index in others where !used.contains(index) {
      let frame = database.frames[index]
      loose.append(.init(place: frame.place, bytes: frame.bytes, mayBeCopy: true))
    }
  }
}
