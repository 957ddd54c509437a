import KringCore

extension Journal {
  /// Commits as one transaction the entries of those sessions of which none is refused.
  ///
  /// - Returns: the sessions of which nothing was written, each with why.
  package func commitFitting(_ entries: [JournalEntry]) throws(JournalError) -> [ID: JournalError] {
    var refused: [ID: JournalError] = [:]
    var rest = entries
    while true {
      do {
        try commit(rest)
        return refused
      } catch {
        guard error.isRefusal, let session = error.session else { throw error }
        refused[session] = error
        rest.removeAll { $0.session == session }
      }
    }
  }
}
