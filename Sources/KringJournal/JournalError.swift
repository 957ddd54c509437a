import KringCore

/// A refusal or a failure of a journal, for the operator's log.
///
/// A message names files and figures, never a session, a member or a text.
package struct JournalError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A stable word for what went wrong.
  package enum Code: String, Sendable, CaseIterable {
    /// The files were written by a later version of Kring.
    case newerFormat = "newer-format"
    /// The data folder or a file in it cannot be made or written.
    case notWritable = "not-writable"
    /// Another process has the data folder open.
    case inUse = "in-use"
    /// A file is not a journal, or what it holds does not fit together.
    case corrupt = "corrupt"
    /// The data folder or a file in it was removed or replaced while the journal was open.
    case replaced
    /// The disk failed or is full: what the failed batch left behind is unknown until reopened.
    case storage = "storage"
    /// Another node has taken over this node's sessions; nothing of the batch is kept.
    case fenced
    /// The database waits for no standby although it was asked for, or waits for one in vain.
    case standbyMissing = "standby-missing"
    /// The clock of this machine is not that of the database.
    case clock
    /// An event does not have the sequence number that follows; nothing of the batch is kept.
    case wrongSequence = "wrong-sequence"
    /// An entry is for a session that is not there; nothing of the batch is kept.
    case noSession = "no-session"
    /// A new session has the id of one that is there; nothing of the batch is kept.
    case sessionExists = "session-exists"
    /// An entry is for a closed set that has ended; nothing of the batch is kept.
    case setEnded = "set-ended"
  }

  /// The stable word.
  package let code: Code
  /// One sentence that says where, what was found and what was expected.
  package let message: String
  /// The session whose entry was refused; never part of a message.
  let session: ID?

  package init(_ code: Code, _ message: String) {
    self.init(code, message, session: nil)
  }

  init(_ code: Code, _ message: String, session: ID?) {
    self.code = code
    self.message = message
    self.session = session
  }

  /// The word and the sentence.
  package var description: String { "\(code.rawValue): \(message)" }

  /// Whether the journal refused before it wrote anything, and can still be used.
  package var isRefusal: Bool {
    switch code {
    case .wrongSequence, .noSession, .sessionExists, .setEnded: true
    case .newerFormat, .notWritable, .inUse, .corrupt, .replaced, .storage, .fenced,
      .standbyMissing, .clock:
      false
    }
  }
}
