import KringCore
import KringJSON
import KringProtocol
import KringSeal
import KringTestSupport
import Testing
import Transport

@testable import KringServer

@Suite("Statements of attendance")
struct StatementTests {
  private static let minute = 60_000
  private static let commit = [UInt8](repeating: 7, count: 32)

  /// Says `proof.ask` for a member; returns what was answered.
  private func ask(_ member: StageMember, on stage: Stage, ref: Int = 900) throws -> ServerMessage {
    let heard = member.heard.count
    let line = try #require(member.connection)
    stage.send(ClientMessage.askProof(ref: ref, commit: Self.commit).bytes, over: line)
    let answers = try member.heard[heard...].map { try ServerMessage.decode($0, for: member.id) }
    return try #require(answers.last)
  }

  private func close(_ meeting: Meeting) {
    meeting.stage.send(
      .course(.close(visit: meeting.view.visit, keep: 3_600_000)), by: meeting.chair)
  }

  @Test("after the close it says when, how long and how many, and is signed by the server's key")
  func statement() throws {
    let meeting = try Meeting(in: "1.beeld")
    let stage = meeting.stage
    let began = meeting.view.at
    stage.send(.attendance(.discussSecrecy), by: meeting.chair)
    stage.advance(4 * Self.minute)
    stage.send(
      .attendance(.note(noted: 0, members: meeting.members.prefix(3).map(\.id))), by: meeting.chair)
    let noted = stage.now
    stage.cut(meeting.members[3])
    stage.advance(6 * Self.minute)
    stage.enter(meeting.members[3])
    close(meeting)
    let keys = try #require(stage.gateway.signer?.keys)
    for (place, member) in meeting.members.enumerated() {
      guard case .proof(let ref, let statement, let signature) = try ask(member, on: stage) else {
        Issue.record("no statement for member \(place)")
        continue
      }
      #expect(ref == 900)
      #expect(statement.server == "https://kring.example")
      #expect(statement.commit == Self.commit)
      #expect(statement.began == began)
      #expect(statement.ended == began + 10 * Self.minute)
      #expect(statement.noted == (place < 3 ? [noted] : []))
      #expect(statement.secrecy == began)
      #expect(statement.present == (place < 3 ? 10 : 4) * Self.minute)
      #expect(statement.members == 4)
      #expect(statement.cases == 1)
      #expect(statement.method == "bovv6")
      let proof = Proof(paper: .null, salt: [], statement: statement, signature: signature)
      #expect(throws: Proof.Flaw.changedPaper) { try proof.check(keys.published) }
    }
  }

  @Test("nobody is given one before the close, and nobody without a seat")
  func refused() throws {
    let meeting = try Meeting(in: "1.beeld")
    guard case .rejected(900, let refusal) = try ask(meeting.chair, on: meeting.stage) else {
      Issue.record("not refused")
      return
    }
    #expect(refusal.code == "not-now")
    close(meeting)
    let stranger = Stranger(meeting.stage)
    stranger.say(.askProof(ref: 1, commit: Self.commit))
    #expect(stranger.goodbye?.reason == "hello-first")
  }

  @Test("20 times a seat, and nothing of it is written down or told to others")
  func bound() throws {
    let meeting = try Meeting(in: "1.beeld")
    close(meeting)
    let stage = meeting.stage
    let written = stage.disk.written.count
    let heard = meeting.members[3].heard.count
    for number in 0..<20 {
      guard case .proof = try ask(meeting.members[2], on: stage, ref: number) else {
        Issue.record("refused at \(number)")
        return
      }
      stage.advance(1_000)
    }
    guard case .rejected(20, let refusal) = try ask(meeting.members[2], on: stage, ref: 20) else {
      Issue.record("not refused")
      return
    }
    #expect(refusal.code == "too-much")
    #expect(stage.disk.written.count == written)
    #expect(meeting.members[3].heard.count == heard)
    // What one seat asks takes nothing from another.
    guard case .proof = try ask(meeting.members[3], on: stage) else {
      Issue.record("another seat is refused")
      return
    }
  }

  @Test("nobody is given one from the moment that the session goes")
  func purging() throws {
    let meeting = try Meeting(in: "1.beeld")
    let stage = meeting.stage
    close(meeting)
    stage.disk.sweeps = false
    stage.send(.course(.purge), by: meeting.chair)
    stage.disk.commit()
    stage.settle()
    guard case .rejected(900, let refusal) = try ask(meeting.members[2], on: stage) else {
      Issue.record("not refused")
      return
    }
    #expect(refusal.code == "not-now")
  }

  @Test("nobody was there for longer than the meeting took, whatever the clock did")
  func clock() throws {
    let meeting = try Meeting(in: "1.beeld")
    let stage = meeting.stage
    stage.advance(4 * Self.minute)
    // The clock stood an hour ahead when the server last noted that it runs.
    stage.disk.beat(at: stage.now + 60 * Self.minute)
    try stage.restart()
    for member in meeting.members { stage.enter(member) }
    close(meeting)
    guard case .proof(_, let statement, _) = try ask(meeting.members[2], on: stage) else {
      Issue.record("no statement")
      return
    }
    #expect(statement.ended - statement.began == 4 * Self.minute)
    #expect(statement.present == 4 * Self.minute)
  }

  @Test(
    "what an earlier key has signed holds after a rotation; a key of another server does not do")
  func rotated() throws {
    let paper = JSON.object([.init("v", .int(1)), .init("name", "A. de Vries")])
    let salt = [UInt8](repeating: 9, count: 16)
    var keys = Signer.fixed.keys
    var statement = ProofStatement.sample
    statement.key = keys.present.id
    statement.commit = Proof.commit(to: paper, salt: salt)
    let proof = Proof(
      paper: paper, salt: salt, statement: statement,
      signature: keys.present.sign(statement.canonical))
    try proof.check(keys.published)
    keys.rotate(to: .generate(), now: statement.issued)
    #expect(keys.published.map(\.until) == [statement.issued, nil])
    try proof.check(keys.published)
    #expect(throws: Proof.Flaw.unknownKey) {
      try proof.check(ProofKeys(.generate(), now: 0).published)
    }
  }

  @Test("the public keys are for everybody, and the secret one is not among them")
  func listing() throws {
    let stage = try Stage(seed: 1)
    let answer = try #require(stage.request(.get, "/.well-known/kring.json"))
    #expect(answer.status == 200)
    let keys = try ProofKey.list(try JSON.parse(answer.body))
    #expect(keys == Signer.fixed.keys.published)
    let secret = Base64URL.text(Signer.fixed.keys.present.seed)
    #expect(!String(decoding: answer.body, as: UTF8.self).contains(secret))
  }

  @Test("beside the keys stands for how long backups of a database are kept, if there is one")
  func retention() throws {
    for days in [nil, 30] {
      var settings = GatewaySettings()
      settings.retentionDays = days
      let stage = try Stage(seed: 1, settings: settings)
      let answer = try #require(stage.request(.get, "/.well-known/kring.json"))
      var reader = try ObjectReader(try JSON.parse(answer.body))
      #expect(try reader.optionalInt("retention_days") == days)
    }
  }
}
