import KringCore
import KringMethods
import KringProtocol
import Transport

// The HTTP side: health and new sessions. The methods are served from memory, as the page is.

extension Gateway {
  /// Answers an HTTP request, now or at the end of a turn.
  package func request(_ request: HTTPRequest) {
    switch (request.path, request.method) {
    case ("/api/sessions", .post): create(request)
    case ("/healthz", .get), ("/healthz", .head), ("/readyz", .get), ("/readyz", .head):
      let trouble = isServing ? isDraining && request.path == "/readyz" ? "drain" : nil : "storage"
      let body = trouble.map { #"{"ok":false,"code":"\#($0)"}"# } ?? #"{"ok":true}"#
      network.respond(request.token, status: trouble == nil ? 200 : 503, body: Array(body.utf8))
    case (ProofKeys.path, .get), (ProofKeys.path, .head):
      guard let signer else { return fail(request, .notFound) }
      let listing = signer.keys.listing(retentionDays: settings.retentionDays)
      network.respond(request.token, status: 200, body: listing)
    case ("/api/sessions", _), (ProofKeys.path, _), ("/healthz", _), ("/readyz", _):
      fail(request, .methodNotAllowed)
    default: fail(request, offer.serves(request.path) ? .methodNotAllowed : .notFound)
    }
  }

  /// Answers a request with an error, at once.
  func fail(
    _ request: HTTPRequest, _ code: HTTPErrorCode, bad: BadMessage? = nil,
    problems: [Problem] = []
  ) {
    let body =
      bad.map { HTTPFailure($0) }
      ?? HTTPFailure(
        code,
        problems: problems.map {
          .init(path: $0.path, code: $0.code.rawValue, values: $0.values, reason: $0.reason)
        })
    count(request, code.status)
    network.respond(request.token, status: code.status, body: body.bytes)
  }

  /// Counts the answer to a request, if it asks for a new session.
  private func count(_ request: HTTPRequest, _ status: Int) {
    guard request.method == .post, request.path == "/api/sessions" else { return }
    metrics.creations[status, default: 0] += 1
  }

  /// Answers when all that the answer builds on is on disk.
  func hold(
    _ request: HTTPRequest, about session: ID, status: Int, _ body: [UInt8]
  ) {
    count(request, status)
    next.responses.append(
      .init(token: request.token, session: session, status: status, body: body))
  }
}
