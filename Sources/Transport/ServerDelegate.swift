/// Whoever is told what happens on the connections of a ``Server``; every call is on the thread of
/// ``Server/run(delegate:)``.
package protocol ServerDelegate: AnyObject {
  /// Tells that a WebSocket is open.
  func opened(_ id: ConnectionID, address: PeerAddress)
  /// Hands over one whole text message, checked to be UTF-8; the bytes are valid during the call only.
  func received(_ id: ConnectionID, text: UnsafeRawBufferPointer)
  /// Tells once for each opened connection that it is gone, whoever ended it.
  func closed(_ id: ConnectionID)
  /// Tells that a connection that had been over its limit has sent all that waited.
  func drained(_ id: ConnectionID)
  /// Asks for an answer through ``Server/respond(_:status:headers:body:)``, now or later, once.
  func request(_ request: HTTPRequest)
  /// Tells that a turn of the loop in which something happened has ended: the moment to send what was gathered.
  func turnEnded()
}

/// The right to answer one request.
package struct ResponseToken: Hashable, Sendable {
  let connection: ConnectionID
  let number: UInt32

  /// Makes a token; outside this target only tests do.
  package init(connection: ConnectionID, number: UInt32) {
    self.connection = connection
    self.number = number
  }
}

/// One request for a path in ``ServerConfiguration/apiPaths``, with its whole body.
package struct HTTPRequest: Sendable {
  /// The methods that reach a delegate.
  package enum Method: String, Sendable {
    case get = "GET"
    case head = "HEAD"
    case post = "POST"
  }

  /// The right to answer.
  package let token: ResponseToken
  /// The method.
  package let method: Method
  /// The path without the query, percent-decoded.
  package let path: String
  /// The value of `Authorization`, if there is one.
  package let authorization: String?
  /// The value of `Content-Type`, if there is one.
  package let contentType: String?
  /// The value of `Origin`, already checked, if there is one.
  package let origin: String?
  /// Whether it came to ``Server/privatePort``.
  package let isPrivate: Bool
  /// Where the request comes from.
  package let address: PeerAddress
  /// The body, at most ``ServerConfiguration/maxBody`` bytes.
  package let body: [UInt8]

  /// Makes a request; outside this target only tests do.
  package init(
    token: ResponseToken, method: Method, path: String, authorization: String? = nil,
    contentType: String? = nil, origin: String? = nil, isPrivate: Bool = false,
    address: PeerAddress, body: [UInt8] = []
  ) {
    self.isPrivate = isPrivate
    self.token = token
    self.method = method
    self.path = path
    self.authorization = authorization
    self.contentType = contentType
    self.origin = origin
    self.address = address
    self.body = body
  }
}
