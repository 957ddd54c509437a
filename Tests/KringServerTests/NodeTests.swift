import KringClient
import KringCore
import KringJournal
import KringProtocol
import KringServer
import KringTestSupport
import Testing
import Transport

/// Two nodes that share a database.
@Suite("Nodes")
struct NodeTests {
  private let database = MemoryDatabase()
  private let first: Stage
  private let second: Stage
  private let node: MemoryNode
  private let anna: StageMember

  /// A session at the first node, with one member in it, and another session at the second.
  init() throws {
    node = MemoryNode("a", in: database)
    first = try Stage(seed: 1, journal: node)
    second = try Stage(seed: 1, journal: MemoryNode("b", in: database))
    #expect(first.create(first.creation())?.status == 201)
    // With the same seed both nodes draw the same epochs, one after the other.
    var other = second.creation()
    other.session = ID(high: 9, low: 9)
    #expect(second.create(other)?.status == 201)
    anna = try first.newMember("Anna", isHost: true)
    first.enter(anna)
    try #require(anna.replica.isSeated)
  }

  /// The same person at the second node.
  private func comeBack() -> StageMember {
    let back = second.add(anna.replica)
    second.enter(back)
    return back
  }

  @Test("who has the key of a session that another node serves is told which, and nobody else")
  func moved() {
    let member = Stranger(second)
    member.hello(anna)
    #expect(member.frames == [#"{"error":{"code":"moved","temporary":true,"node":"a"}}"#])
    #expect(member.goodbye == .init(code: 4201, reason: "moved"))
    let guest = Stranger(second)
    guest.hello(anna) { $0.joinKey[0] ^= 1 }
    #expect(guest.error?.code == "no-session")
    #expect(database.owner(of: first.session) == "a")
  }

  @Test("the request that made a session is known at each node, and no other may make it again")
  func created() {
    #expect(second.create(second.creation())?.status == 200)
    #expect(second.create(second.creation(minutes: 90))?.status == 409)
    #expect(database.owner(of: first.session) == "a")
  }

  @Test("two nodes that are asked for the same session at once make it once")
  func atOnce() throws {
    var other = first.creation()
    other.session = ID(high: 1, low: 2)
    first.disk.isManual = true
    let request = first.network.request(.post, "/api/sessions", body: other.bytes)
    first.turn { first.gateway.request(request) }
    #expect(second.create(other)?.status == 201)
    first.disk.isManual = false
    first.settle()
    #expect(first.network.answer(to: request)?.status == 503)
    #expect(database.owner(of: other.session) == "b" && database.events(of: other.session) == 1)
    #expect(first.create(other)?.status == 200)
  }

  @Test("a session of a dead node is taken with all that was acknowledged")
  func taken() throws {
    first.send(.roles(.takeChair(term: 0)), by: anna)
    let events = anna.view.seq
    database.bury("a")
    let back = comeBack()
    #expect(database.owner(of: first.session) == "b")
    #expect(back.view.seq == events && back.view.chair == anna.id)
    // What the former node decides is neither written nor told, and its members may come at once.
    let heard = anna.heard.count
    first.send(.people(.leave), by: anna)
    #expect(anna.heard.count == heard)
    #expect(anna.goodbyes == [.init(code: 4202, reason: "moved-on")])
    #expect(database.events(of: first.session) == events)
  }

  @Test("a node that was taken from shows nobody what it still has in memory")
  func stale() throws {
    database.bury("a")
    let back = comeBack()
    second.send(.roles(.takeChair(term: 0)), by: back)
    let stranger = Stranger(first)
    stranger.hello(anna)
    #expect(stranger.frames == [])
    #expect(stranger.goodbye == .init(code: 4202, reason: "moved-on"))
    first.disk.reopen()
    first.settle()
    let again = Stranger(first)
    again.hello(anna)
    #expect(again.error?.code == "moved")
  }

  @Test("who asks for a session that cannot be read is told to come again, and others are let in")
  func damaged() throws {
    var other = first.creation()
    other.session = ID(high: 1, low: 2)
    #expect(first.create(other)?.status == 201)
    database.damage(other.session)
    database.bury("a")
    let member = Stranger(second)
    member.hello(anna) { $0.session = other.session }
    #expect(member.error?.code == "storage" && member.error?.temporary == true)
    // Without the key nobody learns that there is such a session.
    let stranger = Stranger(second)
    stranger.hello(anna) {
      $0.session = other.session
      $0.joinKey = [UInt8](repeating: 9, count: $0.joinKey.count)
    }
    #expect(stranger.error?.code == "no-session")
    #expect(database.owner(of: other.session) == "a")
    #expect(comeBack().replica.isSeated)
  }

  @Test("a session that another node has removed before its events were read lets nobody in")
  func removed() throws {
    try first.restart()
    database.bury("a")
    let other = MemoryNode("c", in: database)
    let reader = try other.openUnread { _ in }
    defer { reader.close() }
    guard case .taken = try other.claim(first.session) else {
      Issue.record("the session is not taken")
      return
    }
    try other.commit([.purge(first.session)])
    first.enter(anna)
    #expect(!anna.replica.isSeated)
    #expect(anna.goodbyes == [.init(code: 4202, reason: "moved-on")])
  }

  @Test("what a node gives up is taken at once, and told under another epoch each time it comes up")
  func released() throws {
    node.release()
    let back = comeBack()
    #expect(back.replica.isSeated && back.view.seq == anna.view.seq)
    database.bury("b")
    let third = try Stage(seed: 3, journal: MemoryNode("c", in: database))
    let again = third.add(back.replica)
    third.enter(again)
    #expect(again.replica.isSeated && again.view.seq == anna.view.seq)
    let epochs = Set([anna, back, again].compactMap(\.replica.epoch))
    #expect(epochs.count == 3)
  }

  /// Anna takes the chair, and her node hears no more of it.
  private func lose(_ fate: MemoryDatabase.Fate) -> Int {
    let events = database.events(of: first.session)
    database.lose(request: 1, of: "a", fate)
    first.send(.roles(.takeChair(term: 0)), by: anna)
    #expect(anna.goodbyes == [.init(code: 4103, reason: "storage")])
    #expect(anna.replica.pending.count == 1)
    return events
  }

  /// The node of Anna takes up serving, and she comes back.
  private func takeUp() {
    first.disk.reopen()
    first.settle()
    first.enter(anna)
  }

  @Test("a batch that comes late is done as long as nobody has taken over")
  func late() {
    let events = lose(.late)
    database.arrive()
    #expect(database.events(of: first.session) == events + 1)
    takeUp()
    #expect(anna.view.chair == anna.id && anna.replica.pending.isEmpty)
    #expect(database.events(of: first.session) == events + 1)
  }

  @Test("a batch that comes after a take-over, or after its node registered again, is refused")
  func tooLate() {
    let events = lose(.late)
    takeUp()
    // What was asked again is done.
    #expect(database.events(of: first.session) == events + 1)
    database.arrive()
    #expect(database.events(of: first.session) == events + 1)
    database.lose(request: 1, of: "a", .late)
    first.send(.people(.leave), by: anna)
    database.bury("a")
    _ = comeBack()
    #expect(database.owner(of: first.session) == "b")
    let taken = database.events(of: first.session)
    database.arrive()
    #expect(database.events(of: first.session) == taken)
  }

  @Test("a node that registers again waits for what it has under way")
  func underway() {
    let events = lose(.underway)
    #expect(database.events(of: first.session) == events)
    takeUp()
    #expect(anna.view.chair == anna.id && anna.replica.pending.isEmpty)
    database.arrive()
    #expect(database.events(of: first.session) == events + 1)
  }

  @Test("who takes a session over waits for what its former node has under way")
  func underwayElsewhere() {
    let events = lose(.underway)
    database.bury("a")
    let back = comeBack()
    #expect(database.owner(of: first.session) == "b")
    #expect(back.view.chair == anna.id && back.replica.pending.isEmpty)
    database.arrive()
    #expect(database.events(of: first.session) == events + 1)
  }

  @Test(
    "what was done without an answer is there once, and what was not is done",
    arguments: [MemoryDatabase.Fate.done, .undone])
  func unanswered(_ fate: MemoryDatabase.Fate) {
    let events = lose(fate)
    takeUp()
    #expect(anna.view.chair == anna.id && anna.replica.pending.isEmpty)
    #expect(database.events(of: first.session) == events + 1)
  }

  @Test("a crash of the database ends what all nodes serve, and each may take it up")
  func crashed() throws {
    let events = database.events(of: first.session)
    database.crash()
    for stage in [first, second] {
      let stranger = Stranger(stage)
      stranger.hello(anna)
      #expect(stranger.goodbye == .init(code: 4103, reason: "storage"))
    }
    second.disk.reopen()
    second.settle()
    let back = comeBack()
    #expect(database.owner(of: first.session) == "b")
    #expect(back.view.seq == events)
    first.disk.reopen()
    first.settle()
    let again = Stranger(first)
    again.hello(anna)
    #expect(again.error?.code == "moved")
  }
}
