import CEpoll
import Glibc
import KringClient
import KringCore
import KringJSON
import KringProtocol
import KringSeal

/// Rooms of members at one server, ready to send prepared messages.
///
/// A Kring member edits its own item again and again: validated, ordered, on disk, and told to
/// all. A member of the relay sends a text as long as the event of such an edit.
final class Crowd {
  /// One member and what it sends.
  final class Member {
    let room: Int
    let place: Int
    fileprivate(set) var line: Line?
    /// Whether it is in: welcomed by Kring, connected to the relay.
    fileprivate(set) var isIn = false
    /// Whether it has been told the state or what it missed.
    fileprivate(set) var isCurrent = false
    /// Whether it reads nothing any more.
    fileprivate(set) var isHostile = false
    /// How many deliveries came.
    fileprivate(set) var heard = 0
    fileprivate var ref = 0
    fileprivate var unanswered = 0
    /// The version that its item will have after what it has sent.
    fileprivate(set) var version = 1
    fileprivate let seat = Seat.draw()
    let item = ID.random()
    fileprivate var name: Envelope?
    fileprivate var tail: [UInt8] = []
    fileprivate var epoch: ID?
    fileprivate var seq = 0

    fileprivate init(room: Int, place: Int) {
      self.room = room
      self.place = place
    }
  }

  let contestant: Contestant
  let lines = Lines()
  private(set) var rooms: [[Member]] = []
  /// The deliveries so far: one event at one member.
  private(set) var deliveries = 0
  /// Called for each delivery, or several at once.
  var delivered: (Member, Int) -> Void = { _, _ in }
  /// Called when what a member sent is done and known to it.
  var done: (Member) -> Void = { _ in }
  /// Called with the text of each frame of events; valid during the call only.
  var overheard: (Member, UnsafeRawBufferPointer) -> Void = { _, _ in }
  private(set) var trouble: String?
  private let keys: [Keys]
  private let port: Int
  private var byLine: [Int32: Member] = [:]
  private var unanswered = 0
  private var relayed: [UInt8] = []

  /// Creates the sessions, and draws what every member will need.
  ///
  /// - Parameter creationKey: what the server asks for, if it does.
  init(
    _ contestant: Contestant, at server: Child, rooms count: Int, members: Int,
    creationKey: String? = nil
  ) async throws {
    self.contestant = contestant
    port = server.port
    var keys: [Keys] = []
    for room in 0..<count {
      rooms.append((0..<members).map { Member(room: room, place: $0) })
      guard contestant.isKring else { continue }
      let maker = SessionMaker(
        server: "http://127.0.0.1:\(server.port)", creationKey: creationKey)
      let made = try await maker.make(method: .named("bovv6"))
      keys.append(Keys(made.secret))
      let sealer = Sealer(Keys(made.secret))
      for member in rooms[room] { try Self.prepare(member, sealer) }
    }
    self.keys = keys
    // As long as the frame of an edit: envelope, three ids, numbers and words.
    relayed = Array(repeating: UInt8(ascii: "x"), count: 905)
    lines.opened = { [unowned self] in opened($0) }
    lines.heard = { [unowned self] in heard($0, $1) }
    lines.closed = { [unowned self] line in
      trouble = trouble ?? "a connection was closed by the server"
      byLine[line.file] = nil
    }
  }

  private static func prepare(_ member: Member, _ sealer: Sealer) throws {
    member.name = try sealer.seal(
      Array(#"{"name":"Lid"}"#.utf8), item: member.seat.member, path: SealPath.member)
    let text = #"{"text":"\#(String(repeating: "Ik zou het eerst zelf proberen. ", count: 6))"}"#
    let envelope = try sealer.seal(
      Array(text.utf8), item: member.item, path: SealPath.input(step: step, input: input))
    member.tail = Array(#","envelope":""#.utf8) + envelope.text + Array(#""}"#.utf8)
  }

  private static let step = "1.keuze"
  private static let input = "zaak"

  // MARK: Coming in

  /// Connects members, some at a time, and waits until all are in and told where things are.
  ///
  /// - Parameter other: another port than that of the server that the sessions were made at.
  func enter(_ members: [Member], port other: Int? = nil) throws {
    var next = 0
    var open = 0
    try wait("\(members.count) members to come in", seconds: 120) {
      while next < members.count, next - open < 64 {
        let member = members[next]
        member.isIn = false
        member.isCurrent = false
        let path = contestant.isKring ? "/ws" : "/\(member.room)"
        let line = try lines.connect(
          port: other ?? port, place: member.room * rooms[0].count + member.place, path: path)
        member.line = line
        byLine[line.file] = member
        next += 1
      }
      while open < next, members[open].isCurrent { open += 1 }
      return open == members.count
    }
  }

  private func opened(_ line: Line) {
    guard let member = byLine[line.file] else { return }
    guard contestant.isKring else {
      member.isIn = true
      member.isCurrent = true
      return
    }
    lines.send(ClientMessage.hello(hello(of: member)).bytes, over: line)
  }

  /// What a Kring member says to come in, or to come back after what it has.
  func hello(of member: Member) -> Hello {
    let keys = keys[member.room]
    return Hello(
      session: keys.session, joinKey: keys.joinKey, member: member.seat.member,
      token: member.seat.token.bytes, name: member.name,
      state: member.epoch.map { Hello.Position(epoch: $0, after: member.seq) })
  }

  /// Cuts the connections of members.
  func drop(_ members: [Member]) {
    for member in members {
      guard let line = member.line else { continue }
      byLine[line.file] = nil
      lines.cut(line)
      member.line = nil
    }
  }

  /// Begins the meetings, and lets everybody write the text that will be edited.
  func begin() throws {
    guard contestant.isKring else { return }
    for room in rooms { command(.roles(.takeChair(term: 0)), of: room[0]) }
    try settle()
    for room in rooms { command(.course(.go(visit: 0, to: Self.step)), of: room[0]) }
    try settle()
    for member in rooms.joined() {
      // The envelope's text stands between the quotation marks at the end.
      let text = member.tail.dropFirst(#","envelope":""#.utf8.count).dropLast(2)
      guard let envelope = Envelope(text: Array(text)) else { continue }
      command(
        .writing(.addItem(item: member.item, visit: 1, input: Self.input, envelope: envelope)),
        of: member)
    }
    try settle()
  }

  private func command(_ command: Command, of member: Member) {
    transmit(ClientMessage.command(ref: member.ref, command).bytes, of: member)
    member.ref += 1
  }

  // MARK: Sending

  /// Lets a member send the next message.
  func send(_ member: Member) {
    guard contestant.isKring else {
      relayed[0] = UInt8(member.place)
      return transmit(relayed, of: member)
    }
    var message = Array(#"{"ref":"#.utf8)
    message.reserveCapacity(member.tail.count + 128)
    message += String(member.ref).utf8
    message += #","do":"item.edit","item":""#.utf8
    message += member.item.uuid.utf8
    message += #"","version":"#.utf8
    message += String(member.version).utf8
    message += member.tail
    member.ref += 1
    member.version += 1
    transmit(message, of: member)
  }

  private func transmit(_ message: [UInt8], of member: Member) {
    guard let line = member.line else { return }
    unanswered += 1
    lines.send(message, over: line)
  }

  /// Lets members read nothing any more.
  func turnHostile(_ members: [Member]) {
    for member in members {
      member.isHostile = true
      if let line = member.line { lines.ignore(line) }
    }
  }

  /// Sends a command that will be refused.
  func annoy(_ member: Member) {
    guard let line = member.line else { return }
    lines.send(
      ClientMessage.command(ref: member.ref, .roles(.takeChair(term: 99))).bytes, over: line)
    member.ref += 1
  }

  /// Waits until everything sent is done.
  func settle() throws {
    try wait("answers", seconds: 60) { unanswered == 0 }
  }

  /// Moves the lines until something is so; throws when it takes too long or goes wrong.
  func wait(_ what: String, seconds limit: Double, until isSo: () throws -> Bool) throws {
    let end = seconds() + limit
    while try !isSo() {
      lines.turn(10)
      if let trouble { throw BenchFailure("\(contestant): \(trouble)") }
      guard seconds() < end else {
        throw BenchFailure("\(contestant): waited too long for \(what)")
      }
    }
  }

  // MARK: Hearing

  private func heard(_ line: Line, _ text: UnsafeRawBufferPointer) {
    guard let member = byLine[line.file] else { return }
    guard contestant.isKring else {
      count(1, member)
      if Int(text[0]) == member.place { finish(member) }
      return
    }
    switch text[2] {
    case UInt8(ascii: "e") where Self.starts(text, #"{"events""#):
      if !member.isCurrent { catchUp(text, member) }
      overheard(member, text)
      count(Self.events(in: text), member)
    case UInt8(ascii: "r"):
      if memmem(text.baseAddress, text.count, "rejected", 8) != nil { fail(text) }
      finish(member)
    case UInt8(ascii: "w"): learn(text, member)
    case UInt8(ascii: "e"): fail(text)
    default: break
    }
  }

  private func count(_ events: Int, _ member: Member) {
    deliveries += events
    member.heard += events
    member.seq += events
    if events > 0 { delivered(member, events) }
  }

  private func finish(_ member: Member) {
    unanswered -= 1
    done(member)
  }

  private func fail(_ text: UnsafeRawBufferPointer) {
    trouble = trouble ?? String(decoding: text.prefix(200), as: UTF8.self)
  }

  /// Reads the welcome.
  private func learn(_ text: UnsafeRawBufferPointer, _ member: Member) {
    guard
      case .welcome(let welcome)? = try? ServerMessage.decode(
        Array(text), for: member.seat.member)
    else {
      return fail(text)
    }
    member.epoch = welcome.epoch
    member.isIn = true
  }

  /// Notes how far a member is with the state or the events that follow its welcome; the rest of a
  /// state is not read: the load must cost less than the server.
  private func catchUp(_ text: UnsafeRawBufferPointer, _ member: Member) {
    member.isCurrent = true
    let prefix: StaticString = #"{"events":[{"seq":"#
    guard Self.starts(text, prefix) else { return fail(text) }
    let rest = text.dropFirst(prefix.utf8CodeUnitCount)
    let digits = rest.prefix { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
    guard Self.starts(.init(rebasing: rest.dropFirst(digits.count)), #","view":"#) else { return }
    member.seq = digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
  }

  private static func starts(_ text: UnsafeRawBufferPointer, _ prefix: StaticString) -> Bool {
    guard let base = text.baseAddress, text.count >= prefix.utf8CodeUnitCount else { return false }
    return memcmp(base, prefix.utf8Start, prefix.utf8CodeUnitCount) == 0
  }

  /// The number of events in a frame.
  private static func events(in text: UnsafeRawBufferPointer) -> Int {
    var count = 0
    var rest = text
    while let base = rest.baseAddress, let found = memmem(base, rest.count, #""event":"#, 8) {
      count += 1
      rest = UnsafeRawBufferPointer(rebasing: rest[(UnsafeRawPointer(found) - base + 8)...])
    }
    return count
  }
}
