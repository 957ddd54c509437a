/// Puts the requests of one connection together, one at a time, from what it sends.
struct RequestIntake {
  /// A request as it is to be answered.
  struct Request {
    var head = RequestHead()
    var body: [UInt8] = []
    /// Set when reading it failed: it is answered with this and nothing else.
    var refusal: RequestRefusal?
  }

  /// What there is to do.
  enum Step {
    /// More must come.
    case wait
    /// The head is here and says that the client waits to be told to send the body.
    case invite
    /// The head is here, and the body is coming.
    case waitForBody
    case serve(Request)
  }

  /// The bytes of the longest body that is taken.
  let longestBody: Int
  /// Bytes received that belong to no served request yet.
  private(set) var bytes: [UInt8] = []
  private var reader = RequestReader()
  private var head: RequestHead?
  private var bodyCount = 0
  /// How many bytes of a refused body are still to come and are dropped.
  private var dropped = 0
  private var isBroken = false

  init(longestBody: Int) { self.longestBody = longestBody }

  /// Nothing of a next request has come.
  var isEmpty: Bool { bytes.isEmpty && head == nil }

  mutating func add(_ more: UnsafeRawBufferPointer) {
    var more = more
    if dropped > 0 {
      let count = min(dropped, more.count)
      dropped -= count
      more = UnsafeRawBufferPointer(rebasing: more[count...])
    }
    // What follows a request that cannot be read is not even kept.
    if !isBroken { bytes.append(contentsOf: more) }
  }

  mutating func next() -> Step {
    guard !isBroken else { return .wait }
    guard head == nil else { return body() }
    do {
      guard let (head, count) = try reader.read(bytes) else { return .wait }
      bytes.removeFirst(count)
      reader = RequestReader()
      return begin(head)
    } catch {
      isBroken = true
      bytes = []
      return .serve(Request(refusal: error))
    }
  }

  /// Drops so many bytes, received or still to come: the body of a refused request.
  mutating func drop(_ count: Int) {
    let here = min(count, bytes.count)
    bytes.removeFirst(here)
    dropped = count - here
  }

  /// Gives the bytes behind a handshake to the reader of frames.
  mutating func takeRest() -> [UInt8] {
    defer { bytes = [] }
    return bytes
  }

  private mutating func begin(_ head: RequestHead) -> Step {
    // Only what may become a taken body is waited for; all else is refused by its head.
    guard head.method == "POST", case .bytes(let count) = head.length, count > 0,
      count <= longestBody
    else { return .serve(Request(head: head)) }
    bodyCount = count
    let expectation = head.joined(.expect)
    guard let expectation, head.minorVersion > 0 else {
      self.head = head
      return body()
    }
    guard expectation.lowercased() == "100-continue" else {
      isBroken = true
      return .serve(
        Request(head: head, refusal: RequestRefusal(417, "Expected 100-continue or nothing.")))
    }
    self.head = head
    return bytes.count < count ? .invite : body()
  }

  private mutating func body() -> Step {
    guard let head, bytes.count >= bodyCount else { return .waitForBody }
    let body = Array(bytes.prefix(bodyCount))
    bytes.removeFirst(bodyCount)
    self.head = nil
    return .serve(Request(head: head, body: body))
  }
}
