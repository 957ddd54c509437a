// Decisions about what everybody may read: live items, marks, pen and note.

extension Session {
  func decideItems(
    _ command: Command, _ circumstances: Circumstances
  ) throws(Rejection) -> Decision {
    let by = circumstances.by
    switch command {
    case .addItem(let item, let visit, let input, let envelope):
      return try addItem(item, visit: visit, input: input, envelope, circumstances)
    case .editItem(let item, let version, let envelope):
      let known = try own(item, by)
      if known.version == version + 1, known.envelope == envelope { return Self.nothing }
      guard known.version == version else { throw Rejection(.stale) }
      try requireRoom(for: envelope, by: by, newItem: false)
      return one(.itemEdited(item: item, version: version + 1, envelope: envelope), circumstances)
    case .withdrawItem(let item):
      if withdrawn[item] != nil { return Self.nothing }
      _ = try own(item, by)
      return one(.itemWithdrawn(item: item), circumstances)
    case .foldItem(let item, let folded):
      try requireChair(circumstances)
      let known = try existing(item)
      guard known.folded != folded else { return Self.nothing }
      return one(.itemFolded(item: item, folded: folded), circumstances)
    case .claimItem(let item, let nonce):
      let known = try existing(item)
      if known.claimed == by { return Self.nothing }
      guard known.set != nil, known.by == nil, known.claimed == nil,
        circumstances.derived == item, input(known.path)?.claimable == true
      else { throw Rejection(.notYours) }
      return one(.itemClaimed(item: item, nonce: nonce), circumstances)
    case .markItem(let item, let mark, let envelope):
      _ = try existing(item)
      let sealed = Sealed(item: mark, envelope: envelope)
      if written.contains(sealed) { return Self.nothing }
      try requireRoom(for: envelope, by: by, newItem: false)
      return one(.itemMarked(item: item, mark: sealed), circumstances)
    case .takePen(let from):
      guard full.purge == nil, full.step != nil else { throw Rejection(.notNow) }
      if full.pen == by { return Self.nothing }
      guard full.pen == from else { throw Rejection(.stale) }
      guard round.contains(by) else { throw Rejection(.notYours) }
      return one(.penChanged(pen: by), circumstances)
    case .writeNote(let note, let visit, let envelope):
      let sealed = Sealed(item: note, envelope: envelope)
      if written.contains(sealed) { return Self.nothing }
      let step = try requireVisit(visit)
      guard full.pen == by else { throw Rejection(.notPen) }
      try requireRoom(for: envelope, by: by, newItem: false)
      return one(.noteWritten(step: step.id, note: sealed), circumstances)
    default: preconditionFailure("not a command about readable texts")
    }
  }

  private func existing(_ item: ID) throws(Rejection) -> View.Item {
    guard let known = full.items.first(where: { $0.item == item }) else {
      throw Rejection(.noItem)
    }
    return known
  }

  /// A live item that a member may change: its author; for the presenter's texts, the pen too.
  private func own(_ item: ID, _ by: ID) throws(Rejection) -> View.Item {
    let known = try existing(item)
    guard known.set == nil else { throw Rejection(.noItem) }
    if known.by == by { return known }
    let forPresenter = input(known.path)?.by == .presenter
    let inThisCase = full.current?.caseNumber.map { "\($0)." }.map(known.path.step.hasPrefix)
    guard forPresenter, inThisCase == true, by == full.presenter || by == full.pen else {
      throw Rejection(.noItem)
    }
    return known
  }

  private func addItem(
    _ item: ID, visit: Int, input id: String, _ envelope: Envelope, _ circumstances: Circumstances
  ) throws(Rejection) -> Decision {
    let by = circumstances.by
    if let known = full.items.first(where: { $0.item == item }) {
      // What was changed since may differ: the addition itself was done.
      guard known.by == by, known.envelope == envelope || known.version > 1 else {
        throw Rejection(.idTaken)
      }
      return Self.nothing
    }
    if let author = withdrawn[item] {
      guard author == by else { throw Rejection(.idTaken) }
      return Self.nothing
    }
    guard cards[item] == nil else { throw Rejection(.idTaken) }
    let step = try requireVisit(visit)
    guard let input = step.inputs.first(where: { $0.id == id }), input.opens == nil else {
      throw Rejection(.noStep)
    }
    guard mayWrite(by, input) else { throw Rejection(.notYours) }
    let path = Plan.InputPath(step: step.id, input: id)
    let count = full.items.count {
      $0.path == path && (input.by == .presenter || $0.by == by)
    }
    guard count < input.max else { throw Rejection(.full) }
    try requireRoom(for: envelope, by: by, newItem: true)
    return one(
      .itemAdded(item: item, step: step.id, input: id, envelope: envelope), circumstances)
  }
}
