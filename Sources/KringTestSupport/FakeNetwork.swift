import KringServer
import Transport

/// A network without sockets: connections by number, everything that was sent kept in order.
///
/// A connection counts as open until the gateway has closed it or the peer has hung up; the
/// gateway hears of either through `Gateway.closed`, which the owner of both calls.
package final class FakeNetwork: Network {
  /// One connection as its peer sees it.
  package struct Line {
    /// The text of each frame, in order.
    package fileprivate(set) var frames: [[UInt8]] = []
    /// How many frames each write carried.
    package fileprivate(set) var writes: [Int] = []
    /// How the gateway closed it.
    package fileprivate(set) var goodbye: Goodbye?
    /// Whether the peer has gone.
    package fileprivate(set) var isHungUp = false
    /// Whether the gateway freed it from the limits for strangers.
    package fileprivate(set) var isProved = false
    /// Whether its queue is full, so that it takes no frames.
    package var isFull = false
    fileprivate var taken = 0

    /// Whether frames reach the peer.
    package var isOpen: Bool { goodbye == nil && !isHungUp }
  }

  /// The close of a connection by the gateway.
  package struct Goodbye: Hashable, Sendable {
    /// The close code.
    package var code: Int
    /// The word in the close frame.
    package var reason: String

    package init(code: Int, reason: String) {
      self.code = code
      self.reason = reason
    }
  }

  /// The answer to an HTTP request.
  package struct Answer: Hashable, Sendable {
    /// The status.
    package let status: Int
    /// The body.
    package let body: [UInt8]

    package init(status: Int, body: [UInt8]) {
      self.status = status
      self.body = body
    }
  }

  /// All connections there ever were.
  package private(set) var lines: [ConnectionID: Line] = [:]
  /// What the gateway said of reading from sockets, in order.
  package private(set) var readings: [Bool] = []
  private var answers: [ResponseToken: Answer] = [:]
  private var opened: UInt32 = 0
  private var asked: UInt32 = 0

  package init() {}

  /// Whether sockets are read.
  package var isReading: Bool { readings.last ?? true }

  // MARK: The peers' side

  /// Opens a connection; the gateway is to be told.
  package func open() -> ConnectionID {
    opened += 1
    let id = ConnectionID(slot: opened, generation: 1)
    lines[id] = Line()
    return id
  }

  /// The peer goes; the gateway is to be told.
  package func hangUp(_ id: ConnectionID) {
    lines[id]?.isHungUp = true
  }

  /// Says whether a connection's queue is full.
  package func setFull(_ id: ConnectionID, _ isFull: Bool) {
    lines[id]?.isFull = isFull
  }

  /// Takes the frames that came since the last call.
  package func take(_ id: ConnectionID) -> [[UInt8]] {
    guard let line = lines[id] else { return [] }
    lines[id]?.taken = line.frames.count
    return Array(line.frames[line.taken...])
  }

  /// Makes a request; the gateway is to be told.
  package func request(
    _ method: HTTPRequest.Method, _ path: String, body: [UInt8] = [], authorization: String? = nil,
    from address: PeerAddress = .unknown
  ) -> HTTPRequest {
    asked += 1
    let connection = ConnectionID(slot: 0, generation: 0)
    return HTTPRequest(
      token: ResponseToken(connection: connection, number: asked), method: method, path: path,
      authorization: authorization, address: address, body: body)
  }

  /// The answer to a request, if it was given.
  package func answer(to request: HTTPRequest) -> Answer? { answers[request.token] }

  // MARK: The gateway's side

  /// Keeps the frames of one write.
  package func send(_ id: ConnectionID, frames: [UInt8]) -> SendResult {
    // Asked in place: a copy of the line would make each append copy all earlier frames.
    guard lines[id]?.isOpen == true else { return .gone }
    if lines[id]?.isFull == true { return .overLimit }
    let texts = Self.texts(frames)
    lines[id]?.frames += texts
    lines[id]?.writes.append(texts.count)
    return .sent
  }

  /// Keeps the close.
  package func close(_ id: ConnectionID, code: UInt16, reason: String) {
    guard lines[id]?.isOpen == true else { return }
    lines[id]?.goodbye = Goodbye(code: Int(code), reason: reason)
  }

  /// Notes that a key was shown.
  package func prove(_ id: ConnectionID) { lines[id]?.isProved = true }

  /// Keeps the answer; a second one to the same request is a fault.
  package func respond(_ token: ResponseToken, status: Int, body: [UInt8]) {
    precondition(answers[token] == nil, "a request was answered twice")
    answers[token] = Answer(status: status, body: body)
  }

  /// Notes whether sockets are read.
  package func setReading(_ reading: Bool) { readings.append(reading) }

  /// Takes whole text frames of a server apart; anything else is a fault.
  private static func texts(_ frames: [UInt8]) -> [[UInt8]] {
    var texts: [[UInt8]] = []
    var rest = frames[...]
    while let first = rest.popFirst() {
      precondition(first == 0x81, "a write holds whole, unfragmented text frames")
      guard let short = rest.popFirst() else { preconditionFailure("a frame has a length") }
      var length = Int(short)
      let more = short == 126 ? 2 : short == 127 ? 8 : 0
      if more > 0 {
        length = rest.prefix(more).reduce(0) { $0 << 8 | Int($1) }
        rest = rest.dropFirst(more)
      }
      precondition(rest.count >= length, "a write holds whole frames")
      texts.append(Array(rest.prefix(length)))
      rest = rest.dropFirst(length)
    }
    return texts
  }
}
