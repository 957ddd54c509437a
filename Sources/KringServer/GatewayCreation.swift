import KringCore
import KringJournal
import KringJSON
import KringMethods
import KringProtocol
import Transport
import TransportLoop

// How a session is made.

extension Gateway {
  /// Whether a request has the creation key; if not, why it is refused.
  private func refusal(of request: HTTPRequest) -> HTTPErrorCode? {
    guard let hash = settings.creationKeyHash else { return nil }
    guard keyBrake.listens(to: request.address, now: now()) else { return .busy }
    guard let authorization = request.authorization, authorization.hasPrefix("Bearer ") else {
      return .creationKey
    }
    let given = Digest.sha256(Array(authorization.utf8.dropFirst(7)))
    if Digest.equal(given, hash) { return nil }
    keyBrake.wrong(from: request.address, now: now())
    return .creationKey
  }

  /// Makes a session, or finds that the same request has made it already.
  func create(_ request: HTTPRequest) {
    guard isServing, !isDraining else { return fail(request, .storage) }
    if let refusal = refusal(of: request) { return fail(request, refusal) }
    guard creations.take(bytes: request.body.count, now: now()) else { return fail(request, .busy) }
    let wish: CreateRequest
    do { wish = try CreateRequest.decode(request.body) } catch {
      return fail(request, .badMessage, bad: error)
    }
    make(wish, request)
  }

  /// Makes the session that a request is about.
  ///
  /// - Parameter claim: what the journal said about it, if it was asked.
  func make(_ wish: CreateRequest, _ request: HTTPRequest, after claim: Claim? = nil) {
    let bodyHash = Digest.sha256(request.body)
    if let room = rooms[wish.session] {
      let isSame = Digest.equal(room.bodyHash, bodyHash) && !room.isPurging
      return tellTaken(wish.session, isSame: isSame, request)
    }
    guard let claim else { return wait(.creation(wish, request), for: wish.session) }
    if case .elsewhere(_, _, let body) = claim {
      return tellTaken(wish.session, isSame: Digest.equal(body, bodyHash), request)
    }
    if case .unreadable = claim { return fail(request, .storage) }
    guard !isDraining else { return fail(request, .storage) }
    guard rooms.count < settings.sessions else {
      makeRoom()
      return fail(request, .busy)
    }
    do {
      let creation = try creation(of: wish)
      let planBytes = creation.plan.pageBytes
      guard self.planBytes + planBytes <= settings.planBytes else { return fail(request, .busy) }
      let room = Room(
        id: wish.session, epoch: sources.newID(), joinKeyHash: wish.join, claimHash: wish.claim,
        bodyHash: bodyHash,
        session: Session(limits: settings.limits), now: now())
      add(room, planBytes: planBytes)
      next.keep(
        .session(wish.session, joinKeyHash: wish.join, claimHash: wish.claim, body: bodyHash))
      decide(.create(creation), in: room)
      hold(request, about: wish.session, status: 201, HTTPBody.created(wish.session))
    } catch let error as MethodErrors {
      fail(request, .badMethod, problems: error.problems)
    } catch let error as BadMessage {
      fail(request, .badMessage, bad: error)
    } catch {
      preconditionFailure("a creation fails in two ways only")
    }
  }

  /// Answers who asks for a session that is there already.
  private func tellTaken(_ session: ID, isSame: Bool, _ request: HTTPRequest) {
    if isSame { return hold(request, about: session, status: 200, HTTPBody.created(session)) }
    let failure = HTTPFailure(.sessionTaken)
    hold(request, about: session, status: HTTPErrorCode.sessionTaken.status, failure.bytes)
  }

  /// A full server lets go of the lobby in which nobody did anything for longest, if that is a day and
  /// nobody is there: else who fills it with lobbies would have it for months.
  private func makeRoom() {
    let now = self.now()
    let oldest = rooms.values.filter { room in
      guard room.isRead, !room.isPurging, room.connections.isEmpty else { return false }
      let session = room.session
      return session.full.visit == 0 && session.full.purge == nil
        && max(session.lastDeed, session.full.creation?.start ?? 0) + Session.idleTime < now
    }.min { ($0.session.lastDeed, $0.id) < ($1.session.lastDeed, $1.id) }
    if let oldest { carryOut([.purge], in: oldest) }
  }

  private func creation(of wish: CreateRequest) throws -> Creation {
    let method: Method
    switch wish.method {
    case .named(let id):
      guard let known = offer.catalogue.method(id) else {
        let ids = offer.catalogue.methods.map(\.id).joined(separator: ", ")
        throw BadMessage(at: "$.method", expected: "a method file or one of \(ids)")
      }
      method = known
    case .file(let json): method = try Method(json: json)
    }
    guard let options = Options(cases: wish.cases, minutes: wish.minutes, frame: wish.frame) else {
      let cases = Options.casesAllowed
      let minutes = Options.minutesAllowed
      throw BadMessage(
        at: "$",
        expected: "\(cases.lowerBound) to \(cases.upperBound) cases, "
          + "\(minutes.lowerBound) to \(minutes.upperBound) minutes and known parts of the frame")
    }
    let now = self.now()
    if let start = wish.start, start > now + Session.longestAhead {
      throw BadMessage(at: "$.start_ms", expected: "at most 400 days ahead")
    }
    if let end = wish.end, end <= wish.start ?? 0 {
      throw BadMessage(at: "$.end_ms", expected: "a time after start_ms")
    }
    let plan = compile(frame: offer.catalogue.frame, method: method, options: options)
    return Creation(
      session: wish.session, plan: plan, start: wish.start, end: wish.end, call: wish.call)
  }
}
