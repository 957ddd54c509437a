import KringCore

/// What gives the events of a session that `openUnread` or `claim` left where they are.
///
/// Used from one thread at a time, which need not be the journal's, and only for sessions of which
/// nothing was written or purged since.
package protocol EventReader: Sendable {
  /// Returns the bytes of a session's events, in order; none for an unknown session.
  func events(of session: ID) throws(JournalError) -> [[UInt8]]
  /// Forgets where a session's events lie: nobody will ask for them again.
  func forget(_ session: ID)
  /// Lets go of the file; nothing is read afterwards. A journal that is closed while somebody has its
  /// files open leaves its log beside them.
  func close()
}
