import CPostgreSQL
import KringCore

/// A statement with the values of its parameters `$1`, `$2`, …; values are never part of the text.
package struct PostgresStatement {
  let sql: String
  let values: [PostgresValue]

  package init(_ sql: String, _ values: PostgresValue...) {
    self.sql = sql
    self.values = values
  }
}

/// A parameter in PostgreSQL's binary form.
package struct PostgresValue {
  /// The number of its type in PostgreSQL's catalogue.
  let type: Oid
  /// Its bytes; `nil` is NULL.
  let bytes: [UInt8]?

  private init(_ type: Oid, _ bytes: [UInt8]?) {
    self.type = type
    self.bytes = bytes
  }

  static func text(_ text: String) -> PostgresValue { .init(25, Array(text.utf8)) }
  static func number(_ number: Int) -> PostgresValue { .init(20, bigEndian(Int64(number))) }
  static func id(_ id: ID) -> PostgresValue { .init(2950, id.bytes) }

  static func texts(_ texts: [String]) -> PostgresValue {
    array(1009, of: 25, texts.map { Array($0.utf8) })
  }

  /// An array of numbers, of which those that are not there are NULL.
  static func numbers(_ numbers: [Int?]) -> PostgresValue {
    array(1016, of: 20, numbers.map { $0.map { bigEndian(Int64($0)) } })
  }

  static func ids(_ ids: [ID]) -> PostgresValue { array(2951, of: 2950, ids.map(\.bytes)) }
  static func byteStrings(_ strings: [[UInt8]]) -> PostgresValue { array(1001, of: 17, strings) }

  /// An array of one dimension: its head, then each element after its length.
  private static func array(
    _ type: Oid, of element: Oid, _ elements: [[UInt8]?]
  ) -> PostgresValue {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(20 + elements.reduce(0) { $0 + 4 + ($1?.count ?? 0) })
    bytes += bigEndian(Int32(elements.isEmpty ? 0 : 1))
    bytes += bigEndian(Int32(elements.contains { $0 == nil } ? 1 : 0))
    bytes += bigEndian(element)
    if !elements.isEmpty {
      bytes += bigEndian(Int32(elements.count))
      bytes += bigEndian(Int32(1))
    }
    for element in elements {
      bytes += bigEndian(Int32(element?.count ?? -1))
      if let element { bytes += element }
    }
    return .init(type, bytes)
  }

  private static func bigEndian(_ number: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: number.bigEndian) { Array($0) }
  }
}

/// What a statement gave, in binary form.
package final class PostgresResult {
  private let pointer: OpaquePointer

  /// Takes a result of libpq over.
  init(_ pointer: OpaquePointer) { self.pointer = pointer }

  deinit { libpq.PQclear(pointer) }

  /// Its rows, in order; columns are counted from 0.
  package var rows: [PostgresRow] {
    (0..<libpq.PQntuples(pointer)).map { PostgresRow(of: pointer, $0, self) }
  }

  /// The number of rows that the statement wrote or removed.
  var affected: Int { libpq.PQcmdTuples(pointer).flatMap { Int(String(cString: $0)) } ?? 0 }
}

/// One row of a result.
package struct PostgresRow {
  private let pointer: OpaquePointer
  private let row: Int32
  /// Kept as long as the row, for its memory.
  private let result: PostgresResult

  fileprivate init(of pointer: OpaquePointer, _ row: Int32, _ result: PostgresResult) {
    self.pointer = pointer
    self.row = row
    self.result = result
  }

  /// Returns the bytes of a column; an empty string and NULL are the same.
  func bytes(_ column: Int32) -> [UInt8] { Array(value(column)) }

  /// Returns the text of a column, `nil` for NULL.
  package func text(_ column: Int32) -> String? {
    isNull(column) ? nil : String(decoding: value(column), as: UTF8.self)
  }

  /// Returns a whole number of eight bytes, `nil` for NULL; anything else is corrupt.
  func optional(_ column: Int32) throws(JournalError) -> Int? {
    isNull(column) ? nil : try number(column)
  }

  /// Returns a whole number of eight bytes; anything else is corrupt.
  func number(_ column: Int32) throws(JournalError) -> Int {
    Int(Int64(bigEndian: try word(column, as: Int64.self)))
  }

  /// Returns whether a column is true; anything but a truth value is corrupt.
  func flag(_ column: Int32) throws(JournalError) -> Bool {
    try word(column, as: UInt8.self) == 1
  }

  /// Returns the id in a column; anything but 16 bytes is corrupt.
  func id(_ column: Int32) throws(JournalError) -> ID {
    guard let id = ID(bytes: value(column)) else { throw wrong(column) }
    return id
  }

  private func isNull(_ column: Int32) -> Bool { libpq.PQgetisnull(pointer, row, column) == 1 }

  private func value(_ column: Int32) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(
      start: libpq.PQgetvalue(pointer, row, column),
      count: Int(libpq.PQgetlength(pointer, row, column)))
  }

  private func word<Word: BitwiseCopyable>(
    _ column: Int32, as type: Word.Type
  ) throws(JournalError) -> Word {
    let value = value(column)
    guard value.count == MemoryLayout<Word>.size else { throw wrong(column) }
    return value.loadUnaligned(as: type)
  }

  private func wrong(_ column: Int32) -> JournalError {
    let name = libpq.PQfname(pointer, column).map { String(cString: $0) } ?? "\(column)"
    return JournalError(.corrupt, "a column \(name) has \(value(column).count) bytes")
  }
}
