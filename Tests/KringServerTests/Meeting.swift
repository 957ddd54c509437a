import KringClient
import KringCore
import KringProtocol
import KringSeal
import KringServer
import KringTestSupport
import Testing
import Transport

/// A session on a stage with some members; the first one made it, the second one presents.
struct Meeting {
  let stage: Stage
  let members: [StageMember]

  /// A session in the lobby, with everybody in a seat.
  init(
    _ count: Int = 4, seed: UInt64 = 1, settings: GatewaySettings = GatewaySettings(),
    method: CreateRequest.Method = .named("bovv6"), start: Int? = nil
  ) throws {
    stage = try Stage(seed: seed, settings: settings)
    var request = stage.creation(method: method)
    request.start = start
    try #require(stage.create(request)?.status == 201)
    members = try (0..<count).map { [stage] in
      try stage.newMember("Lid \($0)", isHost: $0 == 0)
    }
    for member in members { stage.enter(member) }
    for member in members { try #require(member.replica.isSeated) }
  }

  /// A meeting in a step, chaired by the first member; case 1 is the second one's.
  init(
    in step: String, _ count: Int = 4, seed: UInt64 = 1,
    settings: GatewaySettings = GatewaySettings(),
    method: CreateRequest.Method = .named("bovv6")
  ) throws {
    try self.init(count, seed: seed, settings: settings, method: method)
    stage.send(.roles(.takeChair(term: 0)), by: chair)
    stage.send(.roles(.castCase(number: 1, presenter: presenter.id, chair: nil)), by: chair)
    go(to: step)
    try #require(chair.view.step == step)
  }

  /// A meeting in which the third member has said something that waits for the disk, and how many
  /// frames each member had heard before.
  static func waiting(
    for said: String, settings: GatewaySettings = GatewaySettings()
  ) throws -> (meeting: Meeting, heard: [Int]) {
    let meeting = try Meeting(in: "1.beeld", settings: settings)
    let heard = meeting.members.map(\.heard.count)
    meeting.stage.disk.isManual = true
    meeting.stage.send(try meeting.adding(said, to: "vragen"), by: meeting.members[2])
    return (meeting, heard)
  }

  var chair: StageMember { members[0] }
  var presenter: StageMember { members[1] }
  var others: ArraySlice<StageMember> { members[2...] }
  /// What the chair knows.
  var view: View { chair.view }

  /// The state of a member as the server would tell it.
  func told(_ member: StageMember) throws -> [UInt8] {
    let view = try #require(stage.gateway.view(of: stage.session, for: member.id))
    return Wire.view(view)
  }

  /// The chair enters a step.
  func go(to step: String) {
    stage.send(.course(.go(visit: view.visit, to: step)), by: chair)
  }

  /// A new id.
  func newID() -> ID { ID.random(using: &stage.random) }

  /// A new item with its sealed text.
  func text(_ text: String, step: String, input: String) throws -> (item: ID, envelope: Envelope) {
    let item = newID()
    let envelope = try stage.seal(
      #"{"text":"\#(text)"}"#, item: item, path: SealPath.input(step: step, input: input))
    return (item, envelope)
  }

  /// A command that adds a live item in the current step.
  func adding(_ said: String, to input: String) throws -> Command {
    let step = try #require(view.step)
    let (item, envelope) = try text(said, step: step, input: input)
    return .writing(.addItem(item: item, visit: view.visit, input: input, envelope: envelope))
  }

  /// A command that adds a card to the closed set of the current step.
  func card(_ said: String) throws -> Command {
    let set = try #require(view.sets.last { $0.state == .closed && $0.path.step == view.step })
    let (item, envelope) = try text(said, step: set.path.step, input: set.path.input)
    return .sets(.addCard(item: item, set: set.set, envelope: envelope))
  }

  /// Runs something that must change nothing and be heard by nobody but one.
  ///
  /// - Parameter presence: whether others may hear of who is here.
  func expectNoEffect(
    besides member: StageMember? = nil, presence: Bool = false,
    sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> Void
  ) throws {
    let views = try members.map(told)
    let written = stage.disk.written.count { !$0.isConnectedTime }
    let heard = members.map(\.heard.count)
    let goodbyes = members.map(\.goodbyes)
    try body()
    #expect(try members.map(told) == views, sourceLocation: sourceLocation)
    // A close writes how long its member was connected, as it would without what was said.
    #expect(
      stage.disk.written.count { !$0.isConnectedTime } == written, sourceLocation: sourceLocation)
    for (place, other) in members.enumerated() where other !== member {
      let news = other.heard[heard[place]...].map { String(decoding: $0, as: UTF8.self) }
        .filter { !presence || !$0.hasPrefix(#"{"presence""#) }
      #expect(news == [], sourceLocation: sourceLocation)
      #expect(other.goodbyes == goodbyes[place], sourceLocation: sourceLocation)
    }
  }
}

/// A bare connection that says what it likes.
struct Stranger {
  let stage: Stage
  let id: ConnectionID

  init(_ stage: Stage) {
    self.stage = stage
    id = stage.connect()
  }

  func say(_ message: ClientMessage) { stage.send(message.bytes, over: id) }
  func say(_ text: String) { stage.send(Array(text.utf8), over: id) }

  /// The texts of the frames that came.
  var frames: [String] {
    (stage.network.lines[id]?.frames ?? []).map { String(decoding: $0, as: UTF8.self) }
  }

  /// How the server closed it.
  var goodbye: FakeNetwork.Goodbye? { stage.network.lines[id]?.goodbye }

  /// The error that it was told, if the last frame is one.
  var error: Failure? {
    guard let frame = stage.network.lines[id]?.frames.last,
      case .error(let failure)? = try? ServerMessage.decode(frame, for: ID(high: 0, low: 0))
    else { return nil }
    return failure
  }

  /// Says hello as a member would, with some change.
  func hello(_ member: StageMember, _ change: (inout Hello) -> Void = { _ in }) {
    var replica = member.replica
    guard case .hello(var hello) = replica.hello() else { return }
    change(&hello)
    say(.hello(hello))
  }
}
