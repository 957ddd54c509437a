import KringCore
import KringProtocol

// Statements of attendance: signed after the close, and kept nowhere.

extension Gateway {
  /// How often the holder of a seat may ask for one; counted in memory.
  static let proofsAllowed = 20

  /// Answers who asks for a statement about their seat; nothing of it is journaled or logged.
  func prove(
    _ commit: [UInt8], ref: Int, by member: ID, in room: Room, _ connection: Connection
  ) {
    let course = room.session.course
    guard let signer, let began = course.began, let ended = course.ended, !room.isPurging,
      let plan = room.session.full.creation?.plan
    else { return answer(.rejected(ref: ref, Refusal(Rejection(.notNow))), connection) }
    guard room.proofs[member, default: 0] < Self.proofsAllowed else {
      return answer(.rejected(ref: ref, Refusal(Rejection(.tooMuch))), connection)
    }
    room.proofs[member, default: 0] += 1
    let key = signer.keys.present
    let view = room.session.full
    let statement = ProofStatement(
      server: signer.server, key: key.id,
      reference: String(Base64URL.text(room.id.bytes).prefix(8)), commit: commit, began: began,
      ended: ended, breaks: course.breaks,
      noted: view.attendance.filter { $0.members.contains(member) }.map(\.at),
      secrecy: view.secrecy, present: min(room.connected[member]?.time ?? 0, ended - began),
      members: course.members, cases: course.cases, method: plan.method, version: plan.version,
      issued: now(in: room))
    answer(
      .proof(ref: ref, statement: statement, signature: key.sign(statement.canonical)), connection)
  }
}
