import KringCore
import KringJSON

/// One message of a client.
package enum ClientMessage: Hashable, Sendable {
  /// The first message of a connection.
  case hello(Hello)
  /// Asks for a `pong`.
  case ping
  /// Raises a hand in a visit, with the item that holds the question if it was typed, or lowers it.
  case hand(visit: Int, up: Bool, item: ID?)
  /// Says whether the member is ready in a visit.
  case ready(visit: Int, ready: Bool)
  /// Says whether the member's page is in the background.
  case background(Bool)
  /// Asks for a signed statement about the own seat, over a commitment (32 bytes); the answer carries
  /// the same `ref`.
  case askProof(ref: Int, commit: [UInt8])
  /// Asks something of the session; the answer carries the same `ref`.
  case command(ref: Int, Command)

  /// Reads a message as strictly as the server must: unknown keys and words, keys given twice,
  /// wrong types and sizes are refused, and nothing else than one object is taken.
  package static func decode(_ bytes: [UInt8]) throws(BadMessage) -> ClientMessage {
    let json: JSON
    do { json = try JSON.parse(bytes) } catch { throw BadMessage(error) }
    do { return try decode(json) } catch {
      guard case .int(let ref) = json["ref"], ref >= 0 else { throw BadMessage(error) }
      throw BadMessage(error, ref: ref)
    }
  }

  /// Reads a message from memory that may go afterwards.
  package static func decode(bytes: UnsafeRawBufferPointer) throws(BadMessage) -> ClientMessage {
    try decode(Array(bytes))
  }

  private static func decode(_ json: JSON) throws(JSONError) -> ClientMessage {
    var reader = try ObjectReader(json)
    let ref = try reader.optionalInt("ref")
    let hasSet = reader.has("set")
    let word = try reader.text("do", as: "a known word") { text in
      Spoken(text.string, hasSet: hasSet)
    }
    let message: ClientMessage
    switch (word, ref) {
    case (.command(let word), let ref?):
      message = .command(ref: ref, try Command(word, from: &reader))
    case (.plain(.askProof), let ref?):
      message = .askProof(ref: ref, commit: try reader.bytes32("commit"))
    case (.command, nil), (.plain(.askProof), nil):
      throw reader.failure("ref", "a whole number from 0")
    case (.plain(let word), nil): message = try ClientMessage(word, from: &reader)
    case (.plain, _?): throw reader.failure("ref", "no such key")
    }
    try reader.end()
    return message
  }

  /// The words of `do` that ask nothing of the session.
  private enum Word: String, CaseIterable {
    case hello
    case ping
    case hand
    case ready
    case background
    case askProof = "proof.ask"
  }

  /// A known word of `do`.
  private enum Spoken {
    case plain(Word)
    case command(Command.Word)

    init?(_ text: String, hasSet: Bool) {
      if let word = Command.Word(text, hasSet: hasSet) {
        self = .command(word)
      } else if let word = Word(rawValue: text) {
        self = .plain(word)
      } else {
        return nil
      }
    }
  }

  /// All words of `do`.
  package static var words: Set<String> {
    Command.words.union(Word.allCases.map(\.rawValue))
  }

  private init(_ word: Word, from reader: inout ObjectReader) throws(JSONError) {
    switch word {
    case .hello: self = .hello(try Hello(from: &reader))
    case .ping: self = .ping
    case .hand:
      self = .hand(
        visit: try reader.int("visit"), up: try reader.bool("up"),
        item: try reader.optionalID("item"))
    case .ready:
      self = .ready(visit: try reader.int("visit"), ready: try reader.bool("ready"))
    case .background: self = .background(try reader.bool("background"))
    case .askProof: preconditionFailure("it has a number, and is read with it")
    }
  }

  /// Writes the message at the end of `bytes`, in the order of the keys in `protocol/README.md`.
  package func encode(into bytes: inout [UInt8]) {
    write(into: &bytes) { writer in
      writer.object { writer in encode(&writer) }
    }
  }

  /// The message as bytes.
  package var bytes: [UInt8] {
    var bytes: [UInt8] = []
    encode(into: &bytes)
    return bytes
  }

  private func encode(_ writer: inout JSONWriter) {
    switch self {
    case .command(let ref, _), .askProof(let ref, _): writer.int("ref", ref)
    default: break
    }
    writer.string("do", word)
    switch self {
    case .hello(let hello): hello.encode(&writer)
    case .ping: break
    case .hand(let visit, let up, let item):
      writer.int("visit", visit)
      writer.bool("up", up)
      writer.optionalID("item", item)
    case .ready(let visit, let ready):
      writer.int("visit", visit)
      writer.bool("ready", ready)
    case .background(let background): writer.bool("background", background)
    case .askProof(_, let commit): writer.bytes32("commit", commit)
    case .command(_, let command): command.encode(&writer)
    }
  }

  /// The word of `do`.
  package var word: String {
    switch self {
    case .hello: Word.hello.rawValue
    case .ping: Word.ping.rawValue
    case .hand: Word.hand.rawValue
    case .ready: Word.ready.rawValue
    case .background: Word.background.rawValue
    case .askProof: Word.askProof.rawValue
    case .command(_, let command): command.word
    }
  }
}

/// What a client shows to come in, or to come back.
package struct Hello: Hashable, Sendable {
  /// The session's id.
  package var session: ID
  /// The key to the door (32 bytes).
  package var joinKey: [UInt8]
  /// The member id that the client drew.
  package var member: ID
  /// What proves the seat (32 bytes), drawn by the client.
  package var token: [UInt8]
  /// The sealed name; needed by who is not a member yet.
  package var name: Envelope?
  /// The maker's claim (32 bytes), which only suggests the chair.
  package var claim: [UInt8]?
  /// Whether the newcomer asks for a lost seat.
  package var lost: Bool
  /// The run of the server and the event that the client's state stands at.
  package var state: Position?

  package init(
    session: ID, joinKey: [UInt8], member: ID, token: [UInt8], name: Envelope? = nil,
    claim: [UInt8]? = nil, lost: Bool = false, state: Position? = nil
  ) {
    self.session = session
    self.joinKey = joinKey
    self.member = member
    self.token = token
    self.name = name
    self.claim = claim
    self.lost = lost
    self.state = state
  }

  /// How far a client has come.
  package struct Position: Hashable, Sendable {
    /// The run of the server in which the events were received.
    package var epoch: ID
    /// The number of the last event.
    package var after: Int

    package init(epoch: ID, after: Int) {
      self.epoch = epoch
      self.after = after
    }
  }

  init(from reader: inout ObjectReader) throws(JSONError) {
    _ = try reader.int("kring", in: 1...1)
    session = try reader.opaqueID("session")
    joinKey = try reader.bytes32("joinKey")
    member = try reader.id("member")
    token = try reader.bytes32("token")
    name = reader.has("name") ? try reader.envelope("name") : nil
    // It stands in every frame of presence while its owner is at the door.
    guard name.map({ $0.text.count == Envelope.lengths[0] }) ?? true else {
      throw reader.failure("name", "an envelope of \(Envelope.lengths[0]) characters")
    }
    claim = try reader.optionalBytes32("claim")
    lost = try reader.optionalTrue("lost")
    guard reader.has("epoch") || reader.has("after") else { return }
    state = Position(epoch: try reader.opaqueID("epoch"), after: try reader.int("after"))
  }

  func encode(_ writer: inout JSONWriter) {
    writer.int("kring", 1)
    writer.opaqueID("session", session)
    writer.bytes32("joinKey", joinKey)
    writer.id("member", member)
    writer.bytes32("token", token)
    if let name { writer.envelope("name", name) }
    if let claim { writer.bytes32("claim", claim) }
    writer.optionalTrue("lost", lost)
    if let state {
      writer.opaqueID("epoch", state.epoch)
      writer.int("after", state.after)
    }
  }
}
