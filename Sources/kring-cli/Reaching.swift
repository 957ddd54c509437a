import KringClient
import KringTerminal
import TransportLoop

/// Runs something that talks to a server and says what went wrong.
func leaving<Value>(_ server: String, _ body: () async throws -> Value) async throws -> Value {
  do {
    return try await body()
  } catch let error as TransportError {
    switch error.code {
    case .badURL, .certificateUnreadable: throw Leaving.usage.because(error.message)
    case .timedOut: throw Leaving.gaveUp.because(error.message)
    default: throw Leaving.unreachable.because("\(server) cannot be reached. \(error.message)")
    }
  } catch let error as SessionMaker.Failure {
    guard case .refused(401, _) = error else {
      throw Leaving.failed.because("the server refused the session: \(error)")
    }
    throw Leaving.notAllowed.because(
      "the server wants a creation key; give the right one with --creation-key-file")
  }
}
