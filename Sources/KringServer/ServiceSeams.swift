import KringCore
import KringJournal
import Transport

// The gateway, the transport and the disk thread as they see each other.

/// The gateway as the transport calls it.
final class GatewayDelegate: ServerDelegate {
  let gateway: Gateway
  let base: String
  let answerPrivately: (HTTPRequest) -> Void

  init(
    gateway: Gateway, base: String, answerPrivately: @escaping (HTTPRequest) -> Void
  ) {
    self.gateway = gateway
    self.base = base
    self.answerPrivately = answerPrivately
  }

  func opened(_ id: ConnectionID, address: PeerAddress) { gateway.opened(id) }
  func received(_ id: ConnectionID, text: UnsafeRawBufferPointer) { gateway.received(id, text) }
  func closed(_ id: ConnectionID) { gateway.closed(id) }
  func drained(_ id: ConnectionID) { gateway.drained(id) }
  func request(_ request: HTTPRequest) {
    if request.isPrivate { return answerPrivately(request) }
    gateway.request(request.below(base))
  }
  func turnEnded() { gateway.endTurn() }
}

extension JournalWriter: Disk {}

extension Server: Network {
  /// Stops or takes up reading from all sockets.
  package func setReading(_ reading: Bool) {
    if reading { resumeReading() } else { pauseReading() }
  }

  /// Answers with JSON that no cache keeps.
  package func respond(_ token: ResponseToken, status: Int, body: [UInt8]) {
    respond(
      token, status: status,
      headers: [("content-type", "application/json"), ("cache-control", "no-store")], body: body)
  }
}

extension HTTPRequest {
  /// The same with a path that does not begin with the base, if it did.
  func below(_ base: String) -> HTTPRequest {
    guard base != "/", path.hasPrefix(base) else { return self }
    return HTTPRequest(
      token: token, method: method, path: "/" + path.dropFirst(base.count),
      authorization: authorization, contentType: contentType, origin: origin,
      isPrivate: isPrivate, address: address, body: body)
  }
}
