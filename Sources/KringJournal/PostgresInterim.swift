import KringCore

/// What the journal's protocol will have.
package enum Claim: Sendable {
  case none
  case held
  case taken(entries: [JournalEntry], lastAlive: Int64?)
  case elsewhere(node: String, joinKeyHash: [UInt8], body: [UInt8])
}

extension PostgresJournal {
  package func noteAlive(at milliseconds: Int64) { try? beat(at: milliseconds) }
}

extension PostgresEventReader {
  func lastEvent() throws(JournalError) -> [UInt8]? { nil }
}
