/// The words of errors after which a connection is closed.
package enum ErrorCode: String, Sendable, CaseIterable {
  /// A message that the protocol does not allow.
  case badMessage = "bad-message"
  /// Something else came before `hello`.
  case helloFirst = "hello-first"
  /// `hello` came twice.
  case secondHello = "second-hello"
  /// `hello` did not come within 5 s.
  case helloLate = "hello-late"
  /// The seat is open in another window.
  case elsewhere
  /// No such session, purged, or the wrong key to its door.
  case noSession = "no-session"
  /// The seat was closed.
  case removed
  /// The session is gone.
  case purged
  /// The seat has another token.
  case seatTaken = "seat-taken"
  /// The seat was given to somebody who asked for it as lost, and has another token since.
  case seatGiven = "seat-given"
  /// An unknown member who gave no name.
  case noName = "no-name"
  /// Sent away at the door.
  case refused
  /// The session has as many members as it may.
  case sessionFull = "session-full"
  /// As many wait at the door as may.
  case doorFull = "door-full"
  /// Too many came to the door just now.
  case doorBusy = "door-busy"
  /// Too many commands.
  case rate
  /// Reads too slowly.
  case slow
  /// Waited at the door for too long.
  case waited
  /// The disk fails.
  case storage
  /// The server restarts.
  case drain
  /// Another node serves the session; its label comes with it.
  case moved
  /// The node gave the session up, or lost it: whoever serves it now is found by coming back.
  case movedOn = "moved-on"

  /// The code to close with.
  package var close: CloseCode {
    switch self {
    case .badMessage, .helloFirst, .secondHello: .bug
    case .elsewhere: .elsewhere
    case .noSession: .noSession
    case .removed: .removed
    case .purged: .purged
    case .seatTaken, .noName: .seat
    case .seatGiven: .seatGiven
    case .refused: .refused
    case .sessionFull, .doorFull: .full
    case .doorBusy: .doorBusy
    case .rate: .rate
    case .slow: .slow
    case .waited: .waited
    case .storage: .storage
    case .helloLate: .late
    case .drain: .drain
    case .moved: .moved
    case .movedOn: .movedOn
    }
  }

  /// Whether the same may succeed later without anything else being done.
  package var temporary: Bool {
    switch self {
    case .sessionFull, .doorFull: true
    default: close.reconnect != .never
    }
  }
}

/// The words of errors in HTTP answers.
package enum HTTPErrorCode: String, Sendable, CaseIterable {
  /// A body that the protocol does not allow.
  case badMessage = "bad-message"
  /// A method file with errors.
  case badMethod = "bad-method"
  /// No creation key, or a wrong one.
  case creationKey = "creation-key"
  /// No such address.
  case notFound = "not-found"
  /// The address does not take this method.
  case methodNotAllowed = "method-not-allowed"
  /// The session was made with another body.
  case sessionTaken = "session-taken"
  /// The body is too long.
  case tooLarge = "too-large"
  /// Too many requests.
  case busy
  /// The disk fails, or the server stops.
  case storage

  /// The status of the answer.
  package var status: Int {
    switch self {
    case .badMessage, .badMethod: 400
    case .creationKey: 401
    case .notFound: 404
    case .methodNotAllowed: 405
    case .sessionTaken: 409
    case .tooLarge: 413
    case .busy: 429
    case .storage: 503
    }
  }

  /// Whether the same request may succeed later.
  package var temporary: Bool { self == .busy || self == .storage }
}
