import KringCore
import KringProtocol
import KringSeal
import TransportClient
import TransportLoop

/// Creates sessions on a server.
package struct SessionMaker: Sendable {
  /// The address of the server, `http` or `https`.
  package var server: String
  /// A PEM file with the authorities to trust instead of the system's.
  package var caFile: String?
  /// The key that the server may ask for.
  package var creationKey: String?

  /// `server` is its address with or without a slash at the end.
  package init(server: String, caFile: String? = nil, creationKey: String? = nil) {
    var server = server
    while server.hasSuffix("/") { server.removeLast() }
    self.server = server
    self.caFile = caFile
    self.creationKey = creationKey
  }

  /// A session that was just created.
  package struct Made: Sendable {
    /// The secret that opens it.
    package var secret: LinkSecret
    /// The link for the group.
    package var link: String
    /// What suggests its maker as the chair.
    package var claim: [UInt8]
    /// The 43 characters of the claim.
    package var claimText: String { String(decoding: Base64URL.encode(claim), as: UTF8.self) }
  }

  /// Why a session was not created.
  package enum Failure: Error, CustomStringConvertible {
    /// The server refused.
    case refused(status: Int, HTTPFailure)
    /// The server answered something that is no answer.
    case unreadable(status: Int)

    /// What the server said, in one line.
    package var description: String {
      switch self {
      case .refused(let status, let failure):
        ([failure.code, "(\(status))"] + [failure.at, failure.expected].compactMap { $0 }
          + failure.problems.map { "\n  \($0.path): \($0.reason)" }).joined(separator: " ")
      case .unreadable(let status): "the server answered \(status) without saying why"
      }
    }
  }

  /// Creates a session; `change` may set what the plain form leaves out.
  ///
  /// - Throws: `Failure`, or a `TransportError` when the server cannot be reached.
  package func make(
    method: CreateRequest.Method, cases: Int = 1, minutes: Int = 60,
    change: (inout CreateRequest, Sealer) throws -> Void = { _, _ in }
  ) async throws -> Made {
    let secret = LinkSecret.generate()
    let keys = Keys(secret)
    let claim = Token.generate()
    var request = CreateRequest(
      session: keys.session, join: keys.joinKeyHash, claim: claim.hash, method: method,
      cases: cases, minutes: minutes)
    try change(&request, Sealer(keys))
    var headers = [("Content-Type", "application/json")]
    if let creationKey { headers.append(("Authorization", "Bearer \(creationKey)")) }
    let answer = try await HTTPClient.request(
      "POST", server + "/api/sessions", headers: headers, body: request.bytes, caFile: caFile)
    guard answer.status == 201 || answer.status == 200 else {
      guard let failure = try? HTTPFailure.decode(answer.body) else {
        throw Failure.unreadable(status: answer.status)
      }
      throw Failure.refused(status: answer.status, failure)
    }
    return Made(secret: secret, link: secret.link(server: server), claim: claim.bytes)
  }
}
